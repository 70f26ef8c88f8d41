"""The bill: all parameters to scale with those at work in them, and these enlarged."""

from __future__ import annotations

from typing import Final

from widgets.kit.markup import Markup
from widgets.kit.plot import Frame, panel, spread, toolbar
from widgets.kit.scales import Linear
from widgets.kit.words import percent, plain
from widgets.kit.working import named
from widgets.mixture_of_experts.model import View, billions

__all__ = ["SLUG", "bill"]

SLUG: Final = "mixture-of-experts"

HEIGHT: Final = 300
"""In CSS pixels, as the grid beside it."""

ALL, WORK = (0.0, 0.34), (0.6, 0.94)
"""Left and right of the two bars."""

TOP: Final = 1 - 44 / HEIGHT
"""Where the bars end; above them stand their sums."""

LINE: Final = 19 / HEIGHT
"""Least distance of two names."""


def bill(view: View) -> Markup:
    """Two bars: everything with the part at work in it, and that part enlarged, by component."""
    frame = Frame(Linear(0, 1), Linear(0, 1), height=HEIGHT)
    small = TOP * view.share
    working = [part for part in view.parts if part.counted]
    pieces, middles, floor = [], [], 0.0
    for place, part in enumerate(working):
        high = floor + TOP * part.active / view.active
        style = "moe-routed" if place == 0 else "moe-piece"
        pieces.append(frame.bar(WORK, (floor, high), "toy", style))
        middles.append((floor + high) / 2)
        floor = high
    names: list[Markup] = []
    lines: list[Markup] = []
    heights = spread(middles, LINE, 0.02, TOP)
    for place, (part, middle, height) in enumerate(
        zip(working, middles, heights, strict=True), start=1
    ):
        names += [
            frame.opens(
                SLUG,
                named("part", place),
                "100%",
                height,
                billions(part.active, 2),
                f"{part.name}, billions at work",
                entry=place == len(working),
                style="end",
                dx=51,
            ),
            frame.label("100%", height, part.name, style="start", dx=58),
        ]
        lines.append(frame.segment((WORK[1], middle), (1.0, height), "neutral"))
    return panel(
        "The bill: parameters at work",
        frame.svg(
            "Parameters: all of them, and those at work",
            frame.bar(ALL, (0, TOP), "neutral", "moe-rest"),
            frame.bar(ALL, (0, small), "toy"),
            frame.segment((ALL[1], 0), (WORK[0], 0), "neutral"),
            frame.segment((ALL[1], small), (WORK[0], TOP), "neutral"),
            *pieces,
            *lines,
            frame.label(sum(ALL) / 2, "0%", "all", style="tick middle", dy=14),
            frame.label(sum(WORK) / 2, "0%", "at work", style="tick middle", dy=14),
            frame.label(sum(ALL) / 2, (small + TOP) / 2, "at rest", style="middle"),
            toolbar(
                "Parameters in billions",
                frame.opens(
                    SLUG,
                    "total",
                    sum(ALL) / 2,
                    "0%",
                    billions(view.total),
                    "All parameters, in billions",
                    style="strong middle",
                    dy=34,
                ),
                frame.opens(
                    SLUG,
                    "active",
                    sum(WORK) / 2,
                    "0%",
                    billions(view.active),
                    "Parameters at work, in billions",
                    entry=False,
                    style="strong middle",
                    dy=34,
                ),
                frame.opens(
                    SLUG,
                    "share",
                    sum(ALL) / 2,
                    small,
                    percent(view.share, 1),
                    "Share at work",
                    entry=False,
                    style="middle",
                    dy=-8,
                ),
                *names,
            ),
            role="group",
        ),
        size="half moe-bill",
        note=f"in billions; right: enlarged {plain(1 / view.share, 2)} times;"
        " the embedding, looked up, is not at work",
    )
