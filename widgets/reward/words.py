"""The finding: what the rules say, in a few sentences."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from widgets.kit.words import count, decimal, listed, plain
from widgets.reward.timing import FAR, NEAR, Times

if TYPE_CHECKING:
    from widgets.reward.model import Answer, Run

__all__ = [
    "duration",
    "ended_after",
    "finding_of_answer",
    "finding_of_program",
    "tags_said",
    "times_said",
]

PREDICTED: Final = {
    "same": "under 2 times as long",
    "linear": "2 to 32 times as long",
    "square": "over 32 times as long",
}
SHORT: Final = 2
LONG: Final = 32
"""Where the second answer to the question begins and ends, in times as long."""

_NUMBERS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def finding_of_answer(answer: Answer, predicted: str) -> str:
    """The picture of a completion in words: what is paid and why, the twelve, the time.

    Args:
        answer: what is drawn.
        predicted: the reader's prediction; empty if there is none.
    """
    return " ".join(
        filter(None, (_of_the_reward(answer), _of_the_twelve(answer), _of_time(answer, predicted)))
    )


def finding_of_program(run: Run) -> str:
    """The picture of a program in words: what became of its tests."""
    tests = count(len(run.tests), "test")
    if run.ran is None:
        return (
            f"Not run yet: press Run. The program is then held against {tests},"
            " and its reward is the share that it passes."
        )
    if run.ended or run.crashed:
        what = f"was ended after {ended_after(run.ended)}" if run.ended else "brought Python down"
        place = len(run.ran.verdicts) + 1
        where = f"in test {place}" if run.ran.loaded and place <= len(run.tests) else "on its own"
        before = (
            f" The {count(run.passed, 'test')} it had passed earned nothing." if run.passed else ""
        )
        return f"The program {what}, {where}, so its reward is 0.{before} The page went on."
    if not run.ran.loaded:
        return "The program does not run, so no test is tried and its reward is 0."
    if not run.tests:
        return "The program runs, but there is no test, so nothing is earned."
    missed = [str(n) for n, verdict in enumerate(run.ran.verdicts, start=1) if not verdict.passed]
    said = f"{run.passed} of {tests} passed: a reward of {decimal(run.share or 0.0)}."
    if not missed:
        return f"{said} The rule saw nothing but these tests."
    if not run.passed:
        return said
    kind = "Test" if len(missed) == 1 else "Tests"
    named = listed(missed) if len(missed) < 8 else f"{', '.join(missed[:6])} and others"
    return f"{said} {kind} {named} failed."


def tags_said(text: str) -> str:
    """A reason without angle brackets, for sentences that are read aloud.

    Example:
        >>> tags_said("<answer> is missing"), tags_said("</think> appears 2 times")
        ('the answer tag is missing', 'the closing think tag appears 2 times')
        >>> tags_said("3 < 4")
        '3 ‹ 4'
    """
    named = re.sub("<(think|answer)>", r"the \1 tag", text)
    named = re.sub("</(think|answer)>", r"the closing \1 tag", named)
    return named.replace("<", "‹").replace(">", "›")


def times_said(grown: float) -> str:
    """How many times as long, as exactly as a clock in a browser allows.

    Example:
        >>> times_said(1.43), times_said(14.4), times_said(250.2)
        ('1.4', '14', '250')
    """
    return decimal(grown, 1 if grown < SHORT else 0)


def duration(seconds: float) -> str:
    """A short time in the unit that suits it.

    Example:
        >>> duration(0.0000834), duration(0.00394), duration(0.5)
        ('83 µs', '3.9 ms', '500 ms')
    """
    for unit, size in (("µs", 1e-6), ("ms", 1e-3)):
        if seconds < 1000 * size or unit == "ms":
            value = seconds / size
            return f"{plain(value, 2 if value < 100 else 3)} {unit}"
    raise AssertionError("the last unit takes all")


def ended_after(seconds: float) -> str:
    """When the watchdog ended something.

    Example:
        >>> ended_after(1.5), ended_after(1.0)
        ('1.5 seconds', '1 second')
    """
    return f"{plain(seconds, 2)} {'second' if seconds == 1.0 else 'seconds'}"


def _of_the_reward(answer: Answer) -> str:
    if answer.accuracy is None:
        if answer.crashed or answer.ended:
            return "The grading came to nothing, so nothing is earned. The page went on."
        return "Not graded yet."
    right, why = answer.accuracy.right, tags_said(answer.accuracy.why)
    accuracy = f"The answer is right ({why}): 1." if right else f"The answer earns nothing: {why}."
    if answer.kept is None:
        return f"{accuracy} The format is not graded yet."
    if answer.format is None:
        after = f" after {ended_after(answer.ended)}" if answer.ended else ""
        return (
            f"{accuracy} The pattern was ended{after}, so the format earns nothing and the page"
            f" goes on: a reward of {plain(answer.reward or 0.0)}."
        )
    fault = tags_said(answer.format.why)
    if right and answer.kept:
        return f"The answer is right ({why}) and the format is kept: a reward of 1 + 1 = 2."
    if right:
        return f"{accuracy} The format earns nothing: {fault}."
    if answer.kept:
        return f"The format is kept: 1. {accuracy}"
    return f"Neither rule pays: {why}; {fault}."


def _of_the_twelve(answer: Answer) -> str:
    if answer.rule:
        return ""
    known = Counter(row.right + row.kept for row in answer.rows if row.kept is not None)
    if sum(known.values()) < len(answer.rows):
        return ""
    paid = [f"{_NUMBERS[known[n]]} earn{'s' * (known[n] == 1)} {n}" for n in (2, 1, 0) if known[n]]
    under = "" if answer.usual else "By your pattern, of"
    return f"{under or 'Of'} the twelve below, {listed(paid)}."


def _of_time(answer: Answer, predicted: str) -> str:
    """What was measured, and whether the prediction came true."""
    if not answer.measuring:
        return ""
    grown, rule = answer.grown, dict(answer.rule)
    if grown is None:
        return "Grading is not timed yet." if not rule else "There was no time for all lengths."
    said = (
        f"Here, now, {FAR:,} tokens took {duration(rule[FAR])} to grade,"
        f" about {times_said(grown)} times as long as {NEAR:,}; in proportion would be"
        f" {FAR // NEAR}."
    )
    if predicted:
        came = "same" if grown < SHORT else "linear" if grown <= LONG else "square"
        verdict = "so it is" if came == predicted else f"it is {PREDICTED[came]}"
        said += f" You predicted {PREDICTED[predicted]}, and {verdict}."
    return said + _of_own(answer.own, answer.usual)


def _of_own(own: Times, usual: bool) -> str:
    if usual or not own:
        return ""
    tokens, seconds = own[-1]
    return f" Your pattern took {duration(seconds)} for {tokens:,}."
