"""What is published about one try and a vote on AIME 2024, and about tokens on contest problems.

Pass@1 is the average share of right single answers; in the vote the commonest of several answers
counts. The vote is over 64 answers in Tables 2 and 5 of R1 v1. For R1-Zero the sources disagree:
its table says 64, its figure's legend 16. For R1 the count is not restated. No curve of accuracy
against a budget of tokens has been published for fixed weights of R1.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["CONTESTS", "PAIRS", "PROBLEMS", "Contest", "Pair"]


class Pair(NamedTuple):
    """A model on AIME 2024.

    Attributes:
        name: the model, in short.
        one: pass@1, in percent.
        vote: of a majority vote, in percent.
    """

    name: str
    one: float
    vote: float


class Contest(NamedTuple):
    """A model on the mathematics problems of contests of 2024.

    Attributes:
        name: the model.
        solved: pass@1, in percent.
        tokens: average tokens of an answer, thinking included.
    """

    name: str
    solved: float
    tokens: int


PAIRS: Final = (
    Pair("R1", 79.8, 86.7),
    Pair("R1-Zero (v2)", 77.9, 86.7),
    Pair("o1-0912", 74.4, 83.3),
    Pair("R1-Distill-Qwen-32B", 72.6, 83.3),
    Pair("R1-Zero (v1)", 71.0, 86.7),
    Pair("R1-Distill-Llama-70B", 70.0, 86.7),
    Pair("R1-Distill-Qwen-14B", 69.7, 80.0),
    Pair("o1-mini", 63.6, 80.0),
    Pair("R1-Distill-Qwen-7B", 55.5, 83.3),
    Pair("R1-Distill-Llama-8B", 50.4, 80.0),
    Pair("R1-Distill-Qwen-1.5B", 28.9, 52.7),
    Pair("GPT-4o", 9.3, 13.4),
)
"""Highest pass@1 first. R1-Distill: the students. R1 v1 Tables 2 and 5; R1-Zero (v2) from R1 v2
§2.3; R1 from R1 v2 §E.4."""

PROBLEMS: Final = 366
"""How many problems the contests had. R1 v2 §E.4."""

CONTESTS: Final = (Contest("GPT-4o", 24.7, 711), Contest("R1", 61.8, 8793))
"""R1 v2 §E.4."""
