"""The finding: what the thoughts are said in, what that costs, what a prediction was worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from widgets.alignment_tax.controls import LITTLE
from widgets.alignment_tax.thoughts import LANGUAGES, THOUGHTS
from widgets.alignment_tax.training import STEPS
from widgets.kit.words import count, listed, percent, plain

if TYPE_CHECKING:
    from widgets.alignment_tax.model import View

__all__ = ["finding_of", "points_lost"]

MOSTLY: Final = 0.6
"""Probability above which a thought is mostly in a language; below it in both, in either."""
SCARCE: Final = 0.02
"""Accuracy below which hardly any try is right."""
WEIGHT: Final = "λ\u00a0=\u00a0"
"""The weight's name, which no line may end with."""
MUCH: Final = 15
"""Points of accuracy from which on a price is much."""


def finding_of(view: View, said: str) -> str:
    """The picture in a few sentences.

    Args:
        view: what is shown.
        said: the answer to the prediction; empty if none was given.
    """
    sentences = (_languages(view), _right(view), _silent(view), _price(view), _verdict(view, said))
    return " ".join(filter(None, sentences))


def points_lost(view: View) -> int:
    """What the language reward cost by the end, in whole points of accuracy.

    Both shares are rounded as they are shown, so that the difference is that of what is read.
    """
    return _points(view.plain[-1]) - _points(view.accuracy[-1])


def _points(share: float) -> int:
    return round(100 * share)


def _languages(view: View) -> str:
    """Which thoughts are mostly in which language."""
    if not view.step:
        start = percent(view.settings.start)
        return f"Before training, a thought is in Chinese with probability {start}."
    weight = view.settings.weight
    paid = f"With {WEIGHT}{plain(weight)}" if weight else "Without a language reward"
    names: dict[str, list[str]] = {"Chinese": [], "English": [], "either": []}
    for thought, p in zip(THOUGHTS, view.chinese, strict=True):
        mostly = "Chinese" if p > MOSTLY else "English" if p < 1.0 - MOSTLY else "either"
        names[mostly].append(thought.name)
    used = {language: found for language, found in names.items() if found}
    if len(used) == 1:
        (language,) = used
        mostly = "in either language" if language == "either" else f"mostly in {language}"
        return f"{paid}, all five thoughts are {mostly}."
    told = [f"{listed(found)} {_in(language)}" for language, found in used.items()]
    return f"{paid}, the policy mixes: {', '.join(told)}."


def _in(language: str) -> str:
    return "in either" if language == "either" else f"mostly in {language}"


def _right(view: View) -> str:
    """How often a chain is right, and how much of it is in the target language."""
    target = LANGUAGES[view.settings.target].name
    now, before = percent(view.accuracy[view.step]), percent(view.accuracy[0])
    words = f"{percent(view.consistency[view.step])} of their words are {target}"
    came = ""
    if view.step:
        up = "up" if view.accuracy[view.step] > view.accuracy[0] else "down"
        came = ", as before training" if before == now else f", {up} from {before} before training"
    scarce = " Hardly any chain fits the budget." if view.accuracy[view.step] < SCARCE else ""
    return f"Of all chains {now} are right{came}; {words}.{scarce}"


def _silent(view: View) -> str:
    """A group without a difference, said loudly."""
    if view.step and not any(each.advantage for each in view.group):
        return f"All tries of step {view.step} were paid the same, so it taught nothing."
    return ""


def _price(view: View) -> str:
    """What it costs, beside the same run without a language reward."""
    if view.secret or view.step < STEPS or not view.settings.weight:
        return ""
    lost = points_lost(view)
    plainly = f"With {WEIGHT}0 and the same luck it would be {percent(view.plain[-1])}"
    if lost == 0:
        return f"{plainly}: the tax is less than a point."
    if lost < 0:
        return f"{plainly}: here there is no tax."
    return f"{plainly}: the tax is {count(lost, 'point')}."


def _verdict(view: View, said: str) -> str:
    """What became of a prediction."""
    if not said:
        return ""
    ranges = {
        "much": f"{MUCH} points or more",
        "some": f"{LITTLE} to {MUCH - 1} points",
        "little": f"fewer than {LITTLE} points",
    }
    if view.step < STEPS:
        return f"You predicted that it costs {ranges[said]}."
    lost = points_lost(view)
    found = "much" if lost >= MUCH else "some" if lost >= LITTLE else "little"
    cost = count(lost, "point") if lost > 0 else "nothing" if lost < 0 else "less than a point"
    link = "and" if found == said else "but"
    return f"You predicted that it costs {ranges[said]}, {link} it cost {cost}."
