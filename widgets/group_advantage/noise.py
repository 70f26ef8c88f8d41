"""How noisy each estimator's gradient is: exact, by summing over everything a group can be.

The toy has one habit. Half of the tries begin with it, and it helps:

    h_i = 1 or 0 with probability ½ each
    P(r_i = 1 | h_i = 1) = p + δ,   P(r_i = 1 | h_i = 0) = p − δ,   δ = p(1 − p)/2

so a try succeeds with probability p over both, and δ keeps every probability inside [0, 1]. The
policy says "begin with the habit" with one logit z, and π = σ(z) = ½ now. The score of a try is
∂ log π(h_i)/∂z = s_i = h_i − ½, and the policy gradient of a group is

    g = (1/G) Σ_i A_i s_i

(R1 v1 eq. 1 at the first inner epoch, without its KL term.) What it estimates is the slope of the
success rate, d E[r]/dz = δ/2: the signal, positive wherever success is neither sure nor hopeless.

Given the number k of right tries, every advantage that a group makes of itself is known, and the
habits behind the tries are independent: P(h = 1 | right) = ½ + (1 − p)/4 and
P(h = 1 | wrong) = ½ − p/4. So mean and variance of g given k are closed forms, k is binomial, and
the law of total variance does the rest:

    E[g] = Σ_k P(k) E[g | k],   Var[g] = Σ_k P(k) Var[g | k] + Σ_k P(k) (E[g | k] − E[g])²

No sampling, and no approximation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import sqrt
from operator import mul
from typing import Final, NamedTuple

__all__ = [
    "SILENCE",
    "SIZES",
    "Case",
    "Estimate",
    "binomial",
    "break_even_error",
    "cases",
    "estimate",
    "helpfulness",
    "pair",
    "silent_share",
]

SIZES: Final = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""Group sizes at which curves are computed."""

SILENCE: Final = 1e-12
"""A mean gradient so small is called no signal: success is sure or hopeless within 1e-11."""


class Estimate(NamedTuple):
    """What a gradient estimate is worth.

    Attributes:
        mean: E[g], in reward per unit of the logit.
        std: the standard deviation of g, in the same unit: its noise.
    """

    mean: float
    std: float

    @property
    def relative(self) -> float | None:
        """Noise per unit of signal, std[g]/E[g]; None if the mean is below `SILENCE`.

        A learning rate can make up for a factor in the advantages, and this is what no learning
        rate can change. Averaging n groups divides it by √n.

        Example:
            >>> Estimate(mean=0.5, std=0.25).relative, Estimate(0.0, 0.1).relative
            (0.5, None)
        """
        return self.std / self.mean if self.mean > SILENCE else None


def helpfulness(rate: float) -> float:
    """δ = p(1 − p)/2: by how much the habit raises the success rate, and its lack lowers it.

    Args:
        rate: p, the success rate over all tries, from 0 to 1.

    Example:
        >>> helpfulness(0.4)
        0.12
    """
    return rate * (1.0 - rate) / 2.0


@lru_cache(maxsize=64)
def binomial(size: int, rate: float) -> tuple[float, ...]:
    """The probability of k right tries of G, for every k from 0 to G.

    The ratios of neighbouring probabilities are multiplied up from the likeliest k, so that
    nothing overflows and only what is truly negligible becomes 0.

    Args:
        size: G, 1 or more.
        rate: p, from 0 to 1.

    Returns:
        G + 1 probabilities that sum to 1.

    Example:
        >>> binomial(2, 0.5)
        (0.25, 0.5, 0.25)
        >>> binomial(3, 1.0)
        (0.0, 0.0, 0.0, 1.0)
    """
    weights = [0.0] * (size + 1)
    peak = min(int((size + 1) * rate), size)
    weights[peak] = 1.0
    if 0.0 < rate < 1.0:
        odds = rate / (1.0 - rate)
        for k in range(peak, size):
            weights[k + 1] = weights[k] * odds * (size - k) / (k + 1)
        for k in range(peak, 0, -1):
            weights[k - 1] = weights[k] / odds * k / (size - k + 1)
    total = sum(weights)
    return tuple([weight / total for weight in weights])


def silent_share(size: int, rate: float) -> float:
    """How often a group is all right or all wrong: p^G + (1 − p)^G.

    Args:
        size: G, 1 or more.
        rate: p, from 0 to 1.

    Example:
        >>> silent_share(2, 0.5), silent_share(1, 0.3)
        (0.5, 1.0)
    """
    return rate**size + (1.0 - rate) ** size


def pair(estimator: str, size: int, right: int) -> tuple[float, float]:
    """The advantage of a right try and of a wrong one, in a group with so many right.

    What `grpo_core.ESTIMATORS` gives for k rewards of 1 and G − k of 0, in closed form:

    - `none`: 1 and 0
    - `mean`: 1 − k/G and −k/G
    - `leave_one_out`: the same times G/(G − 1)
    - `mean_std`: √((G − k)/k) and −√(k/(G − k))
    - `mean_std_sample`: the same times √((G − 1)/G)

    and all but `none` give zeros when every reward is equal.

    Args:
        estimator: one of these names.
        size: G, 1 or more.
        right: k, from 0 to G. (Of a kind of try that the group lacks, the number says nothing.)

    Raises:
        KeyError: another name.

    Example:
        >>> [round(a, 3) for a in pair("mean_std", 16, 1)]
        [3.873, -0.258]
        >>> pair("leave_one_out", 4, 4)
        (0.0, 0.0)
    """
    if estimator == "none":
        return 1.0, 0.0
    divisor, wrong = _DIVISORS[estimator], size - right
    if not right or not wrong:
        return 0.0, 0.0
    over = size * divisor(size, right)
    return wrong / over, -right / over


@lru_cache(maxsize=256)
def estimate(estimator: str, size: int, rate: float, error: float = 0.0) -> Estimate:
    """Mean and standard deviation of the gradient estimate of one group, exactly.

    Args:
        estimator: a name that `pair` knows, or `critic`, whose baseline is p + error or
            p − error with probability ½ each, drawn for every try by itself.
        size: G, 1 or more.
        rate: p, from 0 to 1.
        error: of the critic, 0 or more; the others have no use for it.

    Returns:
        The estimate. With one try a group baseline leaves nothing: mean and std are 0. With p
        at 0 or 1 the mean is 0 for every estimator.

    Raises:
        KeyError: an unknown estimator.

    Example:
        >>> [round(part, 4) for part in estimate("none", 16, 0.5)]
        [0.0625, 0.087]
        >>> estimate("mean_std", 1, 0.5)
        Estimate(mean=0.0, std=0.0)
    """
    signal = helpfulness(rate) / 2.0
    if estimator in ("none", "critic"):
        # Tries are independent: the variance of one, over G. E[s] = 0 and s² = ¼ whatever
        # happens, so E[A s] is the signal and E[(A s)²] is E[A²]/4.
        square = rate if estimator == "none" else rate * (1.0 - rate) + error * error
        return Estimate(signal, sqrt(max(square / 4.0 - signal * signal, 0.0) / size))
    right_variance, wrong_variance = _score_variances(rate)
    chances = binomial(size, rate)
    means, right_squares, wrong_squares = _moments(estimator, size)
    mean = sum(map(mul, chances, means))
    within = right_variance * sum(map(mul, chances, right_squares))
    within += wrong_variance * sum(map(mul, chances, wrong_squares))
    between = sum([c * (each - mean) ** 2 for c, each in zip(chances, means, strict=True)])
    return Estimate(mean, sqrt(within + between))


class Case(NamedTuple):
    """What one group with k right tries contributes.

    Attributes:
        right: k.
        chance: P(k).
        mean: E[g | k].
        variance: Var[g | k].
    """

    right: int
    chance: float
    mean: float
    variance: float


def cases(estimator: str, size: int, rate: float) -> tuple[Case, ...]:
    """The terms of `estimate`'s sums, for every k from 0 to G.

    Args:
        estimator: a name that `pair` knows.
        size: G.
        rate: p.

    Example:
        >>> found = cases("mean", 2, 0.5)
        >>> [each.right for each in found], sum(each.chance * each.mean for each in found)
        ([0, 1, 2], 0.03125)
        >>> estimate("mean", 2, 0.5).mean
        0.03125
    """
    right_variance, wrong_variance = _score_variances(rate)
    variances = [
        right_variance * up + wrong_variance * down
        for up, down in zip(*_moments(estimator, size)[1:], strict=True)
    ]
    chances, means = binomial(size, rate), _moments(estimator, size)[0]
    return tuple(map(Case, range(size + 1), chances, means, variances))


def _score_variances(rate: float) -> tuple[float, float]:
    """Var[s] of right tries and of wrong ones, whose E[s] is (1 − p)/4 and −p/4; s² is ¼ always."""
    return 0.25 - ((1.0 - rate) / 4.0) ** 2, 0.25 - (rate / 4.0) ** 2


def break_even_error(size: int, rate: float) -> float | None:
    """The error at which a critic is as noisy as the group's own mean.

    A critic that guesses within this of p does better than the mean of the group, one that is
    further off does worse. It solves std/mean of `critic` = std/mean of `mean` for the error.

    Args:
        size: G, 2 or more for there to be an answer.
        rate: p.

    Returns:
        The error, in units of the success rate; None where the mean has no signal.

    Example:
        >>> round(break_even_error(16, 0.5), 3), break_even_error(1, 0.5)
        (0.133, None)
    """
    noise = estimate("mean", size, rate).relative
    if noise is None:
        return None
    signal = helpfulness(rate) / 2.0
    square = 4.0 * signal * signal * (noise * noise * size + 1.0) - rate * (1.0 - rate)
    return sqrt(max(square, 0.0))


@lru_cache(maxsize=64)
def _moments(
    estimator: str, size: int
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """What of a group's mean and variance depends on k alone, for every k from 0 to G.

    With up and down the advantages of a right and of a wrong try: E[g | k], which is the same
    for every p because k · up = −(G − k) · down; then k · up²/G² and (G − k) · down²/G².
    """
    means, right_squares, wrong_squares = [], [], []
    for right in range(size + 1):
        up, down = pair(estimator, size, right)
        means.append(right * up / size / 4.0)
        right_squares.append(right * up * up / (size * size))
        wrong_squares.append((size - right) * down * down / (size * size))
    return tuple(means), tuple(right_squares), tuple(wrong_squares)


_DIVISORS: Final[Mapping[str, Callable[[int, int], float]]] = {
    "mean": lambda _size, _right: 1.0,
    "leave_one_out": lambda size, _right: (size - 1) / size,
    "mean_std": lambda size, right: sqrt(right * (size - right)) / size,
    "mean_std_sample": lambda size, right: sqrt(right * (size - right) / (size * (size - 1))),
}
"""What the deviation from the group's mean is divided by, with k of G right and 0 < k < G."""
