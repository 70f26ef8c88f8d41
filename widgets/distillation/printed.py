"""What was published: RL against distillation at 32B, and the six students by size."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.distillation.model import View
from widgets.distillation.published import (
    AT_32B,
    BENCHMARKS,
    COMPARED,
    QWQ,
    SMALL_RL,
    STUDENTS,
    gap_at_32b,
)
from widgets.kit.markup import Markup, tag
from widgets.kit.plot import Frame, panel
from widgets.kit.scales import Linear, Log
from widgets.kit.words import decimal, signed
from widgets.kit.working import named, opens

__all__ = ["compared", "students"]

SLUG: Final = "distillation"
SCORE: Final = Linear(0, 100)
ROW: Final = Frame(SCORE, Linear(0, 1), height=34)
DIAMOND: Final = "M0 -6L6 0L0 6L-6 0Z"
WEDGE: Final = "M0 -4L4 4L-4 4Z"
LOWEST: Final = 15
"""A score below which its number stands above its mark."""
SIZES: Final = Log(1, 100)

End = tuple[float, str, str]
"""A score, and the style and outline of its mark."""


def compared(view: View) -> Markup:
    """Tables 6 and 17 as dumbbells; while a prediction waits it is hidden, as it would tell."""
    title, size = "Published: one 32B base, by RL and by distillation", "full di-printed"
    if view.secret:
        later = "The published scores are shown once your run has ended."
        return panel(title, tag("p", later, class_="empty"), size=size)
    return panel(
        title, _keys(), _rows(), _smaller(), size=size, note="R1 v1, Table 6; scores in percent"
    )


@lru_cache(maxsize=1)
def _keys() -> Markup:
    """The three marks and what they mean."""
    kinds = (
        ("di-hollow", DIAMOND, "R1-Zero-style RL"),
        ("di-filled", DIAMOND, "distilled from R1"),
        ("di-third", WEDGE, "QwQ-32B-Preview, for comparison"),
    )
    return tag("p", *(_key(*kind) for kind in kinds), class_="di-keys")


def _key(style: str, outline: str, words: str) -> Markup:
    mark = tag("path", d=Markup(outline), class_=f"diamond r-published {style}")
    drawn = tag("svg", mark, viewBox="-8 -8 16 16", width="16", height="16", aria_hidden="true")
    return tag("span", drawn, f" {words}")


@lru_cache(maxsize=1)
def _rows() -> Markup:
    """A row a benchmark of Table 6."""
    rows = []
    for place, (_, name) in enumerate(COMPARED):
        by_rl, distilled = (scores[place] for scores in AT_32B)
        drawn = _dumbbell(
            f"{name}: by RL {by_rl}, distilled {distilled}, QwQ-32B-Preview {QWQ[place]}",
            (by_rl, "di-hollow", DIAMOND),
            (distilled, "di-filled", DIAMOND),
            ROW.sign(QWQ[place], 0.12, WEDGE, "diamond r-published di-third"),
        )
        gap = opens(
            SLUG,
            named("gap", place + 1),
            signed(gap_at_32b(place), 1),
            f"Gap in points on {name}",
        )
        rows.append(tag("div", tag("p", name), tag("div", drawn), tag("p", gap), class_="di-row"))
    return tag("div", *rows, class_="di-table")


@lru_cache(maxsize=1)
def _smaller() -> Markup:
    """RL on a smaller base, from Table 17 of version 2."""
    said = tag(
        "p",
        "RL on a smaller base, Qwen2-Math-7B (R1 v2, Table 17): ",
        _key("di-hollow", DIAMOND, "R1-Zero-style RL"),
        _key("di-third", WEDGE, "its maker’s Instruct version"),
        class_="di-keys di-smaller",
    )
    rows = []
    for place, year in enumerate((2024, 2025)):
        name = f"AIME {year}, pass@1"
        instruct, by_rl = (
            SMALL_RL[f"Qwen2-Math-7B-{kind}"][place] for kind in ("Instruct", "Zero")
        )
        drawn = _dumbbell(
            f"{name}: Instruct {instruct}, by RL {by_rl}",
            (instruct, "di-third", WEDGE),
            (by_rl, "di-hollow", DIAMOND),
        )
        gap = signed(by_rl - instruct, 1)
        rows.append(tag("div", tag("p", name), tag("div", drawn), tag("p", gap), class_="di-row"))
    return tag("div", said, *rows, class_="di-table")


def _dumbbell(said: str, low: End, high: End, *more: Markup) -> Markup:
    """Two scores on one line, each with its number on the far side."""
    (a, *first), (b, *second) = low, high
    return tag(
        "svg",
        ROW.segment((0, 0.5), (100, 0.5), "neutral", "grid"),
        ROW.segment((0, 0.15), (0, 0.85), "neutral", "zero"),
        ROW.segment((a, 0.5), (b, 0.5), "published", "di-bar"),
        *more,
        *(
            ROW.sign(at, 0.5, outline, f"diamond r-published {style}")
            for at, (style, outline) in ((a, first), (b, second))
        ),
        # Beside the zero line there is no room on the far side of a low score.
        ROW.label(a, 0.5, decimal(a, 1), style="name end", dx=-10)
        if a > LOWEST
        else ROW.label(a, 0.5, decimal(a, 1), style="name middle", dy=-8),
        ROW.label(b, 0.5, decimal(b, 1), style="name start", dx=10),
        width="100%",
        height=str(ROW.height),
        role="img",
        aria_label=said,
    )


def students(view: View) -> Markup:
    """Table 5: the six students by size, on the chosen benchmark."""
    return _students(view.benchmark)


@lru_cache(maxsize=8)
def _students(benchmark: int) -> Markup:
    key, name = BENCHMARKS[benchmark]
    rating = key == "forces"
    scale = Linear(0, 2000) if rating else SCORE
    frame = Frame(SIZES, scale, height=190)
    layers: list[Markup] = []
    for family, style, dy in (("Qwen", "di-filled", -11), ("Llama", "di-hollow", 19)):
        found = [s for s in STUDENTS if s.family == family]
        xs = tuple(s.size for s in found)
        ys = tuple(s.scores[benchmark] for s in found)
        layers.append(frame.line(xs, ys, "published", "thin" if dy < 0 else "thin dashed"))
        for x, y in zip(xs, ys, strict=True):
            layers.append(frame.sign(x, y, DIAMOND, f"diamond r-published {style}"))
            written = f"{y:.0f}" if rating else decimal(y, 1)
            layers.append(frame.label(x, y, written, style="name middle", dy=dy))
    return panel(
        "Published: the six students",
        tag(
            "p",
            _key("di-filled", DIAMOND, "Qwen"),
            _key("di-hollow", DIAMOND, "Llama"),
            class_="di-keys",
        ),
        frame.svg(
            f"{name}, of the six distilled students by size",
            frame.y_axis(ticks=(0, 1000, 2000) if rating else (0, 25, 50, 75, 100)),
            *layers,
            frame.x_axis("billions of parameters", ticks=(1.5, 7, 14, 32, 70)),
        ),
        size="half di-students",
        note=f"{name}; R1 v1, Table 5",
    )
