"""What a reader can change about the three ideas, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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

__all__ = ["BUDGETS", "DOUBLINGS", "MOST_CHILDREN", "PRESETS", "Controls"]

DOUBLINGS: Final = 14
"""How often the number of tries can be doubled: up to 16,384."""

BUDGETS: Final = 9
"""How often the number of simulations can be doubled: up to 512."""

MOST_CHILDREN: Final = 5


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the three ideas."""

    predict: str = prediction(
        "Keep the noise, but take the persuasive mistakes away. As N doubles from 1 to"
        f" {2**DOUBLINGS:,}, how often is the pick right?",
        ("falls", "More often at first, then less"),
        ("stays", "About as often"),
        ("rises", "More and more often"),
        values={"tab": "grader", "fooled": "0", "doublings": "0"},
        when="tab=grader",
    )
    doublings: int = step("Tries N: 2 to the power of", DOUBLINGS, default=12, when="tab=grader")
    tab: str = choice(
        "The idea",
        ("grader", "Grade the steps (PRM)"),
        ("search", "Search a tree (MCTS)"),
        ("learned", "Learn the reward"),
        default="grader",
        help="PRM: process reward model. MCTS: Monte Carlo tree search.",
    )
    right: float = slider(
        "A step is right",
        0.5,
        0.95,
        default=0.75,
        when="tab=grader",
        help="How likely; a try is six steps.",
    )
    noise: float = slider(
        "Noise of the grader σ",
        0.1,
        1.5,
        default=0.4,
        when="tab=grader",
        help="Spread of the score of a step; a right one scores 1 on average.",
    )
    fooled: float = slider(
        "Persuasive mistakes",
        0.0,
        0.5,
        default=0.06,
        when="tab=grader",
        help="The share of wrong steps that score above right ones, on average.",
    )
    appeal: float = slider(
        "Their appeal",
        0.0,
        1.5,
        default=0.9,
        when="tab=grader",
        help="How far above a right step they score, on average.",
    )
    budget: int = stepper(
        "Simulations: 2 to the power of",
        0,
        BUDGETS,
        default=7,
        when="tab=search",
        help="The budget of the search: 7 makes 128 simulations, 9 makes 512.",
    )
    value_noise: float = slider(
        "Noise of the value model",
        0.0,
        2.0,
        default=0.3,
        when="tab=search",
        help="Spread of its error at a node; the true value is 1 or 0.",
    )
    branching: int = stepper(
        "Branching b", 2, MOST_CHILDREN, default=4, when="tab=search", help="Choices at each node."
    )
    depth: int = stepper("Depth D", 2, 5, default=4, when="tab=search", help="Choices in a row.")
    cap: int = stepper(
        "Children looked at, at most",
        1,
        MOST_CHILDREN,
        default=MOST_CHILDREN,
        when="tab=search",
        help="Of each node; the rest do not exist for the search.",
    )
    beta: float = slider(
        "KL weight β",
        0.02,
        10.0,
        default=0.2,
        logarithmic=True,
        when="tab=learned",
        help="How hard the reference pulls back.",
    )
    error: float = slider(
        "Size of the error",
        0.0,
        1.0,
        default=0.2,
        when="tab=learned",
        help="Added to the learned reward of a try; the truth is 1 for right and 0 for wrong.",
    )
    tail: float = slider(
        "Tail of the error",
        0.0,
        1.0,
        default=0.5,
        when="tab=learned",
        help="0 is normal; the higher, the more often an error is enormous.",
    )
    seed: int = seed(default=7, help="Same seed, same luck.")
    opened: str = number_opened(
        "picked",
        "score",
        "alone",
        "paths",
        "tokens",
        "ceiling",
        "kl",
        "earned",
        "accuracy",
        child=MOST_CHILDREN,
        share=5,
    )


PRESETS = (
    Preset(
        "default",
        "A grader that can be persuaded",
        "The score of the pick climbs to the end; how often the pick is right turns and falls.",
        {},
    ),
    Preset(
        "only-noise",
        "A grader that is only noisy",
        "More noise, and no persuasive mistakes: see what is left of the turn.",
        {"fooled": 0.0, "noise": 1.0},
    ),
    Preset(
        "search",
        "A tree search",
        "With a value model this good, a few hundred simulations mostly find the right path.",
        {"tab": "search"},
    ),
    Preset(
        "poor-value",
        "A tree search, poorly led",
        "The same search with a noisier value model: a larger budget soon stops helping.",
        {"tab": "search", "value_noise": 0.7},
    ),
    Preset(
        "learned",
        "A learned reward",
        "As β falls, right tries grow common and then rare: the answer liked best is wrong.",
        {"tab": "learned"},
    ),
)
