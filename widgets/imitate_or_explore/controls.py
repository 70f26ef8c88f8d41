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
        f"The demonstration is {NAMES[ASKED]}, which the model gets right {percent(RATES[ASKED])}"
        f" of the time. After {STEPS} steps, who is right more often?",
        ("imitate", "The copier"),
        ("explore", "The explorer"),
        ("even", "Neither, within 5 points"),
        values={"demonstration": KEYS[ASKED], "step": "0"},
    )
    step: int = step("Step", STEPS, default=STEPS)
    demonstration: str = choice(
        "Demonstration",
        *zip(KEYS, NAMES, strict=True),
        default=KEYS[ASKED],
        help="What the copier copies. Or press a name in the picture.",
    )
    learning_rate: float = slider(
        "Learning rate",
        0.05,
        5.0,
        default=0.5,
        logarithmic=True,
        help="How far a step moves, the same for both.",
    )
    group_size: int = stepper(
        "Group size G", 1, MOST_TRIES, default=16, help="Tries of the explorer a step."
    )
    seed: int = seed(default=7, help="Same seed, same luck. Only the explorer has any.")
    shown: int = stepper(
        "Try to read",
        1,
        MOST_TRIES,
        default=15,
        help="Which try of the group is written out. Or press its ✓ or ✗.",
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
        help="How hard the start pulls the explorer back.",
    )


PRESETS = (
    Preset(
        "default",
        "A middling demonstration",
        "The copier ends at its demonstration’s success rate; the explorer goes past it.",
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
        "Copying a guess turns a policy that could do better into one that guesses.",
        {"demonstration": "guess"},
    ),
    Preset(
        "rare",
        "Too rare to be found",
        "The best method starts at 0.4%: tried so seldom that a commoner one takes over.",
        {"best": 0.004},
    ),
    Preset(
        "tiny-groups",
        "Tiny groups: G = 2",
        "Two tries leave little to compare, and luck decides. Try a few seeds.",
        {"group_size": 2},
    ),
)
