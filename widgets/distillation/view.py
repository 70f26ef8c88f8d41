"""The picture: three trainings on one axis of compute, why they differ, and what was published."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.distillation.chain import signal_share
from widgets.distillation.controls import MODELS
from widgets.distillation.course import STEPS, Course, budget_at
from widgets.distillation.model import View
from widgets.distillation.printed import compared, students
from widgets.distillation.signal import bill, pushes, signals
from widgets.kit.markup import Markup, join
from widgets.kit.plot import Frame, panel, spread
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import percent
from widgets.kit.working import named

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
GAP: Final = 38
"""Between the names of two lines, each with its number below it, in CSS pixels."""


def render(view: View) -> Markup:
    """The picture."""
    parts = (_race(view), compared(view), signals(view), pushes(view), bill(view), students(view))
    return join(parts)


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


@lru_cache(maxsize=16)
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
    last = "taught + RL" if view.topped else "taught"
    names = ("large, by RL", "small, by RL", f"small, {last}")
    return panel(
        "How often each model is right",
        frame.svg(
            "Share of right tries of the three models by the compute spent",
            frame.y_axis(written=percent, ticks=(0, 0.25, 0.5, 0.75, 1)),
            frame.rule(y=ceiling, style="di-ceiling"),
            *(
                frame.line(PLACES, curve, "toy", style)
                for curve, style in zip(curves, STYLES, strict=True)
            ),
            frame.future(step, secret=view.secret),
            frame.label(0, ceiling, "ceiling, small", style="start di-light", dx=4, dy=-6),
            frame.rule(x=step, style="playhead"),
            *(frame.dot(step, curve[step], "toy") for curve in curves),
            *(
                part
                for which, (name, curve, place) in enumerate(
                    zip(names, curves, places, strict=True)
                )
                for part in (
                    frame.label("100%", _down(place), name, style="name", dx=8, dy=-4),
                    frame.opens(
                        SLUG,
                        named("success", which + 1),
                        "100%",
                        _down(place),
                        percent(curve[step]),
                        f"Share of right tries, {MODELS[which]}",
                        dx=8,
                        dy=13,
                    ),
                )
            ),
            frame.x_axis(
                "units of compute",
                ticks=tuple(TICKS),
                written=lambda place: TICKS[int(place)],
            ),
            frame.drag("step"),
            role="group",
        ),
        size="full di-race",
        note=f"by the compute spent on it, {_counted(view)}",
    )


def _counted(view: View) -> str:
    """Whether the taught model's line begins with the teacher's RL."""
    if not view.bill.teacher:
        return "taught by a large model without RL"
    return f"the RL of the taught one’s teacher {'included' if view.whole else 'left out'}"


def _down(height: float) -> str:
    """A height of the frame as a distance from its top."""
    return f"{100 - 100 * height:.4g}%"
