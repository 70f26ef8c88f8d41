"""A softmax policy: logits in, probabilities out, and draws that anybody can repeat.

Everything here works on one categorical choice (one strategy, one token). A policy is its
logits, one number per option; probabilities come from them by softmax. Randomness is always
an argument: a draw needs a number between 0 and 1, and the caller says where it came from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import exp, log

__all__ = ["entropy", "greatest", "log_softmax", "sample", "sample_group", "softmax"]


def softmax(logits: Sequence[float], temperature: float = 1.0) -> list[float]:
    """Probabilities of a softmax policy.

    π(a) = exp(z_a / T) / Σ_b exp(z_b / T). The greatest logit is subtracted first, so logits
    of ±1000 neither overflow nor give nan.

    Args:
        logits: one number per option, at least one, all finite.
        temperature: T > 0. Above 1 flattens the policy, below 1 sharpens it.

    Returns:
        One probability per option; they sum to 1.

    Raises:
        ValueError: no logits, or a temperature that is not above zero.

    Example:
        >>> softmax([0.0, 0.0])
        [0.5, 0.5]
        >>> [round(p, 3) for p in softmax([2.0, 1.0, 0.0], temperature=0.5)]
        [0.867, 0.117, 0.016]
        >>> softmax([1000.0, -1000.0])
        [1.0, 0.0]
    """
    top = greatest(logits, temperature)
    weights = [exp((z - top) / temperature) for z in logits]
    total = sum(weights)
    return [w / total for w in weights]


def log_softmax(logits: Sequence[float], temperature: float = 1.0) -> list[float]:
    """Log-probabilities of a softmax policy, exact where softmax itself rounds to zero.

    log π(a) = z_a / T − log Σ_b exp(z_b / T).

    Args:
        logits: one number per option, at least one, all finite.
        temperature: T > 0.

    Returns:
        One log-probability (nats, ≤ 0) per option.

    Raises:
        ValueError: no logits, or a temperature that is not above zero.

    Example:
        >>> log_softmax([1000.0, -1000.0])
        [0.0, -2000.0]
    """
    top = greatest(logits, temperature)
    shifted = [(z - top) / temperature for z in logits]
    normaliser = log(sum(map(exp, shifted)))
    return [z - normaliser for z in shifted]


def greatest(logits: Sequence[float], temperature: float) -> float:
    """The greatest logit, after the checks that every softmax needs.

    Raises:
        ValueError: no logits, or a temperature that is not above zero.

    Example:
        >>> greatest([0.5, 2.0], temperature=1.0)
        2.0
    """
    if not logits:
        raise ValueError("a policy needs at least one logit")
    if not temperature > 0.0:
        raise ValueError(f"temperature must be above zero, not {temperature!r}")
    return max(logits)


def entropy(probabilities: Sequence[float]) -> float:
    """Entropy of a categorical distribution, in nats.

    H(π) = −Σ_a π(a) log π(a), with 0 log 0 = 0. It is 0 when one option has all the mass and
    log n when n options share it evenly.

    Example:
        >>> round(entropy([0.5, 0.5]), 4)
        0.6931
        >>> entropy([1.0, 0.0])
        0.0
    """
    return 0.0 - sum(p * log(p) for p in probabilities if p > 0.0)


def sample(probabilities: Sequence[float], uniform: float) -> int:
    """The option that a uniform draw picks: inverse transform sampling.

    The options are laid end to end on [0, 1) in the order given, and the draw falls into one
    of them. The same draw and the same policy always pick the same option, in every
    interpreter; a policy that changes a little changes few choices. That is what lets two
    runs be compared under the same luck.

    Args:
        probabilities: one per option, summing to 1 (within rounding).
        uniform: a number in [0, 1), for instance from `random.Random(seed).random()`.

    Returns:
        The index of the option. Options of probability 0 are never picked.

    Example:
        >>> [sample([0.25, 0.75], u) for u in (0.0, 0.2499, 0.25, 0.999)]
        [0, 0, 1, 1]
    """
    return sample_group(probabilities, (uniform,))[0]


def sample_group(probabilities: Sequence[float], uniforms: Iterable[float]) -> list[int]:
    """One option for each draw: `sample` for a whole group.

    Example:
        >>> sample_group([0.25, 0.75], [0.0, 0.2499, 0.25, 0.999])
        [0, 0, 1, 1]
    """
    edges = list(accumulate(probabilities))
    # The draws are scaled by the last edge, so that rounding cannot leave a gap below 1.
    end = edges[-1]
    return [bisect_right(edges, u * end) for u in uniforms]
