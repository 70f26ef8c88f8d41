"""What the drawings of the aha moment share: the steps, the playhead, what is still to come."""

from __future__ import annotations

from typing import Final

from widgets.aha_moment.model import View
from widgets.aha_moment.training import STEPS
from widgets.kit.markup import Markup
from widgets.kit.plot import Frame
from widgets.kit.scales import Linear
from widgets.kit.words import count

__all__ = ["SLUG", "TICKS", "TIME", "future", "playhead", "when"]

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


def future(frame: Frame, view: View, start: float | None = None) -> Markup:
    """What has not happened yet, pale; hidden while a prediction waits for it."""
    style = "veil secret" if view.secret else "veil"
    left = view.step if start is None else start
    return frame.bar((left, STEPS), (frame.y.low, frame.y.high), "neutral", style)


def playhead(frame: Frame, view: View) -> Markup:
    """Where the picture is in the run."""
    return frame.rule(x=view.step, role="neutral", style="playhead")
