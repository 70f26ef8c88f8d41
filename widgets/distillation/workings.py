"""How the numbers that open were computed: each formula with the numbers of the state shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp
from typing import Final

from widgets.distillation.chain import (
    expected_push,
    right_advantage,
    signal_share,
    trace_loss,
)
from widgets.distillation.controls import MODELS
from widgets.distillation.course import HIGH, LEARN, group_cost
from widgets.distillation.model import View, rare, units
from widgets.distillation.published import AT_32B, COMPARED, gap_at_32b
from widgets.distillation.signal import millions
from widgets.kit import formula as f
from widgets.kit.advantages import advantage_working
from widgets.kit.markup import Markup
from widgets.kit.words import decimal, limited, signed
from widgets.kit.working import Working

__all__ = ["WORKINGS"]

CHAIN: Final = "widgets.distillation.chain"
COURSE: Final = "widgets.distillation.course"
UNSEEN: Final = 1e-9
"""A term that is left out of a formula below it."""


def _success(view: View, place: int) -> Working:
    """A product over the decisions, written with their geometric mean."""
    which = place - 1
    model, p = view.model(which), view.success(which)
    m, hold = model.decisions, f.fenced(f.num("1"), f.op("−"), f.given(model.slip))
    mean = (p ** (1.0 / m)) / (1.0 - model.slip)
    return Working(
        title=f"Share of right tries, {MODELS[which]}, {_when(view)}",
        left=f.sym("P"),
        letters=f.power(
            f.row(f.fenced(f.num("1"), f.op("−"), f.sym("s")), f.op("×"), f.sym("q")), f.sym("m")
        ),
        steps=(
            f.row(
                f.power(hold, f.num(str(m))), f.op("×"), f.power(f.value(mean, 5), f.num(str(m)))
            ),
        ),
        result=rare(p),
        function=f"{CHAIN}.success",
        words="q is how likely the right option is, the geometric mean over the m decisions; s is"
        " how often a right decision is spoiled. The large model has no slips.",
    )


def _signal(view: View, place: int) -> Working:
    which, size = place - 1, view.small.size
    p = view.success(which)
    power = f.num(str(size))
    chance = f.value(p, 3 if p >= 1e-4 else 2)
    seen = float(p**size) >= UNSEEN
    numbers = [f.num("1"), f.op("−"), f.power(f.fenced(f.num("1"), f.op("−"), chance), power)]
    if seen:
        numbers += [f.op("−"), f.power(chance, power)]
    return Working(
        title=f"Share of groups that teach, {MODELS[which]}, {_when(view)}",
        left=f.sym("S"),
        letters=f.row(
            f.num("1"),
            f.op("−"),
            f.power(f.fenced(f.num("1"), f.op("−"), f.sym("P")), f.sym("G")),
            f.op("−"),
            f.power(f.sym("P"), f.sym("G")),
        ),
        steps=(f.row(*numbers),),
        result=rare(signal_share(p, size)),
        function=f"{CHAIN}.signal_share",
        words="Neither all wrong nor all right: only such a group has advantages other than 0."
        + ("" if seen else " The last term is too small to write."),
    )


def _worth(view: View, _: int) -> Working:
    """A sum over how many tries are right: the largest terms, and the rest."""
    p, size = view.success(1), view.small.size
    return Working(
        title=f"A group’s push as a share of a right trace’s, {_when(view)}",
        left=f.text("share"),
        letters=f.frac(
            f.row(f.sym("E"), f.fenced(f.root(f.row(_k(), f.fenced(_g(), f.op("−"), _k()))))),
            f.row(_g(), f.fenced(f.num("1"), f.op("−"), f.sym("P"))),
        ),
        steps=(
            f.frac(
                f.value(expected_push(p, size) * size * (1.0 - p), 4),
                f.row(
                    f.given(size),
                    f.op("×"),
                    f.fenced(f.num("1"), f.op("−"), f.value(p, 4 if p >= 1e-4 else 2)),
                ),
            ),
        ),
        result=rare(expected_push(p, size)),
        function=f"{CHAIN}.expected_push",
        words="k is how many of the G tries are right, by the binomial; E is the mean over it.",
    )


def _advantage(view: View, _: int) -> Working:
    size = view.small.size
    return advantage_working(
        f"Advantage of the only right try among {size}",
        "mean_std",
        reward=1,
        size=size,
        right=1,
        advantage=right_advantage(1, size),
    )


def _loss(view: View, place: int) -> Working:
    """−Σ log q, with the geometric mean of the q."""
    rights = view.rights(place)
    loss = trace_loss(rights)
    m = len(rights)
    return Working(
        title=f"Loss of a right trace, {MODELS[place]}, {_when(view)}",
        left=f.text("loss"),
        letters=f.row(f.op("−"), f.total("t", f.log(f.sym("q", "t")))),
        steps=(
            f.row(
                f.op("−"),
                f.num(str(m)),
                f.op("×"),
                f.log(f.value(exp(-loss / m), 7)),
            ),
        ),
        result=limited(loss),
        function=f"{CHAIN}.trace_loss",
        words="In nats, with the geometric mean of the m chances. 0 if every decision is sure.",
    )


def _tries(view: View, _: int) -> Working | None:
    if view.secret:
        return None
    return Working(
        title="Tries for one right trace",
        left=f.text("tries"),
        letters=f.frac(f.num("1"), f.sym("P")),
        steps=(f.frac(f.num("1"), f.value(view.source, 5)),),
        result=limited(view.bill.tries),
        function=f"{COURSE}.tries_per_trace",
        words="P is how often the large model is right when it teaches. On average; wrong tries"
        " are thrown away.",
    )


def _sampling(view: View, _: int) -> Working | None:
    if view.secret:
        return None
    return Working(
        title="Sampling the right traces, in million units",
        left=f.text("sampling"),
        letters=_over(f.sym("n"), f.frac(f.num("1"), f.sym("P")), f.sym("m"), f.text("price")),
        steps=(
            _over(
                f.num(str(view.traces)),
                f.frac(f.num("1"), f.value(view.source, 7)),
                f.num(str(view.large.decisions)),
                f.given(view.large.price),
            ),
        ),
        result=millions(view.bill.sampling),
        function=f"{COURSE}.bill_of",
        words="n traces, 1/P tries for each, m decisions a try, and the price of a decision of the"
        " large model.",
    )


def _learning(view: View, _: int) -> Working | None:
    if view.secret:
        return None
    return Working(
        title="Learning from the traces, in million units",
        left=f.text("learning"),
        letters=_over(f.sym("n"), f.sym("m"), f.num(f"{LEARN:.0f}")),
        steps=(
            _over(f.num(str(view.traces)), f.num(str(view.small.decisions)), f.num(f"{LEARN:.0f}")),
        ),
        result=millions(view.bill.learning),
        function=f"{COURSE}.bill_of",
        words="Learning from a decision is taken to cost three times as much as making it.",
    )


def _rl(view: View, _: int) -> Working | None:
    if view.secret:
        return None
    groups = view.bill.teacher / group_cost(view.large)
    return Working(
        title="The large model’s RL, in million units",
        left=f.text("RL"),
        letters=_over(
            f.text("groups"), _g(), f.sym("m"), f.text("price"), f.num(f"{1 + LEARN:.0f}")
        ),
        steps=(
            _over(
                f.value(groups, 8) if groups % 1.0 else f.num(f"{groups:.0f}"),
                f.num(str(view.large.size)),
                f.num(str(view.large.decisions)),
                f.given(view.large.price),
                f.num(f"{1 + LEARN:.0f}"),
            ),
        ),
        result=millions(view.bill.teacher),
        function=f"{COURSE}.explored",
        words="Every decision of every try is made once and learned from once. The training ends"
        f" near the model’s ceiling, or where the axis does, at {units(HIGH)}.",
    )


def _total(view: View, _: int) -> Working | None:
    if view.secret:
        return None
    bill = view.bill
    parts = [("sampling", bill.sampling), ("learning", bill.learning)]
    if view.topped:
        parts.append(("top", bill.topped))
    parts.append(("RL", bill.teacher))
    return Working(
        title="The taught model’s bill with the large model’s RL, in million units",
        left=f.text("bill"),
        letters=f.added(*(f.text(name) for name, _ in parts)),
        steps=(f.added(*(f.num(decimal(part / 1e6, 3)) for _, part in parts)),),
        result=millions(view.bill.total),
        function="widgets.distillation.model.Bill",
    )


def _gap(_: View, place: int) -> Working | None:
    by_rl, distilled = (scores[place - 1] for scores in AT_32B)
    return Working(
        title=f"Gap on {COMPARED[place - 1][1]}",
        left=f.text("gap"),
        letters=f.row(f.text("distilled"), f.op("−"), f.text("by RL")),
        steps=(f.row(f.given(distilled), f.op("−"), f.given(by_rl)),),
        result=signed(gap_at_32b(place - 1), 1),
        function="widgets.distillation.published.gap_at_32b",
        words="In points.",
        source="R1 v1 Table 6",
    )


def _over(*factors: Markup) -> Markup:
    """A product in millions."""
    parts = [part for factor in factors for part in (f.op("×"), factor)]
    return f.frac(f.row(*parts[1:]), f.power(f.num("10"), f.num("6")))


def _k() -> Markup:
    return f.sym("k")


def _g() -> Markup:
    return f.sym("G")


def _when(view: View) -> str:
    return f"with {units(view.budget)} spent"


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "success": _success,
    "signal": _signal,
    "worth": _worth,
    "advantage": _advantage,
    "loss": _loss,
    "tries": _tries,
    "sampling": _sampling,
    "learning": _learning,
    "rl": _rl,
    "total": _total,
    "gap": _gap,
}
"""By key."""
