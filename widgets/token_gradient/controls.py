"""What a reader can change in the token gradient, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.kit.controls import (
    choice,
    flips,
    number_opened,
    prediction,
    seed,
    slider,
    stepper,
    toggle,
)
from widgets.kit.widget import Preset
from widgets.token_gradient.toy import GROUP, LONGEST, VOCABULARY

__all__ = ["EPOCHS", "PRESETS", "SEED", "Controls"]

SEED = 17155
"""A group chosen for being easy to read: five rollouts stop at once and two of them are right,
then three wait and all of them are right."""
EPOCHS = 8
PARTS = len(VOCABULARY) + 1
"""Shares of the policy that can be written: one a token, and that of all the others together."""
ALL_RIGHT = (2, 3, 4)
"""The wrong rollouts of that group: turned over, all eight count as right."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change in the token gradient."""

    predict: str = prediction(
        "Rollout 8 waited and is right. Its group is used for five updates in a row. What does its"
        " reward do to “wait” in the fifth?",
        ("up", "still pushes it up"),
        ("down", "now pushes it down"),
        ("nothing", "nothing any more"),
        values={"rollout": "8", "position": "11", "epoch": "5", "seed": str(SEED)},
    )
    seed: int = seed(default=SEED, help="Same seed, same luck.")
    careful: bool = toggle(
        "A recount is more careful", default=True, help="Off: it slips as often as the first count."
    )
    flipped: tuple[int, ...] = flips(
        "Turned over", GROUP, help="Press a ✓ or ✗ in the picture to turn that reward over."
    )
    rollout: int = stepper("Rollout", 1, GROUP, default=8, help="Or press it in the picture.")
    position: int = stepper(
        "Position", 1, LONGEST, default=11, help="Or press a token. Past the end, the last one."
    )
    token: str = choice(
        "Logit",
        ("", "of the token that was said"),
        *((word, f"of “{word}”") for word in VOCABULARY),
        default="",
        help="Whose push the arithmetic shows. Or press a row.",
    )
    opened: str = number_opened(
        "weight", "ratio", "advantage", "credit", "room", "push", before=PARTS, after=PARTS
    )
    learning_rate: float = slider(
        "Learning rate",
        0.1,
        30.0,
        default=10.0,
        logarithmic=True,
        help="On a table of logits; a network’s is far smaller.",
    )
    epoch: int = stepper(
        "Inner epoch",
        1,
        EPOCHS,
        default=1,
        help="Which update on this one group. From the second on, ratios can leave 1.",
    )
    clip: float = slider(
        "Clip ε",
        0.01,
        10.0,
        default=0.2,
        logarithmic=True,
        section="Algorithm",
        help="How far a ratio may go before its reward stops pushing it.",
    )
    beta: float = slider(
        "KL weight β",
        0.0001,
        0.1,
        default=0.001,
        logarithmic=True,
        zero=True,
        section="Algorithm",
        help="How hard the reference pulls back.",
    )
    aggregation: str = choice(
        "Weight of a token",
        ("sequence", "DeepSeekMath: rollouts count alike"),
        ("token", "DAPO: tokens count alike"),
        ("constant", "Dr. GRPO: a constant"),
        default="sequence",
        section="Algorithm",
        help="What the sum over tokens is divided by.",
    )


PRESETS = (
    Preset(
        "default",
        "Waiting pays",
        "In the long run 89% of those that wait end right, 56% of those that stop. And here?",
        {},
    ),
    Preset(
        "careless",
        "Waiting did not pay",
        "Careless recounts: 55% against 56% in the long run, but bad luck for all three here.",
        {"careful": False, "seed": SEED},
    ),
    Preset(
        "silent",
        "All eight right",
        "Nothing to compare: the group’s rewards teach nothing.",
        {"flipped": ALL_RIGHT, "seed": SEED},
    ),
    Preset(
        "fifth-epoch",
        "Fifth inner epoch",
        "Where a ratio has gone too far, the clip stops its reward from pushing on.",
        {"epoch": 5, "seed": SEED},
    ),
    Preset(
        "short-and-wrong",
        "Short and wrong",
        "The other choice at the same place; its tokens weigh twice as much.",
        {"rollout": 2, "seed": SEED},
    ),
)
