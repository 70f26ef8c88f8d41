"""A completion cut into pieces, each with what the rules see in it; a long one is cut short."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from widgets.reward.grading import Accuracy, Span

__all__ = ["Bit", "bits_of"]

EDGE: Final = 220
"""Characters that are shown of a long text at its beginning, and at its end."""

AROUND: Final = 70
"""Characters that are shown on either side of where a block begins or ends."""

WHOLE: Final = 1000
"""Characters up to which a text is shown whole."""

NEAR: Final = 60
"""Characters that are shown rather than left out."""

MOST_TAGS: Final = 40
"""Tags that are marked; beyond them a text is all tags."""

_TAG: Final = re.compile("</?(?:think|answer)>")


class Bit(NamedTuple):
    """A piece of a completion.

    Attributes:
        kind: `text`, `tag`, `stated` (the answer that is read) or `gap` (not shown).
        place: the block that it is in: `think`, `answer`, or empty outside both.
        text: the piece; of a gap, how many characters it has.
    """

    kind: str
    place: str
    text: str


def bits_of(completion: str, found: Accuracy | None) -> tuple[Bit, ...]:
    """The pieces to show of a completion, in order: at most some hundred, whatever it is.

    Args:
        completion: any text.
        found: what the rules read in it; None while that is not known.

    Example:
        >>> from widgets.reward.grading import accuracy_of
        >>> text = "<think>17·23</think>391"
        >>> [tuple(bit) for bit in bits_of(text, accuracy_of(text, "391"))][1:]
        [('text', 'think', '17·23'), ('tag', '', '</think>'), ('text', '', '391')]
    """
    spans = [span for span in (found.think, found.answer, found.stated) if span] if found else []
    bits: list[Bit] = []
    shown = 0
    for start, end in _windows(len(completion), spans):
        if start > shown:
            bits.append(Bit("gap", "", f"{start - shown:,}"))
        tags = MOST_TAGS - sum(bit.kind == "tag" for bit in bits)
        bits += _cut(completion, (start, end), found, tags)
        shown = end
    return tuple(bits)


def _windows(length: int, spans: list[Span]) -> list[Span]:
    """What is shown of a text: all, or its ends and where something begins or ends."""
    if length <= WHOLE:
        return [(0, length)]
    edges = {edge for span in spans for edge in span}
    wanted = sorted(
        [(0, EDGE), (length - EDGE, length)]
        + [(max(edge - AROUND, 0), min(edge + AROUND, length)) for edge in edges]
    )
    windows = [wanted[0]]
    for start, end in wanted[1:]:
        if start - windows[-1][1] <= NEAR:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        else:
            windows.append((start, end))
    return windows


def _cut(text: str, window: Span, found: Accuracy | None, most: int) -> list[Bit]:
    """One window, cut wherever a tag or a block begins or ends."""
    start, end = window
    tags = dict(list(_tags(text, start, end))[: max(most, 0)])
    spans = {"think": found.think, "answer": found.answer, "stated": found.stated} if found else {}
    cuts = {start, end, *tags, *tags.values()}
    cuts |= {edge for span in spans.values() if span for edge in span if start <= edge <= end}
    bits: list[Bit] = []
    edges = sorted(cuts)
    stated = spans.get("stated")
    for low, high in zip(edges, edges[1:] or edges, strict=False):
        place = next(
            (name for name in ("answer", "think") if _within(low, high, spans.get(name))), ""
        )
        if stated == (low, low):
            bits.append(Bit("stated", place or "answer", ""))
        kind = "stated" if _within(low, high, stated) else "tag" if tags.get(low) else "text"
        bits.append(Bit(kind, place, text[low:high]))
    return bits


def _tags(text: str, start: int, end: int) -> list[Span]:
    return [found.span() for found in _TAG.finditer(text, start, end)]


def _within(low: int, high: int, span: Span | None) -> bool:
    return span is not None and span[0] <= low and high <= span[1] and low < high
