"""Grids of runs: which configurations are run under which seeds, also as somebody writes it down.

A grid goes seed by seed, all configurations under one seed before the next. So a sweep that is
cut short has every configuration under fewer seeds, and one with more seeds begins like one with
fewer.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from itertools import product
from typing import Any, Final, NamedTuple, TypeGuard

from grpo_core.simulator import Config

__all__ = ["SETTINGS", "Cell", "Grid", "read_grid"]

USUAL: Final = Config()

SETTINGS: Final = tuple(field.name for field in fields(Config) if field.name != "seed")
"""What a grid can vary: all of `Config` but the seed."""

PARTS: Final = ("seeds", "base", "variants", "axes")
"""What a grid's file may hold."""

MOST: Final = 2**53
"""Seeds lie below this, so that whatever reads a table holds them exactly."""


class Cell(NamedTuple):
    """One run of a grid.

    Attributes:
        place: where in the grid it stands, from 0.
        name: that of its variant; empty if it has none.
        config: what is run, with its seed.
    """

    place: int
    name: str
    config: Config


@dataclass(frozen=True)
class Grid:
    """Every one of some configurations under every one of some seeds.

    Attributes:
        configs: the configurations; their own seeds are not used.
        seeds: whole numbers from 0 to 2⁵³ - 1; best a range if there are many.
        names: one for each configuration, or none at all. Several may have the same.

    Raises:
        ValueError: there is nothing to run, or something would be run twice.

    Example:
        >>> grid = Grid((Config(), Config(beta=0.0)), range(200))
        >>> len(grid), grid.cell(3).config == Config(beta=0.0, seed=1)
        (400, True)
    """

    configs: Sequence[Config]
    seeds: Sequence[int]
    names: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not self.configs or not self.seeds:
            raise ValueError("a grid needs at least one configuration and one seed")
        if self.names and len(self.names) != len(self.configs):
            raise ValueError(f"{len(self.configs)} configurations need as many names, or none")
        for name in self.names:
            if not name.isprintable():
                raise ValueError(f"a name must be one line of text, not {name!r}")
        first: dict[Config, int] = {}
        for at, config in enumerate(self.configs, start=1):
            before = first.setdefault(replace(config, seed=0), at)
            if before != at:
                names = [self.names[place - 1] for place in (before, at) if self.names]
                told = f" ({' and '.join(names)})" if names else ""
                raise ValueError(f"configurations {before} and {at}{told} are the same")
        is_range = isinstance(self.seeds, range)
        for seed in (self.seeds[0], self.seeds[-1]) if is_range else self.seeds:
            if not 0 <= seed < MOST:
                raise ValueError(f"seeds must be 0 or more and below 2^53, not {seed}")
        if not is_range:
            _refuse_twice("seeds", self.seeds)

    @classmethod
    def product(
        cls,
        seeds: Sequence[int],
        base: Config = USUAL,
        variants: Mapping[str, Mapping[str, object]] | None = None,
        **axes: Sequence[object],
    ) -> Grid:
        """Every value of each setting with every value of the others, for every variant.

        Args:
            seeds: of the grid.
            base: gives what nothing else gives.
            variants: by name, the settings in which each differs from the base.
            **axes: values, by the name of a setting; the last setting varies fastest.

        Raises:
            ValueError: there is no such setting, a value is none that `Config` takes, or a setting
                is both in a variant and an axis.

        Example:
            >>> grid = Grid.product(range(200), beta=[0.0, 0.04, 0.3], group_size=[4, 16])
            >>> len(grid), [config.group_size for config in grid.configs[:3]]
            (1200, [4, 16, 4])
        """
        for name, values in axes.items():
            if isinstance(values, str) or not isinstance(values, Sequence):
                raise ValueError(f"axis {name} must be a list of values, not {values!r}")
            if not values:
                raise ValueError(f"axis {name} is empty: give it a value, or leave it out")
        lists = [[_typed(name, value) for value in values] for name, values in axes.items()]
        for name, typed in zip(axes, lists, strict=True):
            _refuse_twice(f"axis {name}", typed)
        configs, names = [], []
        for title, changes in (variants or {"": {}}).items():
            if both := [name for name in changes if name in axes]:
                raise ValueError(f"{both[0]} is an axis and also set by the variant {title!r}")
            own = {name: _typed(name, value) for name, value in changes.items()}
            for values in product(*lists):
                chosen = dict(zip(axes, values, strict=True))
                configs.append(_config(base, own | chosen, title, chosen))
                names.append(title)
        return cls(tuple(configs), seeds, tuple(names) if variants else ())

    def __len__(self) -> int:
        return len(self.configs) * len(self.seeds)

    def cell(self, place: int) -> Cell:
        """The run at a place.

        Raises:
            IndexError: the grid is smaller than that, or the place is negative.

        Example:
            >>> Grid((Config(),), (7, 8), ("usual",)).cell(1).config.seed
            8
        """
        if place < 0:
            raise IndexError(f"a place in a grid is zero or more, not {place}")
        turn, which = divmod(place, len(self.configs))
        config = replace(self.configs[which], seed=self.seeds[turn])
        return Cell(place, self.names[which] if self.names else "", config)


def read_grid(text: str) -> Grid:
    """The grid that a TOML file describes; `docs/sweeps.md` has the format with an example.

    Args:
        text: the file's content.

    Raises:
        ValueError: what is off, with the key and what may stand there.

    Example:
        >>> grid = read_grid('''
        ... seeds = 200
        ... [axes]
        ... beta = [0.0, 0.04, 0.3]
        ... ''')
        >>> len(grid)
        600
    """
    found = tomllib.loads(text)
    for part in found:
        if part not in PARTS:
            where = "[base] or [axes]" if part in SETTINGS else f"one of {', '.join(PARTS)}"
            raise ValueError(f"{part!r} has no place at the top: it must be {where}")
    if "seeds" not in found:
        inside = [name for name in ("base", "axes") if "seeds" in _table(found, name)]
        hint = f"; it stands in [{inside[0]}], but must stand above all tables" if inside else ""
        raise ValueError(f"there is no line that says how many seeds, such as seeds = 200{hint}")
    seeds, base, axes = _seeds(found["seeds"]), _table(found, "base"), _table(found, "axes")
    if both := [name for name in axes if name in base]:
        raise ValueError(f"{both[0]} is in [base] and in [axes]: keep one of them")
    variants = {}
    listed = found.get("variants", [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise ValueError("variants must be written as [[variants]], once for each")
    for entry in listed:
        name = entry.pop("name", None)
        if not isinstance(name, str) or not name:
            raise ValueError('each of [[variants]] needs a name, such as name = "no anchor"')
        if name in variants:
            raise ValueError(f"two of [[variants]] have the name {name!r}")
        variants[name] = entry
    typed = {name: _typed(name, value) for name, value in base.items()}
    for name in axes:
        _known(name)
    return Grid.product(seeds, _config(USUAL, typed, "", typed), variants, **axes)


def _table(found: dict[str, Any], name: str) -> dict[str, Any]:
    table = found.get(name, {})
    if not isinstance(table, dict):
        raise ValueError(f"{name} must be a table, [{name}], and not {table!r}")
    return table


def _seeds(found: object) -> Sequence[int]:
    """From a number of seeds, their range, or all of them."""
    if _is_whole(found) and found > 0:
        return range(found)
    if isinstance(found, dict) and found.keys() <= {"first", "count"} and "count" in found:
        first, count = found.get("first", 0), found["count"]
        if _is_whole(first) and _is_whole(count) and count > 0:
            return range(first, first + count)
    if isinstance(found, list) and found and all(map(_is_whole, found)):
        return tuple(found)
    raise ValueError(
        "seeds must be how many (200), a range ({ first = 1000, count = 200 }) or a list "
        f"([3, 5, 8]), with at least one seed; not {found!r}"
    )


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _known(name: str) -> None:
    if name == "seed":
        raise ValueError("seed is no setting of a configuration here: seeds says which are run")
    if name not in SETTINGS:
        near = get_close_matches(name, SETTINGS, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise ValueError(f"there is no setting {name!r}{hint}; there are {', '.join(SETTINGS)}")


def _typed(name: str, value: Any) -> object:
    """A value as `Config` has it, with whole numbers for floats, and lists for tuples."""
    _known(name)
    usual = getattr(USUAL, name)
    if isinstance(usual, tuple):
        if isinstance(value, list | tuple):
            made = tuple(_like(usual[0], each) for each in value)
            if None not in made:
                return made
        kind = "texts" if isinstance(usual[0], str) else "numbers"
        raise ValueError(f"{name} must be a list of {kind}, one a strategy, not {value!r}")
    fit = _like(usual, value)
    if fit is None:
        what = {bool: "true or false", int: "a whole number", float: "a number"}
        raise ValueError(f"{name} must be {what.get(type(usual), 'a text')}, not {value!r}")
    return fit


def _like(usual: object, value: object) -> object:
    """The value as the type of another one, or None if it is of a kind that cannot be."""
    if isinstance(usual, float) and isinstance(value, int) and abs(value) < MOST:
        value = value if isinstance(value, bool) else float(value)
    return value if type(value) is type(usual) else None


def _config(
    base: Config, changes: Mapping[str, Any], title: str, named: Mapping[str, Any]
) -> Config:
    """The base with changes; if it cannot be, an error that names some of them."""
    try:
        return replace(base, **changes)
    except ValueError as error:
        parts = [f"{name} = {value!r}" for name, value in named.items()]
        told = ", ".join(([f"variant {title!r}"] if title else []) + parts)
        raise ValueError(f"with {told}: {error}" if told else str(error)) from None


def _refuse_twice(what: str, values: Sequence[object]) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{what} has {value!r} twice")
        seen.add(value)
