"""What a reader can change about the two rewards, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from widgets.kit.controls import choice, number_opened, prediction, seed, slider, step, text
from widgets.kit.widget import Preset
from widgets.reward_hacking.responses import NONSENSE, RESPONSES
from widgets.reward_hacking.run import STEPS

__all__ = ["MOST_LINES", "PRESETS", "Controls"]

MOST_LINES: Final = 24
"""Lines of a response that are shown."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the two rewards."""

    predict: str = prediction(
        f"Train on the learned score for {STEPS} steps."
        " What happens to the share of right answers?",
        ("rises", "It rises"),
        ("stays", "It stays about the same"),
        ("falls", "It falls"),
        values={"reward": "learned", "step": "0"},
    )
    step: int = step("Step", STEPS, default=STEPS)
    reward: str = choice(
        "Reward to optimise",
        ("learned", "The learned model"),
        ("rule", "The rule"),
        default="learned",
        help="What a try is paid in training.",
    )
    chosen: str = choice(
        "Response shown",
        *((response.key, response.name) for response in RESPONSES),
        ("own", "Yours"),
        default="hedging",
        help="Its words are lit. Or press its name in the picture.",
    )
    learning_rate: float = slider(
        "Learning rate", 0.01, 1.0, default=0.3, logarithmic=True, help="How far a step moves."
    )
    beta: float = slider(
        "KL weight β",
        0.001,
        3.0,
        default=0.04,
        logarithmic=True,
        zero=True,
        help="How hard the reference pulls back.",
    )
    seed: int = seed(default=7, help="Same seed, same luck.")
    own: str = text(
        "Your response",
        most=8_000,
        lines=6,
        when="chosen=own",
        help="Its lines before the first <answer> are its steps. It joins the policy with a share"
        " of about 5%.",
    )
    opened: str = number_opened(
        "accuracy", "earned", score=7, rule=7, line=MOST_LINES, share=7, advantage=7
    )
    pooling: str = choice(
        "Score of a response",
        ("mean", "Mean of its steps"),
        ("least", "Its weakest step"),
        default="mean",
        section="The learned model",
        help="How the scores of steps become one.",
    )


PRESETS = (
    Preset(
        "default", "The learned score", "The score rises to the end, and the right answers go.", {}
    ),
    Preset("rule", "The rule", "The same policy and luck, paid by the rule.", {"reward": "rule"}),
    Preset(
        "strong-pull",
        "A strong pull",
        "A large β holds the policy near its start: less harm, not none.",
        {"beta": 1.0},
    ),
    Preset(
        "weakest-step",
        "Judged by its weakest step",
        "Another way to make one score of many; the same end.",
        {"pooling": "least", "chosen": "theatre"},
    ),
    Preset(
        "blind-spot",
        "What the rule cannot see",
        "A seventh response: nonsense, with the right answer in the right tags.",
        {"reward": "rule", "chosen": "own", "own": NONSENSE},
    ),
)
