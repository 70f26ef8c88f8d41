"""Not a chapter: every kind of control at work on one small picture, for the kit's own page."""

from widgets.kit.widget import Mark, Preset, Widget
from widgets.specimen.controls import Controls
from widgets.specimen.errand import errand_of, perform
from widgets.specimen.model import compute
from widgets.specimen.view import render, table
from widgets.specimen.workings import WORKINGS

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="specimen",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    errand=errand_of,
    perform=perform,
    presets=(
        Preset("default", "A preset", "Lays out a state and says what to look for.", {}),
        Preset("strong", "Another one", "The same picture with β at 1.", {"beta": 1.0}),
    ),
    marks=(
        Mark("toy", "Computed here, from the controls."),
        Mark("published", "A number from a paper, with its place."),
        Mark("inference", "What we make of it."),
    ),
)
