"""Twelve completions for one question, and six programs for another: what the buttons lay out."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["CASES", "GOLD", "LENGTHS", "PROGRAMS", "QUESTION", "TESTS", "Case", "Program"]

QUESTION: Final = "What is 17 × 23?"
GOLD: Final = "391"
"""The reference answer to the question."""

LENGTHS: Final = (64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536)
"""Tokens, at four characters a token: a convention of ours. The last is the cap of R1-Zero."""

THOUGHT: Final = "17 × 20 is 340 and 17 × 3 is 51, so it is 391."


class Case(NamedTuple):
    """A completion that somebody might write, or that a policy might find.

    Attributes:
        name: for its button's id.
        label: what its answer says, or what is odd about it.
        completion: the text.
        length: to how many tokens its thinking is repeated, as the control has it; 0 for none.
        gold: the reference answer.
        literal: whether the label is what stands in the answer tag, letter by letter.
    """

    name: str
    label: str
    completion: str
    length: str = "0"
    gold: str = GOLD
    literal: bool = False


def _answered(answer: str) -> str:
    return f"<think>{THOUGHT}</think>\n<answer>{answer}</answer>"


def _literal(name: str, answer: str) -> Case:
    """A completion that is known by its answer."""
    return Case(name, answer, _answered(answer), literal=True)


CASES: Final = (
    _literal("plain", "391"),
    _literal("dressed", r"$\boxed{391.0}$"),
    _literal("fraction", r"\frac{782}{2}"),
    _literal("question", "17*23"),
    Case("words", "391 in words", _answered("three hundred and ninety-one")),
    _literal("wrong", "381"),
    Case("two", "381, then 391", _answered("381") + "\n<answer>391</answer>"),
    Case("outside", "no answer tag", f"<think>{THOUGHT}</think>\nThe answer is 391."),
    Case(
        "nested",
        "a tag in a tag",
        "<think>17 × 20 is 340. <think>And 17 × 3?</think> 51, so 391.</think>"
        "\n<answer>391</answer>",
    ),
    Case(
        "echoed",
        "prompt repeated",
        f"<think>The answer goes between <answer> and </answer>. {THOUGHT}</think>"
        "\n<answer>391</answer>",
    ),
    Case("empty", "no thinking", "<think></think>\n<answer>391</answer>"),
    Case("long", f"{LENGTHS[-1]:,} tokens", _answered("391"), str(LENGTHS[-1])),
)
"""The twelve, all for the same question."""

TESTS: Final = """\
is_prime(2) == True
is_prime(3) == True
is_prime(1) == False
is_prime(25) == False
is_prime(97) == True
is_prime(7 * 11) == False"""
"""Unit tests, one a line."""


class Program(NamedTuple):
    """A program that somebody might write, or that a policy might find.

    Attributes:
        name: for its button's id.
        label: what it does.
        code: the text.
    """

    name: str
    label: str
    code: str


PROGRAMS: Final = (
    Program(
        "right",
        "divides up to the root",
        """\
def is_prime(n):
    if n < 2:
        return False
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True""",
    ),
    Program(
        "off",
        "stops one too early",
        """\
def is_prime(n):
    if n < 2:
        return False
    d = 2
    while d * d < n:
        if n % d == 0:
            return False
        d += 1
    return True""",
    ),
    Program(
        "endless",
        "forgets to count",
        """\
def is_prime(n):
    if n < 2:
        return False
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
    return True""",
    ),
    Program(
        "colon",
        "misses a colon",
        """\
def is_prime(n)
    return n > 1 and all(n % d for d in range(2, n))""",
    ),
    Program(
        "deep",
        "calls itself without end",
        """\
def is_prime(n):
    return is_prime(n) and n > 1""",
    ),
    Program(
        "cheat",
        "knows the tests by heart",
        """\
def is_prime(n):
    return n in (2, 3, 97)""",
    ),
)
"""Programs for the tests above."""
