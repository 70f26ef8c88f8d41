"""What a reader can change in the token gradient, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.kit.controls import (
    choice,
    flips,
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
ALL_RIGHT = (2, 3, 4)
"""The wrong rollouts of that group: turned over, all eight count as right."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change in the token gradient."""

    predict: str = prediction(
        "Rollout 8 slips to 62 at position 9, then waits, counts again and is right. What does its"
        " reward do to the slip?",
        ("up", "pushes it up"),
        ("down", "pushes it down"),
        ("nothing", "leaves it alone"),
        values={"rollout": "8", "position": "9", "seed": str(SEED)},
    )
    seed: int = seed(default=SEED, help="Another eight rollouts.")
    careful: bool = toggle(
        "A recount is more careful", default=True, help="Off: it slips as often as the first count."
    )
    flipped: tuple[int, ...] = flips(
        "Rewards turned over", GROUP, help="Press a ✓ or ✗ in the picture."
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
        help="Which update on this one group. From the second on, ratios leave 1.",
    )
    clip: float = slider(
        "Clip ε",
        0.01,
        10.0,
        default=0.2,
        logarithmic=True,
        section="Algorithm",
        help="How far a ratio may go before its token is held.",
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
        ("sequence", "GRPO: rollouts count alike"),
        ("token", "DAPO: tokens count alike"),
        ("constant", "Dr. GRPO: a constant"),
        default="sequence",
        section="Algorithm",
        help="What the sum over tokens is divided by.",
    )


PRESETS = (
    Preset(
        "default",
        "Waiting paid",
        "Three rollouts waited and all three are right: “wait” is raised.",
        {},
    ),
    Preset(
        "careless",
        "Waiting did not pay",
        "The same luck, but a recount slips as often: “wait” is lowered.",
        {"careful": False, "seed": SEED},
    ),
    Preset(
        "silent",
        "All eight right",
        "Nothing to compare, so not one token is pushed.",
        {"flipped": ALL_RIGHT, "seed": SEED},
    ),
    Preset(
        "fifth-epoch",
        "Fifth inner epoch",
        "Ratios have left 1, and the clip holds the tokens that went far enough.",
        {"epoch": 5, "seed": SEED},
    ),
    Preset(
        "short-and-wrong",
        "Short and wrong",
        "The other choice at the same place; its tokens weigh twice as much.",
        {"rollout": 2, "seed": SEED},
    ),
)
