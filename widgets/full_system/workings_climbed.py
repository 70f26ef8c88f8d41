"""How surrogate, KL estimate, objective and update were computed."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, fsum
from typing import Final

from grpo_core import log_softmax
from widgets.full_system.batch import policy_row
from widgets.full_system.model import View
from widgets.full_system.shown import Maker, of_part
from widgets.full_system.texts import LETTERS
from widgets.kit import formula as f
from widgets.kit.markup import Markup
from widgets.kit.words import decimal, limited, signed
from widgets.kit.working import Working

__all__ = ["CLIMBED"]

BATCH: Final = "widgets.full_system.batch"


@of_part("surrogate")
def _ratio(view: View, place: int) -> Working:
    """How much likelier the text has become since it was sampled."""
    policy, question = view.values["policy"], view.values["question"]
    now, then = (log_softmax(rows[question])[place - 1] for rows in (policy.now, policy.sampling))
    over = f.fenced(f.sym("o", "i"))
    return Working(
        title=f"Ratio of text {LETTERS[place - 1]}",
        left=f.sym("ρ", "i"),
        letters=f.frac(f.row(f.sym("π"), over), f.row(f.sym("π", "old"), over)),
        steps=(f.frac(f.value(exp(now), 6), f.value(exp(then), 6)),),
        result=decimal(view.values["surrogate"].ratios[view.first(place - 1)], 3),
        function=f"{BATCH}.ratio_of",
        words="The text’s probability now over that when it was sampled.",
        source="R1 v1 eq. 1",
    )


@of_part("surrogate")
def _term(view: View, place: int) -> Working:
    """Ratio or clipped ratio, times advantage."""
    at, epsilon = view.first(place - 1), view.settings.epsilon
    found, advantage = view.values["surrogate"], view.values["advantages"][at]
    if found.clipped[at]:
        sign, far = ("+", 1.0 + epsilon) if advantage > 0.0 else ("−", 1.0 - epsilon)
        factor = f.fenced(f.num("1"), f.op(sign), f.given(epsilon))
        side = "above" if advantage > 0.0 else "below"
        words = f"The ratio is {side} {decimal(far, 3)}: clipped, so the term is flat, no push."
    else:
        factor, words = f.value(found.ratios[at], 6), "Not clipped."
    return Working(
        title=f"Term of text {LETTERS[place - 1]}",
        left=f.text("term"),
        letters=f.row(
            f.text("min"),
            f.fenced(
                f.sym("ρ", "i"),
                f.sym("A", "i"),
                f.op(","),
                f.text("clip"),
                f.fenced(f.sym("ρ", "i")),
                f.sym("A", "i"),
            ),
        ),
        steps=(f.row(factor, f.op("×"), f.value(advantage, 6, fenced_if_negative=True)),),
        result=limited(found.terms[at], _signed),
        function="grpo_core.objective.clipped_surrogate",
        words=words,
        source="R1 v1 eq. 1",
    )


@of_part("kl")
def _k3(view: View, place: int) -> Working:
    """The estimate r − log r − 1."""
    at = view.first(place - 1)
    found, r = view.values["kl"], f.sym("r")
    ratio = f.value(found.ratios[at], 5)
    return Working(
        title=f"k3 of text {LETTERS[place - 1]}",
        left=f.text("k3"),
        letters=f.row(r, f.op("−"), f.log(r), f.op("−"), f.num("1")),
        steps=(f.row(ratio, f.op("−"), f.log(ratio), f.op("−"), f.num("1")),),
        result=limited(found.terms[at], _three),
        function="grpo_core.divergence.k3",
        words="In nats; r is the reference’s probability of the text over the policy’s.",
        source="R1 v1 eq. 2",
    )


def _average(terms: tuple[float, ...]) -> Markup:
    """The mean of the rollouts' terms, from their sum."""
    return f.frac(_brief(fsum(terms)), f.num(str(len(terms))))


def _sum_told(view: View, terms: tuple[float, ...]) -> str:
    """The sum, text by text: in words, which wrap where a formula would be cut."""
    places = [rollout.place for rollout in view.values["rollouts"]]
    parts = [
        f"{LETTERS[text]} {places.count(text)} × {limited(terms[view.first(text)], _four)}"
        for text in view.sampled
    ]
    return f"Above the line, each text as often as it was sampled: {', '.join(parts)}."


@of_part("surrogate")
def _surrogate(view: View, _: int) -> Working:
    """The mean of the terms."""
    found = view.values["surrogate"]
    return Working(
        title="Mean of the terms",
        left=f.text("surrogate"),
        letters=f.frac(f.total("i", f.text("term"), f.sym("", "i")), f.sym("G")),
        steps=(_average(found.terms),),
        result=limited(found.mean, _three),
        function=f"{BATCH}.surrogate_of",
        words=_sum_told(view, found.terms),
        source="R1 v1 eq. 1",
    )


@of_part("kl")
def _kl(view: View, _: int) -> Working:
    """The mean of k3."""
    found = view.values["kl"]
    return Working(
        title="KL estimate",
        left=f.sym("D", "KL"),
        letters=f.frac(f.total("i", f.text("k3")), f.sym("G")),
        steps=(_average(found.terms),),
        result=limited(found.mean, _three),
        function=f"{BATCH}.divergence_of",
        words=f"In nats. {_sum_told(view, found.terms)}",
        source="R1 v1 eq. 2",
    )


@of_part("objective")
def _objective(view: View, _: int) -> Working:
    """The surrogate minus β times the KL estimate."""
    values, beta = view.values, view.settings.beta
    return Working(
        title="Objective J",
        left=f.sym("J"),
        letters=f.row(f.text("surrogate"), f.op("−"), f.sym("β"), f.op("×"), f.sym("D", "KL")),
        steps=(
            f.row(
                _brief(values["surrogate"].mean),
                f.op("−"),
                f.given(beta),
                f.op("×"),
                _brief(values["kl"].mean),
            ),
        ),
        result=limited(values["objective"].value, _three),
        function=f"{BATCH}.objective_of",
        source="R1 v1 eq. 1",
    )


@of_part("update", any_text=True)
def _gradient(view: View, place: int) -> Working:
    """What the text's own rollouts push, and its share of what all push."""
    values, text = view.values, place - 1
    slopes = values["objective"].slopes
    own = fsum(
        slope
        for rollout, slope in zip(values["rollouts"], slopes, strict=True)
        if rollout.place == text
    )
    share = policy_row(values["update"].before)[text]
    return Working(
        title=f"Gradient of J along logit {LETTERS[text]}",
        left=f.frac(f.row(f.op("∂"), f.sym("J")), f.row(f.op("∂"), f.sym("z", LETTERS[text]))),
        letters=f.row(f.text("own"), f.op("−"), f.sym("π"), f.op("×"), f.text("all")),
        steps=(
            f.row(
                _brief(own),
                f.op("−"),
                _brief(share),
                f.op("×"),
                _brief(fsum(slopes), fenced=True),
            ),
        ),
        result=limited(values["update"].gradient[text], _signed),
        function=f"{BATCH}.update_of",
        words="Own: the slopes of the text’s own rollouts, added up; all: those of all rollouts."
        " A slope is how J changes with a rollout’s log-probability: its advantage times its"
        " ratio, 0 if clipped, less β’s pull, divided by G.",
    )


@of_part("update", any_text=True)
def _logit(view: View, place: int) -> Working:
    """The logit before, and the learning rate times the gradient."""
    update, text = view.values["update"], place - 1
    return Working(
        title=f"New logit of text {LETTERS[text]}",
        left=f.sym("z", LETTERS[text]),
        letters=f.row(
            f.text("before"),
            f.op("+"),
            f.text("rate"),
            f.op("×"),
            f.text("gradient"),
        ),
        steps=(
            f.row(
                _brief(update.before[text]),
                f.op("+"),
                f.given(view.settings.rate),
                f.op("×"),
                _brief(update.gradient[text], fenced=True),
            ),
        ),
        result=limited(update.logits[text], _three),
        function=f"{BATCH}.update_of",
        words="The logit before, and the learning rate times the gradient of J.",
    )


def _three(value: float) -> str:
    return decimal(value, 3)


def _four(value: float) -> str:
    # Sums of terms that cancel may be a rounding error off zero.
    return decimal(value if abs(value) > 1e-12 else 0.0, 4)


def _brief(value: float, *, fenced: bool = False) -> Markup:
    """Four decimals, so that the line fits on a phone; what has run away as a power of ten."""
    if abs(value) >= 1000.0:
        return f.value(value, 5, fenced_if_negative=fenced)
    written = f.num(_four(value))
    return f.fenced(written) if fenced and value < 0.0 else written


def _signed(value: float) -> str:
    return signed(value, 3)


CLIMBED: Final[Mapping[str, Maker]] = {
    "ratio": _ratio,
    "term": _term,
    "surrogate": _surrogate,
    "k3": _k3,
    "kl": _kl,
    "objective": _objective,
    "gradient": _gradient,
    "logit": _logit,
}
"""By key."""
