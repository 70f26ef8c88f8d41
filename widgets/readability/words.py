"""The finding: what is read in the two texts, in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from widgets.kit.words import count, decimal, listed, percent
from widgets.readability.controls import LANGUAGES
from widgets.readability.published import JUDGED

if TYPE_CHECKING:
    from widgets.readability.model import Side, View

__all__ = ["PREDICTED", "finding_of", "length_written"]

PREDICTED: Final = {"near": "about the same", "some": "about 60%", "few": "about 25%"}
"""The answers to the question, as a sentence has them."""

OFTEN: Final = 0.3
"""Share of repeated runs from which the finding speaks of them."""


def finding_of(view: View, predicted: str) -> str:
    """The picture in words, what became of the prediction first.

    Args:
        view: what is drawn.
        predicted: the reader's prediction; empty if there is none.
    """
    sentences = [_of_the_rule(view), *(_of(side, view.target) for side in view.sides)]
    return " ".join([*_verdict(view, predicted), *sentences])


def length_written(mean: float) -> str:
    """Words of a sentence on average, without decimals where they would be nought.

    Example:
        >>> length_written(119.0), length_written(6.25)
        ('119', '6.2')
    """
    return decimal(mean, 0 if mean.is_integer() else 1)


def _verdict(view: View, predicted: str) -> list[str]:
    """What became of the prediction."""
    if not predicted:
        return []
    if not view.judged:
        return [
            f"You predicted {PREDICTED[predicted]}; the published scores that tell are not shown"
            " now."
        ]
    alpaca = JUDGED[1]
    verdict = "and so it is" if predicted == "few" else "but it is far less"
    return [
        f"You predicted {PREDICTED[predicted]}, {verdict}: R1-Zero’s win rate in {alpaca.test} is"
        f" {alpaca.zero}%."
    ]


def _of_the_rule(view: View) -> str:
    """Who is right, and what the rule of chapter 3 pays."""
    left, right = view.sides
    if left.accuracy != right.accuracy:
        better, other = (left, right) if left.accuracy else (right, left)
        verdict = f"{_subject(better)} has the right answer, {_inside(other)} has not"
        if left.reward == right.reward:
            return f"{verdict}; {_each(left.reward)}."
        return f"{verdict}; the rule pays them {better.reward:.0f} and {other.reward:.0f} of 2."
    verdict = _both(view)
    if left.reward == right.reward:
        return f"{verdict}, and {_each(left.reward)}."
    better, other = (left, right) if left.format else (right, left)
    return (
        f"{verdict}; the rule pays {better.reward:.0f} and {other.reward:.0f} of 2, since"
        f" {_inside(other)} does not keep the format."
    )


def _both(view: View) -> str:
    """The verdict where it is the same for both."""
    left, right = view.sides
    if left.accuracy:
        return "Both illustrations are right" if view.paired else "Both answers are right"
    if left.stated is None and right.stated is None:
        return "Neither text has an answer that is read"
    return "Neither answer is right"


def _each(reward: float) -> str:
    return (
        "each earns the full rule reward, 2 of 2"
        if reward == 2
        else f"each earns {reward:.0f} of 2"
    )


def _subject(side: Side) -> str:
    return side.name if side.own else f"The {side.name} text"


def _inside(side: Side) -> str:
    """As it stands inside a sentence."""
    subject = _subject(side)
    return subject[0].lower() + subject[1:]


def _of(side: Side, target: str) -> str:
    """One text in a sentence."""
    found = side.found
    if not found.words:
        return f"{_subject(side)} has no words to measure."
    if not found.thought:
        return f"{_subject(side)} has no words in its thinking and {_ending(side)}."
    parts = [_language(side, target), _length(side)]
    if side.repetition >= OFTEN:
        parts.append(f"repeats {percent(side.repetition)} of its four-word runs")
    return f"{_subject(side)} {listed([*parts, _ending(side)])}."


def _ending(side: Side) -> str:
    """What follows the thinking."""
    found = side.found
    if found.after is None:
        return "has no tag where its thinking ends"
    if found.has_summary:
        return f"ends in a summary of {count(len(found.after), 'word')}"
    return "ends without a summary"


def _length(side: Side) -> str:
    lengths = side.found.sentences
    if len(lengths) == 1:
        return f"thinks in one sentence of {count(lengths[0], 'word')}"
    return f"has {length_written(side.sentence)} words a sentence"


def _language(side: Side, target: str) -> str:
    language, found = LANGUAGES[target], side.found
    if not found.foreign:
        return f"keeps to {language}"
    if len(found.foreign) == found.thought:
        return f"has no {language} in its thinking"
    changes = len(found.switches)
    times = {1: "once", 2: "twice"}.get(changes, f"{changes:,} times")
    return f"changes language {times} ({percent(side.language)} {language})"
