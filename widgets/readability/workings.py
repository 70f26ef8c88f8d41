"""How the numbers that open were computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from widgets.kit import formula as f
from widgets.kit.words import percent, signed
from widgets.kit.working import Working
from widgets.readability.controls import LANGUAGES
from widgets.readability.model import View
from widgets.readability.published import gap
from widgets.readability.words import length_written

__all__ = ["WORKINGS"]


def _reward(view: View, place: int) -> Working:
    side = view.sides[place - 1]
    return Working(
        title=f"The rule’s reward: {side.name}",
        left=f.sym("r"),
        letters=f.row(f.text("accuracy"), f.op("+"), f.text("format")),
        steps=(f.added(f.num(f"{side.accuracy:.0f}"), f.num(f"{side.format:.0f}")),),
        result=f"{side.reward:.0f}",
        function="grpo_core.rewards.rule.rule_reward",
        words="Accuracy compares the answer that is read with the right one; format, as it is"
        " checked here, looks at the four tags (the paper describes it for the think tags)."
        " Neither looks at how the text reads.",
        source="R1 v2 §2.2",
    )


def _language(view: View, place: int) -> Working | None:
    side = view.sides[place - 1]
    found = side.found
    if not found.thought:
        return None
    name = LANGUAGES[view.target]
    return Working(
        title=f"Language consistency: {side.name}",
        left=f.text("consistency"),
        letters=f.frac(f.text(f"{name} words of the thinking"), f.text("its words")),
        steps=(f.frac(f.given(found.thought - len(found.foreign)), f.given(found.thought)),),
        result=percent(side.language),
        function="grpo_core.rewards.language.language_consistency",
        words="The quotient that R1’s training rewards from its first RL stage on. What a word is,"
        " the papers do not say; here each Chinese character is one.",
        source="R1 v1 §2.3.2",
    )


def _sentences(view: View, place: int) -> Working | None:
    side = view.sides[place - 1]
    lengths = side.found.sentences
    if not lengths:
        return None
    return Working(
        title=f"Words a sentence: {side.name}",
        left=f.text("mean"),
        letters=f.frac(f.text("words of the thinking"), f.text("its sentences")),
        steps=(f.frac(f.given(sum(lengths)), f.given(len(lengths))),),
        result=length_written(side.sentence),
        function="widgets.readability.measures.mean_length",
        words=f"A full stop, question or exclamation mark, a line break or a tag ends a sentence."
        f" The longest here has {max(lengths):,} words.",
    )


def _repetition(view: View, place: int) -> Working | None:
    side = view.sides[place - 1]
    found = side.found
    if not found.runs:
        return None
    return Working(
        title=f"Repetition: {side.name}",
        left=f.text("repetition"),
        letters=f.frac(
            f.text("its runs that came before"), f.text("runs of 4 words in the thinking")
        ),
        steps=(f.frac(f.given(len(found.repeated)), f.given(found.runs)),),
        result=percent(side.repetition),
        function="widgets.readability.measures.repetition",
        words="Capitals do not count, nor do numbers and signs between the words.",
    )


def _gap(view: View, place: int) -> Working | None:
    if place > len(view.scores):
        return None
    score = view.scores[place - 1]
    return Working(
        title=f"R1’s lead in {score.test}",
        left=f.text("lead"),
        letters=f.row(f.text("R1"), f.op("−"), f.text("R1-Zero")),
        steps=(f.row(f.given(score.one), f.op("−"), f.given(score.zero)),),
        result=signed(gap(score.zero, score.one), 1),
        function="widgets.readability.published.gap",
        words="In percentage points. Version 1 has other scores for R1-Zero in places.",
        source="R1 v2 Table 3",
    )


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "reward": _reward,
    "language": _language,
    "sentences": _sentences,
    "repetition": _repetition,
    "gap": _gap,
}
"""By key."""
