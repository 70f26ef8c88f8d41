"""What a reader can change about the budget and how it is spent, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass

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

__all__ = ["PRESETS", "SEED", "Controls", "solver_of"]

SEED = 20
"""Chapter 4's."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the budget and how it is spent."""

    predict: str = prediction(
        "Take the weights before training instead, and raise their budget from 8 turns to 64."
        " Compared with the trained weights they gain",
        ("more", "more"),
        ("fewer", "less"),
        ("none", "next to nothing"),
        values={"policy": "base", "ending": "itself", "budget": str(LARGEST)},
    )
    budget: int = stepper(
        "Budget",
        1,
        LARGEST,
        default=16,
        unit="turns",
        help="A try that has not answered by then is cut off, and wrong.",
    )
    tries: int = stepper(
        "Tries k",
        1,
        MOST_TRIES,
        default=4,
        help="They share the budget, the same whole turns each, and vote.",
    )
    mix: tuple[float, ...] = mixture(
        "The mix of problems",
        *KINDS,
        default=(0.5, 0.3, 0.2),
        help="Easy: 2 or 3 steps of work; medium: 4 to 7; hard: 8 to 14.",
    )
    ending: str = choice(
        "A try ends",
        ("itself", "when the solver answers"),
        ("forced", "only with its budget"),
        default="itself",
        help="The second is budget forcing: it is made to go on, and then to answer.",
    )
    power: float = slider(
        "Power of a check v",
        0.0,
        1.0,
        default=0.6,
        help="How often it finds a slip. The solver is trained with it.",
    )
    tempting: float = slider(
        "Tempting answer",
        0.0,
        1.0,
        default=0.5,
        help="The share of wrong answers that are one and the same.",
    )
    policy: str = choice(
        "Weights",
        ("trained", "after chapter 4’s training"),
        ("base", "before it"),
        default="trained",
        help="The same at every budget.",
    )
    seed: int = seed(default=SEED, help="Of the training. The rest is computed, not drawn.")
    opened: str = number_opened("one", "vote", "used", kind=3, gain=6)


PRESETS = (
    Preset("default", "Mixed problems", "Steep, then long, then flat.", {}),
    Preset(
        "easy",
        "Mostly easy problems",
        "After eight turns a longer budget brings hardly anything.",
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
        "At 64 turns one try has nothing more to gain; four tries of 16 turns that vote have.",
        {"budget": 64},
    ),
    Preset(
        "tempted",
        "Where votes do harm",
        "Hard problems, checks that find nothing, all wrong answers alike: the tries agree on it.",
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
