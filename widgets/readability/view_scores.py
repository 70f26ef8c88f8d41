"""The published scores: a row a test, both models as diamonds, their numbers in columns beside."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.kit.markup import Markup, tag
from widgets.kit.plot import Frame, panel, toolbar
from widgets.kit.scales import Linear
from widgets.kit.words import signed
from widgets.kit.working import named
from widgets.readability.published import ANSWERED, JUDGED, ROWS, Score, gap

__all__ = ["scores_panel"]

SLUG: Final = "readability"
POINTS: Final = Linear(0, 100)
LINE: Final = 30
"""Height of a row, in CSS pixels; the style sheet makes it higher where there is no room beside."""
NEAR: Final = 4.0
"""Points between two diamonds below which they would lie on each other."""
APART: Final = 0.17
"""How far each of two such is moved off the row's middle, in rows."""
ZERO, ONE = "", "rdb-full"
"""Styles of the diamonds: hollow for R1-Zero, filled for R1."""
SHAPE: Final = "M0 -6L6 0L0 6L-6 0Z"
"""A diamond around its point."""
GUTTER: Final = 112
"""Where the names begin, in CSS pixels left of the plot."""
COLUMNS: Final = (62, 104, 148)
"""Where the columns of numbers end, in CSS pixels right of the plot."""


@lru_cache(maxsize=2)
def scores_panel(judged: bool) -> Markup:
    """The panel of the published scores.

    Args:
        judged: whether the tests of instructions and preference are shown too.
    """
    groups: list[tuple[str, tuple[Score, ...]]] = [("Right or wrong", ANSWERED)]
    if judged:
        groups.append(("Instructions and preference", JUDGED))
    rows = sum(len(scores) + 1 for _, scores in groups)
    frame = Frame(POINTS, Linear(rows, 0), height=LINE * rows)
    drawn: list[Markup] = []
    rules: list[Markup] = []
    written: list[Markup] = []
    above, place = 0, 0
    for title, scores in groups:
        written.append(frame.label("0%", above + 0.5, title, style="rdb-group start", dx=-GUTTER))
        if above:
            rules.append(frame.rule(y=above, style="grid"))
        for row, score in enumerate(scores, start=above + 1):
            place += 1
            drawn += _marks(frame, row + 0.5, score)
            written += _words(frame, row + 0.5, score, place)
        above += len(scores) + 1
    parts = [
        frame.x_axis("% solved or won", ticks=(0, 50, 100)),
        *rules,
        tag("g", *drawn, class_="rdb-plot"),
        *_heads(frame),
        toolbar("R1’s lead", *written),
    ]
    return panel(
        "Published scores of the two models",
        frame.svg("Published scores of R1-Zero and R1", *parts, role="group"),
        size=f"rdb-scores{' rdb-all' if judged else ''}",
        note=_note(judged),
    )


def _note(judged: bool) -> str:
    """What is not to be seen in the rows."""
    if not judged:
        return "lead: R1 minus R1-Zero; your prediction is about a test not shown yet"
    spans = [
        f"{signed(min(leads), 1)} to {signed(max(leads), 1)}"
        for leads in ([gap(s.zero, s.one) for s in scores] for scores in (ANSWERED, JUDGED))
    ]
    shown = len(ANSWERED) + len(JUDGED)
    return (
        f"lead, R1 minus R1-Zero: {spans[0]} where an answer is right or wrong, {spans[1]} for"
        f" instructions and preference; {shown} of the table’s {ROWS} rows"
    )


def _marks(frame: Frame, y: float, score: Score) -> list[Markup]:
    """Both diamonds on the row's scale from 0 to 100."""
    off = APART if abs(score.one - score.zero) < NEAR else 0.0
    zero, one = (score.zero, y - off), (score.one, y + off)
    return [
        frame.segment((0, y), (100, y), "neutral", "grid"),
        frame.segment(zero, one, "published"),
        _diamond(frame, *one, ONE),
        _diamond(frame, *zero, ZERO),
    ]


def _words(frame: Frame, y: float, score: Score, place: int) -> list[Markup]:
    """The test's name, both scores, and how far R1 is ahead."""
    ends = [f"rdb-column-{number} end" for number in (1, 2)]
    return [
        frame.label("0%", y, score.test, style="name start", dx=-GUTTER),
        frame.label("100%", y, f"{score.zero:.1f}", style=ends[0], dx=COLUMNS[0]),
        frame.label("100%", y, f"{score.one:.1f}", style=ends[1], dx=COLUMNS[1]),
        frame.opens(
            SLUG,
            named("gap", place),
            "100%",
            y,
            signed(gap(score.zero, score.one), 1),
            f"R1’s lead in {score.test}",
            entry=place == 1,
            style="end",
            dx=COLUMNS[2],
        ),
    ]


def _heads(frame: Frame) -> list[Markup]:
    """What the columns hold, the models' names with their diamonds."""
    names = ("R1-Zero", "R1", "lead")
    parts = [
        frame.label("100%", 0.5, name, style=f"tick rdb-column-{number} end", dx=end)
        for number, (name, end) in enumerate(zip(names, COLUMNS, strict=True), start=1)
    ]
    signs = (
        ("M8 -6L14 0L8 6L2 0Z", ZERO, 1),
        ("M78 -6L84 0L78 6L72 0Z", ONE, 2),
    )
    parts += [
        tag(
            "g",
            frame.sign(100, 0.5, outline, f"diamond r-published {style}".rstrip()),
            class_=f"rdb-column-{number}",
        )
        for outline, style, number in signs
    ]
    return parts


def _diamond(frame: Frame, x: float, y: float, style: str) -> Markup:
    return frame.sign(x, y, SHAPE, f"diamond r-published {style}".rstrip())
