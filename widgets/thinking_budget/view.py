"""The thinking budget's picture: accuracy by budget, what doublings add, two ways to spend."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, panel, spread, toolbar
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import count, decimal, percent
from widgets.kit.working import named, opens
from widgets.thinking_budget.frames import (
    AXIS,
    SHARE,
    SHOWN,
    SLUG,
    TICKS,
    across,
    parts,
    playhead,
)
from widgets.thinking_budget.model import DOUBLINGS, FLAT, STEEP, View, points, share
from widgets.thinking_budget.population import KINDS, LARGEST
from widgets.thinking_budget.printed import printed

__all__ = ["render", "table"]

POINTS: Final = Linear(0, 92)
"""Points that a doubling adds, in all settings alike: easy problems have no slip that cannot be
mended, and so can be right, in at most 90.3% of tries."""

STYLES: Final = ("tb-kind", "tb-kind dashed", "tb-kind tb-dotted")
"""How the curves of the kinds are drawn."""


def render(view: View) -> Markup:
    """The picture: accuracy, what doublings add, one try against a vote, what is published."""
    return join((_accuracy(view), _gains(view), _spending(view), printed()))


def table(view: View) -> Table:
    """Both ways of spending, at every doubling and at the budget shown."""
    best = {budget: view.best[budget] for budget in TICKS}
    rows = []
    for budget in sorted({*TICKS, view.budget}):
        tries = best[budget][0] if budget in best else None
        rows.append(
            (
                str(budget),
                *(share(kind[budget]) for kind in view.kinds),
                share(view.single[budget]),
                decimal(view.used[budget], 1),
                share(view.vote[budget]),
                "" if tries is None else str(tries) if tries else "–",
            )
        )
    columns = (
        "Budget",
        *(f"One try: {kind}" for kind in KINDS),
        "One try: the mix",
        "Turns it takes",
        f"{count(view.tries, 'try', 'tries')}, voting: the mix",
        "Best k of 1, 2, 4, 8, 16",
    )
    return Table("Right answers at each budget of turns", columns, tuple(rows))


def _accuracy(view: View) -> Markup:
    """How often one try is right, against the budget: each kind, and the mix."""
    frame = Frame(AXIS, SHARE, height=260)
    curves: list[tuple[str, Role, str, Sequence[float]]] = [
        (name, "neutral", style, kind)
        for name, style, kind in zip(KINDS, STYLES, view.kinds, strict=True)
    ]
    if view.after is not None:
        curves.append(("trained", "neutral", "dashed thin", view.after))
    curves.append(("the mix", "toy", "", view.single))
    ends = spread([values[LARGEST] for *_, values in curves], gap=18 / 260, low=0.02, high=0.98)
    return panel(
        "Right answers of one try, against its budget",
        _now(view),
        frame.svg(
            "Share of right answers against the budget in turns, by kind of problem",
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            parts(frame, view),
            *(frame.line(SHOWN, values[1:], role, style) for _, role, style, values in curves),
            across(frame),
            playhead(frame, view),
            *(frame.dot(view.budget, values[view.budget], role) for _, role, _, values in curves),
            *(
                frame.label("100%", end, name, role=role, style="name", dx=8)
                for (name, role, _, _), end in zip(curves, ends, strict=True)
            ),
            frame.drag("budget"),
        ),
        size="full tb-accuracy",
        note="exact; the same weights at every budget",
    )


def _now(view: View) -> Markup:
    """The values at the budget."""
    kinds = [
        join(
            (
                f"{name} ",
                _kept(
                    opens(
                        SLUG,
                        named("kind", place),
                        share(kind[view.budget]),
                        f"Right answers to {name} problems",
                    ),
                    ",",
                ),
                " ",
            )
        )
        for place, (name, kind) in enumerate(zip(KINDS, view.kinds, strict=True), start=1)
    ]
    return tag(
        "p",
        f"Within {count(view.budget, 'turn')}: ",
        *kinds,
        tag("b", "the mix "),
        _kept(opens(SLUG, "one", share(view.single[view.budget]), "Right answers to the mix"), "."),
        " A try takes ",
        opens(SLUG, "used", decimal(view.used[view.budget], 1), "Average turns of a try"),
        " of them on average.",
        class_="tb-now",
    )


def _kept(number: Markup, mark: str) -> Markup:
    """A number and the mark that follows it, on one line."""
    return tag("span", number, mark, class_="tb-kept")


def _gains(view: View) -> Markup:
    """What each doubling of the budget adds, in percentage points."""
    frame = Frame(AXIS, POINTS, height=190)
    looks = {
        budget: part.name.replace(" ", "-")
        for part in view.regimes
        for budget in DOUBLINGS
        if part.low <= budget < part.high
    }
    bars, numbers = [], []
    for place, (budget, gain) in enumerate(zip(DOUBLINGS, view.gains, strict=True), start=1):
        style = f"tb-bar {looks[budget]}"
        bars.append(frame.bar((1.08 * budget, 1.85 * budget), (0, gain), "toy", style))
        numbers.append(
            frame.opens(
                SLUG,
                named("gain", place),
                1.414 * budget,
                gain,
                points(gain),
                f"Points added from {budget} to {2 * budget} turns",
                entry=place == 1,
                style="middle",
                dy=-7,
            )
        )
    rule = (
        f"Steep goes from the first to the last doubling that adds {STEEP:g} points, slow to the"
        f" last that adds {FLAT:g} point, flat beyond. What comes before is too short."
    )
    return panel(
        "What each doubling of the budget adds",
        tag("p", rule, class_="tb-now"),
        frame.svg(
            "Percentage points added to the mix by each doubling of the budget",
            frame.y_axis(ticks=(0, 25, 50, 75)),
            parts(frame, view),
            *bars,
            across(frame),
            toolbar("Points added by each doubling", *numbers),
            role="group",
        ),
        size="half tb-gains",
        note="points of accuracy on the mix",
    )


def _spending(view: View) -> Markup:
    """One try, or as many turns shared among tries that vote."""
    frame = Frame(AXIS, SHARE, height=190)
    one, elected = _stairs(view.single), _stairs(view.vote)
    lines = [frame.line(SHOWN, view.single[1:], "toy")]
    names: list[tuple[str, Sequence[float]]] = [("one try", view.single)]
    shared = next((at for at in SHOWN[1:] if view.best[at][0] > 1), None)
    if shared is not None:
        best = [right for _, right in view.best]
        since = 2 * (shared - 2)
        lines.append(frame.line(STAIRS[since:], _stairs(best)[since:], "neutral", "dashed thin"))
        names.append(("best k", best))
    dots = [frame.dot(view.budget, view.single[view.budget], "toy")]
    if view.tries > 1:
        upper = [max(pair) for pair in zip(one, elected, strict=True)]
        lines.insert(0, frame.area(STAIRS, one, upper, "toy", "band"))
        lines.append(frame.line(STAIRS, elected, "toy", "tb-kind"))
        names.append((f"{view.tries} tries", view.vote))
        # At both ends: where the tries have a whole turn each only at the last, the line is short.
        dots += [frame.dot(at, view.vote[at], "toy", "hollow") for at in {view.budget, LARGEST}]
    ends = spread([values[LARGEST] for _, values in names], gap=18 / 190, low=0.03, high=0.97)
    return panel(
        "The same budget: one try, or several that vote",
        _spent(view),
        frame.svg(
            "Share of right answers against the total budget, for one try and for a vote",
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            *lines,
            across(frame),
            playhead(frame, view),
            *dots,
            frame.label("0%", "0%", "best k", style="title start", dx=-43, dy=-14),
            *(
                frame.label(budget, "0%", str(tries), style="tick middle", dy=-14)
                for budget, (tries, _) in zip(TICKS, [view.best[at] for at in TICKS], strict=True)
                if tries
            ),
            *(
                frame.label("100%", end, name, percent(values[LARGEST]), style="name", dx=8)
                for (name, values), end in zip(names, ends, strict=True)
            ),
            frame.drag("budget"),
        ),
        tag("p", STEPS_SAID, class_="tb-none"),
        size="half tb-spending",
        note="shaded where the vote is ahead",
    )


STEPS_SAID: Final = (
    "Above: the best k of 1, 2, 4, 8 and 16, where any answer is right; dashed, where that is more"
    " than one try. Tries that vote have whole turns only, hence the steps."
)

STAIRS: Final = tuple([at for budget in SHOWN[1:] for at in (budget, budget)])
"""Budgets from 2, each twice: a vote rises where its tries get one more whole turn."""


def _stairs(values: Sequence[float]) -> list[float]:
    """A curve over `STAIRS`: at each budget what held just before, then what holds from there."""
    return [value for pair in pairwise(values[1:]) for value in pair]


def _spent(view: View) -> Markup:
    """The values of both at the budget."""
    if view.tries == 1:
        said: tuple[str | Markup, ...] = ("With one try there is nothing to vote on.",)
    else:
        each = view.budget // view.tries
        together = view.tries * view.used[each]
        said = (
            f"Budget {view.budget}: one try {share(view.single[view.budget])}, taking"
            f" {decimal(view.used[view.budget], 1)} turns on average; {view.tries} tries of {each}"
            " that vote ",
            _kept(
                opens(SLUG, "vote", share(view.vote[view.budget]), "Right answers of the vote"),
                ",",
            ),
            f" together {decimal(together, 1)}.",
        )
    return tag("p", *said, class_="tb-now")
