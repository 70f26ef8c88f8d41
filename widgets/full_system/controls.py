"""What a reader can change about the step, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from widgets.full_system.changes import CHANGES
from widgets.full_system.parts import NAMES, PARTS
from widgets.full_system.phase import MOST
from widgets.full_system.published import MINIBATCHES
from widgets.full_system.texts import LETTERS
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

__all__ = ["ASKED", "FOLLOW", "PRESETS", "Controls"]

FOLLOW: Final = "follow"
"""The value of the chosen part that means: wherever the batch is."""

ASKED: Final = ("surrogate", "objective", "update")
"""The parts that the prediction asks about."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the step."""

    predict: str = prediction(
        "The reference is changed, and nothing else. What stays as it was?",
        *((part, f"The {NAMES[part]}") for part in ASKED),
        values={"change": "reference", "part": FOLLOW, "step": "0"},
    )
    step: int = step("Parts reached", len(PARTS), default=len(PARTS))
    part: str = choice(
        "Part",
        (FOLLOW, "Wherever the batch is"),
        *((part, name) for part, name in NAMES.items()),
        default=FOLLOW,
        help="What is told beside the graph. Or press a box.",
    )
    change: str = choice(
        "Change one thing",
        ("nothing", "Nothing"),
        *((key, change.label) for key, change in CHANGES.items()),
        default="nothing",
        help="The batch is sent twice, and boxes with another value are marked.",
    )
    group: int = stepper("Group size G", 4, MOST, default=8, help="Rollouts of the question.")
    seed: int = seed(default=7, help="Same seed, same luck.")
    opened: str = number_opened(
        "mean",
        "std",
        "surrogate",
        "kl",
        "objective",
        share=len(LETTERS),
        total=len(LETTERS),
        advantage=len(LETTERS),
        ratio=len(LETTERS),
        term=len(LETTERS),
        k3=len(LETTERS),
        gradient=len(LETTERS),
        logit=len(LETTERS),
    )
    minibatch: int = stepper(
        "Mini-batch",
        1,
        MINIBATCHES,
        default=1,
        section="Algorithm",
        help="1: the weights are still those that sampled. Each further one is an update later.",
    )
    learning_rate: float = slider(
        "Learning rate",
        0.01,
        1.0,
        default=0.3,
        logarithmic=True,
        section="Algorithm",
        help="How far each update moves.",
    )
    epsilon: float = slider(
        "Clip ε",
        0.01,
        10.0,
        default=0.2,
        logarithmic=True,
        section="Algorithm",
        help="How far a ratio may go before its advantage stops pushing it.",
    )
    beta: float = slider(
        "KL weight β",
        0.001,
        1.0,
        default=0.04,
        logarithmic=True,
        zero=True,
        section="Algorithm",
        help="How hard the reference pulls back.",
    )


PRESETS = (
    Preset(
        "default",
        "One step, whole",
        "Press a box: what it needs and what needs it light up with it.",
        {},
    ),
    Preset(
        "follow",
        "Follow the batch",
        "Press play: the batch goes from box to box, and each tells what it does.",
        {"step": 0},
    ),
    Preset(
        "gold",
        "A wrong gold answer",
        "Texts that answer 381 now count as right; rollouts and KL estimate stay as they were.",
        {"part": "reward", "change": "gold", "step": 12},
    ),
    Preset(
        "silent",
        "All rewarded alike",
        "Equal rewards, no advantages: only the reference still pulls.",
        {"part": "advantages", "group": 4, "seed": 300, "step": 12},
    ),
    Preset(
        "last",
        "The last mini-batch",
        "Fifteen updates after sampling, the ratios have left 1 and rollouts are clipped.",
        {"part": "surrogate", "minibatch": MINIBATCHES, "step": 12},
    ),
)
