"""The picture of the search: success against budget, sizes of trees, and the root of a search."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.failed_approaches.controls import BUDGETS
from widgets.failed_approaches.forest import PAGE_TREES
from widgets.failed_approaches.model import Searching
from widgets.failed_approaches.published import CHESS, GO, TOKENS, Size
from widgets.failed_approaches.search import Child, ceiling_of, looked_at, paths_of, powers_of
from widgets.failed_approaches.strips import SHARE
from widgets.failed_approaches.tree_view import one_search
from widgets.kit.markup import Markup, join
from widgets.kit.plot import Frame, panel, spread, toolbar
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import count, decimal, percent
from widgets.kit.working import named

__all__ = ["search_picture", "search_table"]

SLUG: Final = "failed-approaches"
ACROSS: Final = Linear(0, BUDGETS)
MARKS: Final = range(BUDGETS + 1)
TALL: Final = 216
"""Height of the first drawing, in CSS pixels."""

BEYOND: Final = 1.3
"""How far the scale of visits goes beyond the most, for the number at the bar's end."""

LONGEST: Final = 45_000
"""The end of the scale of exponents."""

FEW: Final = 10
"""Below this an exponent is written with a decimal."""


def search_picture(searching: Searching) -> Markup:
    """All four drawings."""
    return join((_success(searching), _sizes(searching), _root(searching), one_search(searching)))


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
    columns = ("Simulations", "Right path found", "95% interval", "Trees")
    return Table("How often searches choose the right path", columns, tuple(rows))


def _success(searching: Searching) -> Markup:
    """How often searches find the right path, against the budget."""
    tree, success = searching.tree, searching.success
    frame = Frame(ACROSS, SHARE, height=TALL)
    guess = 1.0 / paths_of(tree.branching, tree.depth)
    ceiling = ceiling_of(tree.cap, tree.branching, tree.depth)
    names: list[tuple[float, str, Role]] = [(guess, "blind guess", "reference")]
    layers: list[Markup] = [frame.segment((0, guess), (BUDGETS, guess), "reference", "dashed")]
    if ceiling < 1.0:
        layers.append(frame.segment((0, ceiling), (BUDGETS, ceiling), "neutral"))
    if success:
        low, high = zip(*(success.band(n) for n in MARKS), strict=True)
        shares = [success.share(n) for n in MARKS]
        curve = "" if searching.telling else "dashed thin"
        layers += [
            frame.area(MARKS, low, [min(edge, ceiling) for edge in high], "right", "band"),
            frame.line(MARKS, shares, "right", curve),
        ]
        names.append((shares[-1], "searches", "right"))
    heights = spread([height for height, _, _ in names], 17 / TALL, 0.02, 0.98)
    for height, (_, name, role) in zip(heights, names, strict=True):
        layers.append(frame.label("100%", height, name, role=role, style="name", dx=8))
    layers.append(frame.rule(x=searching.doublings, style="playhead"))
    if success:
        layers.append(frame.dot(searching.doublings, success.share(searching.doublings), "right"))
    return panel(
        "Search a tree: how often a search finds the right path",
        frame.svg(
            "How often the right path is found, against the number of simulations",
            frame.y_axis(written=percent, ticks=(0, 0.25, 0.5, 0.75, 1)),
            frame.x_axis("simulations", ticks=(0, 3, 6, 9), written=lambda n: f"{2 ** round(n)}"),
            *layers,
            frame.drag("budget"),
            *(_ceiling(frame, ceiling) if ceiling < 1.0 else ()),
            role="group",
        ),
        size="full fail-success",
        note=_so_far(searching),
    )


def _ceiling(frame: Frame, ceiling: float) -> list[Markup]:
    """What the line that a cap draws is: its name and its number above it."""
    return [
        frame.label("0%", ceiling, "ceiling", style="name start", dx=6, dy=-7),
        frame.opens(
            SLUG,
            "ceiling",
            "0%",
            ceiling,
            percent(ceiling),
            "Ceiling",
            style="name start",
            dx=54,
            dy=-7,
        ),
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


def _root(searching: Searching) -> Markup:
    """The root's children: how often each was visited, and its UCT score."""
    tree, children = searching.tree, searching.children
    most = max(1, *(child.visits for child in children))
    frame = Frame(Linear(0, BEYOND * most), Linear(len(children), 0), height=30 * len(children))
    parts: list[Markup] = [
        frame.rule(x=0, style="zero"),
        frame.label("0%", "0%", "simulations through it", style="title start", dy=-9),
        frame.label("100%", "0%", "UCT score", style="title start", dx=12, dy=-9),
    ]
    for row, child in enumerate(children):
        parts += _child(frame, row, child, out=row >= looked_at(tree), entry=row == 0)
    return panel(
        "The first choice",
        frame.svg(
            "Visits of the children of the root, and their UCT scores",
            toolbar("UCT scores", *parts),
            role="group",
        ),
        size="half fail-root",
        note="UCT score: value so far plus a bonus for the rarely tried; ✓ the right child",
    )


def _child(frame: Frame, row: int, child: Child, *, out: bool, entry: bool) -> list[Markup]:
    sign = " ✓" if child.right else ""
    parts = [
        frame.label("0%", row + 0.5, f"{row + 1}{sign}", style="tick end", dx=-8),
        frame.bar((0, child.visits), (row + 0.22, row + 0.78), "toy", "fail-visits"),
    ]
    if child.score is None:
        said = "left out" if out else "not seen"
        return [*parts, frame.label("100%", row + 0.5, said, style="tick start", dx=12)]
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
    visits = frame.label(child.visits, row + 0.5, str(child.visits), style="start", dx=6)
    return [*parts, visits, number]


def _sizes(searching: Searching) -> Markup:
    """How many paths there are, as powers of ten: this tree, board games, an answer's tokens."""
    tree = searching.tree
    return panel(
        "How many paths there are",
        _strip(tree.branching, tree.depth),
        size="full fail-sizes",
        note="bars: the exponents of ten; ◇ from published numbers; R1’s answer token by token, of"
        " its mean thinking length",
    )


@lru_cache(maxsize=32)
def _strip(branching: int, depth: int) -> Markup:
    here = Size("this tree", branching, depth)
    rows = (here, CHESS, GO, TOKENS)
    frame = Frame(Linear(0, LONGEST), Linear(len(rows), 0), height=30 * len(rows))
    parts: list[Markup] = [frame.rule(x=0, style="zero")]
    for row, size in enumerate(rows):
        parts += _size(frame, row + 0.5, size, key={here: "paths", TOKENS: "tokens"}.get(size, ""))
    return frame.svg(
        "The numbers of paths, their exponents of ten as bars",
        frame.x_axis("exponent", ticks=(0, 40_000)),
        toolbar("Exponents of ten", *parts),
        role="group",
    )


def _size(frame: Frame, row: float, size: Size, key: str) -> list[Markup]:
    """A row: the name, a bar as long as the exponent, and ten to that power."""
    power = powers_of(size.branching, size.depth)
    written = decimal(power, 1) if power < FEW else f"{power:,.0f}"
    parts = [
        frame.label("0%", row, size.name, style="tick end", dx=-8),
        frame.bar((0, power), (row - 0.24, row + 0.24), "toy", "fail-visits"),
        frame.label("100%", row, "10", style="start", dx=10, dy=8),
    ]
    if size.name != "this tree":
        parts.append(frame.diamond(power, row))
    else:
        said = f"= {paths_of(size.branching, size.depth):,}"
        parts.append(frame.label("100%", row, said, style="tick start", dx=50, dy=8))
    if not key:
        return [*parts, frame.label("100%", row, written, style="start", dx=25, dy=0)]
    return [
        *parts,
        frame.opens(
            SLUG,
            key,
            "100%",
            row,
            written,
            f"Exponent of ten, {size.name}:",
            entry=key == "paths",
            dx=25,
            dy=0,
        ),
    ]
