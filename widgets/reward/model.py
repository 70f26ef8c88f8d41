"""The chapter's model: what the rules say of a completion or a program, and the sum."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from widgets.kit.widget import Outcome
from widgets.reward.cases import CASES
from widgets.reward.controls import Controls
from widgets.reward.errand import Found, is_ours, read_found
from widgets.reward.grading import (
    PATTERN,
    Accuracy,
    Format,
    accuracy_of,
    format_of,
    reward_of,
    stretched,
)
from widgets.reward.marked import Bit, bits_of
from widgets.reward.program import Ran, read_run, share_of, tests_of
from widgets.reward.timing import FAR, NEAR, Times, grown
from widgets.reward.words import finding_of_answer, finding_of_program

__all__ = ["Answer", "Row", "Run", "View", "compute"]


class Row(NamedTuple):
    """One of the twelve completions, graded.

    Attributes:
        right: whether the accuracy rule pays.
        kept: whether the format rule pays; None if that is not known.
        why: why the accuracy rule pays or does not, and the format rule; empty if that is not
            known.
        chosen: whether it is the one that is laid out.
    """

    right: bool
    kept: bool | None
    why: tuple[str, str]
    chosen: bool


class Answer(NamedTuple):
    """A completion and what the rules say of it.

    Attributes:
        bits: the completion in pieces.
        characters: how long it is.
        stated: the answer that is read, as it is written; None if none is.
        accuracy: what the accuracy rule says; None if it has not.
        format: what the format rule says; None if it has not.
        usual: whether the format is the core's rule, and no pattern of the reader's.
        ended: seconds after which the watchdog ended the grading; 0 if it did not.
        crashed: whether the grading died.
        rows: the twelve.
        measuring: whether grading is to be timed.
        rule: how long both rules took, by length.
        own: how long the reader's pattern took, by length.
    """

    bits: tuple[Bit, ...]
    characters: int
    stated: str | None
    accuracy: Accuracy | None
    format: Format | None
    usual: bool
    ended: float
    crashed: bool
    rows: tuple[Row, ...]
    measuring: bool
    rule: Times
    own: Times

    @property
    def kept(self) -> bool | None:
        """Whether the format is kept; what was ended keeps nothing. None if it is not known yet."""
        if self.format:
            return self.format.kept
        return False if self.accuracy and (self.ended or self.crashed) else None

    @property
    def reward(self) -> float | None:
        """Accuracy plus format; None if it is not known yet."""
        if self.accuracy is None or self.kept is None:
            return None
        return reward_of(self.accuracy.right, self.kept)

    @property
    def grown(self) -> float | None:
        """How many times as long the rules took for sixteen times the length, if measured."""
        times = dict(self.rule)
        return grown(times[NEAR], times[FAR]) if {NEAR, FAR} <= times.keys() else None


class Run(NamedTuple):
    """A program and what became of it.

    Attributes:
        code: the program.
        tests: its unit tests.
        ran: what became of them; None while it has not been run.
        ended: seconds after which the watchdog ended it; 0 if it did not.
        crashed: whether the interpreter that ran it died.
    """

    code: str
    tests: tuple[str, ...]
    ran: Ran | None
    ended: float
    crashed: bool

    @property
    def passed(self) -> int:
        """How many tests it passed."""
        return sum(verdict.passed for verdict in self.ran.verdicts) if self.ran else 0

    @property
    def finished(self) -> bool:
        """Whether the program and all its tests came to an end."""
        return self.ran is not None and self.ran.loaded and not (self.ended or self.crashed)

    @property
    def share(self) -> float | None:
        """The reward: the share of tests passed, 0 if it did not finish; None before it has run."""
        if self.ran is None:
            return None
        return share_of(self.passed, len(self.tests)) if self.finished else 0.0


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        answer: a completion; None on the other tab.
        run: a program; None on the other tab.
    """

    finding: str
    answer: Answer | None
    run: Run | None


def compute(controls: Controls, latest: Outcome | None = None) -> View:
    """The view of a state.

    Args:
        controls: what the reader has set.
        latest: what the errand of these controls came to; None if there is none, or not yet.

    Example:
        >>> compute(Controls()).answer.reward
        2.0
        >>> view = compute(Controls(completion="391", gold="17·23"))
        >>> view.answer.reward is None, view.finding[:15]
        (True, 'Not graded yet.')
    """
    if controls.tab == "code":
        run = _run(controls, latest)
        return View(finding_of_program(run), None, run)
    answer = _answer(controls, latest)
    return View(finding_of_answer(answer, controls.predict), answer, None)


def _answer(controls: Controls, latest: Outcome | None) -> Answer:
    usual = controls.pattern == PATTERN
    text = stretched(controls.completion, int(controls.length))
    found = read_found(latest, len(text))
    if is_ours(controls):
        found = found._replace(**_direct(text, controls.gold)._asdict())
    stated = found.accuracy.stated if found.accuracy else None
    answer = Answer(
        bits=bits_of(text, found.accuracy),
        characters=len(text),
        stated=text[slice(*stated)][:160] if stated else None,
        accuracy=found.accuracy,
        format=found.format,
        usual=usual,
        ended=latest.ended if latest else 0.0,
        crashed=_crashed(found, latest),
        rows=(),
        measuring=controls.measure,
        rule=found.rule,
        own=found.own,
    )
    return answer._replace(rows=_rows(controls, answer, found.twelve))


class _Direct(NamedTuple):
    """What is graded here, because both texts are ours."""

    accuracy: Accuracy
    format: Format


@lru_cache(maxsize=32)
def _direct(text: str, gold: str) -> _Direct:
    return _Direct(accuracy_of(text, gold), format_of(text, PATTERN))


def _crashed(found: Found, latest: Outcome | None) -> bool:
    """Whether grading died, or said what makes no sense."""
    if latest is None or latest.ended:
        return False
    return bool(latest.crashed) or found.accuracy is None or found.format is None


def _rows(controls: Controls, answer: Answer, twelve: tuple[bool, ...]) -> tuple[Row, ...]:
    """The twelve, under the usual pattern or as far as the reader's has been tried on them.

    The one that is laid out has the verdict of the ledger, even if its grading was ended.
    """
    now = (controls.completion, controls.gold, controls.length)
    rows = []
    for place, case in enumerate(CASES):
        accuracy, form = _usual_row(place)
        chosen = now == (case.completion, case.gold, case.length)
        kept, why = (form.kept, form.why) if answer.usual else (None, "")
        if not answer.usual and chosen:
            kept = answer.kept
        elif not answer.usual and place < len(twelve):
            kept = twelve[place]
        rows.append(Row(accuracy.right, kept, (accuracy.why, why), chosen))
    return tuple(rows)


@lru_cache(maxsize=len(CASES))
def _usual_row(place: int) -> _Direct:
    case = CASES[place]
    return _direct(stretched(case.completion, int(case.length)), case.gold)


def _run(controls: Controls, latest: Outcome | None) -> Run:
    tests = tests_of(controls.tests)
    return Run(
        code=controls.program,
        tests=tests,
        ran=read_run(latest.result, len(tests)) if latest else None,
        ended=latest.ended if latest else 0.0,
        crashed=bool(latest and latest.crashed),
    )
