"""Chapter: the thinking budget. The same weights, more turns: steep, then slow, then flat."""

from widgets.kit.widget import Export, Mark, Widget
from widgets.thinking_budget.controls import PRESETS, Controls
from widgets.thinking_budget.model import compute
from widgets.thinking_budget.take_home import to_csv, to_python
from widgets.thinking_budget.view import render, table
from widgets.thinking_budget.workings import WORKINGS

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="thinking-budget",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "The first three panels: chapter 4’s solver with fixed weights, computed exactly at"
            " every budget; nothing is sampled but its training.",
        ),
        Mark(
            "published",
            "Diamonds, and the text below them, in the last panel: R1 v1 Tables 2 and 5, R1 v2 §2.3"
            " and §E.4. Single points of different models, on no common axis with the toy.",
        ),
        Mark(
            "inference",
            "That a budget buys R1’s answers along a curve of this shape is ours: no such curve is"
            " published for its weights.",
        ),
    ),
    exports=(Export("csv", "CSV", "thinking-budget.csv", "text/csv", to_csv),),
    code=to_python,
    poster="tb-accuracy",
)
