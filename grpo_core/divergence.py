"""How far a policy has moved from its reference: Kullback-Leibler divergence.

`kl` is exact, for when both distributions are at hand. `k1`, `k2` and `k3` estimate it from
one sampled token at a time, as training has to; they follow Schulman, "Approximating KL
divergence" (2020). GRPO uses k3 (R1 v1 eq. 2, DeepSeekMath eq. 4).

All three take log-probabilities of the sampled token and estimate KL(π ‖ π_ref) when the token
was sampled from π.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp, inf, log
from typing import Final

__all__ = ["KL_ESTIMATORS", "MAX_EXPONENT", "k1", "k2", "k3", "k3_slope", "kl"]

MAX_EXPONENT: Final = 700.0
"""Ratios are capped at e^700 ≈ 1e304: the largest round exponent that is still a float."""


def kl(p: Sequence[float], q: Sequence[float]) -> float:
    """Exact divergence between two categorical distributions, in nats.

    KL(p ‖ q) = Σ_a p(a) log(p(a) / q(a)), with 0 log 0 = 0. It is not symmetric: GRPO's
    penalty is `kl(policy, reference)`; `kl(reference, policy)` is the other direction, which
    punishes a policy for losing what the reference still does.

    Args:
        p: probabilities, one per option.
        q: probabilities of the same options.

    Returns:
        At least 0; infinite if p uses an option that q never does.

    Raises:
        ValueError: the two have different lengths.

    Example:
        >>> kl([0.5, 0.5], [0.5, 0.5])
        0.0
        >>> round(kl([1.0, 0.0], [0.5, 0.5]), 4)
        0.6931
        >>> kl([0.5, 0.5], [1.0, 0.0])
        inf
    """
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if a > 0.0:
            if b <= 0.0:
                return inf
            total += a * (log(a) - log(b))
    # Rounding can leave a divergence of nothing at −1e-17.
    return max(total, 0.0)


def k1(logp: float, ref_logp: float) -> float:
    """The plain estimator: −log r with r = π_ref/π. Unbiased; may be negative; high variance.

    Example:
        >>> k1(-1.0, -2.0)
        1.0
    """
    return logp - ref_logp


def k2(logp: float, ref_logp: float) -> float:
    """Half the squared log-ratio: ½ (log r)². Never negative, low variance, slightly biased.

    Example:
        >>> k2(-1.0, -2.0)
        0.5
    """
    return 0.5 * (ref_logp - logp) ** 2


def k3(logp: float, ref_logp: float) -> float:
    """GRPO's estimator: r − log r − 1 with r = π_ref/π (R1 v1 eq. 2).

    Never negative, and unbiased while tokens are sampled from π itself. With an old sampling
    policy, as in later inner epochs, it is biased.

    Example:
        >>> k3(-1.0, -1.0)
        0.0
        >>> round(k3(-1.0, -2.0), 4)
        0.3679
    """
    log_ratio = ref_logp - logp
    return exp(min(log_ratio, MAX_EXPONENT)) - log_ratio - 1.0


def k3_slope(logp: float, ref_logp: float) -> float:
    """How k3 changes with the token's log-probability: ∂k3/∂log π = 1 − r.

    Negative where the reference likes the token better than the policy does, so that a step
    against it gives the token some of its old probability back.

    Example:
        >>> k3_slope(-1.0, -1.0)
        0.0
        >>> round(k3_slope(-2.0, -1.0), 4)
        -1.7183
    """
    return 1.0 - exp(min(ref_logp - logp, MAX_EXPONENT))


KL_ESTIMATORS: Final[Mapping[str, Callable[[float, float], float]]] = {"k1": k1, "k2": k2, "k3": k3}
"""The sampled estimators by name."""
