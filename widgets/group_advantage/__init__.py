"""Chapter: the group-relative advantage. The group's own mean takes the critic's place."""

from widgets.group_advantage.controls import PRESETS, Controls
from widgets.group_advantage.model import compute
from widgets.group_advantage.take_home import to_csv, to_python
from widgets.group_advantage.view import render, table
from widgets.kit.widget import Export, Mark, Widget

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="group-advantage",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "Rewards are drawn from p and the seed; advantages are grpo_core’s; the noise is"
            " exact, for a policy with one habit.",
        ),
        Mark(
            "published",
            "What sits in memory: DeepSeekMath §4.1.1 and R1 v2 §A.3; the rule: R1 v2 §2.2.",
        ),
    ),
    exports=(Export("csv", "CSV", "group-advantage.csv", "text/csv", to_csv),),
    code=to_python,
)
