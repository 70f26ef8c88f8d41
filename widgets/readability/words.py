"""The finding: what is read in the two texts, in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from widgets.kit.words import count, decimal, listed, percent, signed
from widgets.readability.controls import LANGUAGES
from widgets.readability.published import ANSWERED, JUDGED, gap

if TYPE_CHECKING:
    from widgets.readability.model import Side, View

__all__ = ["PREDICTED", "finding_of"]

PREDICTED: Final = {"near": "about the same", "some": "about 60%", "few": "about 25%"}
"""The answers to the question, as a sentence has them."""

_WHO: Final = {
    (True, True): "Both of our illustrations",
    (True, False): "Both answers",
    (False, True): "Neither of our illustrations",
    (False, False): "Neither answer",
}
"""By whether both are right, or none, and by whether both are ours."""

OFTEN: Final = 0.05
"""Share of repeated runs from which the finding speaks of them."""


def finding_of(view: View, predicted: str) -> str:
    """The picture in words.

    Args:
        view: what is drawn.
        predicted: the reader's prediction; empty if there is none.
    """
    sentences = [_of_the_rule(view), *(_of(side, view.target) for side in view.sides)]
    return " ".join([*sentences, *_of_the_scores(view, predicted)])


def _of_the_rule(view: View) -> str:
    """Who is right, and what the rule of chapter 3 pays."""
    left, right = view.sides
    paid = [f"{side.reward:.0f}" for side in view.sides]
    if left.accuracy == right.accuracy:
        pays = f"each {paid[0]}" if paid[0] == paid[1] else f"them {paid[0]} and {paid[1]}"
        are = "are" if left.accuracy else "is"
        who = _WHO[bool(left.accuracy), view.paired]
        return f"{who} {are} right, and the rule pays {pays} of 2."
    better, other = (left, right) if left.accuracy else (right, left)
    subject = _subject(other)
    return (
        f"{_subject(better)} has the right answer, {subject[0].lower()}{subject[1:]} has not; the"
        f" rule pays them {better.reward:.0f} and {other.reward:.0f} of 2."
    )


def _subject(side: Side) -> str:
    return side.name if side.own else f"The {side.name} text"


def _of(side: Side, target: str) -> str:
    """One text in a sentence."""
    found = side.found
    if not found.words:
        return f"{_subject(side)} has no words to measure."
    parts = [_length(side), _language(side, target)]
    if side.repetition >= OFTEN:
        parts.append(
            f"repeats itself ({percent(side.repetition)} of its four-word runs came before)"
        )
    if found.after is None:
        parts.append("has no tag where its thinking ends")
    elif found.has_summary:
        parts.append(f"ends in a summary of {count(len(found.after), 'word')}")
    else:
        parts.append("ends without a summary")
    return f"{_subject(side)} {listed(parts)}."


def _length(side: Side) -> str:
    lengths = side.found.sentences
    if len(lengths) == 1:
        return f"is a single sentence of {count(lengths[0], 'word')}"
    return f"has {decimal(side.sentence, 1)} words a sentence"


def _language(side: Side, target: str) -> str:
    language, found = LANGUAGES[target], side.found
    if not found.thought:
        return "has no words in its thinking"
    if not found.foreign:
        return f"keeps to {language}"
    if len(found.foreign) == found.thought:
        return f"has no {language} in its thinking"
    times = count(len(found.switches), "time")
    return f"changes language {times} ({percent(side.language)} of its thinking is {language})"


def _of_the_scores(view: View, predicted: str) -> list[str]:
    """What the published scores say, and what became of the prediction."""
    if not view.judged:
        if not predicted:
            return []
        return [f"You predicted {PREDICTED[predicted]}; show all published scores to see."]
    answered, judged = ([gap(s.zero, s.one) for s in each] for each in (ANSWERED, JUDGED))
    said = (
        f"Published, R1 minus R1-Zero: {signed(min(answered), 1)} to {signed(max(answered), 1)}"
        f" points where an answer is right or wrong, {signed(min(judged), 1)} to"
        f" {signed(max(judged), 1)} for instructions and preference."
    )
    if not predicted:
        return [said]
    alpaca = JUDGED[1]
    verdict = "so it is" if predicted == "few" else "but it is far less"
    told = (
        f"You predicted {PREDICTED[predicted]}, {verdict}: R1-Zero’s win rate in {alpaca.test} is"
        f" {alpaca.zero}%."
    )
    return [said, told]
