"""A model with nothing to teach: enough arithmetic for every control to have a visible effect."""

from __future__ import annotations

from math import exp
from random import Random
from typing import NamedTuple

from widgets.kit.words import count, decimal, listed, percent
from widgets.specimen.controls import PARTS, STEPS, TRIES, Controls

__all__ = ["View", "compute"]


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        step: the moment shown.
        curve: a value for each step from 0, between 0 and 1.
        pinned: the pinned state's curve, or None.
        rewards: 1 or 0 for each try.
        flipped: which tries were turned over, counted from 1.
        point: three shares.
        part: index of the chosen part.
        beta: a weight, from 0.001 to 10, or 0.
        extra: a level of its own, or None while it is hidden.
    """

    finding: str
    step: int
    curve: tuple[float, ...]
    pinned: tuple[float, ...] | None
    rewards: tuple[int, ...]
    flipped: tuple[int, ...]
    point: tuple[float, ...]
    part: int
    beta: float
    extra: float | None


def compute(controls: Controls) -> View:
    """The view of a state."""
    chance = Random(controls.seed)
    rewards = [int(chance.random() < controls.rate) for _ in range(TRIES)][: controls.tries]
    for place in controls.flipped:
        if place <= len(rewards):
            rewards[place - 1] = 1 - rewards[place - 1]
    part = [name.lower() for name in PARTS].index(controls.part)
    curve = _curve(controls)
    shares = listed([f"{n} {percent(s)}" for n, s in zip(PARTS, controls.point, strict=True)])
    return View(
        finding=f"At step {controls.step} the curve stands at {decimal(curve[controls.step])}."
        f" {count(sum(rewards), 'try', 'tries')} of {len(rewards)} succeeded."
        f" The point is {shares}; {PARTS[part]} is chosen.",
        step=controls.step,
        curve=curve,
        pinned=_curve(controls.pin) if controls.pin else None,
        rewards=tuple(rewards),
        flipped=controls.flipped,
        point=controls.point,
        part=part,
        beta=controls.beta,
        extra=controls.extra if controls.more else None,
    )


def _curve(controls: Controls) -> tuple[float, ...]:
    """A rise from the rate towards one, the slower the greater β."""
    pace = 0.3 / (1 + 10 * controls.beta)
    return tuple(1 - (1 - controls.rate) * exp(-pace * step) for step in range(STEPS + 1))
