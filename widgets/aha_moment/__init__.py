"""Chapter: the aha moment. Nobody pays for length or checking, and both grow because they pay."""

from widgets.aha_moment.controls import PRESETS, Controls
from widgets.aha_moment.model import compute
from widgets.aha_moment.take_home import to_csv, to_python
from widgets.aha_moment.view import render, table
from widgets.aha_moment.workings import WORKINGS
from widgets.kit.widget import Export, Mark, Widget

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="aha-moment",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "An agent with three actions and one kind of problem, trained by real GRPO. All numbers"
            " of the first six panels are computed here from the settings and the seed.",
        ),
        Mark(
            "published",
            "The last two panels: R1-Zero’s curves, digitised from Figures 2 and 3 of R1 v1."
            " Diamonds: first and last point. Accuracy is printed from step 200 on.",
        ),
        Mark(
            "inference",
            "That R1-Zero’s length grew for the toy’s reasons is ours; the paper does not take them"
            " apart.",
        ),
    ),
    exports=(Export("csv", "CSV", "aha-moment.csv", "text/csv", to_csv),),
    code=to_python,
    poster="aha-grown",
)
