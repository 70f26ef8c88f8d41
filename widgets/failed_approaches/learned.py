"""A learned reward for whole answers, and the exact KL-regularised optimum of chasing it.

The reference policy takes each of `TRIES` answers alike. The truth is 1 for a right answer and 0
for a wrong one; the learned reward is the truth plus an error, whose tail can be heavy.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import exp, fsum, inf, isinf, log
from operator import mul
from random import Random
from typing import Final, NamedTuple

from grpo_core import kl, kl_regularised_optimum

__all__ = [
    "RIGHT",
    "TRIES",
    "Answers",
    "Point",
    "answers_of",
    "divergence",
    "expected",
    "optimum",
    "path_of",
    "point_at",
]

TRIES: Final = 300
"""Answers that the policy chooses among."""

RIGHT: Final = 60
"""How many of them are right."""

BETAS: Final = (100.0, 0.01)
"""From where to where β goes along the curve."""

FIRST: Final = 14
"""Points of the curve before it is refined."""

MOST: Final = 44
"""Points of the curve at most."""

STRONGER: Final = 8.0
"""How much larger the next β is where the curve must begin at a stronger pull."""

CLOSE: Final = 0.18
"""KL between neighbouring points of the curve that is close enough, in nats."""


class Answers(NamedTuple):
    """What the policy chooses among.

    Attributes:
        truth: 1 for a right answer, 0 for a wrong one; the right ones come first.
        learned: the learned reward of each.
        height: where each is drawn, 0 to 1; means nothing.
    """

    truth: tuple[float, ...]
    learned: tuple[float, ...]
    height: tuple[float, ...]


class Point(NamedTuple):
    """The optimum for one β.

    Attributes:
        beta: KL weight; infinite for the reference itself.
        kl: KL to the reference, in nats.
        learned: learned reward of a try, on average.
        truth: how often a try is right.
    """

    beta: float
    kl: float
    learned: float
    truth: float


@lru_cache(maxsize=16)
def answers_of(size: float, tail: float, seed: int) -> Answers:
    """The answers and what the learned reward makes of them.

    An error is size · z · exp(tail · z² / 2) with normal luck z: normal at tail 0, and with a tail
    like a power law otherwise, of index 1/tail. (Tukey's h distribution.) The luck stays the
    same whatever the size and the tail.

    Args:
        size: of the errors.
        tail: how heavy their tail is, from 0.
        seed: fixes the luck.

    Example:
        >>> exact = answers_of(0.0, 0.6, 7)
        >>> exact.learned == exact.truth, sum(exact.truth)
        (True, 60.0)
    """
    luck = Random(seed)
    errors, heights = [], []
    for _ in range(TRIES):
        z = luck.gauss(0.0, 1.0)
        errors.append(size * z * exp(tail * z * z / 2))
        heights.append(luck.random())
    truth = tuple([1.0 if number < RIGHT else 0.0 for number in range(TRIES)])
    learned = tuple([a + b for a, b in zip(truth, errors, strict=True)])
    return Answers(truth, learned, tuple(heights))


def optimum(learned: tuple[float, ...], beta: float) -> list[float]:
    """The policy that β leads to: π(y) ∝ π_ref(y) · exp(r(y)/β), from the core.

    Example:
        >>> shares = optimum((0.0, 1.0), 1.0)
        >>> round(shares[1], 4)
        0.7311
    """
    return kl_regularised_optimum([1.0 / len(learned)] * len(learned), learned, beta)


def expected(policy: list[float], values: tuple[float, ...]) -> float:
    """What a try of the policy has on average.

    Example:
        >>> expected([0.25, 0.75], (0.0, 1.0))
        0.75
    """
    return fsum([p * value for p, value in zip(policy, values, strict=True)])


def divergence(policy: list[float]) -> float:
    """KL to the reference, which takes all answers alike, in nats."""
    return kl(policy, [1.0 / len(policy)] * len(policy))


def point_at(answers: Answers, beta: float) -> Point:
    """The optimum for one β, by the core."""
    policy = optimum(answers.learned, beta)
    truth, learned = (expected(policy, each) for each in (answers.truth, answers.learned))
    return Point(beta, divergence(policy), learned, truth)


@lru_cache(maxsize=16)
def path_of(answers: Answers) -> tuple[Point, ...]:
    """The reference, then the optima from a strong pull to hardly any, close enough for lines."""
    high, low = BETAS
    ratio = (low / high) ** (1 / (FIRST - 1))
    points = [Point(inf, 0.0, fsum(answers.learned) / TRIES, RIGHT / TRIES)]
    points += [_quick(answers, high * ratio**number) for number in range(FIRST)]
    while len(points) < MOST:
        gaps = [b.kl - a.kl for a, b in pairwise(points)]
        widest = max(range(len(gaps)), key=gaps.__getitem__)
        if gaps[widest] < CLOSE:
            break
        above, below = points[widest].beta, points[widest + 1].beta
        middle = below * STRONGER if isinf(above) else (above * below) ** 0.5
        points.insert(widest + 1, _quick(answers, middle))
    return tuple(points)


def _quick(answers: Answers, beta: float) -> Point:
    """`point_at`, in one pass over the answers."""
    learned = answers.learned
    best = max(learned)
    weights = [exp((reward - best) / beta) for reward in learned]
    whole = sum(weights)
    mean = sum(map(mul, weights, learned)) / whole
    truth = sum(weights[:RIGHT]) / whole
    return Point(beta, (mean - best) / beta - log(whole) + log(len(learned)), mean, truth)
