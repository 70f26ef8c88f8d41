"""Best of N tries by the score of a noisy step grader, exactly: no sampling, one quadrature.

A try is a chain of `STEPS` steps; it is right if all of them are. The grader scores each step with
normal noise: a right step 1 on average, a wrong one 0, but a share of the wrong ones persuade it
and score higher than right ones. A try's score is the mean of its steps'.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from math import comb, erfc, exp, log, log1p, pi, sqrt
from operator import mul
from random import Random
from typing import Final, NamedTuple

from widgets.failed_approaches.controls import DOUBLINGS

__all__ = [
    "CONTESTS",
    "STEPS",
    "Contest",
    "Grader",
    "Pick",
    "Scores",
    "contests",
    "pick_of",
    "picks_of",
    "right_alone",
    "score_below",
    "scores_of",
]

STEPS: Final = 6
"""Steps of a try."""

CONTESTS: Final = 100
"""How many times N tries are drawn and one picked, in the illustration."""

FINENESS: Final = 8
"""Points of the quadrature for each standard deviation of a try's score."""

REACH: Final = 8
"""Standard deviations beyond the outermost means, where the quadrature ends."""

NOTHING: Final = -745.0
"""Exponents below which e to their power is 0."""

LEAST: Final = -60.0
"""Exponents below which e to their power does not matter."""


class Grader(NamedTuple):
    """A problem and its grader.

    Attributes:
        right: how likely a step is right.
        noise: standard deviation of a step's score.
        fooled: which share of the wrong steps persuade the grader.
        appeal: how far above a right step a persuasive one scores on average.
    """

    right: float
    noise: float
    fooled: float
    appeal: float


class Scores(NamedTuple):
    """How the scores of single tries are distributed, on evenly spaced points.

    Attributes:
        points: the scores.
        width: the distance between them.
        log_below: log of the probability that a try scores below the point.
        density: of a try's score.
        worth: how likely a try with this score is right.
    """

    points: tuple[float, ...]
    width: float
    log_below: tuple[float, ...]
    density: tuple[float, ...]
    worth: tuple[float, ...]


class Pick(NamedTuple):
    """The best of N tries, by score.

    Attributes:
        right: how likely it is right.
        score: its score, on average.
    """

    right: float
    score: float


class Contest(NamedTuple):
    """One pick, drawn.

    Attributes:
        score: of the pick.
        right: whether it is right.
    """

    score: float
    right: bool


def right_alone(right: float) -> float:
    """How likely a single try is right: all of its six steps are.

    Example:
        >>> right_alone(0.5)
        0.015625
    """
    return float(right**STEPS)


def kinds_of(grader: Grader) -> list[tuple[float, float]]:
    """The kinds of tries, by what their steps are: how likely each, and its mean score.

    The right ones are the first. There are as many kinds as ways to have some persuasive and some
    plain mistakes among the steps.

    Example:
        >>> kinds = kinds_of(Grader(0.75, 0.5, 0.05, 0.8))
        >>> len(kinds), round(sum(chance for chance, _ in kinds), 12), kinds[0][1]
        (28, 1.0, 1.0)
    """
    wrong = 1.0 - grader.right
    persuasive, plain = wrong * grader.fooled, wrong * (1.0 - grader.fooled)
    kinds = []
    for some in range(STEPS + 1):
        for others in range(STEPS + 1 - some):
            good = STEPS - some - others
            ways = comb(STEPS, some) * comb(STEPS - some, others)
            chance = ways * persuasive**some * plain**others * grader.right**good
            if chance > 0.0:
                kinds.append((chance, (good + some * (1.0 + grader.appeal)) / STEPS))
    return kinds


@lru_cache(maxsize=8)
def scores_of(grader: Grader) -> Scores:
    """How tries score: the mixture of all kinds, on the points of the quadrature."""
    spread = grader.noise / sqrt(STEPS)
    kinds = kinds_of(grader)
    means = [mean for _, mean in kinds]
    low, high = min(means) - REACH * spread, max(means) + REACH * spread
    width = spread / FINENESS
    points = tuple([low + n * width for n in range(int((high - low) / width) + 2)])
    scale = 1.0 / (spread * sqrt(2.0))
    above, heights, right = ([0.0] * len(points) for _ in range(3))
    surely = [0.0] * (len(points) + 1)
    for number, (chance, mean) in enumerate(kinds):
        # Each kind matters on the points near its mean; below them its tries surely score above.
        first = max(int((mean - REACH * spread - low) / width), 0)
        last = min(int((mean + REACH * spread - low) / width) + 2, len(points))
        surely[first] += chance
        for n in range(first, last):
            away = (points[n] - mean) * scale
            above[n] += chance * erfc(away)
            heights[n] += chance * exp(-away * away)
        if number == 0:
            right = list(heights)
    peak = scale / sqrt(pi)
    log_below = [NOTHING] * len(points)
    rest = 0.0
    for n in range(len(points) - 1, -1, -1):
        rest += surely[n + 1]
        scoring_above = 0.5 * above[n] + rest
        if scoring_above < 1.0:
            log_below[n] = log1p(-scoring_above)
    return Scores(
        points,
        width,
        tuple(log_below),
        tuple([peak * height for height in heights]),
        tuple([a / b if b > 0.0 else 0.0 for a, b in zip(right, heights, strict=True)]),
    )


def weights_of(scores: Scores, tries: int) -> list[float]:
    """How likely the best of N scores at each point: N · F(s)^(N−1) · f(s) · width.

    Example:
        >>> weights = weights_of(scores_of(Grader(0.75, 0.5, 0.05, 0.8)), 4096)
        >>> round(sum(weights), 6)
        1.0
    """
    others = tries - 1
    times = tries * scores.width
    # Where F^(N−1) is below e^−60 nothing is lost by writing 0.
    start = bisect_left(scores.log_below, LEAST / others) if others else 0
    rest = [
        times * exp(others * below) * here
        for below, here in zip(scores.log_below[start:], scores.density[start:], strict=True)
    ]
    return [0.0] * start + rest


def pick_of(grader: Grader, tries: int) -> Pick:
    """The best of so many tries by score: how likely it is right, and its mean score.

    P(right) = ∫ N F(s)^(N−1) f(s) w(s) ds, where w(s) is how likely a try of score s is right, by
    the trapezium rule, which on such integrands is exact to many digits.

    Args:
        grader: the problem and its grader.
        tries: N, at least 1.

    Example:
        >>> alone = pick_of(Grader(0.75, 0.5, 0.05, 0.8), 1)
        >>> round(alone.right, 6), round(0.75**6, 6)
        (0.177979, 0.177979)
    """
    scores = scores_of(grader)
    weights = weights_of(scores, tries)
    right = sum(map(mul, weights, scores.worth))
    score = sum(map(mul, weights, scores.points))
    return Pick(min(right, 1.0), score)


@lru_cache(maxsize=16)
def picks_of(grader: Grader) -> tuple[Pick, ...]:
    """The picks among 1, 2, 4, … tries."""
    return tuple([pick_of(grader, 2**doublings) for doublings in range(DOUBLINGS + 1)])


def contests(grader: Grader, tries: int, seed: int) -> tuple[Contest, ...]:
    """Some picks among so many tries, drawn from their exact distribution.

    Each contest has its luck u whatever N is: the winner scores where F(s)^N = u, so that more
    tries move the same winner up.

    Args:
        grader: the problem and its grader.
        tries: N.
        seed: fixes the luck.

    Example:
        >>> few, many = (contests(Grader(0.75, 0.5, 0.05, 0.8), n, 7)[0].score for n in (4, 400))
        >>> few < many
        True
    """
    scores = scores_of(grader)
    found = []
    for luck, chance in _luck(seed):
        score, worth = _at(scores, log(luck) / tries)
        found.append(Contest(score, chance < worth))
    return tuple(found)


def score_below(scores: Scores, log_below: float) -> float:
    """The score that tries stay below with this log-probability.

    Example:
        >>> scores = scores_of(Grader(0.75, 0.5, 0.0, 0.0))
        >>> round(score_below(scores, log(0.5)), 2)
        0.76
    """
    return _at(scores, log_below)[0]


def _at(scores: Scores, log_below: float) -> tuple[float, float]:
    """The score below which tries stay with this log-probability, and what it is worth."""
    place = min(max(bisect_left(scores.log_below, log_below), 1), len(scores.points) - 1)
    low, high = scores.log_below[place - 1 : place + 1]
    share = 0.0
    if low < log_below < high < 0.0 and low > NOTHING:
        # High up, −log F falls off almost like an exponential, so its logarithm is nearly straight.
        share = log(log_below / low) / log(high / low)
    elif high > low:
        share = min(max((log_below - low) / (high - low), 0.0), 1.0)
    worth = scores.worth[place - 1] * (1.0 - share) + scores.worth[place] * share
    return scores.points[place - 1] + share * scores.width, worth


@lru_cache(maxsize=4)
def _luck(seed: int) -> tuple[tuple[float, float], ...]:
    draw = Random(seed).random
    return tuple([(1.0 - draw(), draw()) for _ in range(CONTESTS)])
