"""Chapter: the architecture beneath. A router, what it costs, and how its loads are evened out."""

from widgets.kit.widget import Export, Mark, Widget
from widgets.mixture_of_experts.controls import PRESETS, Controls
from widgets.mixture_of_experts.model import background, compute
from widgets.mixture_of_experts.take_home import to_csv, to_python
from widgets.mixture_of_experts.view import render, table
from widgets.mixture_of_experts.workings import WORKINGS

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="mixture-of-experts",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "Vectors of tokens and experts are drawn from the seed, and nothing is trained; the"
            " router’s rule and the moving of the biases are the published ones.",
        ),
        Mark(
            "published",
            "The sizes that the parameters are counted from: DeepSeek-V3’s configuration file.",
        ),
    ),
    background=background,
    exports=(Export("csv", "CSV", "mixture-of-experts.csv", "text/csv", to_csv),),
    code=to_python,
    poster="moe-grid",
)
