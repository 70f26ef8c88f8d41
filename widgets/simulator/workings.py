"""How the simulator's numbers were computed: each formula with the numbers of the step shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from grpo_core import Step
from widgets.kit import formula as f
from widgets.kit.advantages import advantage_working
from widgets.kit.markup import Markup
from widgets.kit.words import MOST, count, decimal, limited, percent, signed
from widgets.kit.working import Working
from widgets.simulator.controls import NAMES
from widgets.simulator.model import View, divergence_at, entropy_at, expected_reward

__all__ = ["WORKINGS"]

TRAINED: Final = "grpo_core.simulator.steps"

LARGE: Final = 30.0
"""Exponents beyond which e to their power is no number to read."""


def _share(view: View, place: int) -> Working:
    """A softmax over the logits."""
    a, share = place - 1, view.run.policy_at(view.step)[place - 1]
    logits, warmth = _logits(view), view.run.config.temperature
    words = "The exponents are the logits" + (" over the temperature." if warmth != 1.0 else ".")
    top = max(logits)
    if max(map(abs, logits)) > LARGE * warmth:
        logits = tuple(logit - top for logit in logits)
        words = f"{words[:-1]}, the greatest of them subtracted first, which changes nothing."

    def weight(logit: float) -> Markup:
        exponent = f.num(decimal(logit, 3)) if abs(logit) < 1e6 else f.value(logit)
        if warmth != 1.0:
            exponent = f.row(exponent, f.op("/"), f.given(warmth))
        return f.power(f.sym("e"), exponent)

    def letter(below: str) -> Markup:
        logit = f.sym("z", below)
        return f.power(f.sym("e"), logit if warmth == 1.0 else f.row(logit, f.op("/"), f.sym("T")))

    return Working(
        title=f"Share of {NAMES[a]} {_when(view)}",
        left=f.row(f.sym("π"), f.fenced(f.text(NAMES[a]))),
        letters=f.frac(letter(NAMES[a]), f.total("b", letter("b"))),
        steps=(f.frac(weight(logits[a]), f.added(*map(weight, logits))), f.value(share, 4)),
        result=percent(share),
        function="grpo_core.policy.softmax",
        words=words,
    )


def _logit(view: View, place: int) -> Working | None:
    """The logit before the step, and what the step added."""
    step = _step(view)
    if step is None:
        return None
    a = place - 1
    change = step.logits[a] - step.logits_before[a]
    return Working(
        title=f"Logit of {NAMES[a]} {_when(view)}",
        left=f.sym("z", NAMES[a]),
        letters=f.row(f.text("logit before"), f.op("+"), f.text("change")),
        steps=(_sum(step.logits_before[a], change),),
        result=limited(step.logits[a]),
        function=TRAINED,
    )


def _sum(before: float, change: float) -> Markup:
    """Two terms: to three decimals, or by their size where they have run away."""
    if max(abs(before), abs(change)) <= MOST:
        return f.row(f.num(decimal(before, 3)), f.then(decimal(change, 3)))
    return f.row(f.value(before), f.op("+"), f.value(change, fenced_if_negative=True))


def _change(view: View, place: int) -> Working | None:
    """The learning rate times the gradient."""
    step = _step(view)
    if step is None:
        return None
    a, config = place - 1, view.run.config
    words = "The gradient is that of the clipped objective with its KL term, on this step’s group"
    if config.inner_epochs > 1:
        words += f", added up over {count(config.inner_epochs, 'inner epoch')}"
    slope = f.frac(f.row(f.op("∂"), f.sym("J")), f.row(f.op("∂"), f.sym("z", NAMES[a])))
    return Working(
        title=f"Change of {NAMES[a]}’s logit in step {view.step}",
        left=f.row(f.op("Δ"), f.sym("z", NAMES[a])),
        letters=f.row(f.text("learning rate"), f.op("×"), slope),
        steps=(
            f.row(
                f.given(config.learning_rate),
                f.op("×"),
                f.value(step.gradient[a], fenced_if_negative=True),
            ),
        ),
        result=limited(step.logits[a] - step.logits_before[a], signed),
        function=TRAINED,
        words=f"{words}.",
        source="R1 v1 eq. 1",
    )


def _advantage(view: View, place: int) -> Working | None:
    """A try's reward against its group; place 1 for right tries, 2 for wrong ones."""
    step = _step(view)
    found = [r for r in step.group if (r.reward > 0) == (place == 1)] if step else []
    if not found or step is None:
        return None
    return advantage_working(
        f"Advantage of a {'right' if place == 1 else 'wrong'} try in step {view.step}",
        view.run.config.estimator,
        reward=int(found[0].reward),
        size=len(step.group),
        right=round(sum(rollout.reward for rollout in step.group)),
        advantage=found[0].advantage,
    )


def _mean(view: View, _: int) -> Working | None:
    """The mean reward of the group."""
    step = _step(view)
    if step is None:
        return None
    right = sum(rollout.reward > 0 for rollout in step.group)
    return Working(
        title=f"Mean reward of the group of step {view.step}",
        left=f.text("mean"),
        letters=f.frac(f.total("i", f.sym("r", "i")), f.sym("G")),
        steps=(f.frac(f.num(str(right)), f.num(str(len(step.group)))),),
        result=decimal(step.mean_reward),
        function=TRAINED,
        words="A right try earns 1 and a wrong one 0.",
    )


def _reward(view: View, _: int) -> Working:
    """The policy times the success rates."""
    run = view.run
    pairs = list(zip(run.policy_at(view.step), run.config.rates, strict=True))
    return Working(
        title=f"Expected reward {_when(view)}",
        left=f.row(f.sym("E"), f.fenced(f.sym("r"))),
        letters=f.total("a", _pi("a"), f.op("×"), f.text("rate"), f.fenced(f.sym("a"))),
        steps=(f.added(*[f.row(f.value(p), f.op("×"), f.given(r)) for p, r in pairs]),),
        result=decimal(expected_reward(run, view.step)),
        function="widgets.simulator.model.expected_reward",
        words="Each strategy’s share times its success rate, which the policy never sees.",
    )


def _entropy(view: View, _: int) -> Working:
    """How spread out the policy is."""
    policy = view.run.policy_at(view.step)
    terms = [f.row(f.value(p), f.op("×"), f.log(f.value(p))) for p in policy if p > 0.0]
    return Working(
        title=f"Entropy {_when(view)}",
        left=f.row(f.sym("H"), f.fenced(f.sym("π"))),
        letters=f.row(f.op("−"), f.total("a", _pi("a"), f.log(_pi("a")))),
        steps=(f.row(f.op("−"), f.fenced(f.added(*terms))),),
        result=decimal(entropy_at(view.run, view.step)),
        function="grpo_core.policy.entropy",
        words="In nats: log 4 = 1.39 when all four are equally likely, 0 when one has all.",
    )


def _kl(view: View, _: int) -> Working:
    """How far the policy has gone from the reference."""
    run = view.run
    pairs = zip(run.policy_at(view.step), run.reference, strict=True)
    terms = [
        f.row(f.value(p), f.op("×"), f.log(f.frac(f.value(p), f.value(q))))
        for p, q in pairs
        if p > 0.0
    ]
    reference = f.row(f.sym("π", "ref"), f.fenced(f.sym("a")))
    return Working(
        title=f"KL to the reference {_when(view)}",
        left=f.row(f.text("KL"), f.fenced(f.sym("π"), f.op("‖"), f.sym("π", "ref"))),
        letters=f.total("a", _pi("a"), f.log(f.frac(_pi("a"), reference))),
        steps=(f.added(*terms),),
        result=decimal(divergence_at(run, view.step)),
        function="grpo_core.divergence.kl",
        words="In nats. Above each bar the share now, below it the share at the start.",
    )


def _pi(option: str) -> Markup:
    return f.row(f.sym("π"), f.fenced(f.sym(option)))


def _step(view: View) -> Step | None:
    """The step shown; None before the first."""
    return view.run.steps[view.step - 1] if view.step else None


def _logits(view: View) -> tuple[float, ...]:
    step = _step(view)
    return step.logits if step else view.run.config.start_logits


def _when(view: View) -> str:
    return f"after {count(view.step, 'step')}" if view.step else "before training"


WORKINGS: Final[Mapping[str, Callable[[View, int], Working | None]]] = {
    "share": _share,
    "logit": _logit,
    "change": _change,
    "advantage": _advantage,
    "mean": _mean,
    "reward": _reward,
    "entropy": _entropy,
    "kl": _kl,
}
"""By key."""
