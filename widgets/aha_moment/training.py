"""Training the agent by GRPO: one group a step, paid for right answers and for nothing else.

Each step samples a group of solutions of the problem, turns their rewards into advantages, and
follows the gradient of the objective (`grpo_core.objective`) at the policy that sampled them. There
every ratio is 1, so the clip holds nothing back, and a turn's credit ∂J/∂log π is its weight times
its solution's advantage. There is no KL term. The solutions' choices fall into thirteen kinds, so
credit is added up by kind before it is turned into a gradient: the same sum as the core's
`logit_gradient` makes turn by turn, in another order.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from grpo_core import group_relative
from widgets.aha_moment.agent import (
    FIRST,
    NO_DRAWS,
    Logits,
    Policy,
    Solution,
    Task,
    policy_of,
    solve,
    start_logits,
)

__all__ = [
    "CONSTANT",
    "MOST",
    "STEPS",
    "Run",
    "Training",
    "credit_of",
    "gradient_of",
    "group_at",
    "luck_of",
    "reward_of",
    "train",
    "weight_of",
]

STEPS: Final = 100
"""Steps of a training."""

MOST: Final = 16
"""Solutions in the largest group; luck is laid out for so many whatever the group."""

CONSTANT: Final = 8.0
"""What a turn's weight is divided by where lengths do not count: about a typical length, so that
steps are of like size. Another value would be another learning rate and nothing more."""


class Training(NamedTuple):
    """How the agent is trained.

    Attributes:
        by_length: whether a turn's weight is one over its solution's length, as in GRPO, or over a
            constant, as in Dr. GRPO.
        price: what a turn costs, taken off the reward; 0 in the paper.
        checking: how often the base checks, before training.
        group_size: G, solutions a step; at most `MOST`.
        learning_rate: how far a step follows the gradient.
        seed: of all luck.
    """

    by_length: bool = True
    price: float = 0.0
    checking: float = 0.08
    group_size: int = MOST
    learning_rate: float = 7.0
    seed: int = 7


class Run(NamedTuple):
    """A training, step by step.

    Attributes:
        logits: after each step, from 0.
        policies: the same as probabilities.
    """

    logits: tuple[Logits, ...]
    policies: tuple[Policy, ...]


@lru_cache(maxsize=4)
def luck_of(seed: int) -> tuple[tuple[tuple[float, ...], ...], ...]:
    """All draws of a seed: a group for each step, and before them one that is only looked at.

    Example:
        >>> table = luck_of(7)
        >>> len(table), len(table[0]), len(table[0][0])
        (101, 16, 48)
    """
    draw = Random(seed).random
    turns, group, steps = range(NO_DRAWS), range(MOST), range(STEPS + 1)
    return tuple([tuple([tuple([draw() for _ in turns]) for _ in group]) for _ in steps])


def reward_of(solution: Solution, price: float) -> float:
    """1 for a right answer and 0 for any other, less the price of its turns.

    Example:
        >>> reward_of(Solution((1, 3), True), 0.0), reward_of(Solution((1, 3), True), 0.1)
        (1.0, 0.8)
    """
    return float(solution.right) - price * len(solution.choices)


def weight_of(training: Training, length: int) -> float:
    """What one turn of a solution weighs: 1/(G·|o|), or 1/(G·constant).

    The closed form of `grpo_core.per_sequence` and `grpo_core.per_constant`.

    Example:
        >>> weight_of(Training(group_size=2), 5), weight_of(Training(False, group_size=2), 5)
        (0.1, 0.0625)
    """
    return 1.0 / (training.group_size * (length if training.by_length else CONSTANT))


def credit_of(training: Training, advantage: float, length: int) -> float:
    """∂J/∂log π of each turn of a solution: its weight times the solution's advantage.

    Example:
        >>> credit_of(Training(group_size=2), -1.0, 5)
        -0.1
    """
    return advantage * weight_of(training, length)


def gradient_of(
    training: Training, policy: Policy, solutions: list[Solution]
) -> list[list[float]] | None:
    """∂J/∂logits of a group at the policy that sampled it; None if the group says nothing.

    Args:
        training: price, weights and group size.
        policy: one row of probabilities per context.
        solutions: the group.

    Example:
        >>> group = [Solution((0,), False), Solution((1, 3), True)]
        >>> even = ((0.4, 0.4, 0.2), *((0.5, 0.5),) * 5)
        >>> [round(g, 2) for g in gradient_of(Training(group_size=2), even, group)[0]]
        [-0.4, 0.35, 0.05]
    """
    price = training.price
    advantages = group_relative([reward_of(solution, price) for solution in solutions])
    credit = [0.0] * FIRST[-1]
    silent = True
    for (choices, _), advantage in zip(solutions, advantages, strict=True):
        if advantage:
            silent = False
            each = credit_of(training, advantage, len(choices))
            for choice in choices:
                credit[choice] += each
    if silent:
        return None
    gradient = []
    for context, row in enumerate(policy):
        part = credit[FIRST[context] : FIRST[context + 1]]
        whole = sum(part)
        gradient.append([own - whole * p for own, p in zip(part, row, strict=True)])
    return gradient


def group_at(task: Task, training: Training, policy: Policy, number: int) -> list[Solution]:
    """A group sampled from a policy.

    Args:
        task: what the agent is up against.
        training: seed and group size.
        policy: who solves.
        number: of the step whose luck it has; 0 for the group that is only looked at.
    """
    rows = luck_of(training.seed)[number][: training.group_size]
    return [solve(task, policy, row) for row in rows]


@lru_cache(maxsize=8)
def train(task: Task, training: Training) -> Run:
    """The whole training.

    Example:
        >>> run = train(Task(), Training())
        >>> len(run.policies)
        101
        >>> from widgets.aha_moment.exact import length_of, outcomes_of
        >>> start, end = (length_of(outcomes_of(Task(), run.policies[n])) for n in (0, 100))
        >>> start < 4 < 6 < end
        True
    """
    logits = start_logits(training.checking)
    policy = policy_of(logits)
    rate = training.learning_rate
    all_logits, policies = [logits], [policy]
    for number in range(1, STEPS + 1):
        gradient = gradient_of(training, policy, group_at(task, training, policy, number))
        if gradient is not None:
            logits = tuple(
                [
                    tuple([z + rate * g for z, g in zip(row, slopes, strict=True)])
                    for row, slopes in zip(logits, gradient, strict=True)
                ]
            )
            policy = policy_of(logits)
        all_logits.append(logits)
        policies.append(policy)
    return Run(tuple(all_logits), tuple(policies))
