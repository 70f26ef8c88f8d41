"""The few statistics of the benchmarks: quantiles, and how fast a cost grows."""

from collections.abc import Sequence
from math import log

__all__ = ["median", "quantile", "slope"]


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share of all values lies, between two of them if need be.

    Args:
        values: at least one, in any order.
        share: from 0, the least value, to 1, the greatest.

    >>> quantile([4.0, 1.0, 3.0, 2.0], 0.5)
    2.5
    """
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def median(values: Sequence[float]) -> float:
    """The middle of some values, of which there is at least one."""
    return quantile(values, 0.5)


def slope(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The exponent k of the power law cost ~ size^k that fits best, by least squares on the logs.

    Args:
        sizes: at least two different ones, all above zero.
        costs: one a size, all above zero.

    >>> round(slope([1, 2, 4, 8], [3, 12, 48, 192]), 6)
    2.0
    """
    xs, ys = [log(size) for size in sizes], [log(cost) for cost in costs]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    rise = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return rise / sum((x - x_mean) ** 2 for x in xs)
