"""Monte Carlo tree search by UCT over a tree with one right path, led by a noisy value model.

Each node has `branching` children, and a path is `depth` choices long. One path is right. The true
value of a node is 1 if the right path goes through it, and 0 otherwise; the value model sees it
with an error that is fixed for each node. The search sees nothing but the value model.
"""

from __future__ import annotations

from functools import lru_cache
from math import log, sqrt
from random import Random
from typing import Final, NamedTuple

from widgets.failed_approaches.controls import BUDGETS

__all__ = [
    "EXPLORATION",
    "Child",
    "Found",
    "Tree",
    "ceiling_of",
    "children_of",
    "first_of_depth",
    "looked_at",
    "outcomes",
    "paths_of",
    "powers_of",
    "search",
    "uct",
]

EXPLORATION: Final = 1.0
"""The constant c of UCT: how much a child is worth that has hardly been looked at."""


class Tree(NamedTuple):
    """A tree, and how it is searched.

    Attributes:
        branching: children of each node.
        depth: choices on a path.
        noise: standard deviation of the value model's error.
        cap: how many children of a node are ever looked at.
        seed: fixes which path is right, and every error.
    """

    branching: int
    depth: int
    noise: float
    cap: int
    seed: int


class Found(NamedTuple):
    """What a search has made of a tree; nodes are numbered breadth first from 0, the root.

    Attributes:
        visits: of each node.
        sums: of the values backed up through each node.
        right: the nodes of the right path, root first.
        chosen: those of the path that was visited most, as far as the search has seen; from there
            on, the first child each time.
    """

    visits: tuple[int, ...]
    sums: tuple[float, ...]
    right: tuple[int, ...]
    chosen: tuple[int, ...]

    @property
    def succeeded(self) -> bool:
        """Whether the chosen path is the right one."""
        return self.chosen[-1] == self.right[-1]


class Child(NamedTuple):
    """A child of the root, as the search sees it.

    Attributes:
        visits: how often it was gone through.
        mean: of the values backed up through it.
        score: its UCT score; None if it has not been looked at.
        right: whether the right path goes through it.
    """

    visits: int
    mean: float
    score: float | None
    right: bool


def paths_of(branching: int, depth: int) -> int:
    """How many paths a tree has: b to the power of D.

    Example:
        >>> paths_of(4, 4)
        256
    """
    return int(branching**depth)


def powers_of(branching: int, depth: int) -> float:
    """How many paths a tree has, as a power of ten: D · log b / log 10.

    Example:
        >>> round(powers_of(4, 4), 2), round(powers_of(129_280, 8_793))
        (2.41, 44946)
    """
    return depth * log(branching) / log(10.0)


def looked_at(tree: Tree) -> int:
    """How many children of a node are ever looked at.

    Example:
        >>> looked_at(Tree(4, 4, 0.3, 5, 7)), looked_at(Tree(4, 4, 0.3, 3, 7))
        (4, 3)
    """
    return min(tree.cap, tree.branching)


def ceiling_of(cap: int, branching: int, depth: int) -> float:
    """How likely the right path is among those that a cap leaves: (cap / b)^D.

    Beyond what the search looks at it takes the first child, which a cap never leaves out.

    Example:
        >>> ceiling_of(3, 4, 4), ceiling_of(5, 4, 4)
        (0.31640625, 1.0)
    """
    return float((min(cap, branching) / branching) ** depth)


def first_of_depth(branching: int, depth: int) -> int:
    """The number of the first node so many choices below the root.

    Example:
        >>> [first_of_depth(4, depth) for depth in (0, 1, 2)]
        [0, 1, 5]
    """
    return int((branching**depth - 1) // (branching - 1))


def uct(mean: float, visits: int, parent: int) -> float:
    """UCT score of a child: its mean value and what is added because it may be underrated.

    mean + c · √(log N / n), with the parent's visits N and the child's n. A search goes to the
    child whose score is highest.

    Example:
        >>> uct(0.5, 4, 16) > uct(0.5, 8, 16)
        True
    """
    return mean + EXPLORATION * sqrt(log(parent) / visits)


@lru_cache(maxsize=8)
def search(tree: Tree, simulations: int) -> Found:
    """A search with so many simulations.

    Args:
        tree: what is searched.
        simulations: the budget.

    Example:
        >>> search(Tree(4, 4, 0.0, 4, 7), 512).succeeded
        True
    """
    return _searched(tree, simulations, ())[0]


def outcomes(tree: Tree) -> tuple[bool, ...]:
    """Whether a search chooses the right path, after 1, 2, 4, … simulations.

    Example:
        >>> outcomes(Tree(4, 4, 0.0, 4, 7))[-1]
        True
    """
    marks = tuple(2**doublings for doublings in range(BUDGETS + 1))
    return _searched(tree, marks[-1], marks)[1]


def children_of(tree: Tree, found: Found) -> tuple[Child, ...]:
    """The root's children, as they stand at the end of a search."""
    children = []
    for node in range(1, tree.branching + 1):
        visits = found.visits[node]
        mean = found.sums[node] / visits if visits else 0.0
        score = uct(mean, visits, found.visits[0]) if visits else None
        children.append(Child(visits, mean, score, node == found.right[1]))
    return tuple(children)


@lru_cache(maxsize=8)
def _values(tree: Tree) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """The right path, and what the value model says of each node."""
    branching, depth, noise, _, seed = tree
    luck = Random(seed)
    right = [0]
    for _ in range(5):
        # As many draws in trees of all sizes, so that a deeper one meets the same errors.
        turn = int(luck.random() * branching)
        if len(right) <= depth:
            right.append(right[-1] * branching + 1 + turn)
    gauss = luck.gauss
    values = [noise * gauss(0.0, 1.0) for _ in range(first_of_depth(branching, depth + 1))]
    for node in right:
        values[node] += 1.0
    return tuple(right), tuple(values)


def _searched(
    tree: Tree, simulations: int, marks: tuple[int, ...]
) -> tuple[Found, tuple[bool, ...]]:
    """The search, and whether it had the right path after each of the marks."""
    right, values = _values(tree)
    branching, depth = tree.branching, tree.depth
    most = looked_at(tree)
    visits = [0] * len(values)
    sums = [0.0] * len(values)
    opened = [0] * len(values)
    succeeded = []
    for number in range(1, simulations + 1):
        node, path = 0, [0]
        for _ in range(depth):
            first = node * branching + 1
            if opened[node] < most:
                # A child that was never looked at comes before all that were.
                path.append(first + opened[node])
                opened[node] += 1
                break
            scale = EXPLORATION * sqrt(log(visits[node]))
            best = -1e300
            for child in range(first, first + most):
                count = visits[child]
                score = sums[child] / count + scale / sqrt(count)
                if score > best:
                    best, node = score, child
            path.append(node)
        value = values[path[-1]]
        for node in path:
            visits[node] += 1
            sums[node] += value
        if number in marks:
            chosen = _most_visited(tree, visits, sums, opened)
            succeeded.append(chosen[-1] == right[-1])
    chosen = _most_visited(tree, visits, sums, opened)
    return Found(tuple(visits), tuple(sums), right, chosen), tuple(succeeded)


def _most_visited(
    tree: Tree, visits: list[int], sums: list[float], opened: list[int]
) -> tuple[int, ...]:
    """The path that goes to the most visited child each time; among equals, the better one."""
    node, path = 0, [0]
    for _ in range(tree.depth):
        first = node * tree.branching + 1
        seen = range(first, first + opened[node])
        node = max(seen, key=lambda n: (visits[n], sums[n] / visits[n]), default=first)
        path.append(node)
    return tuple(path)
