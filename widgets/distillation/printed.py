"""What was published: RL against distillation at 32B, six students by size, RL on a 7B base."""

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
from widgets.kit.words import decimal, plain, signed
from widgets.kit.working import named, opens

__all__ = ["compared", "smaller", "students"]

SLUG: Final = "distillation"
SCORE: Final = Linear(0, 100)
LOW_SCORE: Final = Linear(0, 30)
"""For Table 17, whose scores are low."""
SIZES: Final = Log(1, 100)
DIAMOND: Final = "M0 -6L6 0L0 6L-6 0Z"
WEDGE: Final = "M0 -5L5 4L-5 4Z"
MARKS: Final = {
    "rl": ("di-hollow", DIAMOND),
    "distilled": ("di-filled", DIAMOND),
    "other": ("di-third", WEDGE),
}
"""One look a meaning, in all three panels."""
SIDES: Final = {7.0: ("end", -10, 0), 8.0: ("start", 9, 12), 70.0: ("middle", 0, 20)}
"""Where a student's score stands, by its size, if it is not above its mark."""


@lru_cache(maxsize=1)
def compared() -> Markup:
    """Table 6 as dumbbells."""
    rows = []
    for place, (_, name) in enumerate(COMPARED):
        by_rl, distilled = (scores[place] for scores in AT_32B)
        said = f"{name}: by RL {by_rl}, distilled {distilled}, QwQ-32B-Preview {QWQ[place]}"
        gap = opens(
            SLUG,
            named("gap", place + 1),
            signed(gap_at_32b(place), 1),
            f"Gap in points on {name}",
        )
        drawn = _dumbbell(said, SCORE, (by_rl, "rl"), (distilled, "distilled"), QWQ[place])
        third = tag("span", "QwQ-32B-Preview ", decimal(QWQ[place], 1), class_="di-also")
        rows.append(_row(tag("p", name, " ", third), drawn, gap))
    return panel(
        "Published: one 32B base, by RL and by distillation",
        tag(
            "p",
            _key("rl", "R1-Zero-style RL"),
            _key("distilled", "distilled"),
            _key("other", "QwQ-32B-Preview, for comparison"),
            class_="di-keys",
        ),
        tag("p", "distilled − RL, points", class_="di-head"),
        tag("div", *rows, _scale(SCORE, (0, 50, 100)), class_="di-table"),
        size="half di-wide di-printed",
        note="Qwen2.5-32B; R1 v1, Table 6; scores in percent",
    )


@lru_cache(maxsize=1)
def smaller() -> Markup:
    """RL on a smaller base, from Table 17 of version 2."""
    rows = []
    for place, year in enumerate((2024, 2025)):
        name = f"AIME {year}"
        instruct, by_rl = (
            SMALL_RL[f"Qwen2-Math-7B-{kind}"][place] for kind in ("Instruct", "Zero")
        )
        said = f"{name}: Instruct {instruct}, by RL {by_rl}"
        drawn = _dumbbell(said, LOW_SCORE, (instruct, "other"), (by_rl, "rl"))
        rows.append(_row(tag("p", name), drawn, signed(by_rl - instruct, 1)))
    return panel(
        "Published: RL on a 7B base",
        tag(
            "p",
            _key("rl", "R1-Zero-style RL"),
            _key("other", "its maker’s Instruct version"),
            class_="di-keys",
        ),
        tag("p", "RL − Instruct, points", class_="di-head"),
        tag("div", *rows, _scale(LOW_SCORE, (0, 15, 30)), class_="di-table"),
        size="half di-printed",
        note="Qwen2-Math-7B; R1 v2, Table 17; scores in percent",
    )


def _key(mark: str, words: str) -> Markup:
    style, outline = MARKS[mark]
    shape = tag("path", d=Markup(outline), class_=f"diamond r-published {style}")
    drawn = tag("svg", shape, viewBox="-8 -8 16 16", width="16", height="16", aria_hidden="true")
    return tag("span", drawn, f" {words}")


def _row(name: Markup, drawn: Markup, gap: str) -> Markup:
    return tag("div", name, tag("div", drawn), tag("p", gap), class_="di-row")


def _scale(scale: Linear, ticks: tuple[int, ...]) -> Markup:
    """The numbers below the rows."""
    frame = Frame(scale, SCORE, height=18)
    drawn = tag(
        "svg",
        *(frame.label(tick, "0%", str(tick), style="tick middle", dy=13) for tick in ticks),
        width="100%",
        height="18",
        aria_hidden="true",
    )
    return tag("div", tag("p"), tag("div", drawn), tag("p"), class_="di-row di-scale")


def _dumbbell(
    said: str,
    scale: Linear,
    low: tuple[float, str],
    high: tuple[float, str],
    also: float | None = None,
) -> Markup:
    """Two scores on one line, each with its number on the far side; a third below the line."""
    frame = Frame(scale, Linear(0, 1), height=34)
    (a, _), (b, _) = low, high
    ticks = (scale.low, (scale.low + scale.high) / 2, scale.high)
    return tag(
        "svg",
        frame.segment((scale.low, 0.5), (scale.high, 0.5), "neutral", "grid"),
        *(frame.segment((at, 0.1), (at, 0.9), "neutral", "grid" if at else "zero") for at in ticks),
        frame.segment((a, 0.5), (b, 0.5), "published", "di-bar"),
        None if also is None else _sign(frame, also, 0.12, "other"),
        *(_sign(frame, at, 0.5, mark) for at, mark in (low, high)),
        frame.label(a, 0.5, decimal(a, 1), style="name end", dx=-10),
        frame.label(b, 0.5, decimal(b, 1), style="name start", dx=10),
        width="100%",
        height="34",
        role="img",
        aria_label=said,
    )


def _sign(frame: Frame, at: float, height: float, mark: str) -> Markup:
    style, outline = MARKS[mark]
    return frame.sign(at, height, outline, f"diamond r-published {style}")


def students(view: View) -> Markup:
    """Table 5: the six students by size, on the chosen benchmark."""
    return _students(view.benchmark)


@lru_cache(maxsize=8)
def _students(benchmark: int) -> Markup:
    key, name = BENCHMARKS[benchmark]
    rating = key == "forces"
    frame = Frame(SIZES, Linear(0, 2000) if rating else SCORE, height=190)
    style, outline = MARKS["distilled"]
    lines: list[Markup] = []
    marks: list[Markup] = []
    for family, dash in (("Qwen", "thin"), ("Llama", "thin dashed")):
        found = [s for s in STUDENTS if s.family == family]
        scores = tuple(s.scores[benchmark] for s in found)
        lines.append(frame.line(tuple(s.size for s in found), scores, "published", dash))
        for student, y in zip(found, scores, strict=True):
            x, written = student.size, f"{y:.0f}" if rating else decimal(y, 1)
            marks.append(frame.sign(x, y, outline, f"diamond r-published {style}"))
            side, dx, dy = SIDES.get(x, ("middle", 0, -11))
            marks.append(frame.label(x, y, written, style=f"name {side}", dx=dx, dy=dy))
    return panel(
        "Published: the six distilled students",
        tag(
            "p",
            *(_line_key(words, dash) for words, dash in (("Qwen", ""), ("Llama", "dashed"))),
            class_="di-keys",
        ),
        frame.svg(
            f"{name}, of the six distilled students by size",
            frame.y_axis(ticks=(0, 1000, 2000) if rating else (0, 25, 50, 75, 100)),
            *lines,
            *marks,
            frame.x_axis(
                "billions of parameters",
                ticks=(1.5, 7, 8, 14, 32, 70),
                written=lambda size: "" if size == 7 else "7, 8" if size == 8 else plain(size),
            ),
        ),
        size="half di-students",
        note=f"{name}; R1 v1, Table 5; the lines join different kinds of base",
    )


def _line_key(words: str, dash: str) -> Markup:
    stroke = tag("line", x1="0", x2="26", y1="5", y2="5", class_=f"line r-published thin {dash}")
    drawn = tag("svg", stroke, width="26", height="10", aria_hidden="true")
    return tag("span", drawn, f" {words} bases")
