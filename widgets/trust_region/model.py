"""The trust region's model: a climb, the hill it climbs, and what holds it where it stands."""

from __future__ import annotations

from functools import lru_cache
from math import hypot, log, sqrt
from typing import Final, NamedTuple

from grpo_core import KL_ESTIMATORS, kl, log_softmax, penalised_reward
from widgets.kit.roles import Role
from widgets.kit.words import count, decimal, percent, plain
from widgets.trust_region.ascent import (
    Path,
    ascend,
    balance_of,
    luck_of,
    motion,
    pulls,
    rest_of,
    triple,
)
from widgets.trust_region.controls import NAMES, STEPS, Controls
from widgets.trust_region.levels import TARGETS, Shares, kl_rings
from widgets.trust_region.marks import Label, Wish, arrange, on

__all__ = ["Landscape", "Measured", "View", "compute", "landscape_of", "path_of", "rewards_of"]

CONTOURS: Final = 6
"""Contours of J, were the outermost the lowest corner itself; that one is not drawn."""

NATS: Final = (0.05, 0.2, 0.5)
RINGS: Final = ("0.5 nats", "0.2", "0.05")
"""Divergences at which the rings around the reference are drawn, and their names, the
largest first."""

BEAD: Final = 0.006
"""Least movement of a share between two points of the path that are drawn."""

ARROW: Final = 0.2
"""Length of the longer arrow, in units of the triangle's side."""

STUB: Final = 0.06
"""Arrows shorter than this are not drawn: there would be little but the head."""

STILL: Final = 1e-3
"""Motion of the shares below which there is nothing to draw, in units of what could act at most."""

NEAR: Final = 0.01
"""Largest difference of a share at which the policy counts as being at a point."""

INSIDE: Final = 0.02
"""Least share of a place where a ring can be named."""

ROOM: Final = (0.15, 0.072)
"""How far apart the names of two rings have to stand, across or up, as shares of the drawing."""

ALONG: Final = (0.25, 0.4, 0.55, 0.7, 0.85, 1.0)
"""Shares of an arrow at which it keeps words away."""

_TARGETS: Final = frozenset(TARGETS)

MOST_PAST: Final = 24
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
        names: the names of the rings, all on one ray from the reference: several rays, the best
            first. Last, single names for which their ray has no room.
    """

    balance: Shares
    reward: float
    divergence: float
    summit: float
    terrain: tuple[tuple[Shares, ...], ...]
    rings: tuple[tuple[float, tuple[Shares, ...]], ...]
    ridge: tuple[Shares, ...]
    names: tuple[tuple[Label, ...], ...]


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
        in_force: π_ref now.
        past: earlier references between the two, oldest first.
        landscape: the hill around the present reference.
        left: π* of the first reference, if that is no longer the present one.
        rest: where the loss comes to rest on average, if that is another point than π*.
        path: the whole climb.
        rewards: what each strategy earns.
        refresh: after how many steps the reference is replaced; 0 for never.
        luck: seed and group size of a sampled climb, or None.
        done: points of the climb up to now, for drawing.
        ahead: the rest of them.
        reward_tip: where the arrow of the reward's push ends, which starts at the policy; the
            policy itself if there is none to draw.
        kl_tip: the same for KL's pull.
        lone: whether the loss is sampled in groups of one try, which compare no rewards.
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
    in_force: Shares
    past: tuple[Shares, ...]
    landscape: Landscape
    left: Shares | None
    rest: Shares | None
    path: Path
    rewards: Shares
    refresh: int
    luck: tuple[int, int] | None
    done: list[Shares]
    ahead: list[Shares]
    reward_tip: Shares
    kl_tip: Shares
    lone: bool
    labels: list[Label]
    beta: float
    measured: tuple[Measured, ...]
    estimator: str
    hand: str
    secret: bool


def compute(controls: Controls) -> View:
    """The climb at the chosen step, the hill, the forces, the measures, and the finding."""
    rewards, beta, step = rewards_of(controls), controls.beta, controls.step
    luck = (controls.seed, controls.group_size) if controls.estimator != "exact" else None
    climb, beads = path_of(
        controls.policy,
        controls.reference,
        rewards,
        beta,
        controls.estimator,
        controls.refresh,
        luck,
    )
    policy, in_force = climb.policies[step], climb.reference_at(step)
    landscape = landscape_of(in_force, rewards, beta)
    loss = (in_force, rewards, beta, controls.estimator, controls.group_size)
    tips = _tips(policy, *loss)
    secret = bool(controls.predict) and step < STEPS
    past, moved = _past(climb, step), in_force is not climb.references[0][1]
    points = climb.policies
    view = View(
        finding="",
        step=step,
        names=tuple((name, f"earns {plain(r)}") for name, r in zip(NAMES, rewards, strict=True)),
        start=controls.policy,
        policy=policy,
        reference=controls.reference,
        in_force=in_force,
        past=past,
        landscape=landscape,
        left=balance_of(controls.reference, rewards, beta) if moved else None,
        rest=rest_of(*loss),
        path=climb,
        rewards=rewards,
        refresh=controls.refresh,
        luck=luck,
        done=[*(points[i] for i in beads if i < step), policy],
        ahead=[] if secret else [policy, *(points[i] for i in beads if i > step)],
        reward_tip=tips[0],
        kl_tip=tips[1],
        lone=controls.estimator != "exact" and controls.group_size == 1,
        labels=[],
        beta=beta,
        measured=measured_of(policy, in_force),
        estimator=controls.estimator,
        hand=controls.hand,
        secret=secret,
    )
    return view._replace(finding=_finding(view, controls, rewards), labels=_labels(view))


def rewards_of(controls: Controls) -> Shares:
    """What each strategy earns, in the order of `NAMES`."""
    return (controls.reward_guess, controls.reward_derive, controls.reward_verify)


@lru_cache(maxsize=4)
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


@lru_cache(maxsize=4)
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
    rings = tuple(map(tuple, kl_rings(logs, NATS)))
    return Landscape(
        balance=balance,
        reward=sum(p * r for p, r in zip(balance, rewards, strict=True)),
        divergence=kl(balance, reference),
        summit=penalised_reward(balance, reference, rewards, beta),
        terrain=tuple(map(tuple, kl_rings(log_balance, depths))),
        rings=tuple(zip(NATS, rings, strict=True)),
        ridge=_ridge(reference, rewards),
        names=_names(rings, balance),
    )


def _names(rings: tuple[tuple[Shares, ...], ...], balance: Shares) -> tuple[tuple[Label, ...], ...]:
    """The rings' names on rays from the reference: those with most first, and away from π*."""
    # Without the points that a ring has where it meets a side, the n-th of each are on one ray.
    rows = [
        ring
        if len(ring) == len(TARGETS)
        else [p for p in ring if (p[0] and p[1] and p[2]) or p in _TARGETS]
        for ring in reversed(rings)
    ]
    found: list[tuple[int, float, int, tuple[Label, ...]]] = []
    crowded: list[Label] = []
    for number in range(0, len(TARGETS), 2):
        ray: list[Label] = []
        for name, row in zip(RINGS, rows, strict=True):
            point = a, b, c = row[number]
            if a > INSIDE and b > INSIDE and c > INSIDE:
                room = not (ray and _close(point, ray[-1].at))
                (ray if room else crowded).append(on(name, point, "kl"))
        if ray:
            found.append((-len(ray), -_gap(ray[0].at, balance), number, tuple(ray)))
    return (*(ray for *_, ray in sorted(found)), tuple(crowded))


def _close(a: Shares, b: Shares) -> bool:
    """Whether names at two places of the triangle meet on a narrow screen."""
    return abs(a[1] + a[2] / 2 - b[1] - b[2] / 2) < ROOM[0] and abs(a[2] - b[2]) < ROOM[1]


@lru_cache(maxsize=8)
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
    past = [shares for since, shares in path.references if since <= step][1:-1]
    stride = 1 + len(past) // MOST_PAST
    return tuple(past[::stride])


def _tips(
    policy: Shares, reference: Shares, rewards: Shares, beta: float, estimator: str, size: int
) -> tuple[Shares, Shares]:
    """Where the two arrows end: the shares' motion under each part, both on one scale.

    The longer is `ARROW` long, unless that would lead it out of the triangle. What is shorter than
    `STUB` is left out; where next to nothing acts, everything.
    """
    acting = pulls(policy, reference, rewards, beta, estimator, size)
    moves = (motion(policy, acting.reward), motion(policy, acting.kl))
    longest = max(map(_length, moves))
    if longest < STILL * (max(rewards) - min(rewards) + beta):
        return policy, policy
    room = min(
        (p / -d for move in moves for p, d in zip(policy, move, strict=True) if d < 0.0),
    )
    scale = min(ARROW / longest, 0.95 * room)
    first, second = (
        triple(p + scale * d for p, d in zip(policy, move, strict=True))
        if scale * _length(move) > STUB
        else policy
        for move in moves
    )
    return first, second


def _length(move: Shares) -> float:
    """How far a change of shares leads on the triangle, whose side is 1."""
    return hypot(move[1] + move[2] / 2, sqrt(3) / 2 * move[2])


def _gap(a: Shares, b: Shares) -> float:
    """The largest difference of a share."""
    return max(abs(p - q) for p, q in zip(a, b, strict=True))


def _labels(view: View) -> list[Label]:
    """The words in the triangle: the rings' names first, then those of the marks and arrows."""
    land = view.landscape
    here = _gap(view.policy, land.balance) < NEAR
    wishes = [
        Wish("policy at π*" if here and not view.left else "policy", view.policy, "policy"),
        Wish("first reference" if view.left else "reference", view.reference, "reference"),
    ]
    if view.left:
        wishes.append(Wish("first π*", view.left, None))
        wishes.append(Wish("reference now", view.in_force, "reference", needed=False))
    if not here:
        wishes.append(Wish("π* now" if view.left else "balance π*", land.balance, None))
    arrows: tuple[tuple[Shares, str, Role], ...] = (
        (view.reward_tip, "reward’s push", "gain"),
        (view.kl_tip, "KL’s pull", "kl"),
    )
    marks = [(view.start, 10.0), (view.policy, 10.0), (view.reference, 10.0), (land.balance, 10.0)]
    marks += [(view.in_force, 7.0)] * bool(view.left)
    fixed = len(marks)
    for tip, text, role in arrows:
        if tip is not view.policy:
            marks += [(_between(view.policy, tip, share), 5.0) for share in ALONG]
            wishes.append(Wish(text, tip, role, needed=False, short=text.split()[1]))
    if view.step:
        wishes.append(Wish("start", view.start, "policy", needed=False))
    if view.rest:
        wishes.append(Wish(f"{view.estimator} rests here", view.rest, "kl", needed=False))
    marks += [(shares, 5.0) for shares in view.past]
    marks += [(point, 5.0) for point in view.done[6::6]]
    return arrange(wishes, marks, land.names, fixed)


def _between(a: Shares, b: Shares, share: float) -> Shares:
    """A point on the way from one policy to another."""
    return triple(p + share * (q - p) for p, q in zip(a, b, strict=True))


def _finding(view: View, controls: Controls, rewards: Shares) -> str:
    """Three sentences at most: beside a note and a verdict, the account is left to the formula."""
    best = max(range(3), key=lambda a: (rewards[a], view.in_force[a]))
    note = _note(view, controls, best)
    verdict = _verdict(view, controls, rewards) if controls.predict else ""
    account = "" if view.left or (note and verdict) else _account(view)
    return " ".join(filter(None, (_place(view, best), account, note, verdict)))


def _note(view: View, controls: Controls, best: int) -> str:
    """What is special about a climb: a moving reference, a sampled loss, or no time to arrive."""
    if len(view.path.references) > 1:
        return _replacements(view, controls, best)
    if view.estimator != "exact":
        return _loss(view, best)
    if view.step == STEPS and _gap(view.policy, view.landscape.balance) >= NEAR:
        return "It is still on its way: a rare strategy’s logit moves in proportion to its share."
    return ""


def _named(a: Shares, b: Shares, usual: int) -> int:
    """The strategy by which two places are told apart in whole hundredths: if it can, the usual."""
    if percent(a[usual]) != percent(b[usual]):
        return usual
    return max(range(3), key=lambda n: abs(a[n] - b[n]))


def _place(view: View, best: int) -> str:
    """Where the policy stands, and how far that is from the balance point."""
    at = view.landscape.balance
    gap = _gap(view.policy, at)
    when = f"After {count(view.step, 'step')}" if view.step else "Before the first step"
    balance = "the present balance point" if view.left else "the balance point"
    if gap >= NEAR:
        a = _named(view.policy, at, best)
        return (
            f"{when} the policy has {percent(view.policy[a])} {NAMES[a]}; at {balance} it would"
            f" have {percent(at[a])}."
        )
    very = "" if gap < NEAR / 10 else "all but "
    return (
        f"{when} the policy is {very}at {balance}, with {percent(view.policy[best])} {NAMES[best]}."
    )


def _account(view: View) -> str:
    """What the policy earns and pays, or what it falls short of."""
    earned, objective = view.path.rewards[view.step], view.path.objective[view.step]
    gap = _gap(view.policy, view.landscape.balance)
    if gap < NEAR:
        more = "no more" if gap < NEAR / 10 else "hardly more"
        return (
            f"It earns {decimal(earned, 3)} and pays {decimal(earned - objective, 3)} for its"
            f" distance from the reference: any move from here would gain {more} than it costs."
        )
    left, most = decimal(objective, 3), decimal(view.landscape.summit, 3)
    if left == most:
        return f"J is {left}, all but the most there can be."
    return f"J is {left}; {most} would be the most."


def _replacements(view: View, controls: Controls, best: int) -> str:
    """What the moving reference has done."""
    if view.left is None:
        return f"The reference will be replaced after step {controls.refresh}."
    number = sum(since <= view.step for since, _ in view.path.references) - 1
    times = {1: "once", 2: "twice"}.get(number, f"{number} times")
    a = _named(view.left, view.policy, best)
    where = f"at {percent(view.left[a])} {NAMES[a]}"
    if _gap(view.left, view.policy) < NEAR:
        where = "where it is now"
    return (
        f"The reference has been replaced {times}: had it stayed, the policy would have settled"
        f" {where}."
    )


def _loss(view: View, best: int) -> str:
    """What the estimate in the loss does on average."""
    if view.lone:
        alone = "A group of one try has no other reward to compare with:"
        if view.rest:
            return f"{alone} only the pull is left, and it leads to the reference."
        return f"{alone} with k1, which has no pull, nothing but noise is left."
    if view.estimator == "k1":
        return "k1 in the loss has no pull on average: it only adds noise."
    if view.rest is None:
        return "k2 in the loss pulls on average exactly as KL itself does."
    own, balance = view.rest, view.landscape.balance
    if _gap(own, balance) < NEAR:
        return "On average k3 in the loss leads to all but the same point."
    a = _named(own, balance, best)
    return (
        f"On average k3 in the loss leads to a point of its own, with {percent(own[a])} {NAMES[a]}."
    )


def _verdict(view: View, controls: Controls, rewards: Shares) -> str:
    """Whether a prediction has come true: the place that the end of the run is nearest to."""
    tied = rewards.count(max(rewards)) > 1
    names = {
        "balance": "the first balance point",
        "corner": "the side of the best strategies" if tied else "the best corner",
        "reference": "the first reference",
    }
    said = f"You predicted {names[controls.predict]}"
    if view.step < STEPS:
        return f"{said}."
    places = {
        "balance": balance_of(view.reference, rewards, view.beta),
        "corner": balance_of(view.reference, rewards, 0.0),
        "reference": view.reference,
    }
    gaps = {name: _gap(view.policy, place) for name, place in places.items()}
    nearest = min(gaps, key=gaps.__getitem__)
    # Places may coincide, where all strategies earn the same for instance.
    if gaps[controls.predict] < gaps[nearest] + NEAR / 10:
        return f"{said}, and {'there it ends' if gaps[nearest] < NEAR else 'it is the nearest'}."
    return f"{said}; it ends nearest to {names[nearest]}."
