"""The flow, drawn: solid arrows pass weights on, dashed ones only data."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

from widgets.kit.markup import Markup, tag
from widgets.kit.plot import Frame, panel, toolbar
from widgets.kit.scales import Linear
from widgets.pipeline.flow import BASE, STAGES, Stage, lineage

__all__ = ["SLUG", "flow"]

SLUG: Final = "pipeline"

HEIGHT: Final = 278
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


ROWS: Final = (38, 146, 252)
SPOTS: Final = {
    "R1-Zero": Spot(ROWS[0], 0, 31, 52),
    "Dev1": Spot(ROWS[1], 0, 31, 52),
    "Dev2": Spot(ROWS[1], 52, 70.5, 89),
    "Dev3": Spot(ROWS[2], 0, 31, 52),
    "R1": Spot(ROWS[2], 52, 70.5, 89),
}
"""Each row begins with the base; what follows in a row is trained on."""

LETTERS: Final = 10
"""How long a stage's name may be to stand below its arrow on a phone."""

DATA: Final = {
    "Dev1": ("only data: its answers,", "filtered and rewritten"),
    "Dev3": ("only data: right answers, 600K,", "and 200K of DeepSeek-V3’s"),
}
"""What passes along a dashed arrow: in one line, or in two where there is less room."""

TAG: Final = "compared with"
"""Stands at the model that the chosen stage's is compared with."""


def flow(chosen: Stage, against: str) -> Markup:
    """Three rows, each beginning at V3-Base; the chosen stage is lit.

    Args:
        chosen: the stage.
        against: the model that its checkpoint is compared with; empty if none.
    """
    lit = _lit(chosen, against)
    arrows = [_data(stage, stage.checkpoint in lit) for stage in STAGES if stage.data_from]
    arrows += [_weights(stage, stage.checkpoint in lit) for stage in STAGES]
    top, high = 8, HEIGHT - 16
    trunk = tag(
        "g",
        _outline("0%", top, TRUNK, high, "translate(-4)") if against == BASE else "",
        tag("rect", x="0%", y=top, width=TRUNK, height=high, rx="5", class_="pl-node pl-base"),
        FRAME.label("0%", ROWS[0], BASE, style="middle pl-strong", dx=TRUNK / 2),
        *(
            FRAME.label("0%", ROWS[0] + 17 * line, word, style="middle pl-tag", dx=TRUNK / 2)
            for line, word in enumerate(TAG.split() if against == BASE else (), start=1)
        ),
    )
    stages = [_stage(stage, stage is chosen, stage.checkpoint == against) for stage in STAGES]
    key = "; double outline: compared with" if against else ""
    return panel(
        "From V3-Base to R1",
        FRAME.svg(
            "Three rows of training runs, each from V3-Base; dashed arrows pass data down",
            *arrows,
            trunk,
            toolbar("Stages", *stages),
            _tag(SPOTS[against]) if against in SPOTS else Markup(""),
            role="group",
        ),
        size="full pl-flow",
        note=f"solid arrow: weights, trained further; dashed: only data{key}. Press a stage.",
    )


def _lit(chosen: Stage, against: str) -> tuple[str, ...]:
    """The checkpoints whose arrows are lit: the way from what is compared to the chosen stage's.

    The chosen stage's own if only its data come from there; none if neither weights nor data do.
    """
    way = lineage(chosen.checkpoint)
    if against in way:
        return way[: way.index(against)]
    if against == BASE:
        return way
    return (chosen.checkpoint,) if against in ("", chosen.data_from) else ()


def _outline(x: str, y: float | str, width: float, height: float, move: str) -> Markup:
    """A second outline around a box: what the chosen stage's checkpoint is compared with."""
    return tag(
        "rect",
        x=x,
        y=y if isinstance(y, str) else y - 4,
        width=width + 8,
        height=height + 8,
        rx="8",
        transform=move,
        class_="pl-ref",
    )


def _weights(stage: Stage, lit: bool) -> Markup:
    """A solid arrow from whatever a stage starts from to what it makes."""
    spot, style = SPOTS[stage.checkpoint], "pl-on" if lit else "pl-off"
    where = "pl-mid" if len(stage.title) <= LETTERS else "pl-wide"
    return tag(
        "g",
        FRAME.segment((spot.start, spot.row), (spot.end, spot.row), "neutral", f"pl-arrow {style}"),
        FRAME.sign(spot.end, spot.row, f"M-{EDGE + 1} 0l-10 -5v10Z", f"pl-head {style}"),
        FRAME.label(spot.word, spot.row, stage.title, style=f"tick middle {where}", dy=18),
    )


def _data(stage: Stage, lit: bool) -> Markup:
    """A dashed arrow from the checkpoint that made the data, down to the stage trained on them."""
    source, spot = SPOTS[stage.data_from], SPOTS[stage.checkpoint]
    bend, tip, style = source.row + 30, spot.row - 40, "pl-on" if lit else "pl-off"
    corners = (
        (source.end, source.row), (source.end, bend), (spot.word, bend), (spot.word, tip)
    )  # fmt: skip
    lines = DATA[stage.checkpoint]
    notes = (
        (" ".join(lines), 17, "pl-wide"),
        *zip(lines, (16, 30), ("pl-narrow",) * 2, strict=True),
    )
    return tag(
        "g",
        *(
            FRAME.segment(a, b, "neutral", f"pl-arrow pl-data {style}")
            for a, b in pairwise(corners)
        ),
        FRAME.sign(spot.word, tip, "M-4.5 -8L0 0L4.5 -8", f"pl-tip {style}"),
        *(
            FRAME.label(spot.word, bend, said, style=f"pl-note start {where}", dx=9, dy=down)
            for said, down, where in notes
        ),
    )


def _tag(spot: Spot) -> Markup:
    """Above a checkpoint, where there is room beside the next stage's name."""
    return FRAME.label(spot.end, spot.row, TAG, style="pl-tag pl-wide middle", dy=-24)


def _stage(stage: Stage, lit: bool, reference: bool) -> Markup:
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
            height=22,
            rx="4",
            transform="translate(-23 -38)",
            class_="pl-hit pl-chip",
        ),
        FRAME.label(spot.word, spot.row, name, style="middle pl-strong", dy=-22),
        " ",
        _outline(node["x"], node["y"], 2 * EDGE, 30, f"translate(-{EDGE + 4} -19)")
        if reference
        else "",
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
