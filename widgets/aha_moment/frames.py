"""What the drawings of the aha moment share: steps, playhead, what is to come, what looks mean."""

from __future__ import annotations

from typing import Final

from widgets.aha_moment.model import View
from widgets.aha_moment.training import STEPS
from widgets.kit.markup import Markup, tag
from widgets.kit.plot import Frame
from widgets.kit.scales import Linear
from widgets.kit.words import count

__all__ = ["SLUG", "TICKS", "TIME", "keys", "playhead", "when"]

SLUG: Final = "aha-moment"
TIME: Final = Linear(0, STEPS)
TICKS: Final = tuple(range(0, STEPS + 1, 20))


def when(step: int) -> str:
    """When a step is.

    Example:
        >>> when(0), when(1)
        ('before training', 'after 1 step')
    """
    return f"after {count(step, 'step')}" if step else "before training"


def keys(*looks: tuple[str, str]) -> Markup:
    """What is told apart by colour: for each, its look and its name."""
    return tag(
        "p",
        *(tag("span", tag("i", class_=f"aha-key {look}"), name) for look, name in looks),
        class_="aha-keys",
    )


def playhead(frame: Frame, view: View) -> Markup:
    """Where the picture is in the run."""
    return frame.rule(x=view.step, role="neutral", style="playhead")
