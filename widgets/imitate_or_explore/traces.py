"""The six ways to work out 17 × 23: what each writes, and how often it slips.

A trace is a row of readable tokens. Some of them are the result of an arithmetic step, and every
step can slip: the number then written is wrong, and what follows is worked out from the wrong one.
The steps are carried out here, so that a trace in which nothing slips really arrives at 391.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, repeat
from operator import mul
from typing import Final, NamedTuple

__all__ = [
    "ANSWER",
    "NAMES",
    "PROMPT",
    "RATES",
    "SIZES",
    "TRACES",
    "Trace",
    "Word",
    "slip_at",
    "success_rate",
    "written",
]

PROMPT: Final = "17 × 23?"
ANSWER: Final = 17 * 23

SIZES: Final = (-2, -1, 1, 10)
"""By how much a slip can miss."""

Step = Callable[[Sequence[int]], int]
"""One step of arithmetic: from the results so far to the next."""


class Trace(NamedTuple):
    """One way to the answer.

    Attributes:
        key: for links and controls.
        name: on the page.
        slip: probability that one step slips.
        steps: its arithmetic, in order; the last result is the answer.
        tokens: what is written, `{0}` standing for the first result, `{1}` for the second.
    """

    key: str
    name: str
    slip: float
    steps: tuple[Step, ...]
    tokens: tuple[str, ...]


class Word(NamedTuple):
    """A token as it was written.

    Attributes:
        text: the token.
        wrong: whether it is or repeats a wrong number.
        slipped: whether the slip happened here.
    """

    text: str
    wrong: bool
    slipped: bool


def _one_more(results: Sequence[int]) -> int:
    """The next sum of the repeated addition."""
    return (results[-1] if results else 17) + 17


TRACES: Final = (
    Trace(
        "squares",
        "20² − 3²",
        0.02,
        (lambda _: 20 * 20, lambda _: 3 * 3, lambda r: r[0] - r[1]),
        ("=", "(20 − 3)", "× (20 + 3)", "= 20² − 3²", "= {0}", "− {1}", "= {2}"),
    ),
    Trace(
        "rounding",
        "Round and correct",
        0.07,
        (lambda _: 17 * 25, lambda _: 17 * 2, lambda r: r[0] - r[1]),
        ("=", "17 × (", "25 − 2)", "= 17×25 − 17×2", "= {0}", "− {1}", "= {2}"),
    ),
    Trace(
        "split",
        "17×20 + 17×3",
        0.12,
        (lambda _: 17 * 20, lambda _: 17 * 3, lambda r: r[0] + r[1]),
        ("=", "17 × (", "20 + 3)", "= 17×20 + 17×3", "= {0}", "+ {1}", "= {2}"),
    ),
    Trace(
        "long",
        "Long multiplication",
        0.12,
        (lambda _: 17 * 3, lambda _: 17 * 2, lambda r: 10 * r[1], lambda r: r[0] + r[2]),
        ("17", "× 3", "= {0},", "17 × 2", "= {1},", "so {2},", "{0} + {2}", "= {3}"),
    ),
    Trace(
        "adding",
        "Repeated addition",
        0.03,
        (_one_more,) * 22,
        ("17", "+ 17", "= {0},", *(f"{{{n}}}," for n in range(1, 21)), "{21}"),
    ),
    Trace("guess", "Guess", 0.88, (lambda _: ANSWER,), ("≈", "{0}")),
)
"""From the surest to the least sure."""

NAMES: Final = tuple(trace.name for trace in TRACES)


def success_rate(slip: float, steps: int) -> float:
    """How often a trace is right: (1 − s)ⁿ, since every step must hold.

    Args:
        slip: s, the probability that one step slips.
        steps: n, how many there are.

    Example:
        >>> round(success_rate(0.12, 3), 3), round(success_rate(0.03, 22), 3)
        (0.681, 0.512)
    """
    return _holding(slip, steps)[-1]


def slip_at(trace: Trace, uniform: float) -> int:
    """The first step that slips under a given luck, counted from 1; 0 if all of them hold.

    Steps 1 to k have held with probability (1 − s)ᵏ, so the draw falls among these numbers.

    Args:
        trace: whose steps.
        uniform: a number in [0, 1); below (1 − s)ⁿ nothing slips.

    Example:
        >>> split = TRACES[2]
        >>> slip_at(split, 0.5), slip_at(split, 0.7), slip_at(split, 0.99)
        (0, 3, 1)
    """
    for number, held in enumerate(_holding(trace.slip, len(trace.steps)), start=1):
        if uniform >= held:
            return number
    return 0


def written(trace: Trace, slip: int = 0, miss: int = 0) -> tuple[Word, ...]:
    """What a try writes, its arithmetic carried out.

    Args:
        trace: the way it goes.
        slip: the step that slips, counted from 1; 0 for none.
        miss: by how much it then misses.

    Example:
        >>> " ".join(word.text for word in written(TRACES[0]))
        '= (20 − 3) × (20 + 3) = 20² − 3² = 400 − 9 = 391'
        >>> " ".join(word.text for word in written(TRACES[0], slip=1, miss=10)[4:])
        '= 410 − 9 = 401'
    """
    right, found = _results(trace, 0, 0), _results(trace, slip, miss)
    words, done = [], 0
    for token in trace.tokens:
        text = token.format(*found)
        here = f"{{{done}}}" in token
        done += here
        words.append(Word(text, text != token.format(*right), here and done == slip))
    return tuple(words)


def _results(trace: Trace, slip: int, miss: int) -> list[int]:
    """Every step's result; one of them may slip, and those after it start from there."""
    results: list[int] = []
    for number, step in enumerate(trace.steps, start=1):
        results.append(step(results) + (miss if number == slip else 0))
    return results


def _holding(slip: float, steps: int) -> list[float]:
    """The probabilities that the first step has held, the first two, and so on."""
    return list(accumulate(repeat(1.0 - slip, steps), mul))


RATES: Final = tuple(success_rate(trace.slip, len(trace.steps)) for trace in TRACES)
"""How often each trace is right; the policy is not told."""
