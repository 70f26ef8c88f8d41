"""Chapter: the alignment tax. A chain of thought in two languages, and what one of them costs."""

from widgets.alignment_tax.controls import PRESETS, Controls
from widgets.alignment_tax.model import compute
from widgets.alignment_tax.sweep import background
from widgets.alignment_tax.take_home import to_csv, to_python
from widgets.alignment_tax.view import render, table
from widgets.alignment_tax.workings import WORKINGS
from widgets.kit.widget import Export, Mark, Widget

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="alignment-tax",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "Sentences, tokens, pauses and slips are ours; real GRPO, language consistency measured"
            " on the text, and exact means. Every number is computed here.",
        ),
        Mark(
            "inference",
            "That a thought can be shorter in one language is assumed here, to see whether it would"
            " suffice. The papers give another cause for the mixing.",
        ),
    ),
    background=background,
    exports=(Export("csv", "CSV", "alignment-tax.csv", "text/csv", to_csv),),
    code=to_python,
    poster="tax-frontier",
)
