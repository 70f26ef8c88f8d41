"""Where training ends for six weights of the language reward: averages over seeds.

The build makes them for the presets (`sitebuild/language_sweeps.py`); for other settings the page
runs seed after seed while nothing else waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from widgets.alignment_tax.controls import PRESETS, Controls, settings_of
from widgets.alignment_tax.exact import expected, tables_of
from widgets.alignment_tax.training import Settings, train
from widgets.kit.data import stored
from widgets.kit.widget import Background

__all__ = ["PAGE_SEEDS", "WEIGHTS", "Sweep", "background", "key_of", "stored_sweep"]

WEIGHTS: Final = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0)
"""The values of λ."""
PAGE_SEEDS: Final = 20
"""Seeds that the page itself runs, for settings that the build has nothing for."""

Point = tuple[float, float]


class Sweep(NamedTuple):
    """Where training ends, averaged over seeds.

    Attributes:
        seeds: how many.
        points: for each of `WEIGHTS` the mean consistency and the mean accuracy.
    """

    seeds: int
    points: tuple[Point, ...]


def key_of(settings: Settings) -> Settings:
    """The same settings without what a sweep averages over or runs through."""
    return settings._replace(weight=0.0, seed=0)


def stored_sweep(settings: Settings) -> Sweep | None:
    """The sweep that the build made for these settings, if they are a preset's.

    Args:
        settings: with any weight and any seed.
    """
    name = _presets().get(key_of(settings))
    if name is None:
        return None
    record = stored("alignment-tax-sweeps")[name]
    return Sweep(record["seeds"], tuple((point[0], point[1]) for point in record["points"]))


def background(controls: Controls) -> Background | None:
    """Runs under other seeds, one more each time; None if the build has made the sweep."""
    settings = settings_of(controls)
    if stored_sweep(settings):
        return None
    key = key_of(settings)
    return Background(key, _seed_after_seed(key))


def _seed_after_seed(settings: Settings) -> Iterator[Sweep | None]:
    """The sweep so far, after every run; None until the first seed is done."""
    tables = tables_of(settings.budget, settings.target)
    sums = [(0.0, 0.0)] * len(WEIGHTS)
    sweep = None
    for seed in range(PAGE_SEEDS):
        ends: list[Point] = []
        for weight in WEIGHTS:
            last = train.__wrapped__(settings._replace(weight=weight, seed=seed)).chinese[-1]
            ends.append((expected(last, tables.consistency), expected(last, tables.accuracy)))
            if len(ends) < len(WEIGHTS):
                yield sweep
        sums = [(a + x, b + y) for (a, b), (x, y) in zip(sums, ends, strict=True)]
        done = seed + 1
        sweep = Sweep(done, tuple((a / done, b / done) for a, b in sums))
        yield sweep


@cache
def _presets() -> dict[Settings, str]:
    """The presets' names by their settings, the first of those that share them."""
    found: dict[Settings, str] = {}
    for preset in PRESETS:
        found.setdefault(key_of(settings_of(Controls(**preset.values))), preset.name)
    return found
