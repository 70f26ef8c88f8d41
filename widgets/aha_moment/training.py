"""Training the agent by GRPO: one group a step, paid for right answers and for nothing else.

Each step samples a group of solutions of the problem, turns their rewards into advantages, and
follows the gradient of the objective (`grpo_core.objective`) at the policy that sampled them. There
every ratio is 1, so the clip holds nothing back, and a turn's credit ∂J/∂log π is its weight times
its solution's advantage. There is no KL term. The solutions' choices fall into thirteen kinds, so
credit is added up by kind before it is turned into a gradient: the same sum as the core's
`logit_gradient` makes turn by turn, in another order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from grpo_core import group_relative, softmax
from widgets.aha_moment.agent import (
    FIRST,
    LEFT,
    NO_DRAWS,
    Choices,
    Logits,
    Policy,
    Solution,
    Task,
    policy_of,
    softmax_of_two,
    solve,
    start_logits,
)
from widgets.aha_moment.luck import Luck, lay_out

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
    "luck_shown",
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


@lru_cache(maxsize=1)
def luck_of(seed: int) -> tuple[Luck, ...]:
    """All draws of a seed: a group's for each step, and before them one that is only looked at.

    Example:
        >>> luck = luck_of(7)
        >>> len(luck), len(luck[0].tops) == MOST * NO_DRAWS
        (101, True)
    """
    random = Random(seed)
    return tuple([lay_out(random, MOST * NO_DRAWS) for _ in range(STEPS + 1)])


def luck_shown(training: Training, index: int) -> Luck:
    """The draws of one solution of the group that is only looked at.

    Args:
        training: its seed.
        index: which solution, from 0.
    """
    return luck_of(training.seed)[0].part(index * NO_DRAWS, (index + 1) * NO_DRAWS)


def reward_of(solution: tuple[Choices, bool], price: float) -> float:
    """1 for a right answer and 0 for any other, less the price of its turns.

    Example:
        >>> reward_of(Solution((1, 3), True), 0.0), reward_of(Solution((1, 3), True), 0.1)
        (1.0, 0.8)
    """
    choices, right = solution
    return float(right) - price * len(choices)


def weight_of(training: Training, length: int) -> float:
    """What one turn of a solution weighs: 1/(G·|o|), or 1/(G·constant).

    The closed form of `grpo_core.per_sequence` and `grpo_core.per_constant`.

    Example:
        >>> weight_of(Training(group_size=2), 5), weight_of(Training(False, group_size=2), 5)
        (0.1, 0.0625)
    """
    return 1.0 / (training.group_size * (length if training.by_length else CONSTANT))


def _advantages(solutions: Sequence[tuple[Choices, bool]], price: float) -> list[float]:
    """GRPO's. Without a price they depend only on how many are right, so few have to be found."""
    if price:
        return group_relative([reward_of(solution, price) for solution in solutions])
    of_right, of_wrong = _unpriced(len(solutions), sum([right for _, right in solutions]))
    return [of_right if right else of_wrong for _, right in solutions]


@lru_cache(maxsize=256)
def _unpriced(size: int, right: int) -> tuple[float, float]:
    """The advantage of a right and of a wrong solution, where so many of a group are right."""
    found = group_relative([1.0] * right + [0.0] * (size - right))
    return found[0], found[-1]


@lru_cache(maxsize=4)
def _weights(training: Training) -> tuple[float, ...]:
    """`weight_of` for each length that a solution can have; 0 for none."""
    return (0.0, *[weight_of(training, turns) for turns in range(1, NO_DRAWS // 2 + 1)])


def credit_of(training: Training, advantage: float, length: int) -> float:
    """∂J/∂log π of each turn of a solution: its weight times the solution's advantage.

    Example:
        >>> credit_of(Training(group_size=2), -1.0, 5)
        -0.1
    """
    return advantage * weight_of(training, length)


def gradient_of(
    training: Training, policy: Policy, solutions: Sequence[tuple[Choices, bool]]
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
    advantages, weights = _advantages(solutions, training.price), _weights(training)
    credit = [0.0] * FIRST[-1]
    for (choices, _), advantage in zip(solutions, advantages, strict=True):
        if advantage:
            each = advantage * weights[len(choices)]
            for choice in choices:
                credit[choice] += each
    if not any(credit):
        return None
    early, work, checks, *others = credit
    leave, think, check = policy[LEFT]
    whole = early + work + checks
    gradient = [[early - whole * leave, work - whole * think, checks - whole * check]]
    for (stop, go_on), answer, again in zip(policy[1:], others[::2], others[1::2], strict=True):
        whole = answer + again
        gradient.append([answer - whole * stop, again - whole * go_on])
    return gradient


def group_at(task: Task, training: Training, policy: Policy, number: int) -> list[Solution]:
    """A group sampled from a policy.

    Args:
        task: what the agent is up against.
        training: seed and group size.
        policy: who solves.
        number: of the step whose luck it has; 0 for the group that is only looked at.
    """
    luck = luck_of(training.seed)[number]
    return [Solution(*found) for found in solve(task, policy, luck, training.group_size)]


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
    for luck in luck_of(training.seed)[1:]:
        solutions = solve(task, policy, luck, training.group_size)
        gradient = gradient_of(training, policy, solutions)
        if gradient is not None:
            logits, policy = _moved(logits, policy, gradient, rate)
        all_logits.append(logits)
        policies.append(policy)
    return Run(tuple(all_logits), tuple(policies))


def _moved(
    logits: Logits, policy: Policy, gradient: list[list[float]], rate: float
) -> tuple[Logits, Policy]:
    """Logits and policy after a step; a context whose gradient is 0 stays as it is."""
    rows, chances = list(logits), list(policy)
    for context, slopes in enumerate(gradient):
        if not any(slopes):
            continue
        if context == LEFT:
            row = tuple([z + rate * g for z, g in zip(rows[LEFT], slopes, strict=True)])
            rows[LEFT], chances[LEFT] = row, tuple(softmax(row))
        else:
            (answer, again), (of_answer, of_again) = rows[context], slopes
            rows[context] = answer, again = answer + rate * of_answer, again + rate * of_again
            chances[context] = softmax_of_two(answer, again)
    return tuple(rows), tuple(chances)
