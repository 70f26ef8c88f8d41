"""How the group's numbers were computed: baselines, advantages, and what a gradient is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from widgets.group_advantage.model import ROWS, View, answers, baselines
from widgets.group_advantage.noise import Estimate, cases
from widgets.group_advantage.words import short
from widgets.kit import formula as f
from widgets.kit.advantages import advantage_working
from widgets.kit.markup import Markup
from widgets.kit.words import count, decimal, signed
from widgets.kit.working import Working

__all__ = ["WORKINGS"]

SHOWN: Final = 3
"""Terms of a long sum that are written out: the largest."""

NOISE: Final = "widgets.group_advantage.noise.estimate"
TITLES: Final = {
    "none": "REINFORCE",
    "mean": "Dr. GRPO",
    "leave_one_out": "RLOO",
    "mean_std": "GRPO",
    "mean_std_sample": "GRPO with sample std",
    "critic": "PPO",
}


def _baseline(view: View, place: int) -> Working | None:
    """The mean of the group or of the others, or the critic's guess."""
    found = baselines(view)
    if place not in found:
        return None
    result = decimal(found[place])
    if view.estimator == "critic":
        lower = found[place] < view.rate
        return Working(
            title="The critic’s guess" + (f", {place} of {len(found)}" if len(found) > 1 else ""),
            left=f.text("guess"),
            letters=f.row(f.sym("p"), f.op("−" if lower else "+"), f.text("error")),
            steps=(f.row(f.given(view.rate), f.op("−" if lower else "+"), f.given(view.error)),),
            result=result,
            function="widgets.group_advantage.model.compute",
            words="For each try one of the two, by its luck; nothing holds it between 0 and 1.",
        )
    others = view.estimator == "leave_one_out"
    whose = "right" if place == 1 else "wrong"
    each = next(s for s in view.sums if not others or s.right == (place == 1))
    total = f.total("j ≠ i" if others else "i", f.sym("r", "j" if others else "i"))
    below = f.row(f.sym("G"), f.op("−"), f.num("1")) if others else f.sym("G")
    return Working(
        title=f"Mean of the others of a {whose} try" if others else "The group’s mean reward",
        left=f.text("mean"),
        letters=f.frac(total, below),
        steps=(f.frac(f.num(str(each.part)), f.num(str(each.whole))),),
        result=result,
        function="widgets.group_advantage.group.tries",
        words="The try’s own reward is left out." if others else "",
    )


def _std(view: View, _: int) -> Working | None:
    """The spread that advantages are divided by."""
    if not view.std:
        return None
    right, size = view.right, view.size
    sample = view.estimator == "mean_std_sample"
    deviation = f.power(f.fenced(f.sym("r", "i"), f.op("−"), f.text("mean")), f.num("2"))
    below = f.row(f.sym("G"), f.op("−"), f.num("1")) if sample else f.sym("G")
    return Working(
        title=f"{'Sample standard' if sample else 'Standard'} deviation of the rewards",
        left=f.text("std"),
        letters=f.root(f.frac(f.total("i", deviation), below)),
        steps=(
            f.root(
                f.frac(
                    f.row(f.num(str(right)), f.op("×"), f.num(str(size - right))),
                    f.row(f.num(str(size)), f.op("×"), f.num(str(size - sample))),
                )
            ),
        ),
        result=decimal(view.std),
        function="widgets.group_advantage.group.std",
        words=f"With {right} rewards of 1 and {size - right} of 0 the sum is"
        f" {right} × {size - right} / {size}.",
    )


def _advantage(view: View, place: int, right: bool) -> Working | None:
    """An estimator's advantage of right tries, or of wrong ones; the last place is the critic's."""
    at = min(place, len(ROWS)) - 1
    row = view.rows[at]
    found = answers(at, row.right if right else row.wrong)
    if place not in found:
        return None
    title = f"{TITLES[row.estimator]}: advantage of a {'right' if right else 'wrong'} try"
    if row.estimator != "critic":
        return advantage_working(
            title,
            row.estimator,
            reward=int(right),
            size=view.size,
            right=view.right,
            advantage=found[place],
        )
    pairs = zip(view.group.rewards, view.group.guesses, strict=True)
    guess = next(g for r, g in pairs if r == float(right) and r - g == found[place])
    return Working(
        title=title,
        left=f.sym("A", "i"),
        letters=f.row(f.sym("r", "i"), f.op("−"), f.text("guess")),
        steps=(
            f.row(f.num(str(int(right))), f.op("−"), f.value(guess, 4, fenced_if_negative=True)),
        ),
        result=signed(found[place]),
        function="widgets.group_advantage.group.advantages",
        words="With γ = λ = 1 and the reward at the end.",
    )


def _right(view: View, place: int) -> Working | None:
    return _advantage(view, place, right=True)


def _wrong(view: View, place: int) -> Working | None:
    return _advantage(view, place, right=False)


def _noise(view: View, _: int) -> Working | None:
    """The gradient's std over its mean."""
    worth = _worth(view)
    if not view.relative or not worth.relative:
        return None
    g = f.row(f.op("["), f.sym("g"), f.op("]"))
    return Working(
        title=f"Noise ÷ signal, {_named(view)}",
        left=f.text("noise ÷ signal"),
        letters=f.frac(f.row(f.text("std"), g), f.row(f.sym("E"), g)),
        steps=(f.frac(f.value(worth.std, 4), f.value(worth.mean, 4)),),
        result=short(worth.relative),
        function=NOISE,
        words="What no learning rate can change. Averaging n groups divides it by √n.",
    )


def _signal(view: View, _: int) -> Working | None:
    """The mean of a group's gradient."""
    worth = _worth(view)
    if not view.relative or not worth.relative:
        return None
    rate, left = view.rate, f.row(f.sym("E"), f.op("["), f.sym("g"), f.op("]"))
    title = f"Mean of one group’s gradient, {_named(view)}"
    if view.estimator in ("none", "critic"):
        rest = f.row(f.num("1"), f.op("−"), f.sym("p"))
        return Working(
            title=title,
            left=left,
            letters=f.frac(f.row(f.sym("p"), f.fenced(rest)), f.num("4")),
            steps=(f.frac(f.row(f.given(rate), f.op("×"), f.given(1 - rate)), f.num("4")),),
            result=short(worth.mean),
            function=NOISE,
            words="A baseline that does not depend on the try leaves the signal as it is.",
        )
    terms = [
        (c.chance * c.mean, f.row(f.value(c.chance), f.op("×"), f.value(c.mean)))
        for c in cases(view.estimator, view.size, rate)
    ]
    each = f.row(f.sym("E"), f.op("["), f.sym("g"), f.op("|"), f.sym("k"), f.op("]"))
    return Working(
        title=title,
        left=left,
        letters=f.total("k", f.sym("P"), f.fenced(f.sym("k")), each),
        steps=(_summed(terms),),
        result=short(worth.mean),
        function=NOISE,
        words=f"Over the number k of right tries, from 0 to {view.size}; the largest terms first.",
    )


def _spread(view: View, _: int) -> Working | None:
    """The standard deviation of a group's gradient."""
    worth, size, rate = _worth(view), view.size, view.rate
    if not worth.std or (view.relative and not worth.relative):
        return None
    left = f.row(f.text("std"), f.op("["), f.sym("g"), f.op("]"))
    title = f"Std of one group’s gradient, {_named(view)}"
    if view.estimator in ("none", "critic"):
        square = f.given(rate)
        if view.estimator == "critic":
            error = f.power(f.given(view.error), f.num("2"))
            square = f.row(f.given(rate), f.op("×"), f.given(1 - rate), f.op("+"), error)
        signal = f.power(f.value(worth.mean, 4), f.num("2"))
        above = f.row(f.frac(square, f.num("4")), f.op("−"), signal)
        mean_square = f.power(f.row(f.sym("E"), f.op("["), f.sym("g"), f.op("]")), f.num("2"))
        letters = f.row(
            f.frac(
                f.row(f.sym("E"), f.op("["), f.power(f.sym("A"), f.num("2")), f.op("]")), f.num("4")
            ),
            f.op("−"),
            mean_square,
        )
        return Working(
            title=title,
            left=left,
            letters=f.root(f.frac(letters, f.sym("G"))),
            steps=(f.root(f.frac(above, f.num(str(size)))),),
            result=short(worth.std),
            function=NOISE,
            words="The tries are independent, so the variance of one is divided by G.",
        )
    terms = [
        (
            c.chance * (c.variance + (c.mean - worth.mean) ** 2),
            f.row(f.value(c.chance), f.op("×"), f.value(c.variance + (c.mean - worth.mean) ** 2)),
        )
        for c in cases(view.estimator, size, rate)
    ]
    given = f.row(f.sym("g"), f.op("|"), f.sym("k"))
    apart = f.row(
        f.row(f.sym("E"), f.op("["), given, f.op("]")),
        f.op("−"),
        f.row(f.sym("E"), f.op("["), f.sym("g"), f.op("]")),
    )
    inner = f.row(
        f.text("Var"), f.op("["), given, f.op("]"), f.op("+"), f.power(f.fenced(apart), f.num("2"))
    )
    return Working(
        title=title,
        left=left,
        letters=f.root(f.total("k", f.sym("P"), f.fenced(f.sym("k")), f.fenced(inner))),
        steps=(f.root(_summed(terms)),),
        result=short(worth.std),
        function=NOISE,
        words=f"Over the number k of right tries, from 0 to {size}; the largest terms first.",
    )


def _summed(terms: list[tuple[float, Markup]]) -> Markup:
    """The largest terms of a sum, and what all the others come to."""
    ordered = sorted(terms, key=lambda term: -abs(term[0]))
    shown, others = ordered[:SHOWN], ordered[SHOWN:]
    written = [part for _, part in shown]
    if others:
        rest = f.value(sum(value for value, _ in others), 4)
        written.append(f.under(rest, f"{count(len(others), 'further term')}"))
    return f.added(*written)


def _worth(view: View) -> Estimate:
    return view.noise[ROWS.index(view.estimator)]


def _named(view: View) -> str:
    return f"{TITLES[view.estimator]} at G = {view.size}"


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "std": _std,
    "noise": _noise,
    "signal": _signal,
    "spread": _spread,
    "baseline": _baseline,
    "right": _right,
    "wrong": _wrong,
}
"""By key."""
