"""What stands in a box below its name: the value that passed, as letters, numbers or bars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from widgets.full_system.batch import policy_row
from widgets.full_system.layout import BOX, FRAME, PLACES, Place
from widgets.full_system.model import View
from widgets.full_system.words import AT_ONCE, letters, short
from widgets.kit.markup import Markup, tag
from widgets.kit.roles import Role

__all__ = ["INNER", "content"]

INNER: Final = 0.35
"""From a box's side to what is drawn in it, in columns."""
BARS: Final = 20
"""Height of the bars in a box, in CSS pixels."""
GAP: Final = 0.06
"""Beside a bar, in columns."""


def content(part: str, view: View) -> Markup:
    """The value of a part that the batch has come to.

    Args:
        part: its key.
        view: the step.
    """
    values, place = view.values, PLACES[part]
    question = values["question"]
    if part == "policy":
        sampling, now = (policy_row(rows[question]) for rows in values["policy"])
        return _bars(place, now, "policy", sampling if sampling != now else ())
    if part == "reference":
        return _bars(place, policy_row(values["reference"][question]), "reference", ())
    if part == "update":
        before = policy_row(values["update"].before)
        return _bars(place, policy_row(values["update"].logits), "policy", before)
    if part == "advantages":
        return _signed(place, values["advantages"])
    if len(values["rollouts"]) <= AT_ONCE:
        if part == "rollouts":
            return _listed(place, tuple(letters(values)))
        if part == "reward":
            return _listed(place, tuple(f"{reward.total:.0f}" for reward in values["reward"]))
    return FRAME.label(place.left + INNER, -place.top, short(part, values), style="fs-value", dy=39)


def _slots(place: Place, many: int) -> list[tuple[float, float]]:
    """Left and right of each of so many things side by side in a box, in columns."""
    left, right = place.left + INNER, place.right - INNER
    width = (right - left) / many
    return [(left + width * n, left + width * (n + 1)) for n in range(many)]


@lru_cache(maxsize=64)
def _listed(place: Place, items: tuple[str, ...]) -> Markup:
    """A word for each rollout, in the order in which they were sampled."""
    labels = [
        FRAME.label((a + b) / 2, -place.top, item, style="middle fs-value", dy=39)
        for (a, b), item in zip(_slots(place, len(items)), items, strict=True)
    ]
    return tag("g", *(part for label in labels for part in (label, " ")))


@lru_cache(maxsize=64)
def _bars(place: Place, shares: Sequence[float], role: Role, before: Sequence[float]) -> Markup:
    """A share per text as bars; hollow, those of before."""
    floor, top = -(place.top + BOX - 6), max(0.4, *shares, *before)
    return tag(
        "g",
        *(
            FRAME.bar((a + GAP, b - GAP), (floor, floor + BARS * share / top), look, style)
            for row, look, style in ((shares, role, ""), (before, "neutral", "fs-before"))
            for (a, b), share in zip(_slots(place, len(shares)), row, strict=False)
        ),
    )


@lru_cache(maxsize=64)
def _signed(place: Place, advantages: Sequence[float]) -> Markup:
    """An advantage per rollout as a bar up or down."""
    zero, most = -(place.top + BOX - 4 - BARS / 2), max(1.0, *map(abs, advantages))
    reach = BARS / 2 / most
    line = (place.left + INNER, zero), (place.right - INNER, zero)
    return tag(
        "g",
        *(
            FRAME.bar((a + GAP, b - GAP), (zero, zero + reach * each), _side(each))
            for (a, b), each in zip(_slots(place, len(advantages)), advantages, strict=True)
            if each
        ),
        FRAME.segment(*line, "neutral", "zero"),
    )


def _side(advantage: float) -> Role:
    return "gain" if advantage > 0.0 else "loss"
