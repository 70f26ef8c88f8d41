"""What a benchmark found, as one thing that prints as a plain table and goes into a JSON file."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap
from textwrap import fill
from typing import TypeAlias

__all__ = ["Cell", "Table", "number"]

Cell: TypeAlias = str | int | float | None

NARROWEST = 80
"""Characters that a line of notes may have even below a narrow table."""


@dataclass(frozen=True)
class Table:
    """Rows under headings.

    Attributes:
        title: What was measured, and in what unit.
        headings: One a column.
        rows: As many cells each as there are headings; None where there is nothing to say.
        notes: What one must know to read it, a line each.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()

    def text(self) -> str:
        """The table as lines, words to the left of their column and numbers to the right."""
        lines = [self.headings, *([number(cell) for cell in row] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        words = [
            all(isinstance(cell, str | None) for cell in column)
            for column in zip(*self.rows, strict=True)
        ] or [True] * len(widths)
        printed = []
        for line in lines:
            cells = zip(line, widths, words, strict=True)
            aligned = starmap(_aligned, cells)
            printed.append("  ".join(aligned).rstrip())
        rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
        notes = [
            fill(note, max(len(rule), NARROWEST), subsequent_indent="  ") for note in self.notes
        ]
        return "\n".join([self.title, rule, printed[0], rule, *printed[1:], rule, *notes])

    def record(self) -> dict[str, object]:
        """The table for a JSON file: a row is an object with the headings as its keys."""
        return {
            "title": self.title,
            "rows": [dict(zip(self.headings, map(_short, row), strict=True)) for row in self.rows],
            "notes": list(self.notes),
        }


def number(cell: Cell) -> str:
    """A cell as text: three digits of a number, or all those before its point.

    >>> [number(cell) for cell in (0.01234, 1.2345, 12.345, 1234.5, 7, "beta", None)]
    ['0.012', '1.23', '12.3', '1234', '7', 'beta', '']
    """
    if cell is None:
        return ""
    if not isinstance(cell, float):
        return str(cell)
    size = abs(cell)
    return f"{cell:.{0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3}f}"


def _aligned(text: str, width: int, is_word: bool) -> str:
    return text.ljust(width) if is_word else text.rjust(width)


def _short(cell: Cell) -> Cell:
    return float(f"{cell:.4g}") if isinstance(cell, float) else cell
