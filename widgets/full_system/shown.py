"""Which numbers stand in the picture: those of the part that is chosen, once it is reached."""

from __future__ import annotations

from collections.abc import Callable

from widgets.full_system.model import View
from widgets.kit.working import Working

__all__ = ["Maker", "of_part"]

Maker = Callable[[View, int], Working | None]
Made = Callable[[View, int], Working]


def of_part(part: str, *, any_text: bool = False) -> Callable[[Made], Maker]:
    """Makes a working of a part's number: there is none while the picture does not show it.

    Args:
        part: the part that must be chosen.
        any_text: whether texts have the number that were not sampled.
    """

    def wrapped(make: Made) -> Maker:
        def working(view: View, place: int) -> Working | None:
            shown = view.part == part and view.has(part)
            if not shown or (place and not any_text and place - 1 not in view.sampled):
                return None
            return make(view, place)

        return working

    return wrapped
