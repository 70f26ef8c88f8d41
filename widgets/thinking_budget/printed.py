"""The published layer: one try and a vote on AIME 2024, and what two models spent on contests."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.kit.markup import Markup, tag
from widgets.kit.plot import Frame, panel
from widgets.kit.scales import Linear
from widgets.thinking_budget.published import CONTESTS, PAIRS, PROBLEMS

__all__ = ["printed"]

PERCENT: Final = Linear(0, 100)
ROW: Final = 23
"""Height of a row, in pixels."""

DIAMOND: Final = "M0 -6L6 0L0 6L-6 0Z"

VOTES_SAID: Final = (
    "Votes are over 64 tries, so 64 times the tokens; R1-Zero’s over 64 or 16, as its table and its"
    " figure disagree, R1’s over a number not given. R1-Distill: Qwen and Llama models trained on"
    " R1’s answers. v1, v2: the paper’s versions."
)


@lru_cache(maxsize=1)
def printed() -> Markup:
    """The panel, which no control changes."""
    frame = Frame(PERCENT, Linear(len(PAIRS), 0), height=ROW * len(PAIRS))
    rows = []
    for row, (name, one, vote) in enumerate(PAIRS):
        y = row + 0.5
        look = "tb-subject " if name == "R1" else ""
        rows += [
            frame.segment((one, y), (vote, y), "published"),
            frame.diamond(one, y),
            frame.sign(vote, y, DIAMOND, "diamond tb-vote r-published"),
            frame.label("0%", y, name, style=f"{look}name tb-model"),
            frame.label(one, y, f"{one:.1f}", style=f"{look}tick end", dx=-9),
            frame.label(vote, y, f"{vote:.1f}", style=f"{look}tick start", dx=9),
        ]
    return panel(
        "AIME 2024: one try, and a majority vote",
        frame.svg(
            "Published accuracies on AIME 2024 of single answers and of majority votes",
            *(frame.rule(x=at, style="grid") for at in (0, 50, 100)),
            *rows,
            frame.x_axis("right answers", ticks=(0, 50, 100), written=_written),
        ),
        tag("p", VOTES_SAID, class_="tb-none"),
        tag("p", _contests(), class_="tb-none"),
        size="full tb-pairs",
        note="published; hollow: one try (pass@1), filled: the vote; in percent",
    )


def _written(value: float) -> str:
    return f"{value:g}%"


def _contests() -> str:
    """What two models spent on contests, and what they solved; and what nobody has published."""
    other, subject = CONTESTS
    return (
        f"On {PROBLEMS} mathematics problems from contests of 2024 {subject.name} solved"
        f" {subject.solved:g}% with {subject.tokens:,} tokens of thinking on average, {other.name}"
        f" {other.solved:g}% with {other.tokens:,} tokens of output, each at the length it chose."
        " A curve of accuracy against the budget, for fixed weights of R1, is not published."
    )
