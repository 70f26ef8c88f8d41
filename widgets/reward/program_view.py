"""The picture of a program: its tests with their verdicts, the reward, and programs to choose."""

from __future__ import annotations

from typing import Final

from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import laid, pick, toolbar
from widgets.kit.plot import panel
from widgets.kit.words import decimal
from widgets.kit.working import opens
from widgets.reward.cases import PROGRAMS, TESTS
from widgets.reward.grading import shortened
from widgets.reward.model import Run
from widgets.reward.words import ended_after

__all__ = ["VERDICTS", "program_picture", "verdict_of"]

SLUG: Final = "reward"
WIDTH: Final = 120
"""Characters of a test that are shown."""

VERDICTS: Final = {
    "waits": "not run yet",
    "passed": "passed",
    "failed": "failed",
    "ended": "did not finish",
    "unreached": "not reached",
}
SIGNS: Final = {
    "waits": ("–", "neutral"),
    "passed": ("✓", "right"),
    "failed": ("✗", "wrong"),
    "ended": ("✗", "wrong"),
    "unreached": ("–", "neutral"),
}


def program_picture(run: Run) -> Markup:
    """The picture: Run, what the program earns, its tests, and others to choose."""
    return join((_graded(run), _programs(run)))


def verdict_of(run: Run, place: int) -> str:
    """What became of a test, as a key of `VERDICTS`.

    Args:
        run: the program's.
        place: which test, from 0.
    """
    if run.ran is None:
        return "waits"
    if place < len(run.ran.verdicts):
        return "passed" if run.ran.verdicts[place].passed else "failed"
    stuck = run.ran.loaded and place == len(run.ran.verdicts) and (run.ended or run.crashed)
    return "ended" if stuck else "unreached"


def _graded(run: Run) -> Markup:
    tests = [_test(run, place) for place in range(len(run.tests))]
    return panel(
        "The program, held against its tests",
        tag(
            "div",
            tag(
                "div",
                pick(
                    "Run",
                    name="Run the program",
                    key=f"{SLUG}-run",
                    runs=True,
                    entry=True,
                    style="rw-runs",
                ),
                tag(
                    "div",
                    tag("b", "Accuracy reward"),
                    tag("div", *_why(run), class_="rw-why-so"),
                    tag("span", *_reward(run), class_="rw-points"),
                    class_="rw-entry rw-total",
                ),
                class_="rw-ledger",
            ),
            tag("ol", *tests, class_="rw-tests") if tests else tag("p", "No test.", class_="empty"),
            class_="rw-graded rw-tried",
        ),
        size="full",
    )


def _test(run: Run, place: int) -> Markup:
    verdict = verdict_of(run, place)
    glyph, role = SIGNS[verdict]
    note = VERDICTS[verdict] if verdict not in ("passed", "waits") else ""
    if verdict == "failed" and run.ran:
        note = run.ran.verdicts[place].note or note
    return tag(
        "li",
        tag("b", glyph, class_=f"sign r-{role}", role="img", aria_label=VERDICTS[verdict]),
        tag("code", shortened(run.tests[place], WIDTH)),
        tag("span", note, class_="rw-note") if note else None,
    )


def _why(run: Run) -> list[Markup]:
    said = "not known yet: nothing has run"
    if run.ran is not None and (run.ended or run.crashed):
        said = (
            f"ended after {ended_after(run.ended)}: nothing is paid"
            if run.ended
            else "Python died: nothing is paid"
        )
    elif run.ran is not None and not run.ran.loaded:
        said = run.ran.note or "it does not run"
    elif run.ran is not None:
        said = f"{run.passed} of {len(run.tests)} tests passed"
    printed = run.ran.printed if run.ran else ""
    parts = [tag("p", said)]
    if printed:
        parts.append(tag("p", "printed: ", tag("code", shortened(printed, 240)), class_="rw-forms"))
    return parts


def _reward(run: Run) -> tuple[Markup, ...]:
    if run.share is None:
        return (tag("b", "?", class_="sign r-neutral"),)
    if not run.finished or not run.tests:
        return (tag("b", "0"),)
    return (opens(SLUG, "share", decimal(run.share), "Reward", style="strong"),)


def _programs(run: Run) -> Markup:
    chosen = [run.code == program.code for program in PROGRAMS]
    entry = chosen.index(True) if any(chosen) else 0
    buttons = [
        pick(
            program.label,
            name="",
            key=f"{SLUG}-program-{program.name}",
            sets=laid(program=program.code, tests=TESTS),
            pressed=chosen[place],
            entry=place == entry,
        )
        for place, program in enumerate(PROGRAMS)
    ]
    return panel(
        "Six programs for “is n a prime number?”",
        toolbar("Six programs", *buttons),
        size="full",
        note="lay one out, then run it",
    )
