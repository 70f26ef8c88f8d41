"""How the chapter’s numbers were computed: each formula with the numbers shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import mul
from typing import Final

from widgets.kit import formula as f
from widgets.kit.markup import Markup
from widgets.kit.words import decimal, listed, percent
from widgets.kit.working import Working
from widgets.mixture_of_experts.balance import ratio_of
from widgets.mixture_of_experts.bill import EXPERT, MOE_LAYERS
from widgets.mixture_of_experts.model import View, billions, group_of
from widgets.mixture_of_experts.published import EXPERT_WIDTH, SCALE, WIDTH

__all__ = ["WORKINGS"]

PACKAGE: Final = "widgets.mixture_of_experts"


def _affinity(view: View, rank: int) -> Working | None:
    """A sigmoid of a dot product."""
    if rank > view.plan.top:
        return None
    expert = view.routing.chosen[rank - 1]
    terms = sorted(map(mul, view.vector, view.centroids[expert]), key=abs, reverse=True)
    largest = listed([decimal(term, 3) for term in terms[:3]])
    return Working(
        title=f"Affinity of expert {expert + 1}",
        left=f.sym("s", "i"),
        letters=_sigmoid(f.row(f.op("−"), f.sym("u"), f.op("·"), f.sym("e", "i"))),
        steps=(_sigmoid(f.num(decimal(-sum(terms), 4))),),
        result=decimal(view.routing.affinities[expert], 3),
        function=f"{PACKAGE}.router.affinity",
        words=f"u·e multiplies the token’s vector with the expert’s, number by number, and adds up"
        f" {len(terms)} terms. The largest are {largest}.",
        source="V3 eq. 15",
    )


def _sigmoid(exponent: Markup) -> Markup:
    return f.frac(f.num("1"), f.row(f.num("1"), f.op("+"), f.power(f.sym("e"), exponent)))


def _bias(view: View, rank: int) -> Working | None:
    """γ times the batches that moved it up, less those that moved it down."""
    if rank > view.plan.top:
        return None
    expert = view.routing.chosen[rank - 1]
    if view.plan.gamma:
        moved = f.row(f.given(view.plan.gamma), f.op("×"), _whole(view.counts[expert]))
        words = "Batches that left the expert below the mean load, less those that left it above."
    else:
        moved, words = f.num("0"), "Balancing is off."
    return Working(
        title=f"Bias of expert {expert + 1} in batch {view.batch}",
        left=f.sym("b", "i"),
        letters=f.row(
            f.sym("γ"), f.op("×"), f.fenced(f.text("times below"), f.op("−"), f.text("times above"))
        ),
        steps=(moved,),
        result=decimal(view.biases[expert], 3),
        function=f"{PACKAGE}.balance.biases",
        words=words,
        source="V3 §2.1.2",
    )


def _whole(number: int) -> Markup:
    written = f.given(number)
    return f.fenced(written) if number < 0 else written


def _weight(view: View, rank: int) -> Working | None:
    """The affinity over the sum of those chosen, times the scale."""
    if rank > view.plan.top:
        return None
    chosen = view.routing.chosen
    expert = chosen[rank - 1]
    own = view.routing.affinities
    whole = sum(own[i] for i in chosen)
    return Working(
        title=f"Weight of expert {expert + 1}",
        left=f.sym("g", "i"),
        letters=f.row(
            f.num("2.5"), f.op("×"), f.frac(f.sym("s", "i"), f.total("j", f.sym("s", "j")))
        ),
        steps=(
            f.row(f.given(SCALE), f.op("×"), f.frac(f.value(own[expert], 4), f.value(whole, 5))),
        ),
        result=decimal(view.routing.weights[rank - 1], 3),
        function=f"{PACKAGE}.router.gates",
        words="The sum runs over the chosen experts. No bias stands in it.",
        source="V3 eq. 13 and config_671B.json",
    )


def _group(view: View, place: int) -> Working:
    """The two highest biased affinities of a group."""
    experts = view.plan.experts
    mine = [i for i in range(experts) if group_of(i, experts) == place - 1]
    biased = sorted((view.routing.affinities[i] + view.biases[i] for i in mine), reverse=True)[:2]
    return Working(
        title=f"Score of group {place}",
        left=f.text("score"),
        letters=f.row(
            f.text("highest"),
            f.fenced(f.sym("s", "i"), f.op("+"), f.sym("b", "i")),
            f.op("+"),
            f.text("second highest"),
        ),
        steps=(f.row(f.num(decimal(biased[0], 4)), *(f.then(decimal(b, 4)) for b in biased[1:])),),
        result=decimal(view.routing.scores[place - 1], 3),
        function=f"{PACKAGE}.router.group_scores",
        words="Affinity plus bias, of the group’s two best experts for this token.",
        source="V3 model.py",
    )


def _part(view: View, place: int) -> Working | None:
    """A component at work, in billions."""
    part = view.parts[place - 1]
    if not part.counted:
        return None
    words = "To the unit in the table below."
    steps: tuple[Markup, ...] = (f.frac(f.given(part.active), _billion()),)
    letters: Markup = f.text("parameters at work, in billions")
    if place == 1:
        letters = f.row(f.text("layers"), f.op("×"), f.sym("k"), f.op("×"), f.text("one expert"))
        steps = (
            f.frac(
                f.row(
                    f.given(MOE_LAYERS),
                    f.op("×"),
                    f.given(view.plan.top),
                    f.op("×"),
                    f.given(EXPERT),
                ),
                _billion(),
            ),
        )
        words = f"One expert is three matrices: 3 × {WIDTH:,} × {EXPERT_WIDTH:,} = {EXPERT:,}."
    return Working(
        title=f"Parameters at work: {part.name}, in billions",
        left=f.sym("P"),
        letters=letters,
        steps=steps,
        result=billions(part.active, 2),
        function=f"{PACKAGE}.bill.parts",
        words=words,
    )


def _billion() -> Markup:
    return f.power(f.num("10"), f.num("9"))


def _total(view: View, _: int) -> Working:
    """All components."""
    return Working(
        title="All parameters, in billions",
        left=f.sym("P", "all"),
        letters=f.text("sum over the components"),
        steps=(f.added(*[f.num(billions(part.total, 3)) for part in view.parts]),),
        result=billions(view.total),
        function=f"{PACKAGE}.bill.total_of",
        words=f"In the order of the table; to the unit, {view.total:,}.",
    )


def _active(view: View, _: int) -> Working:
    """The components at work."""
    working = [part for part in view.parts if part.counted]
    return Working(
        title="Parameters at work on a token, in billions",
        left=f.sym("P", "work"),
        letters=f.text("sum over the components at work"),
        steps=(f.added(*[f.num(billions(part.active, 3)) for part in working]),),
        result=billions(view.active),
        function=f"{PACKAGE}.bill.active_of",
        words="Without the embedding, of which a token takes one row;"
        f" to the unit, {view.active:,}.",
    )


def _share(view: View, _: int) -> Working:
    """At work over all."""
    return Working(
        title="Share of the parameters that work on a token",
        left=f.text("share"),
        letters=f.frac(f.sym("P", "work"), f.sym("P", "all")),
        steps=(f.frac(f.given(view.active), f.given(view.total)),),
        result=percent(view.share, 1),
        function=f"{PACKAGE}.bill.share_of",
    )


def _ratio(view: View, _: int) -> Working | None:
    """Busiest over mean load."""
    load = view.load
    if not load:
        return None
    return Working(
        title=f"Busiest over mean load in batch {view.batch}",
        left=f.text("ratio"),
        letters=f.frac(f.text("tokens of the busiest"), f.text("mean")),
        steps=(f.frac(f.given(max(load)), f.frac(f.given(sum(load)), f.given(len(load)))),),
        result=decimal(ratio_of(load)),
        function=f"{PACKAGE}.balance.ratio_of",
        words=f"A token counts once for each of its {view.plan.top} experts.",
    )


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "share": _share,
    "total": _total,
    "active": _active,
    "ratio": _ratio,
    "part": _part,
    "group": _group,
    "affinity": _affinity,
    "bias": _bias,
    "weight": _weight,
}
"""By key."""
