"""The router’s rule: which experts work on a token, and with what weight.

As in DeepSeek-V3’s report, eq. 12–16, and in `Gate` of its published `model.py`: affinities are
sigmoids; a bias is added to choose and left out to weigh; a token may use experts of a few groups
only. Where scores are equal, the lower index is taken; the report says nothing about that.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from operator import mul
from typing import NamedTuple

__all__ = [
    "Routing",
    "affinities",
    "affinity",
    "gates",
    "group_scores",
    "highest",
    "route",
    "selected",
]

Values = Sequence[float]


class Routing(NamedTuple):
    """What the router decided about one token.

    Attributes:
        affinities: one per expert, 0 to 1, without the biases.
        scores: one per group: the sum of its two highest biased affinities.
        kept: the groups that the token may use, in order of their scores.
        chosen: the experts that work on it, in order of their biased affinities.
        weights: one per chosen expert; they sum to the scale.
    """

    affinities: tuple[float, ...]
    scores: tuple[float, ...]
    kept: tuple[int, ...]
    chosen: tuple[int, ...]
    weights: tuple[float, ...]


def affinity(token: Values, expert: Values) -> float:
    """How well a token suits an expert: σ(u·e), V3 eq. 15.

    Args:
        token: the token’s vector u.
        expert: the expert’s centroid e, as long.

    Example:
        >>> affinity((1.0, 2.0), (2.0, -1.0))
        0.5
    """
    x = sum(map(mul, token, expert))
    # Never a power of e that is too large to be held.
    return 1.0 / (1.0 + exp(-x)) if x >= 0.0 else 1.0 - 1.0 / (1.0 + exp(x))


def affinities(token: Values, experts: Sequence[Values]) -> tuple[float, ...]:
    """A token’s affinity to each expert.

    Example:
        >>> affinities((1.0,), ((0.0,), (800.0,), (-800.0,)))
        (0.5, 1.0, 0.0)
    """
    return tuple([affinity(token, expert) for expert in experts])


def highest(values: Values, count: int) -> list[int]:
    """The indices of the greatest values, greatest first; of equal ones the lower index first.

    Args:
        values: any.
        count: how many; all of them if there are no more.

    Example:
        >>> highest((0.2, 0.9, 0.9, 0.5), 3)
        [1, 2, 3]
    """
    return sorted(range(len(values)), key=values.__getitem__, reverse=True)[:count]


def group_scores(biased: Values, groups: int) -> list[float]:
    """Each group’s score: the sum of its two highest biased affinities.

    Args:
        biased: affinity plus bias, one per expert; a group’s experts stand side by side.
        groups: how many groups of equal size; a group of one expert scores what that one has.

    Raises:
        ValueError: the experts cannot be split into so many equal groups.

    Example:
        >>> group_scores((0.25, 0.5, 0.75, 0.0, 0.0, 0.5), 2)
        [1.25, 0.5]
    """
    size, left = divmod(len(biased), groups)
    if left or not size:
        raise ValueError(f"{len(biased)} experts do not make {groups} equal groups")
    return [sum(sorted(biased[start : start + size])[-2:]) for start in range(0, len(biased), size)]


def gates(affinities: Values, chosen: Sequence[int], scale: float) -> list[float]:
    """The weights of the chosen experts: affinities without biases, scaled to sum to `scale`.

    V3 eq. 13; the scale is `route_scale` of the configuration.

    Args:
        affinities: one per expert.
        chosen: indices of those that work.
        scale: what the weights sum to.

    Example:
        >>> gates((0.75, 0.1, 0.25), (0, 2), 2.0)
        [1.5, 0.5]
    """
    whole = sum([affinities[i] for i in chosen])
    return [scale * affinities[i] / whole for i in chosen]


def selected(biased: Values, groups: int, limit: int, top: int) -> tuple[list[int], list[int]]:
    """The groups that are kept and the experts that are chosen from them, both in order.

    Args:
        biased: affinity plus bias, one per expert.
        groups: how many groups there are.
        limit: how many of them a token may use.
        top: how many experts it gets; all of the kept groups if these have no more.

    Example:
        >>> selected((0.9, 0.0, 0.5, 0.6), groups=2, limit=1, top=1)
        ([1], [3])
    """
    kept = highest(group_scores(biased, groups), limit)
    size = len(biased) // groups
    # In the order of their indices, so that of equal ones the lower comes first.
    left = [i for group in sorted(kept) for i in range(group * size, (group + 1) * size)]
    left.sort(key=biased.__getitem__, reverse=True)
    return kept, left[:top]


def route(
    affinities: Values, biases: Values, *, groups: int, limit: int, top: int, scale: float
) -> Routing:
    """Routes one token.

    Args:
        affinities: one per expert.
        biases: one per expert; they choose and do not weigh.
        groups: how many equal groups the experts are split into.
        limit: how many groups the token may use.
        top: how many experts work on it.
        scale: what their weights sum to.

    Example:
        >>> found = route(
        ...     (0.5, 0.25, 0.75, 0.125), (0, 0, 0, 0.5), groups=2, limit=1, top=2, scale=1.0
        ... )
        >>> found.scores, found.kept, found.chosen
        ((0.75, 1.375), (1,), (2, 3))
        >>> [round(weight, 3) for weight in found.weights]
        [0.857, 0.143]
    """
    biased = [s + b for s, b in zip(affinities, biases, strict=True)]
    kept, chosen = selected(biased, groups, limit, top)
    return Routing(
        tuple(affinities),
        tuple(group_scores(biased, groups)),
        tuple(kept),
        tuple(chosen),
        tuple(gates(affinities, chosen, scale)),
    )
