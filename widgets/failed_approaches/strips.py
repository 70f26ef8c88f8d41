"""Two strips over one axis: above, how often something is right; below, what it scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from widgets.kit.markup import Markup
from widgets.kit.plot import Frame
from widgets.kit.roles import Role
from widgets.kit.scales import Linear, Scale
from widgets.kit.words import percent, plain

__all__ = ["SHARE", "Strip", "frame_of", "lower", "playhead", "upper"]

SHARE: Final = Linear(0, 1)

TALL: Final = 306
"""Height of both strips together, in CSS pixels."""


class Strip(NamedTuple):
    """A part of the frame's height with a scale of its own.

    Attributes:
        low: where it begins, as a share of the frame's height from below.
        high: where it ends.
        scale: what it measures.
        title: its name, which stands above it.
        written: how its ticks are written.
    """

    low: float
    high: float
    scale: Linear
    title: str
    written: Callable[[float], str]

    def at(self, value: float) -> float:
        """Where a value stands, as a share of the frame's height."""
        return self.low + (self.high - self.low) * self.scale(value)

    def line(
        self, frame: Frame, xs: Sequence[float], values: Sequence[float], role: Role
    ) -> Markup:
        """A curve in the strip."""
        return frame.line(xs, [self.at(value) for value in values], role)

    def ruled(self, frame: Frame, about: int) -> list[Markup]:
        """Its hairlines with their numbers, and its name."""
        parts = []
        for value in self.scale.ticks(about):
            height = self.at(value)
            parts += [
                frame.rule(y=height, style="grid" if value else "zero"),
                frame.label("0%", height, self.written(value), style="tick end", dx=-8),
            ]
        return parts

    def named(self, frame: Frame) -> Markup:
        """Its name above it."""
        return frame.label("0%", self.high, self.title, style="name start", dy=-9)


def playhead(frame: Frame, x: float, *strips: Strip) -> list[Markup]:
    """A line at the present place, through the strips and not through their names."""
    return [
        frame.segment((x, strip.low), (x, strip.high), "neutral", "playhead") for strip in strips
    ]


def upper(title: str) -> Strip:
    """The strip above: a share."""
    return Strip(0.42, 0.94, SHARE, title, percent)


def lower(title: str, values: Sequence[float]) -> Strip:
    """The strip below: a score, on a scale that holds all the values and zero."""
    return Strip(0.0, 0.3, Linear.around(min(values), max(values), about=3), title, plain)


def frame_of(across: Scale) -> Frame:
    """The frame that holds both."""
    return Frame(across, SHARE, height=TALL)
