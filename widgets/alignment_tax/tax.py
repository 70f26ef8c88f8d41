"""The tax: points of accuracy lost against λ = 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from widgets.alignment_tax.sweep import WEIGHTS
from widgets.kit.words import count

if TYPE_CHECKING:
    from widgets.alignment_tax.model import View

__all__ = ["FULL", "Tax", "tax_of"]

FULL: Final = 1.0
"""The paper's λ, for which a run without a language reward is told what it would lose."""

Point = tuple[float, float]


class Tax(NamedTuple):
    """What a language reward costs.

    Attributes:
        free: mean consistency and accuracy with λ = 0.
        paid: the same with the reward.
        mean: whether both are means of many seeds with λ = 1, and not this run's.
    """

    free: Point
    paid: Point
    mean: bool

    @property
    def points(self) -> int:
        """Whole points of accuracy lost; below zero if some were won.

        Both shares are rounded as they are shown, so that it is the difference of what is read.

        Example:
            >>> Tax((0.3, 0.866), (0.9, 0.664), False).points
            21
        """
        return round(100 * self.free[1]) - round(100 * self.paid[1])

    def told(self) -> str:
        """In words.

        Example:
            >>> Tax((0.3, 0.9), (0.9, 0.9), False).told()
            'under 1 point'
        """
        lost = self.points
        return count(lost, "point") if lost > 0 else "none" if lost < 0 else "under 1 point"


def tax_of(view: View) -> Tax | None:
    """The tax at the step shown, against the same luck with λ = 0; or, if λ is 0, the usual one.

    None while a prediction waits for it, before anything is trained, and until there are means.
    """
    if view.secret:
        return None
    if view.settings.weight:
        at = view.step
        free = view.plain_consistency[at], view.plain[at]
        return Tax(free, (view.consistency[at], view.accuracy[at]), False) if at else None
    if view.sweep is None:
        return None
    points = view.sweep.points
    return Tax(points[WEIGHTS.index(0.0)], points[WEIGHTS.index(FULL)], True)
