"""Where a strategy's share lies over many seeds: made by the build, or run by run on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple

from grpo_core import Config, Run, simulate
from widgets.kit.data import stored
from widgets.kit.widget import Background
from widgets.simulator.controls import PRESETS, STEPS, Controls, config_of

__all__ = [
    "LEVELS",
    "PAGE_SEEDS",
    "Band",
    "Policies",
    "background",
    "band_of",
    "policies_of",
    "stored_band",
]

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles that make a band."""

PAGE_SEEDS: Final = 200
"""Seeds that the page itself runs, for settings the build has no band for."""


Policies = tuple[tuple[float, ...], ...]
"""The policies of a run, by step and strategy."""


class Band(NamedTuple):
    """Where a strategy's share lies over many runs that differ in nothing but the seed.

    Attributes:
        seeds: how many runs.
        quantiles: one curve per level of `LEVELS`, each with a share per step from 0.
        majority: the share of runs that end with this strategy above one half.
    """

    seeds: int
    quantiles: tuple[tuple[float, ...], ...]
    majority: float


def stored_band(config: Config, focus: int) -> Band | None:
    """The band that the build made for this configuration, if it is one of the presets'.

    Args:
        config: any seed.
        focus: index of the strategy.
    """
    name = _preset_configs().get(replace(config, seed=0))
    if name is None:
        return None
    record = stored("simulator-bands")[name]
    curves = tuple(tuple(share / 1000 for share in curve) for curve in record["curves"][focus])
    return Band(record["seeds"], curves, record["majority"][focus])


def band_of(runs: list[Policies], focus: int) -> Band:
    """The band of some runs, step by step.

    Args:
        runs: at least one.
        focus: index of the strategy.
    """
    curves: list[list[float]] = [[] for _ in LEVELS]
    for step in range(STEPS + 1):
        shares = sorted([policies[step][focus] for policies in runs])
        for curve, level in zip(curves, LEVELS, strict=True):
            curve.append(shares[round(level * (len(shares) - 1))])
    above = sum(policies[STEPS][focus] > 0.5 for policies in runs)
    return Band(len(runs), tuple(map(tuple, curves)), above / len(runs))


def policies_of(run: Run) -> Policies:
    """A run's policy at every step from 0: all that a band needs of it."""
    return (run.reference, *(step.policy for step in run.steps))


def background(controls: Controls) -> Background | None:
    """Runs under other seeds, one more each time; None if the build has made the band."""
    config = replace(config_of(controls), seed=0)
    return None if stored_band(config, 0) else Background(config, _other_seeds(config))


def _other_seeds(config: Config) -> Iterator[list[Policies]]:
    runs: list[Policies] = []
    for number in range(PAGE_SEEDS):
        runs.append(policies_of(simulate(replace(config, seed=number))))
        yield runs


@cache
def _preset_configs() -> dict[Config, str]:
    """The presets' names by their configuration under seed 0."""
    return {
        config_of(replace(Controls(), **preset.values, seed=0)): preset.name for preset in PRESETS
    }
