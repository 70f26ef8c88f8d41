"""The picture: two texts side by side, what is measured in each, and the published scores."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import Frame, panel
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.working import named, opens
from widgets.readability.marked import Piece
from widgets.readability.model import Side, View
from widgets.readability.rows import FLOOR, Row, rows_of
from widgets.readability.traces import PROMPTS, STAGES
from widgets.readability.view_scores import scores_panel

__all__ = ["SLUG", "render", "table"]

SLUG: Final = "readability"
SHARE: Final = Linear(0, 1)
BAR: Final = 14
"""Height of a measure's bar, in CSS pixels."""


def render(view: View) -> Markup:
    """The picture: both texts, their measures, the published scores."""
    return join((_texts(view), _measures(view), scores_panel(view.judged)))


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
    columns = (
        "Measure or test",
        f"Left: {left.name}. Tests: R1-Zero",
        f"Right: {right.name}. Tests: R1",
    )
    return Table("Both texts in numbers, and the scores shown", columns, rules + measured + scores)


def _texts(view: View) -> Markup:
    """The questions and steps as buttons, and both texts."""
    gold = (tag("b", "Right answer, yours: " if view.golden else "Right answer: "), view.gold)
    asked = (tag("b", "Question: "), view.question, " ") if view.asked else ()
    parts = [_questions(view.question)] if view.asked else []
    parts.append(tag("p", *asked, *gold, class_="rdb-question"))
    parts.append(tag("div", *(_text(place, view) for place in range(2)), class_="rdb-texts"))
    if view.paired:
        parts.append(_steps(view.pair))
        gloss = view.sides[0].gloss
        if gloss:
            parts.append(tag("p", tag("b", "The Chinese in English: "), gloss, class_="rdb-gloss"))
    else:
        said = "Steps are matched between our two illustrations only."
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
        whose = f"{ours[0]}: an illustration of ours"
    else:
        whose = "illustrations of ours; no such pair is published" if ours else "both are yours"
    return f"{whose}. Tags and Markdown stand as they are measured."


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
            " of 2",
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
def _questions(question: str) -> Markup:
    """The four questions as buttons, by what kind of question each is."""
    picks = (
        pick(
            prompt.name,
            name=f"Question: {prompt.name}",
            key=f"{SLUG}-prompt-{prompt.key}",
            sets=f"prompt:{prompt.key}",
            pressed=prompt.question == question,
            entry=prompt.question == question,
        )
        for prompt in PROMPTS
    )
    return toolbar("Questions", *picks, style="rdb-questions")


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
    said = tag("p", "Show a step in both, its Chinese in English:", class_="rdb-lead")
    row = toolbar("Steps that both texts take", *picks, style="rdb-steps")
    return tag("div", said, row, class_="rdb-line")


def _measures(view: View) -> Markup:
    """A row a measure: bars that start in the middle, then plain numbers."""
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
        note=f"bars end at 100%, or at the larger count (at least {FLOOR}); press a name to"
        " highlight what it counts",
    )


@lru_cache(maxsize=128)
def _row(row: Row, lit: bool, left: str, right: str) -> Markup:
    """One measure."""
    name = tag(
        "div",
        pick(
            row.name,
            name=f"{row.name}: highlight it in both texts",
            key=f"{SLUG}-lit-{row.key}",
            sets=f"lit:{'none' if lit else row.key}",
            pressed=lit,
            entry=row.key == "language",
            style="rdb-name",
        ),
        tag("span", row.what, class_="rdb-what"),
        class_="rdb-measure",
    )
    numbers = [
        tag("div", _number(row, place, side), class_="rdb-number")
        for place, side in enumerate((left, right))
    ]
    if row.shares is None:
        return tag("div", numbers[0], name, numbers[1], class_="rdb-plain")
    bars = [_bar(share, place) for place, share in enumerate(row.shares)]
    return tag("div", numbers[0], bars[0], name, bars[1], numbers[1], class_="rdb-row")


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
