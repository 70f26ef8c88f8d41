"""What the picture of the pipeline says in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.kit.words import count, listed, signed
from widgets.pipeline.controls import ANSWERS
from widgets.pipeline.flow import BASE
from widgets.pipeline.published import BENCHMARKS, CHECKPOINTS, GROUPS, tenths

if TYPE_CHECKING:
    from widgets.pipeline.model import Row, View

__all__ = ["below_zero", "changed", "mended", "said"]


def said(view: View, predicted: str) -> str:
    """The finding: what rose and fell, what it is a comparison of, and the followed benchmark."""
    sentences = _scored(view) if not view.against else _compared(view)
    if view.followed.benchmark.name not in " ".join(sentences):
        sentences.append(_followed(view))
    if predicted:
        sentences.append(_verdict(view, predicted))
    return " ".join(filter(None, sentences))


def changed(row: Row) -> str:
    """A difference as it is written: points with a decimal, a rating without.

    Example:
        >>> from widgets.pipeline.controls import Controls
        >>> from widgets.pipeline.model import compute
        >>> rows = compute(Controls()).rows
        >>> changed(rows[0]), changed(rows[6])
        ('−18.9', '+90')
    """
    return signed(row.change or 0.0, 1 if row.benchmark.points else 0)


def mended() -> tuple[int, int, int]:
    """Of the benchmarks on which Dev1 is below R1-Zero: how many, how many rise, how many are back.

    Returns:
        Their number; how many of them are higher in Dev2 than in Dev1; how many are in Dev2 at
        R1-Zero's score or above.

    Example:
        >>> mended()
        (11, 10, 3)
    """
    scores = [[tenths(each) for each in benchmark.scores[:3]] for benchmark in BENCHMARKS]
    fell = [each for each in scores if each[1] < each[0]]
    rose = sum(each[2] > each[1] for each in fell)
    return len(fell), rose, sum(each[2] >= each[0] for each in fell)


def below_zero() -> list[str]:
    """The benchmarks on which R1 scores below R1-Zero.

    Example:
        >>> len(below_zero())
        6
    """
    return [each.name for each in BENCHMARKS if tenths(each.scores[4]) < tenths(each.scores[0])]


def _compared(view: View) -> list[str]:
    now, before = view.stage.checkpoint, view.against
    rows = [row for row in view.rows if row.change is not None]
    where = "" if view.group == "all" else f" in “{dict(GROUPS)[view.group]}”"
    if not rows:
        return [f"V3-Base has no printed score{where}, so there is nothing to compare {now} with."]
    up = sum((row.change or 0.0) > 0 for row in rows)
    down = sum((row.change or 0.0) < 0 for row in rows)
    same = len(rows) - up - down
    of = f"the {count(len(rows), 'benchmark')}{where}"
    if before == BASE and len(rows) > 1:
        of += " for which both are printed"
    parts = [("higher than", up), ("lower than", down), ("the same as", same)]
    if len(rows) in (up, down, same):
        parts = [(how, number) for how, number in parts if number]
        of = f"the only benchmark{where}" if len(rows) == 1 else f"all {of.removeprefix('the ')}"
        return [
            f"{now} scores {parts[0][0]} {before} on {of}.",
            _largest(rows),
            _lineage(view),
        ]
    told = f"{now} scores higher than {before} on {up or 'none'} of {of}, lower on {down or 'none'}"
    told += f", the same on {same}." if same else "."
    return [told, _largest(rows), _lineage(view)]


def _largest(rows: list[Row]) -> str:
    """Where it is furthest ahead and furthest behind, in points: the first two, and ties."""
    points = [row for row in rows if row.benchmark.points and row.change]
    if len(rows) == 1:
        return f"The difference is {changed(rows[0])} points."
    ahead = _first([row for row in points if (row.change or 0.0) > 0])
    behind = _first([row for row in points if (row.change or 0.0) < 0])
    told = []
    unit = " points"
    for where, found in (("ahead", ahead), ("behind", behind)):
        names = []
        for row in found:
            names.append(f"{row.benchmark.name} ({changed(row)}{unit})")
            unit = ""
        if names:
            told.append(f"furthest {where} on {listed(names)}")
    return f"It is {', '.join(told)}." if told else ""


def _first(rows: list[Row]) -> list[Row]:
    """The two with the largest differences, and any that tie with the second."""
    order = sorted(rows, key=lambda row: -abs(row.change or 0.0))
    return [row for row in order if abs(row.change or 0.0) >= abs(order[:2][-1].change or 0.0)]


def _lineage(view: View) -> str:
    """Whether weights were passed on, or only data."""
    stage, before = view.stage, view.against
    if before == BASE:
        return (
            "V3-Base has a printed score on 8 of the 21; six of these are from V3’s release,"
            " measured with examples in the prompt, so the protocol may differ."
        )
    if stage.key == "dev2" and before == stage.parent and view.group == "all":
        fell, rose, back = mended()
        return (
            f"Of the {fell} on which Dev1 was below R1-Zero, {rose} are higher now;"
            f" {back} are at R1-Zero’s score or above."
        )
    if before == stage.parent:
        return f"{stage.checkpoint} is {before}, trained further."
    if before == stage.data_from:
        return (
            f"From {before} to {stage.checkpoint} only data passed, no weights:"
            f" {stage.checkpoint} starts from V3-Base."
        )
    return f"{stage.checkpoint} does not come from {before}’s weights: both go back to V3-Base."


def _scored(view: View) -> list[str]:
    """Among how many benchmarks this checkpoint is the best, or the worst, of the five."""
    at = CHECKPOINTS.index(view.stage.checkpoint)
    scores = [[tenths(each) for each in row.benchmark.scores] for row in view.rows]
    best = sum(each[at] == max(each) for each in scores)
    worst = sum(each[at] == min(each) for each in scores)
    return [
        f"Of the five checkpoints, {view.stage.checkpoint} has the highest score on"
        f" {best or 'none'} of the {count(len(scores), 'benchmark')} shown and the lowest on"
        f" {worst or 'none'}, ties counted."
    ]


def _followed(view: View) -> str:
    row = view.followed
    name, now = row.benchmark.name, view.stage.checkpoint
    if not view.against:
        return f"{name}: {row.score}."
    if row.before is None:
        return f"{name}: {row.score} for {now}; for V3-Base none is printed."
    return f"{name}: {row.score} for {now}, {row.before} for {view.against}."


def _verdict(view: View, predicted: str) -> str:
    """The prediction against R1 and R1-Zero."""
    label, counts = next((label, counts) for key, label, counts in ANSWERS if key == predicted)
    if (view.stage.checkpoint, view.against, view.group) != ("R1", "R1-Zero", "all"):
        return f"You predicted, for R1 below R1-Zero: {label.lower()}."
    names = below_zero()
    if len(names) in counts:
        return f"You predicted {label.lower()}, and {len(names)} it is: {listed(names)}."
    return f"You predicted {label.lower()}; it is {len(names)}: {listed(names)}."
