"""How the numbers of the aha moment were computed: sums over lengths, a softmax, an advantage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import Final

from widgets.aha_moment.agent import OPTIONS, VERIFY, chance_of, further_turns
from widgets.aha_moment.exact import accuracy_of, length_of, length_when
from widgets.aha_moment.frames import when
from widgets.aha_moment.inside import CONTEXTS, OPENING
from widgets.aha_moment.model import View
from widgets.aha_moment.training import CONSTANT
from widgets.aha_moment.view import credit
from widgets.kit import formula as f
from widgets.kit.advantages import advantage_working
from widgets.kit.markup import Markup
from widgets.kit.words import count, decimal, percent, plain, signed
from widgets.kit.working import Working

__all__ = ["WORKINGS"]

EXACT: Final = "widgets.aha_moment.exact"
SHOWN: Final = 2
"""Terms of a long sum that are written out, the largest: a phone has room for no more."""

LARGE: Final = 30.0
"""Logits beyond which e to their power is no number to read."""

WITHOUT_SAMPLING: Final = (
    "The chances come from adding up all solutions, turn by turn, without sampling."
)


def _length(view: View, _: int) -> Working:
    """Every length times its chance."""
    pairs = zip(view.outcomes.right, view.outcomes.wrong, strict=True)
    chances = [right + wrong for right, wrong in pairs]
    return Working(
        title=f"Expected turns of a solution {when(view.step)}",
        left=f.row(f.sym("E"), f.fenced(f.sym("n"))),
        letters=f.total("n", f.sym("n"), f.op("×"), f.sym("P"), f.fenced(f.sym("n"))),
        steps=(_weighed(chances),),
        result=decimal(length_of(view.outcomes), 1),
        function=f"{EXACT}.length_of",
        words=WITHOUT_SAMPLING,
    )


def _accuracy(view: View, _: int) -> Working:
    """The chances of a right answer, by length."""
    accuracy = accuracy_of(view.outcomes)
    return Working(
        title=f"Right answers {when(view.step)}",
        left=f.sym("P", "right"),
        letters=f.total("n", f.sym("P"), f.fenced(f.sym("n"), f.text(",\u00a0right"))),
        steps=(_sum(view.outcomes.right),),
        result=percent(accuracy),
        function=f"{EXACT}.accuracy_of",
        words=WITHOUT_SAMPLING,
    )


def _checking(view: View, _: int) -> Working:
    """Checks over turns."""
    return Working(
        title=f"Turns that are checks {when(view.step)}",
        left=f.text("share"),
        letters=f.frac(
            f.row(f.sym("E"), f.fenced(f.text("checks"))),
            f.row(f.sym("E"), f.fenced(f.text("turns"))),
        ),
        steps=(f.frac(f.value(view.outcomes.checks, 4), f.value(length_of(view.outcomes), 4)),),
        result=percent(view.now.checking),
        function=f"{EXACT}.checking_of",
    )


def _ends(view: View, place: int) -> Working | None:
    """The mean length of right solutions alone, or of wrong ones."""
    name = "right" if place == 1 else "wrong"
    known = view.now.right_length if place == 1 else view.now.wrong_length
    if known is None:
        return None
    chances = view.outcomes.right if place == 1 else view.outcomes.wrong
    both = f.row(f.sym("P"), f.fenced(f.sym("n"), f.text(f",\u00a0{name}")))
    return Working(
        title=f"Expected turns of {name} solutions {when(view.step)}",
        left=f.sym("E", name),
        letters=f.frac(
            f.total("n", f.sym("n"), f.op("×"), both),
            f.row(f.sym("P"), f.fenced(f.text(name))),
        ),
        steps=(f.frac(_weighed(chances), f.value(fsum(chances), 4)),),
        result=decimal(length_when(chances), 1),
        function=f"{EXACT}.length_when",
    )


def _verify(view: View, place: int) -> Working:
    """A softmax over the options of one context."""
    context = place - 1
    options, row = OPTIONS[context], view.logits[context]
    chosen = options.index(VERIFY)
    share = view.policy[context][chosen]
    words = ""
    if max(map(abs, row)) > LARGE:
        row = tuple([logit - max(row) for logit in row])
        words = "The exponents are the logits, the greatest of them subtracted first."

    def weight(logit: float) -> Markup:
        return f.power(f.sym("e"), f.num(decimal(logit, 3)))

    return Working(
        title=f"Checks, {CONTEXTS[context]}, {when(view.step)}",
        left=f.row(f.sym("π"), f.fenced(f.text("check"))),
        letters=f.frac(
            f.power(f.sym("e"), f.sym("z", "check")),
            f.total("a", f.power(f.sym("e"), f.sym("z", "a"))),
        ),
        steps=(f.frac(weight(row[chosen]), f.added(*map(weight, row))),),
        result=percent(share),
        function="grpo_core.policy.softmax",
        words=words,
    )


def _advantage(view: View, _: int) -> Working:
    """The chosen solution's reward against its group."""
    chosen, rewards = view.chosen, view.rewards
    title = f"Advantage of solution {chosen.number} {when(view.step)}"
    if not view.training.price:
        return advantage_working(
            title,
            "mean_std",
            reward=int(chosen.reward),
            size=len(rewards),
            right=round(fsum(rewards)),
            advantage=chosen.advantage,
        )
    mean = fsum(rewards) / len(rewards)
    std = (fsum([(reward - mean) ** 2 for reward in rewards]) / len(rewards)) ** 0.5
    return Working(
        title=title,
        left=f.sym("A", "i"),
        letters=f.frac(f.row(f.sym("r", "i"), f.op("−"), f.text("mean")), f.text("std")),
        steps=()
        if chosen.advantage == 0.0
        else (
            f.frac(
                f.row(
                    f.value(chosen.reward, 5),
                    f.op("−"),
                    f.value(mean, 5, fenced_if_negative=True),
                ),
                f.value(std, 5),
            ),
        ),
        result=signed(chosen.advantage),
        function="grpo_core.advantage.group_relative",
        words="A reward is 1 or 0, less the price of the solution’s turns.",
        source="R1 v1 eq. 3",
    )


def _weight(view: View, _: int) -> Working:
    """One over group and length, or over group and a constant."""
    training, length = view.training, len(view.chosen.turns)
    over = f.num(str(length)) if training.by_length else f.given(CONSTANT)
    name = f.text("turns of this one") if training.by_length else f.text("constant")
    return Working(
        title=f"Weight of a turn of solution {view.chosen.number}",
        left=f.sym("w"),
        letters=f.frac(f.num("1"), f.row(f.sym("G"), f.op("×"), name)),
        steps=(f.frac(f.num("1"), f.row(f.num(str(training.group_size)), f.op("×"), over)),),
        result=plain(view.chosen.weight, 2),
        function="widgets.aha_moment.training.weight_of",
        words=""
        if training.by_length
        else "The constant scales all updates alike, as the learning rate does.",
        source="DeepSeekMath eq. 3" if training.by_length else "",
    )


def _credit(view: View, _: int) -> Working:
    """Advantage times weight."""
    chosen = view.chosen
    return Working(
        title=f"Credit of each turn of solution {chosen.number}",
        left=f.frac(f.row(f.op("∂"), f.sym("J")), f.row(f.op("∂"), f.sym("log π"))),
        letters=f.row(f.sym("w"), f.op("×"), f.sym("A", "i")),
        steps=(
            f.row(
                f.value(chosen.weight, 4),
                f.op("×"),
                f.value(chosen.advantage, 4, fenced_if_negative=True),
            ),
        ),
        result=credit(chosen.credit),
        function="widgets.aha_moment.training.credit_of",
        words="At the policy that sampled them all ratios are 1, so nothing is clipped.",
    )


def _worth(view: View, place: int) -> Working:
    """No slip, or none but such as a check has found and mended."""
    task, checks = view.task, OPENING[place - 1]
    s, u, v = f.sym("s"), f.sym("u"), f.sym("v")
    one, less, d = f.num("1"), f.op("−"), f.num(str(task.difficulty))
    clean = f.power(f.fenced(one, less, s), f.sym("d"))
    mendable = f.power(f.fenced(one, less, s, u), f.sym("d"))
    found = f.power(f.fenced(one, less, v), f.sym("m"))
    slip, power = f.given(task.slip), f.given(task.power)
    clean_now = f.power(f.fenced(one, less, slip), d)
    mendable_now = f.power(f.fenced(one, less, slip, f.op("×"), f.given(task.stubborn)), d)
    found_now = f.power(f.fenced(one, less, power), f.num(str(checks)))

    def put(a: Markup, b: Markup, c: Markup) -> Markup:
        return f.row(
            a, f.op("+"), f.fenced(b, f.op("−"), a), f.op("×"), f.fenced(one, f.op("−"), c)
        )

    return Working(
        title=f"Chance of a right answer after all the work and {count(checks, 'check')}",
        left=f.row(f.sym("P"), f.fenced(f.sym("m"))),
        letters=put(clean, mendable, found),
        steps=(put(clean_now, mendable_now, found_now), f.value(view.worth[checks], 4)),
        result=percent(view.worth[checks]),
        function="widgets.aha_moment.agent.chance_of",
        words=f"u is the share of slips that are found and not mended, {plain(task.stubborn)}.",
    )


def _price(view: View, _: int) -> Working:
    """The best plan's chance over the turns that it takes more than an answer at once."""
    price, checks = view.breaking
    return Working(
        title="Price of a turn from which no such plan pays",
        left=f.text("price"),
        letters=f.frac(f.row(f.sym("P"), f.fenced(f.sym("m"))), f.text("turns before the answer")),
        steps=(
            f.frac(
                f.value(chance_of(view.task, checks), 4),
                f.value(further_turns(view.task, checks), 4),
            ),
        ),
        result=decimal(price, 3),
        function="widgets.aha_moment.agent.breaking_price",
        words="A plan: all the work, then checks, giving up once stuck. Its chance of a right"
        " answer over the turns that it takes more than answering at once; greatest for the one"
        f" that checks {TIMES.get(checks, f'{checks} times')}.",
    )


TIMES: Final = {0: "never", 1: "once", 2: "twice"}


def _weighed(chances: Sequence[float]) -> Markup:
    """Σ n × P(n), its largest terms written out."""
    return _sum([turns * chance for turns, chance in enumerate(chances)])


def _sum(terms: Sequence[float]) -> Markup:
    """The largest terms of a sum over n, each with its n below it, and the rest as one number."""
    order = sorted((place for place, size in enumerate(terms) if size), key=lambda at: -terms[at])
    written = [f.under(f.value(terms[n], 4), f"n = {n}") for n in sorted(order[:SHOWN])]
    rest = order[SHOWN:]
    if rest:
        left = fsum([terms[place] for place in rest])
        written.append(f.under(f.value(left, 4), f"{len(rest)} more"))
    return f.added(*written) if written else f.num("0")


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "length": _length,
    "accuracy": _accuracy,
    "checks": _checking,
    "ends": _ends,
    "verify": _verify,
    "advantage": _advantage,
    "weight": _weight,
    "credit": _credit,
    "worth": _worth,
    "breaking": _price,
}
"""By key."""
