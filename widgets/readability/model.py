"""What is read in two texts: whether their answers are right, and what can be counted in them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from grpo_core.rewards import extract_answer, rule_reward
from widgets.readability.controls import Controls
from widgets.readability.marked import SHOWN, Piece, lit_in, pieces_of
from widgets.readability.measures import Measured, mean_length, measure, repetition
from widgets.readability.published import ANSWERED, JUDGED, Score
from widgets.readability.traces import SIDES, YOURS, Trace, prompt_of
from widgets.readability.words import finding_of

__all__ = ["Side", "View", "compute", "thinking_of"]

MOST_STATED: Final = 60
"""Characters of a stated answer that are shown."""


class Side(NamedTuple):
    """One of the two texts, and what is read in it.

    Attributes:
        name: what it is called.
        text: all of it.
        own: whether the reader wrote it.
        found: what was counted in it.
        accuracy: 1 if the rule finds the right answer in it, else 0.
        format: 1 if the rule finds the format kept, else 0.
        stated: the answer that is read, as it is written; None if none is.
        language: share of the thinking's words that are in the language asked for.
        sentence: words of a sentence of the thinking on average.
        repetition: share of the thinking's four-word runs that stood in it before.
        pieces: the text as it is shown.
        hidden: characters that are not shown.
        gloss: the Chinese parts of the step shown, in English; empty where there are none.
    """

    name: str
    text: str
    own: bool
    found: Measured
    accuracy: float
    format: float
    stated: str | None
    language: float
    sentence: float
    repetition: float
    pieces: tuple[Piece, ...]
    hidden: int
    gloss: str

    @property
    def reward(self) -> float:
        """What the rule pays: accuracy plus format."""
        return self.accuracy + self.format


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        question: the question that both answer.
        gold: the right answer.
        golden: whether the reader gave it.
        asked: whether the question matters to what is shown.
        sides: the left text and the right one.
        target: the language asked for.
        lit: which measure's places are highlighted.
        pair: which step is shown on both sides, from 1; 0 for none.
        paired: whether the texts have steps that belong together.
        scores: the published scores that are shown.
        judged: whether those of instructions and preference are among them.
    """

    finding: str
    question: str
    gold: str
    golden: bool
    asked: bool
    sides: tuple[Side, Side]
    target: str
    lit: str
    pair: int
    paired: bool
    scores: tuple[Score, ...]
    judged: bool


def compute(controls: Controls) -> View:
    """Both texts, measured, and the finding.

    Args:
        controls: the reader's settings.

    Example:
        >>> view = compute(Controls())
        >>> [side.reward for side in view.sides], [side.found.has_summary for side in view.sides]
        ([2.0, 2.0], [False, True])
    """
    prompt = prompt_of(controls.prompt)
    mine = controls.source == "own"
    golden = mine and bool(controls.gold.strip())
    gold = controls.gold if golden else prompt.gold
    texts = (controls.left, controls.right) if mine else ("", "")
    paired = not any(text.strip() for text in texts)
    pair = int(controls.pair) if paired else 0
    sides = tuple(
        _side(place, own, trace, gold, controls.target, controls.lit, pair, paired)
        for place, (own, trace) in enumerate(zip(texts, prompt.traces, strict=True))
    )
    judged = controls.scores == "all"
    view = View(
        finding="",
        question=prompt.question,
        gold=gold,
        golden=golden,
        asked=not (golden and all(side.own for side in sides)),
        sides=(sides[0], sides[1]),
        target=controls.target,
        lit=controls.lit,
        pair=pair,
        paired=paired,
        scores=ANSWERED + JUDGED if judged else ANSWERED,
        judged=judged,
    )
    return view._replace(finding=finding_of(view, controls.predict))


def thinking_of(text: str) -> str:
    """A text up to where its thinking ends, or all of it if no tag says where.

    Example:
        >>> thinking_of("<think>17·23</think><answer>391</answer>")
        '<think>17·23'
    """
    head, tag, _ = text.rpartition("</think>")
    return head if tag else text


@lru_cache(maxsize=64)
def _side(
    place: int, own: str, trace: Trace, gold: str, target: str, lit: str, pair: int, paired: bool
) -> Side:
    """One side, remembered: most settings leave it as it was."""
    mine = bool(own.strip())
    text = own if mine else trace.text
    found = measure(text, target)
    rule = rule_reward(text, gold)
    stated = extract_answer(text)
    steps = tuple(_trimmed(text, *span) for span in trace.spans) if paired else ()
    return Side(
        name=YOURS[place] if mine else SIDES[place],
        text=text,
        own=mine,
        found=found,
        accuracy=rule.accuracy,
        format=rule.format,
        stated=_short(stated.text) if stated else None,
        # The core's `language_consistency` of the thinking, from what was counted already.
        language=1.0 - len(found.foreign) / found.thought if found.thought else 1.0,
        sentence=mean_length(found.sentences),
        repetition=repetition(len(found.repeated), found.runs),
        pieces=pieces_of(text, lit_in(text, found, lit), steps),
        hidden=max(len(text) - SHOWN, 0),
        gloss=trace.gloss[pair - 1] if pair else "",
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A step without the white space behind it, so that its outline has no tail."""
    return start, start + len(text[start:end].rstrip())


def _short(stated: str) -> str:
    return stated if len(stated) <= MOST_STATED else stated[: MOST_STATED - 1] + "…"
