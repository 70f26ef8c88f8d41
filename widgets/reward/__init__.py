"""Chapter: the reward is a rule. Accuracy plus format, and nothing learned."""

from widgets.kit.widget import Mark, Widget
from widgets.reward.controls import PRESETS, Controls
from widgets.reward.errand import errand_of, perform
from widgets.reward.model import compute
from widgets.reward.view import render, table
from widgets.reward.workings import WORKINGS

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="reward",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "Every verdict is computed here, by the rules of grpo_core or by running the program;"
            " every time is measured on this machine.",
        ),
        Mark("published", "Two rules with the same weight: R1 v2 §2.2. The tags: R1 v1 Table 1."),
        Mark(
            "inference",
            "How answers are compared, that the format rule looks at the answer tags too, a point"
            " for the format, and the share of tests as a reward are conventions of ours.",
        ),
    ),
    errand=errand_of,
    perform=perform,
    poster="rw-twelve",
)
