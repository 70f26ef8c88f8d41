"""How the numbers of the token gradient were computed: its factors, and the policy it moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp, fsum
from typing import Final

from widgets.kit import formula as f
from widgets.kit.advantages import advantage_working
from widgets.kit.markup import Markup
from widgets.kit.words import count, decimal, percent, signed
from widgets.kit.working import Working
from widgets.token_gradient.model import View, amount, push, written_ratio
from widgets.token_gradient.toy import VOCABULARY

__all__ = ["WORKINGS"]

LARGE: Final = 30.0
"""Logits beyond which e to their power is no number to read."""

SHOWN: Final = 3
"""Terms of a long sum that are written out: the largest."""

OBJECTIVE: Final = "grpo_core.objective.token_objective"
ROW: Final = "grpo_core.objective.logit_gradient"

WEIGHTS: Final = (
    ("per_sequence", "rollouts × tokens of this one", "DeepSeekMath eq. 3"),
    ("per_token", "tokens of the whole group", ""),
    ("per_constant", "rollouts × longest length", ""),
)
"""For each aggregation: its function, what the weight is one over, and where that is printed."""


def _weight(view: View, _: int) -> Working:
    """One over the number of tokens that share."""
    function, words, source = WEIGHTS[view.aggregation]
    factors = [f.num(part) for part in view.cell.divisor.split(" × ")]
    below = [part for factor in factors for part in (f.op("×"), factor)][1:]
    return Working(
        title="Weight of one token",
        left=f.sym("w"),
        letters=f.frac(f.num("1"), f.text(words)),
        steps=(f.frac(f.num("1"), f.row(*below)),),
        result=amount(view.cell.weight),
        function=f"grpo_core.objective.{function}",
        source=source,
    )


def _ratio(view: View, _: int) -> Working:
    """The token's probability now over that when it was sampled."""
    cell = view.cell
    said = f.fenced(f.sym("o", "t"))
    same = "At the first epoch the policy is still the one that sampled, so every ratio is 1."
    return Working(
        title=f"Ratio of {_said(view)}",
        left=f.sym("ρ"),
        letters=f.frac(f.row(f.sym("π"), said), f.row(f.sym("π", "old"), said)),
        steps=(f.frac(f.value(exp(cell.logp), 4), f.value(exp(cell.old_logp), 4)),),
        result=written_ratio(cell.ratio),
        function="widgets.token_gradient.model.ratio_of",
        words=same if view.epoch == 1 else "",
    )


def _advantage(view: View, _: int) -> Working:
    """The rollout's reward against its group."""
    member = view.members[view.chosen]
    return advantage_working(
        f"Advantage of rollout {view.chosen + 1}",
        "mean_std",
        reward=int(member.right),
        size=len(view.members),
        right=sum(each.right for each in view.members),
        advantage=member.advantage,
    )


def _credit(view: View, _: int) -> Working:
    """The derivative of the objective by the token's log-probability."""
    cell, said = view.cell, f.fenced(f.sym("o", "t"))
    wants = f.num("0") if cell.held else f.row(f.sym("ρ"), f.sym("A"))
    gains = (
        f.num("0")
        if cell.held
        else f.row(
            f.value(cell.ratio, 4),
            f.op("×"),
            f.value(cell.advantage, 4, fenced_if_negative=True),
        )
    )
    drift = f.frac(f.row(f.sym("π", "ref"), said), f.row(f.sym("π"), said))
    return Working(
        title=f"Credit of {_said(view)}",
        left=f.frac(f.row(f.op("∂"), f.sym("J")), f.row(f.op("∂"), f.sym("log π"))),
        letters=f.row(
            f.sym("w"),
            f.fenced(wants, f.op("−"), f.sym("β"), f.fenced(f.num("1"), f.op("−"), drift)),
        ),
        steps=(
            f.row(
                f.value(cell.weight, 4),
                f.op("×"),
                f.fenced(
                    gains,
                    f.op("−"),
                    f.given(cell.beta),
                    f.op("×"),
                    f.fenced(f.num("1"), f.op("−"), f.value(cell.drift, 4)),
                ),
            ),
        ),
        result=push(cell.credit),
        function=OBJECTIVE,
        words="The clip drops the reward’s term, ρA." if cell.held else "",
        source="DeepSeekMath eq. 3, differentiated",
    )


def _room(view: View, _: int) -> Working:
    """One-hot minus the policy."""
    cell = view.cell
    return Working(
        title=f"Room of the logit of “{VOCABULARY[cell.token]}”",
        left=f.frac(f.row(f.op("∂"), f.sym("log π")), f.row(f.op("∂"), f.sym("z", "v"))),
        letters=f.row(f.sym("1", "said"), f.op("−"), f.sym("π"), f.fenced(f.sym("v"))),
        steps=(f.row(f.num("1" if cell.said else "0"), f.op("−"), f.value(cell.probability, 4)),),
        result=signed(cell.room, 3),
        function=ROW,
        words="The function gives slope times room; here the slope is 1.",
    )


def _push(view: View, _: int) -> Working:
    """What reaches the logit."""
    cell = view.cell
    return Working(
        title=f"Push on the logit of “{VOCABULARY[cell.token]}”",
        left=f.frac(f.row(f.op("∂"), f.sym("J")), f.row(f.op("∂"), f.sym("z", "v"))),
        letters=f.row(f.text("credit"), f.op("×"), f.text("room")),
        steps=(
            f.row(
                f.value(cell.credit, 4),
                f.op("×"),
                f.value(cell.room, 4, fenced_if_negative=True),
            ),
        ),
        result=push(cell.value),
        function=ROW,
        words="Of this token alone: the update adds up all tokens said in the same place.",
    )


def _before(view: View, place: int) -> Working | None:
    """A share of the policy before the update."""
    if place > len(VOCABULARY):
        return _others(view, view.before, view.rest_before, "before")
    token = place - 1
    if token not in view.shown:
        return None
    exponent = f.num(decimal(view.row[token], 3))
    return _softmax(view, token, "before", view.row, view.before[token], exponent)


def _after(view: View, place: int) -> Working | None:
    """The same after it: its logit is the one before plus learning rate times gradient."""
    if place > len(VOCABULARY):
        return _others(view, view.after, view.rest_after, "after")
    token = place - 1
    if token not in view.shown:
        return None
    exponent = f.row(
        f.num(decimal(view.row[token], 3)),
        f.op("+"),
        f.given(view.learning_rate),
        f.op("×"),
        f.value(view.gradient[token], 4, fenced_if_negative=True),
    )
    return _softmax(view, token, "after", view.moved, view.after[token], exponent)


def _softmax(
    view: View, token: int, when: str, row: Sequence[float], share: float, exponent: Markup
) -> Working:
    """One token's share: e to its logit over the sum of all."""
    after, large = when == "after", max(map(abs, (*row, *view.row))) > LARGE
    z = f.sym("z", "v")
    if after:
        slope = f.frac(f.row(f.op("∂"), f.sym("J")), f.row(f.op("∂"), z))
        moved = f.row(z, f.op("+"), f.text("learning rate"), f.op("×"), slope)
    else:
        moved = z
    words = "The gradient is the whole group’s." if after else ""
    top = max(row) if large else 0.0
    if large:
        shifted = row[token] - top
        exponent = f.num(decimal(shifted, 3)) if abs(shifted) < 1e6 else f.value(shifted)
        words = "The exponents are the logits, the greatest of them subtracted first."
    whole = f.value(fsum(exp(logit - top) for logit in row), 4)
    return Working(
        title=f"Share of “{VOCABULARY[token]}” {when} the update, {view.context}",
        left=f.row(f.sym("π"), f.fenced(f.sym("v"))),
        letters=f.frac(
            f.power(f.sym("e"), moved),
            f.total("u", f.power(f.sym("e"), f.sym("z", "u′" if after else "u"))),
        ),
        steps=(
            f.frac(
                f.power(f.sym("e"), exponent), f.under(whole, f"all {count(len(row), 'token')}")
            ),
            f.value(share, 4),
        ),
        result=percent(share),
        function=(
            "widgets.token_gradient.update.distribution"
            if after
            else "grpo_core.policy.log_softmax"
        ),
        words=words if after or large else "The function gives its logarithm.",
    )


def _others(view: View, policy: Sequence[float], rest: float, when: str) -> Working | None:
    """What the tokens that have no row of their own have together."""
    if len(view.shown) == len(VOCABULARY):
        return None
    shares = sorted((p for token, p in enumerate(policy) if token not in view.shown), reverse=True)
    terms = [f.value(share) for share in shares[:SHOWN]]
    if len(shares) > SHOWN:
        further = count(len(shares) - SHOWN, "further term")
        terms.append(f.under(f.value(fsum(shares[SHOWN:])), further))
    return Working(
        title=f"Share of all other tokens {when} the update, {view.context}",
        left=f.text("others"),
        letters=f.total("u", f.sym("π"), f.fenced(f.sym("u"))),
        steps=(f.added(*terms), f.value(rest, 4)),
        result=percent(rest),
        function="widgets.token_gradient.model.rest_of",
        words="Of the tokens without a row of their own, the likeliest first.",
    )


def _said(view: View) -> str:
    return f"“{VOCABULARY[view.said[view.position].token]}” at position {view.position + 1}"


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "weight": _weight,
    "ratio": _ratio,
    "advantage": _advantage,
    "credit": _credit,
    "room": _room,
    "push": _push,
    "before": _before,
    "after": _after,
}
"""By key."""
