"""The thinking budget's model: what a budget buys, as one long try or as a vote of short ones.

The problems and the solver are in `population`, the vote is in `vote`.
"""

from __future__ import annotations

from math import log2
from typing import Final, NamedTuple

from widgets.kit.words import count, listed
from widgets.thinking_budget.controls import Controls, solver_of
from widgets.thinking_budget.population import (
    LARGEST,
    ByKind,
    Solver,
    Values,
    mixed,
    one_try,
    turns_used,
    votes,
)

__all__ = [
    "ALIKE",
    "DOUBLINGS",
    "FLAT",
    "REGIMES",
    "SPLITS",
    "STEEP",
    "Regime",
    "View",
    "best_splits",
    "compute",
    "gain_of",
    "over_budgets",
    "points",
    "regimes_of",
    "share",
    "stays_ahead",
]

DOUBLINGS: Final = tuple([2**n for n in range(round(log2(LARGEST)))])
"""Budgets that a doubling starts from."""

SPLITS: Final = (1, 2, 4, 8, 16)
"""Numbers of tries among which the best is looked for."""

STEEP: Final = 25.0
"""The steep part ends with the last doubling that adds so many percentage points."""

FLAT: Final = 1.0
"""The flat part begins after the last doubling that adds so many percentage points."""

ALIKE: Final = 0.005
"""Shares closer together than this are called alike."""

REGIMES: Final = ("too short", "steep", "long", "flat")
"""The parts of the curve, in order."""


class Regime(NamedTuple):
    """A part of the curve.

    Attributes:
        name: one of `REGIMES`.
        low: the budget at which it begins, in turns.
        high: the budget at which it ends.
    """

    name: str
    low: int
    high: int


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        solver: who solves.
        budget: b, in turns.
        tries: k, tries that share the budget and vote.
        tempting: the share of wrong answers that are the same one.
        weights: the share of each kind of problem in the mix.
        kinds: how often one try is right, by kind and budget.
        single: the same over the mix.
        vote_kinds: how often the vote is right, by kind and budget.
        vote: the same over the mix.
        used_kinds: the average turns of one try, by kind and budget.
        used: the same over the mix.
        gains: what each doubling of `DOUBLINGS` adds to `single`, in percentage points.
        regimes: the parts of the curve.
        best: for each of `DOUBLINGS` and for the largest budget, the best of `SPLITS` and how often
            it is right; 0 tries where no split has any right answer.
        ahead: the budget from which the vote stays ahead of one try; None if it does not.
    """

    finding: str
    solver: Solver
    budget: int
    tries: int
    tempting: float
    weights: tuple[float, ...]
    kinds: ByKind
    single: Values
    vote_kinds: ByKind
    vote: Values
    used_kinds: ByKind
    used: Values
    gains: Values
    regimes: tuple[Regime, ...]
    best: tuple[tuple[int, float], ...]
    ahead: int | None


def compute(controls: Controls) -> View:
    """What the budget buys, in both ways of spending it, and the finding.

    Args:
        controls: the reader's settings.
    """
    solver, weights = solver_of(controls), controls.mix
    kinds, used_kinds = one_try(solver), turns_used(solver)
    vote_kinds = votes(solver, controls.tempting, controls.tries)
    single = over_budgets(weights, kinds)
    elected = over_budgets(weights, vote_kinds)
    used = over_budgets(weights, used_kinds)
    gains = tuple([gain_of(single, budget) for budget in DOUBLINGS])
    regimes = regimes_of(gains)
    best = best_splits(solver, controls.tempting, weights)
    ahead = stays_ahead(single, elected) if controls.tries > 1 else None
    sentences = [
        _budget_said(controls, single, used),
        _shape_said(regimes),
        _vote_said(controls, single, elected, ahead),
        _verdict(controls),
    ]
    return View(
        finding=" ".join(filter(None, sentences)),
        solver=solver,
        budget=controls.budget,
        tries=controls.tries,
        tempting=controls.tempting,
        weights=weights,
        kinds=kinds,
        single=single,
        vote_kinds=vote_kinds,
        vote=elected,
        used_kinds=used_kinds,
        used=used,
        gains=gains,
        regimes=regimes,
        best=best,
        ahead=ahead,
    )


def share(value: float) -> str:
    """A share as this chapter writes it, to a tenth of a percent.

    Example:
        >>> share(0.7162)
        '71.6%'
    """
    return f"{100.0 * value:.1f}%"


def points(value: float) -> str:
    """Percentage points as this chapter writes them.

    Example:
        >>> points(2.57), points(0.01)
        ('2.6', '0.0')
    """
    return f"{value:.1f}"


def over_budgets(weights: tuple[float, ...], kinds: ByKind) -> Values:
    """What holds of the mix at each budget.

    Example:
        >>> over_budgets((0.5, 0.5), ((0.0, 1.0), (0.0, 0.5)))
        (0.0, 0.75)
    """
    return tuple([mixed(weights, column) for column in zip(*kinds, strict=True)])


def gain_of(one: Values, budget: int) -> float:
    """What twice the budget adds, in percentage points: 100 (a(2b) − a(b)).

    Args:
        one: how often one try is right, at each budget.
        budget: b; at most half the largest.

    Example:
        >>> gain_of((0.0, 0.25, 0.75), 1)
        50.0
    """
    return 100.0 * (one[2 * budget] - one[budget])


def regimes_of(gains: Values) -> tuple[Regime, ...]:
    """The parts of the curve, told by what doublings add.

    Too short is what comes before the first doubling that adds `FLAT`; steep goes up to the last
    that adds `STEEP`; long up to the last that adds `FLAT`; flat is the rest. Parts without a
    doubling are left out.

    Example:
        >>> [part[:2] for part in regimes_of((0.0, 2.4, 50.3, 19.4, 2.3, 0.0))]
        [('too short', 1), ('steep', 2), ('long', 8), ('flat', 32)]
    """
    worth = [place for place, gain in enumerate(gains) if gain >= FLAT]
    great = [place for place, gain in enumerate(gains) if gain >= STEEP]
    first = worth[0] if worth else len(gains)
    after_steep = great[-1] + 1 if great else first
    after_long = worth[-1] + 1 if worth else len(gains)
    ends = (0, first, after_steep, after_long, len(gains))
    return tuple(
        [
            Regime(name, 2**low, 2**high)
            for name, low, high in zip(REGIMES, ends, ends[1:], strict=False)
            if high > low
        ]
    )


def best_splits(
    solver: Solver, tempting: float, weights: tuple[float, ...]
) -> tuple[tuple[int, float], ...]:
    """The best number of tries at 1, 2, 4 … turns, the smallest if several are as good.

    Returns:
        Tries and how often they are right; 0 tries where all are never right.
    """
    curves = [(k, votes(solver, tempting, k)) for k in SPLITS]
    found = []
    for budget in (*DOUBLINGS, LARGEST):
        rated = [(mixed(weights, [kind[budget] for kind in curve]), k) for k, curve in curves]
        most = max(rated)[0]
        smallest = next(k for right, k in rated if right > most - 1e-12)
        found.append((smallest if most else 0, most))
    return tuple(found)


def stays_ahead(one: Values, elected: Values) -> int | None:
    """The smallest budget from which the vote is ahead of one try up to the largest.

    Example:
        >>> stays_ahead((0.0, 0.5, 0.5, 0.5), (0.0, 0.0, 0.75, 0.75)), stays_ahead((0.5,), (0.5,))
        (2, None)
    """
    ahead = None
    for budget in reversed(range(len(one))):
        if elected[budget] <= one[budget] + ALIKE:
            break
        ahead = budget
    return ahead


def _budget_said(controls: Controls, one: Values, used: Values) -> str:
    budget = controls.budget
    forced = controls.ending == "forced"
    who = "the solver" if controls.policy == "trained" else "the solver before training"
    who = f"Made to go on, {who}" if forced else who[0].upper() + who[1:]
    told = f"{who} gets {share(one[budget])} of the mix right within {count(budget, 'turn')}"
    if budget <= LARGEST // 2:
        more = points(gain_of(one, budget))
        return f"{told}; twice as many would bring {more} percentage points more."
    return f"{told}." if forced else f"{told}, and takes {used[budget]:.1f} of them on average."


def _shape_said(regimes: tuple[Regime, ...]) -> str:
    told = [
        "flat beyond" if part.name == "flat" else f"{part.name} up to {count(part.high, 'turn')}"
        for part in regimes
        if part.name != "too short"
    ]
    return f"The curve is {listed(told)}." if told else "No doubling of the budget adds a point."


def _vote_said(controls: Controls, one: Values, elected: Values, ahead: int | None) -> str:
    budget, tries = controls.budget, controls.tries
    if tries == 1:
        return "A vote needs more than one try."
    if budget < tries:
        return f"Shared among {tries} tries that vote it would leave each less than a turn."
    lead = elected[budget] - one[budget]
    better = "one try is better" if lead < 0.0 else "the vote is better"
    told = (
        f"Shared among {tries} tries that vote, {count(budget // tries, 'turn')} each, the budget"
        f" gives {share(elected[budget])}:"
        f" {'that is no difference' if abs(lead) <= ALIKE else better}"
    )
    if ahead is not None:
        return f"{told}; from {ahead} turns on the vote is ahead."
    return (
        f"{told}." if budget == LARGEST else f"{told}; at {LARGEST} turns it is not ahead either."
    )


def _verdict(controls: Controls) -> str:
    if not controls.predict:
        return ""
    base, trained = (
        100.0 * (one[LARGEST] - one[8])
        for one in (
            over_budgets(controls.mix, one_try(solver_of(controls)._replace(trained=trained)))
            for trained in (False, True)
        )
    )
    found = "none" if base < FLAT else "more" if base > trained else "fewer"
    words = {"more": "more", "fewer": "less", "none": "next to nothing"}
    told = (
        f"from 8 turns to {LARGEST} the weights before training gain {points(base)} points, the"
        f" trained ones {points(trained)}"
    )
    if found == controls.predict:
        return f"You predicted {words[found]}, and so it is: {told}."
    return f"You predicted {words[controls.predict]}; it is {words[found]}: {told}."
