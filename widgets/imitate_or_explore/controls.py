"""What a reader can change about imitation and exploration, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from widgets.imitate_or_explore.traces import NAMES, RATES, TRACES
from widgets.imitate_or_explore.training import MOST_TRIES, STEPS
from widgets.kit.controls import (
    choice,
    number_opened,
    prediction,
    seed,
    slider,
    step,
    stepper,
)
from widgets.kit.widget import Preset
from widgets.kit.words import percent

__all__ = ["PRESETS", "Controls"]

KEYS: Final = tuple(trace.key for trace in TRACES)
ASKED: Final = KEYS.index("split")
"""The demonstration of the prediction, and of the usual state."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the two trainings."""

    predict: str = prediction(
        f"A human writes {NAMES[ASKED]}, which the model gets right {percent(RATES[ASKED])} of the"
        f" time. After {STEPS} steps, which side is right more often?",
        ("imitate", "The one that copies"),
        ("explore", "The one that explores"),
        ("even", "Neither, within 5 points"),
        values={"demonstration": KEYS[ASKED], "step": "0"},
    )
    step: int = step("Step", STEPS, default=STEPS)
    demonstration: str = choice(
        "The human demonstrates",
        *zip(KEYS, NAMES, strict=True),
        default=KEYS[ASKED],
        help="What the left side copies. Or press a name in the picture.",
    )
    learning_rate: float = slider(
        "Learning rate",
        0.05,
        5.0,
        default=0.5,
        logarithmic=True,
        help="How far a step moves, on both sides alike.",
    )
    group_size: int = stepper(
        "Group size G", 1, MOST_TRIES, default=16, help="Tries a step, on the right side."
    )
    seed: int = seed(default=7, help="Same seed, same luck. Only the right side has any.")
    shown: int = stepper(
        "Try shown in words",
        1,
        MOST_TRIES,
        default=15,
        help="Of the group, or its last. Or press a ✓ or ✗ in the picture.",
    )
    opened: str = number_opened(
        "total",
        rate=len(TRACES),
        copied=len(TRACES),
        explored=len(TRACES),
        accuracy=2,
        entropy=2,
        loss=3,
        advantage=2,
    )
    best: float = slider(
        "20² − 3² starts at",
        0.0005,
        0.2,
        default=0.06,
        digits=4,
        logarithmic=True,
        section="Starting policy",
        help="Share of the best method before training.",
    )
    beta: float = slider(
        "KL weight β",
        0.001,
        1.0,
        default=0.001,
        logarithmic=True,
        zero=True,
        section="Algorithm",
        help="How hard the start pulls the right side back.",
    )


PRESETS = (
    Preset(
        "default",
        "A middling demonstration",
        "The copier ends where its model ends; the explorer goes past it.",
        {},
    ),
    Preset(
        "best",
        "The best demonstration",
        "Shown the best method, the copier gets there in a few steps.",
        {"demonstration": "squares"},
    ),
    Preset(
        "bad",
        "A bad demonstration",
        "Copying a guess makes a policy that could do better guess.",
        {"demonstration": "guess"},
    ),
    Preset(
        "rare",
        "Too rare to be found",
        "The best method starts at 0.4%: too seldom tried to be rewarded.",
        {"best": 0.004},
    ),
    Preset(
        "tiny-groups",
        "Tiny groups: G = 2",
        "Two tries compare little. Try a few seeds.",
        {"group_size": 2},
    ),
)
