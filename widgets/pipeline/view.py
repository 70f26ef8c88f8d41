"""The pipeline's picture: the flow, the benchmarks, one of them followed; and its table."""

from __future__ import annotations

from widgets.kit.markup import Markup, join
from widgets.kit.widget import Table
from widgets.pipeline.flow import BASE
from widgets.pipeline.flow_view import flow
from widgets.pipeline.half_view import followed, ingredients
from widgets.pipeline.model import View, group_name, printed
from widgets.pipeline.published import CHECKPOINTS
from widgets.pipeline.rows_view import benchmarks
from widgets.pipeline.words import changed

__all__ = ["render", "table"]


def render(view: View) -> Markup:
    """The picture: which weights go where, and what each stage's scores are."""
    return join(
        (flow(view.stage, view.against), benchmarks(view), followed(view), ingredients(view.stage))
    )


def table(view: View) -> Table:
    """The scores as printed, and the differences that are shown."""
    columns = ["Benchmark", "Metric", "Our group", BASE, *CHECKPOINTS]
    if view.against:
        columns.append(f"{view.stage.checkpoint} less {view.against}")
    rows = []
    for row in view.rows:
        benchmark = row.benchmark
        cells = [
            benchmark.name,
            benchmark.metric,
            group_name(benchmark.group),
            printed(benchmark, BASE) or "not printed",
            *benchmark.scores,
        ]
        if view.against:
            cells.append("–" if row.change is None else changed(row))
        rows.append(tuple(cells))
    return Table("Scores of version 2’s Tables 3 and 12, as printed", tuple(columns), tuple(rows))
