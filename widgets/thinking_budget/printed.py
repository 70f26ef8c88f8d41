"""The published layer: one try and a vote on AIME 2024, and what two models spent on contests."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, panel
from widgets.kit.scales import Linear, Log
from widgets.thinking_budget.published import CONTESTS, PAIRS

__all__ = ["printed"]

PERCENT: Final = Linear(0, 100)
ROW: Final = 23
"""Height of a row, in pixels."""

DIAMOND: Final = "M0 -6L6 0L0 6L-6 0Z"
TOKENS: Final = Log(200, 20_000)


@lru_cache(maxsize=1)
def printed() -> Markup:
    """Both panels, which no control changes."""
    return join((_pairs(), _contests()))


def _written(value: float) -> str:
    return f"{value:g}%"


def _pairs() -> Markup:
    """Each model's single answers and its vote, joined by a line."""
    frame = Frame(PERCENT, Linear(len(PAIRS), 0), height=ROW * len(PAIRS))
    rows = []
    for row, (name, one, vote) in enumerate(PAIRS):
        y = row + 0.5
        rows += [
            frame.segment((one, y), (vote, y), "published"),
            frame.diamond(one, y),
            frame.sign(vote, y, DIAMOND, "diamond tb-vote r-published"),
            frame.label("100%", y, name, style="name", dx=8),
        ]
    return panel(
        "AIME 2024: one try, and a majority vote",
        frame.svg(
            "Published accuracies on AIME 2024 of single answers and of majority votes",
            *(frame.rule(x=at, style="grid") for at in (0, 50, 100)),
            *rows,
            frame.x_axis(ticks=(0, 50, 100), written=_written),
        ),
        size="half tb-pairs",
        note="published; hollow: one try (pass@1), filled: the vote",
    )


def _contests() -> Markup:
    """What two models spent, and what they solved."""
    frame = Frame(TOKENS, PERCENT, height=190)
    marks = []
    for name, solved, tokens in CONTESTS:
        marks += [
            frame.diamond(tokens, solved),
            frame.label(tokens, solved, name, f"{solved:g}%", style="name middle", dy=-29),
            frame.label(tokens, solved, f"{tokens:,} tokens", style="tick middle", dy=-13),
        ]
    return panel(
        "Contest problems of 2024: tokens spent",
        frame.svg(
            "Published accuracy and average tokens of two models on contest problems",
            frame.y_axis(written=_written, ticks=(0, 50, 100)),
            *marks,
            frame.x_axis("tokens", ticks=(1000, 10_000)),
        ),
        tag(
            "p",
            "Two models, each at the length it chose: R1’s tokens are of thinking, GPT-4o’s of all"
            " its output. A curve of accuracy against the budget, for fixed weights of R1, is not"
            " published.",
            class_="tb-none",
        ),
        size="half tb-contests",
        note="published, averages over 366 problems",
    )
