"""Two questions, and the six texts with which the policy can answer each.

A text is a whole output, tags included, that the rule of chapter 3 grades as it stands.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["KINDS", "LETTERS", "QUESTIONS", "Question", "wrong_answer"]

LETTERS: Final = "ABCDEF"
"""What the six texts are called."""

KINDS: Final = (
    "right sum, tagged",
    "by squares, tagged",
    "wrong sum, tagged",
    "right sum, untagged",
    "wrong answer, no thinking",
    "guess",
)
"""What each text is like, whatever answer counts as right."""


class Question(NamedTuple):
    """A question with its six texts.

    Attributes:
        key: for links.
        asked: the question.
        gold: the answer that it is graded by.
        texts: one output per letter.
    """

    key: str
    asked: str
    gold: str
    texts: tuple[str, ...]


def wrong_answer(question: Question) -> str:
    """The answer that the texts with a slip arrive at: ten too little.

    Example:
        >>> wrong_answer(QUESTIONS[0])
        '381'
    """
    return str(int(question.gold) - 10)


def _question(key: str, a: int, b: int) -> Question:
    """A product of two numbers around 20, b − a being even."""
    ones, half = b - 20, (b - a) // 2
    tens, rest, middle = a * 20, a * ones, (a + b) // 2
    right, slip = a * b, a * b - 10
    sums = f"{a} × 20 = {tens}, {a} × {ones} = {rest}"
    return Question(
        key,
        f"{a} × {b}?",
        str(right),
        (
            f"<think>{sums}, together {right}.</think> <answer>{right}</answer>",
            f"<think>{middle}² − {half}² = {middle**2} − {half**2} = {right}.</think>"
            f" <answer>{right}</answer>",
            f"<think>{sums}, together {slip}.</think> <answer>{slip}</answer>",
            f"{sums}, so it is \\boxed{{{right}}}.",
            f"<answer>{slip}</answer>",
            f"About {round(right, -2)}.",
        ),
    )


QUESTIONS: Final = (_question("first", 17, 23), _question("second", 16, 24))
"""The question that is asked, and another one."""
