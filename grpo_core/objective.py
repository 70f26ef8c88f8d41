"""The clipped GRPO objective and its exact gradient: over tokens, and over one decision.

The objective is DeepSeekMath's eq. 3 (arXiv 2402.03300), the per-token form of R1 v1 eq. 1:

    J = Σ_i Σ_t w_it · { min(ρ_it A_i, clip(ρ_it, 1 − ε_low, 1 + ε_high) A_i) − β · k3_it }

with ρ = π/π_old, k3 = r − log r − 1 where r = π_ref/π, and A_i the completion's advantage. The
weights w_it are the aggregation, which is where the published variants part ways: GRPO gives
every completion the same weight, DAPO every token, Dr. GRPO divides by a constant. J is to be
made large; optimisers that descend take −J.

Token functions take one list per completion and one number per position inside it. Completions
may differ in length. A mask entry of 0 leaves a position (a prompt, padding) out of everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final, NamedTuple

from grpo_core.divergence import MAX_EXPONENT, k3, k3_slope, kl
from grpo_core.policy import log_softmax

__all__ = [
    "AGGREGATIONS",
    "Clip",
    "DecisionGradient",
    "TokenObjective",
    "clipped_surrogate",
    "decision_gradient",
    "logit_gradient",
    "per_constant",
    "per_sequence",
    "per_token",
    "token_objective",
]

Rows = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Clip:
    """How far a probability ratio may go before the surrogate stops rewarding it.

    Attributes:
        low: ε_low, so that ratios below 1 − ε_low earn nothing more for a negative advantage.
        high: ε_high, so that ratios above 1 + ε_high earn nothing more for a positive one.

    R1 uses one ε for both; DAPO clips higher than lower (0.2 and 0.28).

    Example:
        >>> Clip(0.2, 0.28).bound(1.5)
        1.28
        >>> Clip.symmetric(0.2).bound(0.5)
        0.8
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (self.low >= 0.0 and self.high >= 0.0):
            raise ValueError(f"clip ranges must be zero or more, not {self.low}, {self.high}")

    @classmethod
    def symmetric(cls, epsilon: float) -> Clip:
        """The same ε on both sides.

        Example:
            >>> Clip.symmetric(10.0)
            Clip(low=10.0, high=10.0)
        """
        return cls(epsilon, epsilon)

    def bound(self, ratio: float) -> float:
        """The ratio, held between 1 − low and 1 + high.

        Example:
            >>> Clip(0.2, 0.2).bound(1.1)
            1.1
        """
        return min(max(ratio, 1.0 - self.low), 1.0 + self.high)


def clipped_surrogate(ratio: float, advantage: float, clip: Clip) -> tuple[float, float]:
    """PPO's pessimistic surrogate, and its slope along the log-probability.

    min(ρ A, clip(ρ) A). Where the clipped branch is the smaller one the surrogate is flat and
    the slope is 0; elsewhere ∂(ρA)/∂log π = ρA.

    Args:
        ratio: ρ = π/π_old, above 0.
        advantage: A.
        clip: how far ρ may go.

    Returns:
        (value, slope).

    Example:
        >>> clipped_surrogate(1.5, 1.0, Clip.symmetric(0.2))
        (1.2, 0.0)
        >>> clipped_surrogate(1.5, -1.0, Clip.symmetric(0.2))
        (-1.5, -1.5)
    """
    free, held = ratio * advantage, clip.bound(ratio) * advantage
    return (held, 0.0) if held < free else (free, free)


def per_sequence(mask: Rows) -> list[list[float]]:
    """GRPO's weights: 1/(G·|o_i|), each completion counts alike (DeepSeekMath eq. 3).

    A token of a long completion weighs less than one of a short completion, so a long wrong
    answer is punished less per token.

    Example:
        >>> per_sequence([[1, 1], [1, 0]])
        [[0.25, 0.25], [0.5, 0.0]]
    """
    lengths = [len(mask) * max(sum(row), 1.0) for row in mask]
    return [[m / length for m in row] for row, length in zip(mask, lengths, strict=True)]


def per_token(mask: Rows) -> list[list[float]]:
    """DAPO's weights: 1/Σ_j|o_j|, each token of the group counts alike (arXiv 2503.14476).

    Example:
        >>> per_token([[1, 1], [1, 1]])
        [[0.25, 0.25], [0.25, 0.25]]
    """
    total = max(sum(map(sum, mask)), 1.0)
    return [[m / total for m in row] for row in mask]


def per_constant(mask: Rows, length: float) -> list[list[float]]:
    """Dr. GRPO's weights: 1/(G·L) with a constant L, usually the length limit.

    A token weighs the same however long its completion is (arXiv 2503.20783).

    Example:
        >>> per_constant([[1, 1], [1, 0]], length=4)
        [[0.125, 0.125], [0.125, 0.0]]

    Raises:
        ValueError: a length that is not above zero.
    """
    if not length > 0:
        raise ValueError(f"length must be above zero, not {length!r}")
    return [[m / (len(mask) * length) for m in row] for row in mask]


AGGREGATIONS: Final[Mapping[str, Callable[[Rows, float], list[list[float]]]]] = {
    "sequence": lambda mask, _: per_sequence(mask),
    "token": lambda mask, _: per_token(mask),
    "constant": per_constant,
}
"""The aggregations by name; each takes the mask and the length limit."""


class TokenObjective(NamedTuple):
    """The objective of one group of completions, and how each token moves it.

    Attributes:
        value: J = surrogate − β·kl.
        surrogate: the weighted sum of the clipped terms.
        kl: the weighted sum of the k3 estimates, before β.
        slopes: ∂J/∂log π(token), one number per position of each completion.
        clipped: for each position, whether the clip has made its surrogate flat.
    """

    value: float
    surrogate: float
    kl: float
    slopes: list[list[float]]
    clipped: list[list[bool]]


def token_objective(
    logp: Rows,
    old_logp: Rows,
    ref_logp: Rows,
    advantages: Sequence[float],
    weights: Rows,
    *,
    clip: Clip,
    beta: float,
) -> TokenObjective:
    """The clipped objective with KL term for a group of token sequences.

    Args:
        logp: log π of each sampled token under the policy that is being updated.
        old_logp: the same under the policy that sampled them.
        ref_logp: the same under the reference.
        advantages: one per completion.
        weights: from `per_sequence`, `per_token` or `per_constant`, shaped like `logp`; a
            position of weight 0 contributes nothing.
        clip: the clip range.
        beta: KL weight.

    Returns:
        Values and slopes; the slopes are exact derivatives (at the clip's corners, those of
        the unclipped side).

    Raises:
        ValueError: the shapes disagree.

    Example:
        Two one-token completions, sampled from the very policy being updated (all ratios 1):

        >>> lp = [[-0.7], [-0.7]]
        >>> j = token_objective(lp, lp, lp, [1.0, -1.0], per_sequence([[1], [1]]),
        ...                     clip=Clip.symmetric(0.2), beta=0.04)
        >>> j.slopes
        [[0.5], [-0.5]]
    """
    surrogate = divergence = 0.0
    slopes: list[list[float]] = []
    clipped: list[list[bool]] = []
    rows = zip(logp, old_logp, ref_logp, advantages, weights, strict=True)
    for row, old_row, ref_row, advantage, weight_row in rows:
        row_slopes: list[float] = []
        row_clipped: list[bool] = []
        for lp, old, ref, weight in zip(row, old_row, ref_row, weight_row, strict=True):
            if not weight:
                row_slopes.append(0.0)
                row_clipped.append(False)
                continue
            ratio = exp(min(lp - old, MAX_EXPONENT))
            value, slope = clipped_surrogate(ratio, advantage, clip)
            surrogate += weight * value
            divergence += weight * k3(lp, ref)
            row_slopes.append(weight * (slope - beta * k3_slope(lp, ref)))
            row_clipped.append(advantage != 0.0 and slope == 0.0)
        slopes.append(row_slopes)
        clipped.append(row_clipped)
    return TokenObjective(surrogate - beta * divergence, surrogate, divergence, slopes, clipped)


def logit_gradient(
    probabilities: Sequence[float], chosen: int, slope: float, temperature: float = 1.0
) -> list[float]:
    """One token's gradient on all logits of its position: slope · (one-hot − π)/T.

    Follows from ∂log π(c)/∂z_v = (1[v = c] − π(v))/T. The row sums to zero: what the chosen
    token gains, the others lose.

    Example:
        >>> logit_gradient([0.5, 0.25, 0.25], chosen=0, slope=1.0)
        [0.5, -0.25, -0.25]
    """
    scale = slope / temperature
    row = [-scale * p for p in probabilities]
    row[chosen] += scale
    return row


class DecisionGradient(NamedTuple):
    """The objective when a completion is one decision, and its gradient.

    Attributes:
        value: J.
        gradient: ∂J/∂logits, one number per option.
        clipped: how many completions of the group the clip has silenced.
    """

    value: float
    gradient: list[float]
    clipped: int


def decision_gradient(
    logits: Sequence[float],
    old_logp: Sequence[float],
    ref_logp: Sequence[float],
    actions: Sequence[int],
    advantages: Sequence[float],
    *,
    clip: Clip,
    beta: float,
    temperature: float = 1.0,
    exact_kl: bool = False,
) -> DecisionGradient:
    """The GRPO objective of R1 v1 eq. 1 for a policy that makes a single choice.

    With completions of length one the three aggregations agree, and `token_objective` gives
    the same numbers. Completions that made the same choice and have the same advantage are
    one term here, counted as often as they occur.

    Args:
        logits: z, one per option, of the policy being updated.
        old_logp: log π_old per option, of the policy that sampled the group.
        ref_logp: log π_ref per option.
        actions: the option each completion chose.
        advantages: one per completion.
        clip: the clip range.
        beta: KL weight.
        temperature: T divides the logits, here and wherever the group was sampled.
        exact_kl: use KL(π ‖ π_ref) over all options in place of k3 at the sampled ones. The
            paper samples, having no other way; with four options one can also compute.

    Returns:
        Value, gradient with respect to `logits`, and the count of clipped completions.

    Example:
        >>> even = log_softmax([0.0, 0.0])
        >>> decision_gradient([0.0, 0.0], even, even, [0, 1], [1.0, -1.0],
        ...                   clip=Clip.symmetric(0.2), beta=0.04).gradient
        [0.5, -0.5]
    """
    logp = log_softmax(logits, temperature)
    policy = [exp(lp) for lp in logp]
    value, silenced = 0.0, 0
    slopes = [0.0] * len(logp)
    for (action, advantage), count in Counter(zip(actions, advantages, strict=True)).items():
        share = count / len(actions)
        ratio = exp(min(logp[action] - old_logp[action], MAX_EXPONENT))
        gain, slope = clipped_surrogate(ratio, advantage, clip)
        if advantage != 0.0 and slope == 0.0:
            silenced += count
        if beta and not exact_kl:
            gain -= beta * k3(logp[action], ref_logp[action])
            slope -= beta * k3_slope(logp[action], ref_logp[action])
        value += share * gain
        slopes[action] += share * slope
    total = sum(slopes)
    gradient = [(slope - total * p) / temperature for slope, p in zip(slopes, policy, strict=True)]
    if beta and exact_kl:
        divergence = kl(policy, [exp(lp) for lp in ref_logp])
        value -= beta * divergence
        # ∂KL/∂z_a = π(a) · (log π(a)/π_ref(a) − KL)/T.
        for a, (p, lp, ref) in enumerate(zip(policy, logp, ref_logp, strict=True)):
            gradient[a] -= beta * p * (lp - ref - divergence) / temperature
    return DecisionGradient(value, gradient, silenced)
