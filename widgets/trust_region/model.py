"""The trust region's model: a climb, the hill it climbs, and what holds it where it stands."""

from __future__ import annotations

from functools import lru_cache
from math import hypot, log, sqrt
from typing import Final, NamedTuple

from grpo_core import KL_ESTIMATORS, kl, log_softmax, penalised_reward
from widgets.kit.roles import Role
from widgets.kit.words import count, decimal, listed, percent, plain
from widgets.trust_region.ascent import (
    Path,
    ascend,
    balance_of,
    k3_balance,
    luck_of,
    motion,
    pulls,
    triple,
)
from widgets.trust_region.controls import ENDS, NAMES, STEPS, Controls
from widgets.trust_region.levels import Shares, kl_rings
from widgets.trust_region.marks import ON, Label, Wish, arrange

__all__ = ["Landscape", "Measured", "View", "compute", "landscape_of", "path_of", "rewards_of"]

CONTOURS: Final = 6
"""Contours of J, were the outermost the lowest corner itself; that one is not drawn."""

NATS: Final = (0.05, 0.2, 0.5)
"""Divergences at which the rings around the reference are drawn."""

BEAD: Final = 0.006
"""Least movement of a share between two points of the path that are drawn."""

ARROW: Final = 0.2
"""Length of the longer arrow, in units of the triangle's side."""

NEAR: Final = 0.005
"""Largest difference of a share at which the policy counts as being at a point."""

ALONG: Final = (0.25, 0.4, 0.55, 0.7, 0.85, 1.0)
"""Shares of an arrow at which it keeps words away."""

MOST_ANCHORS: Final = 24
"""References that are drawn, where it has been replaced more often than that."""


class Landscape(NamedTuple):
    """The hill that belongs to one reference.

    Attributes:
        balance: π*, its summit.
        reward: E[r] at the summit.
        divergence: KL(π* ‖ π_ref), in nats.
        summit: J(π*).
        terrain: contours of J, the lowest first.
        rings: divergences in nats with the curves KL(π ‖ π_ref) of that size.
        ridge: π* for every β, from the best corner (β → 0) to the reference (β → ∞).
    """

    balance: Shares
    reward: float
    divergence: float
    summit: float
    terrain: tuple[tuple[Shares, ...], ...]
    rings: tuple[tuple[float, tuple[Shares, ...]], ...]
    ridge: tuple[Shares, ...]


class Measured(NamedTuple):
    """One estimate of KL(π ‖ π_ref), from one try sampled from π.

    Attributes:
        name: `exact`, `k1`, `k2` or `k3`.
        mean: its mean over tries, in nats.
        std: its standard deviation over tries, in nats.
    """

    name: str
    mean: float
    std: float


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        step: how many steps have been made.
        names: of the corners, each with what it earns.
        start: π before the first step: the point that can be dragged.
        policy: π now.
        reference: the first π_ref: the other point that can be dragged.
        anchor: π_ref now.
        past: earlier references between the two, oldest first.
        landscape: the hill around the present reference.
        left: π* of the first reference, if that is no longer the present one.
        rest: where the loss comes to rest on average, if that is another point than π*.
        path: the whole climb.
        done: points of the climb up to now, for drawing.
        ahead: the rest of them.
        reward_tip: where the reward's arrow from the policy ends.
        anchor_tip: where the arrow of the pull towards the reference ends.
        labels: the words in the triangle, with their places.
        beta: KL weight.
        measured: KL by all four ways of measuring it.
        estimator: the one in the loss.
        hand: which point a click moves: `policy` or `reference`.
        secret: whether what is ahead is hidden, because a prediction waits for it.
    """

    finding: str
    step: int
    names: tuple[tuple[str, str], ...]
    start: Shares
    policy: Shares
    reference: Shares
    anchor: Shares
    past: tuple[Shares, ...]
    landscape: Landscape
    left: Shares | None
    rest: Shares | None
    path: Path
    done: list[Shares]
    ahead: list[Shares]
    reward_tip: Shares
    anchor_tip: Shares
    labels: list[Label]
    beta: float
    measured: tuple[Measured, ...]
    estimator: str
    hand: str
    secret: bool


def compute(controls: Controls) -> View:
    """The climb at the chosen step, the hill, the forces, the measures, and the finding."""
    rewards, beta, step = rewards_of(controls), controls.beta, controls.step
    climb, beads = path_of(
        controls.policy,
        controls.reference,
        rewards,
        beta,
        controls.estimator,
        controls.refresh,
        (controls.seed, controls.group_size) if controls.estimator != "exact" else None,
    )
    policy, anchor = climb.policies[step], climb.anchor_at(step)
    landscape = landscape_of(anchor, rewards, beta)
    rest = k3_balance(anchor, rewards, beta) if controls.estimator == "k3" else None
    tips = _tips(policy, anchor, rewards, beta, controls.estimator)
    secret = bool(controls.predict) and step < STEPS
    past, moved = _past(climb, step), anchor is not climb.anchors[0][1]
    points = climb.policies
    view = View(
        finding="",
        step=step,
        names=tuple((name, f"earns {plain(r)}") for name, r in zip(NAMES, rewards, strict=True)),
        start=controls.policy,
        policy=policy,
        reference=controls.reference,
        anchor=anchor,
        past=past,
        landscape=landscape,
        left=balance_of(controls.reference, rewards, beta) if moved else None,
        rest=rest,
        path=climb,
        done=[*(points[i] for i in beads if i < step), policy],
        ahead=[] if secret else [policy, *(points[i] for i in beads if i > step)],
        reward_tip=tips[0],
        anchor_tip=tips[1],
        labels=[],
        beta=beta,
        measured=measured_of(policy, anchor),
        estimator=controls.estimator,
        hand=controls.hand,
        secret=secret,
    )
    return view._replace(finding=_finding(view, controls, rewards), labels=_labels(view))


def rewards_of(controls: Controls) -> Shares:
    """What each strategy earns, in the order of `NAMES`."""
    return (controls.reward_guess, controls.reward_derive, controls.reward_verify)


@lru_cache(maxsize=8)
def path_of(
    policy: Shares,
    reference: Shares,
    rewards: Shares,
    beta: float,
    estimator: str,
    refresh: int,
    luck: tuple[int, int] | None,
) -> tuple[Path, list[int]]:
    """`ascend`, remembered, with the steps that are worth a point in a drawing.

    Args:
        policy: where the climb starts.
        reference: π_ref.
        rewards: what each strategy earns.
        beta: KL weight.
        estimator: as for `ascend`.
        refresh: as for `ascend`.
        luck: seed and group size; None for exact ascent.
    """
    path = ascend(
        policy,
        reference,
        rewards,
        beta,
        estimator=estimator,
        refresh=refresh,
        luck=luck_of(*luck) if luck else (),
    )
    a, b = 2.0, 2.0
    beads = []
    for number, (p, q, _) in enumerate(path.policies):
        if abs(p - a) + abs(q - b) > BEAD:
            beads.append(number)
            a, b = p, q
    if beads[-1] != STEPS:
        beads.append(STEPS)
    return path, beads


@lru_cache(maxsize=32)
def landscape_of(reference: Shares, rewards: Shares, beta: float) -> Landscape:
    """The hill around a reference, remembered: dragging the policy does not move it.

    Contours lie at depths that grow with the square of their number, so that they are evenly
    spaced where the hill is a parabola; the depth of the lowest corner is divided so.
    """
    logs = [log(share) for share in reference]
    # Beside a large r/β the shares of π* may be too small for a float; their logarithms are not.
    log_balance = log_softmax([z + r / beta for z, r in zip(logs, rewards, strict=True)])
    deepest = -min(log_balance)
    depths = [deepest * (k / CONTOURS) ** 2 for k in range(CONTOURS - 1, 0, -1)]
    balance = balance_of(reference, rewards, beta)
    return Landscape(
        balance=balance,
        reward=sum(p * r for p, r in zip(balance, rewards, strict=True)),
        divergence=kl(balance, reference),
        summit=penalised_reward(balance, reference, rewards, beta),
        terrain=tuple(map(tuple, kl_rings(log_balance, depths))),
        rings=tuple(zip(NATS, map(tuple, kl_rings(logs, NATS)), strict=True)),
        ridge=_ridge(reference, rewards),
    )


@lru_cache(maxsize=32)
def _ridge(reference: Shares, rewards: Shares) -> tuple[Shares, ...]:
    """π* for 29 weights β: from 0, the best corner, to infinity, the reference itself."""
    reach = max(rewards) - min(rewards)
    if reach == 0.0:
        return (reference,)
    # r/β in steps that are small while it is small, and grow with it.
    tilts = [8.0 * k / (28 - k) for k in range(27, 0, -1)]
    return (
        balance_of(reference, rewards, 0.0),
        *(balance_of(reference, rewards, reach / tilt) for tilt in tilts),
        reference,
    )


def measured_of(policy: Shares, reference: Shares) -> tuple[Measured, ...]:
    """KL(π ‖ π_ref) exactly, and mean and spread of its estimates from one try: sums over three.

    Example:
        >>> exact, k1, k2, k3 = measured_of((0.2, 0.3, 0.5), (0.4, 0.3, 0.3))
        >>> round(exact.mean, 9) == round(k1.mean, 9) == round(k3.mean, 9), k2.mean < exact.mean
        (True, True)
        >>> k1.std > k3.std
        True
    """
    found = [Measured("exact", kl(policy, reference), 0.0)]
    logs = [(log(p), log(q)) for p, q in zip(policy, reference, strict=True)]
    for name, estimate in KL_ESTIMATORS.items():
        values = [estimate(*pair) for pair in logs]
        mean = sum(p * v for p, v in zip(policy, values, strict=True))
        square = sum(p * (v - mean) ** 2 for p, v in zip(policy, values, strict=True))
        found.append(Measured(name, mean, sqrt(square)))
    return tuple(found)


def _past(path: Path, step: int) -> tuple[Shares, ...]:
    """The references between the first and the present one, thinned out evenly if many."""
    past = [shares for since, shares in path.anchors if since <= step][1:-1]
    stride = 1 + len(past) // MOST_ANCHORS
    return tuple(past[::stride])


def _tips(
    policy: Shares, anchor: Shares, rewards: Shares, beta: float, estimator: str
) -> tuple[Shares, Shares]:
    """Where the two arrows end: the shares' motion under each pull, both on one scale.

    The longer is `ARROW` long, unless that would lead it out of the triangle; where nothing pulls,
    both are nothing.
    """
    acting = pulls(policy, anchor, rewards, beta, estimator)
    moves = (motion(policy, acting.reward), motion(policy, acting.anchor))
    longest = max(map(_length, moves))
    if longest < 1e-9:
        return policy, policy
    room = min(
        (p / -d for move in moves for p, d in zip(policy, move, strict=True) if d < 0.0),
    )
    scale = min(ARROW / longest, 0.95 * room)
    first, second = (
        triple(p + scale * d for p, d in zip(policy, move, strict=True)) for move in moves
    )
    return first, second


def _length(move: Shares) -> float:
    """How far a change of shares leads on the triangle, whose side is 1."""
    return hypot(move[1] + move[2] / 2, sqrt(3) / 2 * move[2])


def _gap(a: Shares, b: Shares) -> float:
    """The largest difference of a share."""
    return max(abs(p - q) for p, q in zip(a, b, strict=True))


def _labels(view: View) -> list[Label]:
    """The words in the triangle: marks first, then arrows, then rings."""
    land = view.landscape
    here = _gap(view.policy, land.balance) < 2 * NEAR
    wishes = [
        Wish("policy at π*" if here and not view.left else "policy", (view.policy,), "policy"),
        Wish("first reference" if view.left else "reference", (view.reference,), "reference"),
    ]
    if view.left:
        wishes.append(Wish("first π*", (view.left,), None))
        wishes.append(Wish("reference now", (view.anchor,), "reference", needed=False))
    if not here:
        wishes.append(Wish("π* now" if view.left else "balance π*", (land.balance,), None))
    if view.step:
        wishes.append(Wish("start", (view.start,), "policy", needed=False))
    if view.rest:
        wishes.append(Wish("k3’s balance", (view.rest,), "kl", needed=False))
    marks = [(view.start, 9.0), (view.policy, 7.0), (view.reference, 9.0), (land.balance, 8.0)]
    marks += [(shares, 5.0) for shares in view.past]
    arrows: tuple[tuple[Shares, str, Role], ...] = (
        (view.reward_tip, "reward", "gain"),
        (view.anchor_tip, "pull back", "kl"),
    )
    for tip, text, role in arrows:
        if _gap(tip, view.policy) > 0.03:
            marks += [(_between(view.policy, tip, share), 5.0) for share in ALONG]
            wishes.append(Wish(text, (tip,), role, needed=False))
    marks += [(point, 5.0) for point in view.done[6::6]]
    # Rings are named along one ray from the reference, the one that leads away from π* if it can.
    first = land.rings[0][1]
    away = sorted(range(0, len(first), 4), key=lambda i: -_gap(first[i], land.balance))
    for nats, ring in land.rings:
        inside = tuple(ring[i] for i in away if i < len(ring) and min(ring[i]) > 0.02)
        wishes.append(Wish(f"{plain(nats)} nats", inside, "kl", needed=False, places=ON))
    return arrange(wishes, marks)


def _between(a: Shares, b: Shares, share: float) -> Shares:
    """A point on the way from one policy to another."""
    return triple(p + share * (q - p) for p, q in zip(a, b, strict=True))


def _finding(view: View, controls: Controls, rewards: Shares) -> str:
    sentences = [_place(view), _account(view)]
    if controls.refresh and len(view.path.anchors) > 1:
        sentences.append(_anchors(view, controls, rewards))
    elif view.estimator != "exact":
        sentences.append(_loss(view))
    if controls.predict:
        sentences.append(_verdict(view, controls, rewards))
    return " ".join(filter(None, sentences))


def _shares(policy: Shares) -> str:
    return listed([f"{percent(p)} {name}" for p, name in zip(policy, NAMES, strict=True)])


def _place(view: View) -> str:
    """Where the policy stands, and how far that is from the balance point."""
    gap = _gap(view.policy, view.landscape.balance)
    when = f"After {count(view.step, 'step')}" if view.step else "Before the first step"
    balance = "the present balance point" if view.left else "the balance point"
    if gap >= NEAR:
        far = f"{count(max(1, round(100 * gap)), 'point')} from {balance}"
        far += f" ({_shares(view.landscape.balance)})"
    elif gap >= NEAR / 10:
        far = f"within {decimal(100 * gap, 1)} points of {balance}"
    else:
        far = f"at {balance}"
    return f"{when} the policy is {_shares(view.policy)}: {far}."


def _account(view: View) -> str:
    """What the distance from the reference earns, and what it costs."""
    earned, distance = view.path.rewards[view.step], view.path.divergences[view.step]
    paid = view.beta * distance
    told = (
        f"It earns {decimal(earned, 3)} and pays {plain(view.beta)} × {decimal(distance, 3)} ="
        f" {decimal(paid, 3)} for its distance"
    )
    if view.left:
        return f"{told} from the reference now in force."
    gap = _gap(view.policy, view.landscape.balance)
    if gap < NEAR:
        return f"{told}: going on would cost as much as it earns."
    left, most = decimal(earned - paid, 3), decimal(view.landscape.summit, 3)
    told += f", which leaves J = {left}"
    told += ", all but the most there can be." if left == most else f"; {most} would be the most."
    if view.step == STEPS and view.estimator == "exact" and len(view.path.anchors) == 1:
        told += " It is still on its way: a rare strategy’s logit moves in proportion to its share."
    return told


def _anchors(view: View, controls: Controls, rewards: Shares) -> str:
    """What the moving reference has done."""
    replaced = sum(since <= view.step for since, _ in view.path.anchors) - 1
    if view.left is None:
        return f"The reference will be replaced after step {controls.refresh}."
    followed = max(range(3), key=lambda a: (rewards[a], view.reference[a]))
    return (
        f"The reference has been replaced {_times(replaced)}: had it stayed, {NAMES[followed]}"
        f" would have settled at {percent(view.left[followed])} instead of"
        f" {percent(view.policy[followed])}."
    )


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _loss(view: View) -> str:
    """What the estimate in the loss does on average."""
    if view.estimator == "k1":
        return "k1 in the loss does not pull at all on average: only luck opposes the reward."
    if view.estimator == "k2":
        return "k2 in the loss pulls on average exactly as KL itself does."
    assert view.rest is not None
    return f"On average k3 in the loss comes to rest elsewhere, at {_shares(view.rest)}."


def _verdict(view: View, controls: Controls, rewards: Shares) -> str:
    """Whether a prediction has come true: the place that the end of the run is nearest to."""
    said = dict(ENDS)[controls.predict].lower()
    if view.step < STEPS:
        return f"You predicted that it ends {said}."
    places = (
        balance_of(view.reference, rewards, view.beta),
        balance_of(view.reference, rewards, 0.0),
        view.reference,
    )
    gaps = [_gap(view.policy, place) for place in places]
    value, ends = ENDS[gaps.index(min(gaps))]
    if value == controls.predict:
        return f"You predicted {said}, and there it is."
    return f"You predicted {said}; it is nearest to another place: {ends.lower()}."
