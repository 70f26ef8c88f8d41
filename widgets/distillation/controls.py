"""What a reader can change about discovering and copying, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from widgets.distillation.chain import MOST_DECISIONS, MOST_TRIES
from widgets.distillation.course import STEPS, Model
from widgets.distillation.published import BENCHMARKS, COMPARED
from widgets.kit.controls import (
    choice,
    declared,
    number_opened,
    prediction,
    seed,
    slider,
    step,
    stepper,
    toggle,
)
from widgets.kit.widget import Preset

__all__ = ["ASKED", "MODELS", "PRESETS", "Controls", "as_asked", "large_of", "small_of"]

MODELS: Final = ("large, by RL", "small, by RL", "small, taught")
"""What the three are called, in this order everywhere."""

ASKED: Final = {
    "decisions": "32",
    "small": "0.7",
    "large": "0.9",
    "group_size": "16",
    "traces": "1024",
    "slip": "0.005",
    "price": "20",
    "teacher": "after",
    "on_top": "0",
    "whole": "0",
}
"""The settings that the prediction is about; it holds for every seed."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the three trainings."""

    predict: str = prediction(
        "A small model that starts at 70% may spend 100 million units on RL of its own, more than"
        " ten times what the large model’s RL and the teaching cost together. How does it end?",
        ("level", "As well as the taught one, or better"),
        ("behind", "Better than at its start, but not as well as the taught one"),
        ("flat", "It has hardly moved"),
        values={"step": "0", **ASKED},
    )
    step: int = step(
        "Compute spent",
        STEPS,
        default=STEPS,
        help="By each model: 0 is 100 units, 60 is 100 million. A unit is one decision of the"
        " small model.",
    )
    decisions: int = stepper(
        "Decisions m", 2, MOST_DECISIONS, default=32, help="All must be right."
    )
    small: float = slider(
        "Small model starts at",
        0.3,
        0.95,
        default=0.55,
        help="The chance that it takes the right option at a decision, before training.",
    )
    large: float = slider(
        "Large model starts at", 0.5, 0.99, default=0.9, help="The same, for the large model."
    )
    group_size: int = stepper(
        "Group size G", 2, MOST_TRIES, default=16, help="Tries a step, where RL trains."
    )
    traces: float = slider(
        "Right traces",
        16,
        2048,
        default=1024,
        digits=0,
        logarithmic=True,
        help="Right tries of the large model, written down for the small one to imitate.",
    )
    on_top: bool = toggle("Then RL on top", help="The taught model goes on with RL of its own.")
    whole: bool = toggle(
        "Charge the large model’s RL",
        help="Begins the taught model’s line with it, if there is any before the teaching.",
    )
    benchmark: str = choice(
        "Benchmark",
        *BENCHMARKS,
        default="aime",
        help="Of the six published students. Nothing in the toy depends on it.",
    )
    seed: int = seed(default=7, help="Same seed, same luck.")
    opened: str = number_opened(
        "worth",
        "advantage",
        "tries",
        "sampling",
        "learning",
        "rl",
        "total",
        success=3,
        signal=2,
        loss=2,
        gap=len(COMPARED),
    )
    teacher: str = choice(
        "The large model teaches",
        ("after", "after its RL"),
        ("before", "before any RL"),
        default="after",
        section="Assumptions",
        help="Only its right tries are copied, either way.",
    )
    price: float = slider(
        "Price of the large model’s decision",
        1.0,
        100.0,
        default=20.0,
        logarithmic=True,
        section="Assumptions",
        help="Compute, in decisions of the small model.",
    )
    slip: float = slider(
        "Slips of the small model",
        0.0,
        0.015,
        default=0.005,
        digits=3,
        section="Assumptions",
        help="How often a right decision is spoiled. No training mends it.",
    )


PRESETS = (
    Preset(
        "default",
        "Long chain, weak base",
        "The taught model wins, as at 32B in the paper. Here RL finds next to nothing to reward.",
        {},
    ),
    Preset(
        "easy",
        "An easy task",
        "Four decisions: its own RL takes the small model as far, and for less.",
        {"decisions": 4},
    ),
    Preset(
        "better-base",
        "A better small base",
        "From 75%, RL waits for its first right tries, then passes the taught model, which has"
        " only 1,024 traces.",
        {"small": 0.75},
    ),
    Preset(
        "few",
        "Sixteen traces, then RL",
        "A little imitation makes right tries common enough for RL to do the rest.",
        {"traces": 16.0, "on_top": True},
    ),
    Preset(
        "whole",
        "Everything charged",
        "With the large model’s RL on its bill, the taught model gets good only after the large"
        " one has.",
        {"whole": True},
    ),
)


def as_asked(controls: Controls) -> bool:
    """Whether the settings are those that the prediction is about.

    Example:
        >>> as_asked(Controls()), as_asked(Controls(small=0.7, seed=3))
        (False, True)
    """
    known = declared(Controls)
    return all(known[name].text(getattr(controls, name)) == text for name, text in ASKED.items())


def large_of(controls: Controls) -> Model:
    """The large model: it never slips, and its decisions are dear.

    Example:
        >>> large_of(Controls())
        Model(decisions=32, slip=0.0, size=16, price=20.0)
    """
    return Model(controls.decisions, 0.0, controls.group_size, controls.price)


def small_of(controls: Controls) -> Model:
    """The small model, whose decision is the unit of compute.

    Example:
        >>> small_of(Controls())
        Model(decisions=32, slip=0.005, size=16, price=1.0)
    """
    return Model(controls.decisions, controls.slip, controls.group_size, 1.0)
