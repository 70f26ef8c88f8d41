"""The arithmetic of one advantage, in letters and in numbers: for the chapters that open one."""

from __future__ import annotations

from typing import Final

from grpo_core import ESTIMATORS
from widgets.kit import formula as f
from widgets.kit.markup import Markup
from widgets.kit.words import signed
from widgets.kit.working import Working

__all__ = ["advantage_working"]

NOTED: Final = {
    "mean_std": "GRPO’s advantage: the distance from the group’s mean, in standard deviations.",
    "mean_std_sample": "The distance from the group’s mean, in sample standard deviations.",
    "mean": "The distance from the group’s mean, and nothing more.",
    "leave_one_out": "The distance from the mean of the other tries.",
    "none": "The reward itself: nothing is subtracted.",
}
"""What each estimator does, in words."""

SILENT: Final = "All rewards are equal, so there is nothing to compare: exactly zero, not 0/0."

SOURCES: Final = {"mean_std": "R1 v1 eq. 3"}
"""Where a formula stands in print."""


def advantage_working(
    title: str, estimator: str, *, reward: int, size: int, right: int, advantage: float
) -> Working:
    """How a try's advantage came of its group, where rewards are 1 or 0.

    Args:
        title: what number it is.
        estimator: a name from `grpo_core.ESTIMATORS`.
        reward: the try's own, 1 or 0.
        size: G.
        right: how many tries of the group have a reward of 1.
        advantage: the number itself.

    Example:
        >>> found = advantage_working("A", "mean", reward=1, size=4, right=1, advantage=0.75)
        >>> found.result, found.function
        ('+0.75', 'grpo_core.advantage.mean_baseline')
    """
    letters, numbers = _against(estimator, reward, size, right)
    silent = right in (0, size) and estimator != "none"
    function = ESTIMATORS[estimator]
    return Working(
        title=title,
        left=f.sym("A", "i"),
        letters=letters,
        steps=() if silent else (numbers,),
        result=signed(advantage),
        function=f"{function.__module__}.{function.__name__}",
        words=SILENT if silent else NOTED[estimator],
        source=SOURCES.get(estimator, ""),
    )


def _against(name: str, reward: int, size: int, right: int) -> tuple[Markup, Markup]:
    """An advantage in letters and in numbers, of a group with so many right tries."""
    r = f.sym("r", "i")
    if name == "none":
        return (r, f.num(str(reward)))
    part, whole = (right - reward, size - 1) if name == "leave_one_out" else (right, size)
    mean = f.text("mean of the others") if name == "leave_one_out" else f.text("mean")
    above = f.row(r, f.op("−"), mean)
    given = f.row(f.num(str(reward)), f.op("−"), f.frac(f.num(str(part)), f.num(str(whole))))
    if name in ("mean", "leave_one_out"):
        return (above, given)
    others = size - 1 if name == "mean_std_sample" else size
    product = f.row(f.num(str(right)), f.op("×"), f.num(str(size - right)))
    whole_squared = f.row(f.num(str(size)), f.op("×"), f.num(str(others)))
    return (
        f.frac(above, f.text("std")),
        f.frac(given, f.root(f.frac(product, whole_squared))),
    )
