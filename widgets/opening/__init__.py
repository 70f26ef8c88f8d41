"""Not a chapter: the small run at the head of the explainer. What is rewarded is what grows."""

from widgets.kit.widget import Mark, Widget
from widgets.opening.controls import PRESETS, Controls
from widgets.opening.model import compute
from widgets.opening.view import render, table

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="opening",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    presets=PRESETS,
    marks=(Mark("toy", "Invented success rates, real GRPO."),),
)
