"""The part that is chosen: what it is for, what it needs, its numbers, its chapter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from widgets import CHAPTERS
from widgets.full_system.about import ABOUT
from widgets.full_system.model import View
from widgets.full_system.parts import NAMES, Arrow, needed_by, needs
from widgets.full_system.values import SIDE_BY_SIDE, numbers
from widgets.full_system.words import short
from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import pick
from widgets.kit.plot import panel

__all__ = ["chosen_part"]

SLUG: Final = "full-system"

NUMBERS: Final = {chapter.slug: number for number, chapter in enumerate(CHAPTERS, start=1)}
TITLES: Final = {chapter.slug: chapter.title for chapter in CHAPTERS}


def chosen_part(view: View) -> Markup:
    """The panel beside the graph."""
    if not view.part:
        empty = tag("p", "The batch has not set out. Press play, or press a box.", class_="empty")
        return panel("Wherever the batch is", empty, size="full fs-part")
    name, about = NAMES[view.part], ABOUT[view.part]
    return panel(
        name[0].upper() + name[1:],
        tag("p", about.role),
        _neighbours(view.part),
        _values(view),
        _known(view.part),
        size="full fs-part",
        note=f"module in the paper’s framework: {about.module}",
    )


@lru_cache(maxsize=16)
def _neighbours(part: str) -> Markup:
    """What it needs and what needs it, each a button, with the place in the paper."""
    given = "nothing of this step: it is given"
    last = "nothing in this step: it is the next step’s policy"
    return tag(
        "dl",
        tag("dt", "Needs"),
        tag(
            "dd",
            *_buttons("needs", needs(part), lambda a: a.giver),
            given if not needs(part) else None,
        ),
        tag("dt", "Needed by"),
        tag(
            "dd",
            *_buttons("gives", needed_by(part), lambda a: a.taker),
            last if not needed_by(part) else None,
        ),
        class_="fs-neighbours",
    )


def _buttons(way: str, arrows: Sequence[Arrow], end: Callable[[Arrow], str]) -> list[Markup]:
    """A button for the other end of each arrow; its id is its place, so that Enter walks on."""
    return [
        tag(
            "span",
            pick(
                NAMES[end(arrow)],
                name="",
                key=f"{SLUG}-{way}-{place}",
                sets=f"part:{end(arrow)}",
                entry=True,
            ),
            tag("small", f" {arrow.source}"),
        )
        for place, arrow in enumerate(arrows, start=1)
    ]


@lru_cache(maxsize=16)
def _known(part: str) -> Markup:
    """The paper's own value, and the chapter."""
    about = ABOUT[part]
    title = f"{NUMBERS[about.chapter]}, {TITLES[about.chapter]}"
    return join(
        (
            tag("p", tag("b", "In R1-Zero: "), about.paper) if about.paper else None,
            tag(
                "p",
                "Taken apart in ",
                tag("a", f"chapter {title}", href=f"root:#{about.chapter}"),
                ".",
            ),
        )
    )


def _values(view: View) -> Markup:
    """The part's numbers, once the batch has come to it."""
    if not view.has(view.part):
        return tag("p", "The batch has not come here yet.", class_="empty")
    found = numbers(view)
    if view.was is not None:
        if view.part not in view.changed:
            told = "As it was without the change."
        elif view.part in SIDE_BY_SIDE:
            return found
        elif (was := short(view.part, view.was)) == short(view.part, view.values):
            told = "Put as shortly as in its box it is as it was; its numbers have changed."
        else:
            told = f"Without the change it was: {was}."
        return join((found, tag("p", told, class_="fs-was")))
    return found
