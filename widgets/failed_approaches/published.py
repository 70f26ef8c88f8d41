"""Numbers of the literature that the picture shows, each with its place."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["CHESS", "GO", "TOKENS", "Size"]


class Size(NamedTuple):
    """How large a tree is.

    Attributes:
        name: what is chosen in it.
        branching: choices at each node.
        depth: choices in a row.
    """

    name: str
    branching: int
    depth: int


CHESS: Final = Size("chess", 35, 80)
GO: Final = Size("Go", 250, 150)
"""Both as AlphaGo's authors give them, in round numbers: moves at a turn, and turns."""

TOKENS: Final = Size("an R1 answer", 129_280, 8_793)
"""DeepSeek-V3's vocabulary (its configuration), and how many tokens R1 thought for on average over
366 problems of mathematics contests (R1 v2 §E.4)."""
