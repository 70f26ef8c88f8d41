"""Chapter: imitate or explore. One policy, trained by a text and by right answers."""

from widgets.imitate_or_explore.controls import PRESETS, Controls
from widgets.imitate_or_explore.model import compute
from widgets.imitate_or_explore.take_home import to_csv, to_python
from widgets.imitate_or_explore.view import render, table
from widgets.imitate_or_explore.workings import WORKINGS
from widgets.kit.widget import Export, Mark, Widget

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="imitate-or-explore",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "One problem, six ways to solve it, slips that training does not mend. Every number is"
            " computed here from the settings and the seed.",
        ),
    ),
    exports=(Export("csv", "CSV", "imitate-or-explore.csv", "text/csv", to_csv),),
    code=to_python,
    poster="ie-race",
)
