"""The measures as rows: what each is called, what it counts, and both sides on one scale."""

from __future__ import annotations

from typing import NamedTuple

from widgets.kit.words import decimal, percent
from widgets.readability.controls import LANGUAGES, MEASURES
from widgets.readability.measures import LEAST_SUMMARY
from widgets.readability.model import Side, View

__all__ = ["Row", "rows_of"]


class Row(NamedTuple):
    """A measure of both texts.

    Attributes:
        key: as the control has it.
        name: what it is called.
        what: what it counts, in one line.
        written: both values as they are written.
        shares: both values as shares of the row's scale.
        opens: whether each opens.
    """

    key: str
    name: str
    what: str
    written: tuple[str, str]
    shares: tuple[float, float]
    opens: tuple[bool, bool]


def rows_of(view: View) -> tuple[Row, ...]:
    """The measures, the most telling first.

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
        _share(view, "language", f"{language} share; lights the rest", "thought"),
        _count(view, "switches", "in the thinking"),
        _mean(view),
        _share(view, "repetition", "runs of 4 words that came before", "runs"),
        _summary(view),
        _count(view, "markup", "headings, list items, bold"),
        _count(view, "words", "numbers and formulas are none"),
        _count(view, "we", "how often"),
        _count(view, "i", "how often"),
        _count(view, "reflective", "ten, such as wait and check"),
    )


def _pair(view: View, field: str) -> tuple[int, int]:
    left, right = (len(getattr(side.found, field) or ()) for side in view.sides)
    return left, right


def _count(view: View, key: str, what: str) -> Row:
    counts = _pair(view, key)
    written = (f"{counts[0]:,}", f"{counts[1]:,}")
    return Row(key, MEASURES[key], what, written, _scaled(counts), (False, False))


def _share(view: View, key: str, what: str, of: str) -> Row:
    """A share, on a scale from none to all; it opens where there is something to share."""
    left, right = view.sides
    values: tuple[float, float] = (getattr(left, key), getattr(right, key))
    return Row(
        key,
        MEASURES[key],
        what,
        (percent(values[0]), percent(values[1])),
        values,
        (bool(getattr(left.found, of)), bool(getattr(right.found, of))),
    )


def _mean(view: View) -> Row:
    left, right = view.sides
    return Row(
        "sentences",
        MEASURES["sentences"],
        "on average; lights the longest",
        (decimal(left.sentence, 1), decimal(right.sentence, 1)),
        _scaled((left.sentence, right.sentence)),
        (bool(left.found.sentences), bool(right.found.sentences)),
    )


def _summary(view: View) -> Row:
    """Words after the thinking; a dash where no tag says where it ends."""
    left, right = view.sides
    return Row(
        "summary",
        MEASURES["summary"],
        f"a summary from {LEAST_SUMMARY} words on",
        (_after(left), _after(right)),
        _scaled(_pair(view, "after")),
        (False, False),
    )


def _after(side: Side) -> str:
    return "no tag" if side.found.after is None else f"{len(side.found.after):,}"


def _scaled(values: tuple[float, float]) -> tuple[float, float]:
    """Both values as shares of the larger."""
    most = max(*values, 1.0)
    return values[0] / most, values[1] / most
