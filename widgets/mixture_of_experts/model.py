"""The chapter’s model: one token through the router, what works on it, and a layer’s loads."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from widgets.kit.widget import Background
from widgets.kit.words import count, decimal, percent
from widgets.mixture_of_experts.balance import (
    BATCHES,
    Loads,
    Plan,
    biases,
    counts,
    known,
    ratio_of,
    routed,
)
from widgets.mixture_of_experts.bill import Part, active_of, parts, share_of, total_of
from widgets.mixture_of_experts.controls import ANSWERS, BOUNDS, QUICK, Controls, plan_of
from widgets.mixture_of_experts.published import GROUPS, SCALE
from widgets.mixture_of_experts.router import Routing, affinities, route, selected
from widgets.mixture_of_experts.toy import KINDS, Vector, experts_of, word_of

__all__ = ["View", "background", "billions", "compute", "group_of", "routing_of", "word_shown"]


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        key: of the routed word.
        plan: what the batches depend on; without balancing its γ is 0.
        asked: experts that were asked for; more work only if the kept groups have them.
        vector: the word’s.
        centroids: the experts’.
        batch: the one shown: the one asked for, or the last that has been routed.
        loads: by batch and expert, as far as they have been routed.
        complete: whether all batches have been.
        counts: by expert: batches that left it below the mean load less those above it.
        biases: by expert, after those batches.
        routing: what the router decides about the word under these biases.
        brought: chosen experts that the affinities alone would not have chosen.
        parts: the components of the model.
        total: all parameters.
        active: those that work on a token, the embedding left out.
        share: the one over the other.
        secret: whether later batches are hidden, because a prediction waits for them.
    """

    finding: str
    key: str
    plan: Plan
    asked: int
    vector: Vector
    centroids: tuple[Vector, ...]
    batch: int
    loads: Loads
    complete: bool
    counts: tuple[int, ...]
    biases: tuple[float, ...]
    routing: Routing
    brought: tuple[int, ...]
    parts: tuple[Part, ...]
    total: int
    active: int
    share: float
    secret: bool

    @property
    def load(self) -> tuple[int, ...]:
        """By expert: the tokens of the batch shown; empty before there is one."""
        return self.load_at(self.batch)

    def load_at(self, batch: int) -> tuple[int, ...]:
        """By expert: the tokens of a batch; empty before it is routed."""
        if not self.plan.gamma:
            batch = 0
        return self.loads[batch] if batch < len(self.loads) else ()


def compute(controls: Controls, latest: Loads | None = None) -> View:
    """The router’s decision about the chosen token, the bill, and the batch.

    Args:
        controls: the reader’s settings.
        latest: the loads that `background` has found so far.
    """
    plan = plan_of(controls)
    loads = known(plan) or latest or ()
    # The batch that was asked for, or the last that has been routed.
    batch = min(controls.step, len(loads) - 1 if loads else 0) if plan.gamma else controls.step
    moved = loads[:batch] if plan.gamma else ()
    vector = word_of(plan.seed, controls.token)
    nudges = biases(moved, plan.experts, plan.gamma)
    routing, brought = routing_of(plan, vector, nudges)
    view = View(
        finding="",
        key=controls.token,
        plan=plan,
        asked=controls.top,
        vector=vector,
        centroids=experts_of(plan.seed, plan.layer, plan.experts),
        batch=batch,
        loads=loads,
        complete=len(loads) == (BATCHES + 1 if plan.gamma else 1),
        counts=counts(moved, plan.experts),
        biases=nudges,
        routing=routing,
        brought=brought,
        parts=parts(plan.experts, plan.top),
        total=total_of(plan.experts),
        active=active_of(plan.experts, plan.top),
        share=share_of(plan.experts, plan.top),
        secret=bool(controls.predict) and plan.gamma > 0.0 and controls.step < BATCHES,
    )
    sentences = [_routed(view), _bill(view), _balance(view, controls.step)]
    if controls.predict:
        sentences.append(_verdict(view, controls))
    return view._replace(finding=" ".join(filter(None, sentences)))


@lru_cache(maxsize=4)
def routing_of(
    plan: Plan, vector: Vector, biases: tuple[float, ...]
) -> tuple[Routing, tuple[int, ...]]:
    """A token’s routing under some biases, and which experts it owes to them.

    Args:
        plan: the layer, its experts, and how many of them work.
        vector: the token’s.
        biases: one per expert.
    """
    own = affinities(vector, experts_of(plan.seed, plan.layer, plan.experts))
    found = route(own, biases, groups=GROUPS, limit=plan.limit, top=plan.top, scale=SCALE)
    _, alone = selected(own, GROUPS, plan.limit, plan.top)
    return found, tuple(sorted(set(found.chosen) - set(alone)))


def background(controls: Controls) -> Background | None:
    """The batches of these controls, one after the other; None if the build has routed them."""
    plan = plan_of(controls)
    return None if known(plan) else Background(plan, routed(plan))


def word_shown(key: str) -> str:
    """A word by its key.

    Example:
        >>> word_shown("seven")
        '7'
    """
    return next(word for kind in KINDS for own, word in kind.words if own == key)


def group_of(expert: int, experts: int) -> int:
    """The group of an expert, both counted from 0.

    Example:
        >>> group_of(31, 256), group_of(32, 256)
        (0, 1)
    """
    return expert * GROUPS // experts


def billions(parameters: int, digits: int = 1) -> str:
    """Parameters in billions.

    Example:
        >>> billions(671_026_419_200), billions(107_326_976, 2)
        ('671.0', '0.11')
    """
    return decimal(parameters / 1e9, digits)


def _routed(view: View) -> str:
    plan, routing = view.plan, view.routing
    groups = len({group_of(expert, plan.experts) for expert in routing.chosen})
    where = f"{groups} of the {GROUPS} groups" if groups < GROUPS else f"all {GROUPS} groups"
    said = (
        f"In layer {plan.layer}, {plan.top} of {plan.experts} routed experts (in {where}) and the"
        f" shared expert work on “{word_shown(view.key)}”."
    )
    if plan.top < view.asked:
        said += (
            f" {view.asked} were asked for, but {count(plan.limit, 'group')} of"
            f" {plan.experts // GROUPS} experts has no more."
        )
    return said


def _bill(view: View) -> str:
    return (
        f"Over all layers, {billions(view.active)} of {billions(view.total)} billion parameters"
        f" work on the token, {percent(view.share, 1)}."
    )


def _balance(view: View, wanted: int) -> str:
    load = view.load
    if not load:
        return "The layer’s batches are being routed."
    busiest, idle = decimal(ratio_of(load), 1), load.count(0)
    rest = f"{count(idle, 'expert gets', 'experts get')} no tokens"
    rest = rest if idle else "every expert gets some tokens"
    if not view.plan.gamma:
        return (
            f"Without balancing every batch is like the first: the busiest expert gets {busiest}"
            f" times the mean load, and {rest}."
        )
    if view.batch == 0:
        return (
            f"Before any bias has moved, the busiest expert gets {busiest} times the mean load, and"
            f" {rest}."
        )
    first = decimal(ratio_of(view.loads[0]), 1)
    after = f"After {count(view.batch, 'batch', 'batches')}"
    if view.batch < wanted:
        after += " (more are being routed)"
    return (
        f"{after} the busiest expert gets {busiest} times the mean load ({first} times at the"
        f" start), and {rest}."
    )


def _verdict(view: View, controls: Controls) -> str:
    if not view.plan.gamma:
        return "You made a prediction about balancing; it is off."
    if view.plan.gamma != QUICK:
        return (
            f"Your prediction was for γ = {QUICK:g}; with γ = {view.plan.gamma:g} it is not judged."
        )
    if controls.step < BATCHES:
        return "Your prediction waits for the last batch."
    if not view.complete:
        return "Your prediction waits until all batches are routed."
    ratio = ratio_of(view.loads[BATCHES])
    low, high = BOUNDS
    answer = "even" if ratio < low else "between" if ratio <= high else "uneven"
    load = f"with γ = {QUICK:g} the busiest expert’s load is {ANSWERS[answer]}"
    if controls.predict == answer:
        return f"You were right: {load}."
    return f"You predicted {ANSWERS[controls.predict]}, but {load}."
