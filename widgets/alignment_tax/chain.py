"""The chain of thought in the picture: its five thoughts, tokens and budget, its group."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.alignment_tax.model import Line, View
from widgets.alignment_tax.thoughts import KINDS, LANGUAGES, LENGTHS, PROBLEM, THOUGHTS
from widgets.alignment_tax.training import Try
from widgets.kit.markup import Markup, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import GRID, Frame, panel, path
from widgets.kit.scales import Linear
from widgets.kit.words import decimal, percent, plain, signed
from widgets.kit.working import opens

__all__ = ["chain"]

SLUG: Final = "alignment-tax"
ROOM: Final = 150
"""Tokens that the bar has room for: no chain and no budget is longer."""
BAR: Final = 30
"""Height of the bar, in CSS pixels."""
LOOKS: Final = ("tax-en", "tax-zh")
"""The style of each language."""


def chain(view: View) -> Markup:
    """One try of the group: what it says, how long it is, what it was paid."""
    each = view.read
    sign, role = ("✓", "right") if each.right else ("✗", "wrong")
    when = f"Step {view.step}" if view.step else "Before training"
    rows = [_row(place, line, view.translated) for place, line in enumerate(view.lines)]
    return panel(
        f"{when}, try {view.shown + 1} of {len(view.group)}",
        tag("p", PROBLEM, class_="tax-problem"),
        tag("div", _heads(), *rows, class_="tax-chain"),
        _bar(view),
        _key(view),
        tag(
            "p",
            tag("b", f"{sign} {_outcome(view, each)}", class_=f"r-{role}"),
            *_numbers(view, each),
            class_="tax-paid",
        ),
        _tries(view),
        size="full tax-trace",
    )


@lru_cache(maxsize=1)
def _heads() -> Markup:
    """What stands in the columns."""
    return tag(
        "div",
        tag("span", "Thought"),
        tag("span", "Text"),
        tag("span", "Tokens: pause + text (in the other language)"),
        class_="tax-row tax-heads",
    )


@lru_cache(maxsize=64)
def _row(place: int, line: Line, translated: bool) -> Markup:
    """A thought: its name, what was written of it, and its tokens."""
    language = LANGUAGES[line.language]
    text = [
        tag("span", line.sentence, lang=language.tag) if line.sentence else None,
        tag("s", line.lost, lang=language.tag) if line.lost else None,
    ]
    gloss = tag("span", line.gloss, class_="tax-gloss") if line.gloss and translated else None
    slipped = line.slipped and not line.lost
    slip = tag("b", "✗ slips", class_="r-wrong tax-slip") if slipped else None
    length, other = LENGTHS[place][line.language], LENGTHS[place][1 - line.language]
    return tag(
        "div",
        tag(
            "span",
            tag("i", class_=f"tax-swatch {LOOKS[line.language]}"),
            f"{place + 1} {THOUGHTS[place].name}",
        ),
        tag("div", tag("span", *text, slip), gloss, class_="tax-text"),
        tag("span", f"{line.pause} + {length} ({other})", class_="tax-count"),
        class_="tax-row tax-cut" if line.lost and not line.sentence else "tax-row",
    )


def _bar(view: View) -> Markup:
    """The chain's tokens, end to end, and the budget."""
    frame = Frame(Linear(0, ROOM), Linear(0, 1), height=BAR)
    budget = view.settings.budget
    parts, at = [], 0
    for place, line in enumerate(view.lines):
        begin = at + line.pause
        end = begin + LENGTHS[place][line.language]
        at = end
        style = f"tax-part {LOOKS[line.language]}"
        if begin < budget:
            parts.append(frame.bar((begin, min(end, budget)), (0, 1), "toy", style))
        if end > budget:
            parts.append(frame.bar((max(begin, budget), end), (0, 1), "toy", "tax-over"))
        middle = (begin + end) / 2
        on = LOOKS[line.language] if middle < budget else "tax-en"
        parts.append(frame.label(middle, 0.5, str(place + 1), style=f"middle tax-digit {on}", dy=5))
    return tag(
        "div",
        frame.svg(
            f"{view.read.tokens} tokens against a budget of {budget}",
            frame.segment((0, 0.5), (at, 0.5), "neutral", "tax-pauses"),
            *parts,
            frame.segment((budget, -0.25), (budget, 1.25), "toy", "tax-budget"),
            frame.label(budget, "0%", f"budget {budget}", style="middle", dy=-13),
            frame.x_axis("tokens", ticks=(0, 50, 100, 150)),
        ),
        class_="tax-bar",
    )


def _key(view: View) -> Markup:
    """What the marks of the bar are; blocks and rows bear the same numbers."""
    keys = [
        (f"tax-swatch {LOOKS[1]}", "Chinese"),
        (f"tax-swatch {LOOKS[0]}", "English"),
        ("tax-key tax-key-pause", "pause"),
    ]
    if view.read.tokens > view.settings.budget:
        keys.append(("tax-swatch tax-beyond", "beyond the budget"))
    parts = [tag("span", tag("i", class_=look), said, class_="tax-item") for look, said in keys]
    return tag("p", *parts, class_="tax-legend tax-keys")


def _outcome(view: View, each: Try) -> str:
    """Right, or why not."""
    if each.tokens > view.settings.budget:
        return "cut off, so wrong."
    return f"wrong: {THOUGHTS[each.slip - 1].name} slips." if each.slip else "right."


def _numbers(view: View, each: Try) -> list[Markup | str]:
    """What the try was paid, and what became of that in its group."""
    target = LANGUAGES[view.settings.target].name
    paid = f"{each.right:d} + {plain(view.settings.weight)} × {decimal(each.consistency)}"
    return [
        f" {each.tokens} tokens, budget {view.settings.budget}. Consistency, the share of {target}"
        " words: ",
        _number("consistency", percent(each.consistency), "Language consistency of this try", "."),
        f" Reward {paid} = ",
        _number("reward", decimal(each.reward), "Reward of this try", ";"),
        " advantage ",
        _number("advantage", signed(each.advantage), "Advantage of this try", "."),
        " With this choice of languages, ",
        _number("fit", percent(view.tables.fits[each.choice]), "Probability to fit", ""),
        " of chains stay within the budget.",
    ]


def _number(key: str, written: str, said: str, stop: str) -> Markup:
    """A number that opens, with the stop that follows it on the same line."""
    return tag("span", opens(SLUG, key, written, said), stop, class_="tax-number")


def _tries(view: View) -> Markup:
    """The group, try by try: right or wrong, and the languages of its thoughts."""
    picks = [
        pick(
            tag("b", "✓" if each.right else "✗", class_=f"r-{'right' if each.right else 'wrong'}"),
            _languages(each.languages),
            name=_named(number, each),
            key=f"{SLUG}-try-{number}",
            sets=f"shown:{number}",
            pressed=number == view.shown + 1,
            entry=number == view.shown + 1,
            style="tax-try",
        )
        for number, each in enumerate(view.group, start=1)
    ]
    right = sum(each.right for each in view.group)
    cut = sum(each.tokens > view.settings.budget for each in view.group)
    told = (
        f"The group: {right} of {len(view.group)} tries right, {cut} cut off,"
        f" {len(view.group) - right - cut} slipped. Below each sign its five thoughts."
    )
    return tag(
        "div",
        tag("p", told, class_="tax-legend"),
        toolbar("The tries of the group", *picks, style="tax-tries"),
    )


def _named(number: int, each: Try) -> str:
    signs = ", ".join(LANGUAGES[language].name for language in each.languages)
    return f"Try {number}, {'right' if each.right else 'wrong'}: {signs}"


@lru_cache(maxsize=32)
def _languages(languages: tuple[int, ...]) -> Markup:
    """The languages of five thoughts as five small squares, from the first on."""
    squares = [
        path(
            "".join(
                f"M{(place + 0.1) * GRID // KINDS:g} 0h320v{GRID}h-320z"
                for place, each in enumerate(languages)
                if each == language
            ),
            f"bar tax-part {style}",
        )
        for language, style in enumerate(LOOKS)
    ]
    return tag(
        "svg",
        *squares,
        viewBox=f"0 0 {GRID} {GRID}",
        preserveAspectRatio="none",
        width="30",
        height="7",
        aria_hidden="true",
    )
