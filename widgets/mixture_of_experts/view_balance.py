"""The loads of a layer: each expert’s in the batch shown, and the busiest one’s batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from widgets.kit.markup import Markup, join
from widgets.kit.plot import Frame, panel
from widgets.kit.scales import Linear
from widgets.kit.words import count, decimal, plain
from widgets.kit.working import opens
from widgets.mixture_of_experts.balance import BATCHES, ratio_of
from widgets.mixture_of_experts.model import View
from widgets.mixture_of_experts.view_bill import SLUG

__all__ = ["balance"]

TIME: Final = Linear(0, BATCHES)
HEIGHT: Final = 170
"""Of each drawing, in CSS pixels."""


def balance(view: View) -> Markup:
    """Two drawings of the loads, or a word that there are none yet."""
    if not view.load:
        return join(
            (_soon("Tokens per expert", "moe-loads"), _soon("The busiest expert", "moe-busiest"))
        )
    return join((_loads(view), _busiest(view)))


def _soon(title: str, size: str) -> Markup:
    """A drawing’s place while its first batch is being routed."""
    frame = Frame(TIME, Linear(0, 1), height=HEIGHT)
    words = frame.label("50%", "50%", "the first batch is being routed", style="tick middle")
    zero = frame.rule(y=0, style="zero")
    return panel(title, frame.svg(title, zero, words), size=f"half {size}", note="soon")


def _loads(view: View) -> Markup:
    """The experts by load, the busiest first, with the first batch for comparison."""
    now = sorted(view.load, reverse=True)
    first = sorted(view.loads[0], reverse=True)
    mean = sum(now) / len(now)
    highest = max(now[0], first[0])
    frame = Frame(Linear(0, len(now)), Linear.around(highest, about=3), height=HEIGHT)
    places, heights = _stairs(now)
    moved = view.plan.gamma > 0.0 and view.batch > 0
    idle = now.count(0)
    # Both stairs fall, so to the right of here they are below the name.
    right = sum(max(pair) >= highest / 2 for pair in zip(now, first, strict=True))
    name = frame.label(right, 0.6 * highest, "thin: batch 0", style="name start", dx=8)
    return panel(
        f"Tokens per expert in batch {view.batch}",
        frame.svg(
            "Tokens per expert, the busiest first",
            frame.y_axis(about=3),
            frame.area(places, [0.0] * len(places), heights, "toy", "moe-load"),
            *([frame.line(*_stairs(first), "pinned", "thin"), name] if moved else []),
            frame.rule(y=mean, role="neutral", style="dashed"),
            frame.label("100%", mean, f"mean {plain(mean)}", style="name start", dx=8),
            frame.x_axis("experts, the busiest first", ticks=(0, len(now))),
        ),
        size="half moe-loads",
        note=f"{count(idle, 'expert gets', 'experts get')} none"
        if idle
        else "every expert gets some",
    )


def _stairs(load: Sequence[int]) -> tuple[tuple[int, ...], list[float]]:
    """Loads in order, each one unit wide, as the corners of a line: a run of equal ones has two."""
    places: list[int] = []
    heights: list[float] = []
    for value, run in groupby(load):
        start = places[-1] if places else 0
        places += [start, start + len(list(run))]
        heights += [value, value]
    return tuple(places), heights


def _busiest(view: View) -> Markup:
    """Busiest over mean load, batch by batch."""
    if view.plan.gamma:
        ratios = [ratio_of(load) for load in view.loads]
    else:
        ratios = [ratio_of(view.loads[0])] * (BATCHES + 1)
    if view.secret:
        # Not even the scale may tell what is to come.
        ratios = ratios[: view.batch + 1]
    frame = Frame(TIME, Linear.around(max(ratios), about=3), height=HEIGHT)
    now = ratios[view.batch]
    return panel(
        "The busiest expert",
        frame.svg(
            "Load of the busiest expert over the mean, batch by batch",
            frame.y_axis(about=3, written=lambda n: f"{plain(n)}×"),
            frame.rule(y=1, role="neutral", style="dashed"),
            frame.label("100%", 1, "mean", style="name start", dx=8),
            frame.line(range(len(ratios)), ratios, "toy"),
            frame.future(view.batch, secret=view.secret),
            frame.rule(x=view.batch, role="neutral", style="playhead"),
            frame.dot(view.batch, now, "toy"),
            frame.x_axis("batch", ticks=range(0, BATCHES + 1, 10)),
            frame.drag("step"),
        ),
        size="half moe-busiest",
        note=join(
            (
                f"batch {view.batch}: ",
                opens(SLUG, "ratio", decimal(now), "Busiest over mean load"),
                " times the mean load",
            )
        ),
    )
