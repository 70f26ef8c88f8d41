"""Gradient ascent on J(π) = E_π[r] − β KL(π ‖ π_ref) over three logits, exact or from samples.

The policy is π = softmax(z). What moves z is the gradient

    exact     ∂J/∂z_a = π_a (s_a − Σ_b π_b s_b),   s_a = r_a − β log(π_a / π_ref,a)
    sampled   g_a = (1/G) Σ_i [A_i − β κ(a_i)] (1[a_i = a] − π_a)

where the sampled one has the KL estimate of each try in the loss, as GRPO does (R1 v1 eq. 1 at
the first inner epoch), and κ is the estimate's derivative with respect to log π of the try:

    k1 → 1,   k2 → log(π/π_ref),   k3 → 1 − π_ref/π

Two departures from R1 v1 eq. 3 keep the reward's half of the story exact: A_i is the reward minus
the mean of the *other* tries (`grpo_core.leave_one_out`), because a mean that contains the try
itself shrinks the expected gradient by (G − 1)/G and so makes β look larger; and it is not
divided by the standard deviation.

In expectation over groups the sampled gradient is the reward's exact gradient plus a pull that
depends on the estimator: see `pulls`. A group of one try has no others: its advantage is 0, and
only the pull is left.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import exp, log
from typing import Final, NamedTuple

from grpo_core import draws, kl_regularised_optimum
from grpo_core.divergence import MAX_EXPONENT
from widgets.trust_region.controls import STEPS
from widgets.trust_region.levels import Shares

__all__ = [
    "Path",
    "Pulls",
    "ascend",
    "balance_of",
    "k3_balance",
    "longest_step",
    "luck_of",
    "motion",
    "pulls",
    "rest_of",
    "step_size",
    "triple",
]

EAGER: Final = 3.0
"""β times the step size of exact ascent, for a β well above `SOFT`."""

PATIENT: Final = 0.1
"""The same of sampled ascent, which needs short steps for its noise to average out."""

SOFT: Final = 0.01
"""What is added to β so that the step size stays finite as β goes to 0."""

LONGEST: Final = (0.02, 0.0005, 0.035)
"""How far one exact step may move a logit: so much, plus so much over β, and never more than."""

LONGEST_SAMPLED: Final = 0.25
"""How far one sampled step may move a logit."""

STILL: Final = 1e-9
"""Exact ascent that moves no logit farther than this has arrived."""

MOST_TRIES: Final = 64
"""Uniform numbers laid out for every step, whatever the group size."""


class Path(NamedTuple):
    """A climb and what it cost.

    Attributes:
        policies: π after 0, 1, 2, … steps.
        rewards: E_π[r] of each.
        divergences: KL(π ‖ π_ref) of each, in nats, to the reference then in force.
        objective: J of each: reward minus β times divergence.
        references: every reference with the first step that was measured against it, in order; the
            first is (0, the reference given).
    """

    policies: list[Shares]
    rewards: list[float]
    divergences: list[float]
    objective: list[float]
    references: list[tuple[int, Shares]]

    def reference_at(self, step: int) -> Shares:
        """The reference against which the policy after `step` steps is measured.

        Example:
            >>> path = ascend((0.6, 0.3, 0.1), (0.4, 0.4, 0.2), (0, 0, 1), 1.0, refresh=2, last=4)
            >>> path.reference_at(2), path.reference_at(3) == path.policies[2]
            ((0.4, 0.4, 0.2), True)
        """
        return [shares for since, shares in self.references if since <= step][-1]


class Pulls(NamedTuple):
    """The two parts of an update of the logits, per unit of step size, averaged over groups.

    Attributes:
        reward: the gradient of E_π[r].
        kl: the gradient of the term that pulls the policy back to the reference, β included.
    """

    reward: Shares
    kl: Shares


def step_size(beta: float, sampled: bool = False) -> float:
    """How far a unit of gradient moves the logits: 3/(β + 0.01), or 0.1/(β + 0.01) if sampled.

    At the balance point the curvature of J along the logits is −β times the covariance of a
    one-hot draw from π, whose eigenvalues are at most ½. So 3/β takes away one and a half times
    the error in the stiffest direction at most, which is stable (it would have to be twice), and
    leaves the slow directions as little as 400 steps allow. Far from the balance point a step is
    shortened to `longest_step`.

    Args:
        beta: KL weight, 0 or more.
        sampled: whether the gradient is an average over a sampled group.

    Example:
        >>> round(step_size(0.29), 9), round(step_size(0.29, sampled=True), 9)
        (10.0, 0.333333333)
    """
    return (PATIENT if sampled else EAGER) / (beta + SOFT)


def longest_step(beta: float, sampled: bool = False) -> float:
    """How far one step may move a logit; a longer step is shortened, its direction kept.

    0.02 + 0.0005/β, at most 0.035: farther where the pull is weak, because in logits the
    balance point lies r/β away from the reference. Only the pace of a climb depends on it. With
    sampled groups 0.25, which a step rarely reaches: it is there for k3, whose derivative has no
    bound.

    Args:
        beta: KL weight, above zero.
        sampled: whether the gradient is an average over a sampled group.

    Example:
        >>> longest_step(0.5), longest_step(0.01), longest_step(0.5, sampled=True)
        (0.021, 0.035, 0.25)
    """
    base, weak, most = LONGEST
    return LONGEST_SAMPLED if sampled else min(base + weak / beta, most)


def ascend(
    policy: Shares,
    reference: Shares,
    rewards: Sequence[float],
    beta: float,
    *,
    estimator: str = "exact",
    refresh: int = 0,
    luck: Sequence[Sequence[float]] = (),
    last: int = STEPS,
) -> Path:
    """Climb J from a policy, step by step.

    Args:
        policy: where to start; three shares above zero.
        reference: π_ref; three shares above zero.
        rewards: what each strategy earns.
        beta: KL weight, 0 or more.
        estimator: `exact`, or the KL estimate in the sampled loss: `k1`, `k2` or `k3`.
        refresh: after how many steps, again and again, the reference becomes the policy of that
            moment; 0 for never.
        luck: for sampled ascent, G uniform numbers for each step, sorted; see `luck_of`.
        last: number of steps.

    Returns:
        The path, `last` + 1 policies long. Exact ascent that has arrived stays where it is.

    Example:
        >>> from grpo_core import kl_regularised_optimum
        >>> end = ascend((0.6, 0.3, 0.1), (0.45, 0.35, 0.2), (0.2, 0.5, 0.8), 0.3).policies[-1]
        >>> [round(share, 3) for share in end]
        [0.156, 0.33, 0.513]
        >>> balance = kl_regularised_optimum((0.45, 0.35, 0.2), (0.2, 0.5, 0.8), 0.3)
        >>> [round(share, 3) for share in balance]
        [0.156, 0.33, 0.513]
    """
    sampled = estimator != "exact"
    rate, longest = step_size(beta, sampled), longest_step(beta, sampled)
    r0, r1, r2 = rewards
    z0, z1, z2 = map(log, policy)
    a0, a1, a2 = map(log, reference)
    path = Path([], [], [], [], [(0, reference)])
    for number in range(last + 1):
        top = max(z0, z1, z2)
        whole = top + log(exp(z0 - top) + exp(z1 - top) + exp(z2 - top))
        # Logits that are log-probabilities, so that nothing drifts away.
        z0, z1, z2 = z0 - whole, z1 - whole, z2 - whole
        p0, p1, p2 = exp(z0), exp(z1), exp(z2)
        l0, l1, l2 = z0 - a0, z1 - a1, z2 - a2
        earned, distance = p0 * r0 + p1 * r1 + p2 * r2, p0 * l0 + p1 * l1 + p2 * l2
        path.policies.append((p0, p1, p2))
        path.rewards.append(earned)
        path.divergences.append(distance if distance > 0.0 else 0.0)
        path.objective.append(earned - beta * distance)
        if number == last:
            break
        if refresh and number and number % refresh == 0:
            path.references.append((number + 1, (p0, p1, p2)))
            a0, a1, a2 = z0, z1, z2
            l0 = l1 = l2 = distance = 0.0
        if sampled:
            weights = _weights(rewards, beta, estimator, luck[number], (p0, p1), (l0, l1, l2))
            w0, w1, w2 = weights
            mean = w0 + w1 + w2
            g0, g1, g2 = w0 - p0 * mean, w1 - p1 * mean, w2 - p2 * mean
        else:
            mean = earned - beta * distance
            g0 = p0 * (r0 - beta * l0 - mean)
            g1 = p1 * (r1 - beta * l1 - mean)
            g2 = p2 * (r2 - beta * l2 - mean)
        farthest = rate * max(g0, g1, g2, -g0, -g1, -g2)
        if farthest < STILL and not (sampled or refresh):
            _hold(path, last - number)
            break
        size = rate if farthest <= longest else rate * (longest / farthest)
        z0, z1, z2 = z0 + size * g0, z1 + size * g1, z2 + size * g2
    return path


def _weights(
    rewards: Sequence[float],
    beta: float,
    estimator: str,
    draw: Sequence[float],
    edges: tuple[float, float],
    log_ratios: Shares,
) -> Shares:
    """The sum of A_i − β κ(a_i) over a group's tries, strategy by strategy, divided by G."""
    size = len(draw)
    first = bisect_left(draw, edges[0])
    second = bisect_left(draw, edges[0] + edges[1])
    counts = (first, second - first, size - second)
    r0, r1, r2 = rewards
    # A try's reward minus the mean of the others' is G/(G − 1) times its distance from the mean.
    scale = 1.0 / (size - 1) if size > 1 else 0.0
    mean = (counts[0] * r0 + counts[1] * r1 + counts[2] * r2) / size
    k0, k1, k2 = log_ratios
    if estimator == "k3":
        k0 = 1.0 - exp(min(-k0, MAX_EXPONENT))
        k1 = 1.0 - exp(min(-k1, MAX_EXPONENT))
        k2 = 1.0 - exp(min(-k2, MAX_EXPONENT))
    elif estimator == "k1":
        k0 = k1 = k2 = 1.0
    share = beta / size
    return (
        counts[0] * (scale * (r0 - mean) - share * k0),
        counts[1] * (scale * (r1 - mean) - share * k1),
        counts[2] * (scale * (r2 - mean) - share * k2),
    )


def _hold(path: Path, more: int) -> None:
    """Fills up a path that has arrived with where it is."""
    path.policies.extend([path.policies[-1]] * more)
    for measure in (path.rewards, path.divergences, path.objective):
        measure.extend([measure[-1]] * more)


@lru_cache(maxsize=2)
def luck_of(seed: int, size: int) -> list[list[float]]:
    """A run's luck: for each step G uniform numbers, sorted.

    Every step has 64 numbers of its own, of which a group of G takes the first G: two runs with
    one seed meet the same luck, and a larger group keeps what a smaller one drew. Sorted, because
    a group's gradient depends only on how many of its numbers fall to each strategy.

    Args:
        seed: a whole number.
        size: G, from 1 to 64.

    Example:
        >>> rows = luck_of(7, 16)
        >>> len(rows), len(rows[0]), set(luck_of(7, 8)[3]) < set(rows[3])
        (400, 16, True)
    """
    return [sorted(row[:size]) for row in _rows(seed)]


@lru_cache(maxsize=2)
def _rows(seed: int) -> Sequence[Sequence[float]]:
    return draws(seed, STEPS, MOST_TRIES // 2)


def pulls(
    policy: Shares,
    reference: Shares,
    rewards: Sequence[float],
    beta: float,
    estimator: str = "exact",
    size: int = MOST_TRIES,
) -> Pulls:
    """The two parts of an update of the logits, averaged over everything that a group could be.

    The reward's is π_a (r_a − E_π[r]), and zero where a sampled group has one try only, which can
    be compared with nothing. KL's depends on what stands in the loss:

    - exact: the gradient of −β KL(π ‖ π_ref), which is −β π_a (log(π_a/π_ref,a) − KL);
    - k2: the same, although k2 itself is a biased estimate of KL;
    - k3: −β (π_a − π_ref,a), the gradient of −β KL(π_ref ‖ π), the divergence the other way
      round, although k3 itself is an unbiased estimate of KL(π ‖ π_ref);
    - k1: nothing, because the mean of ∂ log π/∂z over the policy's own tries is zero, although
      k1 itself is unbiased too.

    Args:
        policy: π, three shares above zero.
        reference: π_ref, three shares above zero.
        rewards: what each strategy earns.
        beta: KL weight.
        estimator: `exact`, `k1`, `k2` or `k3`.
        size: G, tries in a group; of no account where nothing is sampled.

    Example:
        >>> found = pulls((0.5, 0.3, 0.2), (0.2, 0.3, 0.5), (0, 0, 1), 0.5, "k3")
        >>> [round(g, 3) for g in found.reward], [round(g, 3) for g in found.kl]
        ([-0.1, -0.06, 0.16], [-0.15, 0.0, 0.15])
    """
    earned = sum(p * r for p, r in zip(policy, rewards, strict=True))
    reward = triple(p * (r - earned) for p, r in zip(policy, rewards, strict=True))
    if size == 1 and estimator != "exact":
        reward = (0.0, 0.0, 0.0)
    if estimator == "k1":
        return Pulls(reward, (0.0, 0.0, 0.0))
    if estimator == "k3":
        return Pulls(reward, triple(beta * (q - p) for p, q in zip(policy, reference, strict=True)))
    ratios = [log(p) - log(q) for p, q in zip(policy, reference, strict=True)]
    distance = sum(p * ratio for p, ratio in zip(policy, ratios, strict=True))
    back = (beta * p * (distance - ratio) for p, ratio in zip(policy, ratios, strict=True))
    return Pulls(reward, triple(back))


def motion(policy: Shares, gradient: Sequence[float]) -> Shares:
    """Where the shares go when the logits follow a gradient: dπ_a = π_a (g_a − Σ_b π_b g_b).

    Example:
        >>> motion((0.5, 0.25, 0.25), (1.0, 0.0, 0.0))
        (0.25, -0.125, -0.125)
    """
    mean = sum(p * g for p, g in zip(policy, gradient, strict=True))
    return triple(p * (g - mean) for p, g in zip(policy, gradient, strict=True))


def k3_balance(reference: Shares, rewards: Sequence[float], beta: float) -> Shares:
    """Where ascent with k3 in the loss comes to rest on average.

    There π_a (r_a − m) = β (π_a − π_ref,a) with m = E_π[r], so

        π_a = β π_ref,a / (β + m − r_a),

    and m is what makes the shares sum to one: the one root of a convex falling function, found by
    Newton's method from the left, which cannot overshoot.

    Args:
        reference: π_ref, three shares above zero.
        rewards: what each strategy earns.
        beta: KL weight, above zero.

    Example:
        >>> [round(share, 3) for share in k3_balance((0.45, 0.35, 0.2), (0.2, 0.5, 0.8), 0.3)]
        [0.191, 0.257, 0.553]
    """
    best = max(rewards)
    # In the best strategies' share alone the denominator cannot be less than β π_ref.
    room = beta * sum(q for q, r in zip(reference, rewards, strict=True) if r == best)
    gaps = [best - r for r in rewards]
    for _ in range(100):
        parts = [beta * q / (room + gap) for q, gap in zip(reference, gaps, strict=True)]
        excess = sum(parts) - 1.0
        slope = sum(part / (room + gap) for part, gap in zip(parts, gaps, strict=True))
        room += excess / slope
        if excess < 1e-12:
            break
    return triple(beta * q / (room + gap) for q, gap in zip(reference, gaps, strict=True))


def rest_of(
    reference: Shares, rewards: Sequence[float], beta: float, estimator: str, size: int
) -> Shares | None:
    """Where a sampled loss comes to rest on average, if that is another point than π*.

    With k3 that is `k3_balance`. In groups of one try no reward is ever compared with another, so
    k2 and k3 lead to the reference itself. k1, which has no pull, rests nowhere of its own.

    Args:
        reference: π_ref, three shares above zero.
        rewards: what each strategy earns.
        beta: KL weight, above zero.
        estimator: `exact`, `k1`, `k2` or `k3`.
        size: G, tries in a group.

    Example:
        >>> rest_of((0.45, 0.35, 0.2), (0.2, 0.5, 0.8), 0.3, "k2", 1)
        (0.45, 0.35, 0.2)
        >>> rest_of((0.45, 0.35, 0.2), (0.2, 0.5, 0.8), 0.3, "k2", 16) is None
        True
    """
    if size == 1 and estimator in {"k2", "k3"}:
        return reference
    return k3_balance(reference, rewards, beta) if estimator == "k3" else None


def balance_of(reference: Shares, rewards: Sequence[float], beta: float) -> Shares:
    """π*, where J is greatest: `grpo_core.kl_regularised_optimum` as three shares."""
    return triple(kl_regularised_optimum(reference, rewards, beta))


def triple(values: Iterable[float]) -> Shares:
    """Three numbers as a tuple whose length is known."""
    a, b, c = values
    return (a, b, c)
