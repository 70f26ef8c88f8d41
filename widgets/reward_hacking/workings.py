"""How the numbers of the two rewards were computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import fsum, sqrt
from typing import Final

from widgets.kit import formula as f
from widgets.kit.markup import Markup
from widgets.kit.words import count, decimal, percent, signed
from widgets.kit.working import Working
from widgets.reward_hacking.model import View
from widgets.reward_hacking.prm import FEATURES
from widgets.reward_hacking.run import expected

__all__ = ["WORKINGS"]

SHOWN: Final = 4
"""Terms of a long sum that are written out: the largest."""

LARGE: Final = 30.0
"""Exponents beyond which e to their power is no number to read."""


def _line(view: View, place: int) -> Working | None:
    """The sigmoid of a sum of counts times weights."""
    steps = [line for line in view.lines if line.score is not None]
    if place > len(steps):
        return None
    line, model = steps[place - 1], view.model
    terms = [
        (weight * x, f.row(f.given(weight), f.op("×"), f.given(x)), feature.label)
        for feature, weight, x in zip(FEATURES, model.weights, line.features, strict=True)
        if x
    ]
    terms.sort(key=lambda term: -abs(term[0]))
    parts = [f.given(model.bias)]
    for _, product, label in terms[:SHOWN]:
        parts += [f.op("+"), f.under(product, label)]
    rest = terms[SHOWN:]
    if rest:
        further = count(len(rest), "further term")
        parts += [f.op("+"), f.under(f.value(fsum(term[0] for term in rest), 4), further)]
    score = line.score or 0.0
    return Working(
        title=f"Score of step {place}",
        left=f.sym("s"),
        letters=f.frac(
            f.num("1"),
            f.row(
                f.num("1"),
                f.op("+"),
                f.power(
                    f.sym("e"),
                    f.row(
                        f.op("−"),
                        f.fenced(
                            f.sym("b"), f.op("+"), f.total("k", f.sym("w", "k"), f.sym("x", "k"))
                        ),
                    ),
                ),
            ),
        ),
        steps=(
            f.frac(
                f.num("1"),
                f.row(
                    f.num("1"),
                    f.op("+"),
                    f.power(f.sym("e"), f.row(f.op("−"), f.fenced(*parts))),
                ),
            ),
        ),
        result=decimal(score),
        function="widgets.reward_hacking.prm.step_score",
        words="Each weight times its count, the largest terms first. Words are counted in tens.",
    )


def _score(view: View, place: int) -> Working | None:
    """The mean of the steps' scores, or the least of them."""
    if place > len(view.judged):
        return None
    item = view.judged[place - 1]
    scores = sorted(item.scored.scores, reverse=True)
    s = f.sym("s", "n")
    if not scores:
        steps: tuple[Markup, ...] = (f.num("0"),)
        words = "No line of it is a step, and so there is nothing to score."
    elif view.least:
        steps = (f.value(scores[-1], 4),)
        words = f"The least of {count(len(scores), 'step')}."
    else:
        terms = [f.value(score, 4) for score in scores[:SHOWN]]
        if scores[SHOWN:]:
            further = count(len(scores) - SHOWN, "further step")
            terms.append(f.under(f.value(fsum(scores[SHOWN:]), 6), further))
        steps = (f.frac(f.added(*terms), f.given(len(scores))),)
        words = "The mean of its steps’ scores, the highest first."
    mean = f.frac(f.total("n", s), f.sym("N"))
    return Working(
        title=f"Learned score of {item.response.name}",
        left=f.sym("S"),
        letters=f.row(f.text("least of"), s) if view.least else mean,
        steps=steps,
        result=decimal(item.score),
        function="widgets.reward_hacking.prm.pooled",
        words=words,
    )


def _rule(view: View, place: int) -> Working | None:
    """Accuracy plus format."""
    if place > len(view.judged):
        return None
    item = view.judged[place - 1]
    return Working(
        title=f"The rule’s reward for {item.response.name}",
        left=f.sym("r"),
        letters=f.row(f.text("accuracy"), f.op("+"), f.text("format")),
        steps=(f.row(f.num(f"{item.right:.0f}"), f.op("+"), f.num(f"{item.format:.0f}")),),
        result=f"{item.rule:.0f}",
        function="grpo_core.rewards.rule.rule_reward",
        words="Accuracy looks at the last answer after the thinking; format at the four tags and at"
        " what stands outside them.",
        source="R1 v2 §2.2",
    )


def _accuracy(view: View, _: int) -> Working:
    """The shares of the right responses."""
    return Working(
        title=f"Share of right answers at step {view.step}",
        left=f.text("right"),
        letters=f.total("a", _pi("a"), f.op("×"), f.text("right"), f.fenced(f.sym("a"))),
        steps=(_weighted(view, [f.num(f"{right:.0f}") for right in view.rights]),),
        result=percent(expected(view.policy, view.rights)),
        function="widgets.reward_hacking.run.expected",
        words="Each response’s share, times 1 if the rule finds its answer right and 0 if not.",
    )


def _earned(view: View, _: int) -> Working:
    """The shares times the rewards."""
    return Working(
        title=f"What a try earns at step {view.step}",
        left=f.row(f.sym("E"), f.fenced(f.sym("r"))),
        letters=f.total("a", _pi("a"), f.op("×"), f.sym("r"), f.fenced(f.sym("a"))),
        steps=(_weighted(view, [f.value(reward, 4) for reward in view.rewards]),),
        result=decimal(expected(view.policy, view.rewards)),
        function="widgets.reward_hacking.run.expected",
        words="Each response’s share times its "
        + ("reward by the rule." if view.by_rule else "learned score."),
    )


def _weighted(view: View, values: Sequence[Markup]) -> Markup:
    pairs = zip(view.policy, values, strict=True)
    return f.added(*(f.row(f.value(p, 4), f.op("×"), value) for p, value in pairs))


def _share(view: View, place: int) -> Working | None:
    """A softmax over the logits."""
    if place > len(view.judged):
        return None
    logits = view.run.logits[view.step]
    top = max(logits) if max(map(abs, logits)) > LARGE else 0.0
    words = "The exponents are the logits"
    words += ", the greatest of them subtracted first, which changes nothing." if top else "."
    name, share = view.judged[place - 1].response.name, view.policy[place - 1]

    def weight(logit: float) -> Markup:
        return f.power(f.sym("e"), f.num(decimal(logit - top, 4)))

    def letter(below: str) -> Markup:
        return f.power(f.sym("e"), f.sym("z", below))

    return Working(
        title=f"Share of {name} at step {view.step}",
        left=f.row(f.sym("π"), f.fenced(f.text(name))),
        letters=f.frac(letter(name), f.total("b", letter("b"))),
        steps=(
            f.frac(weight(logits[place - 1]), f.added(*map(weight, logits))),
            f.value(share, 4),
        ),
        result=percent(share),
        function="grpo_core.policy.softmax",
        words=words,
    )


def _advantage(view: View, place: int) -> Working | None:
    """A response's reward against those of its group."""
    if not view.step or place > len(view.judged):
        return None
    group = view.run.steps[view.step - 1]
    if place - 1 not in group.actions or not any(group.advantages):
        return None
    paid = [view.rewards[action] for action in group.actions]
    mean = fsum(paid) / len(paid)
    std = sqrt(fsum((r - mean) ** 2 for r in paid) / len(paid))
    advantage = group.advantages[group.actions.index(place - 1)]
    reward = view.rewards[place - 1]
    step = f.frac(f.row(f.value(reward, 6), f.op("−"), f.value(mean, 6)), f.value(std, 6))
    mean_of = f.row(f.text("mean"), f.fenced(f.sym("r")))
    return Working(
        title=f"Advantage of {view.judged[place - 1].response.name} in step {view.step}",
        left=f.sym("A"),
        letters=f.frac(
            f.row(f.sym("r"), f.op("−"), mean_of), f.row(f.text("std"), f.fenced(f.sym("r")))
        ),
        steps=(step,),
        result=signed(advantage),
        function="grpo_core.advantage.group_relative",
        words=f"The mean and the standard deviation are those of the {len(paid)} tries.",
        source="R1 v1 eq. 3",
    )


def _pi(option: str) -> Markup:
    return f.row(f.sym("π"), f.fenced(f.sym(option)))


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "accuracy": _accuracy,
    "earned": _earned,
    "score": _score,
    "rule": _rule,
    "line": _line,
    "share": _share,
    "advantage": _advantage,
}
"""By key."""
