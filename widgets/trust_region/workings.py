"""How the trust region's numbers were computed: what is earned and paid, π*, the measures of KL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from widgets.kit import formula as f
from widgets.kit.markup import Markup
from widgets.kit.words import count, decimal, percent
from widgets.kit.working import Working
from widgets.trust_region.controls import NAMES
from widgets.trust_region.model import View

__all__ = ["WORKINGS"]

CLIMB: Final = "widgets.trust_region.ascent.ascend"
"""The climb computes what it earns and pays on its way."""

LARGE: Final = 30.0
"""Rewards over β beyond which e to their power is no number to read."""

PI: Final = f.row(f.sym("π"), f.fenced(f.sym("a")))
REFERENCE: Final = f.row(f.sym("π", "ref"), f.fenced(f.sym("a")))
DIVERGENCE: Final = f.row(f.text("KL"), f.fenced(f.sym("π"), f.op("‖"), f.sym("π", "ref")))


def _reward(view: View, _: int) -> Working:
    """What a try of the policy earns on average."""
    pairs = zip(view.policy, view.rewards, strict=True)
    return Working(
        title=f"Expected reward {_when(view)}",
        left=f.row(f.sym("E"), f.fenced(f.sym("r"))),
        letters=f.total("a", PI, f.sym("r"), f.fenced(f.sym("a"))),
        steps=(f.added(*[f.row(f.value(p), f.op("×"), f.given(r)) for p, r in pairs]),),
        result=decimal(view.path.rewards[view.step]),
        function=CLIMB,
    )


def _price(view: View, _: int) -> Working:
    """What the distance from the reference costs."""
    distance = view.path.divergences[view.step]
    return Working(
        title=f"Price of the distance {_when(view)}",
        left=f.text("price"),
        letters=f.row(f.sym("β"), DIVERGENCE),
        steps=(f.row(f.given(view.beta), f.op("×"), f.value(distance, 4)),),
        result=decimal(view.beta * distance),
        function=CLIMB,
        words="The KL itself opens in the row “exact” of the measures.",
    )


def _objective(view: View, _: int) -> Working:
    """What remains."""
    earned, distance = view.path.rewards[view.step], view.path.divergences[view.step]
    return Working(
        title=f"J {_when(view)}",
        left=f.sym("J"),
        letters=f.row(f.sym("E"), f.fenced(f.sym("r")), f.op("−"), f.sym("β"), DIVERGENCE),
        steps=(_remaining(earned, view.beta, distance),),
        result=decimal(view.path.objective[view.step]),
        function=CLIMB,
    )


def _summit(view: View, _: int) -> Working:
    """The same at the balance point, where it is greatest."""
    land, star = view.landscape, f.sym("π*")
    divergence = f.row(f.text("KL"), f.fenced(star, f.op("‖"), f.sym("π", "ref")))
    return Working(
        title="J at the balance point: the most there can be",
        left=f.row(f.sym("J"), f.fenced(star)),
        letters=f.row(f.sym("E", "π*"), f.fenced(f.sym("r")), f.op("−"), f.sym("β"), divergence),
        steps=(_remaining(land.reward, view.beta, land.divergence),),
        result=decimal(land.summit, 3),
        function="grpo_core.optimum.penalised_reward",
    )


def _remaining(earned: float, beta: float, distance: float) -> Markup:
    return f.row(f.value(earned, 4), f.op("−"), f.given(beta), f.op("×"), f.value(distance, 4))


def _balance(view: View, place: int) -> Working:
    """The reference tilted by the rewards."""
    a, beta = place - 1, view.beta
    best, rewards = max(view.rewards), view.rewards
    large = best > LARGE * beta
    words = "The reference’s shares, each multiplied by e to the power of its reward over β."
    if large:
        words = f"{words[:-1]}, the best reward subtracted first, which changes nothing."

    def tilted(option: int) -> Markup:
        above = f.given(rewards[option])
        if large:
            above = f.fenced(above, f.op("−"), f.given(best))
        tilt = f.row(above, f.op("/"), f.given(beta))
        share = view.in_force[option]
        written = f.value(share, 4) if view.left else f.given(share)
        return f.row(written, f.op("×"), f.power(f.sym("e"), tilt))

    def letters(option: str) -> Markup:
        tilt = f.row(f.sym("r"), f.fenced(f.sym(option)), f.op("/"), f.sym("β"))
        share = f.row(f.sym("π", "ref"), f.fenced(f.sym(option)))
        return f.row(share, f.power(f.sym("e"), tilt))

    share = view.landscape.balance[a]
    return Working(
        title=f"Share of {NAMES[a]} at the balance point",
        left=f.row(f.sym("π*"), f.fenced(f.text(NAMES[a]))),
        letters=f.frac(letters("a"), f.total("b", letters("b"))),
        steps=(f.frac(tilted(a), f.added(*map(tilted, range(3)))), f.value(share, 4)),
        result=percent(share),
        function="widgets.trust_region.ascent.balance_of",
        words=words,
    )


def _mean(view: View, place: int) -> Working:
    """The mean of one measure of KL over the policy's tries; the first is KL itself."""
    name = view.measured[place - 1].name
    ratio = f.sym("x")
    inner = {
        "exact": f.log(f.frac(PI, REFERENCE)),
        "k1": f.fenced(f.op("−"), f.log(ratio)),
        "k2": f.frac(f.power(f.log(ratio), f.num("2")), f.num("2")),
        "k3": f.fenced(ratio, f.op("−"), f.log(ratio), f.op("−"), f.num("1")),
    }[name]
    terms = [_estimated(name, p, q) for p, q in zip(view.policy, view.in_force, strict=True)]
    words = (
        "In nats. Above each bar the share, below it the reference’s."
        if name == "exact"
        else "In nats, over the policy’s own tries; x is the reference’s share over the policy’s."
    )
    return Working(
        title=f"KL to the reference {_when(view)}" if name == "exact" else f"Mean of {name}",
        left=DIVERGENCE if name == "exact" else f.row(f.sym("E"), f.fenced(f.sym("k", name[1]))),
        letters=f.total("a", PI, inner),
        steps=(f.added(*terms),),
        result=decimal(view.measured[place - 1].mean, 3),
        function="widgets.trust_region.model.measured_of",
        words=words,
        source="R1 v1 eq. 2" if name == "k3" else "",
    )


def _estimated(name: str, p: float, q: float) -> Markup:
    """One strategy's share times the estimate that its tries give."""
    share, over = f.value(p), f.frac(f.value(q, 4), f.value(p, 4))
    if name == "exact":
        return f.row(share, f.op("×"), f.log(f.frac(f.value(p, 4), f.value(q, 4))))
    if name == "k1":
        return f.row(share, f.op("×"), f.fenced(f.op("−"), f.log(over)))
    if name == "k2":
        squared = f.power(f.fenced(f.log(over)), f.num("2"))
        return f.row(share, f.op("×"), f.frac(squared, f.num("2")))
    return f.row(share, f.op("×"), f.fenced(over, f.op("−"), f.log(over), f.op("−"), f.num("1")))


def _when(view: View) -> str:
    return f"after {count(view.step, 'step')}" if view.step else "before the first step"


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "reward": _reward,
    "price": _price,
    "objective": _objective,
    "summit": _summit,
    "balance": _balance,
    "mean": _mean,
}
"""By key."""
