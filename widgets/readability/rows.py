"""The measures as rows: what each is called, what it counts, and both sides on one scale."""

from __future__ import annotations

from typing import Final, NamedTuple

from widgets.kit.words import percent
from widgets.readability.controls import LANGUAGES, MEASURES
from widgets.readability.measures import LEAST_SUMMARY
from widgets.readability.model import Side, View
from widgets.readability.words import length_written

__all__ = ["FLOOR", "NONE", "Row", "rows_of"]

FLOOR: Final = 20
"""Least end of a bar's scale for counts, so that one against one does not look like much."""

NONE: Final = "–"
"""Where there is nothing to measure."""


class Row(NamedTuple):
    """A measure of both texts.

    Attributes:
        key: as the control has it.
        name: what it is called.
        what: what it counts, in one line.
        written: both values as they are written.
        shares: both values as shares of the row's scale; None for a row without bars.
        opens: whether each opens.
    """

    key: str
    name: str
    what: str
    written: tuple[str, str]
    shares: tuple[float, float] | None
    opens: tuple[bool, bool]


def rows_of(view: View) -> tuple[Row, ...]:
    """The measures, the most telling first; those have bars.

    Args:
        view: what is drawn.

    Example:
        >>> from widgets.readability.model import compute
        >>> from widgets.readability.controls import Controls
        >>> rows_of(compute(Controls()))[1][:4]
        ('switches', 'Changes of language', 'in the thinking', ('17', '0'))
    """
    language = LANGUAGES[view.target]
    return (
        _share(view, "language", f"share of {language} words; highlights the others", "thought"),
        _changes(view),
        _mean(view),
        _share(view, "repetition", "share of runs of 4 words that came before", "runs"),
        _summary(view),
        _count(view, "markup", "headings, list items, bold"),
        _count(view, "words", "not counted: numbers, formulas, single letters"),
        _count(view, "we", "how often"),
        _count(view, "i", "how often"),
        _count(view, "reflective", "ten, such as wait and check"),
    )


def _pair(view: View, field: str) -> tuple[int, int]:
    left, right = (len(getattr(side.found, field) or ()) for side in view.sides)
    return left, right


def _count(view: View, key: str, what: str) -> Row:
    left, right = _pair(view, key)
    return Row(key, MEASURES[key], what, (f"{left:,}", f"{right:,}"), None, (False, False))


def _changes(view: View) -> Row:
    row = _count(view, "switches", "in the thinking")
    return row._replace(shares=_scaled(_pair(view, "switches")))


def _share(view: View, key: str, what: str, of: str) -> Row:
    """A share, on a scale from none to all; it opens where there is something to share."""
    left, right = view.sides
    values: tuple[float, float] = (getattr(left, key), getattr(right, key))
    there = (bool(getattr(left.found, of)), bool(getattr(right.found, of)))
    shares = (values[0] if there[0] else 0.0, values[1] if there[1] else 0.0)
    written = (
        percent(values[0]) if there[0] else NONE,
        percent(values[1]) if there[1] else NONE,
    )
    return Row(key, MEASURES[key], what, written, shares, there)


def _mean(view: View) -> Row:
    left, right = view.sides
    there = (bool(left.found.sentences), bool(right.found.sentences))
    return Row(
        "sentences",
        MEASURES["sentences"],
        "on average; highlights the longest",
        (
            length_written(left.sentence) if there[0] else NONE,
            length_written(right.sentence) if there[1] else NONE,
        ),
        _scaled((left.sentence, right.sentence)),
        there,
    )


def _summary(view: View) -> Row:
    """Words after the thinking; said so where no tag says where it ends."""
    left, right = view.sides
    return Row(
        "summary",
        MEASURES["summary"],
        f"{LEAST_SUMMARY} or more count as a summary",
        (_after(left), _after(right)),
        _scaled(_pair(view, "after")),
        (False, False),
    )


def _after(side: Side) -> str:
    return "no tag" if side.found.after is None else f"{len(side.found.after):,}"


def _scaled(values: tuple[float, float]) -> tuple[float, float]:
    """Both values as shares of the larger, or of `FLOOR` if neither reaches it."""
    most = max(*values, float(FLOOR))
    return values[0] / most, values[1] / most
