"""How long grading takes, measured here and now: completions of 64 to 65,536 tokens."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Final, NamedTuple

from grpo_core.rewards import rule_reward
from widgets.reward.cases import LENGTHS
from widgets.reward.grading import compiled_or_why, stretched

__all__ = ["FAR", "NEAR", "Times", "grown", "time_pattern", "time_rule"]

NEAR = 4096
FAR = 65_536
"""Tokens of the two lengths that are compared: the second is sixteen times as long."""

Times = tuple[tuple[int, float], ...]
"""Tokens and seconds, by length."""

LEAST: Final = 0.003
"""Seconds for which one length is repeated: clocks in browsers are coarse."""

BUDGET: Final = 0.4
"""Seconds for all lengths, again and again, of which the best counts."""

WARM: Final = 0.04
"""Seconds before that, in which a browser compiles what it runs for the first time."""


class _Point(NamedTuple):
    """One length to be timed."""

    tokens: int
    completion: str


def time_rule(completion: str, gold: str, report: Callable[[Times], None]) -> Times:
    """Times both rules of the core on a completion, stretched to each length.

    Args:
        completion: any text.
        gold: the reference answer.
        report: is given what is known so far.
    """
    return _times(_points(completion), lambda text: rule_reward(text, gold), report, patient=True)


def time_pattern(completion: str, pattern: str, report: Callable[[Times], None]) -> Times:
    """Times a reader's own pattern; nothing if it is no regular expression."""
    compiled = compiled_or_why(pattern)
    if isinstance(compiled, str):
        return ()
    return _times(_points(completion), compiled.fullmatch, report)


def grown(near: float, far: float) -> float:
    """How many times as long the longer completion took.

    Args:
        near: seconds for the shorter one.
        far: seconds for the longer one.

    Example:
        >>> grown(0.25, 2.0)
        8.0
    """
    return far / near


def _points(completion: str) -> list[_Point]:
    return [
        _Point(tokens, stretched(completion, tokens))
        for tokens in LENGTHS
        if len(stretched(completion, tokens)) <= 4 * tokens
    ]


def _times(
    points: list[_Point],
    act: Callable[[str], object],
    report: Callable[[Times], None],
    *,
    patient: bool = False,
) -> Times:
    """Each length's time for one call: the best of as many rounds as there is time for.

    Args:
        points: the lengths.
        act: what is timed.
        report: is given what is known so far.
        patient: whether each length is timed once even if that takes too long.
    """
    begun = perf_counter()
    while points and perf_counter() - begun < WARM:
        act(points[0].completion)
    best: dict[int, float] = {}
    repeats: dict[int, int] = {}
    for tokens, text in points:
        if perf_counter() - begun > BUDGET and not patient:
            break
        best[tokens], repeats[tokens] = _calibrated(act, text)
        report(tuple(best.items()))
    while best and perf_counter() - begun < BUDGET:
        for tokens, text in points[: len(best)]:
            best[tokens] = min(best[tokens], _spent(act, text, repeats[tokens]))
    report(tuple(best.items()))
    return tuple(best.items())


def _calibrated(act: Callable[[str], object], text: str) -> tuple[float, int]:
    """Seconds for one call, and how many calls are enough for a coarse clock."""
    repeats = 1
    while (each := _spent(act, text, repeats)) * repeats < LEAST:
        repeats *= 2
    return each, repeats


def _spent(act: Callable[[str], object], text: str, repeats: int) -> float:
    start = perf_counter()
    for _ in range(repeats):
        act(text)
    return (perf_counter() - start) / repeats
