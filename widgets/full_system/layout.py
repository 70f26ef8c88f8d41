"""Where the twelve boxes and the twelve arrows stand, at every width."""

from __future__ import annotations

from typing import Final, NamedTuple

from widgets.kit.plot import Frame
from widgets.kit.scales import Linear

__all__ = ["ARROWS_AT", "BOX", "FRAME", "HEIGHT", "PLACES", "ROW", "TOP", "Place"]

COLUMNS: Final = 12
ROW, BOX, TOP = 74, 50, 12
"""From one row to the next, a box's height, and what stays free above the first, in CSS pixels."""
HEIGHT: Final = 7 * ROW + BOX + TOP + 24
FRAME: Final = Frame(Linear(0, COLUMNS), Linear(-HEIGHT, 0), HEIGHT)
"""Across in columns, which are as wide as the page lets them be; down in CSS pixels, negative."""


class Place(NamedTuple):
    """Where a box stands.

    Attributes:
        row: from the top, counted from 0.
        left: in columns.
        right: in columns.
    """

    row: int
    left: float
    right: float

    @property
    def top(self) -> float:
        """In CSS pixels."""
        return TOP + ROW * self.row


PLACES: Final = {
    "question": Place(0, 3.1, 6.9),
    "policy": Place(0, 7.1, 10.9),
    "gold": Place(1, 0.1, 3.8),
    "rollouts": Place(1, 4.1, 9.9),
    "reward": Place(2, 0.1, 5.9),
    "baseline": Place(3, 0.1, 5.9),
    "advantages": Place(4, 0.1, 5.9),
    "reference": Place(4, 8.1, 11.9),
    "surrogate": Place(5, 0.1, 5.9),
    "kl": Place(5, 6.3, 11.9),
    "objective": Place(6, 3.1, 8.9),
    "update": Place(7, 3.1, 8.9),
}
"""So that every arrow is a straight line down, and none crosses another."""

ARROWS_AT: Final = {
    ("question", "rollouts"): 5.0,
    ("policy", "rollouts"): 8.4,
    ("gold", "reward"): 1.9,
    ("rollouts", "reward"): 4.7,
    ("reward", "baseline"): 3.0,
    ("baseline", "advantages"): 3.0,
    ("advantages", "surrogate"): 3.0,
    ("reference", "kl"): 10.0,
    ("rollouts", "kl"): 7.2,
    ("surrogate", "objective"): 4.5,
    ("kl", "objective"): 7.0,
    ("objective", "update"): 6.0,
}
"""Where each arrow stands, in columns, by giver and taker."""
