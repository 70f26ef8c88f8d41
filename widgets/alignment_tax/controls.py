"""What a reader can change about the tax of one language, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from widgets.alignment_tax.thoughts import CHINESE, ENGLISH, KINDS, LANGUAGES
from widgets.alignment_tax.training import MOST_TRIES, STEPS, Settings
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

__all__ = ["LITTLE", "LOOSE", "PRESETS", "TIGHT", "Controls", "settings_of"]

TIGHT: Final = 105
LOOSE: Final = 140
"""Tokens: budgets that a chain in two languages mostly fits into, and any chain nearly."""
LITTLE: Final = 3
"""Points of accuracy; a tax below it is next to nothing."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the tax of one language."""

    predict: str = prediction(
        f"Train for English with λ = 1, under a loose budget of {LOOSE} tokens. How many points of"
        " accuracy does that cost, against λ = 0?",
        ("much", "15 or more"),
        ("some", f"{LITTLE} to 14"),
        ("little", f"Fewer than {LITTLE}"),
        values={"weight": "1", "budget": str(LOOSE), "target": "en", "step": "0"},
    )
    step: int = step("Step", STEPS, default=STEPS)
    weight: float = slider(
        "Language weight λ",
        0.01,
        3.0,
        default=0.0,
        logarithmic=True,
        zero=True,
        help="What a chain wholly in the target language is paid, right or wrong. A right answer"
        " is paid 1.",
    )
    target: str = choice(
        "Target language",
        *((language.key, language.name) for language in LANGUAGES),
        default=LANGUAGES[ENGLISH].key,
        help="The language asked for.",
    )
    budget: int = stepper(
        "Token budget", 60, 150, default=TIGHT, help="A chain that is longer is cut off, and wrong."
    )
    seed: int = seed(default=7, help="Same seed, same luck.")
    shown: int = stepper(
        "Try to read",
        1,
        MOST_TRIES,
        default=10,
        help="Which try of the group is written out. Or press its ✓ or ✗.",
    )
    translated: bool = toggle(
        "Show translations", default=True, help="What a Chinese thought says, in English."
    )
    opened: str = number_opened(
        "consistency", "reward", "advantage", "fit", "accuracy", "average", share=KINDS
    )
    group_size: int = stepper(
        "Group size G", 2, MOST_TRIES, default=16, section="Training", help="Tries a step."
    )
    learning_rate: float = slider(
        "Learning rate",
        0.05,
        5.0,
        default=1.0,
        logarithmic=True,
        section="Training",
        help="How far a step moves.",
    )
    start: float = slider(
        "Chinese at the start",
        0.05,
        0.95,
        default=0.5,
        section="Training",
        help="Probability that a thought is in Chinese before training.",
    )


PRESETS = (
    Preset(
        "default",
        "No language reward",
        "Paid for right answers alone, the policy says each thought in the shorter language.",
        {},
    ),
    Preset(
        "english",
        "English, tight budget",
        "The same luck with λ = 1: one language, and often no room for the answer.",
        {"weight": 1.0},
    ),
    Preset(
        "loose",
        "English, loose budget",
        "The same λ, with room for long sentences. The dotted line is the tight budget’s best.",
        {"weight": 1.0, "budget": LOOSE},
    ),
    Preset(
        "chinese",
        "Chinese, tight budget",
        "Chinese costs less, being shorter in three thoughts. Compare, shorter in English, may"
        " stay.",
        {"weight": 1.0, "target": LANGUAGES[CHINESE].key},
    ),
    Preset(
        "soft",
        "A weak pull",
        "λ = 0.2 changes some thoughts and not others: added, not forced.",
        {"weight": 0.2},
    ),
)


def settings_of(controls: Controls) -> Settings:
    """What decides the run."""
    return Settings(
        weight=controls.weight,
        target=[language.key for language in LANGUAGES].index(controls.target),
        budget=controls.budget,
        group_size=controls.group_size,
        learning_rate=controls.learning_rate,
        start=controls.start,
        seed=controls.seed,
    )
