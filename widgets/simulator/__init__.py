"""Chapter: the fifty-step simulator. Watch a policy forget the strategies that do not pay."""

from grpo_core import to_csv, to_json, to_python
from widgets.kit.widget import Export, Mark, Widget
from widgets.simulator.bands import background
from widgets.simulator.controls import PRESETS, Controls, config_of
from widgets.simulator.model import compute, run_of
from widgets.simulator.view import render, table
from widgets.simulator.workings import WORKINGS

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="simulator",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "Four strategies, one question, real GRPO. Every number is computed here from the"
            " settings and the seed.",
        ),
    ),
    background=background,
    exports=(
        Export(
            "csv",
            "CSV",
            "simulator-run.csv",
            "text/csv",
            lambda controls: to_csv(run_of(config_of(controls))),
        ),
        Export(
            "json",
            "JSON",
            "simulator-run.json",
            "application/json",
            lambda controls: to_json(run_of(config_of(controls))),
        ),
    ),
    code=lambda controls: to_python(config_of(controls)),
    poster="shares",
)
