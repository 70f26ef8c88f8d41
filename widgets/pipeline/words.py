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
    if predicted and (view.stage.checkpoint, view.against, view.group) == ("R1", "R1-Zero", "all"):
        sentences = _judged(view, predicted)
    else:
        sentences = _compared(view) if view.against else _scored(view)
        if predicted:
            label = next(label for key, label, _ in ANSWERS if key == predicted)
            sentences.append(
                f"Your prediction, {label.lower()}, was about R1 against R1-Zero on all benchmarks."
            )
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
    first = ""
    if before == BASE and view.comparison != "base":
        first = f"{now}, the table’s first column, is compared with V3-Base."
    where = "" if view.group == "all" else f" in “{dict(GROUPS)[view.group]}”"
    if not rows:
        nothing = f"V3-Base has no printed score{where}, so there is nothing to compare {now} with."
        return [first, nothing]
    up = sum((row.change or 0.0) > 0 for row in rows)
    down = sum((row.change or 0.0) < 0 for row in rows)
    same = len(rows) - up - down
    benchmarks = f"{count(len(rows), 'benchmark')}{where}"
    if before == BASE and len(rows) > 1:
        benchmarks += " for which both are printed"
    of = f"the {benchmarks}"
    parts = [("higher than", up), ("lower than", down), ("the same as", same)]
    if len(rows) in (up, down, same):
        parts = [(how, number) for how, number in parts if number]
        of = {1: f"the only benchmark{where}", 2: f"both benchmarks{where}"}.get(
            len(rows), f"all {benchmarks}"
        )
        return [
            first,
            f"{now} scores {parts[0][0]} {before} on {of}.",
            f"The difference is {changed(rows[0])} points."
            if len(rows) == 1
            else f"It is {_largest(rows)}.",
            _lineage(view),
        ]
    told = f"{now} scores higher than {before} on {up or 'none'} of {of}, lower on {down or 'none'}"
    told += f", the same on {same}." if same else "."
    return [first, told, f"It is {_largest(rows)}.", _lineage(view)]


def _largest(rows: list[Row]) -> str:
    """Where it is furthest ahead and furthest behind, in points: the first two, and ties."""
    points = [row for row in rows if row.benchmark.points and row.change]
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
    return ", ".join(told)


def _first(rows: list[Row]) -> list[Row]:
    """The two with the largest differences, and any that tie with the second."""
    order = sorted(rows, key=lambda row: -abs(row.change or 0.0))
    return [row for row in order if abs(row.change or 0.0) >= abs(order[:2][-1].change or 0.0)]


def _lineage(view: View) -> str:
    """Whether weights were passed on, or only data."""
    stage, before = view.stage, view.against
    if before == BASE:
        return (
            "Six of V3-Base’s eight printed scores are from V3’s release, with examples in the"
            " prompt, so the protocol may differ."
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
    name = view.stage.checkpoint
    at = CHECKPOINTS.index(name)
    scores = [[tenths(each) for each in row.benchmark.scores] for row in view.rows]
    best = sum(each[at] == max(each) for each in scores)
    worst = sum(each[at] == min(each) for each in scores)
    if len(scores) == 1:
        rank = "the highest" if best else "the lowest" if worst else "neither the highest nor the"
        rank += " score" if best or worst else " lowest score"
        told = f"Of the five checkpoints, {name} has {rank} on the only benchmark shown."
    else:
        ties = ", ties counted" if any(len(set(each)) < len(each) for each in scores) else ""
        lowest = ("both" if worst == 2 else "all") if worst == len(scores) else worst or "none"
        told = (
            f"Of the five checkpoints, {name} has the highest score on {_of(best, len(scores))},"
            f" the lowest on {lowest}{ties}."
        )
    return [told, _followed(view)]


def _of(number: int, whole: int) -> str:
    """So many of the benchmarks shown, in words where all or none are meant.

    Example:
        >>> _of(0, 2), _of(2, 2)
        ('neither of the benchmarks shown', 'both benchmarks shown')
        >>> _of(3, 5), _of(5, 5)
        ('3 of the 5 benchmarks shown', 'all 5 benchmarks shown')
    """
    if number == whole:
        return f"{'both' if whole == 2 else f'all {whole}'} benchmarks shown"
    if whole == 2 and not number:
        return "neither of the benchmarks shown"
    return f"{number or 'none'} of the {whole} benchmarks shown"


def _followed(view: View) -> str:
    """The followed benchmark's place among the five checkpoints."""
    benchmark = view.followed.benchmark
    score = tenths(view.followed.score)
    above = sum(tenths(each) > score for each in benchmark.scores)
    written = {0: "none of the other checkpoints scores", 1: "one other checkpoint scores"}.get(
        above, f"{above} of the other checkpoints score" if above < 4 else "all others score"
    )
    return f"On {benchmark.name} it has {view.followed.score}; {written} higher."


def _judged(view: View, predicted: str) -> list[str]:
    """The prediction against R1 and R1-Zero, and what else their comparison shows."""
    label, counts = next((label, counts) for key, label, counts in ANSWERS if key == predicted)
    names = below_zero()
    link = "and" if len(names) in counts else "but"
    return [
        f"You predicted {label.lower()}, {link} it is {len(names)}: R1 scores below R1-Zero on"
        f" {listed(names)}.",
        f"It is {_largest(list(view.rows))}.",
        _lineage(view),
    ]
