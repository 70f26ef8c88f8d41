"""The picture: two texts side by side, what is measured in each, and the published scores."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import Frame, panel
from widgets.kit.plot import toolbar as numbers
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import signed
from widgets.kit.working import named, opens
from widgets.readability.marked import Piece
from widgets.readability.model import Side, View
from widgets.readability.published import Score, gap
from widgets.readability.rows import Row, rows_of
from widgets.readability.traces import STAGES

__all__ = ["SLUG", "render", "table"]

SLUG: Final = "readability"
POINTS: Final = Linear(0, 100)
SHARE: Final = Linear(0, 1)
BAR: Final = 14
"""Height of a measure's bar, in CSS pixels."""
LINE: Final = 41
"""Height of a test's row, in CSS pixels: its name above its diamonds."""
LEGEND: Final = 0.7
"""Height of the legend, where a test's row has 1."""
ZERO, ONE = "", "rdb-full"
"""Styles of the diamonds: hollow for R1-Zero, filled for R1."""
SHAPE: Final = "M0 -6L6 0L0 6L-6 0Z"
"""A diamond around its point."""


def render(view: View) -> Markup:
    """The picture: both texts, their measures, the published scores."""
    return join((_texts(view), _measures(view), _scores(view.scores, view.judged)))


def table(view: View) -> Table:
    """The verdicts and the measures of both texts, and the published scores that are shown."""
    left, right = view.sides
    rules = (
        ("Answer read", *(side.stated or "none" for side in view.sides)),
        ("Accuracy", f"{left.accuracy:.0f}", f"{right.accuracy:.0f}"),
        ("Format", f"{left.format:.0f}", f"{right.format:.0f}"),
    )
    measured = tuple((row.name, *row.written) for row in rows_of(view))
    scores = tuple(
        (f"{score.test} (R1 v2 Table 3)", f"{score.zero:.1f}", f"{score.one:.1f}")
        for score in view.scores
    )
    columns = ("Measure or test", f"{left.name}; in tests R1-Zero", f"{right.name}; in tests R1")
    return Table("Both texts in numbers, and the scores shown", columns, rules + measured + scores)


def _texts(view: View) -> Markup:
    """The question, the steps as buttons, and both texts."""
    parts = [tag("p", tag("b", "Question: "), view.question, class_="rdb-question")]
    parts.append(tag("div", *(_text(place, view) for place in range(2)), class_="rdb-texts"))
    if view.paired:
        parts.append(_steps(view.pair))
        gloss = view.sides[0].gloss
        if gloss:
            parts.append(tag("p", tag("b", "The Chinese in English: "), gloss, class_="rdb-gloss"))
    else:
        said = "Only our own two texts have steps that are matched to each other."
        parts.append(tag("p", said, class_="rdb-gloss"))
    return panel(
        "One question, two answers",
        *parts,
        size="full",
        note=_whose(view.sides),
    )


def _whose(sides: tuple[Side, Side]) -> str:
    """Who wrote the texts."""
    ours = [side.name for side in sides if not side.own]
    if len(ours) == 1:
        return f"{ours[0]}: an illustration of ours"
    return "illustrations of ours; no such pair is published" if ours else "both are yours"


def _text(place: int, view: View) -> Markup:
    """One text under its verdict."""
    side = view.sides[place]
    role: Role = "right" if side.accuracy else "wrong"
    sign = (
        "✓ right" if side.accuracy else "✗ no answer is read" if side.stated is None else "✗ wrong"
    )
    read = () if side.stated is None else ("answer ", tag("code", side.stated or "empty"))
    head = tag(
        "p",
        tag("b", side.name),
        " ",
        tag("b", sign, class_=f"rdb-sign r-{role}"),
        " ",
        tag("span", *read, class_="rdb-read") if read else None,
        " ",
        tag(
            "span",
            "reward ",
            opens(SLUG, named("reward", place + 1), f"{side.reward:.0f}", f"Reward, {side.name}"),
            class_="rdb-paid",
        ),
        class_="rdb-head",
    )
    more = (
        tag("span", f"… {side.hidden:,} characters more, all measured", class_="rdb-more")
        if side.hidden
        else None
    )
    body = tag("p", _pieces(side.pieces, view.pair), more, class_="rdb-text", dir="auto")
    after = side.found.after
    bare = after is not None and not side.found.has_summary
    none = tag("p", "No summary follows the thinking.", class_="rdb-none") if bare else None
    return tag("div", head, tag("div", body, none), class_="rdb-side")


@lru_cache(maxsize=64)
def _pieces(pieces: tuple[Piece, ...], pair: int) -> Markup:
    """A text's pieces, gathered by step."""
    steps: list[tuple[int, list[Markup]]] = []
    for piece in pieces:
        if not steps or steps[-1][0] != piece.step:
            steps.append((piece.step, []))
        steps[-1][1].append(_piece(piece))
    return join(
        tag(
            "span",
            *inner,
            class_=f"rdb-step rdb-pair-{step}{' chosen' if step == pair else ''}",
            data_set=f"pair:{0 if step == pair else step}",
        )
        if step
        else join(inner)
        for step, inner in steps
    )


def _piece(piece: Piece) -> Markup:
    if piece.tag:
        return tag("span", piece.text, class_="rdb-tag")
    if not (piece.lit or piece.chinese):
        return join([piece.text])
    name = "mark" if piece.lit else "span"
    return tag(name, piece.text, lang="zh" if piece.chinese else None)


@lru_cache(maxsize=8)
def _steps(pair: int) -> Markup:
    """The five steps as buttons."""
    picks = (
        pick(
            stage,
            name=f"Step {number}, {stage}: show it in both texts",
            key=f"{SLUG}-step-{number}",
            sets=f"pair:{0 if number == pair else number}",
            pressed=number == pair,
            entry=number == (pair or 1),
        )
        for number, stage in enumerate(STAGES, start=1)
    )
    said = tag("p", "Show a step in both:", class_="rdb-lead")
    row = toolbar("Steps that both texts take", *picks, style="rdb-steps")
    return tag("div", said, row, class_="rdb-line")


def _measures(view: View) -> Markup:
    """A row a measure: its value on either side, as bars that start in the middle."""
    head = tag(
        "div",
        *(
            tag("b", side.name, class_=f"rdb-{where}")
            for side, where in zip(view.sides, ("left", "right"), strict=True)
        ),
        class_="rdb-row rdb-names",
    )
    rows = [
        _row(row, view.lit == row.key, view.sides[0].name, view.sides[1].name)
        for row in rows_of(view)
    ]
    return panel(
        "What can be counted in them",
        head,
        toolbar("The measures", *rows, style="rdb-rows"),
        size="full",
        note="each row has its own scale; press a name to light what it counts",
    )


@lru_cache(maxsize=128)
def _row(row: Row, lit: bool, left: str, right: str) -> Markup:
    """One measure."""
    names = (left, right)
    name = tag(
        "div",
        pick(
            row.name,
            name=f"{row.name}: light it in both texts",
            key=f"{SLUG}-lit-{row.key}",
            sets=f"lit:{'none' if lit else row.key}",
            pressed=lit,
            entry=row.key == "language",
            style="rdb-name",
        ),
        tag("span", row.what, class_="rdb-what"),
        class_="rdb-measure",
    )
    sides = [
        (
            tag("div", _number(row, place, names[place]), class_="rdb-number"),
            _bar(row.shares[place], place),
        )
        for place in range(2)
    ]
    return tag("div", *sides[0], name, *reversed(sides[1]), class_="rdb-row")


def _number(row: Row, place: int, side: str) -> Markup:
    written = row.written[place]
    if not row.opens[place]:
        return tag("span", written)
    return opens(SLUG, named(row.key, place + 1), written, f"{row.name}, {side}", entry=False)


def _bar(share: float, place: int) -> Markup:
    """A bar that starts at the middle of the panel: to the left, or to the right."""
    frame = Frame(SHARE, SHARE, height=BAR)
    ends = (0.0, share) if place else (1.0 - share, 1.0)
    return tag(
        "svg",
        frame.bar(ends, (0, 1), "toy", "rdb-bar"),
        frame.rule(x=0.0 if place else 1.0, style="zero"),
        width="100%",
        height=str(BAR),
        aria_hidden="true",
    )


@lru_cache(maxsize=2)
def _scores(scores: tuple[Score, ...], judged: bool) -> Markup:
    """A row a test: both models' scores, and how far apart they are."""
    rows = len(scores) + LEGEND
    frame = Frame(POINTS, Linear(rows, 0), height=round(LINE * rows))
    parts: list[Markup] = []
    for place, score in enumerate(scores):
        name, y = place + LEGEND + 0.28, place + LEGEND + 0.68
        low, high = sorted((score.zero, score.one))
        parts += [
            frame.label(0, name, score.test, style="name start", dx=6),
            frame.segment((score.zero, y), (score.one, y), "published"),
            _diamond(frame, score.zero, y, ZERO),
            _diamond(frame, score.one, y, ONE),
            frame.label(low, y, f"{low:.1f}", style="tick end", dx=-10),
            frame.label(high, y, f"{high:.1f}", style="tick start", dx=10),
            frame.opens(
                SLUG,
                named("gap", place + 1),
                "100%",
                y,
                signed(gap(score.zero, score.one), 1),
                f"R1 ahead of R1-Zero in {score.test}",
                entry=place == 0,
                dx=46,
            ),
        ]
    what = "right or wrong" + (", then instructions and preference" if judged else "")
    return panel(
        "Published scores of the two models",
        frame.svg(
            "Published scores of R1-Zero and R1",
            *(frame.rule(x=x, style="grid" if x else "zero") for x in (0, 25, 50, 75, 100)),
            frame.x_axis("points", ticks=(0, 50, 100)),
            *_legend(frame),
            numbers("How far R1 is ahead", *parts),
            role="group",
        ),
        size="full rdb-scores",
        note=f"{what}; at the right, R1 minus R1-Zero",
    )


def _legend(frame: Frame) -> list[Markup]:
    """Which diamond is whose, above the rows."""
    parts = []
    for x, style, name in ((5, ZERO, "R1-Zero"), (46, ONE, "R1")):
        parts += [
            _diamond(frame, x, LEGEND / 2, style),
            frame.label(x, LEGEND / 2, name, style="name start", dx=11),
        ]
    return parts


def _diamond(frame: Frame, x: float, y: float, style: str) -> Markup:
    return frame.sign(x, y, SHAPE, f"diamond r-published {style}".rstrip())
