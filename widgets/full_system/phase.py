"""The rollout phase around the step: sixteen mini-batches share one set of sampling weights.

R1-Zero samples 8,192 outputs, splits them into 16 mini-batches and makes one update on each (R1 v2
§2.1). All outputs come from the weights at the phase's beginning, so from the second mini-batch on
the weights that are changed are no longer those that sampled. A mini-batch is here one group for
each question.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from grpo_core import draws
from widgets.full_system.batch import Policy, Row, Rows, Settings, send
from widgets.full_system.published import MINIBATCHES
from widgets.full_system.texts import QUESTIONS

__all__ = ["MOST", "REFERENCE", "START", "luck_of", "weights"]

MOST: Final = 16
"""Rollouts of a question at most."""

START: Final[Rows] = ((0.3, -0.6, 0.7, 0.1, 0.4, 0.2), (0.1, -0.3, 0.5, 0.3, 0.2, 0.4))
"""Logits of the sampling weights, by question and text."""

REFERENCE: Final[Rows] = ((-0.2, -1.0, 0.4, 0.2, 0.7, 0.6), (-0.2, -0.7, 0.3, 0.2, 0.6, 0.8))
"""Logits of the reference, which the policy has already moved away from."""


@lru_cache(maxsize=2)
def luck_of(seed: int) -> tuple[tuple[Row, ...], ...]:
    """A row of draws for each question and mini-batch of a phase; the last one is this step's.

    Example:
        >>> len(luck_of(7)), len(luck_of(7)[0]), len(luck_of(7)[0][0])
        (2, 16, 16)
    """
    rows = [tuple(row) for row in draws(seed, len(QUESTIONS) * MINIBATCHES, MOST // 2)]
    return tuple(tuple(rows[place :: len(QUESTIONS)]) for place in range(len(QUESTIONS)))


@lru_cache(maxsize=32)
def weights(
    seed: int, minibatch: int, group: int, epsilon: float, beta: float, rate: float
) -> Policy:
    """The policy when a mini-batch's turn comes: a real update for each mini-batch before it.

    Args:
        seed: of the phase's luck.
        minibatch: this one's number, from 1.
        group: G.
        epsilon: ε.
        beta: KL weight.
        rate: learning rate.

    Example:
        >>> weights(7, 1, 8, 0.2, 0.001, 0.5).now == START
        True
    """
    now = START
    for earlier in range(minibatch - 1):
        changed = []
        for place, question in enumerate(QUESTIONS):
            luck = luck_of(seed)[place][earlier]
            settings = Settings(luck, group, epsilon, beta, rate)
            found = send(settings, place, Policy(START, now), question.gold, REFERENCE)
            changed.append(found["update"].logits)
        now = tuple(changed)
    return Policy(START, now)
