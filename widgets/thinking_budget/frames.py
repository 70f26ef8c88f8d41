"""What the drawings of the thinking budget share: the axis of budgets, the playhead, the parts."""

from __future__ import annotations

from typing import Final

from widgets.kit.markup import Markup, join
from widgets.kit.plot import Frame, spread
from widgets.kit.scales import Linear, Log
from widgets.thinking_budget.model import DOUBLINGS, View
from widgets.thinking_budget.population import LARGEST

__all__ = ["AXIS", "SHARE", "SHOWN", "SLUG", "TICKS", "across", "parts", "playhead"]

SLUG: Final = "thinking-budget"
AXIS: Final = Log(1, LARGEST)
SHARE: Final = Linear(0, 1)
TICKS: Final = (*DOUBLINGS, LARGEST)
SHOWN: Final = range(1, LARGEST + 1)
"""Budgets at which a curve has a point."""

APART: Final = 0.24
"""How far apart the names of the parts stand, as a share of the width; a phone needs so much."""

WIDE: Final = 0.3
"""The same for the longest of the names, “too short”, which comes first."""

EDGE: Final = 0.12
"""How far to the left it may stand. Where it has no room there, it is left out."""


def across(frame: Frame) -> Markup:
    """The axis of budgets."""
    return frame.x_axis("turns (log scale)", ticks=TICKS, written=lambda turns: f"{turns:g}")


def playhead(frame: Frame, view: View) -> Markup:
    """Where the budget is."""
    return frame.rule(x=view.budget, style="playhead")


def parts(frame: Frame, view: View) -> Markup:
    """Where the parts of the curve begin, and above the drawing their names."""
    starts = [part.low for part in view.regimes if part.low > 1]
    early = [part for part in view.regimes if part.name == "too short"]
    named = [part for part in view.regimes if part.name != "too short"]
    middles = [(frame.x(part.low) + frame.x(part.high)) / 2 for part in named]
    places = spread(middles, gap=APART, low=0.08, high=0.94)
    if early and places[0] - WIDE > 0.95 * EDGE:
        middle = frame.x(early[0].high) / 2
        places.insert(0, max(min(middle, places[0] - WIDE), EDGE))
        named = early + named
    return join(
        (
            *(frame.rule(x=start, style="dashed grid") for start in starts),
            *(
                frame.label(f"{100 * place:.4g}%", "0%", part.name, style="title middle", dy=-9)
                for part, place in zip(named, places, strict=True)
            ),
        )
    )
