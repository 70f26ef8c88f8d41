"""Accuracy against consistency: what is possible, where training ends, and the tax as a gap."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from widgets.alignment_tax.controls import TIGHT
from widgets.alignment_tax.exact import Tables, edge_of, tables_of
from widgets.alignment_tax.model import View
from widgets.alignment_tax.sweep import PAGE_SEEDS, WEIGHTS
from widgets.alignment_tax.tax import FULL, Tax, tax_of
from widgets.alignment_tax.thoughts import LANGUAGES
from widgets.alignment_tax.training import STEPS
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, Stretched, panel
from widgets.kit.scales import Linear
from widgets.kit.words import count, percent, plain

__all__ = ["frontier"]

RIGHT: Final = 1.06
"""The right border, a little beyond a consistency of 1: the gap is drawn on it."""
ACROSS: Final = Linear(0, RIGHT)
LOW: Final = 0.25
"""Where the axis of accuracy begins, if every choice is above it."""
TALL: Final = 260
"""Height of the plot, in CSS pixels."""
NEAR: Final = 0.06
"""Rings that are closer than this share a name."""

Point = tuple[float, float]


def frontier(view: View) -> Markup:
    """All choices of language, the policy, where training ends, and what one language costs."""
    title = "What one language costs"
    if view.secret:
        said = f"Hidden until step {STEPS}: it would tell how the run ends."
        return panel(title, tag("p", said, class_="empty"), size="full tax-frontier")
    target = LANGUAGES[view.settings.target].name
    frame = _frame(view.tables)
    now = (view.consistency[view.step], view.accuracy[view.step])
    trail = (view.consistency[: view.step + 1], view.accuracy[: view.step + 1])
    before = (view.consistency[0], view.accuracy[0])
    ticks = (0, 0.25, 0.5, 0.75, 1) if frame.y.low == 0 else (0.25, 0.5, 0.75, 1)
    return panel(
        title,
        frame.svg(
            "Accuracy against language consistency, and the tax between them",
            frame.y_axis("accuracy", written=percent, ticks=ticks),
            frame.x_axis("consistency", written=percent, ticks=(0, 0.5, 1)),
            *_ghost(view, frame),
            _choices(view.tables, view.edge),
            frame.line(*trail, "policy", "tax-trail"),
            frame.sign(*before, "M-4 -4H4V4H-4Z", "tax-before r-policy"),
            frame.dot(*now, "policy", "tax-now"),
            *_sweep(view, frame),
            *_gap(tax_of(view), frame),
        ),
        _legend(view),
        size="full tax-frontier",
        note=f"accuracy against consistency, the share of {target} words; the gap is the tax",
    )


def _frame(tables: Tables) -> Frame:
    low = LOW if min(tables.accuracy) >= LOW else 0.0
    return Frame(ACROSS, Linear(low, 1), height=TALL)


def _gap(tax: Tax | None, frame: Frame) -> list[Markup]:
    """The tax, as the distance between two levels of accuracy, at the right border."""
    if tax is None:
        return []
    (x, free), (at, paid) = tax.free, tax.paid
    middle = (free + paid) / 2
    name = f"tax, λ = {plain(FULL)}" if tax.mean else "tax"
    return [
        frame.segment((x, free), (RIGHT, free), "toy", "tax-level"),
        frame.segment((at, paid), (RIGHT, paid), "toy", "tax-level"),
        *(
            [frame.segment((RIGHT, free), (RIGHT, paid), "toy", "tax-gap")]
            if tax.points > 0
            else []
        ),
        frame.label("100%", middle, name, style="name start", dx=10, dy=-3),
        frame.label("100%", middle, tax.told(), style="name start tax-points", dx=10, dy=14),
    ]


def _ghost(view: View, frame: Frame) -> list[Markup]:
    """The best that is possible under the tight budget, where the present one is another."""
    settings = view.settings
    if settings.budget == TIGHT:
        return []
    points = _corner(tables_of(TIGHT, settings.target))
    name = f"best possible, {TIGHT} tokens"
    return [
        frame.line(*_columns(points), "neutral", "thin tax-ghost"),
        frame.label(*points[-1], name, style="tick end tax-wide", dx=4, dy=20),
    ]


@lru_cache(maxsize=16)
def _choices(tables: Tables, edge: tuple[int, ...]) -> Markup:
    """The 32 choices of language, and the edge of what is possible."""
    frame = _frame(tables)
    points = list(zip(tables.consistency, tables.accuracy, strict=True))
    corner = [points[choice] for choice in edge]
    side = "start" if corner[0][0] < 0.5 else "end"
    return join(
        (
            _stretched(frame.line(*_columns(corner), "neutral", "tax-edge")),
            *(frame.dot(x, y, "neutral", "tax-choice") for x, y in points),
            frame.label(*corner[0], "best possible", style=f"tick {side}", dy=-9),
        )
    )


def _stretched(line: Stretched) -> Markup:
    """A line in a layer of its own, so that it can be kept with marks of fixed size."""
    return tag(
        "svg",
        line,
        viewBox="0 0 2000 2000",
        preserveAspectRatio="none",
        width="100%",
        height="100%",
    )


def _sweep(view: View, frame: Frame) -> list[Markup]:
    """Where training ends for all weights; the first and the last of them are named."""
    if view.sweep is None:
        return []
    points = view.sweep.points
    first, last = points[0], points[-1]
    shared = next(i for i, point in enumerate(points) if _near(point, last))
    name = f"λ {'=' if shared == len(points) - 1 else '≥'} {plain(WEIGHTS[shared])}"
    labels = [frame.label(*last, name, style="name end", dx=12, dy=21)]
    if shared:
        labels.append(
            frame.label(*first, f"λ = {plain(WEIGHTS[0])}", style="name end", dx=8, dy=21)
        )
        middle = 0.3 * first[0] + 0.7 * last[0]
        labels.append(
            frame.label(
                middle,
                _between(points, middle),
                "where training ends",
                style="tick end tax-wide",
                dx=10,
                dy=24,
            )
        )
    return [
        frame.line(*_columns(points), "toy", "tax-sweep"),
        *(frame.dot(x, y, "toy", "hollow") for x, y in points),
        *labels,
    ]


def _near(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) < NEAR and abs(a[1] - b[1]) < NEAR


def _between(points: Sequence[Point], x: float) -> float:
    """The height of a chain of points at an abscissa; that of the last one beyond it."""
    for (a, low), (b, high) in pairwise(points):
        if min(a, b) <= x <= max(a, b) and a != b:
            return low + (high - low) * (x - a) / (b - a)
    return points[-1][1]


def _legend(view: View) -> Markup:
    """What the marks are."""
    done = view.sweep
    ends = ", ".join(plain(weight) for weight in WEIGHTS[:-1])
    if done is None:
        swept = "where training ends for other λ: is being run"
    else:
        more = "" if done.seeds >= PAGE_SEEDS else " so far"
        swept = (
            f"where training ends for λ = {ends} and {plain(WEIGHTS[-1])}, a mean of"
            f" {count(done.seeds, 'seed')}{more}"
        )
    items = [
        ("choice", "one of the 32 ways to give each thought one language"),
        ("edge", "the best possible: those that no other beats in both"),
        ("ring", swept),
        ("now", "this policy, and its way from where it began (square)"),
    ]
    if view.settings.budget != TIGHT:
        items.insert(2, ("ghost", f"for comparison, the best possible with {TIGHT} tokens"))
    keys = [
        tag("span", tag("i", class_=f"tax-key tax-key-{name}"), said, class_="tax-item")
        for name, said in items
    ]
    return tag("p", *keys, class_="tax-legend tax-keys")


def _corner(tables: Tables) -> list[Point]:
    return [(tables.consistency[i], tables.accuracy[i]) for i in edge_of(tables)]


def _columns(points: Sequence[Point]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Abscissae and ordinates of some points."""
    return tuple([x for x, _ in points]), tuple([y for _, y in points])
