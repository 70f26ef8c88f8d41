"""What a reader can change about the budget and how it is spent, and the states worth a button."""

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
    stepper,
)
from widgets.kit.widget import Preset
from widgets.thinking_budget.population import KINDS, LARGEST, Solver
from widgets.thinking_budget.vote import MOST_TRIES

__all__ = ["PREDICTED", "PRESETS", "SEED", "Controls", "solver_of"]

SEED = 20
"""Chapter 4's."""

PREDICTED: Final = {
    "more": "more",
    "fewer": "less, but 1 point or more",
    "none": "less than 1 point",
}
"""The answers that may be predicted, in words."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the budget and how it is spent."""

    predict: str = prediction(
        "Take the weights before training, and raise the budget from 8 turns to 64. How many"
        " points do they gain, compared with the trained weights?",
        ("more", PREDICTED["more"]),
        ("fewer", PREDICTED["fewer"]),
        ("none", PREDICTED["none"]),
        values={"policy": "base", "ending": "itself", "budget": str(LARGEST)},
    )
    budget: int = stepper(
        "Budget",
        1,
        LARGEST,
        default=16,
        unit="turns",
        help="A turn is a step of work, a check, or the answer. A try that has not answered in the"
        " budget is cut off, and wrong.",
    )
    tries: int = stepper(
        "Tries k",
        1,
        MOST_TRIES,
        default=4,
        help="They share the budget in equal whole turns, and vote; what is left over is not used.",
    )
    mix: tuple[float, ...] = mixture(
        "The mix of problems",
        *KINDS,
        default=(0.5, 0.3, 0.2),
        help="Easy: 2 or 3 steps of work; medium: 4 to 7; hard: 8, 10, 12 or 14. The shares sum to"
        " 1: when one is set, the others make room.",
    )
    ending: str = choice(
        "A try ends",
        ("itself", "when the solver answers"),
        ("forced", "only with its budget"),
        default="itself",
        help="“Only with its budget” is budget forcing: a try must go on until its last turn, and"
        " then answer.",
    )
    power: float = slider(
        "Power of a check v",
        0.0,
        1.0,
        default=0.6,
        help="How often a check finds a slip in the work. Used in training too.",
    )
    tempting: float = slider(
        "Tempting answer",
        0.0,
        1.0,
        default=0.5,
        help="The share of wrong answers that are one and the same answer.",
    )
    policy: str = choice(
        "Weights",
        ("trained", "after chapter 4’s training"),
        ("base", "before it"),
        default="trained",
        help="A larger budget does not change them.",
    )
    seed: int = seed(
        default=SEED, help="Changes the training alone; the curves are computed, not drawn by lot."
    )
    opened: str = number_opened("one", "vote", "used", kind=3, gain=6)


PRESETS = (
    Preset("default", "Mixed problems", "Steep, then slow, then flat.", {}),
    Preset(
        "easy",
        "Mostly easy problems",
        "After 16 turns a longer budget brings hardly anything.",
        {"mix": (0.9, 0.08, 0.02)},
    ),
    Preset(
        "hard",
        "Mostly hard problems",
        "Little before eight turns; the steep part comes later, and the curve flattens lower.",
        {"mix": (0.04, 0.16, 0.8)},
    ),
    Preset(
        "votes",
        "Where votes are better",
        "At 64 turns one try gains nothing more; four tries of 16 turns that vote do better.",
        {"budget": 64},
    ),
    Preset(
        "tempted",
        "Where votes do harm",
        "Hard problems, checks that find nothing, all wrong answers alike: the tries agree on the"
        " wrong one.",
        {"budget": 64, "mix": (0.02, 0.08, 0.9), "power": 0.0, "tempting": 1.0},
    ),
)


def solver_of(controls: Controls) -> Solver:
    """Who solves under these settings."""
    return Solver(
        power=controls.power,
        trained=controls.policy == "trained",
        seed=controls.seed,
        forced=controls.ending == "forced",
    )
