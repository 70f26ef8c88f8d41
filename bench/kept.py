"""What the benchmarks found last: the files of bench/results, and single figures of them by name.

A figure's name is `benchmark > row > column`: the words of the row's first cell, or of its first
two with a comma between them. Where tables of one benchmark share both, words of the title of the
one that is meant come second: `benchmark > title > row > column`. The row `circumstances` has the
date, the browser and the machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.table import Cell, Table, number

__all__ = ["FOLDER", "NAMED", "FigureError", "Kept", "figure", "filled", "plain", "read_results"]

FOLDER = Path(__file__).parent / "results"

NAMED = re.compile(r"\[~ ?([^\]]+)\]")
"""A figure named in a text, such as `[~boot > nothing cached > this site > x stock]`."""


class FigureError(Exception):
    """A name leads to no figure, or to several; says which and why."""


@dataclass(frozen=True)
class Kept:
    """One benchmark as it was last run.

    Attributes:
        name: of the benchmark.
        circumstances: when, on what, with what.
        tables: what it found.
    """

    name: str
    circumstances: Mapping[str, Cell]
    tables: tuple[Table, ...]


def read_results(folder: Path = FOLDER) -> dict[str, Kept]:
    """All results of a folder by benchmark; none of a benchmark that was never run."""
    found = (json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json")))
    return {each["benchmark"]: _kept(each) for each in found}


def figure(results: Mapping[str, Kept], name: str) -> Cell:
    """The one figure that a name means.

    Args:
        results: by benchmark.
        name: as told above.

    Raises:
        FigureError: There is no such figure, or there are several.

    >>> speed = Table("speed: in ms", ("who", "ms"), [("ours", 3.5), ("theirs", 7.0)])
    >>> figure({"speed": Kept("speed", {}, (speed,))}, "speed > ours > ms")
    3.5
    """
    try:
        benchmark, *words, row, column = name.strip().split(" > ")
    except ValueError:
        raise FigureError(f"{name!r} is not of the form benchmark > row > column") from None
    if benchmark not in results:
        raise FigureError(f"{name!r}: the benchmark {benchmark!r} has no results")
    if row == "circumstances" and column in results[benchmark].circumstances:
        return results[benchmark].circumstances[column]
    cells = [
        cell
        for table in results[benchmark].tables
        if column in table.headings and all(word in table.title for word in words)
        for cells in table.rows
        if row in (str(cells[0]), ", ".join(map(str, cells[:2])))
        and (cell := cells[list(table.headings).index(column)]) is not None
    ]
    if len(cells) != 1:
        raise FigureError(f"{name!r} names {len(cells) or 'no'} figures, where it must name one")
    return cells[0]


def plain(cell: Cell) -> str:
    """A figure as a text quotes it: as in a table, but whole where it is.

    >>> plain(96.0), plain(12.34), plain(1.0), plain(16), plain(0.0)
    ('96', '12.3', '1.00', '16', '0')
    """
    return "0" if cell == 0 else number(cell).removesuffix(".0")


def filled(text: str, results: Mapping[str, Kept]) -> str:
    """A text with each figure that it names in the place of the name.

    Args:
        text: with names in it.
        results: by benchmark.

    Raises:
        FigureError: A name is not that of one figure.
    """
    return NAMED.sub(lambda match: plain(figure(results, match[1])), text)


def _kept(each: Mapping[str, Any]) -> Kept:
    tables = (
        Table(
            table["title"],
            tuple(table["rows"][0]) if table["rows"] else (),
            [tuple(row.values()) for row in table["rows"]],
            tuple(table["notes"]),
        )
        for table in each["tables"]
    )
    return Kept(each["benchmark"], each["circumstances"], tuple(tables))
