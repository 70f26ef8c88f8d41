"""The climb, taken home: as CSV, and as the Python that reproduces it with `grpo_core`."""

from __future__ import annotations

from widgets.trust_region.ascent import (
    EAGER,
    MOST_TRIES,
    PATIENT,
    SOFT,
    Path,
    longest_step,
)
from widgets.trust_region.controls import NAMES, STEPS, Controls
from widgets.trust_region.model import path_of, rewards_of

__all__ = ["climb_of", "to_csv", "to_python"]


def climb_of(controls: Controls) -> Path:
    """The climb that these settings give."""
    luck = (controls.seed, controls.group_size) if controls.estimator != "exact" else None
    return path_of(
        controls.policy,
        controls.reference,
        rewards_of(controls),
        controls.beta,
        controls.estimator,
        controls.refresh,
        luck,
    )[0]


def to_csv(controls: Controls) -> str:
    """One line per step: the shares, the expected reward, KL to the reference in force, and J.

    Example:
        >>> to_csv(Controls()).splitlines()[0]
        'step,guess,derive,verify,reward,kl,objective'
    """
    path = climb_of(controls)
    lines = [",".join(["step", *map(str.lower, NAMES), "reward", "kl", "objective"])]
    for step, measured in enumerate(
        zip(path.policies, path.rewards, path.divergences, path.objective, strict=True)
    ):
        shares, *values = measured
        lines.append(",".join(map(repr, [step, *shares, *values])))
    return "\n".join(lines) + "\n"


def to_python(controls: Controls) -> str:
    """A script that makes the same climb and prints where it ends and where π* is."""
    sampled = controls.estimator != "exact"
    slope = {
        "k1": "1.0",
        "k2": "log(policy[a] / reference[a])",
        "k3": "1.0 - reference[a] / policy[a]",
    }
    imports = ["kl_regularised_optimum", "softmax"]
    if sampled:
        imports += ["draws", "leave_one_out", "sample_group"]
    lines = [
        "from math import log",
        "",
        f"from grpo_core import {', '.join(sorted(imports))}",
        "",
        f"rewards, beta = {rewards_of(controls)!r}, {controls.beta!r}",
        f"policy, reference = {controls.policy!r}, {controls.reference!r}",
        "logits = [log(p) for p in policy]",
        f"rate = {PATIENT if sampled else EAGER} / (beta + {SOFT})",
        f"longest = {longest_step(controls.beta, sampled)!r}",
    ]
    if sampled:
        lines.append(f"luck = draws({controls.seed}, {STEPS}, {MOST_TRIES // 2})")
    lines.append(f"for step in range({STEPS}):")
    if controls.refresh:
        lines += [
            f"    if step and step % {controls.refresh} == 0:",
            "        reference = policy",
        ]
    if sampled:
        lines += [
            f"    tries = sample_group(policy, luck[step][:{controls.group_size}])",
            "    advantages = leave_one_out([rewards[a] for a in tries])",
            f"    slopes = [{slope[controls.estimator]} for a in range(3)]",
            "    weights = [0.0, 0.0, 0.0]",
            "    for a, advantage in zip(tries, advantages):",
            "        weights[a] += (advantage - beta * slopes[a]) / len(tries)",
            "    gradient = [w - p * sum(weights) for w, p in zip(weights, policy)]",
        ]
    else:
        lines += [
            "    scores = [rewards[a] - beta * log(policy[a] / reference[a]) for a in range(3)]",
            "    mean = sum(p * s for p, s in zip(policy, scores))",
            "    gradient = [p * (s - mean) for p, s in zip(policy, scores)]",
        ]
    lines += [
        "    farthest = rate * max(map(abs, gradient))",
        "    size = rate * min(1.0, longest / farthest) if farthest else 0.0",
        "    logits = [z + size * g for z, g in zip(logits, gradient)]",
        "    policy = softmax(logits)",
        "",
        'print("policy ", *(f"{p:.4f}" for p in policy))',
        "balance = kl_regularised_optimum(reference, rewards, beta)",
        'print("balance", *(f"{p:.4f}" for p in balance))',
    ]
    return "\n".join(lines) + "\n"
