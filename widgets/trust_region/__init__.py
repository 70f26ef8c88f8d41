"""Chapter: the trust region. Reward pulls one way, the reference the other."""

from widgets.kit.widget import Export, Mark, Widget
from widgets.trust_region.controls import PRESETS, Controls
from widgets.trust_region.model import compute
from widgets.trust_region.take_home import to_csv, to_python
from widgets.trust_region.view import render, table
from widgets.trust_region.workings import WORKINGS

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="trust-region",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "toy",
            "Three strategies with fixed rewards. Every number is computed here from the settings"
            " and the seed.",
        ),
        Mark(
            "inference",
            "How k1, k2 and k3 pull from inside the loss is our own calculation. It holds for any"
            " policy while the tries come from the policy itself.",
        ),
    ),
    exports=(Export("csv", "CSV", "trust-region.csv", "text/csv", to_csv),),
    code=to_python,
    poster="simplex",
)
