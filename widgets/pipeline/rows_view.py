"""The 21 benchmarks, drawn: how far the chosen stage's scores are from another's, or the scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, panel, toolbar
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.words import plain, signed
from widgets.kit.working import named
from widgets.pipeline.flow import BASE
from widgets.pipeline.flow_view import SLUG
from widgets.pipeline.model import Row, View, group_name, mean_change
from widgets.pipeline.published import GROUPS, tenths
from widgets.pipeline.words import changed

__all__ = ["benchmarks"]

COLUMNS: Final = (("reasoning", "code", "chat"), ("instructions", "knowledge"))
"""Which groups stand side by side where there is room for two columns."""

ROW: Final = 32
"""Height of a row, in CSS pixels."""

HEAD: Final = 34
"""Height of a group's name, in CSS pixels."""

NAMES: Final = 128
"""Room for the names at the left, in CSS pixels; the style sheet has the same."""

NEAR: Final = Linear(-33, 33)
FAR: Final = Linear(-33, 66)
"""Scales of the differences, in points: against R1-Zero they reach further."""

SCORES: Final = Linear(0, 100)

NO_BAR: Final = "no bar"
"""Stands in the row of a rating, whose unit is not the others'."""


def benchmarks(view: View) -> Markup:
    """All benchmarks of the group shown, in two columns or one.

    Args:
        view: what is shown.
    """
    shown = {row.benchmark.group for row in view.rows}
    columns = [[key for key in column if key in shown] for column in COLUMNS]
    drawn = [_column(view, keys) for keys in columns if keys]
    now = view.stage.checkpoint
    if view.against:
        title = f"{now} compared with {view.against}"
        note = f"in points, one scale for all stages; right of 0 {now} is higher, left lower"
    else:
        title = f"The scores of {now}"
        others = "a ring for R1-Zero, a large dot for R1, small ones for the others"
        note = f"a diamond for {now}, {others}"
    return panel(
        title,
        tag("div", *drawn, class_="pl-columns" if len(drawn) > 1 else "pl-columns pl-one"),
        size="full pl-rows",
        note=f"{note}. Press a name to follow it.",
    )


def _column(view: View, keys: Sequence[str]) -> Markup:
    """Some groups below one another."""
    rows = [row for row in view.rows if row.benchmark.group in keys]
    height = ROW * len(rows) + HEAD * len(keys) + 22
    scale = _scale(view)
    frame = Frame(scale, Linear(height, 0), height=height)
    followed = view.followed if view.followed in rows else rows[0]
    parts: list[Markup] = []
    rules: list[Markup] = []
    top = 0
    for key in keys:
        parts.append(_head(frame, view, key, top + HEAD - 13))
        top += HEAD
        members = [row for row in rows if row.benchmark.group == key]
        rules += _ruled(frame, top, top + ROW * len(members))
        for row in members:
            parts.append(_row(frame, view, row, top + ROW / 2, row is followed))
            top += ROW
    return frame.svg(
        "; ".join(group_name(key) for key in keys),
        *rules,
        *_numbered(frame, top),
        toolbar("Benchmarks and their numbers", *parts),
        role="group",
    )


def _scale(view: View) -> Linear:
    """One scale for all columns and all stages, so that a small bar is a small difference."""
    if not view.against:
        return SCORES
    return FAR if view.comparison == "r1-zero" else NEAR


def _ticks(frame: Frame) -> list[int]:
    ticks = (0, 50, 100) if frame.x.low == 0 else (-30, 0, 30, 60)
    return [tick for tick in ticks if tick < frame.x.high + 1]


def _ruled(frame: Frame, top: float, foot: float) -> list[Markup]:
    """Hairlines beside a group's rows; its name stands free."""
    return [
        frame.segment((tick, top), (tick, foot), "neutral", "zero" if tick == 0 else "grid")
        for tick in _ticks(frame)
    ]


def _numbered(frame: Frame, foot: float) -> list[Markup]:
    """The hairlines' numbers."""
    return [
        frame.label(
            tick,
            foot,
            plain(tick) if frame.x.low == 0 or not tick else signed(tick, 0),
            style="tick middle",
            dy=15,
        )
        for tick in _ticks(frame)
    ]


def _head(frame: Frame, view: View, key: str, top: float) -> Markup:
    """A group's name, and the mean of its differences."""
    name = group_name(key)
    parts = [frame.label("0%", top, name, style="start pl-strong", dx=-NAMES)]
    mean = mean_change(view.rows, key)
    if mean is not None:
        place = [each for each, _ in GROUPS].index(key) + 1
        parts += [
            frame.label("100%", top, "mean", style="tick end", dx=2),
            frame.opens(
                SLUG,
                named("mean", place),
                "100%",
                top,
                signed(mean, 1),
                f"Mean difference in “{name}”",
                entry=False,
                style="end",
                dx=46,
            ),
        ]
    return join(parts)


def _row(frame: Frame, view: View, row: Row, top: float, entry: bool) -> Markup:
    """A benchmark: its name, its bar or its scores, its number."""
    benchmark = row.benchmark
    chosen = row == view.followed
    name = tag(
        "g",
        tag(
            "rect",
            x="0%",
            y=frame.top(top),
            width=NAMES - 2,
            height=ROW - 2,
            rx="4",
            transform=f"translate({-NAMES} {1 - ROW // 2})",
            class_="pl-hit",
        ),
        frame.label("0%", top, benchmark.name, style="start", dx=-NAMES + 6),
        class_="pl-name",
        id=f"{SLUG}-row-{benchmark.key}",
        role="button",
        tabindex="0" if entry else "-1",
        aria_pressed="true" if chosen else "false",
        aria_label=f"{benchmark.name}: follow it",
        data_set=f"benchmark:{benchmark.key}",
    )
    if not view.against:
        return join((name, _scores(frame, row, top)))
    return join((name, _difference(frame, view, row, top)))


def _difference(frame: Frame, view: View, row: Row, top: float) -> Markup:
    """A bar to the right for a gain, a hollow one to the left for a loss, and the number."""
    if row.change is None:
        said = "not printed" if view.against == BASE else ""
        return frame.label(0, top, said, style="tick start", dx=6)
    parts: list[Markup] = []
    if not row.benchmark.points:
        parts.append(frame.label(0, top, NO_BAR, style="tick start", dx=6))
    elif row.change:
        role: Role = "gain" if row.change > 0 else "loss"
        span = (top - 8, top + 8)
        parts.append(frame.bar((0, row.change), span, role, f"pl-{role}"))
    parts.append(
        frame.opens(
            SLUG,
            named("change", row.place),
            "100%",
            top,
            changed(row),
            f"{row.benchmark.name}: {view.stage.checkpoint} less {view.against}",
            entry=False,
            style="end",
            dx=46,
        )
    )
    return join(parts)


def _scores(frame: Frame, row: Row, top: float) -> Markup:
    """The chosen checkpoint's score among those of the others."""
    score = frame.label("100%", top, row.score, style="end", dx=46)
    if not row.benchmark.points:
        return join((frame.label(0, top, NO_BAR, style="tick start", dx=6), score))
    values = [tenths(each) / 10 for each in row.benchmark.scores]
    styles = ("hollow pl-zero", "pl-other", "pl-other", "pl-other", "pl-final")
    return join(
        (
            frame.segment((min(values), top), (max(values), top), "neutral"),
            *(
                frame.dot(value, top, "neutral", style)
                for value, style in zip(values, styles, strict=True)
            ),
            frame.diamond(tenths(row.score) / 10, top),
            score,
        )
    )
