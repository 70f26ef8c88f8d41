"""The thinking budget's model: what a budget buys, as one long try or as a vote of short ones.

The problems and the solver are in `population`, the vote is in `vote`.
"""

from __future__ import annotations

from math import log2
from typing import Final, NamedTuple

from widgets.kit.words import count, percent
from widgets.thinking_budget.controls import PREDICTED, Controls, solver_of
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
    "misled",
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

STEEP: Final = 10.0
"""The steep part goes from the first to the last doubling that adds so many percentage points."""

FLAT: Final = 1.0
"""The slow part ends with the last doubling that adds so many; from there on it is flat."""

ALIKE: Final = 0.005
"""Shares closer together than this are called alike."""

REGIMES: Final = ("too short", "steep", "slow", "flat")
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
        best: at each budget, the best of `SPLITS` and how often it is right; 0 tries where no split
            has any right answer.
        ahead: the budget from which the vote stays ahead of one try; None if it does not.
        after: the trained weights' `single`, where those before training are shown; else None.
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
    after: Values | None


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
        after=None
        if solver.trained
        else over_budgets(weights, one_try(solver._replace(trained=True))),
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

    Steep goes from the first doubling that adds `STEEP` to the last; slow from there to the last
    that adds `FLAT`; flat is the rest. What comes before is too short. Without a steep part the
    slow one begins with the first doubling that adds `FLAT`. Parts without a doubling are left out.

    Example:
        >>> [part[:2] for part in regimes_of((0.0, 2.4, 50.3, 19.4, 2.3, 0.0))]
        [('too short', 1), ('steep', 4), ('slow', 16), ('flat', 32)]
    """
    worth = [place for place, gain in enumerate(gains) if gain >= FLAT]
    great = [place for place, gain in enumerate(gains) if gain >= STEEP]
    first = (great or worth or [0])[0]
    after_steep = great[-1] + 1 if great else first
    after_slow = worth[-1] + 1 if worth else 0
    ends = (0, first, after_steep, after_slow, len(gains))
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
    """The best number of tries at each budget, the smallest if several are as good.

    Returns:
        Tries and how often they are right; 0 tries where all are never right.
    """
    curves = [over_budgets(weights, votes(solver, tempting, k)) for k in SPLITS]
    found = []
    for rated in zip(*curves, strict=True):
        most = max(rated)
        smallest = next(k for k, right in zip(SPLITS, rated, strict=True) if right > most - 1e-12)
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


def misled(elected: float, alone: float) -> bool:
    """Whether a vote does worse than a single one of its tries: it agrees on the tempting answer.

    Args:
        elected: how often the vote is right.
        alone: how often one try is right that has as many turns as each of those that vote.

    Example:
        >>> misled(0.06, 0.12), misled(0.08, 0.02)
        (True, False)
    """
    return elected < alone - ALIKE


def _budget_said(controls: Controls, one: Values, used: Values) -> str:
    budget = controls.budget
    forced = controls.ending == "forced"
    who = "the solver" if controls.policy == "trained" else "the solver before training"
    who = f"{who}, made to go on," if forced else who
    told = f"Within {count(budget, 'turn')} {who} gets {percent(one[budget], 1)} of the mix right"
    if budget <= LARGEST // 2:
        return f"{told}; twice as many would add {points(gain_of(one, budget))} points."
    return f"{told}." if forced else f"{told}, and takes {used[budget]:.1f} of them on average."


def _shape_said(regimes: tuple[Regime, ...]) -> str:
    told = [
        "flat" if part.name == "flat" else f"{part.name} to {part.high}"
        for part in regimes
        if part.name != "too short"
    ]
    if told == ["flat"]:
        return "No doubling of the budget adds a point."
    first = next(part for part in regimes if part.name != "too short")
    told[0] = f"{first.name} from {count(first.low, 'turn')} to {first.high}"
    return f"The curve is {', then '.join(told)}."


def _vote_said(controls: Controls, one: Values, elected: Values, ahead: int | None) -> str:
    budget, tries = controls.budget, controls.tries
    if tries == 1:
        return "A vote needs more than one try."
    if budget < tries:
        return f"Shared by {tries} tries that vote, it would leave each less than a turn."
    each, after = budget // tries, ""
    lead = elected[budget] - one[budget]
    shared = f"Shared by {tries} tries that vote, {count(each, 'turn')} each, the budget gives"
    if elected[budget] == 0.0:
        found = "none right: no try can be done by then"
    elif abs(lead) <= ALIKE:
        found = f"{percent(elected[budget], 1)}: that makes hardly a difference"
    elif lead > 0.0:
        found = f"{percent(elected[budget], 1)}: the vote is better"
    else:
        found = f"{percent(elected[budget], 1)}: one try is better"
        if misled(elected[budget], one[each]):
            found += ", for the votes gather on the tempting answer"
    if ahead is not None:
        later = f"from {count(ahead, 'turn')} on"
        after = f", as it is {later}" if budget >= ahead else f"; {later} the vote is ahead"
    elif budget < LARGEST:
        any_more = " any more" if lead > ALIKE else ""
        after = f"; at {LARGEST} turns {tries} tries are not ahead{any_more}"
    return f"{shared} {found}{after}."


def _verdict(controls: Controls) -> str:
    """What came of the prediction, which is about tries that answer when they like."""
    if not controls.predict:
        return ""
    base, trained = (
        round(100.0 * (one[LARGEST] - one[8]), 1)
        for one in (
            over_budgets(
                controls.mix,
                one_try(solver_of(controls)._replace(trained=trained, forced=False)),
            )
            for trained in (False, True)
        )
    )
    found = {
        "more": base > trained,
        "fewer": FLAT <= base <= trained,
        "none": base < FLAT,
    }
    told = (
        f"from 8 turns to {LARGEST} the weights before training gain {points(base)}, the"
        f" trained ones {points(trained)} points"
    )
    words = PREDICTED[controls.predict]
    if found[controls.predict]:
        return f"You predicted {words}, and so it is: {told}."
    right = next(name for name in ("none", "more", "fewer") if found[name])
    return f"You predicted {words}; it is {PREDICTED[right]}: {told}."
