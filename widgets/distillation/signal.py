"""Why: which groups teach at all, what a group pushes beside a right trace, and the bill."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.distillation.chain import (
    expected_push,
    right_advantage,
    signal_share,
    trace_loss,
    trace_push,
)
from widgets.distillation.controls import MODELS
from widgets.distillation.course import HIGH
from widgets.distillation.model import View
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, panel
from widgets.kit.scales import Linear
from widgets.kit.words import decimal, limited, percent, signed
from widgets.kit.working import named, opens

__all__ = ["bill", "millions", "pushes", "signals"]

SLUG: Final = "distillation"
CHANCE: Final = Linear(0.3, 1)
SHARE: Final = Linear(0, 1)
GRID: Final = tuple(0.3 + 0.7 * i / 140 for i in range(141))
TINY: Final = 0.01
"""A push that would be hardly higher than the line it stands on."""
PUSH: Final = Linear(0, 0.7)
"""Of a right trace on one decision: at most what is missing to 1, from a start of 0.3."""


@lru_cache(maxsize=32)
def _curve(decisions: int, size: int) -> tuple[float, ...]:
    return tuple([signal_share(float(p**decisions), size) for p in GRID])


def signals(view: View) -> Markup:
    """The share of groups that teach, by how likely a decision succeeds; both models on it."""
    frame = Frame(CHANCE, SHARE, height=170)
    m, size = view.small.decisions, view.small.size
    marks, now = [], []
    for which, name in enumerate(("large", "small")):
        p, start = view.success(which), view.courses[which].successes[0]
        share, before = signal_share(p, size), signal_share(start, size)
        x, at = _chance(start, m), _chance(p, m)
        marks += [
            frame.dot(x, before, "toy", "hollow"),
            frame.dot(at, share, "toy"),
            frame.label(x, before, name, style="name end", dx=-8, dy=-6),
        ]
        said = f"Share of groups that teach, {MODELS[which]}"
        number = opens(SLUG, named("signal", which + 1), percent(share), said)
        now.append(tag("span", f"{MODELS[which]} ", number, class_="di-pair"))
    return panel(
        "Groups that teach anything",
        tag("p", "Now: ", *now, class_="di-told"),
        frame.svg(
            "Share of groups with both right and wrong tries, by the chance of a right decision",
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            frame.line(GRID, _curve(m, size), "neutral"),
            *marks,
            frame.x_axis(
                "chance that one decision succeeds", ticks=(0.4, 0.6, 0.8, 1), written=percent
            ),
        ),
        size="half di-signal",
        note=f"{m} decisions, groups of {size}; hollow: before training",
    )


def _chance(p: float, decisions: int) -> float:
    """The chance of one decision that gives the same P if all had it; at least what is drawn."""
    return max(float(p ** (1.0 / decisions)), CHANCE.low)


def pushes(view: View) -> Markup:
    """What a batch of right traces and a group of own tries push at each decision."""
    rights, size = view.rights(1), view.small.size
    p = view.success(1)
    worth = expected_push(p, size)
    push = trace_push(rights)
    none = (1.0 - p) ** size
    loss = [
        opens(
            SLUG,
            named("loss", place),
            limited(trace_loss(view.rights(place))),
            f"Loss of a right trace, {MODELS[place]}",
        )
        for place in (1, 2)
    ]
    return panel(
        "What pushes the small model now",
        _row(view, "a right trace", push),
        _row(view, "a group of its own tries, on average", [worth * g for g in push]),
        tag(
            "p",
            "The group’s push is ",
            opens(SLUG, "worth", percent(worth), "A group’s push as a share of a trace’s"),
            f" of the trace’s at every decision. In {percent(none)} of groups all {size} are wrong"
            " and all advantages 0; one right try alone would have ",
            opens(
                SLUG,
                "advantage",
                signed(right_advantage(1, size)),
                "Advantage of a right try that is the only one",
            ),
            ".",
            class_="di-told",
        ),
        tag(
            "p",
            "Loss of a right trace: ",
            tag("span", f"{MODELS[1]} ", loss[0], class_="di-pair"),
            tag("span", f"{MODELS[2]} ", loss[1], class_="di-pair"),
            class_="di-told",
        ),
        size="half di-push",
        note="one bar a decision",
    )


def _row(view: View, name: str, heights: list[float]) -> Markup:
    m = view.small.decisions
    frame = Frame(Linear(0, m), PUSH, height=56)
    spans = [(t + 0.12, t + 0.88) for t in range(m)]
    return join(
        (
            tag("p", name, class_="di-name"),
            frame.svg(
                f"Push at each of {m} decisions, {name}",
                frame.bars(spans, heights, "gain"),
                frame.rule(y=0, style="zero"),
                frame.label("0%", 0.7, "0.7", style="tick end", dx=-8),
                frame.label("0%", 0.0, "0", style="tick end", dx=-8),
                Markup("")
                if max(heights) > TINY
                else frame.label("50%", 0.3, "too little to draw", style="middle di-light"),
            ),
        )
    )


def bill(view: View) -> Markup:
    """What the taught model costs."""
    if view.secret:
        later = tag("p", "The bill is shown once the run has ended.", class_="empty")
        return panel("The taught model’s bill", later, size="half di-bill")
    paid = view.bill
    charged = "charged above" if view.whole else "not charged above"
    rows = (
        ("sampling", f"sampling {view.traces:,} right traces", paid.sampling),
        ("learning", "learning from them", paid.learning),
        ("rl", f"the large model’s own RL, {charged}", paid.teacher),
        ("total", "all together", paid.total),
    )
    return panel(
        "The taught model’s bill",
        tag(
            "p",
            "Tries of the large model for one right trace, on average: ",
            opens(SLUG, "tries", limited(paid.tries), "Tries for one right trace"),
            class_="di-told",
        ),
        tag(
            "dl",
            *(
                tag(
                    "div",
                    tag("dt", name),
                    tag("dd", opens(SLUG, key, millions(compute), name)),
                    class_=f"di-{key}",
                )
                for key, name, compute in rows
            ),
            class_="di-rows",
        ),
        size="half di-bill",
        note="in million units",
    )


def millions(compute: float) -> str:
    """Compute in millions of units, as far as the axis goes.

    Example:
        >>> millions(772608.0), millions(3e9)
        ('0.773', 'over 100')
    """
    return decimal(compute / 1e6, 3) if compute <= HIGH else f"over {HIGH / 1e6:.0f}"
