"""What is done under a watchdog: grading what a reader typed, timing it, running a program.

All of it may take for ever: a regular expression can, and so can a program. What has been found out
is reported after each part, the accuracy first.
"""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from widgets.kit.widget import Errand, Outcome, Report
from widgets.reward.cases import CASES, LENGTHS
from widgets.reward.controls import Controls
from widgets.reward.grading import (
    MOST,
    PATTERN,
    Accuracy,
    Format,
    accuracy_of,
    format_of,
    stretched,
)
from widgets.reward.program import run
from widgets.reward.timing import Times, time_pattern, time_rule

__all__ = ["Found", "errand_of", "is_ours", "perform", "read_found"]

LONGEST: Final = 40_000
"""Characters of a result that is still honest."""


class Found(NamedTuple):
    """What an errand found out about a completion, as far as it came.

    Attributes:
        accuracy: what the accuracy rule says; None if it did not come so far.
        format: the same of the format rule.
        twelve: which of the twelve completions the reader's pattern matches, in order.
        rule: how long both rules took, by length.
        own: how long the reader's pattern took, by length.
    """

    accuracy: Accuracy | None = None
    format: Format | None = None
    twelve: tuple[bool, ...] = ()
    rule: Times = ()
    own: Times = ()


def is_ours(controls: Controls) -> bool:
    """Whether the state grades one of the twelve by the usual pattern, at whatever length."""
    written = (controls.completion, controls.gold)
    return controls.pattern == PATTERN and written in _OURS


_OURS: Final = {(case.completion, case.gold) for case in CASES}


def errand_of(controls: Controls) -> Errand | None:
    """What has to be done elsewhere before this state can be drawn; None if nothing has.

    Example:
        >>> errand_of(Controls()) is None, errand_of(Controls(tab="code")).asks
        (True, True)
    """
    if controls.tab == "code":
        return Errand(json.dumps({"code": controls.program, "tests": controls.tests}), asks=True)
    if is_ours(controls) and not controls.measure:
        return None
    asked = {
        "completion": controls.completion,
        "gold": controls.gold,
        "pattern": controls.pattern,
        "length": int(controls.length),
        "measure": controls.measure,
    }
    return Errand(json.dumps(asked))


def perform(text: str, report: Report) -> str:
    """Does an errand.

    Args:
        text: from `errand_of`.
        report: is given what is known so far.

    Returns:
        What was found: for `read_found`, or, of a program, for `program.read_run`.
    """
    asked = json.loads(text)
    if "code" in asked:
        return run(asked["code"], asked["tests"], report)
    found: dict[str, Any] = {}

    def add(**more: Any) -> None:
        found.update(more)
        report(json.dumps(found))

    completion, pattern = asked["completion"], asked["pattern"]
    graded = stretched(completion, asked["length"])
    add(accuracy=accuracy_of(graded, asked["gold"]))
    if asked["measure"]:
        time_rule(completion, asked["gold"], lambda times: add(rule=times))
    add(format=format_of(graded, pattern))
    if pattern != PATTERN:
        if asked["measure"]:
            time_pattern(completion, pattern, lambda times: add(own=times))
        kept: list[bool] = []
        for case in CASES:
            kept.append(format_of(stretched(case.completion, int(case.length)), pattern).kept)
            add(twelve=kept)
    return json.dumps(found)


def read_found(outcome: Outcome | None, length: int) -> Found:
    """What an errand found, read with suspicion: a part that makes no sense is left out.

    Args:
        outcome: of the errand; None while it is not done.
        length: of the text that was graded, in characters.

    Example:
        >>> read_found(Outcome('{"format": [true, "so be it"], "rule": [[64, -1]]}'), 10).format
        Format(kept=True, why='so be it')
        >>> read_found(Outcome("[[["), 10) == read_found(None, 10) == Found()
        True
    """
    try:
        found = json.loads(outcome.result) if outcome and len(outcome.result) < LONGEST else {}
    except (ValueError, RecursionError):
        found = {}
    if not isinstance(found, dict):
        return Found()
    return Found(
        accuracy=_accuracy(found.get("accuracy"), length),
        format=_format(found.get("format")),
        twelve=_flags(found.get("twelve")),
        rule=_times(found.get("rule")),
        own=_times(found.get("own")),
    )


def _accuracy(found: Any, length: int) -> Accuracy | None:
    match found:
        case [think, answer, stated, bool(boxed), bool(right), str(pred), str(gold), str(why)] if (
            all(_is_span(span, length) for span in (think, answer, stated))
        ):
            first, second, third = (tuple(span) if span else None for span in found[:3])
            texts = (pred[:MOST], gold[:MOST], why[:MOST])
            return Accuracy(first, second, third, boxed, right, *texts)
    return None


def _format(found: Any) -> Format | None:
    match found:
        case [bool(kept), str(why)]:
            return Format(kept, why[:MOST])
    return None


def _is_span(found: Any, length: int) -> bool:
    match found:
        case [int(start), int(end)]:
            return 0 <= start <= end <= length
    return found is None


def _flags(found: Any) -> tuple[bool, ...]:
    match found:
        case [*flags] if len(flags) <= len(CASES):
            return tuple(flag is True for flag in flags)
    return ()


def _times(found: Any) -> Times:
    """Lengths and seconds, ascending; nothing if one of them makes no sense."""
    times: Times = ()
    for item in found if isinstance(found, list) else ():
        last = times[-1][0] if times else 0
        match item:
            case [int(tokens), int() | float() as seconds] if (
                tokens in LENGTHS and tokens > last and 1e-9 < seconds < 1e3
            ):
                times = (*times, (tokens, float(seconds)))
            case _:
                return ()
    return times
