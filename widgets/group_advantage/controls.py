"""What a reader can change about the group, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.kit.controls import (
    choice,
    flips,
    number_opened,
    prediction,
    seed,
    slider,
    stepper,
)
from widgets.kit.widget import Preset

__all__ = ["ANSWERS", "LONGEST", "PRESETS", "Controls"]

LONGEST = 64
"""The largest group."""

ANSWERS = 7
"""Advantages side by side: one an estimator, in the order of the rows, and the critic's second."""

ONE_IN_SIXTEEN = {"group_size": 16, "rate": 0.06, "seed": 25}
"""A state with exactly one right try of sixteen."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the group."""

    predict: str = prediction(
        "Sixteen tries, one right. How large is GRPO’s advantage for it?",
        ("mean", "0.94"),
        ("reward", "1"),
        ("std", "Almost 4"),
        ("size", "16"),
        values={name: str(value) for name, value in ONE_IN_SIXTEEN.items()},
    )
    group_size: int = stepper(
        "Group size G", 1, LONGEST, default=16, help="Tries sampled for one question."
    )
    rate: float = slider(
        "True success rate p",
        0.0,
        1.0,
        default=0.4,
        help="Of a single try. The policy is not told.",
    )
    estimator: str = choice(
        "Advantage",
        ("mean_std", "GRPO: mean and std"),
        ("mean_std_sample", "GRPO: mean and sample std"),
        ("mean", "Dr. GRPO: mean only"),
        ("leave_one_out", "RLOO: mean of the others"),
        ("none", "REINFORCE: no baseline"),
        ("critic", "PPO: a critic"),
        default="mean_std",
        help="What a reward is compared with. Or press a row of the picture.",
    )
    critic_error: float = slider(
        "Critic’s error ±",
        0.0,
        0.5,
        default=0.2,
        help="Its guess for a try is p plus or minus this.",
    )
    measure: str = choice(
        "Noise shown",
        ("relative", "noise ÷ signal"),
        ("absolute", "noise alone"),
        default="relative",
        help="Estimators that differ only by a factor differ only in learning rate; the first"
        " setting removes that.",
    )
    seed: int = seed(default=25, help="Same seed, same luck.")
    opened: str = number_opened(
        "std", "noise", "signal", "spread", baseline=2, right=ANSWERS, wrong=ANSWERS
    )
    flipped: tuple[int, ...] = flips(
        "Turned over", LONGEST, help="Press a try in the picture to turn its reward over."
    )


PRESETS = (
    Preset("default", "A usual group", "Sixteen tries, and the mean they share.", {}),
    Preset(
        "one-in-sixteen",
        "One in sixteen",
        "What is rare counts most.",
        ONE_IN_SIXTEEN,
    ),
    Preset(
        "all-right",
        "All right",
        "Nothing to compare. Turn one over, and there is.",
        {"rate": 0.95, "seed": 25},
    ),
    Preset("alone", "A group of one", "Its own mean is its own reward.", {"group_size": 1}),
    Preset(
        "poor-critic",
        "A poor critic",
        "Half a reward off either way: here worse than no baseline.",
        {"estimator": "critic", "critic_error": 0.5},
    ),
)
