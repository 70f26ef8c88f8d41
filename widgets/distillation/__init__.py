"""Chapter: distillation. A large model discovers, a small one copies; or it tries by itself."""

from widgets.distillation.controls import PRESETS, Controls
from widgets.distillation.model import compute
from widgets.distillation.take_home import to_csv, to_python
from widgets.distillation.view import render, table
from widgets.distillation.workings import WORKINGS
from widgets.kit.widget import Export, Mark, Widget

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="distillation",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "Lines, groups, pushes and the bill: a chain of two-way decisions, real GRPO, computed"
            " here from the settings and the seed.",
        ),
        Mark(
            "published",
            "Diamonds and triangles: R1 v1, Tables 5 and 6, and R1 v2, Table 17. The toy is not"
            " fitted to them.",
        ),
        Mark(
            "inference",
            "That signals too rare to learn from are why RL at 32B stayed behind: ours, not the"
            " paper’s.",
        ),
    ),
    exports=(Export("csv", "CSV", "distillation.csv", "text/csv", to_csv),),
    code=to_python,
    poster="di-race",
)
