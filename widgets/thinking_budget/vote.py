"""A vote of several tries, exactly: how often the answer that most of them give is the right one.

Each try gives the right answer, a wrong one, or none because it was cut off. Of the wrong answers a
share is one and the same, the tempting one; every other wrong answer is given once and never again.
The answer with the most votes wins; where several have the most, one of them is drawn by lot. Tries
without an answer do not vote. Nothing is sampled.
"""

from __future__ import annotations

from functools import cache
from math import comb
from typing import Final

__all__ = ["MOST_TRIES", "vote"]

MOST_TRIES: Final = 16
"""Tries in the largest vote."""


def vote(right: float, wrong: float, tempting: float, tries: int) -> float:
    """The probability that a vote is right.

    Σ P(r, s) · w(r, s) over r right and s tempting answers among k tries, multinomial; w is 1 where
    the right answer leads, one half where the two tie, and where no answer is given twice, one over
    how many different ones there are.

    Args:
        right: how often one try is right.
        wrong: how often it is wrong; the rest is cut off.
        tempting: the share of wrong answers that are the same one.
        tries: k.

    Example:
        Two tries: right if both are, or if one is and the other does not answer, or by lot.

        >>> round(vote(0.6, 0.4, 1.0, 2), 4), round(vote(0.6, 0.0, 1.0, 2), 4)
        (0.6, 0.84)
        >>> round(vote(0.6, 0.4, 1.0, 15), 4), round(vote(0.4, 0.6, 1.0, 15), 4)
        (0.7869, 0.2131)
    """
    temptation = wrong * tempting
    single = wrong - temptation
    rest = max(1.0 - right - temptation, 0.0)
    won = 0.0
    for r, s, others, ways in _leads(tries):
        chance = ways * right**r * temptation**s * rest**others
        won += chance if s < r else chance / 2.0
    # Nobody agrees with anybody: one right answer, at most one tempting one, and single ones.
    alone = tries * right * _by_lot(rest - single, single, tries - 1, 1)
    tied = 0.0
    if tries > 1:
        pairs = tries * (tries - 1)
        tied = pairs * right * temptation * _by_lot(rest - single, single, tries - 2, 2)
    return won + alone + tied


@cache
def _leads(tries: int) -> tuple[tuple[int, int, int, int], ...]:
    """Votes that the right answer leads or shares the lead of, it being given twice or more.

    Returns:
        How many right, tempting and other answers, and in how many ways.
    """
    return tuple(
        [
            (r, s, tries - r - s, comb(tries, r) * comb(tries - r, s))
            for r in range(2, tries + 1)
            for s in range(min(r, tries - r) + 1)
        ]
    )


def _by_lot(silent: float, single: float, tries: int, others: int) -> float:
    """Σ_o P(o single answers, the other tries silent) / (others + o)."""
    silent = max(silent, 0.0)
    return sum(
        [
            ways * single**o * silent ** (tries - o) / (others + o)
            for o, ways in enumerate(_ways(tries))
        ]
    )


@cache
def _ways(tries: int) -> tuple[int, ...]:
    """In how many ways so many tries can be chosen, from none of them to all."""
    return tuple([comb(tries, o) for o in range(tries + 1)])
