"""The picture: six methods in two policies, the race, the text that is copied, the tries."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import log
from typing import Final

from widgets.imitate_or_explore.model import View
from widgets.imitate_or_explore.texts import demonstration, group
from widgets.imitate_or_explore.traces import NAMES, RATES, TRACES
from widgets.imitate_or_explore.training import STEPS
from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import Frame, panel, spread
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import decimal, percent
from widgets.kit.working import named, opens

__all__ = ["render", "table"]

SLUG: Final = "imitate-or-explore"
TIME: Final = Linear(0, STEPS)
SHARE: Final = Linear(0, 1)
MOMENTS: Final = range(STEPS + 1)
TENS: Final = tuple(range(0, STEPS + 1, 10))
BAR: Final = 20
"""Height of a method's bar, in CSS pixels."""
TOP: Final = log(len(NAMES))
"""Entropy of six equally likely methods, in nats."""
GAP: Final = 18
"""Between the names of two lines, in CSS pixels."""

SIDES: Final = (("copied", "copier", "ie-copier"), ("explored", "explorer", ""))
"""Of each side: the key of its shares, its name, and the style of its line."""
INK: Final[Role] = "toy"
"""Of both lines, which differ in dash and weight."""


def render(view: View) -> Markup:
    """The picture: shares on both sides, accuracy and entropy, the demonstration, the group."""
    return join((_methods(view), _race(view), _entropy(view), demonstration(view), group(view)))


def table(view: View) -> Table:
    """Both sides in numbers: every fifth step, and the one shown."""
    rows = []
    for number in sorted({*range(0, STEPS + 1, 5), view.step}):
        row = [str(number)]
        for side in view.sides:
            row += [percent(side.accuracies[number], 1), decimal(side.entropies[number], 3)]
            row += [percent(share, 1) for share in side.shares[number]]
        rows.append(tuple(row))
    columns = ["Step"]
    for _, name, _style in SIDES:
        who = name.capitalize()
        columns += [f"{who}: right", f"{who}: entropy", *(f"{who}: {each}" for each in NAMES)]
    caption = "Copier and explorer at every fifth step and at the one shown"
    return Table(caption, tuple(columns), tuple(rows))


def _methods(view: View) -> Markup:
    """A row a method: its name, how often it succeeds, and its share on either side."""
    start = view.copier.shares[0]
    rows = [
        tag(
            "div",
            _name(method, method == view.demonstration),
            *(
                _side(side, method, start[method], course.shares[view.step][method])
                for side, course in enumerate(view.sides)
            ),
            class_="ie-row",
        )
        for method in range(len(NAMES))
    ]
    heads = tag(
        "div",
        tag("p", "Copier", tag("span", " is shown a text")),
        tag("p", "Explorer", tag("span", " is paid if right")),
        class_="ie-row ie-heads",
    )
    return panel(
        "17 × 23: share of each method in the policy",
        toolbar("The six methods in both policies", heads, *rows, style="ie-methods"),
        size="full",
        note="dashed: before training, the same for both",
    )


@lru_cache(maxsize=16)
def _name(method: int, demonstrated: bool) -> Markup:
    """A method's name, which makes it the demonstration, and how often it succeeds."""
    name = NAMES[method]
    said = f"{name} copied" if demonstrated else f"{name}: have it demonstrated"
    return tag(
        "div",
        pick(
            name,
            tag("span", " copied") if demonstrated else None,
            name=said,
            key=f"{SLUG}-method-{TRACES[method].key}",
            sets=f"demonstration:{TRACES[method].key}",
            pressed=demonstrated,
            entry=demonstrated,
        ),
        tag(
            "span",
            "succeeds ",
            opens(
                SLUG,
                named("rate", method + 1),
                percent(RATES[method]),
                f"Success rate of {name}",
                entry=False,
            ),
            class_="ie-rate",
        ),
        class_="ie-name",
    )


def _side(side: int, method: int, start: float, share: float) -> Markup:
    """A method's share of one policy, as a bar and as a number."""
    key, who, _ = SIDES[side]
    frame = Frame(SHARE, SHARE, height=BAR)
    return tag(
        "div",
        tag(
            "svg",
            frame.bar((0, share), (0, 1), "policy"),
            frame.bar((0, start), (0, 1), "reference", "ie-start"),
            frame.rule(x=0, style="zero"),
            width="100%",
            height=str(BAR),
            aria_hidden="true",
        ),
        opens(
            SLUG,
            named(key, method + 1),
            percent(share),
            f"{NAMES[method]}, {who}’s share",
            entry=False,
        ),
        class_="ie-side",
    )


def _race(view: View) -> Markup:
    """Accuracy of both sides over the steps, and where copying can lead."""
    frame = Frame(TIME, SHARE, height=190)
    rate = RATES[view.demonstration]
    accuracies = (view.copier.accuracies, view.explorer.accuracies)
    return panel(
        "How often each is right",
        frame.svg(
            "Accuracy of both over the steps",
            frame.y_axis(written=percent, ticks=(0, 0.25, 0.5, 0.75, 1)),
            *_curves(view, frame, "accuracy", percent, accuracies),
            frame.rule(y=rate, style="ie-limit"),
            frame.x_axis("step", ticks=TENS),
            frame.drag("step"),
            role="group",
        ),
        size="full ie-race",
        note="dotted: success rate of what is copied",
    )


def _entropy(view: View) -> Markup:
    """Entropy of both sides over the steps."""
    frame = Frame(TIME, Linear(0, TOP), height=84)
    entropies = (view.copier.entropies, view.explorer.entropies)
    return panel(
        "Entropy",
        frame.svg(
            "Entropy of both over the steps",
            frame.y_axis(written=_nats, ticks=(0, 1, TOP)),
            frame.label(STEPS, TOP, "six equal methods: ln 6", style="name end ie-light", dy=-12),
            *_curves(view, frame, "entropy", decimal, entropies),
            frame.x_axis("step", ticks=TENS),
            frame.drag("step"),
            role="group",
        ),
        size="full ie-entropy",
        note="of the choice of method, in nats",
    )


def _curves(
    view: View,
    frame: Frame,
    key: str,
    written: Callable[[float], str],
    curves: tuple[tuple[float, ...], ...],
) -> list[Markup]:
    """One curve a side up to the present step, what is to come pale, and both present values."""
    step, height = view.step, frame.height or 1
    # While a prediction waits, a name may not stand where its line will end.
    ends = [curve[step if view.secret else STEPS] for curve in curves]
    places = spread([frame.y(end) for end in ends], gap=GAP / height, low=0.04, high=0.96)
    looks = list(zip(SIDES, curves, strict=True))
    return [
        *(frame.line(MOMENTS, curve, INK, style) for (_, _, style), curve in looks),
        frame.future(step, secret=view.secret),
        frame.rule(x=step, style="playhead"),
        *(frame.dot(step, curve[step], INK) for curve in curves),
        *(
            part
            for side, (((_, name, _), curve), place) in enumerate(
                zip(looks, places, strict=True), start=1
            )
            for part in (
                frame.label("100%", _down(place), name, role=INK, style="name", dx=8),
                frame.opens(
                    SLUG,
                    named(key, side),
                    "100%",
                    _down(place),
                    written(curve[step]),
                    f"{key.capitalize()} of the {name}",
                    dx=64,
                ),
            )
        ),
    ]


def _nats(value: float) -> str:
    """A tick of the entropy's axis."""
    return f"{value:.3g}"


def _down(height: float) -> str:
    """A height of the frame as a distance from its top."""
    return f"{100 - 100 * height:.4g}%"
