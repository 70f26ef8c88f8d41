"""How the numbers of the thinking budget were computed: means over problems, differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from widgets.kit import formula as f
from widgets.kit.markup import Markup
from widgets.kit.words import count, decimal
from widgets.kit.working import Working
from widgets.thinking_budget.model import DOUBLINGS, View, points, share
from widgets.thinking_budget.population import KINDS, WORK, answers_of

__all__ = ["WORKINGS"]

POPULATION: Final = "widgets.thinking_budget.population"


def _weighed(weights: Sequence[float], values: Sequence[float]) -> Markup:
    """Σ_c w_c · a_c with its numbers."""
    pairs = zip(weights, values, strict=True)
    return f.added(*[f.row(f.given(w), f.op("×"), f.value(a, 4)) for w, a in pairs])


def _over_kinds(letter: str) -> Markup:
    return f.total("c", f.sym("w", "c"), f.op("×"), f.sym(letter, "c"))


KINDS_SAID: Final = (
    f"Over the kinds {', '.join(KINDS)}: the share of each in the mix, times the share of it"
    " that is answered right."
)


def _one(view: View, _: int) -> Working:
    """The mix, one try."""
    return Working(
        title=f"Right answers to the mix within {count(view.budget, 'turn')}, by one try",
        left=f.sym("a"),
        letters=_over_kinds("a"),
        steps=(_weighed(view.weights, [kind[view.budget] for kind in view.kinds]),),
        result=share(view.single[view.budget]),
        function=f"{POPULATION}.mixed",
        words=KINDS_SAID,
    )


def _vote(view: View, _: int) -> Working | None:
    """The mix, by vote."""
    if view.tries == 1:
        return None
    values = [kind[view.budget] for kind in view.vote_kinds]
    return Working(
        title=f"Right answers to the mix by a vote of {view.tries} tries",
        left=f.sym("V"),
        letters=_over_kinds("V"),
        steps=(_weighed(view.weights, values),),
        result=share(view.vote[view.budget]),
        function=f"{POPULATION}.mixed",
        words=f"{KINDS_SAID} For each problem, all ways in which its tries can fall add up.",
    )


def _used(view: View, _: int) -> Working:
    """The turns of one try over the mix."""
    values = [kind[view.budget] for kind in view.used_kinds]
    return Working(
        title=f"Average turns of a try that may take {view.budget}",
        left=f.row(f.sym("E"), f.fenced(f.sym("n"))),
        letters=f.total("c", f.sym("w", "c"), f.op("×"), f.sym("n", "c")),
        steps=(_weighed(view.weights, values),),
        result=decimal(view.used[view.budget], 1),
        function=f"{POPULATION}.mixed",
        words="It is made to take all of them."
        if view.solver.forced
        else "A try that is cut off has taken all of them.",
    )


def _kind(view: View, place: int) -> Working:
    """The mean over the problems of a kind."""
    work = WORK[place - 1]
    values = [answers_of(view.solver, steps).right[view.budget] for steps in work]
    return Working(
        title=f"Right answers to {KINDS[place - 1]} problems within {count(view.budget, 'turn')}",
        left=f.sym("a", KINDS[place - 1]),
        letters=f.frac(f.total("d", f.sym("a", "d")), f.num(str(len(work)))),
        steps=(f.frac(f.added(*[f.value(value, 4) for value in values]), f.num(str(len(work)))),),
        result=share(view.kinds[place - 1][view.budget]),
        function=f"{POPULATION}.kind_mean",
        words=f"Problems of {', '.join(map(str, work[:-1]))} and {work[-1]} steps of work; each"
        " term is the exact chance that a try has answered by then, and rightly.",
    )


def _gain(view: View, place: int) -> Working:
    """What a doubling adds."""
    budget = DOUBLINGS[place - 1]
    return Working(
        title=f"Percentage points added from {budget} to {count(2 * budget, 'turn')}",
        left=f.row(f.op("Δ"), f.sym("a")),
        letters=f.row(
            f.num("100"),
            f.op("×"),
            f.fenced(
                f.sym("a"),
                f.fenced(f.num("2"), f.op("×"), f.sym("b")),
                f.op("−"),
                f.sym("a"),
                f.fenced(f.sym("b")),
            ),
        ),
        steps=(
            f.row(
                f.num("100"),
                f.op("×"),
                f.fenced(
                    f.value(view.single[2 * budget], 5), f.op("−"), f.value(view.single[budget], 5)
                ),
            ),
        ),
        result=points(view.gains[place - 1]),
        function="widgets.thinking_budget.model.gain_of",
    )


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "one": _one,
    "vote": _vote,
    "used": _used,
    "kind": _kind,
    "gain": _gain,
}
"""By key."""
