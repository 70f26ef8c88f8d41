"""The flow, drawn: solid arrows pass weights on, dashed ones only data."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

from widgets.kit.markup import Markup, tag
from widgets.kit.plot import Frame, panel, toolbar
from widgets.kit.scales import Linear
from widgets.pipeline.flow import BASE, STAGES, Stage

__all__ = ["SLUG", "flow"]

SLUG: Final = "pipeline"

HEIGHT: Final = 276
"""Of the drawing, in CSS pixels."""

FRAME: Final = Frame(Linear(0, 100), Linear(HEIGHT, 0), height=HEIGHT)
"""Across in percent, down in pixels."""

EDGE: Final = 29
"""Half a checkpoint's width, in CSS pixels."""

TRUNK: Final = 54
"""Width of the base's box, in CSS pixels."""


class Spot(NamedTuple):
    """Where a stage stands.

    Attributes:
        row: its arrow's height, in pixels from the top.
        start: where its arrow begins, in percent across.
        word: where its name stands.
        end: where its checkpoint stands.
    """

    row: int
    start: float
    word: float
    end: float


ROWS: Final = (34, 140, 246)
SPOTS: Final = {
    "R1-Zero": Spot(ROWS[0], 0, 31, 52),
    "Dev1": Spot(ROWS[1], 0, 31, 52),
    "Dev2": Spot(ROWS[1], 52, 70.5, 89),
    "Dev3": Spot(ROWS[2], 0, 31, 52),
    "R1": Spot(ROWS[2], 52, 70.5, 89),
}
"""Each row begins with the base; what follows in a row is trained on."""

DATA: Final = {
    "Dev1": ("only data: its answers", ", filtered and rewritten"),
    "Dev3": ("only data: its right answers", ", about 600K; 200K more are from DeepSeek-V3"),
}
"""What passes along a dashed arrow; the second half where there is room."""


def flow(chosen: Stage) -> Markup:
    """Three rows, each beginning at V3-Base; the chosen stage is lit.

    Args:
        chosen: the stage.
    """
    arrows = [_data(stage, stage is chosen) for stage in STAGES if stage.data_from]
    arrows += [_weights(stage, stage is chosen) for stage in STAGES]
    trunk = tag(
        "g",
        tag("rect", x="0%", y=8, width=TRUNK, height=HEIGHT - 16, rx="5", class_="pl-node pl-base"),
        FRAME.label("0%", ROWS[0], BASE, style="middle pl-strong", dx=TRUNK / 2),
    )
    stages = [_stage(stage, stage is chosen) for stage in STAGES]
    return panel(
        "From V3-Base to R1",
        FRAME.svg(
            "Three rows of training runs, each from V3-Base; dashed arrows pass data down",
            *arrows,
            trunk,
            toolbar("Stages", *stages),
            role="group",
        ),
        size="full pl-flow",
        note="solid arrow: weights, trained further; dashed: only data. Press a stage.",
    )


def _weights(stage: Stage, lit: bool) -> Markup:
    """A solid arrow from whatever a stage starts from to what it makes."""
    spot, style = SPOTS[stage.checkpoint], "pl-on" if lit else "pl-off"
    return tag(
        "g",
        FRAME.segment((spot.start, spot.row), (spot.end, spot.row), "neutral", f"pl-arrow {style}"),
        FRAME.sign(spot.end, spot.row, f"M-{EDGE + 1} 0l-10 -5v10Z", f"pl-head {style}"),
        FRAME.label(spot.word, spot.row, stage.title, style="tick middle pl-wide", dy=18),
    )


def _data(stage: Stage, lit: bool) -> Markup:
    """A dashed arrow from the checkpoint that made the data, down to the stage trained on them."""
    source, spot = SPOTS[stage.data_from], SPOTS[stage.checkpoint]
    bend, tip, style = source.row + 47, spot.row - 27, "pl-on" if lit else "pl-off"
    corners = (
        (source.end, source.row), (source.end, bend), (spot.word, bend), (spot.word, tip)
    )  # fmt: skip
    short, more = DATA[stage.checkpoint]
    return tag(
        "g",
        *(
            FRAME.segment(a, b, "neutral", f"pl-arrow pl-data {style}")
            for a, b in pairwise(corners)
        ),
        FRAME.sign(spot.word, tip, "M-4.5 -8L0 0L4.5 -8", f"pl-tip {style}"),
        *(
            FRAME.label(spot.word, bend, said, style=f"pl-note start {where}", dx=9, dy=17)
            for said, where in ((short, "pl-narrow"), (short + more, "pl-wide"))
        ),
    )


def _stage(stage: Stage, lit: bool) -> Markup:
    """A stage as a button: its name on the arrow and the checkpoint that it makes."""
    spot = SPOTS[stage.checkpoint]
    name = f"{stage.number} {stage.method}" if stage.number else stage.method
    word = {"x": FRAME.left(spot.word), "y": FRAME.top(spot.row)}
    node = {"x": FRAME.left(spot.end), "y": FRAME.top(spot.row)}
    return tag(
        "g",
        FRAME.segment((spot.word, spot.row), (spot.end, spot.row), "neutral", "pl-reach"),
        tag(
            "rect",
            **word,
            width=46,
            height=24,
            rx="4",
            transform="translate(-23 -26)",
            class_="pl-hit",
        ),
        FRAME.label(spot.word, spot.row, name, style="middle pl-strong", dy=-9),
        " ",
        tag(
            "rect",
            **node,
            width=2 * EDGE,
            height=30,
            rx="5",
            transform=f"translate(-{EDGE} -15)",
            class_="pl-node",
        ),
        FRAME.label(spot.end, spot.row, stage.checkpoint, style="middle pl-strong pl-made"),
        class_="pl-stage",
        id=f"{SLUG}-stage-{stage.key}",
        role="button",
        tabindex="0" if lit else "-1",
        aria_pressed="true" if lit else "false",
        aria_label=f"{name} {stage.checkpoint}: {stage.title}, from {stage.parent}",
        data_set=f"stage:{stage.key}",
    )
