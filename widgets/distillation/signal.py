"""Why: which groups teach at all, what a group pushes beside a right trace, and the bill."""

from __future__ import annotations

from functools import lru_cache
from math import log10
from typing import Final

from widgets.distillation.chain import expected_push, right_advantage, signal_share, trace_loss
from widgets.distillation.controls import MODELS
from widgets.distillation.course import HIGH
from widgets.distillation.model import View, rare
from widgets.kit.markup import Markup, tag
from widgets.kit.plot import Frame, panel, spread
from widgets.kit.scales import Linear, Log, Scale
from widgets.kit.words import decimal, limited, percent, signed
from widgets.kit.working import named, opens

__all__ = ["bill", "millions", "pushes", "signals"]

SLUG: Final = "distillation"
ODDS: Final = Linear(-12, 3)
"""Of a right try, as a power of ten: it gives room to the rare and to the nearly sure."""
TICKS: Final = {-9: "10⁻⁹", -6: "10⁻⁶", -3: "0.1%", 0: "50%", 3: "99.9%"}
PLACES: Final = tuple(ODDS.low + 0.125 * i for i in range(121))
CHANCES: Final = tuple(1.0 / (1.0 + 10.0**-place) for place in PLACES)
SHARE: Final = Linear(0, 1)
WORTH: Final = Log(1e-12, 10)
WORTHS: Final = {1e-12: "10⁻¹²", 1e-8: "10⁻⁸", 1e-4: "10⁻⁴", 1.0: "1"}
HEIGHT: Final = 170
APART: Final = 17
"""Between two names, in CSS pixels."""
NEAR: Final = 5
"""Two marks closer than this along the odds have their names moved apart."""
BAR: Final = Linear(0, 1)


@lru_cache(maxsize=32)
def _shares(size: int) -> tuple[float, ...]:
    return tuple([signal_share(p, size) for p in CHANCES])


@lru_cache(maxsize=32)
def _worths(size: int) -> tuple[float, ...]:
    return tuple([expected_push(p, size) for p in CHANCES])


def _odds(p: float) -> float:
    """Where a chance stands; the edge, if it is beyond it."""
    if not 0.0 < p < 1.0:
        return ODDS.high if p else ODDS.low
    return min(max(log10(p) - log10(1.0 - p), ODDS.low), ODDS.high)


def _marks(view: View, scale: Scale, heights: list[tuple[float, float]]) -> list[Markup]:
    """The two models trained by RL on a curve: hollow before training, filled and named now.

    Args:
        view: what is shown.
        scale: of the heights.
        heights: for each model, on the curve before training and now.
    """
    frame = Frame(ODDS, scale, height=HEIGHT)
    begun = [_odds(view.courses[which].successes[0]) for which in range(2)]
    now = [_odds(view.success(which)) for which in range(2)]
    tops = [1.0 - scale(at) for _, at in heights]
    if abs(now[0] - now[1]) < NEAR:
        tops = spread(tops, gap=APART / HEIGHT, low=0.08, high=1.0)
    marks = []
    for which, (before, at) in enumerate(heights):
        marks += [
            frame.dot(begun[which], before, "toy", "hollow"),
            frame.dot(now[which], at, "toy"),
        ]
    for which, top in enumerate(tops):
        flat = isinstance(scale, Linear) and now[which] < 0.0
        # On the flank that rises there is room on the left, above the line; elsewhere right.
        right = not flat or now[which] < -8.0
        marks.append(
            frame.label(
                now[which],
                f"{100 * top:.4g}%",
                MODELS[which],
                style=f"name {'start' if right else 'end'}",
                dx=9 if right else -9,
                dy=-6 if flat else 4 if isinstance(scale, Linear) else 13,
            )
        )
    return marks


def _x_axis(frame: Frame) -> Markup:
    return frame.x_axis(
        "chance that a try is right",
        ticks=tuple(TICKS),
        written=lambda place: TICKS[int(place)],
    )


def signals(view: View) -> Markup:
    """The share of groups that teach, by how likely a try is right; two models on it."""
    frame = Frame(ODDS, SHARE, height=HEIGHT)
    size = view.small.size
    heights, now = [], []
    for which in range(2):
        share = signal_share(view.success(which), size)
        heights.append((signal_share(view.courses[which].successes[0], size), share))
        said = f"Share of groups that teach, {MODELS[which]}"
        number = opens(SLUG, named("signal", which + 1), rare(share), said)
        now.append(tag("span", f"{MODELS[which]} ", number, class_="di-pair"))
    return panel(
        "Groups that teach anything",
        tag("p", "Of its groups now: ", *now, class_="di-told"),
        frame.svg(
            "Share of groups with both right and wrong tries, by the chance that a try is right",
            frame.y_axis("share of groups", written=percent, ticks=(0, 0.5, 1)),
            frame.line(PLACES, _shares(size), "neutral"),
            *_marks(view, SHARE, heights),
            _x_axis(frame),
        ),
        size="half di-signal",
        note=f"those with right and wrong tries; groups of {size}; hollow: before training",
    )


def pushes(view: View) -> Markup:
    """What a group of own tries pushes, as a share of what a right trace would."""
    frame = Frame(ODDS, WORTH, height=HEIGHT)
    size, p = view.small.size, view.success(1)
    worth = expected_push(p, size)
    heights = [
        (
            expected_push(view.courses[which].successes[0], size),
            expected_push(view.success(which), size),
        )
        for which in range(2)
    ]
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
        "A group’s push beside a right trace’s",
        tag(
            "p",
            f"Now for {MODELS[1]}: ",
            opens(SLUG, "worth", rare(worth), "A group’s push as a share of a trace’s"),
            class_="di-told",
        ),
        frame.svg(
            "A group's mean push as a share of a right trace's, by the chance that a try is right",
            frame.y_axis(
                "share of a right trace’s", ticks=tuple(WORTHS), written=lambda at: WORTHS[at]
            ),
            frame.line(PLACES, _worths(size), "neutral"),
            frame.rule(y=1.0, style="dashed"),
            frame.label(ODDS.low, 1.0, "as much as a right trace", style="start di-light", dy=-4),
            *_marks(view, WORTH, heights),
            _x_axis(frame),
        ),
        tag(
            "p",
            f"For {MODELS[1]}, in {percent(1.0 - signal_share(p, size))} of groups all {size} tries"
            " are alike, right or wrong, and all advantages 0. One right try alone would have ",
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
        note="the same at every decision, on average over groups",
    )


def bill(view: View) -> Markup:
    """What the taught model costs."""
    title, size = "The taught model’s bill, in full", "half di-wide di-bill"
    if view.secret:
        later = tag("p", "The bill is shown once the run has ended.", class_="empty")
        return panel(title, later, size=size)
    paid = view.bill
    if not paid.teacher:
        charged = "the large model’s RL: none before it teaches"
    else:
        charged = f"the large model’s RL, {'in' if view.whole else 'not in'} the line above"
    rows = [
        ("sampling", f"sampling {view.traces:,} right traces", paid.sampling),
        ("learning", "learning from them", paid.learning),
    ]
    if view.topped:
        rows.append(("", "RL on top", paid.topped))
    rows += [("rl", charged, paid.teacher), ("total", "all together", paid.total)]
    return panel(
        title,
        tag(
            "dl",
            *(
                tag(
                    "div",
                    tag("dt", name),
                    tag("dd", _bar(compute / paid.total), class_="di-drawn", aria_hidden="true"),
                    tag(
                        "dd",
                        opens(SLUG, key, millions(compute), name) if key else millions(compute),
                    ),
                    class_=f"di-{key or 'top'}",
                )
                for key, name, compute in rows
            ),
            class_="di-rows",
        ),
        tag(
            "p",
            "Tries of the large model for one right trace, on average: ",
            opens(SLUG, "tries", limited(paid.tries), "Tries for one right trace"),
            class_="di-told",
        ),
        size=size,
        note="in million units, when every training has ended",
    )


def _bar(share: float) -> Markup:
    frame = Frame(BAR, BAR, height=8)
    return tag("svg", frame.bar((0, share), (0, 1), "toy"), width="100%", height="8")


def millions(compute: float) -> str:
    """Compute in millions of units, as far as the axis goes.

    Example:
        >>> millions(772608.0), millions(3e9)
        ('0.773', 'over 100')
    """
    return decimal(compute / 1e6, 3) if compute <= HIGH else f"over {HIGH / 1e6:.0f}"
