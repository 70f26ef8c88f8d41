"""What a reader can change in the trust region, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from widgets.kit.controls import (
    choice,
    mixture,
    number_opened,
    prediction,
    seed,
    slider,
    step,
    stepper,
)
from widgets.kit.widget import Preset

__all__ = ["ENDS", "NAMES", "PRESETS", "STEPS", "Controls"]

STEPS: Final = 400
NAMES: Final = ("Guess", "Derive", "Verify")
ENDS: Final = (
    ("balance", "At the first balance point"),
    ("corner", "At the best corner"),
    ("reference", "At the first reference"),
)
"""Where a run may end: what the prediction asks."""

FOLDED: Final = "Rewards and group size"

MOVING: Final = {"refresh": 40, "step": 0}


@dataclass(frozen=True)
class Controls:
    """What a reader can change in the trust region."""

    predict: str = prediction(
        "Every 40 steps the reference is replaced by the policy of that moment."
        " Where does the climb end?",
        *ENDS,
        values={name: str(value) for name, value in MOVING.items()},
    )
    step: int = step("Step", STEPS, default=STEPS)
    beta: float = slider(
        "KL weight β",
        0.001,
        10.0,
        default=0.3,
        logarithmic=True,
        help="How hard the reference pulls back.",
    )
    policy: tuple[float, float, float] = mixture(
        "Policy at the start", *NAMES, default=(0.6, 0.3, 0.1), help="Or drag the blue ring."
    )
    reference: tuple[float, float, float] = mixture(
        "Reference", *NAMES, default=(0.45, 0.35, 0.2), help="Or drag the grey ring."
    )
    hand: str = choice(
        "A press on the triangle moves",
        ("policy", "policy"),
        ("reference", "reference"),
        default="policy",
        help="Arrow keys move whichever has the focus.",
    )
    refresh: int = stepper(
        "Replace the reference every … steps",
        0,
        STEPS // 2,
        default=0,
        help="0: never. R1-Zero: every 400, in a run of 10,400 (R1v2 §2.1).",
    )
    estimator: str = choice(
        "KL in the loss",
        ("exact", "exact, no sampling"),
        ("k1", "k1, sampled groups"),
        ("k2", "k2, sampled groups"),
        ("k3", "k3, sampled groups (GRPO)"),
        default="exact",
        help="How the loss measures the distance.",
    )
    opened: str = number_opened("reward", "price", "objective", "summit", balance=3, mean=4)
    seed: int = seed(default=7, help="The luck of sampled groups. Same seed, same luck.")
    reward_guess: float = slider("Guess earns", 0.0, 1.0, default=0.2, section=FOLDED)
    reward_derive: float = slider("Derive earns", 0.0, 1.0, default=0.5, section=FOLDED)
    reward_verify: float = slider("Verify earns", 0.0, 1.0, default=0.8, section=FOLDED)
    group_size: int = stepper(
        "Group size G",
        1,
        64,
        default=16,
        section=FOLDED,
        help="Tries per step, where the loss is sampled.",
    )


PRESETS = (
    Preset("default", "A balance", "The climb stops where reward and pull cancel.", {}),
    Preset(
        "weak-pull",
        "Weak pull: β = 0.01",
        "The reward wins: the balance point is all but the best corner.",
        {"beta": 0.01},
    ),
    Preset(
        "strong-pull",
        "Strong pull: β = 3",
        "The reference wins: the policy is pulled back to it.",
        {"beta": 3.0},
    ),
    Preset(
        "moving-reference",
        "A moving reference",
        "The pull is strong, yet the reference is replaced every 20 steps.",
        {"beta": 1.0, "refresh": 20},
    ),
    Preset(
        "sampled-k3",
        "GRPO’s k3, sampled",
        "The estimate in the loss leads to a resting point of its own.",
        {"estimator": "k3"},
    ),
)
