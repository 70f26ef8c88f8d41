"""What a reader can change before the first chapter: what is rewarded, the moment, the luck."""

from __future__ import annotations

from dataclasses import dataclass

from grpo_core import Config
from widgets.kit.controls import choice, seed, step
from widgets.kit.widget import Preset
from widgets.kit.words import percent

__all__ = ["NAMES", "PRESETS", "STEPS", "Controls", "config_of"]

STEPS = Config().steps
NAMES = tuple(strategy.capitalize() for strategy in Config().strategies)


@dataclass(frozen=True)
class Controls:
    """What a reader can change before the first chapter."""

    step: int = step("Step", STEPS, default=STEPS)
    rewarded: str = choice(
        "What is rewarded?",
        ("right", "Right answers"),
        ("wrong", "Wrong answers"),
        ("coin", "A coin"),
        default="right",
        help="What earns a reward of 1; all else earns 0.",
    )
    seed: int = seed(default=7, help="Same seed, same luck.")


def config_of(controls: Controls) -> Config:
    """The core's default run, but for the seed and for what earns the reward.

    Example:
        >>> config_of(Controls(rewarded="coin")).rates
        (0.5, 0.5, 0.5, 0.5)
    """
    right = Config().rates
    rates = {
        "right": right,
        "wrong": tuple(1 - rate for rate in right),
        "coin": (0.5,) * len(right),
    }
    return Config(rates=rates[controls.rewarded], seed=controls.seed)


def _rates(rewarded: str) -> str:
    """How often each strategy earns the reward, such as `Guess 10%, Recall 30%`.

    Example:
        >>> _rates("wrong")
        'Guess 90%, Recall 70%, Derive 45%, Verify 20%'
    """
    rates = config_of(Controls(rewarded=rewarded)).rates
    return ", ".join(f"{name} {percent(rate)}" for name, rate in zip(NAMES, rates, strict=True))


PRESETS = (
    Preset("right", "Right answers", f"Right: {_rates('right')}.", {}),
    Preset("wrong", "Wrong answers", f"Wrong: {_rates('wrong')}.", {"rewarded": "wrong"}),
    Preset(
        "coin",
        "A coin",
        "Heads earns it, whatever the answer. Try other seeds.",
        {"rewarded": "coin"},
    ),
)
