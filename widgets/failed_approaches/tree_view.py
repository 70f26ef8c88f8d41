"""The picture of one search: its tree, a row for each depth, shaded by how often it was there."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from widgets.failed_approaches.model import Searching
from widgets.failed_approaches.search import Tree, first_of_depth, looked_at
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import GRID, Frame, panel, path
from widgets.kit.roles import Role
from widgets.kit.scales import Linear

__all__ = ["one_search"]

LEVEL: Final = 30
"""Height of a level of the tree, in CSS pixels."""

GAP: Final = 5.0
"""Between two nodes at most, in units of the stretched layer."""

MANY: Final = 32
"""Nodes in a row that are too narrow to be crossed out."""

SHADES: Final = (0.0, 0.02, 0.1, 0.4)
"""From which share of the simulations on a node is drawn in each of the shades."""


def one_search(searching: Searching) -> Markup:
    """One tree, as the search has seen it: a level below the other, shaded by visits."""
    tree, found = searching.tree, searching.found
    levels = tree.depth + 1
    frame = Frame(Linear(0, 1), Linear(levels, 0), height=LEVEL * levels)
    outlines = ["" for _ in SHADES]
    for depth in range(levels):
        first = first_of_depth(tree.branching, depth)
        for place in range(tree.branching**depth):
            visits = found.visits[first + place]
            if visits:
                share = visits / searching.budget
                shade = max(n for n, least in enumerate(SHADES) if share >= least)
                outlines[shade] += _cell(tree, depth, first + place)
    shapes = [
        path(outline, f"fail-node fail-shade-{shade}")
        for shade, outline in enumerate(outlines)
        if outline
    ]
    seen = sum(1 for visits in found.visits if visits)
    said = "outlined, ✓: the right path"
    ways: list[Markup] = []
    if found.succeeded:
        said += ", which the search chose"
    else:
        said += "; dashed, ✗: the chosen one"
        ways += _way(frame, tree, found.chosen, found.right, "wrong")
    ways += _way(frame, tree, found.right, (), "right")
    if looked_at(tree) < tree.branching:
        said += "; crossed out: left out by the cap"
    return panel(
        "One such tree, and one search",
        frame.svg(
            "The tree, shaded by how often the search went through each node",
            *(frame.rule(y=depth + 0.95, style="grid") for depth in range(levels)),
            *shapes,
            *_left_out(tree),
            *ways,
            *(
                frame.label("0%", depth + 0.45, str(depth), style="tick end", dx=-8)
                for depth in range(levels)
            ),
        ),
        size="half fail-tree",
        note=join(
            (
                f"{seen:,} of {len(found.visits):,} nodes seen, a row for each depth; visits: ",
                *_key(searching.budget),
                said,
            )
        ),
    )


def _cell(tree: Tree, depth: int, node: int) -> str:
    """A node's outline: as wide as its share of the paths."""
    place, width = node - first_of_depth(tree.branching, depth), GRID / tree.branching**depth
    left, right = round(place * width), round((place + 1) * width - min(0.06 * width, GAP))
    top = round(GRID * depth / (tree.depth + 1))
    bottom = round(GRID * (depth + 0.9) / (tree.depth + 1))
    return f"M{left} {top}V{bottom}H{right}V{top}Z"


def _way(
    frame: Frame, tree: Tree, nodes: Sequence[int], but: Sequence[int], role: Role
) -> list[Markup]:
    """A path's nodes outlined, save those of another path, and a sign below its end."""
    outline = "".join(
        [_cell(tree, depth, node) for depth, node in enumerate(nodes) if node not in but]
    )
    last = nodes[-1] - first_of_depth(tree.branching, tree.depth)
    across = (last + 0.5) / tree.branching**tree.depth
    sign = "✓" if role == "right" else "✗"
    return [
        path(outline, f"fail-way r-{role}", "dashed" if role == "wrong" else ""),
        frame.label(
            across,
            "100%",
            sign,
            role=role,
            style="name sign middle",
            dy=14 if role == "right" else 28,
        ),
    ]


def _key(budget: int) -> list[Markup]:
    """From how many visits on a node has each of the shades."""
    least = [max(1, ceil(share * budget)) for share in SHADES]
    parts = []
    for shade, visits in enumerate(least):
        if visits not in least[shade + 1 :]:
            swatch = tag(
                "svg",
                tag("rect", width="12", height="12", class_=f"fail-node fail-shade-{shade}"),
                width="12",
                height="12",
                class_="fail-key",
                aria_hidden="true",
            )
            parts.append(tag("span", swatch, f" {visits}+", class_="fail-tied"))
            parts.append(Markup("; " if shade == len(SHADES) - 1 else " "))
    return parts


def _left_out(tree: Tree) -> list[Markup]:
    """What a cap leaves out, crossed out: each child beyond it with all that is below."""
    most, outline = looked_at(tree), ""
    levels = tree.depth + 1
    reachable = [0]
    for depth in range(1, levels):
        if tree.branching**depth > MANY:
            break
        width = GRID / tree.branching**depth
        top, bottom = round(GRID * depth / levels), round(GRID * (levels - 0.1) / levels)
        for place in reachable:
            left = (place * tree.branching + most) * width
            right = (place + 1) * tree.branching * width - min(0.06 * width, GAP)
            if most < tree.branching:
                outline += f"M{round(left)} {top}L{round(right)} {bottom}"
                outline += f"M{round(right)} {top}L{round(left)} {bottom}"
        reachable = [place * tree.branching + n for place in reachable for n in range(most)]
    return [path(outline, "fail-left-out")] if outline else []
