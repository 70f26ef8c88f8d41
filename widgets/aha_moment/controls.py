"""What a reader can change about the agent and its training, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.aha_moment.agent import Task
from widgets.aha_moment.training import MOST, STEPS, Training
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

__all__ = ["PRESETS", "SEED", "Controls", "task_of", "training_of"]

SEED = 20
"""A usual run. Its second solution is the one shown, chosen for growing step by step."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the agent and its training."""

    predict: str = prediction(
        "Only right answers will be paid: nothing for length, nothing for checking. After 100"
        " steps, a solution will be",
        ("longer", "longer"),
        ("same", "about as long"),
        ("shorter", "shorter"),
        values={"step": "0", "price": "0"},
    )
    step: int = step("Step", STEPS, default=STEPS)
    difficulty: int = stepper(
        "Difficulty d", 2, 8, default=4, help="Steps of work that a solution needs."
    )
    power: float = slider(
        "Power of a check v",
        0.0,
        1.0,
        default=0.6,
        help="How often it finds a slip, if there is one.",
    )
    slip: float = slider(
        "Slips s", 0.0, 0.5, default=0.2, help="How often a step of work goes wrong, unseen."
    )
    price: float = slider(
        "Price of a turn",
        0.0,
        0.3,
        default=0.0,
        digits=3,
        help="Taken off the reward. R1-Zero’s reward has none.",
    )
    aggregation: str = choice(
        "Weight of a turn",
        ("sequence", "DeepSeekMath: 1 / length"),
        ("constant", "Dr. GRPO: a constant"),
        default="sequence",
        help="What the sum over a solution’s turns is divided by.",
    )
    checking: float = slider(
        "How often the base checks",
        0.005,
        0.5,
        default=0.08,
        digits=3,
        logarithmic=True,
        help="Where it has a choice, before training.",
    )
    solution: int = stepper(
        "Solution shown", 1, MOST, default=2, help="Or press it in the picture."
    )
    seed: int = seed(default=SEED, help="Same seed, same luck.")
    opened: str = number_opened(
        "length",
        "accuracy",
        "checks",
        "advantage",
        "weight",
        "credit",
        "breaking",
        ends=2,
        verify=6,
        worth=3,
    )
    group_size: int = stepper(
        "Group size G",
        2,
        MOST,
        default=MOST,
        section="Training",
        help="Solutions sampled per step.",
    )
    learning_rate: float = slider(
        "Learning rate",
        0.5,
        30.0,
        default=7.0,
        logarithmic=True,
        section="Training",
        help="How far a step moves. On a table of logits; a network’s is far smaller.",
    )


PRESETS = (
    Preset("default", "Only right answers pay", "Length and checking grow with accuracy.", {}),
    Preset(
        "worthless",
        "Checks find nothing",
        "With v = 0 a check is a lost turn: thinking grows, checking does not.",
        {"power": 0.0},
    ),
    Preset(
        "priced",
        "A price on length",
        "At 0.15 a turn no plan beats answering at once, wrongly.",
        {"price": 0.15},
    ),
    Preset(
        "constant",
        "A constant weight",
        "Dr. GRPO’s: wrong solutions run on far less, right ones are about as long.",
        {"aggregation": "constant"},
    ),
    Preset(
        "hard",
        "A hard problem",
        "Eight steps of work: longer solutions, and fewer of them right.",
        {"difficulty": 8},
    ),
)


def task_of(controls: Controls) -> Task:
    """What the agent is up against."""
    return Task(difficulty=controls.difficulty, slip=controls.slip, power=controls.power)


def training_of(controls: Controls) -> Training:
    """How it is trained."""
    return Training(
        by_length=controls.aggregation == "sequence",
        price=controls.price,
        checking=controls.checking,
        group_size=controls.group_size,
        learning_rate=controls.learning_rate,
        seed=controls.seed,
    )
