"""The graph: twelve boxes with what passed through them, twelve arrows."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.full_system.inside import INNER, content
from widgets.full_system.layout import ARROWS_AT, BOX, FRAME, PLACES, ROW, TOP, Place
from widgets.full_system.model import View
from widgets.full_system.parts import ARROWS, GIVEN, NAMES, PARTS
from widgets.full_system.published import MINIBATCHES
from widgets.full_system.words import short
from widgets.kit import plot
from widgets.kit.markup import Markup, tag
from widgets.kit.plot import panel

__all__ = ["graph"]

SLUG: Final = "full-system"
ROUND, SQUARE = "13", "3"
"""How round the corners are of a part that is given, and of one that is computed."""
PLATE: Final = "M-8 -8H8V8H-8Z"
SIGNS: Final = {
    "changed": "M-4.5 -2H4.5M-4.5 2H4.5M2.5 -5.5L-2.5 5.5",
    "same": "M-4.5 -2H4.5M-4.5 2H4.5",
}
"""Drawn signs: not equal to what it was, and equal."""
KEY: Final = 22
"""From one line of the legend to the next, in CSS pixels."""


def graph(view: View) -> Markup:
    """The panel with the graph; each box is a button that chooses its part."""
    near = {arrow.giver for arrow in ARROWS if arrow.taker == view.part}
    near |= {arrow.taker for arrow in ARROWS if arrow.giver == view.part}
    entry = view.part or PARTS[0]
    boxes = [
        _box(
            part,
            short(part, view.values) if view.has(part) else "",
            content(part, view) if view.has(part) else Markup(),
            _mark(part, view),
            chosen=part == view.part,
            near=part in near,
            here=view.reached < len(PARTS) and PARTS.index(part) == view.reached - 1,
            entry=part == entry,
        )
        for part in PARTS
    ]
    return panel(
        f"One step of GRPO: mini-batch {view.minibatch} of {MINIBATCHES}",
        FRAME.svg(
            "Twelve parts and what each needs",
            *(
                _arrow(a.giver, a.taker, view.part in (a.giver, a.taker), view.has(a.taker))
                for a in ARROWS
            ),
            _again(),
            *_legend(view.was is not None),
            plot.toolbar("The twelve parts", *boxes),
            role="group",
        ),
        size="full fs-graph",
        note="Arrows: direct needs only; what a longer way implies is left out. Blue: the shares"
        " of texts A to F (hollow: before). Green, orange: the rollouts’ advantages.",
    )


@lru_cache(maxsize=32)
def _arrow(giver: str, taker: str, lit: bool, done: bool) -> Markup:
    """A line down from one box to another; broken while the batch has not come to the other."""
    x, above, below = ARROWS_AT[giver, taker], PLACES[giver].top + BOX, PLACES[taker].top
    return tag(
        "g",
        FRAME.segment((x, -above), (x, 7 - below), "neutral"),
        FRAME.sign(x, -below, "M-4.5 -8L4.5 -8L0 0Z", "head"),
        class_=f"fs-arrow{' fs-lit' if lit else ''}{'' if done else ' fs-ahead'}",
    )


@lru_cache(maxsize=1)
def _again() -> Markup:
    """What becomes of the last part: words, since a step has no arrow back."""
    place = PLACES["update"]
    return FRAME.label(
        (place.left + place.right) / 2,
        -(place.top + BOX),
        "next step: this is the policy",
        style="middle tick",
        dy=18,
    )


def _mark(part: str, view: View) -> str:
    """Whether the part's value is another one now; empty if nothing is changed."""
    if view.was is None or not view.has(part):
        return ""
    return "changed" if part in view.changed else "same"


@lru_cache(maxsize=96)
def _box(
    part: str,
    said: str,
    inner: Markup,
    mark: str,
    *,
    chosen: bool,
    near: bool,
    here: bool,
    entry: bool,
) -> Markup:
    """A part: its name, and below it what passed."""
    place, given = PLACES[part], part in GIVEN
    looks = {
        "fs-given": given,
        "fs-near": near,
        "fs-chosen": chosen,
        "fs-pale": not said,
        "fs-here": here,
    }
    told = said or "not reached yet"
    return tag(
        "g",
        tag(
            "rect",
            x=FRAME.left(place.left),
            y=place.top,
            width=FRAME.left(place.right - place.left),
            height=BOX,
            rx=ROUND if given else SQUARE,
        ),
        FRAME.label(place.left + INNER, -place.top, NAMES[part], style="fs-name", dy=19),
        # What is seen must be read alike, word for word.
        " ",
        inner,
        _badge(place.right, place.top, mark, -13) if mark else None,
        _batch(place) if here else None,
        class_=" ".join(["fs-box", *(look for look, holds in looks.items() if holds)]),
        id=f"{SLUG}-part-{part}",
        role="button",
        tabindex="0" if entry else "-1",
        aria_pressed="true" if chosen else "false",
        aria_label=f"{NAMES[part]} {told}{f', {mark}' if mark else ''}",
        data_set=f"part:{part}",
    )


def _badge(x: float, down: float, mark: str, dx: int) -> Markup:
    """A plate with a sign: whether a value is another one than before."""
    return tag(
        "g",
        FRAME.sign(x, -down, PLATE, "fs-plate"),
        FRAME.sign(x, -down, SIGNS[mark], "fs-sign"),
        class_=f"fs-badge-{mark}",
        transform=f"translate({dx} 0)",
    )


def _batch(place: Place) -> Markup:
    """Where the batch is: a filled upright mark inside the box, at its left side."""
    return tag(
        "rect",
        x=FRAME.left(place.left),
        y=place.top + 8,
        width="4",
        height=BOX - 16,
        rx="2",
        transform="translate(2 0)",
        class_="fs-batch",
    )


@lru_cache(maxsize=2)
def _legend(compared: bool) -> tuple[Markup, ...]:
    """What the looks mean, where no box stands."""
    x, first = 7.9, TOP + 2 * ROW + 12
    marks = [
        tag(
            "rect",
            x=FRAME.left(x),
            y=first + KEY * line - 7,
            width="20",
            height="14",
            rx=corner,
            class_=f"fs-key {look}",
        )
        for line, (corner, look) in enumerate((("6", "fs-key-given"), ("2", "")))
    ]
    words = ["given", "computed"]
    if compared:
        marks += [_badge(x, first + KEY * 2, "changed", 10), _badge(x, first + KEY * 3, "same", 10)]
        words += ["changed", "as it was"]
    labels = [
        FRAME.label(x, -(first + KEY * line), word, style="tick", dx=27)
        for line, word in enumerate(words)
    ]
    return (*marks, *labels)
