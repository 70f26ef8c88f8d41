"""The picture of a mixture of experts: the token, the router’s grid, the bill, and the loads."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import pick
from widgets.kit.picks import toolbar as row_of
from widgets.kit.plot import Frame, panel, toolbar
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import decimal, percent
from widgets.kit.working import named, opens
from widgets.mixture_of_experts.model import View, group_of, word_shown
from widgets.mixture_of_experts.published import GROUPS
from widgets.mixture_of_experts.toy import KINDS
from widgets.mixture_of_experts.view_balance import balance
from widgets.mixture_of_experts.view_bill import SLUG, bill

__all__ = ["render", "table"]

ACROSS: Final = 16
"""Cells in a row of the grid at most; a group takes as many rows as it needs."""

GRID_HEIGHT: Final = 300
"""Of the grid, in CSS pixels."""

HEAD: Final = 42 / GRID_HEIGHT
"""The part of that height for the shared expert and the columns’ names."""

LEAST: Final = 0.2
"""Side of the cell of the layer’s lowest affinity + bias, where that of the highest is 1."""


def render(view: View) -> Markup:
    """The picture: words to press, grid and bill, loads, and the chosen experts one by one."""
    return join((_words(view.key), _grid(view), bill(view), balance(view), _chosen(view)))


def table(view: View) -> Table:
    """The components of the model to the unit."""
    rows = [
        (
            part.name.capitalize(),
            f"{part.total:,}",
            percent(part.total / view.total, 3),
            f"{part.active:,}" if part.counted else f"({part.active:,})",
        )
        for part in view.parts
    ]
    looked_up = sum(part.active for part in view.parts if not part.counted)
    rows += [
        ("Sum, embedding not counted as at work", f"{view.total:,}", "100%", f"{view.active:,}"),
        (
            "Sum, embedding counted as at work",
            f"{view.total:,}",
            "100%",
            f"{view.active + looked_up:,}",
        ),
    ]
    columns = ("Component", "Parameters", "Share", "At work on a token (in brackets: looked up)")
    return Table("The parameters, counted from the configuration", columns, tuple(rows))


@lru_cache(maxsize=16)
def _words(chosen: str) -> Markup:
    """The words, kind by kind: a press routes one."""
    kinds = [
        tag(
            "span",
            tag("span", kind.name, class_="moe-kind"),
            *(
                pick(
                    tag("span", word, lang="zh") if kind.name == "Chinese" else word,
                    name=f"Route {word}",
                    key=f"{SLUG}-word-{key}",
                    sets=f"token:{key}",
                    pressed=key == chosen,
                    entry=key == chosen,
                    style="moe-word",
                )
                for key, word in kind.words
            ),
            class_="moe-words",
        )
        for kind in KINDS
    ]
    return panel(
        "The token",
        row_of("Words", *kinds),
        size="full",
        note="press one to see who works on it",
    )


def _grid(view: View) -> Markup:
    """The experts of the layer, group by group, those at work filled."""
    plan, routing = view.plan, view.routing
    size = plan.experts // GROUPS
    across = min(ACROSS, size)
    deep = size // across
    rows = deep * GROUPS
    top = -rows * HEAD / (1 - HEAD)
    frame = Frame(Linear(0, across), Linear(rows, top), height=GRID_HEIGHT)
    kept, chosen = set(routing.kept), set(routing.chosen)
    cells: dict[bool, list[tuple[int, int, float]]] = {True: [], False: []}
    for expert, share in enumerate(_shares(view)):
        if expert not in chosen:
            row, column = divmod(expert, across)
            cells[expert // size in kept].append((column, row, share))
    bands = [
        frame.bar((-0.1, across + 0.1), (group * deep, (group + 1) * deep), "neutral", "moe-band")
        for group in sorted(kept)
    ]
    rules = [frame.rule(y=group * deep, style="grid") for group in range(GROUPS + 1)]
    at_work = [(expert % across, expert // across, 1.0) for expert in sorted(chosen)]
    labels = []
    for group, score in enumerate(routing.scores):
        height = (group + 0.5) * deep
        style = "strong" if group in kept else "moe-out"
        labels += [
            frame.label("0%", height, str(group + 1), style=f"{style} end", dx=-8),
            frame.opens(
                SLUG,
                named("group", group + 1),
                "100%",
                height,
                decimal(score, 3),
                f"Score of group {group + 1}",
                entry=group == 0,
                style=f"{style} start",
                dx=10,
            ),
        ]
    return panel(
        f"Layer {plan.layer}: who works on “{word_shown(view.key)}”",
        frame.svg(
            f"The {plan.experts} routed experts in {GROUPS} groups, {plan.top} of them at work",
            *bands,
            *rules,
            frame.cells(cells[False], "neutral", "moe-closed"),
            frame.cells(cells[True], "neutral", "moe-open"),
            frame.cells(at_work, "toy"),
            *_pressed(frame, view, across),
            frame.bar((0.04, 0.96), (top * 0.96, top * 0.58), "toy"),
            frame.label(1.2, top * 0.77, "shared: works on every token", style="start"),
            frame.label("0%", top * 0.2, "group", style="tick end", dx=-8),
            frame.label("100%", top * 0.2, "score", style="tick start", dx=10),
            toolbar("Group scores", *labels),
            role="group",
        ),
        size="half moe-grid",
        note="filled: at work; band: group kept; larger grey cell: higher affinity + bias",
    )


def _shares(view: View) -> list[float]:
    """How much of its cell each expert fills; the side of what is filled grows with the score."""
    biased = [s + b for s, b in zip(view.routing.affinities, view.biases, strict=True)]
    low = min(biased)
    rise = (1 - LEAST) / (max(biased) - low or 1.0)
    return [(LEAST + rise * (value - low)) ** 2 for value in biased]


def _pressed(frame: Frame, view: View, across: int) -> list[Markup]:
    """What a press on an expert at work opens: its weight, as the number in the list does."""
    surfaces = []
    for rank, expert in enumerate(view.routing.chosen, start=1):
        row, column = divmod(expert, across)
        surfaces.append(
            tag(
                "g",
                frame.bar((column, column + 1), (row, row + 1), "toy", "moe-press"),
                data_set=f"opened:{named('weight', rank)}",
            )
        )
    return surfaces


def _chosen(view: View) -> Markup:
    """The experts at work: how each was chosen, and what weight it gets."""
    routing = view.routing
    frame = Frame(Linear(0, max(routing.weights)), Linear(0, 1), height=16)
    rows = [
        tag(
            "div",
            tag("span", "Expert"),
            tag("span", "Affinity"),
            tag("span", "+ bias"),
            tag("span", "Weight", tag("span", ", from the affinity alone")),
            class_="moe-row moe-head",
        )
    ]
    for rank, (expert, weight) in enumerate(
        zip(routing.chosen, routing.weights, strict=True), start=1
    ):
        name = f"expert {expert + 1}"
        group = group_of(expert, view.plan.experts) + 1
        brought = expert in view.brought
        rows.append(
            tag(
                "div",
                tag(
                    "span",
                    str(expert + 1),
                    tag("span", f" group {group}", class_="moe-soft"),
                    " *" if brought else None,
                ),
                opens(
                    SLUG,
                    named("affinity", rank),
                    decimal(routing.affinities[expert], 3),
                    f"Affinity of {name}",
                    entry=rank == 1,
                ),
                opens(
                    SLUG,
                    named("bias", rank),
                    decimal(view.biases[expert], 3),
                    f"Bias of {name}",
                    entry=False,
                ),
                frame.svg(f"Weight of {name}", frame.bar((0, weight), (0, 1), "toy", "moe-weight")),
                opens(
                    SLUG,
                    named("weight", rank),
                    decimal(weight, 3),
                    f"Weight of {name}",
                    entry=False,
                ),
                class_="moe-row",
            )
        )
    owed = "; *: affinity alone would not choose it" if view.brought else ""
    return panel(
        "The routed experts at work",
        tag("div", *rows, role="toolbar", aria_label="Affinities, biases and weights"),
        size="full moe-list",
        note=f"highest affinity + bias first{owed}",
    )
