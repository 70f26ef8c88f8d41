"""The picture of what is graded: a completion or a program, and the table of its numbers."""

from __future__ import annotations

from widgets.kit.markup import Markup
from widgets.kit.widget import Table
from widgets.kit.words import decimal
from widgets.reward.answer_view import answer_picture
from widgets.reward.cases import CASES
from widgets.reward.grading import reward_of
from widgets.reward.model import Answer, Run, View
from widgets.reward.program_view import VERDICTS, program_picture, verdict_of
from widgets.reward.words import duration

__all__ = ["render", "table"]


def render(view: View) -> Markup:
    """The picture of whichever tab is open."""
    if view.run is not None:
        return program_picture(view.run)
    assert view.answer is not None
    return answer_picture(view.answer)


def table(view: View) -> Table:
    """The twelve, or the unit tests; where grading was timed, the times."""
    if view.run is not None:
        return _of_tests(view.run)
    assert view.answer is not None
    if view.answer.rule:
        return _of_times(view.answer)
    return _of_the_twelve(view.answer)


def _of_the_twelve(answer: Answer) -> Table:
    rows = tuple(
        (
            case.label,
            "right" if row.right else "not right",
            "not known" if row.kept is None else "kept" if row.kept else "not kept",
            "–" if row.kept is None else decimal(reward_of(row.right, row.kept), 0),
        )
        for case, row in zip(CASES, answer.rows, strict=True)
    )
    return Table("The twelve", ("Says", "Accuracy", "Format", "Reward"), rows)


def _of_times(answer: Answer) -> Table:
    own = dict(answer.own)
    rows = tuple(
        (f"{tokens:,}", duration(seconds), duration(own[tokens]) if tokens in own else "–")
        for tokens, seconds in answer.rule
    )
    return Table("Grading time", ("Tokens", "Both rules", "Your pattern"), rows)


def _of_tests(run: Run) -> Table:
    rows = tuple(
        (str(place + 1), test, VERDICTS[verdict_of(run, place)])
        for place, test in enumerate(run.tests)
    )
    return Table("The tests", ("Test", "It says", "Verdict"), rows or (("–", "no test", "–"),))
