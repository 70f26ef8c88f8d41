"""How the reward model is trained: logistic regression on labelled steps, by Newton's method.

The build does this once (`sitebuild/recipes.py`); the page reads the weights that came of it. There
is no chance in it: all steps at once, from zero, until the gradient is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Any, Final, NamedTuple

from widgets.reward_hacking.prm import step_features

__all__ = ["DIGITS", "FOLDS", "PENALTY", "Example", "examples", "fit", "gradient", "train"]

PENALTY: Final = 1.0
"""λ: each weight is drawn to 0 with ½λw²; the bias is free."""

FOLDS: Final = 5
"""Parts of the cross-validation; a problem's steps lie all in one of them."""

DIGITS: Final = 3
"""Decimals to which the weights are kept: the page computes with these very numbers."""

ENOUGH: Final = 1e-10
"""The gradient below which the training ends."""

LABELS: Final = ("good", "wrong", "idle")

Rows = Sequence[Sequence[float]]


class Example(NamedTuple):
    """A labelled step.

    Attributes:
        problem: what it is a step for.
        text: the step.
        label: `good`, `wrong` or `idle`.
    """

    problem: str
    text: str
    label: str


def examples(text: str) -> list[Example]:
    r"""The labelled steps of a file, in its order.

    Args:
        text: the content of `site/data/labelled-steps.txt`, whose head says how it is written.

    Raises:
        ValueError: a line that is no comment, no problem and no labelled step.

    Example:
        >>> examples("problem What is 2 + 2?\ngood | 2 + 2 = 4")
        [Example(problem='What is 2 + 2?', text='2 + 2 = 4', label='good')]
    """
    found = []
    problem = ""
    for line in text.splitlines():
        label, bar, text = line.partition(" | ")
        if line.startswith("problem "):
            problem = line.removeprefix("problem ")
        elif bar and label in LABELS:
            found.append(Example(problem, text, label))
        elif line and not line.startswith("#"):
            raise ValueError(f"neither a problem nor a labelled step: {line!r}")
    return found


def gradient(
    rows: Rows, labels: Sequence[float], weights: Sequence[float], penalty: float
) -> list[float]:
    """The slope of the penalised negative log-likelihood, −Σ log p(label) + ½λ Σ w².

    Args:
        rows: one row of counts per step, a 1 before them.
        labels: 1 or 0 per step.
        weights: the bias, then one weight per feature.
        penalty: λ.

    Example:
        >>> gradient([(1.0, 2.0)], [1.0], [0.0, 0.0], 1.0)
        [-0.5, -1.0]
    """
    slope = [0.0, *(penalty * weight for weight in weights[1:])]
    for row, label in zip(rows, labels, strict=True):
        gap = _chance(row, weights) - label
        for place, x in enumerate(row):
            slope[place] += gap * x
    return slope


def fit(rows: Rows, labels: Sequence[float], penalty: float = PENALTY) -> list[float]:
    """The weights at which the slope is zero, by Newton's method from zero.

    Args:
        rows: as for `gradient`.
        labels: 1 or 0 per step.
        penalty: λ, above zero; with it the least loss is at one place only.

    Returns:
        The bias, then one weight per feature.

    Example:
        A coin that fell heads three times in four: log(3/1).

        >>> [round(w, 4) for w in fit([(1.0,)] * 4, [1.0, 1.0, 1.0, 0.0])]
        [1.0986]
    """
    size = len(rows[0])
    weights = [0.0] * size
    while True:
        slope = gradient(rows, labels, weights, penalty)
        if max(map(abs, slope)) < ENOUGH:
            return weights
        bend = [[penalty if a == b and a else 0.0 for b in range(size)] for a in range(size)]
        for row in rows:
            p = _chance(row, weights)
            for a, x in enumerate(row):
                if x:
                    for b, y in enumerate(row):
                        bend[a][b] += p * (1.0 - p) * x * y
        weights = [w - d for w, d in zip(weights, _solved(bend, slope), strict=True)]


def train(text: str) -> dict[str, Any]:
    """The model as it is stored, with how well it does.

    Args:
        text: as for `examples`.

    Returns:
        What `prm.Model` holds, by name.
    """
    steps = examples(text)
    rows = [(1.0, *step_features(step.text, step.problem)) for step in steps]
    labels = [float(step.label == "good") for step in steps]
    bias, *weights = (round(weight, DIGITS) for weight in fit(rows, labels))
    problems = list(dict.fromkeys(step.problem for step in steps))
    held_out = 0
    for fold in range(FOLDS):
        apart = [problems.index(step.problem) % FOLDS == fold for step in steps]
        taught = fit(
            [row for row, out in zip(rows, apart, strict=True) if not out],
            [label for label, out in zip(labels, apart, strict=True) if not out],
        )
        held_out += _judged(
            [row for row, out in zip(rows, apart, strict=True) if out],
            [label for label, out in zip(labels, apart, strict=True) if out],
            taught,
        )
    return {
        "bias": bias,
        "weights": weights,
        "steps": len(steps),
        "good": round(sum(labels)),
        "problems": len(problems),
        "right": _judged(rows, labels, [bias, *weights]) / len(steps),
        "held_out": held_out / len(steps),
    }


def _judged(rows: Rows, labels: Sequence[float], weights: Sequence[float]) -> int:
    """How many steps lie on the side of one half that their label says."""
    return sum(
        (_chance(row, weights) > 0.5) == (label == 1.0)
        for row, label in zip(rows, labels, strict=True)
    )


def _chance(row: Sequence[float], weights: Sequence[float]) -> float:
    return 1.0 / (1.0 + exp(-sum([w * x for w, x in zip(weights, row, strict=True)])))


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small system of equations whose matrix is positive definite."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for place in range(size):
        for below in range(place + 1, size):
            factor = rows[below][place] / rows[place][place]
            for column in range(place, size + 1):
                rows[below][column] -= factor * rows[place][column]
    found = [0.0] * size
    for place in reversed(range(size)):
        rest = sum(rows[place][b] * found[b] for b in range(place + 1, size))
        found[place] = (rows[place][size] - rest) / rows[place][place]
    return found
