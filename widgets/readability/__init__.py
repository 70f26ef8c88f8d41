"""Chapter: R1 beside R1-Zero. Two answers to one question, both right, and what can be counted."""

from widgets.kit.widget import Export, Mark, Widget
from widgets.readability.controls import PRESETS, Controls
from widgets.readability.model import compute
from widgets.readability.take_home import to_csv, to_json, to_python
from widgets.readability.view import render, table
from widgets.readability.workings import WORKINGS

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="readability",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "Every verdict, reward and measure is computed here from the texts.",
        ),
        Mark(
            "published",
            "Diamonds: R1 v2 Table 3, for both models. Version 1 has other scores for R1-Zero in"
            " places. The ten reflective words: R1 v2 §C.2.",
        ),
        Mark(
            "inference",
            "The four questions and eight texts are illustrations of ours. Two languages,"
            " repetition, “we” and a summary are described; how much of each, and the run-on"
            " sentences, are ours. No pair of answers to one question is published.",
        ),
    ),
    exports=(
        Export("csv", "CSV", "readability.csv", "text/csv", to_csv),
        Export("json", "JSON", "readability.json", "application/json", to_json),
    ),
    code=to_python,
    poster="rdb-scores",
)
