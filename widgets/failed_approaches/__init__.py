"""Chapter: three ideas that did not carry R1-Zero, each as a small computation."""

from widgets.failed_approaches.controls import PRESETS, Controls
from widgets.failed_approaches.forest import background
from widgets.failed_approaches.model import compute
from widgets.failed_approaches.take_home import to_csv
from widgets.failed_approaches.view import render, table
from widgets.failed_approaches.workings import WORKINGS
from widgets.kit.widget import Export, Mark, Widget

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="failed-approaches",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "An exact best of N, a real tree search and an exact optimum, all computed from the"
            " settings; the tree, the picks and the answers that are drawn also from the seed. The"
            " build computed the success curves of the two search presets.",
        ),
        Mark(
            "published",
            "Sizes of trees: V3’s vocabulary from its configuration; thinking length from R1 v2"
            " §E.4; chess and Go from the article on AlphaGo.",
        ),
        Mark(
            "inference",
            "That what goes wrong in these toys is what went wrong at DeepSeek is our reading; the"
            " paper gives reasons, and no numbers.",
        ),
    ),
    background=background,
    exports=(Export("csv", "CSV", "failed-approaches.csv", "text/csv", to_csv),),
    poster="fail-strips",
)
