"""The published table, taken home: as CSV, and as Python that works out the differences."""

from __future__ import annotations

from widgets.pipeline.controls import Controls
from widgets.pipeline.flow import BASE
from widgets.pipeline.model import compute, printed
from widgets.pipeline.published import BENCHMARKS, CHECKPOINTS

__all__ = ["to_csv", "to_python"]


def to_csv(_: Controls) -> str:
    """One line per benchmark: the scores as printed; empty where V3-Base has none.

    Example:
        >>> to_csv(Controls()).splitlines()[1]
        'AIME 2024,Pass@1,reasoning,,77.9,59.0,74.0,78.1,79.8'
    """
    head = ",".join(["benchmark", "metric", "our_group", "V3-Base", *CHECKPOINTS])
    lines = [
        ",".join([each.name, each.metric, each.group, each.base, *each.scores])
        for each in BENCHMARKS
    ]
    return "\n".join([head, *lines]) + "\n"


def to_python(controls: Controls) -> str:
    """A script that prints the differences that the picture shows.

    Where the picture shows scores, they are differences from R1-Zero, or from V3-Base for R1-Zero.
    """
    view = compute(controls)
    now = view.stage.checkpoint
    against = view.against or (BASE if now == CHECKPOINTS[0] else CHECKPOINTS[0])
    tables = "Tables 3 and 12" if against == BASE else "Table 3"
    pairs = {
        row.benchmark.name: (row.score, before)
        for row in view.rows
        if (before := printed(row.benchmark, against)) is not None
    }
    listed = "\n".join(f"    {name!r}: {pair!r}," for name, pair in pairs.items())
    return f"""\
from decimal import Decimal

# {now} and {against}, as printed in arXiv 2501.12948v2, {tables}
scores = {{
{listed}
}}
for name, (now, before) in scores.items():
    print(f"{{name:22}} {{Decimal(now) - Decimal(before):+}}")
"""
