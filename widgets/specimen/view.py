"""The kit at work: a curve to scrub, tries to turn over, a point to drag, a formula to read."""

from __future__ import annotations

from widgets.kit import formula as f
from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import Frame, panel
from widgets.kit.roles import strategy_role
from widgets.kit.scales import Linear, Log
from widgets.kit.simplex import Triangle
from widgets.kit.widget import Table
from widgets.kit.words import decimal
from widgets.kit.working import opens
from widgets.specimen.controls import PARTS, STEPS
from widgets.specimen.model import View, mean_of

__all__ = ["render", "table"]

MOMENTS = range(STEPS + 1)
TRIANGLE = Triangle(PARTS)


def render(view: View) -> Markup:
    """The picture."""
    return join((_curve(view), _tries(view), _point(view), _weight(view), _words(view)))


def table(view: View) -> Table:
    """The curve in numbers."""
    rows = tuple((str(n), decimal(view.curve[n], 3)) for n in MOMENTS)
    return Table("The curve", ("Step", "Value"), rows)


def _curve(view: View) -> Markup:
    frame = Frame(Linear(0, STEPS), Linear(0, 1), height=160)
    pinned = [frame.line(MOMENTS, view.pinned, "pinned", "thin")] if view.pinned else []
    extra = [frame.rule(y=view.extra, role="kl", style="dashed")] if view.extra is not None else []
    names = [
        frame.key(0.75 - 0.2 * place, strategy_role(place), name, sets=f"part:{name.lower()}")
        for place, name in enumerate(PARTS)
    ]
    return panel(
        "Drag along it",
        frame.svg(
            "A curve over the steps",
            frame.y_axis(),
            frame.x_axis("step"),
            *pinned,
            *extra,
            frame.line(MOMENTS, view.curve, "policy"),
            frame.rule(x=view.step, style="playhead"),
            frame.dot(view.step, view.curve[view.step], strategy_role(view.part)),
            *names,
            frame.drag("step"),
            frame.opens(
                "specimen",
                "value",
                "100%",
                0.1,
                decimal(view.curve[view.step]),
                "value",
                style="name start",
                dx=23,
            ),
            role="group",
        ),
        size="full",
    )


def _tries(view: View) -> Markup:
    buttons = [
        pick(
            "✓" if right else "✗",
            name=f"Try {place}: {'right' if right else 'wrong'}; press to turn it over",
            key=f"specimen-try-{place}",
            flips=f"flipped:{place}",
            entry=place == 1,
            style=f"r-{'right' if right else 'wrong'}",
        )
        for place, right in enumerate(view.rewards, start=1)
    ]
    mean = decimal(mean_of(view.rewards))
    return panel(
        "Turn them over",
        toolbar("Tries", *buttons),
        f.formula(
            "Mean reward",
            f.text("mean"),
            f.op("="),
            f.frac(f.num(str(sum(view.rewards))), f.num(str(len(view.rewards)))),
            f.op("="),
            f.num(mean, "right"),
        ),
        tag("p", "Arrow keys move inside the row.", class_="empty"),
        note=join(("mean ", opens("specimen", "mean", mean, "mean"))),
    )


def _weight(view: View) -> Markup:
    frame = Frame(Log(0.001, 10), Linear(0, 1), height=60)
    return panel(
        "Drag along factors",
        frame.svg(
            "A weight on a logarithmic axis",
            frame.x_axis("β"),
            frame.rule(x=view.beta, style="playhead"),
            frame.drag("beta"),
        ),
        size="full",
    )


def _point(view: View) -> Markup:
    left, right, top = view.point
    point = (left, right, top)
    return panel(
        "Drag it, click a place, or use the arrow keys",
        TRIANGLE.svg(
            "A point in a triangle",
            *TRIANGLE.outline(),
            TRIANGLE.surface("point"),
            TRIANGLE.handle("point", point, "policy", "The point"),
        ),
        size="half simplex",
    )


def _words(view: View) -> Markup:
    run = pick("Do it", name="", key="specimen-run", entry=True, runs=True) if view.asks else None
    return panel(
        "What was typed, and an errand",
        tag("p", view.words or "Nothing was typed.", class_="empty typed"),
        tag("p", view.errand, " ", run, class_="empty errand"),
    )
