"""The page of benchmarks: what was promised, what was measured of it last, and every table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.kept import Kept
from bench.promises import PROMISES, Verdict, judged
from bench.table import Cell, Table, number

__all__ = ["Bars", "Chapter", "Column", "Sheet", "chapters", "told", "verdicts"]

ABOUT: Final = {
    "boot": ("Boot", "From the navigation to the first live answer, beside other ways to start."),
    "weight": ("Weight", "What travels on a first visit, and how large the pictures are."),
    "scrub": ("Scrub", "From a control’s move to the painted picture, for every control."),
    "core": ("Core", "The fifty-step run by itself, beside others who do the same."),
    "embeds": ("Embeds", "Sixteen widgets framed by a page of another site, beside one."),
    "memory": ("Memory", "One page after ten thousand moves of its controls."),
    "build-time": ("Build", "How long the site takes to build, from nothing and again."),
    "offline": ("Offline", "What a copy kept for offline costs a visit with a network."),
    "lighthouse": ("Lighthouse", "What Lighthouse says of three pages, on its phone profile."),
}
"""The benchmarks in the order of the page, with their headings; others follow by name."""

DRAWN: Final = {
    "boot": (
        ("nothing cached", ("ms",), "ms"),
        ("emulated phone", ("ms",), "ms"),
        ("emulated link", ("ms",), "ms"),
    ),
    "weight": (("travels", ("html", "css", "js", "fonts", "python", "other"), "kB"),),
    "scrub": (("every chapter", ("form", "transfer", "python", "morph", "paint", "wait"), "ms"),),
    "core": (("one run", ("ms",), "ms"),),
    "embeds": (("milliseconds", ("ms",), "ms"),),
    "memory": (("after so many moves", ("page", "worker", "Python"), "MB"),),
    "build-time": (("seconds", ("s",), "s"),),
}
"""What is drawn as bars: words of a table's title, its columns end to end, and their unit."""

TRACK: Final = 1000.0
"""How long the longest bar is, in the units of its own drawing."""


@dataclass(frozen=True)
class Column:
    """A column as it is printed.

    Attributes:
        heading: its name.
        is_words: whether it holds words, which stand to the left.
        cells: one a row, as text.
    """

    heading: str
    is_words: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table as it is printed.

    Attributes:
        title: what was measured, without the benchmark's name.
        columns: the first names the rows.
        notes: what one must know to read it.
    """

    title: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...]

    @property
    def rows(self) -> list[tuple[tuple[str, bool], ...]]:
        """The cells row by row, each with whether it is of words."""
        columns = [[(cell, c.is_words) for cell in c.cells] for c in self.columns]
        return list(zip(*columns, strict=True))


@dataclass(frozen=True)
class Bar:
    """A row of a drawing.

    Attributes:
        label: whose it is.
        value: the sum of its parts, as text with its unit.
        parts: where each begins and how wide it is, of `TRACK`.
    """

    label: str
    value: str
    parts: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Bars:
    """Some rows of one table as bars that begin at zero.

    Attributes:
        title: of the table.
        parts: what each bar is made of, in order; one if it is not divided.
        bars: the rows.
    """

    title: str
    parts: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chapter:
    """A benchmark as the page shows it.

    Attributes:
        id: its anchor.
        title: its heading.
        point: what it measures.
        circumstances: when, in what browser, on what machine, in words.
        drawings: of some of the tables.
        first: the table that stands open.
        folded: the others.
    """

    id: str
    title: str
    point: str
    circumstances: str
    drawings: tuple[Bars, ...]
    first: Sheet
    folded: tuple[Sheet, ...]


def verdicts(results: Mapping[str, Kept]) -> list[Verdict]:
    """Every promise, and what the results say of it."""
    return [judged(promise, results) for promise in PROMISES]


def chapters(results: Mapping[str, Kept]) -> list[Chapter]:
    """Every benchmark that was run, in the page's order."""
    order = [*(name for name in ABOUT if name in results), *sorted(set(results) - set(ABOUT))]
    return [_chapter(results[name]) for name in order if results[name].tables]


def told(circumstances: Mapping[str, Cell]) -> str:
    """When, in what, on what, as a sentence.

    Example:
        >>> told({"date": "2026-11-22", "browser": "Chromium 156", "processors": 2, "load": 1.5})
        'Measured on 2026-11-22: Chromium 156, 2 processors, load 1.5 at the start.'
    """
    given = {name: str(value) for name, value in circumstances.items() if value not in (None, "")}
    words = {"processors": "{} processors", "load": "load {} at the start", "python": "CPython {}"}
    words |= {"pyodide": "Pyodide {}"}
    order = ("browser", "system", "processor", "processors", "python", "pyodide", "load")
    parts = [words.get(name, "{}").format(given[name]) for name in order if name in given]
    return f"Measured on {given['date']}: {', '.join(parts)}."


def _chapter(kept: Kept) -> Chapter:
    title, point = ABOUT.get(kept.name, (kept.name.replace("-", " ").capitalize(), ""))
    first, *folded = [_sheet(table, kept.name) for table in kept.tables]
    drawings = tuple(_drawings(kept))
    return Chapter(
        kept.name, title, point, told(kept.circumstances), drawings, first, tuple(folded)
    )


def _sheet(table: Table, name: str) -> Sheet:
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.headings)
    return Sheet(
        _titled(table, name),
        tuple(map(_column, table.headings, columns)),
        tuple(table.notes),
    )


def _titled(table: Table, name: str) -> str:
    title = re.sub(rf"^{re.escape(name)}: *", "", table.title) or name
    return title[0].upper() + title[1:]


def _column(heading: str, cells: Sequence[Cell]) -> Column:
    """A column whose numbers have as many digits behind the point as its largest one needs."""
    if any(isinstance(cell, str) for cell in cells):
        return Column(heading, is_words=True, cells=tuple(map(number, cells)))
    known = [abs(cell) for cell in cells if isinstance(cell, int | float)]
    largest = max(known, default=0.0)
    whole = all(cell == int(cell) for cell in known)
    digits = 0 if whole or largest >= 100 else 1 if largest >= 10 else 2 if largest >= 1 else 3
    shown = tuple("" if cell is None else f"{cell:,.{digits}f}" for cell in cells)
    return Column(heading, is_words=False, cells=shown)


def _drawings(kept: Kept) -> Iterator[Bars]:
    for words, parts, unit in DRAWN.get(kept.name, ()):
        for table in kept.tables:
            if words not in table.title or not set(parts) <= set(table.headings):
                continue
            places = [list(table.headings).index(part) for part in parts]
            rows = [
                (str(row[0]), [_size(row[place]) for place in places])
                for row in table.rows
                if any(row[place] is not None for place in places)
            ]
            longest = max((sum(sizes) for _, sizes in rows), default=0.0)
            if longest > 0:
                bars = tuple(_bar(label, sizes, longest, unit) for label, sizes in rows)
                yield Bars(_titled(table, kept.name), parts, bars)


def _bar(label: str, sizes: Sequence[float], longest: float, unit: str) -> Bar:
    scale = TRACK / longest
    begins = [scale * sum(sizes[:at]) for at in range(len(sizes))]
    spans = tuple(
        (round(start, 1), round(scale * size, 1)) for start, size in zip(begins, sizes, strict=True)
    )
    total = sum(sizes)
    return Bar(label, f"{total:,.{0 if total >= 100 else 1 if total >= 10 else 2}f} {unit}", spans)


def _size(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
