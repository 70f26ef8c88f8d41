"""A model with nothing to teach: enough arithmetic for every control to have a visible effect."""

from __future__ import annotations

from math import exp
from random import Random
from typing import NamedTuple

from widgets.kit.widget import Outcome
from widgets.kit.words import count, decimal, listed, percent
from widgets.specimen.controls import PARTS, STEPS, TRIES, Controls
from widgets.specimen.errand import told

__all__ = ["View", "compute", "mean_of", "pace_of", "rise"]


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        step: the moment shown.
        rate: where the curve begins.
        pace: how fast it rises, per step.
        curve: a value for each step from 0, between 0 and 1.
        pinned: the pinned state's curve, or None.
        rewards: 1 or 0 for each try.
        flipped: which tries were turned over, counted from 1.
        point: three shares.
        part: index of the chosen part.
        words: what was typed.
        errand: what became of the errand.
        asks: whether it waits to be asked for.
        beta: a weight, from 0.001 to 10, or 0.
        extra: a level of its own, or None while it is hidden.
    """

    finding: str
    step: int
    rate: float
    pace: float
    curve: tuple[float, ...]
    pinned: tuple[float, ...] | None
    rewards: tuple[int, ...]
    flipped: tuple[int, ...]
    point: tuple[float, ...]
    part: int
    words: str
    errand: str
    asks: bool
    beta: float
    extra: float | None


def compute(controls: Controls, outcome: Outcome | None = None) -> View:
    """The view of a state.

    Args:
        controls: the state.
        outcome: what became of its errand; None before it is done.
    """
    chance = Random(controls.seed)
    rewards = [int(chance.random() < controls.rate) for _ in range(TRIES)][: controls.tries]
    for place in controls.flipped:
        if place <= len(rewards):
            rewards[place - 1] = 1 - rewards[place - 1]
    part = [name.lower() for name in PARTS].index(controls.part)
    curve = rise(controls.rate, pace_of(controls.beta))
    shares = listed([f"{n} {percent(s)}" for n, s in zip(PARTS, controls.point, strict=True)])
    return View(
        finding=f"At step {controls.step} the curve stands at {decimal(curve[controls.step])}."
        f" {count(sum(rewards), 'try', 'tries')} of {len(rewards)} succeeded."
        f" The point is {shares}; {PARTS[part]} is chosen.",
        step=controls.step,
        rate=controls.rate,
        pace=pace_of(controls.beta),
        curve=curve,
        pinned=_pinned(controls.pin),
        rewards=tuple(rewards),
        flipped=controls.flipped,
        point=controls.point,
        part=part,
        words=controls.words,
        errand=told(controls, outcome),
        asks=controls.errand == "asked",
        beta=controls.beta,
        extra=controls.extra if controls.more else None,
    )


def pace_of(beta: float) -> float:
    """How fast the curve rises: the slower the greater β.

    Example:
        >>> pace_of(0.1)
        0.15
    """
    return 0.3 / (1 + 10 * beta)


def rise(rate: float, pace: float) -> tuple[float, ...]:
    """A rise from the rate towards one: 1 − (1 − rate)·e^(−pace·step), for every step from 0.

    Example:
        >>> rise(0.5, 0.0)[:2]
        (0.5, 0.5)
    """
    return tuple(1 - (1 - rate) * exp(-pace * step) for step in range(STEPS + 1))


def mean_of(rewards: tuple[int, ...]) -> float:
    """The mean of some rewards.

    Example:
        >>> mean_of((1, 0, 1, 1))
        0.75
    """
    return sum(rewards) / len(rewards)


def _pinned(state: Controls | None) -> tuple[float, ...] | None:
    return rise(state.rate, pace_of(state.beta)) if state else None
