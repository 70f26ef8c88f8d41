"""Chapter: the pipeline. Four stages, two of which start from the base."""

from widgets.kit.widget import Export, Mark, Widget
from widgets.pipeline.controls import PRESETS, Controls
from widgets.pipeline.model import compute
from widgets.pipeline.take_home import to_csv, to_python
from widgets.pipeline.view import render, table
from widgets.pipeline.workings import WORKINGS

__all__ = ["WIDGET"]

WIDGET = Widget(
    slug="pipeline",
    controls=Controls,
    compute=compute,
    render=render,
    table=table,
    workings=WORKINGS,
    presets=PRESETS,
    marks=(
        Mark(
            "published",
            "Scores, to the digit: version 2’s Table 3, which is Nature’s Table 2; V3-Base from"
            " version 2’s Table 12; the data of stage 3 from its Table 5. Both were read in"
            " transcriptions, which agree. R1v1 and R1v2 are the report’s two arXiv versions."
            " Differences and shares are our arithmetic. Codeforces is in the table twice, as"
            " percentile and as rating, and counts twice. The rating is not in points: it counts"
            " as higher or lower, and has no bar and no part in means.",
        ),
        Mark(
            "inference",
            "The five groups of benchmarks are ours, and so are their means. That a stage caused"
            " the difference between two checkpoints is a reading: no run that leaves out only that"
            " stage is published.",
        ),
    ),
    exports=(Export("csv", "CSV", "pipeline.csv", "text/csv", to_csv),),
    code=to_python,
    poster="pl-flow",
)
