"""What a group's rewards say about each of its completions: the advantage.

GRPO has no critic. A completion is judged against the others sampled for the same question:
"better than the group" is a positive advantage, "worse" a negative one. The variants differ
only in what they subtract and what they divide by, so each is one short function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import fsum, sqrt
from typing import Final

__all__ = [
    "ESTIMATORS",
    "group_relative",
    "group_relative_sample_std",
    "leave_one_out",
    "mean_baseline",
    "no_baseline",
]


def no_baseline(rewards: Sequence[float]) -> list[float]:
    """The reward itself: REINFORCE without a baseline (Williams 1992).

    A_i = r_i. The only estimator here that still moves the policy when all rewards are equal.

    Example:
        >>> no_baseline([1.0, 0.0, 0.0])
        [1.0, 0.0, 0.0]
    """
    return [float(r) for r in rewards]


def mean_baseline(rewards: Sequence[float]) -> list[float]:
    """Reward minus the group's mean: Dr. GRPO (arXiv 2503.20783).

    A_i = r_i − mean(r). Equal rewards give exact zeros.

    Example:
        >>> mean_baseline([1.0, 0.0, 0.0, 0.0])
        [0.75, -0.25, -0.25, -0.25]
    """
    if _all_equal(rewards):
        return [0.0] * len(rewards)
    mean = fsum(rewards) / len(rewards)
    return [r - mean for r in rewards]


def group_relative(rewards: Sequence[float]) -> list[float]:
    """GRPO's advantage with the population standard deviation (R1 v1 eq. 3).

    A_i = (r_i − mean(r)) / std(r), where std divides by G. The papers do not say which
    standard deviation they mean; this one is our default, and `group_relative_sample_std` is
    the other. A group whose rewards are all equal has nothing to compare: its advantages are
    exact zeros, not 0/0.

    Args:
        rewards: one reward per completion of the group; any length, G = 1 included.

    Returns:
        One advantage per completion. They sum to 0 and, unless all zero, their mean square
        is 1.

    Example:
        One right answer in a group of sixteen:

        >>> [round(a, 3) for a in group_relative([1.0] + [0.0] * 15)[:2]]
        [3.873, -0.258]
        >>> group_relative([1.0, 1.0, 1.0])
        [0.0, 0.0, 0.0]
    """
    return _standardised(rewards, degrees_of_freedom=len(rewards))


def group_relative_sample_std(rewards: Sequence[float]) -> list[float]:
    """GRPO's advantage with the sample standard deviation, as TRL and verl compute it.

    A_i = (r_i − mean(r)) / std(r), where std divides by G − 1. It differs from
    `group_relative` by the factor √((G − 1)/G), which is 0.968 for sixteen completions.
    Those libraries add a small constant to the denominator; here equal rewards give zeros
    exactly, and nothing is added.

    Example:
        >>> [round(a, 3) for a in group_relative_sample_std([1.0] + [0.0] * 15)[:2]]
        [3.75, -0.25]
        >>> group_relative_sample_std([1.0])
        [0.0]
    """
    return _standardised(rewards, degrees_of_freedom=len(rewards) - 1)


def leave_one_out(rewards: Sequence[float]) -> list[float]:
    """Reward minus the mean of the *other* completions: RLOO (Kool et al. 2019).

    A_i = r_i − mean(r_j, j ≠ i) = G/(G − 1) · (r_i − mean(r)). The baseline does not contain
    the reward it is compared with, which makes the gradient estimate unbiased. A group of one
    has no others: its advantage is 0.

    Example:
        >>> leave_one_out([1.0, 0.0, 0.0])
        [1.0, -0.5, -0.5]
        >>> leave_one_out([1.0])
        [0.0]
    """
    if _all_equal(rewards):
        return [0.0] * len(rewards)
    total, others = fsum(rewards), len(rewards) - 1
    return [r - (total - r) / others for r in rewards]


ESTIMATORS: Final[Mapping[str, Callable[[Sequence[float]], list[float]]]] = {
    "none": no_baseline,
    "mean": mean_baseline,
    "mean_std": group_relative,
    "mean_std_sample": group_relative_sample_std,
    "leave_one_out": leave_one_out,
}
"""Every estimator by the name that configurations and URLs use."""


def _all_equal(rewards: Sequence[float]) -> bool:
    """Whether a group has nothing to compare: no, one, or all-equal rewards."""
    return not rewards or min(rewards) == max(rewards)


def _standardised(rewards: Sequence[float], degrees_of_freedom: int) -> list[float]:
    deviations = mean_baseline(rewards)
    spread = fsum(d * d for d in deviations)
    variance = spread and spread / degrees_of_freedom
    # Rewards may differ by so little that the square of the difference, or its mean, is 0.
    if variance == 0.0:
        return [0.0] * len(deviations)
    std = sqrt(variance)
    return [d / std for d in deviations]
