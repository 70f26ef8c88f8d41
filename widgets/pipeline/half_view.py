"""The two smaller panels: one benchmark over the checkpoints, and what went into a stage."""

from __future__ import annotations

from typing import Final

from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, panel, toolbar
from widgets.kit.scales import Linear
from widgets.kit.words import percent
from widgets.kit.working import named, opens
from widgets.pipeline.flow import BASE, STAGES, Stage
from widgets.pipeline.flow_view import SLUG
from widgets.pipeline.model import View, printed, relative_of
from widgets.pipeline.published import (
    DOMAINS,
    samples_in_all,
    share_of_samples,
    share_of_tokens,
    tenths,
)
from widgets.pipeline.words import changed

__all__ = ["followed", "ingredients"]

PLACES: Final = {BASE: 0.5, "R1-Zero": 1.5, "Dev1": 3.3, "Dev2": 4.3, "Dev3": 6.1, "R1": 7.1}
"""Where a model stands, from the top; those between which weights pass are neighbours."""

BREAKS: Final = ((2.4, "from V3-Base"), (5.2, "from V3-Base again"))
"""Between them the weights start anew."""

FOOT: Final = 7.7

METRICS: Final = {
    "LC-winrate": "length-controlled win rate",
    "GPT-4-1106": "judged by GPT-4-1106",
    "prompt strict": "all instructions of a prompt met",
}
"""The table's shorter words at length."""


def followed(view: View) -> Markup:
    """The followed benchmark's printed scores, model by model; a line only where weights pass.

    Args:
        view: what is shown.
    """
    benchmark = view.followed.benchmark
    scores = {name: printed(benchmark, name) for name in PLACES}
    values = {name: tenths(score) / 10 for name, score in scores.items() if score}
    scale = Linear(0, 100) if benchmark.points else Linear.around(*values.values(), about=3)
    frame = Frame(scale, Linear(FOOT, 0), height=248)
    parts: list[Markup] = []
    for height, said in BREAKS:
        parts.append(frame.rule(y=height, style="dashed pl-break"))
        parts.append(frame.label("100%", height, said, style="tick end name"))
    for stage in STAGES:
        if stage.parent in values:
            ends = [(values[name], PLACES[name]) for name in (stage.parent, stage.checkpoint)]
            if PLACES[stage.checkpoint] - PLACES[stage.parent] < 1.5:
                parts.append(frame.segment(ends[0], ends[1], "published", "pl-passed"))
    for name, height in PLACES.items():
        chosen = name == view.stage.checkpoint
        style = "pl-strong " if chosen else ""
        parts.append(_name(frame, height, name, chosen, name == view.against))
        if name in values:
            diamond = frame.diamond(values[name], height)
            parts.append(tag("g", diamond, class_="pl-now" if chosen else "pl-then"))
            written = scores[name] or ""
            parts.append(frame.label("100%", height, written, style=f"{style}end", dx=52))
        else:
            parts.append(frame.label("100%", height, "not printed", style="tick end", dx=52))
    metric = METRICS.get(benchmark.metric, benchmark.metric)
    unit = f"{metric}, of 100" if benchmark.points else metric
    return panel(
        benchmark.name,
        frame.svg(
            f"{benchmark.name}: the score of each model",
            frame.x_axis(unit, about=3),
            *parts,
        ),
        size="half pl-followed",
        note=_difference(view),
    )


def _name(frame: Frame, height: float, name: str, chosen: bool, reference: bool) -> Markup:
    """A model's name; the chosen one and what it is compared with are boxed as in the flow."""
    boxes = []
    sizes = [(66, 28, 7, "pl-ref")] if reference else []
    sizes += [(58, 20, 4, "pl-node")] if chosen or reference else []
    for width, tall, corner, style in sizes:
        boxes.append(
            tag(
                "rect",
                x="0%",
                y=frame.top(height),
                width=width,
                height=tall,
                rx=str(corner),
                transform=f"translate({-40 - width // 2} {-tall // 2})",
                class_=style,
            )
        )
    written = frame.label(
        "0%", height, name, style="middle pl-strong pl-made" if boxes else "middle", dx=-40
    )
    return tag("g", *boxes, written, class_="pl-chosen" if chosen else None)


def _difference(view: View) -> Markup:
    """The followed benchmark's difference, also as a share of what it is compared with."""
    row = view.followed
    if not view.against:
        return Markup("as printed; no line where training starts anew")
    if row.before is None or row.change is None:
        return join((f"no printed score of {view.against} to compare with",))
    unit = "points" if row.benchmark.points else "rating points"
    relative = relative_of(row.score, row.before)
    return join(
        (
            f"{view.stage.checkpoint} against {view.against}: {changed(row)} {unit}, ",
            tag(
                "span",
                opens(SLUG, "relative", percent(abs(relative)), "Relative difference"),
                " more" if relative > 0 else " less" if relative < 0 else " apart",
                class_="pl-tied",
            ),
            "; no line where training starts anew",
        )
    )


def ingredients(stage: Stage) -> Markup:
    """What went into a stage, with its sources; for stage 3 the data by domain.

    Args:
        stage: the chosen one.
    """
    title = f"stage {stage.number}" if stage.number else "R1-Zero’s run"
    entries = [
        tag(
            "div",
            tag("dt", fact.what),
            tag("dd", fact.said, *_cited(fact.source)),
        )
        for fact in stage.facts
    ]
    return panel(
        f"What went into {title}",
        tag("dl", *entries, class_="pl-facts"),
        _domains() if stage.key == "dev3" else Markup(""),
        size="half pl-ingredients",
        note=f"{stage.method}, {stage.title}",
    )


def _cited(sources: str) -> list[Markup]:
    """Places in the literature, none of them broken over two lines."""
    return [
        join((" ", tag("span", f"[{source}]", class_="pl-source")))
        for source in filter(None, sources.split(", "))
    ]


def _domains() -> Markup:
    """Stage 3's data by domain: shares of the samples beside shares of the tokens."""
    frame = Frame(Linear(0, 1.75), Linear(len(DOMAINS), -1), height=26 * (len(DOMAINS) + 1))
    parts: list[Markup] = []
    for place, domain in enumerate(DOMAINS, start=1):
        top = place - 0.5
        parts.append(frame.label("0%", top, domain.name, style="end", dx=-8))
        for start, key, share, what in (
            (0.0, "samples", share_of_samples(domain), "samples"),
            (1.15, "tokens", share_of_tokens(domain), "tokens"),
        ):
            parts.append(
                frame.bar((start, start + share), (top - 0.3, top + 0.3), "published", "pl-share")
            )
            parts.append(
                frame.opens(
                    SLUG,
                    named(key, place),
                    start + share,
                    top,
                    percent(share, 1),
                    f"{domain.name}: share of {what}",
                    entry=place == 1 and key == "samples",
                    dx=5,
                )
            )
    heads = [
        frame.label(start, -0.5, f"of {what}", style="tick start")
        for start, what in ((0.0, "samples"), (1.15, "tokens"))
    ]
    return join(
        (
            tag(
                "p",
                "The data by domain, ",
                opens(SLUG, "total", f"{samples_in_all():,}", "Samples in all"),
                " samples",
                *_cited("R1v2 Table 5"),
                class_="pl-total",
            ),
            frame.svg(
                "Share of each domain in stage 3’s samples and tokens",
                *heads,
                toolbar("Shares of samples and tokens", *parts),
                role="group",
            ),
        )
    )
