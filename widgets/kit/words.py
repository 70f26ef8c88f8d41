"""Numbers in words: the few ways in which a finding, a label or a cell writes a number."""

from __future__ import annotations

from collections.abc import Callable
from math import isinf, log10
from typing import Final

__all__ = ["MOST", "count", "decimal", "limited", "listed", "percent", "plain", "signed"]

MOST: Final = 10_000
"""Beyond this the digits of a number that has run away say nothing."""


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage. What would round to all or nothing, but is not, says so.

    Example:
        >>> percent(0.914), percent(0.0), percent(0.0004), percent(0.9996)
        ('91%', '0%', 'under 1%', 'over 99%')
        >>> percent(0.0004, digits=1), percent(0.125, digits=1)
        ('under 0.1%', '12.5%')
    """
    smallest = 10.0**-digits
    written = f"{100 * share:.{digits}f}"
    if share > 0.0 and float(written) == 0.0:
        return f"under {smallest:.{digits}f}%"
    if share < 1.0 and float(written) == 100.0:
        return f"over {100 - smallest:.{digits}f}%"
    return f"{written}%"


def decimal(value: float, digits: int = 2) -> str:
    """A number with a fixed count of decimals and a true minus sign.

    Example:
        >>> decimal(-0.258, 3), decimal(-0.001), decimal(float("inf"))
        ('−0.258', '0.00', '∞')
    """
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    written = f"{value:.{digits}f}"
    if float(written) == 0.0:
        written = written.lstrip("-")
    return written.replace("-", "−")


def signed(value: float, digits: int = 2) -> str:
    """A number that always shows its sign, unless it is zero.

    Example:
        >>> signed(0.5), signed(-0.5), signed(0.0)
        ('+0.50', '−0.50', '0.00')
    """
    written = decimal(value, digits)
    return written if written.startswith("−") or float(written) == 0.0 else f"+{written}"


def limited(value: float, written: Callable[[float], str] = decimal) -> str:
    """A number as it is to be written, or a bound where it has run away.

    Args:
        value: any number.
        written: how it is written below 10,000.

    Example:
        >>> limited(0.5), limited(-0.5, signed), limited(-1e300)
        ('0.50', '−0.50', 'below −10,000')
    """
    if abs(value) <= MOST:
        return written(value)
    return f"over {MOST:,}" if value > 0 else f"below −{MOST:,}"


def plain(value: float, significant: int = 3) -> str:
    """A number as short as it can be at so many significant digits; for ticks and settings.

    Example:
        >>> plain(0.04), plain(1500.0), plain(0.30000000000000004), plain(-2.8)
        ('0.04', '1,500', '0.3', '−2.8')
    """
    if value == 0 or isinf(value):
        return decimal(value, 0)
    digits = max(0, significant - 1 - int(log10(abs(value)) // 1))
    written = f"{value:,.{digits}f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.replace("-", "−")


def count(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    Example:
        >>> count(1, "step"), count(8, "rollout"), count(2, "loss", "losses")
        ('1 step', '8 rollouts', '2 losses')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """Items in a sentence.

    Example:
        >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
        ('a', 'a and b', 'a, b and c')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
