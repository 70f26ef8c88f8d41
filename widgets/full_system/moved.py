"""What the step did to the policy: the six texts' shares, and by how much each has changed."""

from __future__ import annotations

from typing import Final

from widgets.full_system.batch import policy_row
from widgets.full_system.model import View
from widgets.full_system.texts import KINDS, LETTERS
from widgets.kit.markup import Markup
from widgets.kit.plot import Frame, panel
from widgets.kit.scales import Linear
from widgets.kit.words import percent, signed

__all__ = ["moved"]

ROW, HEAD = 38, 22
"""Height of a text's row, and of the line above the first, in CSS pixels."""
NAME, BAR = 15, (22, 33)
"""How far below its row's top a text's name stands, and its bar, in CSS pixels."""
SHARE, ZERO, REACH = 0.56, 0.76, 0.12
"""Of the width: the longest share's bar, where the changes' zero is, and the longest change."""
LEAST: Final = 0.01
"""The longest change's bar stands at least for so much, so that small changes look small."""

SEEN: Final = 0.001
"""A tenth of a point: what changes by less gets no number of its own."""


def moved(view: View) -> Markup:
    """A row a text: its share as a bar, before the update hollow, and the change beside it."""
    done, shown = view.has("update"), view.has("policy")
    before = policy_row(view.values["policy"].now[view.values["question"]])
    after = policy_row(view.values["update"].logits) if done else before
    most = max(0.3, *before, *after)
    changes = [b - a for a, b in zip(before, after, strict=True)]
    largest = max(LEAST, *map(abs, changes))
    height = HEAD + ROW * len(LETTERS)
    frame = Frame(Linear(0, 1), Linear(-height, 0), height)
    layers: list[Markup] = []
    if done:
        layers.append(frame.label(0, -12, "share", style="tick", dy=0))
        layers.append(frame.label("100%", -12, "change, in points", style="end tick", dy=0))
    for n, (letter, kind) in enumerate(zip(LETTERS, KINDS, strict=True)):
        top = HEAD + ROW * n
        span = (-top - BAR[0], -top - BAR[1])
        layers.append(frame.label(0, -top - NAME, letter, kind, style="fs-text", dy=0))
        if not shown:
            continue
        layers.append(frame.bar((0, SHARE * after[n] / most), span, "policy"))
        if not done:
            layers.append(
                frame.label("100%", -top - NAME, percent(after[n]), style="end fs-value", dy=0)
            )
            continue
        layers.append(frame.bar((0, SHARE * before[n] / most), span, "neutral", "fs-before"))
        written = f"{percent(before[n], 1)} → {percent(after[n], 1)}"
        layers.append(frame.label("100%", -top - NAME, written, style="end fs-value", dy=0))
        end = ZERO + REACH * changes[n] / largest
        zero = (ZERO, span[0] + 3), (ZERO, span[1] - 3)
        layers.append(frame.segment(*zero, "neutral", "zero"))
        layers.append(frame.bar((ZERO, end), span, "gain" if changes[n] > 0.0 else "loss"))
        small = 0.0 < abs(changes[n]) < SEEN
        points = "under 0.1" if small else signed(100.0 * changes[n], 1)
        layers.append(frame.label("100%", -top - BAR[1], points, style="end fs-value", dy=0))
    return panel(
        "The policy’s shares" if not done else "What the update did to the policy",
        frame.svg("Share of each text before and after the update", *layers),
        size="half fs-moved",
        note=_note(shown, done),
    )


def _note(shown: bool, done: bool) -> str:
    if not shown:
        return "the batch has not come to the policy yet"
    return "hollow: before the update" if done else "now, π; the update has not been made yet"
