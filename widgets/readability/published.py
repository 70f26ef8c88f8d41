"""What R1-Zero and R1 score, both from one table: R1 v2 Table 3, which is Nature's Table 2.

Version 1 of the paper has other numbers for R1-Zero in places, 71.0 for AIME 2024 among them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["ANSWERED", "JUDGED", "ROWS", "Score", "gap"]


class Score(NamedTuple):
    """Both models' score in one test, 0 to 100.

    Attributes:
        test: its name.
        zero: of R1-Zero.
        one: of R1.
    """

    test: str
    zero: float
    one: float


ANSWERED: Final = (
    Score("AIME 2024", 77.9, 79.8),
    Score("MATH-500", 95.9, 97.3),
    Score("CNMO 2024", 88.1, 78.8),
    Score("GPQA Diamond", 75.8, 71.5),
    Score("LiveCodeBench", 50.0, 65.9),
    Score("SimpleQA", 30.3, 30.1),
    Score("Aider-Polyglot", 12.2, 53.3),
)
"""Tests that look at nothing but whether the answer is right."""

JUDGED: Final = (
    Score("IF-Eval", 46.6, 83.3),
    Score("AlpacaEval 2.0", 24.7, 87.6),
    Score("Arena-Hard", 53.6, 92.3),
)
"""A test of instructions that can be checked, and two in which a model compares answers."""

ROWS: Final = 21
"""Rows of the whole table, Codeforces having two."""


def gap(zero: float, one: float) -> float:
    """How many points R1 is ahead of R1-Zero.

    Example:
        >>> round(gap(77.9, 79.8), 1)
        1.9
    """
    return one - zero
