"""Chapter: reward hacking. A learned score and a rule, and what a policy does to each."""

from widgets.kit.widget import Export, Mark, Widget
from widgets.reward_hacking.controls import PRESETS, Controls
from widgets.reward_hacking.model import compute
from widgets.reward_hacking.take_home import labelled_steps, to_csv, to_python
from widgets.reward_hacking.view import render, table
from widgets.reward_hacking.workings import WORKINGS

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="reward-hacking",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "A logistic regression trained by our code on steps that we wrote and labelled; real"
            " GRPO over six responses. Every number is computed here.",
        ),
        Mark(
            "inference",
            "The five exploits are illustrations of ours. A real reward model is far less crude;"
            " that the argument carries over, not its size, is our inference.",
        ),
    ),
    exports=(
        Export("csv", "CSV", "reward-hacking.csv", "text/csv", to_csv),
        Export("steps", "Labelled steps", "labelled-steps.txt", "text/plain", labelled_steps),
    ),
    code=to_python,
    poster="hack-training",
)
