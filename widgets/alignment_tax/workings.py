"""How the numbers of the chain and of the policy were computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import fsum, sqrt
from typing import Final

from widgets.alignment_tax.exact import CHOICES, TOKENS, UP_TO
from widgets.alignment_tax.model import View
from widgets.alignment_tax.thoughts import CHINESE, KINDS, LANGUAGES, PAUSES, THOUGHTS, words_of
from widgets.alignment_tax.thoughts import tokens_of as sentence_of
from widgets.kit import formula as f
from widgets.kit.markup import Markup
from widgets.kit.words import count, decimal, percent, signed
from widgets.kit.working import Working

__all__ = ["WORKINGS"]

SHOWN: Final = 4
"""Terms of a long sum that are written out: the largest."""
LARGE: Final = 30.0
"""Exponents beyond which e to their power is no number to read."""
EXACT: Final = "widgets.alignment_tax.exact"


def _consistency(view: View, _: int) -> Working:
    """Words of the target language over all words."""
    each = view.read
    target = LANGUAGES[view.settings.target].name
    words = [0, 0]
    for place, line in enumerate(view.lines):
        tokens = sentence_of(place, each.languages[place])[: line.tokens]
        for token in tokens:
            for language, number in enumerate(words_of(token)):
                words[language] += number
    total = sum(words)
    own = words[view.settings.target]
    return Working(
        title=f"Language consistency of try {view.shown + 1}",
        left=f.sym("c"),
        letters=f.frac(
            f.row(f.text("Num"), f.fenced(f.text(f"{target} words"))),
            f.row(f.text("Num"), f.fenced(f.text("words"))),
        ),
        steps=(f.frac(f.num(str(own)), f.num(str(total))),) if total else (),
        result=percent(each.consistency),
        function="grpo_core.rewards.language.language_consistency",
        words="Each Chinese character is one word; numbers, signs, pauses and the single letter “a”"
        " are none."
        if total
        else "A text without a word is in no wrong language: 100%.",
        source="R1 v1 §2.3.2",
    )


def _reward(view: View, _: int) -> Working:
    """Accuracy plus λ times consistency."""
    each, weight = view.read, view.settings.weight
    c = f.value(each.consistency, 5)
    return Working(
        title=f"Reward of try {view.shown + 1}",
        left=f.sym("r"),
        letters=f.row(f.text("accuracy"), f.op("+"), f.sym("λ"), f.op("×"), f.sym("c")),
        steps=(f.row(f.num(f"{each.right:d}"), f.op("+"), f.given(weight), f.op("×"), c),),
        result=decimal(each.reward),
        function="widgets.alignment_tax.training.reward_of",
        words="1 for a right answer, and the language consistency c at the weight λ.",
        source="R1 v1 §2.3.2",
    )


def _advantage(view: View, _: int) -> Working:
    """The reward against those of the group."""
    each = view.read
    rewards = [one.reward for one in view.group]
    mean = fsum(rewards) / len(rewards)
    std = sqrt(fsum((r - mean) ** 2 for r in rewards) / len(rewards))
    silent = not any(one.advantage for one in view.group)
    step = f.frac(
        f.row(f.value(each.reward, 7), f.op("−"), f.value(mean, 7)), f.value(std or 1.0, 6)
    )
    mean_of = f.row(f.text("mean"), f.fenced(f.sym("r")))
    return Working(
        title=f"Advantage of try {view.shown + 1}",
        left=f.sym("A"),
        letters=f.frac(
            f.row(f.sym("r"), f.op("−"), mean_of), f.row(f.text("std"), f.fenced(f.sym("r")))
        ),
        steps=() if silent else (step,),
        result=signed(each.advantage),
        function="grpo_core.advantage.group_relative",
        words="All tries were paid the same, so there is nothing to compare: exactly zero."
        if silent
        else f"The mean and the standard deviation are those of the {len(rewards)} tries.",
        source="R1 v1 eq. 3",
    )


def _fit(view: View, _: int) -> Working:
    """Ways for five pauses to leave room, out of all."""
    tokens, budget = TOKENS[view.read.choice], view.settings.budget
    left = budget - tokens
    row = UP_TO[KINDS]
    ways = row[min(left, len(row) - 1)] if left >= 0 else 0
    return Working(
        title=f"Chains of {tokens} tokens and five pauses, in a budget of {budget}",
        left=f.text("P(fits)"),
        letters=f.frac(
            f.text("ways to pause no longer than what is left"),
            f.power(f.num(str(PAUSES)), f.num(str(KINDS))),
        ),
        steps=(f.frac(f.num(f"{ways:,}"), f.num(f"{row[-1]:,}")),),
        result=percent(view.tables.fits[view.read.choice]),
        function=f"{EXACT}.fit",
        words=f"Each pause is 0 to {PAUSES - 1} tokens, all equally likely; {max(left, 0)} are left"
        " for the five. Counted, not sampled.",
    )


def _accuracy(view: View, _: int) -> Working:
    return _mean(
        view,
        view.tables.accuracy,
        title=f"Accuracy {_when(view)}",
        left=f.text("accuracy"),
        factor="right",
        result=percent(view.accuracy[view.step]),
        words="Each choice of languages by its probability, times how often such a chain fits and"
        " does not slip.",
    )


def _average(view: View, _: int) -> Working:
    return _mean(
        view,
        view.tables.consistency,
        title=f"Mean language consistency {_when(view)}",
        left=f.text("consistency"),
        factor="c",
        result=percent(view.consistency[view.step]),
        words="Each choice of languages by its probability, times the mean consistency of such"
        " chains as far as the budget lets them be written.",
    )


def _mean(
    view: View,
    values: Sequence[float],
    *,
    title: str,
    left: Markup,
    factor: str,
    result: str,
    words: str,
) -> Working:
    """A sum over the 32 choices, the largest terms first."""
    terms = []
    for choice, value in zip(CHOICES, values, strict=True):
        p = 1.0
        for language, chinese in zip(choice, view.chinese, strict=True):
            p *= chinese if language else 1.0 - chinese
        signs = "".join(LANGUAGES[language].sign for language in choice)
        terms.append((p * value, p, value, signs))
    terms.sort(key=lambda term: -term[0])
    parts = [
        f.under(f.row(f.value(p, 5), f.op("×"), f.value(value, 5)), signs)
        for _, p, value, signs in terms[:SHOWN]
    ]
    rest = fsum(term[0] for term in terms[SHOWN:])
    parts.append(f.under(f.value(rest, 5), count(len(terms) - SHOWN, "further term")))
    return Working(
        title=title,
        left=left,
        letters=f.total(
            "a",
            f.sym("π"),
            f.fenced(f.sym("a")),
            f.op("×"),
            f.text(factor) if len(factor) > 1 else f.sym(factor),
            f.fenced(f.sym("a")),
        ),
        steps=(f.added(*parts),),
        result=result,
        function=f"{EXACT}.expected",
        words=f"{words} E: English, 中: Chinese, from the first thought to the last.",
    )


def _share(view: View, place: int) -> Working:
    """A softmax over two logits."""
    target = view.settings.target
    pair = view.run.logits[view.step][place - 1]
    top = max(pair) if max(map(abs, pair)) > LARGE else 0.0
    own, other = pair[target], pair[1 - target]

    def weight(logit: float) -> Markup:
        return f.power(f.sym("e"), f.num(decimal(logit - top, 4)))

    def letter(sign: str) -> Markup:
        return f.power(f.sym("e"), f.sym("z", sign))

    signs = LANGUAGES[target].key, LANGUAGES[1 - target].key
    chinese = view.chinese[place - 1]
    share = chinese if target == CHINESE else 1.0 - chinese
    name = THOUGHTS[place - 1].name
    return Working(
        title=f"Probability of {LANGUAGES[target].name} for {name} {_when(view)}",
        left=f.row(f.sym("π"), f.fenced(f.text(signs[0]))),
        letters=f.frac(letter(signs[0]), f.row(letter(signs[0]), f.op("+"), letter(signs[1]))),
        steps=(f.frac(weight(own), f.added(weight(own), weight(other))),),
        result=percent(share),
        function="grpo_core.policy.softmax",
        words="The exponents are the two logits of this thought"
        + (", the greater subtracted first." if top else "."),
    )


def _when(view: View) -> str:
    return f"after {count(view.step, 'step')}" if view.step else "before training"


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "consistency": _consistency,
    "reward": _reward,
    "advantage": _advantage,
    "fit": _fit,
    "accuracy": _accuracy,
    "average": _average,
    "share": _share,
}
"""By key."""
