"""One step of GRPO, part by part: each is a function of the parts that it reads, and of settings.

`WIRING` says which parts each function is given; it is given nothing else of the step. All of the
mathematics is `grpo_core`'s. A completion is a whole text with one probability, as in the objective
that the paper prints (R1 v1 eq. 1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import exp, fsum, sqrt
from typing import Any, Final, NamedTuple

from grpo_core import (
    Clip,
    clipped_surrogate,
    k3,
    log_softmax,
    logit_gradient,
    sample_group,
    softmax,
)
from grpo_core.divergence import MAX_EXPONENT, k3_slope
from grpo_core.rewards import RuleReward, rule_reward
from widgets.full_system.parts import PARTS
from widgets.full_system.texts import QUESTIONS

__all__ = [
    "WIRING",
    "Baseline",
    "Divergence",
    "Objective",
    "Policy",
    "Rollout",
    "Settings",
    "Surrogate",
    "Update",
    "advantages_of",
    "baseline_of",
    "divergence_of",
    "objective_of",
    "policy_row",
    "ratio_of",
    "rewards_of",
    "rollouts_of",
    "send",
    "surrogate_of",
    "update_of",
]

Row = tuple[float, ...]
"""A number per text."""
Rows = tuple[Row, ...]
"""A row per question."""


class Settings(NamedTuple):
    """What is set and flows along no arrow.

    Attributes:
        luck: a number in [0, 1) per rollout that can be asked for.
        group: G, the rollouts of the question.
        epsilon: ε of the clip.
        beta: weight of the KL estimate.
        rate: learning rate.
    """

    luck: Row
    group: int
    epsilon: float
    beta: float
    rate: float


class Rollout(NamedTuple):
    """A sampled output.

    Attributes:
        place: which of the question's texts it is.
        text: the text.
    """

    place: int
    text: str


class Policy(NamedTuple):
    """The weights, in nats, by question and text.

    Attributes:
        sampling: those that sample the rollouts: π_old.
        now: those that the step changes: π.
    """

    sampling: Rows
    now: Rows


class Baseline(NamedTuple):
    """What a group's rewards are compared with.

    Attributes:
        mean: of the group.
        std: the population's, which divides by G.
    """

    mean: float
    std: float


class Surrogate(NamedTuple):
    """The clipped surrogate, rollout by rollout.

    Attributes:
        ratios: ρ = π/π_old.
        terms: min(ρA, clip(ρ)A).
        slopes: how each term changes with the rollout's log π.
        clipped: whether the clip has made the term flat.
        mean: of the terms.
    """

    ratios: Row
    terms: Row
    slopes: Row
    clipped: tuple[bool, ...]
    mean: float


class Divergence(NamedTuple):
    """k3, rollout by rollout.

    Attributes:
        ratios: π_ref/π.
        terms: k3.
        slopes: how each changes with the rollout's log π.
        mean: of the terms, in nats.
    """

    ratios: Row
    terms: Row
    slopes: Row
    mean: float


class Objective(NamedTuple):
    """J, which is to be made large.

    Attributes:
        value: J.
        slopes: ∂J/∂log π of each rollout.
    """

    value: float
    slopes: Row


class Update(NamedTuple):
    """What the step does to the weights of the question asked.

    Attributes:
        before: logits before it.
        gradient: ∂J/∂logits.
        logits: after it.
    """

    before: Row
    gradient: Row
    logits: Row


@lru_cache(maxsize=64)
def policy_row(logits: Row) -> Row:
    """The probabilities of the six texts.

    Example:
        >>> policy_row((0.0, 0.0))
        (0.5, 0.5)
    """
    return tuple(softmax(logits))


def rollouts_of(settings: Settings, question: int, policy: Policy) -> tuple[Rollout, ...]:
    """The texts that the sampling weights draw: o_i ~ π_old(· | q)."""
    shares, texts = policy_row(policy.sampling[question]), QUESTIONS[question].texts
    places = sample_group(shares, settings.luck[: settings.group])
    return tuple(Rollout(place, texts[place]) for place in places)


@lru_cache(maxsize=64)
def _graded(text: str, gold: str) -> RuleReward:
    return rule_reward(text, gold)


def rewards_of(_: Settings, gold: str, rollouts: tuple[Rollout, ...]) -> tuple[RuleReward, ...]:
    """The rule's two rewards of each rollout, read off its text."""
    return tuple(_graded(rollout.text, gold) for rollout in rollouts)


def baseline_of(_: Settings, rewards: tuple[RuleReward, ...]) -> Baseline:
    """The group's mean and its (population) standard deviation.

    Example:
        >>> baseline_of(None, (RuleReward(1.0, 1.0), RuleReward(0.0, 0.0)))
        Baseline(mean=1.0, std=1.0)
    """
    totals = [reward.total for reward in rewards]
    mean = fsum(totals) / len(totals)
    return Baseline(mean, sqrt(fsum((r - mean) * (r - mean) for r in totals) / len(totals)))


def advantages_of(_: Settings, rewards: tuple[RuleReward, ...], baseline: Baseline) -> Row:
    """A_i = (r_i − mean)/std: what `grpo_core.group_relative` gives; zeros if all are equal.

    Example:
        >>> pair = (RuleReward(1.0, 1.0), RuleReward(0.0, 0.0))
        >>> advantages_of(None, pair, baseline_of(None, pair))
        (1.0, -1.0)
    """
    mean, std = baseline
    return tuple((reward.total - mean) / std if std else 0.0 for reward in rewards)


def ratio_of(logp: float, old_logp: float) -> float:
    """How much likelier a text has become: ρ = π/π_old.

    Example:
        >>> ratio_of(-1.0, -1.0)
        1.0
    """
    return exp(min(logp - old_logp, MAX_EXPONENT))


def surrogate_of(
    settings: Settings,
    question: int,
    policy: Policy,
    rollouts: tuple[Rollout, ...],
    advantages: Row,
) -> Surrogate:
    """min(ρA, clip(ρ)A) of each rollout, and the mean (R1 v1 eq. 1)."""
    logp, old_logp = (log_softmax(rows[question]) for rows in (policy.now, policy.sampling))
    clip = Clip.symmetric(settings.epsilon)
    ratios = tuple(ratio_of(logp[o], old_logp[o]) for o, _ in rollouts)
    found = [clipped_surrogate(r, a, clip) for r, a in zip(ratios, advantages, strict=True)]
    terms, slopes = zip(*found, strict=True)
    flat = tuple(s == 0.0 and a != 0.0 for s, a in zip(slopes, advantages, strict=True))
    return Surrogate(ratios, terms, slopes, flat, fsum(terms) / len(terms))


def divergence_of(
    _: Settings,
    question: int,
    policy: Policy,
    reference: Rows,
    rollouts: tuple[Rollout, ...],
) -> Divergence:
    """k3 of each rollout, and the mean (R1 v1 eq. 2)."""
    logp, ref_logp = (log_softmax(rows[question]) for rows in (policy.now, reference))
    pairs = [(logp[o], ref_logp[o]) for o, _ in rollouts]
    terms = tuple(k3(*pair) for pair in pairs)
    slopes = tuple(k3_slope(*pair) for pair in pairs)
    ratios = tuple(ratio_of(ref, own) for own, ref in pairs)
    return Divergence(ratios, terms, slopes, fsum(terms) / len(terms))


def objective_of(settings: Settings, surrogate: Surrogate, divergence: Divergence) -> Objective:
    """J = mean of min(ρA, clip(ρ)A) − β · mean of k3 (R1 v1 eq. 1)."""
    size, beta = len(surrogate.terms), settings.beta
    slopes = zip(surrogate.slopes, divergence.slopes, strict=True)
    return Objective(
        surrogate.mean - beta * divergence.mean, tuple((s - beta * k) / size for s, k in slopes)
    )


def update_of(
    settings: Settings,
    question: int,
    policy: Policy,
    rollouts: tuple[Rollout, ...],
    objective: Objective,
) -> Update:
    """One step up the objective: z + rate · ∂J/∂z, for the question that was asked."""
    before = policy.now[question]
    shares = policy_row(before)
    gradient = [0.0] * len(before)
    for rollout, slope in zip(rollouts, objective.slopes, strict=True):
        for text, push in enumerate(logit_gradient(shares, rollout.place, slope)):
            gradient[text] += push
    after = tuple(z + settings.rate * g for z, g in zip(before, gradient, strict=True))
    return Update(before, tuple(gradient), after)


WIRING: Final[Mapping[str, tuple[str, ...]]] = {
    "question": (),
    "policy": (),
    "gold": (),
    "reference": (),
    "rollouts": ("question", "policy"),
    "reward": ("gold", "rollouts"),
    "baseline": ("reward",),
    "advantages": ("reward", "baseline"),
    "surrogate": ("question", "policy", "rollouts", "advantages"),
    "kl": ("question", "policy", "reference", "rollouts"),
    "objective": ("surrogate", "kl"),
    "update": ("question", "policy", "rollouts", "objective"),
}
"""For each part the parts that its function is given, in the order of its arguments."""

WORKS: Final[Mapping[str, Callable[..., Any]]] = {
    "rollouts": rollouts_of,
    "reward": rewards_of,
    "baseline": baseline_of,
    "advantages": advantages_of,
    "surrogate": surrogate_of,
    "kl": divergence_of,
    "objective": objective_of,
    "update": update_of,
}
"""For each part that is computed, what computes it."""


def send(
    settings: Settings, question: int, policy: Policy, gold: str, reference: Rows
) -> dict[str, Any]:
    """A batch sent through the step: the value of every part, by its key.

    Args:
        settings: what flows along no arrow.
        question: its place in `QUESTIONS`.
        policy: the weights.
        gold: the answer to grade by.
        reference: the reference's logits, by question and text.
    """
    given = {"question": question, "policy": policy, "gold": gold, "reference": reference}
    values: dict[str, Any] = {}
    for part in PARTS:
        work = WORKS.get(part)
        reads = [values[each] for each in WIRING[part]]
        values[part] = work(settings, *reads) if work else given[part]
    return values
