"""The finding: what the thoughts are said in, the tax, what a prediction was worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from widgets.alignment_tax.controls import LITTLE, LOOSE
from widgets.alignment_tax.tax import FULL, tax_of
from widgets.alignment_tax.thoughts import ENGLISH, LANGUAGES, THOUGHTS
from widgets.alignment_tax.training import STEPS
from widgets.kit.words import count, listed, percent, plain

if TYPE_CHECKING:
    from widgets.alignment_tax.model import View

__all__ = ["finding_of"]

MOSTLY: Final = 0.6
"""Probability above which a thought is mostly in a language; below it in both, in either."""
SCARCE: Final = 0.02
"""Accuracy below which hardly any try is right."""
WEIGHT: Final = "λ\u00a0=\u00a0"
"""The weight's name, which no line may end with."""
MUCH: Final = 15
"""Points of accuracy from which on a tax is much."""


def finding_of(view: View, said: str) -> str:
    """The picture in a few sentences.

    Args:
        view: what is shown.
        said: the answer to the prediction; empty if none was given.
    """
    sentences = (_languages(view), _right(view), _silent(view), _tax(view), _verdict(view, said))
    return " ".join(filter(None, sentences))


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
    share = percent(view.consistency[view.step])
    words = f"on average {share} of a chain’s words are {target}"
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


def _tax(view: View) -> str:
    """Points of accuracy lost against λ = 0; for λ = 0 itself, what the paper's λ would lose."""
    tax = tax_of(view)
    if tax is None:
        return ""
    if tax.mean:
        target = LANGUAGES[view.settings.target].name
        cost = "nothing" if tax.points < 0 else _told(tax.points)
        of_what = " of accuracy" if tax.points > 0 else ""
        told = f"With {WEIGHT}{plain(FULL)}, {target} costs {cost}{of_what} on average"
        return f"{told}: {'the tax' if tax.points > 0 else 'hardly a tax'}."
    before = f"With {WEIGHT}0 and the same luck {percent(tax.free[1])} would be right"
    so_far = " so far" if view.step < STEPS else ""
    if tax.points < 0:
        return f"{before}: no tax{so_far}."
    return f"{before}: the tax{so_far} is {_told(tax.points)}."


def _told(points: int) -> str:
    return count(points, "point") if points else "less than a point"


def _verdict(view: View, said: str) -> str:
    """What became of a prediction, as long as what it asked about is what is shown."""
    if not said:
        return ""
    ranges = {
        "much": f"{MUCH} points or more",
        "some": f"{LITTLE} to {MUCH - 1} points",
        "little": f"fewer than {LITTLE} points",
    }
    settings = view.settings
    asked = (FULL, LOOSE, ENGLISH)
    tax = tax_of(view)
    if (settings.weight, settings.budget, settings.target) != asked:
        return (
            f"You predicted {ranges[said]} for English with {WEIGHT}{plain(FULL)} and {LOOSE}"
            " tokens; these are other settings."
        )
    if view.step < STEPS or tax is None:
        return f"You predicted that it costs {ranges[said]}."
    lost = tax.points
    found = "much" if lost >= MUCH else "some" if lost >= LITTLE else "little"
    cost = count(lost, "point") if lost > 0 else "nothing" if lost < 0 else "less than one"
    return f"You predicted {ranges[said]}: {'right' if found == said else 'no'}, it costs {cost}."
