"""How often a search finds the right path: many trees, made by the build or tree by tree here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import sqrt
from typing import Final, NamedTuple

from widgets.failed_approaches.controls import BUDGETS, PRESETS, Controls
from widgets.failed_approaches.search import Tree, looked_at, outcomes
from widgets.kit.data import stored
from widgets.kit.widget import Background

__all__ = [
    "PAGE_TREES",
    "TELLING",
    "Success",
    "background",
    "grown",
    "kind_of",
    "preset_kinds",
    "share_of",
    "stored_success",
    "tree_of",
]

PAGE_TREES: Final = 200
"""Trees that the page itself searches, for settings the build has not searched."""

TELLING: Final = 100
"""Trees from which on a share of them is worth a sentence."""

DATA: Final = "failed-approaches-searches"

CERTAINTY: Final = 1.96
"""Standard errors to each side that hold in 95 of 100 cases."""

Kind = tuple[int, int, float, int]
"""Branching, depth, noise and cap: a tree but for its seed."""


class Success(NamedTuple):
    """How often searches found the right path.

    Attributes:
        trees: how many were searched.
        found: how many of the searches had the right path, after 1, 2, 4, … simulations.
    """

    trees: int
    found: tuple[int, ...]

    @property
    def finished(self) -> bool:
        """Whether there are as many trees as the page searches."""
        return self.trees >= PAGE_TREES

    def share(self, doublings: int) -> float:
        """The share after 2^doublings simulations."""
        return share_of(self.found[doublings], self.trees)

    def band(self, doublings: int) -> tuple[float, float]:
        """Between which shares the true one lies, in 95 of 100 cases (Wilson's interval).

        Example:
            >>> [round(edge, 3) for edge in Success(100, (50,)).band(0)]
            [0.404, 0.596]
        """
        trees, share, z = self.trees, self.share(doublings), CERTAINTY
        middle = share + z * z / (2 * trees)
        reach = z * sqrt(share * (1.0 - share) / trees + z * z / (4 * trees * trees))
        whole = 1.0 + z * z / trees
        return max((middle - reach) / whole, 0.0), min((middle + reach) / whole, 1.0)


def share_of(found: int, trees: int) -> float:
    """The share of searches that found the right path.

    Example:
        >>> share_of(3, 4)
        0.75
    """
    return found / trees


def kind_of(controls: Controls) -> Kind:
    """What a search's success depends on, but for luck."""
    tree = tree_of(controls)
    return tree.branching, tree.depth, tree.noise, looked_at(tree)


def tree_of(controls: Controls) -> Tree:
    """The tree of these controls."""
    return Tree(
        controls.branching, controls.depth, controls.value_noise, controls.cap, controls.seed
    )


def grown(kind: Kind, trees: int) -> Iterator[Success]:
    """Searches of ever more trees, one more each time.

    Args:
        kind: what they have in common.
        trees: how many; their seeds are counted from 0.
    """
    found = [0] * (BUDGETS + 1)
    for seed in range(trees):
        for doublings, succeeded in enumerate(outcomes(Tree(*kind, seed))):
            found[doublings] += succeeded
        yield Success(seed + 1, tuple(found))


def preset_kinds() -> dict[str, Kind]:
    """The presets that show a search, by name."""
    found = {}
    for preset in PRESETS:
        controls = replace(Controls(), **preset.values)
        if controls.tab == "search":
            found[preset.name] = kind_of(controls)
    return found


def stored_success(kind: Kind) -> Success | None:
    """What the build found for this kind of tree, if it is one of the presets'."""
    for name, known in preset_kinds().items():
        if known == kind:
            record = stored(DATA)[name]
            return Success(record["trees"], tuple(record["found"]))
    return None


def background(controls: Controls) -> Background | None:
    """Searches of other trees, one more each time; None if there is nothing to find out."""
    if controls.tab != "search":
        return None
    kind = kind_of(controls)
    return None if stored_success(kind) else Background(kind, grown(kind, PAGE_TREES))
