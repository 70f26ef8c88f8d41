"""GRPO over the responses: a softmax policy, rewarded by the learned score or by the rule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import fsum, log
from typing import Final, NamedTuple

from grpo_core import (
    Clip,
    decision_gradient,
    draws,
    group_relative,
    log_softmax,
    sample_group,
    softmax,
)

__all__ = ["CLIP", "GROUP_SIZE", "STEPS", "Run", "Step", "expected", "optimise"]

STEPS: Final = 50
GROUP_SIZE: Final = 16
CLIP: Final = Clip.symmetric(0.2)
"""It never bites: each group is used for one update, so all ratios are 1."""


class Step(NamedTuple):
    """What one step of training did.

    Attributes:
        actions: which response each try of the group is.
        advantages: one per try.
        gradient: ∂J/∂logits.
    """

    actions: tuple[int, ...]
    advantages: tuple[float, ...]
    gradient: tuple[float, ...]


class Run(NamedTuple):
    """A training run.

    Attributes:
        logits: before training and after each step.
        policies: the same as shares.
        steps: one record per step.
    """

    logits: tuple[tuple[float, ...], ...]
    policies: tuple[tuple[float, ...], ...]
    steps: tuple[Step, ...]


@lru_cache(maxsize=4)
def optimise(
    rewards: tuple[float, ...],
    start: tuple[float, ...],
    learning_rate: float,
    beta: float,
    seed: int,
) -> Run:
    """Trains for `STEPS` steps, with groups of `GROUP_SIZE` (R1 v1 eq. 1), and keeps the run.

    Args:
        rewards: what each response earns, the same at every try.
        start: each response's weight in the starting policy, which is also the reference.
        learning_rate: size of a step on the logits.
        beta: KL weight.
        seed: fixes which tries are drawn.

    Example:
        >>> run = optimise((1.0, 0.0), (1.0, 1.0), 0.5, 0.0, 7)
        >>> run.policies[0], run.policies[50][0] > 0.9
        ((0.5, 0.5), True)
    """
    logits = [log(weight) for weight in start]
    reference = log_softmax(logits)
    policy = softmax(logits)
    trail, policies, steps = [tuple(logits)], [tuple(policy)], []
    for luck in _luck(seed):
        actions = sample_group(policy, luck)
        advantages = group_relative([rewards[action] for action in actions])
        old = log_softmax(logits)
        gradient = decision_gradient(
            logits, old, reference, actions, advantages, clip=CLIP, beta=beta
        ).gradient
        logits = [z + learning_rate * g for z, g in zip(logits, gradient, strict=True)]
        policy = softmax(logits)
        trail.append(tuple(logits))
        policies.append(tuple(policy))
        steps.append(Step(tuple(actions), tuple(advantages), tuple(gradient)))
    return Run(tuple(trail), tuple(policies), tuple(steps))


@lru_cache(maxsize=2)
def _luck(seed: int) -> Sequence[Sequence[float]]:
    """One row a step: which response each try is."""
    return draws(seed, STEPS, GROUP_SIZE // 2)


def expected(policy: tuple[float, ...], values: tuple[float, ...]) -> float:
    """What a try of the policy comes to on average: Σ_a π(a)·value(a).

    Example:
        >>> expected((0.5, 0.5), (1.0, 0.0))
        0.5
    """
    return fsum([p * value for p, value in zip(policy, values, strict=True)])
