"""What a reader can change about the router, and the states worth a button."""

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
    toggle,
)
from widgets.kit.widget import Preset
from widgets.mixture_of_experts.balance import BATCHES, Plan
from widgets.mixture_of_experts.bill import PARTS
from widgets.mixture_of_experts.published import DENSE_LAYERS, EXPERTS, GROUPS, LAYERS, LIMIT, TOP
from widgets.mixture_of_experts.toy import KINDS

__all__ = [
    "ANSWERS",
    "BOUNDS",
    "MOST",
    "PRESETS",
    "QUICK",
    "STORED",
    "Controls",
    "available",
    "plan_of",
]

MOST: Final = 16
"""Routed experts that can work on a token at most."""

QUICK: Final = 0.1
"""A γ with which the biases overshoot."""

BOUNDS: Final = (2, 4)
"""Ratios of busiest to mean load between the prediction’s answers."""

ANSWERS: Final = {
    "even": f"under {BOUNDS[0]} times the mean",
    "between": f"{BOUNDS[0]} to {BOUNDS[1]} times the mean",
    "uneven": f"over {BOUNDS[1]} times the mean",
}
"""The prediction’s answers."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the router."""

    predict: str = prediction(
        f"Let the biases move ten times as fast, γ = {QUICK:g}."
        f" What load will the busiest expert have after {BATCHES} batches?",
        *((key, answer[0].upper() + answer[1:]) for key, answer in ANSWERS.items()),
        values={"gamma": f"{QUICK:g}", "balancing": "1", "step": "0"},
    )
    step: int = step("Batch", BATCHES, default=BATCHES)
    token: str = choice(
        "Token",
        *((key, f"{word} ({kind.name})") for kind in KINDS for key, word in kind.words),
        default="wait",
        help="Which word is routed. Or press one in the picture.",
    )
    layer: int = stepper(
        "Layer",
        DENSE_LAYERS + 1,
        LAYERS,
        default=Plan().layer,
        help="Each has experts of its own. The first 3 layers have no router.",
    )
    top: int = stepper(
        "Experts at work k", 1, MOST, default=TOP, help="Routed experts chosen for a token."
    )
    limit: int = stepper(
        "Group limit", 1, GROUPS, default=LIMIT, help="Groups that are kept for a token."
    )
    experts: str = choice(
        "Routed experts",
        ("64", "64"),
        ("128", "128"),
        ("256", "256"),
        default=str(EXPERTS),
        help="In every layer that has a router.",
    )
    balancing: bool = toggle(
        "Balancing",
        default=True,
        help="After each batch, every bias moves by γ towards an even load; at the mean it stays.",
    )
    gamma: float = slider(
        "Bias step γ",
        0.001,
        0.3,
        default=Plan().gamma,
        logarithmic=True,
        when="balancing",
        help="How far a bias moves after a batch.",
    )
    seed: int = seed(default=Plan().seed, help="Same seed, same words and experts.")
    opened: str = number_opened(
        "share",
        "total",
        "active",
        "ratio",
        part=PARTS,
        group=GROUPS,
        affinity=MOST,
        bias=MOST,
        weight=MOST,
    )


PRESETS: Final = (
    Preset(
        "default",
        "V3’s settings",
        "8 of 256 experts, from at most 4 of 8 groups. γ is larger than V3’s.",
        {},
    ),
    Preset(
        "sixteen",
        "Sixteen at work",
        "Twice the experts, but not twice the parameters at work: attention and the rest stay.",
        {"top": MOST},
    ),
    Preset(
        "any-group",
        "No group limit",
        "The best eight wherever they are. The bill stays the same.",
        {"limit": GROUPS},
    ),
    Preset(
        "no-balancing",
        "No balancing",
        "A few experts are overrun and many get no tokens, batch after batch.",
        {"balancing": False},
    ),
    Preset(
        "too-quick",
        "Too quick",
        "With a large γ the biases overshoot: who was overrun gets almost nothing next.",
        {"gamma": QUICK},
    ),
)


def available(controls: Controls) -> int:
    """How many routed experts work: k, or all in the groups that a token may use, if fewer.

    Example:
        >>> available(Controls()), available(Controls(experts="64", limit=1, top=16))
        (8, 8)
    """
    return min(controls.top, controls.limit * int(controls.experts) // GROUPS)


def plan_of(controls: Controls) -> Plan:
    """What the batches of these controls depend on."""
    return Plan(
        controls.seed,
        controls.layer,
        int(controls.experts),
        available(controls),
        controls.limit,
        controls.gamma if controls.balancing else 0.0,
    )


STORED: Final = tuple(
    plan_of(Controls(**values)) for values in ({}, {"limit": GROUPS}, {"gamma": QUICK})
)
"""The runs that the build makes. The preset without balancing needs none of its own; that with
sixteen experts is about the bill, and its batches are routed on the page in a second."""
