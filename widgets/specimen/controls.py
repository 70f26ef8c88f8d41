"""One control of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.kit.controls import (
    choice,
    flips,
    mixture,
    number_opened,
    pin,
    prediction,
    seed,
    slider,
    step,
    stepper,
    text,
    toggle,
)

__all__ = ["PARTS", "STEPS", "TRIES", "Controls"]

STEPS = 20
TRIES = 8
PARTS = ("Guess", "Derive", "Verify")


@dataclass(frozen=True)
class Controls:
    """One control of each kind."""

    predict: str = prediction(
        "A question to answer before running: where does the curve end?",
        ("low", "below one half"),
        ("high", "above one half"),
        values={"step": "0"},
    )
    step: int = step("Step", STEPS, default=STEPS)
    rate: float = slider("A slider", 0.0, 1.0, default=0.3, help="A number on a line.")
    beta: float = slider(
        "A logarithmic slider",
        0.001,
        10.0,
        default=0.1,
        logarithmic=True,
        zero=True,
        help="Equal distances are equal factors; its left end is zero.",
    )
    tries: int = stepper("A stepper", 1, TRIES, default=TRIES, help="A whole number.", unit="tries")
    part: str = choice(
        "A choice",
        *((name.lower(), name) for name in PARTS),
        default="verify",
        help="One of a few.",
    )
    words: str = text(
        "A text",
        default="Nothing will come of nothing.\nSpeak again.",
        most=5000,
        lines=3,
        help="Anything.",
    )
    point: tuple[float, ...] = mixture(
        "A mixture",
        *PARTS,
        default=(0.5, 0.3, 0.2),
        help="Shares that sum to one: fields, or a point to drag.",
    )
    errand: str = choice(
        "An errand",
        ("none", "None"),
        ("short", "A short one"),
        ("endless", "One without end"),
        ("asked", "One that asks first"),
        default="none",
        help="Done elsewhere, and ended if it takes too long.",
    )
    flipped: tuple[int, ...] = flips("Flips", TRIES, help="Press a ✓ or ✗ in the picture.")
    seed: int = seed(default=7, help="Same seed, same luck.")
    pin: Controls | None = pin("A pin", help="Keeps the present state beside the next.")
    opened: str = number_opened("value", "mean")
    more: bool = toggle("A toggle", section="A section", help="Shows what depends on it.")
    extra: float = slider(
        "Depends on the toggle", 0.0, 1.0, default=0.5, section="A section", when="more"
    )
