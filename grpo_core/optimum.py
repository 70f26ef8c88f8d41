"""Where reward and KL balance: the policy that the penalised objective is looking for."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from grpo_core.divergence import kl
from grpo_core.policy import softmax

__all__ = ["kl_regularised_optimum", "penalised_reward"]


def kl_regularised_optimum(
    reference: Sequence[float], rewards: Sequence[float], beta: float
) -> list[float]:
    """The policy that maximises expected reward minus β times KL to the reference.

    π*(a) ∝ π_ref(a) · exp(r(a) / β). As β → 0 it becomes the reference restricted to the best
    options; as β → ∞ it becomes the reference. Options that the reference never takes stay at
    zero whatever they would pay.

    Args:
        reference: π_ref, one probability per option.
        rewards: expected reward of each option.
        beta: KL weight, from 0 (the limit is returned) to infinity.

    Returns:
        π*, one probability per option, summing to 1.

    Raises:
        ValueError: lengths differ, β is negative or not a number, or the reference is all
            zero.

    Example:
        >>> [round(p, 3) for p in kl_regularised_optimum([0.5, 0.5], [1.0, 0.0], beta=1.0)]
        [0.731, 0.269]
        >>> kl_regularised_optimum([0.2, 0.4, 0.4], [0.0, 1.0, 1.0], beta=0.0)
        [0.0, 0.5, 0.5]
    """
    if not beta >= 0.0:
        raise ValueError(f"beta must be zero or more, not {beta!r}")
    if len(reference) != len(rewards):
        raise ValueError("reference and rewards must have one entry per option")
    possible = [a for a, p in enumerate(reference) if p > 0.0]
    if not possible:
        raise ValueError("the reference must give some option a probability")
    best = max(rewards[a] for a in possible)
    if beta == 0.0:
        possible = [a for a in possible if rewards[a] == best]
    # Subtracting the best reward changes nothing but keeps r/β at or below zero.
    tilts = [(rewards[a] - best) / beta if beta else 0.0 for a in possible]
    logits = [log(reference[a]) + tilt for a, tilt in zip(possible, tilts, strict=True)]
    shares = dict(zip(possible, softmax(logits), strict=True))
    return [shares.get(a, 0.0) for a in range(len(reference))]


def penalised_reward(
    policy: Sequence[float], reference: Sequence[float], rewards: Sequence[float], beta: float
) -> float:
    """The exact objective of the trust region: J(π) = E_π[r] − β · KL(π ‖ π_ref).

    Its maximum is at `kl_regularised_optimum`, and its greatest value is
    β log Σ_a π_ref(a) exp(r(a)/β).

    Example:
        >>> penalised_reward([1.0, 0.0], [1.0, 0.0], [1.0, 0.0], beta=5.0)
        1.0
    """
    expected = sum(p * r for p, r in zip(policy, rewards, strict=True))
    return expected - beta * kl(policy, reference) if beta else expected
