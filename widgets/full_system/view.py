"""The picture: the graph, beside it the part that is chosen, and what became of the policy."""

from __future__ import annotations

from widgets.full_system.about import ABOUT
from widgets.full_system.graph import graph
from widgets.full_system.model import View
from widgets.full_system.moved import moved
from widgets.full_system.panel import chosen_part
from widgets.full_system.parts import NAMES, PARTS, needed_by, needs
from widgets.full_system.words import short
from widgets.kit.markup import Markup, join
from widgets.kit.widget import Table

__all__ = ["render", "table"]


def render(view: View) -> Markup:
    """The picture."""
    return join((graph(view), chosen_part(view), moved(view)))


def table(view: View) -> Table:
    """Every part with what it needs, where the paper says so, what needs it, and its value."""
    rows = []
    for part in PARTS:
        row = [
            NAMES[part],
            ", ".join(f"{NAMES[a.giver]} ({a.source})" for a in needs(part)) or "–",
            ", ".join(NAMES[a.taker] for a in needed_by(part)) or "–",
            ABOUT[part].module,
            short(part, view.values) if view.has(part) else "not reached yet",
        ]
        if view.was is not None:
            row.append(short(part, view.was))
        rows.append(tuple(row))
    columns = ["Part", "Needs", "Needed by", "Module", "Value"]
    if view.was is not None:
        columns.append("Value before the change")
    return Table("The twelve parts of the step", tuple(columns), tuple(rows))
