"""Balancing without a loss: after each batch every expert’s bias moves by γ towards the mean load.

As in DeepSeek-V3’s report, §2.1.2: γ is taken from the bias of an expert that got more than the
mean and added to that of one that got less. Routers and tokens stay as they are: the same batch
comes again, so whatever changes comes of the biases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from widgets.kit.data import stored
from widgets.mixture_of_experts.published import EXPERTS, GROUPS, LIMIT, TOP
from widgets.mixture_of_experts.router import affinities, selected
from widgets.mixture_of_experts.toy import batch_of, experts_of

__all__ = [
    "BATCHES",
    "Plan",
    "biases",
    "counts",
    "known",
    "made",
    "ratio_of",
    "record",
    "routed",
]

BATCHES: Final = 30
"""Batches after which biases have moved; the one before them has none."""

SLICE: Final = 16
"""Tokens that are scored, and four times as many that are routed, in one slice of the work."""

FIRST: Final = 35
"""The character that stands for a load of 0 in the file."""

Loads = tuple[tuple[int, ...], ...]
"""By batch and expert: how many tokens the expert got."""


class Plan(NamedTuple):
    """What a run of batches depends on.

    Attributes:
        seed: of words, contexts and experts.
        layer: whose experts they are.
        experts: how many.
        top: experts that work on a token.
        limit: groups that a token may use.
        gamma: how far a bias moves after a batch; 0 if none does.
    """

    seed: int = 7
    layer: int = 20
    experts: int = EXPERTS
    top: int = TOP
    limit: int = LIMIT
    gamma: float = 0.01


def counts(loads: Sequence[Sequence[int]], experts: int) -> tuple[int, ...]:
    """By expert: how many batches left it below the mean load, less those that left it above.

    Args:
        loads: by batch and expert.
        experts: how many; needed where there is no batch yet.

    Example:
        >>> counts([(3, 0, 1, 0), (1, 2, 1, 0)], 4)
        (-1, 0, 0, 2)
    """
    found = [0] * experts
    for load in loads:
        whole = sum(load)
        for place, own in enumerate(load):
            # Compared in whole numbers: own against whole / experts.
            if own * experts < whole:
                found[place] += 1
            elif own * experts > whole:
                found[place] -= 1
    return tuple(found)


def biases(loads: Sequence[Sequence[int]], experts: int, gamma: float) -> tuple[float, ...]:
    """The experts’ biases after some batches: γ times `counts`.

    Example:
        >>> biases([(3, 0, 1, 0)], 4, 0.5)
        (-0.5, 0.5, 0.0, 0.5)
    """
    return tuple([gamma * count for count in counts(loads, experts)])


def ratio_of(load: Sequence[int]) -> float:
    """The load of the busiest expert over the mean load.

    Example:
        >>> ratio_of((3, 0, 1, 0))
        3.0
    """
    return max(load) * len(load) / sum(load)


def routed(plan: Plan) -> Iterator[Loads]:
    """The loads so far, batch by batch, in slices of work; the last value is the whole run.

    Example:
        >>> *_, loads = routed(Plan(experts=64, gamma=0.0))
        >>> len(loads), sum(loads[0])
        (1, 2048)
    """
    loads: Loads = ()
    tokens, trend = batch_of(plan.seed), [0] * plan.experts
    starts = range(0, len(tokens), SLICE)
    for start in starts:
        _scored(plan.seed, plan.layer, plan.experts, start)
        yield loads
    for _ in range(BATCHES + 1 if plan.gamma else 1):
        nudges = [plan.gamma * count for count in trend]
        load = [0] * plan.experts
        for start in starts:
            for own in _scored(plan.seed, plan.layer, plan.experts, start):
                biased = [s + b for s, b in zip(own, nudges, strict=True)]
                for expert in selected(biased, GROUPS, plan.limit, plan.top)[1]:
                    load[expert] += 1
            if start % (4 * SLICE) == 3 * SLICE:
                yield loads
        loads = (*loads, tuple(load))
        trend = [a + b for a, b in zip(trend, counts((load,), plan.experts), strict=True)]
    yield loads


@lru_cache(maxsize=32)
def _scored(seed: int, layer: int, experts: int, start: int) -> tuple[tuple[float, ...], ...]:
    """The affinities of some tokens of the batch, remembered: a layer’s stay the same."""
    centroids = experts_of(seed, layer, experts)
    return tuple(affinities(token, centroids) for token in batch_of(seed)[start : start + SLICE])


def record(loads: Loads) -> list[str]:
    """A run as the file has it: a text a batch, a character an expert.

    Example:
        >>> record(((0, 1, 3),))
        ['#$&']
    """
    return ["".join([chr(FIRST + own) for own in load]) for load in loads]


def made(plans: Sequence[Plan]) -> list[dict[str, Any]]:
    """What the build writes for some plans: their fields, and the run of each."""
    found = []
    for plan in plans:
        *_, loads = routed(plan)
        found.append({"plan": list(plan), "loads": record(loads)})
    return found


def known(plan: Plan) -> Loads:
    """The run that the build has made for a plan; nothing if it has made none.

    Without balancing every batch is the first one, which the build may have from another run.
    """
    runs = _stored()
    if plan.gamma:
        return runs.get(plan, ())
    return next(
        (loads[:1] for other, loads in runs.items() if other._replace(gamma=0.0) == plan), ()
    )


@cache
def _stored() -> dict[Plan, Loads]:
    return {
        Plan(*item["plan"]): tuple(
            tuple([ord(sign) - FIRST for sign in batch]) for batch in item["loads"]
        )
        for item in stored("mixture-of-experts-runs")
    }
