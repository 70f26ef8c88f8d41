"""The token gradient's model: which rollout, which token and which logit to show, in words too.

The update itself is in `update`; here its numbers are picked out and said.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp
from typing import NamedTuple

from grpo_core.divergence import MAX_EXPONENT
from widgets.kit.words import count, percent, plain, signed
from widgets.token_gradient.controls import Controls
from widgets.token_gradient.toy import (
    BRANCH,
    DONE,
    GROUP,
    LONGEST,
    SLIP,
    SO,
    START,
    VOCABULARY,
    WAIT,
    base_table,
    chances,
)
from widgets.token_gradient.update import (
    Epoch,
    Group,
    Settings,
    distribution,
    epoch_of,
    group_of,
    weights_of,
)

__all__ = [
    "Cell",
    "Member",
    "Said",
    "View",
    "amount",
    "compute",
    "push",
    "settings_of",
    "weights_for",
]

AGGREGATION_NAMES = ("sequence", "token", "constant")
SURE = 0.95
"""Probability from which a token is said to have hardly any room."""
ROUNDING = 1e-12
"""A gradient closer to zero than this is nothing but rounding."""
MOST = 1e4
"""Numbers beyond this are not written out; only a KL term that runs away gets there."""


class Member(NamedTuple):
    """One rollout of the group, as the list shows it.

    Attributes:
        length: its tokens.
        waits: whether it says “wait”.
        right: whether it counts as right.
        flipped: whether the reader has turned its reward over.
        advantage: what the group makes of it.
        pushes: for each token, what reaches its own logit.
        marked: index of a token to name: the first “wait”, or what the reward would push most.
        word: that token.
        held: whether the clip holds it.
    """

    length: int
    waits: bool
    right: bool
    flipped: bool
    advantage: float
    pushes: tuple[float, ...]
    marked: int
    word: str
    held: bool


class Said(NamedTuple):
    """One token of the rollout.

    Attributes:
        token: index in the vocabulary.
        probability: π of it where it was said, before this update.
        ratio: π/π_old of it.
        credit: ∂J/∂log π of it: weight times what the objective wants.
        push: what of the credit reaches its own logit: credit · (1 − π).
        held: whether the clip has made its surrogate flat.
        unheld: what the credit's reward part would be without the clip: w · ρA.
    """

    token: int
    probability: float
    ratio: float
    credit: float
    push: float
    held: bool
    unheld: float


class Cell(NamedTuple):
    """The factors of one number of the gradient, for one position and one logit.

    Attributes:
        token: whose logit.
        said: whether that is the token that was said.
        divisor: how the weight is written as one over something.
        weight: w.
        ratio: ρ of the token that was said.
        advantage: A.
        held: whether the clip leaves ρA out.
        beta: KL weight.
        drift: π_ref/π of the token that was said.
        probability: π of the token whose logit it is.
        pull: what the objective wants of the token that was said: ρA − β(1 − π_ref/π), without
            ρA if it is held.
        room: one-hot − π.
        value: the number: w · pull · room.
    """

    token: int
    said: bool
    divisor: str
    weight: float
    ratio: float
    advantage: float
    held: bool
    beta: float
    drift: float
    probability: float
    pull: float
    room: float
    value: float


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        members: the group.
        chosen: index of the rollout that is taken apart.
        said: its tokens.
        position: index of the chosen one.
        rows: the rollout's own gradient, thirteen numbers a position, before contexts are added up.
        cell: the number whose arithmetic is shown.
        context: where the chosen token was said, in words.
        before: π there before the update.
        after: π there after it, with the whole group's gradient.
        weights: for each aggregation, the weight of one token of each rollout.
        aggregation: index of the one in use.
        epoch: the inner epoch.
        clip: ε.
    """

    finding: str
    members: tuple[Member, ...]
    chosen: int
    said: tuple[Said, ...]
    position: int
    rows: tuple[tuple[float, ...], ...]
    cell: Cell
    context: str
    before: list[float]
    after: list[float]
    weights: tuple[tuple[float, ...], ...]
    aggregation: int
    epoch: int
    clip: float


def settings_of(controls: Controls) -> Settings:
    """What of the controls decides the update."""
    return Settings(
        seed=controls.seed,
        careful=controls.careful,
        flipped=controls.flipped,
        learning_rate=controls.learning_rate,
        beta=controls.beta,
        clip=controls.clip,
        aggregation=controls.aggregation,
    )


def compute(controls: Controls) -> View:
    """The chosen token of the chosen rollout, and the finding.

    Args:
        controls: the reader's settings. A position past the end of the rollout is its last.
    """
    settings = settings_of(controls)
    group = group_of(controls.seed, controls.careful, controls.flipped)
    epoch = epoch_of(settings, controls.epoch)
    chosen = controls.rollout - 1
    rollout = group.rollouts[chosen]
    position = min(controls.position, len(rollout.tokens)) - 1
    said, rows = _taken_apart(settings, controls.epoch, chosen)
    context = rollout.contexts[position]
    word = controls.token or VOCABULARY[rollout.tokens[position]]
    cell = _cell(settings, epoch, group, chosen, position, VOCABULARY.index(word))
    before, after = epoch.policy[context], distribution(epoch.after[context])
    sentences = [
        _rollout_said(group, chosen, said, controls),
        _token_said(said[position], cell, position, before, after, controls),
        _branch_said(settings, epoch, group, told=context == BRANCH and cell.token == WAIT),
    ]
    if controls.predict:
        sentences.append(_verdict(said, controls.predict))
    return View(
        finding=" ".join(filter(None, sentences)),
        members=_members(settings, controls.epoch),
        chosen=chosen,
        said=said,
        position=position,
        rows=rows,
        cell=cell,
        context=_context_words(context),
        before=before,
        after=after,
        weights=weights_for(controls.seed, controls.careful),
        aggregation=AGGREGATION_NAMES.index(controls.aggregation),
        epoch=controls.epoch,
        clip=controls.clip,
    )


@lru_cache(maxsize=16)
def weights_for(seed: int, careful: bool) -> tuple[tuple[float, ...], ...]:
    """For each aggregation, the weight that a token of each rollout has.

    Example:
        >>> by_sequence, by_token, constant = weights_for(17155, True)
        >>> round(1 / by_sequence[0]), round(1 / by_sequence[6]), round(1 / constant[6])
        (88, 264, 288)
    """
    return tuple(
        tuple(row[0] for row in weights_of(seed, careful, name)) for name in AGGREGATION_NAMES
    )


def amount(value: float) -> str:
    """A number of the gradient; two significant digits.

    Example:
        >>> amount(0.00279), amount(-0.0000444), amount(1e300)
        ('0.0028', '−0.000044', 'over 10,000')
    """
    if abs(value) > MOST:
        return f"over {MOST:,.0f}" if value > 0 else f"below −{MOST:,.0f}"
    return plain(value, 2)


def push(value: float) -> str:
    """The same with its sign.

    Example:
        >>> push(0.00279), push(-0.0000444), push(0.0)
        ('+0.0028', '−0.000044', '0')
    """
    return f"+{amount(value)}" if 0.0 < value <= MOST else amount(value)


@lru_cache(maxsize=32)
def _members(settings: Settings, number: int) -> tuple[Member, ...]:
    """The group, and what the update pushes in each of its rollouts."""
    group = group_of(settings.seed, settings.careful, settings.flipped)
    epoch = epoch_of(settings, number)
    members = []
    for index, rollout in enumerate(group.rollouts):
        logp, old, held = epoch.logp[index], group.old_logp[index], epoch.clipped[index]
        rooms = [1.0 - exp(lp) for lp in logp]
        # Without the clip the reward would push by ratio times room, but for what is the same.
        wants = [
            exp(min(lp - was, MAX_EXPONENT)) * room
            for lp, was, room in zip(logp, old, rooms, strict=True)
        ]
        tokens = rollout.tokens
        marked = tokens.index(WAIT) if rollout.waits else wants.index(max(wants))
        members.append(
            Member(
                length=len(tokens),
                waits=rollout.waits,
                right=group.right[index],
                flipped=index + 1 in settings.flipped,
                advantage=group.advantages[index],
                pushes=tuple(c * room for c, room in zip(epoch.slopes[index], rooms, strict=True)),
                marked=marked,
                word=VOCABULARY[tokens[marked]],
                held=held[marked],
            )
        )
    return tuple(members)


@lru_cache(maxsize=32)
def _taken_apart(
    settings: Settings, number: int, chosen: int
) -> tuple[tuple[Said, ...], tuple[tuple[float, ...], ...]]:
    """A rollout's tokens, and its own gradient: slope · (one-hot − π) at every position."""
    epoch = epoch_of(settings, number)
    group = group_of(settings.seed, settings.careful, settings.flipped)
    rollout = group.rollouts[chosen]
    weight = weights_of(settings.seed, settings.careful, settings.aggregation)[chosen][0]
    advantage = group.advantages[chosen]
    said, rows = [], []
    places = zip(
        rollout.tokens,
        rollout.contexts,
        epoch.logp[chosen],
        group.old_logp[chosen],
        epoch.slopes[chosen],
        epoch.clipped[chosen],
        strict=True,
    )
    for token, context, logp, old, credit, held in places:
        row = [-credit * p for p in epoch.policy[context]]
        row[token] += credit
        ratio = exp(min(logp - old, MAX_EXPONENT))
        said.append(
            Said(token, exp(logp), ratio, credit, row[token], held, weight * ratio * advantage)
        )
        rows.append(tuple(row))
    return tuple(said), tuple(rows)


def _cell(
    settings: Settings, epoch: Epoch, group: Group, chosen: int, position: int, token: int
) -> Cell:
    rollout = group.rollouts[chosen]
    lengths = [len(other.tokens) for other in group.rollouts]
    divisor = {
        "sequence": f"{GROUP} × {lengths[chosen]}",
        "token": str(sum(lengths)),
        "constant": f"{GROUP} × {LONGEST}",
    }[settings.aggregation]
    log_ratio = epoch.logp[chosen][position] - group.old_logp[chosen][position]
    ratio, drift = exp(min(log_ratio, MAX_EXPONENT)), exp(min(-log_ratio, MAX_EXPONENT))
    advantage, held = group.advantages[chosen], epoch.clipped[chosen][position]
    weight = weights_of(settings.seed, settings.careful, settings.aggregation)[chosen][position]
    pull = (0.0 if held else ratio * advantage) - settings.beta * (1.0 - drift)
    said = token == rollout.tokens[position]
    probability = epoch.policy[rollout.contexts[position]][token]
    room = float(said) - probability
    return Cell(
        token=token,
        said=said,
        divisor=divisor,
        weight=weight,
        ratio=ratio,
        advantage=advantage,
        held=held,
        beta=settings.beta,
        drift=drift,
        probability=probability,
        pull=pull,
        room=room,
        value=weight * pull * room,
    )


def _context_words(context: int) -> str:
    """Where a token is said, as a phrase that follows “the policy”."""
    if context == START:
        return "at the start"
    last, later = (context - 1) % len(VOCABULARY), context > len(VOCABULARY)
    word = f"after “{VOCABULARY[last]}”"
    if last == WAIT:
        return word
    return f"{word}, in a recount" if later else f"{word}, in the first count"


def _rollout_said(group: Group, chosen: int, said: tuple[Said, ...], controls: Controls) -> str:
    right = sum(group.right)
    if right in (0, GROUP):
        how = "right" if right else "wrong"
        return (
            f"All {GROUP} rollouts count as {how}, so there is nothing to compare: every advantage"
            " is 0, and the rewards push no token either way."
        )
    rollout, is_right = group.rollouts[chosen], group.right[chosen]
    did = "waited" if rollout.waits else "did not wait"
    turned = "now counts as" if chosen + 1 in controls.flipped else "is"
    alike = (right if is_right else GROUP - right) - 1
    others = f"like {alike} of the other {GROUP - 1}" if alike else f"the only one of {GROUP}"
    told = (
        f"Rollout {chosen + 1} {did} and {turned} {'right' if is_right else 'wrong'}, {others}:"
        f" its advantage is {signed(group.advantages[chosen])}"
    )
    tokens = len(said)
    if controls.epoch == 1:
        spread = (
            f"and its one token gets the credit {push(said[0].credit)}"
            if tokens == 1
            else f"and each of its {tokens} tokens gets the same credit, {push(said[0].credit)}"
        )
        return f"{told}, {spread}."
    held = sum(token.held for token in said)
    return (
        f"{told}. In inner epoch {controls.epoch} the clip holds {held or 'none'} of its"
        f" {count(tokens, 'token')}."
    )


def _token_said(
    token: Said,
    cell: Cell,
    position: int,
    before: list[float],
    after: list[float],
    controls: Controls,
) -> str:
    word, place = VOCABULARY[token.token], f"at position {position + 1}"
    moved = _moved(before[cell.token], after[cell.token])
    if not cell.said:
        other = VOCABULARY[cell.token]
        return (
            f"Where it says “{word}”, {place}, the logit of “{other}” gets {push(cell.value)}; with"
            f" the whole group “{other}” {moved} there."
        )
    if token.held:
        side = 1 + controls.clip if cell.advantage > 0 else 1 - controls.clip
        way = "above" if cell.advantage > 0 else "below"
        return (
            f"“{word}” {place} is held: its ratio, {plain(token.ratio, 3)}, is {way}"
            f" {plain(side)}, so only the KL term is left. With the whole group it {moved}."
        )
    room = ""
    if cell.pull and token.probability > SURE:
        room = ", with hardly any room"
    return (
        f"“{word}” {place} had {percent(before[cell.token])}{room}: its own logit gets"
        f" {push(cell.value)}. With the whole group it {moved}."
    )


def _moved(before: float, after: float) -> str:
    """How a probability changes, as a verb with its numbers."""
    low, high = percent(before), percent(after)
    if low == high:
        return f"stays {low}" if " " in low else f"stays at {low}"
    return f"{'rises' if after > before else 'falls'} from {low} to {high}"


def _branch_said(settings: Settings, epoch: Epoch, group: Group, *, told: bool) -> str:
    """What happens to “wait” at the branching point, and what waiting is really worth there."""
    if BRANCH not in epoch.gradient:
        return f"No rollout of this group gets as far as its first “{VOCABULARY[SO]}”."
    if sum(group.right) in (0, GROUP):
        return ""
    sentences = []
    if not told:
        after = distribution(epoch.after[BRANCH])[WAIT]
        sentences.append(
            f"“{VOCABULARY[WAIT]}” after the first “{VOCABULARY[SO]}”"
            f" {_moved(epoch.policy[BRANCH][WAIT], after)}."
        )
    if not settings.flipped:
        exact = chances(base_table(settings.careful))
        gained = epoch_of(settings, 1).gradient[BRANCH][WAIT]
        if exact.after[WAIT] < exact.branch:
            gained = -gained
        luck = "; this group’s luck points the other way" if gained < -ROUNDING else ""
        sentences.append(
            f"In the long run, waiting there ends right {percent(exact.after[WAIT])} of the time"
            f" and stopping {percent(exact.after[DONE])}{luck}."
        )
    return " ".join(sentences)


def _verdict(said: tuple[Said, ...], predicted: str) -> str:
    """Whether the reader was right about the slip."""
    slips = [token for token in said if token.token == SLIP]
    words = {"up": "a push up", "down": "a push down", "nothing": "nothing"}
    if not slips:
        return f"You predicted {words[predicted]} for the slip; this rollout has none."
    credit = slips[0].push
    happens = "up" if credit > 0 else "down" if credit < 0 else "nothing"
    told = f"You predicted {words[predicted]} for the slip"
    if happens == predicted:
        told += ", and so it is"
    else:
        told += f"; it gets {words[happens]}"
    if happens == "up":
        return f"{told}: a reward that sees only the answer credits every token, the slip too."
    return f"{told}."
