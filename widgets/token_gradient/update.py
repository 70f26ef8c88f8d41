"""One step of GRPO on the table: a group's rewards become a gradient on every logit.

The objective, its slopes and the aggregations are `grpo_core`'s; what is added here is the table.
A token's slope becomes a row of thirteen numbers on the logits of its context, and contexts that
are visited several times, by one rollout or by many, add up.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp
from typing import NamedTuple

from grpo_core import (
    AGGREGATIONS,
    ESTIMATORS,
    Clip,
    log_softmax,
    logit_gradient,
    token_objective,
)
from widgets.token_gradient.toy import LONGEST, Rollout, Row, Table, base_table, rollouts_of

__all__ = ["Epoch", "Group", "Settings", "distribution", "epoch_of", "group_of", "weights_of"]


class Settings(NamedTuple):
    """Everything that decides an update, but for which one of an inner loop it is.

    Attributes:
        seed: fixes the group's luck.
        careful: whether a recount slips less often than the first count.
        flipped: rollouts whose reward is turned over, counted from 1.
        learning_rate: size of the ascent step on the logits.
        beta: KL weight.
        clip: ε, on both sides.
        aggregation: a name from `grpo_core.AGGREGATIONS`.
    """

    seed: int
    careful: bool
    flipped: tuple[int, ...]
    learning_rate: float
    beta: float
    clip: float
    aggregation: str


class Group(NamedTuple):
    """The rollouts and what was made of them.

    Attributes:
        rollouts: as they were sampled.
        right: which of them count as right, the reader's flips included.
        advantages: GRPO's, one per rollout.
        old_logp: log π_old of each token said, one row per rollout. The reference is the same
            policy here, as it is right after it has been refreshed.
    """

    rollouts: tuple[Rollout, ...]
    right: tuple[bool, ...]
    advantages: tuple[float, ...]
    old_logp: tuple[Row, ...]


class Epoch(NamedTuple):
    """One update of the table.

    Attributes:
        table: the logits before it, one row per context.
        policy: π before it, for the contexts that the group visited.
        logp: log π of each token said, one row per rollout.
        slopes: ∂J/∂log π of each token said: its credit.
        clipped: whether the clip has made a token's surrogate flat.
        gradient: ∂J/∂logits, one row for each context that the group visited.
        after: the logits after plain ascent along that gradient.
    """

    table: Table
    policy: dict[int, list[float]]
    logp: list[list[float]]
    slopes: list[list[float]]
    clipped: list[list[bool]]
    gradient: dict[int, list[float]]
    after: Table


@lru_cache(maxsize=8)
def group_of(seed: int, careful: bool, flipped: tuple[int, ...]) -> Group:
    """The group under one set of rewards.

    Example:
        >>> [round(a, 2) for a in group_of(17155, True, ()).advantages]
        [0.77, -1.29, -1.29, -1.29, 0.77, 0.77, 0.77, 0.77]
        >>> group_of(17155, True, (2, 3, 4)).advantages
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    """
    rollouts = rollouts_of(seed, careful)
    right = tuple(r.right is not (n in flipped) for n, r in enumerate(rollouts, start=1))
    old = _base_logp(careful)
    return Group(
        rollouts=rollouts,
        right=right,
        advantages=tuple(ESTIMATORS["mean_std"]([float(good) for good in right])),
        old_logp=tuple(
            tuple(old[c][token] for c, token in zip(r.contexts, r.tokens, strict=True))
            for r in rollouts
        ),
    )


@lru_cache(maxsize=16)
def weights_of(seed: int, careful: bool, aggregation: str) -> tuple[Row, ...]:
    """The weight w of every token of the group; the constant of Dr. GRPO is the length limit.

    Example:
        >>> weights = weights_of(17155, True, "sequence")
        >>> 1 / weights[0][0], 1 / weights[7][0]
        (88.0, 176.0)
    """
    mask = [[1.0] * len(rollout.tokens) for rollout in rollouts_of(seed, careful)]
    return tuple(map(tuple, AGGREGATIONS[aggregation](mask, LONGEST)))


@lru_cache(maxsize=12)
def epoch_of(settings: Settings, number: int) -> Epoch:
    """The update of one inner epoch, after those before it on the same group.

    J = Σ_i Σ_t w_it { min(ρ_it A_i, clip(ρ_it) A_i) − β k3_it } (DeepSeekMath eq. 3 for the
    weights 1/(G·|o_i|)), differentiated by every logit of the table:
    ∂J/∂z_c = Σ over the tokens said in context c of slope · (one-hot − π_c).

    Args:
        settings: the reader's.
        number: 1 for the first epoch, in which the policy is the one that sampled.

    Example:
        >>> from widgets.token_gradient.toy import BRANCH, WAIT
        >>> usual = Settings(17155, True, (), 10.0, 0.001, 0.2, "sequence")
        >>> row = epoch_of(usual, 1).gradient[BRANCH]
        >>> row[WAIT] > 0, abs(sum(row)) < 1e-12
        (True, True)
    """
    seed, careful = settings.seed, settings.careful
    group = group_of(seed, careful, settings.flipped)
    table = epoch_of(settings, number - 1).after if number > 1 else base_table(careful)
    visited = {context for rollout in group.rollouts for context in rollout.contexts}
    logps = {context: log_softmax(table[context]) for context in visited}
    policy = {context: list(map(exp, row)) for context, row in logps.items()}
    logp = [
        [logps[c][token] for c, token in zip(r.contexts, r.tokens, strict=True)]
        for r in group.rollouts
    ]
    objective = token_objective(
        logp,
        group.old_logp,
        group.old_logp,
        group.advantages,
        weights_of(seed, careful, settings.aggregation),
        clip=Clip.symmetric(settings.clip),
        beta=settings.beta,
    )
    # A row is linear in its slope, so tokens said twice in one context are one row.
    summed: dict[tuple[int, int], float] = {}
    for rollout, slopes in zip(group.rollouts, objective.slopes, strict=True):
        for place, slope in zip(
            zip(rollout.contexts, rollout.tokens, strict=True), slopes, strict=True
        ):
            summed[place] = summed.get(place, 0.0) + slope
    gradient: dict[int, list[float]] = {}
    for (context, token), slope in summed.items():
        row = logit_gradient(policy[context], token, slope)
        so_far = gradient.get(context)
        gradient[context] = [a + b for a, b in zip(so_far, row, strict=True)] if so_far else row
    after = list(table)
    for context, row in gradient.items():
        rate = settings.learning_rate
        after[context] = tuple(z + rate * g for z, g in zip(table[context], row, strict=True))
    return Epoch(table, policy, logp, objective.slopes, objective.clipped, gradient, tuple(after))


def distribution(row: Row) -> list[float]:
    """A row of logits as probabilities.

    Example:
        >>> [round(p, 2) for p in distribution((0.0, 0.0))]
        [0.5, 0.5]
    """
    return list(map(exp, log_softmax(row)))


@lru_cache(maxsize=2)
def _base_logp(careful: bool) -> list[list[float]]:
    """Log π_old of every token in every context, rounded as the first epoch's policy is."""
    return [log_softmax(row) for row in base_table(careful)]
