"""How the numbers of both sides were computed: each formula with the numbers of the step shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp
from typing import Final

from grpo_core import log_softmax
from widgets.imitate_or_explore.model import View
from widgets.imitate_or_explore.traces import NAMES, RATES, TRACES
from widgets.imitate_or_explore.trie import NODES, PATHS
from widgets.kit import formula as f
from widgets.kit.advantages import advantage_working
from widgets.kit.markup import Markup
from widgets.kit.words import count, decimal, percent
from widgets.kit.working import Working

__all__ = ["WORKINGS"]

TRIE: Final = "widgets.imitate_or_explore.trie"
WHO: Final = ("copier", "explorer")


def _rate(_: View, place: int) -> Working:
    """A product over the sums, none of which may slip."""
    trace = TRACES[place - 1]
    steps = len(trace.steps)
    holds = f.fenced(f.num("1"), f.op("−"), f.given(trace.slip))
    return Working(
        title=f"Success rate of {trace.name}",
        left=f.text("rate"),
        letters=f.power(f.fenced(f.num("1"), f.op("−"), f.sym("s")), f.sym("n")),
        steps=(f.power(holds, f.num(str(steps))),),
        result=percent(RATES[place - 1]),
        function="widgets.imitate_or_explore.traces.success_rate",
        words=f"{count(steps, 'sum')}, each of which slips with probability s.",
    )


def _share(view: View, side: int, trace: int) -> Working:
    """A product over the tokens that had rivals."""
    table = view.sides[side].tables[view.step]
    factors: list[Markup] = []
    for node, option, _ in PATHS[trace]:
        factors += [f.op("×"), f.value(exp(log_softmax(table[node])[option]), 4)]
    tokens = [NODES[node].options[option] for node, option, _ in PATHS[trace]]
    return Working(
        title=f"The {WHO[side]}’s share of {NAMES[trace]} {_when(view)}",
        left=f.row(f.sym("π"), f.fenced(f.text(NAMES[trace]))),
        letters=f.row(
            f.total("t", f.sym("π"), f.fenced(f.sym("o", "t"), f.op("|"), f.sym("o", "<t"))),
        ),
        steps=(f.row(*factors[1:]),),
        result=percent(view.sides[side].shares[view.step][trace]),
        function=f"{TRIE}.share_of",
        words="Tokens with rivals: " + ", ".join(f"“{token}”" for token in tokens) + ".",
    )


def _copied(view: View, place: int) -> Working:
    return _share(view, 0, place - 1)


def _explored(view: View, place: int) -> Working:
    return _share(view, 1, place - 1)


def _accuracy(view: View, place: int) -> Working:
    """The policy times the success rates."""
    course = view.sides[place - 1]
    pairs = zip(course.shares[view.step], RATES, strict=True)
    return Working(
        title=f"Accuracy of the {WHO[place - 1]} {_when(view)}",
        left=f.text("accuracy"),
        letters=f.total("a", _pi(), f.op("×"), f.text("rate"), f.fenced(f.sym("a"))),
        steps=(f.added(*[f.row(f.value(p), f.op("×"), f.value(r)) for p, r in pairs]),),
        result=percent(course.accuracies[view.step]),
        function=f"{TRIE}.accuracy",
        words="Each method’s share times its success rate, which the policy is not told.",
    )


def _entropy(view: View, place: int) -> Working:
    """How spread out the choice of method is."""
    course = view.sides[place - 1]
    policy = [p for p in course.shares[view.step] if p > 0.0]
    terms = [f.row(f.value(p), f.op("×"), f.log(f.value(p))) for p in policy]
    return Working(
        title=f"Entropy of the {WHO[place - 1]} {_when(view)}",
        left=f.row(f.sym("H"), f.fenced(f.sym("π"))),
        letters=f.row(f.op("−"), f.total("a", _pi(), f.log(_pi()))),
        steps=(f.row(f.op("−"), f.fenced(f.added(*terms))),),
        result=decimal(course.entropies[view.step]),
        function="grpo_core.policy.entropy",
        words="In nats: log 6 = 1.79 if all six methods are equally likely, 0 if one has all.",
    )


def _loss(view: View, place: int) -> Working | None:
    """Minus the log-probability of one token of the demonstration."""
    path = PATHS[view.demonstration]
    if place > len(path):
        return None
    node, option, at = path[place - 1]
    p = exp(log_softmax(view.copied_table[node])[option])
    token = TRACES[view.demonstration].tokens[at]
    return Working(
        title=f"Loss of “{token}” {_when(view)}",
        left=f.text("loss"),
        letters=f.row(
            f.op("−"),
            f.log(f.row(f.sym("π"), f.fenced(f.sym("o", "t"), f.op("|"), f.sym("o", "<t")))),
        ),
        steps=(f.row(f.op("−"), f.log(f.value(p, 4))),),
        result=decimal(view.losses[at]),
        function=f"{TRIE}.token_losses",
        words="The copier’s probability of the demonstration’s token, given those before it.",
    )


def _total(view: View, _: int) -> Working:
    """The sum over the tokens."""
    losses = [view.losses[at] for *_, at in PATHS[view.demonstration]]
    return Working(
        title=f"Loss of the demonstration {_when(view)}",
        left=f.text("loss"),
        letters=f.row(
            f.op("−"),
            f.total(
                "t",
                f.log(f.row(f.sym("π"), f.fenced(f.sym("o", "t"), f.op("|"), f.sym("o", "<t")))),
            ),
        ),
        steps=(f.added(*map(f.value, losses)),),
        result=decimal(sum(view.losses)),
        function=f"{TRIE}.loss_of",
        words="Tokens without a rival add nothing. Often a mean is taken; here it is the sum.",
    )


def _advantage(view: View, place: int) -> Working | None:
    """A try's reward against its group; place 1 for right tries, 2 for wrong ones."""
    found = [each for each in view.group if each.right is (place == 1)]
    if not found:
        return None
    return advantage_working(
        f"Advantage of a {'right' if place == 1 else 'wrong'} try in step {view.step}",
        "mean_std",
        reward=int(found[0].right),
        size=len(view.group),
        right=sum(each.right for each in view.group),
        advantage=found[0].advantage,
    )


def _pi() -> Markup:
    return f.row(f.sym("π"), f.fenced(f.sym("a")))


def _when(view: View) -> str:
    return f"after {count(view.step, 'step')}" if view.step else "before training"


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "total": _total,
    "rate": _rate,
    "copied": _copied,
    "explored": _explored,
    "accuracy": _accuracy,
    "entropy": _entropy,
    "loss": _loss,
    "advantage": _advantage,
}
"""By key."""
