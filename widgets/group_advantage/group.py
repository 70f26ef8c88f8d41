"""One group: its luck, its rewards, and every estimator's answer to it."""

from __future__ import annotations

from functools import lru_cache
from math import fsum, sqrt
from random import Random
from typing import NamedTuple

from grpo_core import ESTIMATORS
from widgets.group_advantage.controls import LONGEST, Controls

__all__ = [
    "Group",
    "Row",
    "Sum",
    "Try",
    "advantages",
    "group_of",
    "luck",
    "row",
    "std",
    "sums",
    "tries",
]


class Group(NamedTuple):
    """What was sampled.

    Attributes:
        rewards: 1 for a right try and 0 for a wrong one, as the reader has turned them.
        guesses: what a critic would guess of each.
        turned: the places that the reader has turned over, counted from 1.
    """

    rewards: tuple[float, ...]
    guesses: tuple[float, ...]
    turned: tuple[int, ...]

    @property
    def size(self) -> int:
        """G, the number of tries."""
        return len(self.rewards)

    @property
    def right(self) -> int:
        """How many tries are right."""
        return round(sum(self.rewards))

    @property
    def right_before(self) -> int:
        """How many were right before the reader turned any over."""
        return self.right - sum(2 * round(self.rewards[place - 1]) - 1 for place in self.turned)


class Try(NamedTuple):
    """One completion of the group, under one estimator.

    Attributes:
        place: its number, from 1.
        right: whether its reward is 1; else it is 0.
        turned: whether the reader has turned it over.
        baseline: what its reward is compared with.
        advantage: what comes of it.
    """

    place: int
    right: bool
    turned: bool
    baseline: float
    advantage: float


class Row(NamedTuple):
    """One estimator's answer to the group.

    Attributes:
        estimator: its name.
        right: the advantages that right tries get, ascending, each once; empty if there are none.
        wrong: the same of the wrong ones.
    """

    estimator: str
    right: tuple[float, ...]
    wrong: tuple[float, ...]


class Sum(NamedTuple):
    """The arithmetic that some tries of the group have in common.

    Attributes:
        right: whether they are right, that is, whether their reward is 1.
        part: of those whose mean is their baseline, how many are right.
        whole: how many those are; 0 where the baseline is no mean, or nobody's.
        baseline: what is subtracted.
        advantage: what comes of it.
    """

    right: bool
    part: int
    whole: int
    baseline: float
    advantage: float


@lru_cache(maxsize=2)
def luck(seed: int) -> tuple[tuple[float, float], ...]:
    """Two uniform numbers for each of the tries that a group can have, laid out in advance.

    The first decides whether a try is right (it is, below p), the second on which side of p the
    critic guesses (above, below one half). So a change of G or p keeps every try's luck.

    Args:
        seed: for Python's Mersenne Twister.

    Example:
        >>> [first < 0.4 for first, _ in luck(25)[:5]]
        [True, False, False, True, True]
    """
    uniform = Random(seed).random
    return tuple([(uniform(), uniform()) for _ in range(LONGEST)])


def group_of(controls: Controls) -> Group:
    """The group that these settings make.

    Nothing holds a critic's guess p ± error between 0 and 1.

    Example:
        >>> group_of(Controls(group_size=3, critic_error=0.0, flipped=(2, 50)))
        Group(rewards=(1.0, 1.0, 0.0), guesses=(0.4, 0.4, 0.4), turned=(2,))
    """
    rate, error = controls.rate, controls.critic_error
    draws = luck(controls.seed)[: controls.group_size]
    turned = tuple([place for place in controls.flipped if place <= controls.group_size])
    rewards = [1.0 if first < rate else 0.0 for first, _ in draws]
    for place in turned:
        rewards[place - 1] = 1.0 - rewards[place - 1]
    guesses = [rate + error if second < 0.5 else rate - error for _, second in draws]
    return Group(tuple(rewards), tuple(guesses), turned)


def advantages(estimator: str, group: Group) -> list[float]:
    """A_i for every try.

    Five estimators are `grpo_core.ESTIMATORS`; `critic` is A_i = r_i − guess_i, which is what
    PPO's advantage comes to when the reward is paid at the end, γ = λ = 1, and the guess is
    made at the beginning.

    Args:
        estimator: a name.
        group: what was sampled.

    Raises:
        KeyError: an unknown name.

    Example:
        >>> advantages("mean", Group((1.0, 0.0), (0.5, 0.25), ()))
        [0.5, -0.5]
        >>> advantages("critic", Group((1.0, 0.0), (0.5, 0.25), ()))
        [0.5, -0.25]
    """
    if estimator == "critic":
        return [r - guess for r, guess in zip(group.rewards, group.guesses, strict=True)]
    return ESTIMATORS[estimator](group.rewards)


def tries(estimator: str, group: Group) -> tuple[Try, ...]:
    """The group's tries with what each is compared with, and its advantage."""
    places = range(1, group.size + 1)
    return tuple(
        map(
            Try,
            places,
            [reward > 0.0 for reward in group.rewards],
            [place in group.turned for place in places],
            _baselines(estimator, group),
            advantages(estimator, group),
        )
    )


def sums(estimator: str, group: Group) -> tuple[Sum, ...]:
    """Each kind of arithmetic in the group once, that of right tries first.

    Example:
        >>> for each in sums("leave_one_out", Group((1.0, 1.0, 0.0), (0.5, 0.5, 0.5), ())):
        ...     print(each)
        Sum(right=True, part=1, whole=2, baseline=0.5, advantage=0.5)
        Sum(right=False, part=2, whole=2, baseline=1.0, advantage=-1.0)
    """
    kinds = {(each.right, each.baseline, each.advantage) for each in tries(estimator, group)}
    found = []
    for right, baseline, advantage in sorted(kinds, key=lambda kind: (not kind[0], kind[1])):
        part, whole = group.right, group.size
        if estimator == "leave_one_out":
            part, whole = part - right, whole - 1
        if estimator in ("none", "critic"):
            part, whole = 0, 0
        found.append(Sum(right, part, whole, baseline, advantage))
    return tuple(found)


def row(estimator: str, group: Group) -> Row:
    """An estimator's advantages of right and of wrong tries.

    Example:
        >>> row("leave_one_out", Group((1.0, 0.0, 0.0), (0.5, 0.5, 0.5), ()))
        Row(estimator='leave_one_out', right=(1.0,), wrong=(-0.5,))
    """
    pairs = set(zip(group.rewards, advantages(estimator, group), strict=True))
    right, wrong = (
        tuple(sorted([advantage for reward, advantage in pairs if (reward > 0.0) is wanted]))
        for wanted in (True, False)
    )
    return Row(estimator, right, wrong)


def std(estimator: str, size: int, right: int) -> float | None:
    """The spread of a group's rewards that an estimator divides by.

    Args:
        estimator: a name.
        size: G.
        right: k, how many of the rewards are 1; the others are 0.

    Returns:
        √(k(G − k))/G for `mean_std`; √(k(G − k)/(G(G − 1))) for `mean_std_sample`, and 0 with one
        try; None for those that divide by nothing.

    Example:
        >>> std("mean_std", 4, 2), round(std("mean_std_sample", 4, 2), 4), std("mean", 4, 2)
        (0.5, 0.5774, None)
    """
    if estimator == "mean_std":
        return sqrt(right * (size - right)) / size
    if estimator == "mean_std_sample":
        return sqrt(right * (size - right) / (size * (size - 1))) if size > 1 else 0.0
    return None


def _baselines(estimator: str, group: Group) -> list[float]:
    if estimator == "none":
        return [0.0] * group.size
    if estimator == "critic":
        return list(group.guesses)
    total, others = fsum(group.rewards), group.size - 1
    if estimator == "leave_one_out" and others:
        return [(total - reward) / others for reward in group.rewards]
    return [total / group.size] * group.size
