"""The chapter's model: one group, its advantages, and what its estimator is worth over many."""

from __future__ import annotations

from functools import lru_cache
from math import floor, log10
from typing import Final, NamedTuple

from widgets.group_advantage.controls import ANSWERS, Controls
from widgets.group_advantage.group import Group, Row, Sum, Try, group_of, row, std, sums, tries
from widgets.group_advantage.noise import SIZES, Estimate, estimate
from widgets.group_advantage.words import finding
from widgets.kit.words import decimal

__all__ = ["APART", "ROWS", "Curve", "View", "answers", "baselines", "compute"]

ROWS: Final = ("none", "mean", "leave_one_out", "mean_std", "mean_std_sample", "critic")
"""Every estimator, in the order in which they stand side by side."""

APART: Final = {"leave_one_out": "mean", "mean_std_sample": "mean_std"}
"""Estimators that differ from another by a factor only, and so share its relative noise."""

REACHES: Final = (1.25, 2.0, 4.0, 8.0)
"""How far the axis of advantages may go: none in a group of 64 is beyond √63 = 7.94."""


class Curve(NamedTuple):
    """Noise against group size.

    Attributes:
        estimator: whose; relative noise is also that of its sibling in `APART`.
        sizes: ascending; sizes without signal (relative) or without noise are left out.
        noise: std[g]/E[g], or std[g]; one number per size, above 0.
        now: the noise at the present size, or None if the curve has no such point.
        chosen: whether it is the chosen estimator's.
    """

    estimator: str
    sizes: tuple[int, ...]
    noise: tuple[float, ...]
    now: float | None
    chosen: bool


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        estimator: the chosen one.
        size: G.
        right: how many of the group are right.
        rate: p.
        error: by how much the critic is wrong.
        group: what was sampled.
        tries: the group, in order, under the chosen estimator.
        sums: the arithmetic behind them, right tries first.
        std: the spread that the chosen estimator divides by; 0 in a silent group, None if it
            divides by nothing.
        guesses: what the critic may guess, ascending; one number if it makes no error.
        floor: the least number on the axis of rewards; below 0 if a guess may be.
        ceiling: the greatest; above 1 if a guess may be.
        rows: the estimators' answers to this group, in the order of `ROWS`.
        noise: their gradient estimates over many groups of this size, in the same order.
        reach: how far the axis of advantages goes to either side.
        relative: whether noise is shown per unit of signal.
        curves: noise against group size; none if there is nothing to draw.
        low: the least number on the axis of noise.
        high: the greatest.
    """

    finding: str
    estimator: str
    size: int
    right: int
    rate: float
    error: float
    group: Group
    tries: tuple[Try, ...]
    sums: tuple[Sum, ...]
    std: float | None
    guesses: tuple[float, ...]
    floor: float
    ceiling: float
    rows: tuple[Row, ...]
    noise: tuple[Estimate, ...]
    reach: float
    relative: bool
    curves: tuple[Curve, ...]
    low: float
    high: float


def compute(controls: Controls) -> View:
    """The group, its advantages, their worth over many groups, and the finding.

    Example:
        >>> view = compute(Controls())
        >>> view.right, round(view.tries[0].advantage, 3), round(view.tries[1].advantage, 3)
        (7, 1.134, -0.882)
    """
    size, rate, error = controls.group_size, controls.rate, controls.critic_error
    name, relative = controls.estimator, controls.measure == "relative"
    group = group_of(controls)
    rows = tuple([row(each, group) for each in ROWS])
    furthest = max([abs(advantage) for each in rows for advantage in each.right + each.wrong])
    guesses = tuple(sorted({rate - error, rate + error}))
    compared = guesses if name == "critic" else ()
    curves = _curves(name, size, rate, error, relative)
    drawn = [noise for curve in curves for noise in curve.noise] or [1.0]
    return View(
        finding=finding(controls, group),
        estimator=name,
        size=size,
        right=group.right,
        rate=rate,
        error=error,
        group=group,
        tries=tries(name, group),
        sums=sums(name, group),
        std=std(name, size, group.right),
        guesses=guesses,
        floor=min(0.0, *compared, 0.0),
        ceiling=max(1.0, *compared, 1.0),
        rows=rows,
        noise=tuple([estimate(each, size, rate, error) for each in ROWS]),
        reach=next(reach for reach in REACHES if furthest <= reach),
        relative=relative,
        curves=curves,
        low=_round_down(min(drawn)),
        high=_round_up(max(drawn)),
    )


def baselines(view: View) -> dict[int, float]:
    """What rewards are compared with, by place: 1 and 2, where the picture says two.

    Of the mean of the others 1 is that of right tries and 2 that of wrong ones; of the critic’s
    guesses 1 is the lower. What is written alike stands once.

    Example:
        >>> baselines(compute(Controls(group_size=4, seed=25)))
        {1: 0.5}
    """
    name = view.estimator
    if name == "critic":
        written = {decimal(guess): guess for guess in reversed(view.guesses)}
        return dict(enumerate(reversed(written.values()), start=1))
    if name == "leave_one_out":
        return {1 if each.right else 2: each.baseline for each in view.sums if each.whole}
    return {1: view.sums[0].baseline} if name != "none" else {}


def answers(row: int, values: tuple[float, ...]) -> dict[int, float]:
    """Advantages of one kind of try under one estimator, by the places at which they open.

    Args:
        row: which of `ROWS`, from 0.
        values: its advantages, ascending; a second one is the critic's and has the last place.

    Example:
        >>> answers(0, (1.0,)), answers(5, (0.4, 0.8)), answers(5, (0.4, 0.4))
        ({1: 1.0}, {6: 0.4, 7: 0.8}, {6: 0.4})
    """
    written = {decimal(value): value for value in values}
    return dict(zip((row + 1, ANSWERS), written.values(), strict=False))


@lru_cache(maxsize=16)
def _curves(name: str, size: int, rate: float, error: float, relative: bool) -> tuple[Curve, ...]:
    """The curves, remembered: they are what costs most, and turning a try over leaves them."""
    sizes = sorted({*SIZES, size})
    chosen = APART.get(name, name) if relative else name
    curves = []
    for each in ROWS:
        if relative and each in APART:
            continue
        points = {}
        for group_size in sizes:
            found = estimate(each, group_size, rate, error)
            noise = found.relative if relative else found.std
            if noise:
                points[group_size] = noise
        if points:
            curves.append(
                Curve(
                    estimator=each,
                    sizes=tuple(points),
                    noise=tuple(points.values()),
                    now=points.get(size),
                    chosen=each == chosen,
                )
            )
    return tuple(curves)


_STEPS: Final = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)


def _round_down(value: float) -> float:
    """The closest round number that is not above a value above 0."""
    power = 10.0 ** floor(log10(value))
    return max(step * power for step in (0.8, *_STEPS) if step * power <= value)


def _round_up(value: float) -> float:
    """The closest round number that is not below a value above 0."""
    power = 10.0 ** floor(log10(value))
    return min(step * power for step in (*_STEPS, 15) if step * power >= value)
