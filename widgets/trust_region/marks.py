"""Where the words of a picture go: beside their marks, and never on one another.

Marks stand at shares of the drawing, words are offset from them in CSS pixels, and the drawing has
no width of its own. So places are sought on three widths at once: words must be apart on all, and
clear of the marks on the narrowest, where marks are closest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from widgets.kit.roles import Role
from widgets.kit.simplex import HEIGHT
from widgets.trust_region.levels import Shares

__all__ = ["ON", "Label", "Wish", "arrange", "box_of"]

WIDTHS: Final = (250.0, 380.0, 576.0)
"""Widths of the triangle in CSS pixels: on the narrowest screen, on a phone, and where there is
room for all of it."""

LETTER: Final = 6.6
"""Width of a letter in CSS pixels, on average, and a little more."""

LINE: Final = 15.0
"""Height of a line of words in CSS pixels."""

PLACES: Final = (
    ("start", 12.0, 4.0),
    ("end", -12.0, 4.0),
    ("middle", 0.0, -13.0),
    ("middle", 0.0, 22.0),
    ("start", 9.0, -9.0),
    ("end", -9.0, -9.0),
    ("start", 9.0, 18.0),
    ("end", -9.0, 18.0),
    ("start", 9.0, -26.0),
    ("end", -9.0, -26.0),
    ("start", 9.0, 35.0),
    ("end", -9.0, 35.0),
)
"""Where words may stand: which side of them is at the mark, and how far right and down."""

ON: Final = (("middle", 0.0, 4.0),)
"""The one place of words that stand on their mark: on a line, which they interrupt."""

Box = tuple[float, float, float, float]


class Wish(NamedTuple):
    """Words that want a place.

    Attributes:
        text: the words.
        points: marks that they may stand beside; the first at which there is room is taken.
        role: whose colour they have; None for plain ink.
        needed: whether they may stand on a mark where nothing else is free.
        places: where they may stand, as in `PLACES`.
    """

    text: str
    points: tuple[Shares, ...]
    role: Role | None
    needed: bool = True
    places: Sequence[tuple[str, float, float]] = PLACES


class Label(NamedTuple):
    """Words with their place.

    Attributes:
        text: the words.
        at: the mark they belong to.
        role: whose colour they have; None for plain ink.
        side: `start`, `middle` or `end`: which part of the words stands at the place.
        dx: CSS pixels to the right of the mark.
        dy: CSS pixels below it.
    """

    text: str
    at: Shares
    role: Role | None
    side: str
    dx: float
    dy: float


def arrange(wishes: Iterable[Wish], marks: Iterable[tuple[Shares, float]]) -> list[Label]:
    """Finds each label the first place beside its mark that is free.

    Args:
        wishes: the words, the most important first.
        marks: what no word may cover: a point and how far around it, in CSS pixels.

    Returns:
        One label for each wish that has found a place.

    Example:
        >>> middle = (1 / 3, 1 / 3, 1 / 3)
        >>> found = arrange([Wish("a", (middle,), None), Wish("b", (middle,), None)], [(middle, 8)])
        >>> [(label.text, label.side) for label in found]
        [('a', 'start'), ('b', 'end')]
    """
    covered: list[Box] = []
    for shares, reach in marks:
        x, y = _pixels(shares, WIDTHS[0])
        covered.append((x - reach, y - reach, x + reach, y + reach))
    labels: list[Label] = []
    written: list[list[Box]] = [[] for _ in WIDTHS]
    for wish in wishes:
        # Better on a mark than not at all, but never on other words.
        label = _first_free(wish, covered, written)
        if label is None and wish.needed:
            label = _first_free(wish, [], written)
        if label:
            labels.append(label)
            for boxes, width in zip(written, WIDTHS, strict=True):
                boxes.append(box_of(label, width))
    return labels


def box_of(label: Label, width: float) -> Box:
    """The room that a label takes on a drawing so many CSS pixels wide: left, top, right, bottom.

    Example:
        >>> box_of(Label("four", (0.0, 1.0, 0.0), None, "end", -10.0, 4.0), 400.0)[::2]
        (363.6, 390.0)
    """
    x, y = _pixels(label.at, width)
    length = LETTER * len(label.text)
    left, top = x + label.dx - length * _BEFORE[label.side], y + label.dy - 12.0
    return (left, top, left + length, top + LINE)


def _first_free(wish: Wish, covered: list[Box], written: list[list[Box]]) -> Label | None:
    narrow = WIDTHS[0]
    for point in wish.points:
        for place in wish.places:
            label = Label(wish.text, point, wish.role, *place)
            box = box_of(label, narrow)
            # The words of the corners stand above and below the drawing.
            if box[0] < 0.0 or box[1] < 0.0 or box[2] > narrow or box[3] > narrow * HEIGHT:
                continue
            if _free(box, covered) and all(
                _free(box_of(label, width), boxes)
                for width, boxes in zip(WIDTHS, written, strict=True)
            ):
                return label
    return None


def _free(box: Box, others: list[Box]) -> bool:
    left, top, right, bottom = box
    return not any(a < right and left < c and b < bottom and top < d for a, b, c, d in others)


_BEFORE: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}


def _pixels(shares: Shares, width: float) -> tuple[float, float]:
    """Where three shares stand on a drawing so wide: from the left, and from the top."""
    return width * (shares[1] + shares[2] / 2), width * HEIGHT * (1.0 - shares[2])
