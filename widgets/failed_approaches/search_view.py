"""The picture of the search: success against budget, one search, its root, and sizes of trees."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from widgets.failed_approaches.controls import BUDGETS
from widgets.failed_approaches.forest import PAGE_TREES
from widgets.failed_approaches.model import Searching
from widgets.failed_approaches.published import CHESS, GO, TOKENS
from widgets.failed_approaches.search import (
    Child,
    Tree,
    ceiling_of,
    first_of_depth,
    paths_of,
    powers_of,
)
from widgets.failed_approaches.strips import SHARE
from widgets.kit.markup import Markup, join
from widgets.kit.plot import GRID, Frame, panel, path, spread, toolbar
from widgets.kit.roles import Role
from widgets.kit.scales import Linear, Log
from widgets.kit.widget import Table
from widgets.kit.words import count, decimal, percent
from widgets.kit.working import named

__all__ = ["search_picture", "search_table"]

SLUG: Final = "failed-approaches"
ACROSS: Final = Linear(0, BUDGETS)
MARKS: Final = range(BUDGETS + 1)
TALL: Final = 216
"""Height of the first drawing, in CSS pixels."""

LEVEL: Final = 30
"""Height of a level of the tree, in CSS pixels."""

GAP: Final = 5.0
"""Between two nodes at most, in units of the stretched layer."""

SHADES: Final = (0.0, 0.02, 0.1, 0.4)
"""From which share of the simulations on a node is drawn in each of the shades."""


def search_picture(searching: Searching) -> Markup:
    """All four drawings."""
    return join((_success(searching), _one(searching), _root(searching), _sizes(searching)))


def search_table(searching: Searching) -> Table:
    """Success against the budget."""
    success = searching.success
    rows = []
    for doublings in MARKS:
        cells = ("–", "–", "–")
        if success:
            low, high = success.band(doublings)
            cells = (
                percent(success.share(doublings), 1),
                f"{percent(low, 1)} to {percent(high, 1)}",
                f"{success.trees:,}",
            )
        rows.append((f"{2**doublings:,}", *cells))
    columns = ("Simulations", "Right path chosen", "95% interval", "Trees")
    return Table("How often searches choose the right path", columns, tuple(rows))


def _success(searching: Searching) -> Markup:
    """How often searches choose the right path, against the budget."""
    tree, success = searching.tree, searching.success
    frame = Frame(ACROSS, SHARE, height=TALL)
    guess = 1.0 / paths_of(tree.branching, tree.depth)
    ceiling = ceiling_of(tree.cap, tree.branching, tree.depth)
    names: list[tuple[float, str, Role]] = [(guess, "blind guess", "reference")]
    layers: list[Markup] = [frame.segment((0, guess), (BUDGETS, guess), "reference", "dashed")]
    if ceiling < 1.0:
        names.append((ceiling, "ceiling", "neutral"))
        layers.append(frame.segment((0, ceiling), (BUDGETS, ceiling), "neutral"))
    if success:
        low, high = zip(*(success.band(n) for n in MARKS), strict=True)
        shares = [success.share(n) for n in MARKS]
        layers += [
            frame.area(MARKS, low, high, "right", "band"),
            frame.line(MARKS, shares, "right"),
        ]
        names.append((shares[-1], "searches", "right"))
    heights = spread([height for height, _, _ in names], 34 / TALL, 0.02, 0.98)
    for height, (_, name, role) in zip(heights, names, strict=True):
        layers.append(frame.label("100%", height, name, role=role, style="name", dx=8))
    layers.append(frame.rule(x=searching.doublings, style="playhead"))
    if success:
        layers.append(frame.dot(searching.doublings, success.share(searching.doublings), "right"))
    return panel(
        "How often a search chooses the right path",
        frame.svg(
            "How often the right path is chosen, against the budget",
            frame.y_axis(written=percent, ticks=(0, 0.25, 0.5, 0.75, 1)),
            frame.x_axis("simulations", ticks=(0, 3, 6, 9), written=lambda n: f"{2 ** round(n)}"),
            *layers,
            frame.drag("budget"),
            *_ceiling(frame, ceiling, heights, names),
            role="group",
        ),
        size="full fail-success",
        note=_so_far(searching),
    )


def _ceiling(
    frame: Frame, ceiling: float, heights: list[float], names: list[tuple[float, str, Role]]
) -> list[Markup]:
    """The ceiling's number below its name, where there is one."""
    found = [at for at, (_, name, _) in zip(heights, names, strict=True) if name == "ceiling"]
    return [
        frame.opens(
            SLUG,
            "ceiling",
            "100%",
            height,
            percent(ceiling),
            "Ceiling",
            style="name start",
            dx=8,
            dy=20,
        )
        for height in found
    ]


def _so_far(searching: Searching) -> str:
    """What the curve rests on."""
    success = searching.success
    if success is None:
        return f"0 of {PAGE_TREES} trees searched so far"
    if not searching.complete:
        return f"{success.trees} of {PAGE_TREES} trees searched so far; band: 95% interval"
    now = percent(success.share(searching.doublings))
    return (
        f"{count(searching.budget, 'simulation')}: {now} of {success.trees:,} trees;"
        " band: 95% interval"
    )


def _one(searching: Searching) -> Markup:
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
    said = "outlined, with ✓: the right path"
    ways: list[Markup] = []
    if found.succeeded:
        said += ", which the search chose"
    else:
        said += "; dashed, with ✗: the chosen one"
        ways += _way(frame, tree, found.chosen, found.right, "wrong")
    ways += _way(frame, tree, found.right, (), "right")
    return panel(
        "One such tree, and one search",
        frame.svg(
            "The tree, shaded by how often the search went through each node",
            *(frame.rule(y=depth + 0.95, style="grid") for depth in range(levels)),
            *shapes,
            *ways,
            *(
                frame.label("0%", depth + 0.45, str(depth), style="tick end", dx=-8)
                for depth in range(levels)
            ),
        ),
        size="full fail-tree",
        note=f"{seen:,} of {len(found.visits):,} nodes seen, a row for each depth,"
        f" the darker the more often; {said}",
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


def _root(searching: Searching) -> Markup:
    """The root's children: how often each was visited, and its UCT score."""
    children = searching.children
    most = max(1, *(child.visits for child in children))
    frame = Frame(Linear(0, most), Linear(len(children), 0), height=30 * len(children))
    parts: list[Markup] = [frame.rule(x=0, style="zero")]
    for row, child in enumerate(children):
        parts += _child(frame, row, child, entry=row == 0)
    return panel(
        "The first choice",
        frame.svg(
            "Visits of the children of the root, and their UCT scores",
            toolbar("UCT scores", *parts),
            role="group",
        ),
        size="half fail-root",
        note="bars: simulations through each child; at the right its UCT score, ✓ the right one",
    )


def _child(frame: Frame, row: int, child: Child, *, entry: bool) -> list[Markup]:
    sign = " ✓" if child.right else ""
    parts = [
        frame.label("0%", row + 0.5, f"{row + 1}{sign}", style="tick end", dx=-8),
        frame.bar((0, child.visits), (row + 0.22, row + 0.78), "toy", "fail-visits"),
    ]
    if child.score is None:
        return [*parts, frame.label("100%", row + 0.5, "not seen", style="tick start", dx=10)]
    number = frame.opens(
        SLUG,
        named("child", row + 1),
        "100%",
        row + 0.5,
        decimal(child.score),
        f"UCT score of child {row + 1}",
        entry=entry,
        dx=12,
    )
    return [*parts, number]


def _sizes(searching: Searching) -> Markup:
    """How many paths there are, as powers of ten: this tree, board games, tokens."""
    tree = searching.tree
    powers = powers_of(tree.branching, tree.depth)
    return panel(
        "How many paths there are, as a power of ten",
        _strip(powers),
        size="half fail-sizes",
        note="◇ from published numbers; tokens: R1’s, at its mean thinking length",
    )


@lru_cache(maxsize=32)
def _strip(powers: float) -> Markup:
    rows = [("this tree", powers)]
    rows += [(size.name, powers_of(size.branching, size.depth)) for size in (CHESS, GO, TOKENS)]
    frame = Frame(Log(0.5, 100_000), Linear(len(rows), 0), height=34 * len(rows))
    parts: list[Markup] = []
    for row, (name, power) in enumerate(rows):
        parts += [
            frame.rule(y=row + 0.5, style="grid"),
            frame.label("0%", row + 0.5, name, style="tick end", dx=-8),
        ]
        if row in (0, len(rows) - 1):
            key, written = ("paths", decimal(power, 1)) if row == 0 else ("tokens", f"{power:,.0f}")
            parts.append(
                frame.opens(
                    SLUG,
                    key,
                    "100%",
                    row + 0.5,
                    written,
                    f"Power of ten, {name}:",
                    entry=row == 0,
                    dx=10,
                )
            )
        else:
            parts.append(frame.label("100%", row + 0.5, f"{power:.0f}", style="start", dx=10))
        parts.append(frame.diamond(power, row + 0.5) if row else frame.dot(power, row + 0.5, "toy"))
    return frame.svg(
        "Powers of ten of the numbers of paths, on a logarithmic scale",
        frame.x_axis("power of ten", ticks=(1, 100, 10_000)),
        toolbar("Powers of ten", *parts),
        role="group",
    )
