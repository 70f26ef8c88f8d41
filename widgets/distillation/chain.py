"""The toy: a chain of decisions that must all be right, and what a group of tries teaches of it.

A try makes m decisions, each right or wrong by a two-way softmax of its own. It succeeds if all of
them are right and none slips; a slip spoils a right decision and is not the policy's to mend.
A right try was right at every decision. So all that GRPO needs to know of a group is how many tries
were right and, for each decision, how many of the wrong tries got it wrong.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import copy
from functools import lru_cache
from itertools import islice, tee
from math import comb, exp, expm1, floor, log1p
from typing import Final, NamedTuple

from grpo_core import draw_rows, group_relative

__all__ = [
    "BATCH",
    "FAILURES",
    "LATER",
    "MOST_DECISIONS",
    "MOST_TRIES",
    "ROW",
    "UPDATES",
    "Group",
    "chance_right",
    "expected_push",
    "group_push",
    "groups_until",
    "luck_of",
    "right_advantage",
    "right_tries",
    "sampled_group",
    "signal_share",
    "success",
    "trace_loss",
    "trace_push",
]

MOST_DECISIONS: Final = 40
MOST_TRIES: Final = 32
BATCH: Final = 16
"""Right traces in one update of the taught model."""
UPDATES: Final = 500
"""Groups with a signal for which luck is laid out; a training ends there at the latest."""

FAILURES: Final = 2
"""Where a row's luck for the tries begins: one number a try, where it went wrong."""
LATER: Final = FAILURES + MOST_TRIES
"""Where its luck for the decisions begins: one number each, who erred there after having failed."""
ROW: Final = LATER + MOST_DECISIONS


class Group(NamedTuple):
    """A group that has both right and wrong tries.

    Attributes:
        right: how many tries were right, at least one and fewer than all.
        wrongs: for each decision, how many of the wrong tries took the wrong option there.
    """

    right: int
    wrongs: tuple[int, ...]


def chance_right(margin: float) -> float:
    """The probability of the right option, from the difference z of the two logits.

    q = 1 / (1 + e^(−z)), which is softmax((z, 0)) at its first place.

    Example:
        >>> chance_right(0.0), round(chance_right(2.0), 3)
        (0.5, 0.881)
    """
    return 1.0 / (1.0 + exp(-margin))


def success(rights: Sequence[float], slip: float) -> float:
    """The probability that a try is right: every decision right, and none spoiled by a slip.

    P = Π_t (1 − s) q_t.

    Args:
        rights: q_t, one for each decision.
        slip: s, the probability that a right decision comes to nothing.

    Example:
        >>> round(success([0.9, 0.5], 0.1), 4)
        0.3645
    """
    product = 1.0
    for q in rights:
        product *= (1.0 - slip) * q
    return product


def signal_share(p: float, size: int) -> float:
    """The probability that a group has both right and wrong tries, and so any advantage at all.

    1 − (1 − P)^G − P^G, computed so that it keeps its digits where P is tiny.

    Args:
        p: P, the probability that a try is right.
        size: G.

    Example:
        >>> signal_share(0.5, 2), round(signal_share(1e-9, 16) * 1e9, 3)
        (0.5, 16.0)
    """
    if not 0.0 < p < 1.0:
        return 0.0
    return max(-expm1(size * log1p(-p)) - float(p**size), 0.0)


def groups_until(luck: float, share: float) -> int:
    """How many groups are sampled until one has a signal, that one included.

    The groups before it have equal rewards, so they leave the policy as it is, and their number is
    geometric: ⌈log(1 − u) / log(1 − share)⌉ by inverse transform, without sampling each.

    Args:
        luck: u, uniform in [0, 1).
        share: the probability that a group has a signal, above 0.

    Example:
        >>> groups_until(0.0, 0.5), groups_until(0.6, 0.5), groups_until(0.9, 0.5)
        (1, 2, 4)
    """
    return floor(log1p(-luck) / log1p(-share)) + 1 if share < 1.0 else 1


def right_tries(luck: float, p: float, size: int) -> int:
    """How many tries of a group are right, given that some are and some are not.

    Args:
        luck: uniform in [0, 1).
        p: P, the probability that a try is right.
        size: G, at least 2.

    Example:
        >>> [right_tries(luck, 0.5, 4) for luck in (0.0, 0.3, 0.8)]
        [1, 2, 3]
    """
    left = luck * signal_share(p, size)
    right, weight, odds = 1, size * p * float((1.0 - p) ** (size - 1)), p / (1.0 - p)
    while left >= weight and right < size - 1:
        left -= weight
        weight *= odds * (size - right) / (right + 1)
        right += 1
    return right


def sampled_group(rights: Sequence[float], slip: float, size: int, row: Sequence[float]) -> Group:
    """A group of tries, given that it has a signal.

    Each wrong try has one number, which says at which decision it first failed and whether by the
    wrong option or by a slip. From there on it goes on deciding; of the tries that have failed
    before a decision, one number says how many err there, by inverse transform of the binomial.

    Args:
        rights: q_t, one for each decision.
        slip: s.
        size: G.
        row: the group's luck, from `luck_of`.
    """
    hold, p = 1.0 - slip, 1.0
    falling = []
    for q in rights:
        p *= hold * q
        falling.append(-p)
    right = right_tries(row[1], p, size)
    failed, wrongs = [0] * len(rights), [0] * len(rights)
    for u in row[FAILURES : FAILURES + size - right]:
        height = p + u * (1.0 - p)
        at = bisect_right(falling, -height)
        before = -falling[at - 1] if at else 1.0
        failed[at] += 1
        # Between what is left after this decision and what was left before it: first the wrong
        # option's part, then the slip's.
        wrongs[at] += before - height < before * (1.0 - rights[at])
    already = 0
    for t, q in enumerate(rights):
        if already:
            left, weight, erring = row[LATER + t], float(q**already), 0
            while left >= weight and erring < already:
                left -= weight
                weight *= (1.0 - q) / q * (already - erring) / (erring + 1)
                erring += 1
            wrongs[t] += erring
        already += failed[t]
    return Group(right, tuple(wrongs))


def group_push(group: Group, size: int) -> list[float]:
    """∂J/∂z of GRPO at each decision, for the right option's logit; minus that for the wrong one's.

    A try's log-probability has the slope A_i / G (R1 v1 eq. 1, ratio 1), and a decision's slope is
    one-hot minus π. Right tries were right everywhere and advantages sum to zero, so of the sum
    Σ_i A_i / G · (right_it − q_t) there remains k A_right / G · w_t / (G − k), where k tries were
    right and w_t of the wrong ones took the wrong option at t.

    Args:
        group: how it came out.
        size: G.

    Example:
        >>> group_push(Group(1, (1, 0)), 2)
        [0.5, 0.0]
    """
    each = group.right * right_advantage(group.right, size) / size / (size - group.right)
    return [each * wrong for wrong in group.wrongs]


def trace_push(rights: Sequence[float]) -> list[float]:
    """∂ log π(trace)/∂z at each decision, for a right trace: 1 − q_t; a batch's mean is the same.

    Example:
        >>> trace_push([0.75, 0.5])
        [0.25, 0.5]
    """
    return [1.0 - q for q in rights]


def trace_loss(rights: Sequence[float]) -> float:
    """The loss of a right trace, −Σ_t log q_t, in nats.

    Example:
        >>> round(trace_loss([0.5, 0.5]), 4)
        1.3863
    """
    return -sum([log1p(q - 1.0) for q in rights])


def expected_push(p: float, size: int) -> float:
    """What a group teaches on average, as a share of what a batch of right traces would.

    A decision t is wrong in a share (1 − q_t) / (1 − P) of the wrong tries. So the mean of
    `group_push` is `trace_push` times one number, the same at every decision:

        Σ_k C(G, k) P^k (1 − P)^(G − k) · √(k (G − k)) / G / (1 − P)

    Args:
        p: P, below 1.
        size: G.

    Example:
        >>> round(expected_push(0.5, 2), 3), round(expected_push(1e-6, 16) * 1e6, 2)
        (0.5, 3.87)
    """
    if not 0.0 < p < 1.0:
        return 0.0
    terms = [
        comb(size, k)
        * float(p**k)
        * float((1.0 - p) ** (size - k - 1))
        * (k * right_advantage(k, size) / size)
        for k in range(1, size)
    ]
    return sum(terms)


@lru_cache(maxsize=256)
def right_advantage(right: int, size: int) -> float:
    """The advantage of a right try among so many right ones of a group, by `group_relative`.

    Example:
        >>> round(right_advantage(1, 16), 3)
        3.873
    """
    return group_relative([1.0] * right + [0.0] * (size - right))[0]


def luck_of(seed: int) -> Iterator[Sequence[float]]:
    """A row of uniform numbers for every group that may have a signal, whatever the settings.

    Most trainings end after a few dozen of them, so a row is drawn when one first gets there.
    """
    return islice(copy(_drawn(seed)), UPDATES)


@lru_cache(maxsize=1)
def _drawn(seed: int) -> Iterator[Sequence[float]]:
    """The rows of a seed; a copy gives them from the first on, whoever has had them before."""
    (rows,) = tee(draw_rows(seed, ROW // 2), 1)
    return rows
