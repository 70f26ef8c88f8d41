"""Chapter: the full system. One step of GRPO as twelve parts, and one batch sent through them."""

from widgets.full_system.controls import PRESETS, Controls
from widgets.full_system.model import compute
from widgets.full_system.take_home import to_csv, to_python
from widgets.full_system.view import render, table
from widgets.full_system.workings import WORKINGS
from widgets.kit.widget import Export, Mark, Widget

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="full-system",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "A policy over six texts and one real step of GRPO. Every value in the graph is"
            " computed here from the settings and the seed.",
        ),
        Mark("published", "What is said of R1-Zero and R1 beside the graph, with its place."),
        Mark(
            "inference",
            "The division into twelve parts, and the module of the paper’s framework that each"
            " would belong to.",
        ),
    ),
    exports=(Export("csv", "CSV", "full-system.csv", "text/csv", to_csv),),
    code=to_python,
    poster="fs-moved",
)
