"""Tokens in the picture: the text that is copied, the tries of a group, one of them in words."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.imitate_or_explore.model import View
from widgets.imitate_or_explore.traces import ANSWER, NAMES, PROMPT, TRACES, Word, written
from widgets.imitate_or_explore.training import Try
from widgets.kit.markup import Markup, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import Frame, panel
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.words import count, decimal, signed
from widgets.kit.working import named, opens

__all__ = ["demonstration", "group"]

SLUG: Final = "imitate-or-explore"
LOSS: Final = 64
"""Height of a token's loss, in CSS pixels."""


def demonstration(view: View) -> Markup:
    """The text that is copied, token by token, with the loss of each token that had a rival."""
    most = max(1.0, *view.start_losses)
    words = written(TRACES[view.demonstration])
    place, tokens = 0, []
    for word, loss, start in zip(words, view.losses, view.start_losses, strict=True):
        place += start > 0.0
        tokens.append(_target(word.text, loss, start, most, place) if start else _given(word.text))
    return panel(
        "The demonstration, token by token",
        tag(
            "p",
            "Loss now ",
            opens(SLUG, "total", decimal(sum(view.losses)), "Loss of the whole demonstration"),
            f", before training {decimal(sum(view.start_losses))}",
            class_="ie-note",
        ),
        tag("div", tag("span", PROMPT, class_="ie-prompt"), *tokens, class_="ie-tokens"),
        tag(
            "p",
            "Bar: the copier’s loss on the token. Dashed: before training. Pale: no other token can"
            " follow here, so its loss is 0 and nothing is learned.",
            class_="ie-legend",
        ),
        note=NAMES[view.demonstration],
    )


def _target(text: str, loss: float, start: float, most: float, place: int) -> Markup:
    """A token with rivals: its loss as a bar above it, at the start as a dashed one."""
    frame = Frame(Linear(0, 1), Linear(0, most), height=LOSS)
    bars = (
        frame.bar((0, 1), (0, loss), "toy"),
        frame.bar((0, 1), (0, start), "reference", "ie-start"),
    )
    return tag(
        "span",
        tag(
            "span",
            f"{decimal(start)} → " if loss != start else None,
            opens(SLUG, named("loss", place), decimal(loss), f"Loss of “{text}”"),
            class_="ie-loss",
        ),
        tag("svg", *bars, width="100%", height=str(LOSS), aria_hidden="true"),
        tag("span", text, class_="ie-word"),
        class_="ie-token ie-lit",
    )


@lru_cache(maxsize=128)
def _given(text: str) -> Markup:
    """A token that had no rival."""
    return tag("span", text, class_="ie-token")


def group(view: View) -> Markup:
    """The tries of the step by method, what their rewards made of them, and one in words."""
    if not view.group:
        empty = tag("p", "No group yet. Step on, or press play.", class_="empty")
        return panel("The group", empty)
    tried = {each.trace for each in view.group}
    rows = [_tries(view, method) for method in range(len(NAMES)) if method in tried]
    right = sum(each.right for each in view.group)
    return panel(
        f"The group of step {view.step}",
        tag("p", *_advantages(view.group), class_="ie-told"),
        toolbar("The tries of the group", *rows, style="ie-tries"),
        _shown(view),
        note=f"{right} of {count(len(view.group), 'try', 'tries')} right",
    )


def _advantages(tries: tuple[Try, ...]) -> list[Markup]:
    """The advantage of right tries and that of wrong ones, where there are any."""
    found = {each.right: each.advantage for each in tries}
    parts: list[Markup] = [tag("span", "Advantage")]
    kinds: tuple[tuple[bool, Role, str, str], ...] = (
        (True, "right", "✓", "right"),
        (False, "wrong", "✗", "wrong"),
    )
    for place, (good, role, sign, word) in enumerate(kinds, start=1):
        if good in found:
            parts.append(
                tag(
                    "span",
                    tag("b", sign, class_=f"r-{role}"),
                    " ",
                    opens(
                        SLUG,
                        named("advantage", place),
                        signed(found[good]),
                        f"Advantage of {word} tries",
                    ),
                )
            )
    return parts


def _tries(view: View, method: int) -> Markup:
    """The tries that went one way, as buttons in the order in which they were sampled."""
    picks = [
        _try(number, each.right, each.advantage, method, number == view.shown)
        for number, each in enumerate(view.group)
        if each.trace == method
    ]
    return tag("div", tag("span", NAMES[method]), tag("div", *picks), class_="ie-went")


@lru_cache(maxsize=64)
def _try(number: int, right: bool, advantage: float, method: int, chosen: bool) -> Markup:
    role, sign, word = ("right", "✓", "right") if right else ("wrong", "✗", "wrong")
    return pick(
        sign,
        name=f"Try {number + 1}: {NAMES[method]}, {word}, advantage {signed(advantage)}",
        key=f"{SLUG}-try-{number + 1}",
        sets=f"shown:{number + 1}",
        pressed=chosen,
        entry=chosen,
        style=f"r-{role}",
    )


def _shown(view: View) -> Markup:
    """One try in words, a slip and what came of it in the colour of what is wrong."""
    each = view.group[view.shown]
    sums = len(TRACES[each.trace].steps)
    if not each.right:
        told = f"Wrong: not {ANSWER}. Sum {each.slip} of {sums} slipped."
    elif sums == 1:
        told = f"Right: {ANSWER}. Its only sum did not slip."
    else:
        told = f"Right: {ANSWER}. None of its {sums} sums slipped."
    return tag(
        "div",
        tag("p", tag("b", f"Try {view.shown + 1} "), told),
        tag(
            "p",
            tag("span", PROMPT, class_="ie-prompt"),
            *[
                part
                for space, word in zip(_spaced(view.words), view.words, strict=True)
                for part in (space, _word(word))
            ],
            class_="ie-text",
        ),
        class_="ie-shown",
    )


def _spaced(words: tuple[Word, ...]) -> list[str]:
    """What stands before each token: a space, or nothing inside an opened bracket."""
    return [" ", *("" if word.text.endswith("(") else " " for word in words[:-1])]


def _word(word: Word) -> Markup:
    """A token of a try."""
    if word.slipped:
        return tag("mark", word.text, class_="ie-slip r-wrong")
    return tag("span", word.text, class_="ie-wrong r-wrong" if word.wrong else None)
