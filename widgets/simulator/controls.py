"""What a reader can change in the simulator, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass

from grpo_core import Config
from widgets.kit.controls import (
    choice,
    number_opened,
    pin,
    prediction,
    seed,
    slider,
    step,
    stepper,
    toggle,
)
from widgets.kit.widget import Preset

__all__ = ["NAMES", "PRESETS", "STEPS", "Controls", "config_of"]

STEPS = 50
NAMES = ("Guess", "Recall", "Derive", "Verify")
OPTIONS = tuple((name.lower(), name) for name in NAMES)
RARE_GEM = {"start_guess": 0.0, "start_recall": 0.0, "start_derive": 0.0, "start_verify": -2.8}


@dataclass(frozen=True)
class Controls:
    """What a reader can change in the simulator."""

    predict: str = prediction(
        "Verify pays best. Suppose it started at only 2%. Which would lead after 50 steps?",
        *OPTIONS,
        values={name: str(value) for name, value in RARE_GEM.items()} | {"step": "0"},
    )
    step: int = step("Step", STEPS, default=STEPS)
    group_size: int = stepper("Group size G", 1, 64, default=8, help="Tries sampled per step.")
    learning_rate: float = slider(
        "Learning rate", 0.01, 5.0, default=0.5, logarithmic=True, help="How far a step moves."
    )
    beta: float = slider(
        "KL weight β",
        0.001,
        10.0,
        default=0.04,
        logarithmic=True,
        zero=True,
        help="How hard the reference pulls back.",
    )
    seed: int = seed(default=7, help="Same seed, same luck.")
    focus: str = choice(
        "Followed strategy",
        *OPTIONS,
        default="verify",
        help="Lies at the bottom, and is drawn against other seeds. Or click a name.",
    )
    pin: Controls | None = pin(
        "Pin this run", help="Keeps it in the picture while you change one thing."
    )
    opened: str = number_opened(
        "mean", "reward", "entropy", "kl", share=4, logit=4, change=4, advantage=2
    )
    clip: float = slider(
        "Clip ε",
        0.01,
        10.0,
        default=0.2,
        logarithmic=True,
        section="Algorithm",
        help="Bites only after the first inner epoch.",
    )
    inner_epochs: int = stepper(
        "Inner epochs", 1, 8, default=1, section="Algorithm", help="Updates made on each group."
    )
    estimator: str = choice(
        "Advantage",
        ("mean_std", "GRPO: mean and std"),
        ("mean_std_sample", "GRPO: mean and sample std"),
        ("mean", "Dr. GRPO: mean only"),
        ("leave_one_out", "RLOO: mean of the others"),
        ("none", "REINFORCE: no baseline"),
        default="mean_std",
        section="Algorithm",
        help="What a reward is compared with.",
    )
    temperature: float = slider(
        "Temperature T",
        0.25,
        4.0,
        default=1.0,
        logarithmic=True,
        section="Algorithm",
        help="Divides the logits, in sampling and in the loss.",
    )
    reveal: bool = toggle(
        "Show the success rates", section="Hidden success rates", help="The policy never sees them."
    )
    rate_guess: float = slider(
        "Guess succeeds", 0.0, 1.0, default=0.1, section="Hidden success rates", when="reveal"
    )
    rate_recall: float = slider(
        "Recall succeeds", 0.0, 1.0, default=0.3, section="Hidden success rates", when="reveal"
    )
    rate_derive: float = slider(
        "Derive succeeds", 0.0, 1.0, default=0.55, section="Hidden success rates", when="reveal"
    )
    rate_verify: float = slider(
        "Verify succeeds", 0.0, 1.0, default=0.8, section="Hidden success rates", when="reveal"
    )
    start_guess: float = slider(
        "Guess starts at", -4.0, 4.0, default=0.9, section="Starting logits"
    )
    start_recall: float = slider(
        "Recall starts at", -4.0, 4.0, default=0.6, section="Starting logits"
    )
    start_derive: float = slider(
        "Derive starts at", -4.0, 4.0, default=0.3, section="Starting logits"
    )
    start_verify: float = slider(
        "Verify starts at", -4.0, 4.0, default=0.0, section="Starting logits"
    )


PRESETS = (
    Preset("default", "The usual run", "Verify pays most; watch the other three fade.", {}),
    Preset(
        "no-anchor",
        "No pull: β = 0",
        "With bigger steps and no reference to pull back, the entropy goes to nothing.",
        {"beta": 0.0, "learning_rate": 2.0},
    ),
    Preset(
        "all-equal",
        "All rates equal",
        "Nothing to learn, and still it moves: drift. Try a few seeds.",
        {
            **{f"rate_{key}": 0.5 for key, _ in OPTIONS},
            **{f"start_{key}": 0.0 for key, _ in OPTIONS},
            "reveal": True,
        },
    ),
    Preset(
        "rare-gem",
        "A rare gem",
        "The best strategy starts at 2%: what is not sampled cannot be rewarded.",
        RARE_GEM,
    ),
    Preset(
        "tiny-groups",
        "Tiny groups: G = 2",
        "Two tries are often equal, and equal means no signal.",
        {"group_size": 2},
    ),
)


def config_of(controls: Controls) -> Config:
    """The core's configuration for these controls."""
    keys = [name.lower() for name in NAMES]
    return Config(
        strategies=tuple(keys),
        rates=tuple(getattr(controls, f"rate_{key}") for key in keys),
        start_logits=tuple(getattr(controls, f"start_{key}") for key in keys),
        steps=STEPS,
        group_size=controls.group_size,
        learning_rate=controls.learning_rate,
        beta=controls.beta,
        clip_low=controls.clip,
        clip_high=controls.clip,
        inner_epochs=controls.inner_epochs,
        estimator=controls.estimator,
        temperature=controls.temperature,
        seed=controls.seed,
    )
