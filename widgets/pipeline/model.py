"""The pipeline's model: which two checkpoints are compared, and by how much they differ."""

from __future__ import annotations

from typing import NamedTuple

from widgets.pipeline.controls import Controls
from widgets.pipeline.flow import BASE, STAGES, Stage
from widgets.pipeline.published import BENCHMARKS, CHECKPOINTS, GROUPS, Benchmark, tenths
from widgets.pipeline.words import said

__all__ = [
    "Row",
    "View",
    "averaged",
    "change_of",
    "compute",
    "group_name",
    "mean_change",
    "printed",
    "relative_of",
]


class Row(NamedTuple):
    """One benchmark in the chosen stage.

    Attributes:
        place: its number in the table, from 1.
        benchmark: what it is.
        score: the chosen checkpoint's, as printed.
        before: the score that it is compared with, as printed; None if none is printed.
        change: the difference, in points or in rating; None if there is nothing to compare.
    """

    place: int
    benchmark: Benchmark
    score: str
    before: str | None
    change: float | None


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        stage: the chosen stage.
        comparison: what was asked for, a key of the control.
        against: the model that it is compared with; empty where scores are shown.
        rows: the benchmarks of the chosen group, or all of them.
        followed: the row of the followed benchmark, whether its group is shown or not.
        group: the chosen group, or `all`.
    """

    finding: str
    stage: Stage
    comparison: str
    against: str
    rows: tuple[Row, ...]
    followed: Row
    group: str


def compute(controls: Controls) -> View:
    """The chosen stage's scores, what they are compared with, and the finding."""
    number = next(n for n, stage in enumerate(STAGES) if stage.key == controls.stage)
    stage = STAGES[number]
    against = _against(number, controls.comparison)
    every = tuple(
        _row(place, benchmark, stage.checkpoint, against)
        for place, benchmark in enumerate(BENCHMARKS, start=1)
    )
    rows = tuple(row for row in every if controls.group in ("all", row.benchmark.group))
    followed = next(row for row in every if row.benchmark.key == controls.benchmark)
    view = View("", stage, controls.comparison, against, rows, followed, controls.group)
    return view._replace(finding=said(view, controls.predict))


def printed(benchmark: Benchmark, checkpoint: str) -> str | None:
    """A checkpoint's score as printed; None if it is not.

    Example:
        >>> printed(BENCHMARKS[0], "R1"), printed(BENCHMARKS[0], "V3-Base")
        ('79.8', None)
    """
    if checkpoint == BASE:
        return benchmark.base or None
    return benchmark.scores[CHECKPOINTS.index(checkpoint)]


def change_of(score: str, before: str) -> float:
    """The difference of two printed scores, exact to the tenth.

    Args:
        score: of the checkpoint in question, as printed.
        before: of the one that it is compared with, as printed.

    Returns:
        score − before, in points (in rating for the Codeforces rating).

    Example:
        >>> change_of("71.7", "46.6"), 71.7 - 46.6
        (25.1, 25.1)
        >>> change_of("58.0", "88.1"), 58.0 - 88.1
        (-30.1, -30.099999999999994)
    """
    return (tenths(score) - tenths(before)) / 10


def relative_of(score: str, before: str) -> float:
    """The difference of two printed scores as a share of the second.

    Example:
        >>> round(relative_of("87.6", "62.1"), 3)
        0.411
    """
    return (tenths(score) - tenths(before)) / tenths(before)


def mean_change(rows: tuple[Row, ...], group: str) -> float | None:
    """The mean difference over a group's benchmarks, in points.

    What has another unit is left out, and what has nothing to compare with.

    Returns:
        (1/n) Σ (score − before); None if fewer than two benchmarks are left.

    Example:
        >>> round(mean_change(compute(Controls()).rows, "reasoning"), 3)
        -15.1
    """
    changes = averaged(rows, group)
    whole = sum(round(10 * change) for change in changes)
    return whole / (10 * len(changes)) if len(changes) > 1 else None


def averaged(rows: tuple[Row, ...], group: str) -> list[float]:
    """The differences that the mean of a group is over."""
    return [
        row.change
        for row in rows
        if row.benchmark.group == group and row.benchmark.points and row.change is not None
    ]


def group_name(key: str) -> str:
    """A group as the picture names it.

    Example:
        >>> group_name("chat")
        'Chat'
    """
    return dict(GROUPS)[key]


def _against(number: int, comparison: str) -> str:
    """What a stage's checkpoint is compared with; the first column's only with V3-Base."""
    if comparison == "none":
        return ""
    if comparison == "base" or number == 0:
        return BASE
    return CHECKPOINTS[number - 1 if comparison == "before" else 0]


def _row(place: int, benchmark: Benchmark, checkpoint: str, against: str) -> Row:
    score = printed(benchmark, checkpoint) or ""
    before = printed(benchmark, against) if against else None
    change = None if before is None else change_of(score, before)
    return Row(place, benchmark, score, before, change)
