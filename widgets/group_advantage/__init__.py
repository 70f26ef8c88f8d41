"""Chapter: the group-relative advantage. The group's own mean takes the critic's place."""

from widgets.group_advantage.controls import PRESETS, Controls
from widgets.group_advantage.model import compute
from widgets.group_advantage.take_home import to_csv, to_python
from widgets.group_advantage.view import render, table
from widgets.group_advantage.workings import WORKINGS
from widgets.kit.widget import Export, Mark, Widget

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="group-advantage",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "Every number is computed here from the settings and the seed. The noise is exact,"
            " for a policy that has one habit to learn.",
        ),
        Mark(
            "published",
            "What the critic is for: DeepSeekMath §4.1.1. What it costs: R1 v2 §A.3. That R1-Zero’s"
            " reward is a rule: R1 v2 §2.2.",
        ),
        Mark("inference", "The boxes of what sits in memory are our summary."),
    ),
    exports=(Export("csv", "CSV", "group-advantage.csv", "text/csv", to_csv),),
    code=to_python,
    poster="estimators",
)
