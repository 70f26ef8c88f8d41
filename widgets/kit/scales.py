"""Scales: where on a picture's side a number stands, and which numbers to print beside it.

A scale maps data to a share of the side, 0 at one end and 1 at the other; the drawing turns
shares into percentages, so a picture has no width of its own and text keeps its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

__all__ = ["Linear", "Log", "Scale", "nice_step"]


NARROWEST: Final = 1e-300
"""Values closer together than this count as one: between them there is no room for ticks."""


@dataclass(frozen=True)
class Linear:
    """Equal steps of data are equal steps on the side.

    Example:
        >>> Linear(0, 50)(25)
        0.5
        >>> Linear(0, 50).ticks(5)
        [0, 10, 20, 30, 40, 50]
    """

    low: float
    high: float

    def __call__(self, value: float) -> float:
        """The share of the side at which `value` stands; outside [0, 1] if it is off the scale."""
        if self.high == self.low:
            return 0.5
        return (value - self.low) / (self.high - self.low)

    def shares(self, values: Sequence[float]) -> list[float]:
        """The same for many values.

        Example:
            >>> Linear(0, 50).shares((0, 25, 100))
            [0.0, 0.5, 2.0]
        """
        if self.high == self.low:
            return [0.5] * len(values)
        low, width = self.low, self.high - self.low
        return [(value - low) / width for value in values]

    def ticks(self, about: int = 5) -> list[float]:
        """Round numbers inside the scale, roughly `about` intervals of them."""
        if self.high == self.low:
            return [self.low]
        step = nice_step(abs(self.high - self.low) / about)
        low, high = sorted((self.low, self.high))
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        return [_tidy(i * step) for i in range(first, last + 1)]

    @classmethod
    def around(cls, *values: float, zero: bool = True, about: int = 5) -> Linear:
        """A scale that holds all the values and ends on round numbers.

        Args:
            values: what must fit.
            zero: whether 0 must be on the scale too.
            about: how many intervals `ticks` will be asked for.

        Example:
            >>> Linear.around(0.13, 1.87)
            Linear(low=0, high=2)
            >>> Linear.around(0.0), Linear.around(0.0, 5e-324)
            (Linear(low=0, high=1), Linear(low=0, high=1))
        """
        low, high = min(values), max(values)
        if zero:
            low, high = min(low, 0.0), max(high, 0.0)
        if high - low < NARROWEST:
            high = low + 1.0
        step = nice_step((high - low) / about)
        return cls(_tidy(floor(low / step + 1e-9) * step), _tidy(ceil(high / step - 1e-9) * step))


@dataclass(frozen=True)
class Log:
    """Equal factors of data are equal steps on the side. Both ends are above zero.

    Example:
        >>> round(Log(1, 1000)(10), 4)
        0.3333
        >>> Log(1, 1000).ticks()
        [1, 10, 100, 1000]
    """

    low: float
    high: float

    def __call__(self, value: float) -> float:
        """The share of the side at which `value` stands; what is not above zero stands at 0."""
        if value <= 0.0:
            return 0.0
        return (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))

    def shares(self, values: Sequence[float]) -> list[float]:
        """The same for many values.

        Example:
            >>> Log(1, 100).shares((-1, 10))
            [0.0, 0.5]
        """
        return [self(value) for value in values]

    def ticks(self, about: int = 5) -> list[float]:
        """Powers of ten inside the scale; with few of them, 2 and 5 times each as well."""
        first, last = ceil(log10(self.low) - 1e-9), floor(log10(self.high) + 1e-9)
        powers = range(first, last + 1)
        if len(powers) > 2:
            stride = max(1, ceil(len(powers) / about))
            return [_tidy(10.0**power) for power in powers[::stride]]
        candidates = (m * 10.0**power for power in range(first - 1, last + 1) for m in (1, 2, 5))
        low, high = self.low * (1 - 1e-9), self.high * (1 + 1e-9)
        return [_tidy(v) for v in candidates if low <= v <= high]


Scale = Linear | Log


def nice_step(rough: float) -> float:
    """The 1, 2 or 5 times a power of ten that is closest above a rough step.

    Example:
        >>> [nice_step(s) for s in (0.7, 13, 30, 0.0021)]
        [1, 20, 50, 0.005]
    """
    power = 10.0 ** floor(log10(rough))
    for multiple in (1, 2, 5, 10):
        if rough <= multiple * power * (1 + 1e-9):
            return _tidy(multiple * power)
    raise AssertionError("a rough step is at most ten times its own power of ten")


def _tidy(value: float) -> float:
    """A tick without the dust of floating point; whole numbers as int, so they print plainly."""
    short = float(f"{value:.10g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short
