"""What a reader can change about discovering and copying, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from widgets.distillation.chain import MOST_DECISIONS, MOST_TRIES
from widgets.distillation.course import STEPS, Model
from widgets.distillation.published import BENCHMARKS, COMPARED
from widgets.kit.controls import (
    choice,
    number_opened,
    prediction,
    seed,
    slider,
    step,
    stepper,
    toggle,
)
from widgets.kit.widget import Preset

__all__ = ["MODELS", "PRESETS", "Controls", "large_of", "small_of"]

MODELS: Final = ("large, by RL", "small, by RL", "small, taught")
"""What the three are called, in this order everywhere."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the three trainings."""

    predict: str = prediction(
        "The small model’s own RL goes on until it has spent more than ten times what the large"
        " one’s RL and the teaching cost together. How does it do then?",
        ("level", "As well as the taught one"),
        ("behind", "Better than at its start, but worse"),
        ("flat", "It has hardly moved"),
        values={
            "step": "0",
            "decisions": "32",
            "small": "0.55",
            "large": "0.9",
            "group_size": "16",
            "traces": "1024",
            "slip": "0.005",
            "price": "20",
            "teacher": "after",
            "on_top": "0",
            "whole": "0",
        },
    )
    step: int = step(
        "Compute spent",
        STEPS,
        default=STEPS,
        help="By each model. A unit is a decision of the small one; ten steps are a factor of ten.",
    )
    decisions: int = stepper(
        "Decisions m", 2, MOST_DECISIONS, default=32, help="All must be right."
    )
    small: float = slider(
        "Small model starts at",
        0.3,
        0.95,
        default=0.55,
        help="How likely it takes the right option at a decision.",
    )
    large: float = slider(
        "Large model starts at", 0.5, 0.99, default=0.9, help="The same, for the large one."
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
        help="How many of the large one’s right tries the small one copies.",
    )
    on_top: bool = toggle("Then RL on top", help="The taught model goes on with RL of its own.")
    whole: bool = toggle(
        "Charge the teacher’s RL", help="Puts it on the taught model’s bill, and moves its line."
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
        "Price of a large decision",
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
        "From 75%, RL waits for its first right tries, then passes the taught model.",
        {"small": 0.75},
    ),
    Preset(
        "few",
        "Sixteen traces, then RL",
        "A little copying makes right tries common enough for RL to do the rest.",
        {"traces": 16.0, "on_top": True},
    ),
    Preset(
        "whole",
        "Everything charged",
        "With the teacher’s RL on its bill, the taught model comes after the large one.",
        {"whole": True},
    ),
)


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
