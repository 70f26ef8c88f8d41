"""What the step did to the policy: the six texts' shares, before the update and after it."""

from __future__ import annotations

from typing import Final

from widgets.full_system.batch import policy_row
from widgets.full_system.model import View
from widgets.full_system.texts import KINDS, LETTERS
from widgets.kit.markup import Markup
from widgets.kit.plot import Frame, panel
from widgets.kit.scales import Linear
from widgets.kit.words import percent

__all__ = ["moved"]

ROW: Final = 36
"""Height of a text's row, in CSS pixels."""
NAME, BAR = 0.42, (0.58, 0.9)
"""Where in its row a text's name stands, and its bar."""


def moved(view: View) -> Markup:
    """A row a text: its share now as a bar, before the update hollow."""
    done = view.has("update")
    before = policy_row(view.values["policy"].now[view.values["question"]])
    after = policy_row(view.values["update"].logits) if done else before
    shown = view.has("policy")
    most = max(0.3, *before, *after)
    frame = Frame(Linear(0, most), Linear(-len(LETTERS), 0), ROW * len(LETTERS))
    layers: list[Markup] = []
    for n, (letter, kind) in enumerate(zip(LETTERS, KINDS, strict=True)):
        span = (-n - BAR[0], -n - BAR[1])
        layers.append(frame.label(0, -n - NAME, letter, kind, style="fs-text", dy=0))
        if not shown:
            continue
        layers.append(frame.bar((0, after[n]), span, "policy"))
        if done:
            layers.append(frame.bar((0, before[n]), span, "neutral", "fs-before"))
        written = f"{percent(before[n], 1)} → {percent(after[n], 1)}" if done else percent(after[n])
        layers.append(frame.label("100%", -n - NAME, written, style="end fs-value", dy=0))
    return panel(
        "The policy’s shares" if not done else "What the update did to the policy",
        frame.svg("Share of each text before and after the update", *layers),
        size="half fs-moved",
        note=_note(shown, done),
    )


def _note(shown: bool, done: bool) -> str:
    if not shown:
        return "the batch has not come to the policy yet"
    return "hollow: before it" if done else "the update has not been made yet"
