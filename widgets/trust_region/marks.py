"""Where the words of a picture go: beside their marks, and never on one another.

Marks stand at shares of the drawing, words are offset from them in CSS pixels, and the drawing has
no width of its own. So places are sought on three widths at once: words must be apart on all, and
clear of the marks on the narrowest, where marks are closest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from widgets.kit.roles import Role
from widgets.kit.simplex import HEIGHT
from widgets.trust_region.levels import Shares

__all__ = ["Label", "Wish", "arrange", "box_of", "on"]

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

Box = tuple[float, float, float, float]


class Wish(NamedTuple):
    """Words that want a place.

    Attributes:
        text: the words.
        point: the mark that they stand beside.
        role: whose colour they have; None for plain ink.
        needed: whether they may stand on a mark where nothing else is free.
        short: fewer words, for where there is no room for all.
    """

    text: str
    point: Shares
    role: Role | None
    needed: bool = True
    short: str = ""


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


def on(text: str, point: Shares, role: Role | None) -> Label:
    """Words in the middle of a line, which they interrupt.

    Example:
        >>> on("0.2", (0.5, 0.3, 0.2), "kl")[3:]
        ('middle', 0.0, 4.0)
    """
    return Label(text, point, role, "middle", 0.0, 4.0)


def arrange(
    wishes: Sequence[Wish],
    marks: Sequence[tuple[Shares, float]],
    sets: Sequence[Sequence[Label]] = (),
    fixed: int = 0,
) -> list[Label]:
    """Finds each label the first place beside its mark that is free.

    Args:
        wishes: the words, the most important first.
        marks: what no word may cover: a point and how far around it, in CSS pixels.
        sets: labels that belong together and are apart from one another, in several ways, the
            fullest first; and last, labels of the same texts that stand by themselves. After the
            wishes that are needed, the first full way that has room is taken; if none has, what
            has room among the words, most of it from one way.
        fixed: how many of the marks, from the first, the sets heed.

    Returns:
        One label for each wish that has found a place, and those of a set.

    Example:
        >>> middle = (1 / 3, 1 / 3, 1 / 3)
        >>> found = arrange([Wish("a", middle, None), Wish("b", middle, None)], [(middle, 8)])
        >>> [(label.text, label.side) for label in found]
        [('a', 'start'), ('b', 'end')]
        >>> ways = [[on("0.2", middle, "kl")], [on("0.2", (0.2, 0.2, 0.6), "kl")], []]
        >>> arrange([], [(middle, 8)], ways, fixed=1)[0].at
        (0.2, 0.2, 0.6)
    """
    covered: list[Box] = []
    for shares, reach in marks:
        x, y = _pixels(shares, WIDTHS[0])
        covered.append((x - reach, y - reach, x + reach, y + reach))
    labels: list[Label] = []
    written: list[list[Box]] = [[] for _ in WIDTHS]

    def write(label: Label | None) -> None:
        if label:
            labels.append(label)
            for boxes, width in zip(written, WIDTHS, strict=True):
                boxes.append(box_of(label, width))

    for wish in wishes:
        if wish.needed:
            # Better on a mark than not at all, but never on other words.
            write(_first_free(wish, covered, written) or _first_free(wish, [], written))
    for label in _together(sets, covered[:fixed], written):
        write(label)
    for wish in wishes:
        if not wish.needed:
            found = _first_free(wish, covered, written)
            if found is None and wish.short:
                found = _first_free(wish._replace(text=wish.short), covered, written)
            write(found)
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
    for place in PLACES:
        label = Label(wish.text, wish.point, wish.role, *place)
        box = box_of(label, narrow)
        # The words of the corners stand above and below the drawing.
        if box[0] < 0.0 or box[1] < 0.0 or box[2] > narrow or box[3] > narrow * HEIGHT:
            continue
        if _free(box, covered) and _clear(label, written):
            return label
    return None


def _together(
    sets: Sequence[Sequence[Label]], covered: list[Box], written: list[list[Box]]
) -> list[Label]:
    """The first set that has room; otherwise most of one, and what it lacks from the others."""
    narrow = WIDTHS[0]
    *ways, _ = sets or [()]
    for labels in ways:
        if len(labels) == len(ways[0]) and all(
            _free(box_of(label, narrow), covered) and _clear(label, written) for label in labels
        ):
            return list(labels)
    cleared = ([label for label in labels if _clear(label, written)] for labels in ways)
    kept = max(cleared, key=len, default=[])
    for label in (label for labels in sets for label in labels):
        if label.text not in {other.text for other in kept} and _clear(label, written):
            boxes = [box_of(other, narrow) for other in kept]
            if _free(box_of(label, narrow), boxes):
                kept.append(label)
    return kept


def _clear(label: Label, written: list[list[Box]]) -> bool:
    """Whether a label is apart from other words, on every screen."""
    return all(
        _free(box_of(label, width), boxes) for width, boxes in zip(WIDTHS, written, strict=True)
    )


def _free(box: Box, others: list[Box]) -> bool:
    left, top, right, bottom = box
    return not any(a < right and left < c and b < bottom and top < d for a, b, c, d in others)


_BEFORE: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}


def _pixels(shares: Shares, width: float) -> tuple[float, float]:
    """Where three shares stand on a drawing so wide: from the left, and from the top."""
    return width * (shares[1] + shares[2] / 2), width * HEIGHT * (1.0 - shares[2])
