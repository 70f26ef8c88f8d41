"""The picture: three trainings on one axis of compute, why they differ, and what was published."""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import Final

from widgets.distillation.chain import signal_share
from widgets.distillation.controls import MODELS
from widgets.distillation.course import HIGH, LOW, STEPS, Course, budget_at
from widgets.distillation.model import View, rare
from widgets.distillation.printed import compared, smaller, students
from widgets.distillation.signal import bill, pushes, signals
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, panel, spread
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import percent
from widgets.kit.working import named, opens

__all__ = ["SLUG", "render", "table"]

SLUG: Final = "distillation"
PLACES: Final = tuple(range(STEPS + 1))
BUDGETS: Final = tuple(budget_at(step) for step in PLACES)
AXIS: Final = Linear(0, STEPS)
"""The axis of compute by place: equal distances are equal factors."""
SHARE: Final = Linear(-0.04, 1)
"""A little below 0, so that a line that stays there can be seen."""
TICKS: Final = {0: "100", 20: "10k", 40: "1M", 60: "100M"}
STYLES: Final = ("di-large", "di-own", "di-taught")
"""Of the three lines, which are all ink."""
GAP: Final = 18
"""Between the names of two lines, in CSS pixels."""


def render(view: View) -> Markup:
    """The picture."""
    toy = (_race(view), signals(view), pushes(view), bill(view))
    return join((*toy, compared(), students(view), smaller()))


def table(view: View) -> Table:
    """The three models at every fourth place on the axis, and at the one shown."""
    rows = []
    for place in sorted({*range(0, STEPS + 1, 4), view.step}):
        at = view._replace(step=place)
        found = [at.success(which) for which in range(3)]
        rows.append(
            (
                f"{at.budget:,.0f}",
                *(percent(p, 1) for p in found),
                *(percent(signal_share(p, view.small.size), 1) for p in found[:2]),
            )
        )
    columns = (
        "Compute, units",
        *(f"{name}: right" for name in MODELS),
        *(f"{name}: groups that teach" for name in MODELS[:2]),
    )
    return Table("The three models over the axis of compute", columns, tuple(rows))


@lru_cache(maxsize=4)
def _read(course: Course) -> tuple[float, ...]:
    """P at every place on the axis."""
    return tuple([course.successes[course.at(budget)] for budget in BUDGETS])


def _race(view: View) -> Markup:
    """P of all three over the axis, with the ceiling of the small one."""
    frame = Frame(AXIS, SHARE, height=270)
    height, step = frame.height or 1, view.step
    curves = [_read(course) for course in view.courses]
    if view.topped:
        began = view.topped.spent[0]
        later = _read(view.topped)
        curves[2] = tuple(
            [
                b if budget >= began else a
                for a, b, budget in zip(curves[2], later, BUDGETS, strict=True)
            ]
        )
    ends = [curve[step if view.secret else STEPS] for curve in curves]
    places = spread([frame.y(end) for end in ends], gap=GAP / height, low=0.08, high=1.0)
    ceiling = view.small.ceiling
    names = (*MODELS[:2], f"{MODELS[2]} + RL" if view.topped else MODELS[2])
    return panel(
        "How often each model is right",
        _keys(view, names),
        frame.svg(
            "Share of right tries of the three models by the compute spent",
            frame.y_axis(written=percent, ticks=(0, 0.25, 0.5, 0.75, 1)),
            frame.rule(y=ceiling, style="di-ceiling"),
            *(
                frame.line(PLACES, curve, "toy", style)
                for curve, style in zip(curves, STYLES, strict=True)
            ),
            *_stops(frame, view),
            frame.future(step, secret=view.secret),
            frame.label(
                0,
                ceiling,
                f"ceiling of the small model, {percent(ceiling)}",
                style="name start di-light",
                dx=4,
                dy=15,
            ),
            frame.rule(x=step, style="playhead"),
            *(frame.dot(step, curve[step], "toy") for curve in curves),
            *(
                frame.label("100%", _down(place), name, style="name di-end", dx=8)
                for name, place in zip(names, places, strict=True)
            ),
            frame.x_axis(
                "units of compute",
                ticks=tuple(TICKS),
                written=lambda place: TICKS[int(place)],
            ),
            frame.drag("step"),
        ),
        size="full di-race",
        note=f"by compute spent, {_counted(view)}; a tick: end of a training",
    )


def _keys(view: View, names: tuple[str, ...]) -> Markup:
    """The three lines, and how often each model is right at the present budget."""
    kinds = []
    for which, (name, style) in enumerate(zip(names, STYLES, strict=True)):
        stroke = tag("line", x1="0", x2="26", y1="5", y2="5", class_=f"line r-toy {style}")
        number = opens(
            SLUG,
            named("success", which + 1),
            rare(view.success(which)),
            f"Share of right tries, {MODELS[which]}",
        )
        drawn = tag("svg", stroke, width="26", height="10", aria_hidden="true")
        kinds.append(tag("span", drawn, f" {name} ", number, class_="di-pair"))
    return tag("p", *kinds, class_="di-told di-lines")


def _stops(frame: Frame, view: View) -> list[Markup]:
    """A tick on each line where its training ended, if that is on the axis and was begun."""
    stops = []
    for course in (*view.courses[:2], view.topped or view.courses[2]):
        if course.spent[0] < course.cost < HIGH:
            place = STEPS * log(course.cost / LOW) / log(HIGH / LOW)
            if place >= 0.0:
                stops.append(frame.sign(place, course.successes[-1], "M0 -7V7", "di-stop"))
    return stops


def _counted(view: View) -> str:
    """Whether the taught model's line begins with the large model's RL."""
    if not view.bill.teacher:
        return "taught by a large model without RL"
    charged = "with" if view.whole else "without"
    return f"the taught model’s {charged} the large model’s RL"


def _down(height: float) -> str:
    """A height of the frame as a distance from its top."""
    return f"{100 - 100 * height:.4g}%"
