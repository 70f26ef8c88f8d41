"""The token gradient's model: which rollout, which token and which logit to show, in words too.

The update itself is in `update`; here its numbers are picked out and said.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, fsum
from typing import Final, NamedTuple

from grpo_core import logit_gradient
from grpo_core.divergence import MAX_EXPONENT
from widgets.kit.words import count, decimal, percent, plain
from widgets.token_gradient.controls import Controls
from widgets.token_gradient.toy import (
    BRANCH,
    DONE,
    GROUP,
    LONGEST,
    SO,
    START,
    VOCABULARY,
    WAIT,
    Row,
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
    "NEAR",
    "Cell",
    "Member",
    "Said",
    "View",
    "amount",
    "compute",
    "push",
    "ratio_of",
    "rest_of",
    "settings_of",
    "weights_for",
    "written_ratio",
]

AGGREGATION_NAMES = ("sequence", "token", "constant")
SURE = 0.95
"""Probability from which a token is said to have hardly any room."""
ROUNDING = 1e-12
"""A gradient closer to zero than this is nothing but rounding."""
ROOMY: Final = 0.3
"""Ratio times room from which a token is named beside its bar."""
NEAR: Final = 6
"""Positions within which two names share their room."""
MINOR: Final = 0.01
"""Probability below which a token is one of the others."""
EVEN: Final = 0.02
"""A difference between chances that is called hardly any."""
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
        unheld: for each token that the clip holds, what would reach its logit without the clip;
            0 for the others.
        names: index and word of the tokens that had room to move, few enough to be printed.
    """

    length: int
    waits: bool
    right: bool
    flipped: bool
    advantage: float
    pushes: tuple[float, ...]
    unheld: tuple[float, ...]
    names: tuple[tuple[int, str], ...]


class Said(NamedTuple):
    """One token of the rollout.

    Attributes:
        token: index in the vocabulary.
        probability: π of it where it was said, before this update.
        ratio: π/π_old of it.
        credit: ∂J/∂log π of it: w (ρA − β(1 − π_ref/π)), without ρA if it is held.
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
        credit: of the token that was said: w (ρA − β(1 − π_ref/π)), without ρA if it is held.
        room: one-hot − π.
        value: the push, credit · room.
    """

    token: int
    said: bool
    divisor: str
    weight: float
    logp: float
    old_logp: float
    ratio: float
    advantage: float
    held: bool
    beta: float
    drift: float
    probability: float
    credit: float
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
        row: the logits there before the update, one a token.
        gradient: ∂J/∂logits there, of the whole group.
        learning_rate: how far the update follows it.
        moved: the logits there after the update.
        before: π there before the update.
        after: π there after it, with the whole group's gradient.
        shown: the tokens that had or have 1% there, and the one whose logit is chosen.
        rest_before: what the other tokens have there together, before.
        rest_after: the same after the update.
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
    row: Row
    gradient: list[float]
    learning_rate: float
    moved: Row
    before: list[float]
    after: list[float]
    shown: tuple[int, ...]
    rest_before: float
    rest_after: float
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
    shown = tuple(
        token
        for token, chance in enumerate(map(max, before, after))
        if chance >= MINOR or token == cell.token
    )
    sentences = [
        _rollout_said(group, chosen, said, controls),
        _token_said(said[position], cell, position, before, after, controls),
        _branch_said(settings, epoch, group, told=context == BRANCH and cell.token == WAIT),
    ]
    if controls.predict:
        sentences[-1] = _verdict(said, cell.advantage, controls)
    return View(
        finding=" ".join(filter(None, sentences)),
        members=_members(settings, controls.epoch),
        chosen=chosen,
        said=said,
        position=position,
        rows=rows,
        cell=cell,
        context=_context_words(context),
        row=epoch.table[context],
        gradient=epoch.gradient[context],
        learning_rate=controls.learning_rate,
        moved=epoch.after[context],
        before=before,
        after=after,
        shown=shown,
        rest_before=rest_of(before, shown),
        rest_after=rest_of(after, shown),
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


def written_ratio(value: float) -> str:
    """A ratio with two decimals, unless it has run away.

    Example:
        >>> written_ratio(1.0), written_ratio(1e300)
        ('1.00', 'over 10,000')
    """
    return decimal(value) if value < 1000 else amount(value)


@lru_cache(maxsize=8)
def _members(settings: Settings, number: int) -> tuple[Member, ...]:
    """The group, and what the update pushes in each of its rollouts."""
    group = group_of(settings.seed, settings.careful, settings.flipped)
    epoch = epoch_of(settings, number)
    weights = weights_of(settings.seed, settings.careful, settings.aggregation)
    members = []
    for index, rollout in enumerate(group.rollouts):
        logp, old, held = epoch.logp[index], group.old_logp[index], epoch.clipped[index]
        rooms = [1.0 - exp(lp) for lp in logp]
        # What a reward of one would push without the clip, but for the weight.
        reach = [ratio_of(lp, was) * room for lp, was, room in zip(logp, old, rooms, strict=True)]
        tokens = rollout.tokens
        stake = weights[index][0] * group.advantages[index]
        members.append(
            Member(
                length=len(tokens),
                waits=rollout.waits,
                right=group.right[index],
                flipped=index + 1 in settings.flipped,
                advantage=group.advantages[index],
                pushes=tuple(c * room for c, room in zip(epoch.slopes[index], rooms, strict=True)),
                unheld=tuple(
                    stake * r if is_held else 0.0 for r, is_held in zip(reach, held, strict=True)
                ),
                names=tuple((place, VOCABULARY[tokens[place]]) for place in _named(reach)),
            )
        )
    return tuple(members)


def _named(reach: list[float]) -> list[int]:
    """Places of the tokens to print beside their bars: those with room, at most two close by.

    Example:
        >>> _named([0.01, 0.45, 0.01, 0.63, 0.5, 0.01])
        [1, 3]
    """
    found: list[int] = []
    with_room = [place for place, value in enumerate(reach) if value >= ROOMY]
    for place in sorted(with_room, key=lambda p: -reach[p]):
        near = [other for other in found if abs(other - place) < NEAR]
        further = [other for other in found if near and 0 < abs(other - near[0]) < NEAR]
        if not near or (len(near) == 1 and not further and abs(near[0] - place) > 1):
            found.append(place)
    return sorted(found)


@lru_cache(maxsize=8)
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
        ratio = ratio_of(logp, old)
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
    logp, old_logp = epoch.logp[chosen][position], group.old_logp[chosen][position]
    weight = weights_of(settings.seed, settings.careful, settings.aggregation)[chosen][position]
    credit, said = epoch.slopes[chosen][position], rollout.tokens[position]
    policy = epoch.policy[rollout.contexts[position]]
    return Cell(
        token=token,
        said=token == said,
        divisor=divisor,
        weight=weight,
        logp=logp,
        old_logp=old_logp,
        ratio=ratio_of(logp, old_logp),
        advantage=group.advantages[chosen],
        held=epoch.clipped[chosen][position],
        beta=settings.beta,
        drift=ratio_of(old_logp, logp),
        probability=policy[token],
        credit=credit,
        room=logit_gradient(policy, said, 1.0)[token],
        value=logit_gradient(policy, said, credit)[token],
    )


def ratio_of(logp: float, other: float) -> float:
    """How much likelier a token is under one policy than under another: ρ = e^(log π − log π_old).

    Example:
        >>> ratio_of(-1.0, -1.0)
        1.0
    """
    return exp(min(logp - other, MAX_EXPONENT))


def rest_of(policy: list[float], shown: tuple[int, ...]) -> float:
    """What the tokens that are not shown have together.

    Example:
        >>> rest_of([0.5, 0.25, 0.25], (0,))
        0.5
    """
    return fsum(p for token, p in enumerate(policy) if token not in shown)


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
            f"All {GROUP} rollouts count as {how}, so there is nothing to compare, and the group’s"
            " rewards teach nothing."
        )
    rollout, is_right = group.rollouts[chosen], group.right[chosen]
    did = "waited" if rollout.waits else "did not wait"
    turned = "now counts as" if chosen + 1 in controls.flipped else "is"
    told = f"Rollout {chosen + 1} {did} and {turned} {'right' if is_right else 'wrong'}"
    tokens = len(said)
    if controls.epoch == 1:
        whose = "its one token gets the" if tokens == 1 else "all its tokens get the same"
        return f"{told}, so {whose} credit, {push(said[0].credit)}."
    held = sum(token.held for token in said)
    return (
        f"{told}; in inner epoch {controls.epoch} the clip holds {held or 'none'} of its"
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
    low, high = before[cell.token], after[cell.token]
    if not cell.advantage:
        return f"“{VOCABULARY[cell.token]}” {place} {_moved(low, high)}."
    group = f"the whole group, at learning rate {plain(controls.learning_rate)},"
    if not cell.said:
        other = VOCABULARY[cell.token]
        return (
            f"Where it says “{word}”, {place}, the logit of “{other}” gets {push(cell.value)};"
            f" {group} {_moves(low, high)} “{other}” there{_numbers(low, high)}."
        )
    if token.held:
        side = 1 + controls.clip if cell.advantage > 0 else 1 - controls.clip
        way = "above" if cell.advantage > 0 else "below"
        return (
            f"“{word}” {place} is held: its ratio, {plain(token.ratio, 3)}, is {way}"
            f" {plain(side)}, so only the KL term is left; {group} {_moves(low, high)}"
            f" it{_numbers(low, high)}."
        )
    room = ", having hardly any room" if token.probability > SURE else ""
    return (
        f"“{word}” {place} gets {push(cell.value)} on its own logit{room};"
        f" {group} {_moves(low, high)} it{_numbers(low, high)}."
    )


def _moved(before: float, after: float) -> str:
    """How a probability changes, as a verb with its numbers."""
    low, high = percent(before), percent(after)
    if low == high:
        return f"stays {low}" if " " in low else f"stays at {low}"
    return f"{'rises' if after > before else 'falls'} from {low} to {high}"


def _moves(before: float, after: float) -> str:
    """What is done to a probability, as a verb with an object still to come."""
    if percent(before) == percent(after):
        return "leaves"
    return "raises" if after > before else "lowers"


def _numbers(before: float, after: float) -> str:
    """The numbers that go with `_moves`."""
    low, high = percent(before), percent(after)
    if low == high:
        return f" {low}" if " " in low else f" at {low}"
    return f" from {low} to {high}"


def _branch_said(settings: Settings, epoch: Epoch, group: Group, *, told: bool) -> str:
    """What happens to “wait” at the branching point, and whether waiting really pays there."""
    if BRANCH not in epoch.gradient:
        return f"No rollout of this group gets as far as its first “{VOCABULARY[SO]}”."
    if sum(group.right) in (0, GROUP):
        return ""
    wait = f"“{VOCABULARY[WAIT]}” after the first “{VOCABULARY[SO]}”"
    moved = _moved(epoch.policy[BRANCH][WAIT], distribution(epoch.after[BRANCH])[WAIT])
    if settings.flipped:
        return "" if told else f"{wait} {moved}."
    exact = chances(base_table(settings.careful))
    gained = epoch_of(settings, 1).gradient[BRANCH][WAIT]
    if abs(exact.after[WAIT] - exact.after[DONE]) < EVEN:
        pays = "waiting there makes hardly any difference"
        luck = ": this group’s is luck" if abs(gained) > ROUNDING else ""
    else:
        pays = "waiting there pays" if exact.after[WAIT] > exact.branch else "stopping there pays"
        gained *= 1.0 if exact.after[WAIT] > exact.branch else -1.0
        luck = "; this group’s luck points the other way" if gained < -ROUNDING else ""
    if told:
        return f"In the long run, {pays}{luck}."
    return f"{wait} {moved}; in the long run, {pays}{luck}."


def _verdict(said: tuple[Said, ...], advantage: float, controls: Controls) -> str:
    """Whether the reader was right about what the reward does to the rollout’s first “wait”."""
    words = {"up": "a push up", "down": "a push down", "nothing": "no push"}
    told = f"You predicted {words[controls.predict]} for “{VOCABULARY[WAIT]}”"
    waits = [token for token in said if token.token == WAIT]
    if not waits:
        return f"{told}; this rollout has none."
    held = waits[0].held
    happens = "nothing" if held or not advantage else "up" if advantage > 0 else "down"
    why = ": the clip has dropped its reward" if held else ""
    if happens == controls.predict:
        return f"{told}, and so it is{why}."
    return f"{told}; its reward gives it {words[happens]}{why}."
