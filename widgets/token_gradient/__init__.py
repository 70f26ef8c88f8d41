"""Chapter: one gradient step, per token. A single reward becomes credit at every position."""

from widgets.kit.widget import Export, Mark, Widget
from widgets.token_gradient.controls import PRESETS, Controls
from widgets.token_gradient.model import compute
from widgets.token_gradient.script import to_csv, to_python
from widgets.token_gradient.view import render, table
from widgets.token_gradient.workings import WORKINGS

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="token-gradient",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "One product, a policy that is a table, eight sampled rollouts. Every number is"
            " computed here from the settings and the seed.",
        ),
    ),
    exports=(Export("csv", "CSV", "token-gradient.csv", "text/csv", to_csv),),
    code=to_python,
    poster="lattice",
)
