"""A text in pieces: what is highlighted, what is Chinese, what step it is of; long ones are cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from widgets.readability.measures import HAN, Measured, Span

__all__ = ["SHOWN", "Piece", "lit_in", "pieces_of"]

SHOWN: Final = 1500
"""Characters of a text that are shown."""

MOST_PIECES: Final = 120
"""Pieces of a text; beyond them the rest is one."""

_CHINESE: Final = re.compile(rf"[{HAN}][{HAN}\u3000-\u303f\uff00-\uffef]*")
_TAG: Final = re.compile("</?(?:think|answer)>")
_GAP: Final = re.compile(r"[ \u3000-\u303f\uff00-\uffef]*")


class Piece(NamedTuple):
    """A piece of a text.

    Attributes:
        text: its characters.
        step: the step it belongs to, from 1; 0 where steps are not told apart.
        chinese: whether it is Chinese.
        lit: whether it is among what was counted.
        tag: whether it is one of the template's tags.
    """

    text: str
    step: int
    chinese: bool
    lit: bool
    tag: bool


def lit_in(text: str, found: Measured, key: str) -> tuple[Span, ...]:
    """The places that a measure counted, neighbours joined where that hides nothing.

    Where many are joined, those beyond what is shown are left out.

    Args:
        text: the text.
        found: what was counted in it.
        key: the measure's; another key lights nothing.
    """
    match key:
        case "language":
            return _joined(text, found.foreign)
        case "switches":
            return found.switches
        case "sentences":
            return (found.longest,) if found.longest else ()
        case "repetition":
            return _joined(text, found.repeated)
        case "summary":
            return ((found.after[0][0], found.after[-1][1]),) if found.after else ()
        case "markup":
            return found.markup
        case "words":
            return _joined(text, found.words)
        case "we":
            return found.we
        case "i":
            return found.i
        case "reflective":
            return found.reflective
    return ()


def pieces_of(text: str, lit: Sequence[Span], steps: Sequence[Span] = ()) -> tuple[Piece, ...]:
    """A text in pieces, in order; what lies beyond `SHOWN` characters is left out.

    Args:
        text: any text.
        lit: what is lit, in order, without overlap.
        steps: where its steps stand, in order.

    Example:
        >>> [(piece.text, piece.lit) for piece in pieces_of("so 对 ok", [(3, 4)])]
        [('so ', False), ('对', True), (' ok', False)]
    """
    shown = text[:SHOWN]
    spans = (
        list(steps),
        [found.span() for found in _CHINESE.finditer(shown)],
        list(lit),
        [found.span() for found in _TAG.finditer(shown)],
    )
    cuts = {0, len(shown)}
    cuts.update(edge for layer in spans for span in layer for edge in span if edge < len(shown))
    edges = sorted(cuts)
    if len(edges) > MOST_PIECES + 1:
        edges = [*edges[:MOST_PIECES], len(shown)]
    places = [0, 0, 0, 0]
    pieces = []
    for start, end in pairwise(edges):
        inside = [_inside(layer, places, number, start, end) for number, layer in enumerate(spans)]
        step = places[0] + 1 if inside[0] else 0
        pieces.append(Piece(shown[start:end], step, *inside[1:]))
    return tuple(pieces)


def _inside(layer: list[Span], places: list[int], number: int, start: int, end: int) -> bool:
    """Whether a piece lies in a span of a layer; moves on past the spans that lie behind it."""
    place = places[number]
    while place < len(layer) and layer[place][1] <= start:
        place += 1
    places[number] = place
    return place < len(layer) and layer[place][0] <= start and end <= layer[place][1]


def _joined(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans that overlap, or with nothing but spaces or Chinese punctuation between, as one."""
    joined: list[Span] = []
    for start, end in spans:
        if start >= SHOWN:
            break
        if joined and (start <= joined[-1][1] or _GAP.fullmatch(text, joined[-1][1], start)):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
