"""Three ways to train on one axis of compute: two by GRPO, one by copying right traces.

The unit of compute is one decision of a try, made by the small model. Learning from a decision
costs three times as much as making it: the usual six operations a parameter against two.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from math import log
from typing import Final, NamedTuple

from widgets.distillation.chain import (
    BATCH,
    chance_right,
    group_push,
    groups_until,
    luck_of,
    sampled_group,
    signal_share,
    success,
    trace_push,
)

__all__ = [
    "DONE",
    "HIGH",
    "LEARN",
    "LOW",
    "RATE",
    "STEPS",
    "Course",
    "Model",
    "bill_of",
    "budget_at",
    "explored",
    "group_cost",
    "margin_of",
    "taught",
    "tries_per_trace",
]

LOW: Final = 1e2
HIGH: Final = 1e8
"""Ends of the axis of compute, in decisions of the small model."""
STEPS: Final = 60
"""Places on it, at equal factors."""
LEARN: Final = 3.0
"""What learning from a decision costs, in decisions made: forward and backward against forward."""
RATE: Final = 2.0
"""Learning rate on the logits, the same for all three."""
DONE: Final = 0.97
"""The share of its ceiling at which a training by GRPO ends."""


class Model(NamedTuple):
    """What decides a training by GRPO, but for its start and luck.

    Attributes:
        decisions: m, how many must be right.
        slip: s, how often a right decision comes to nothing.
        size: G, tries a group.
        price: compute of one decision, in decisions of the small model.
    """

    decisions: int
    slip: float
    size: int
    price: float

    @property
    def ceiling(self) -> float:
        """P of a policy that takes the right option always: (1 − s)^m."""
        return float((1.0 - self.slip) ** self.decisions)


class Course(NamedTuple):
    """A model over its training.

    Attributes:
        spent: compute at which each state is reached, in units; the first is where it starts.
        margins: z_t of every state, one for each decision.
        successes: P of every state.
        cost: compute of the whole training, at most that of the axis.
    """

    spent: tuple[float, ...]
    margins: tuple[tuple[float, ...], ...]
    successes: tuple[float, ...]
    cost: float

    def at(self, budget: float) -> int:
        """Which state a budget leads to."""
        return max(bisect_right(self.spent, budget) - 1, 0)


def budget_at(step: int) -> float:
    """The compute at a place on the axis.

    Example:
        >>> budget_at(0), round(budget_at(20)), round(budget_at(60))
        (100.0, 10000, 100000000)
    """
    return LOW * float((HIGH / LOW) ** (step / STEPS))


def margin_of(p: float) -> float:
    """The difference of two logits that makes the right option so likely: log(p / (1 − p)).

    Example:
        >>> margin_of(0.5)
        0.0
    """
    return log(p / (1.0 - p))


def group_cost(model: Model) -> float:
    """Compute of one group: every decision of every try is made, and learned from.

    Example:
        >>> group_cost(Model(decisions=4, slip=0.0, size=16, price=20.0))
        5120.0
    """
    return model.size * model.decisions * model.price * (1.0 + LEARN)


@lru_cache(maxsize=4)
def explored(model: Model, start: tuple[float, ...], seed: int, offset: float = 0.0) -> Course:
    """Training by GRPO, until the ceiling is all but reached or the axis ends.

    Args:
        model: what is trained, and how.
        start: z_t before it.
        seed: fixes all luck.
        offset: compute that was spent before.

    Example:
        >>> model = Model(decisions=4, slip=0.0, size=16, price=1.0)
        >>> course = explored(model, (0.0,) * 4, 7)
        >>> round(course.successes[0], 4), course.successes[-1] > 0.97
        (0.0625, True)
    """
    margins, spent = start, offset
    states, times = [start], [offset]
    rights = [chance_right(z) for z in margins]
    successes = [success(rights, model.slip)]
    each = group_cost(model)
    for row in luck_of(seed):
        share = signal_share(successes[-1], model.size)
        if share == 0.0 or successes[-1] >= DONE * model.ceiling:
            break
        spent += each * groups_until(row[0], share)
        if spent > HIGH:
            spent = HIGH
            break
        push = group_push(sampled_group(rights, model.slip, model.size, row), model.size)
        # The wrong option's logit moves the other way, so their difference moves twice as far.
        margins = tuple([z + 2.0 * RATE * g for z, g in zip(margins, push, strict=True)])
        rights = [chance_right(z) for z in margins]
        states.append(margins)
        times.append(spent)
        successes.append(success(rights, model.slip))
    return Course(tuple(times), tuple(states), tuple(successes), spent)


@lru_cache(maxsize=8)
def taught(
    model: Model, start: float, traces: int, teacher: float, price: float, offset: float = 0.0
) -> Course:
    """Training on a teacher's right traces, sixteen an update, each trace used once.

    Args:
        model: the student.
        start: z of every decision before it.
        traces: how many right traces are bought.
        teacher: P of the teacher, above 0: a right trace costs 1 / P of its tries on average.
        price: compute of one decision of the teacher.
        offset: compute that was spent before.

    Example:
        >>> model = Model(decisions=4, slip=0.0, size=16, price=1.0)
        >>> course = taught(model, 0.0, 32, 0.5, 20.0)
        >>> course.spent, [round(p, 2) for p in course.successes]
        ((0.0, 2752.0, 5504.0), [0.06, 0.6, 0.72])
    """
    z, left, spent = start, traces, offset
    states, times = [(z,) * model.decisions], [offset]
    while left > 0:
        batch = min(left, BATCH)
        left -= batch
        spent += sum(bill_of(model, batch, teacher, price))
        z += 2.0 * RATE * trace_push([chance_right(z)])[0]
        states.append((z,) * model.decisions)
        times.append(spent)
    successes = [success([chance_right(s[0])] * len(s), model.slip) for s in states]
    return Course(tuple(times), tuple(states), tuple(successes), spent)


def tries_per_trace(teacher: float) -> float:
    """How many tries of the teacher one right trace takes on average: 1 / P.

    Example:
        >>> tries_per_trace(0.25)
        4.0
    """
    return 1.0 / teacher


def bill_of(model: Model, traces: int, teacher: float, price: float) -> tuple[float, float]:
    """Compute of so many right traces: what sampling them costs, and what learning from them.

    Args:
        model: the student.
        traces: how many right traces.
        teacher: P of the teacher.
        price: compute of one decision of the teacher.

    Example:
        >>> model = Model(decisions=4, slip=0.0, size=16, price=1.0)
        >>> bill_of(model, 10, 0.5, 20.0)
        (1600.0, 120.0)
    """
    sampling = traces * tries_per_trace(teacher) * model.decisions * price
    return sampling, traces * model.decisions * LEARN
