"""The simulator's model: which moment of which run to show, how it compares, and how to say so.

The training itself is `grpo_core.simulate`, and nothing else.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from grpo_core import Run, entropy, kl, simulate
from widgets.kit.controls import declared, text_of
from widgets.kit.words import count, listed, percent
from widgets.simulator.bands import PAGE_SEEDS, Band, Policies, band_of, stored_band
from widgets.simulator.controls import NAMES, STEPS, Controls, config_of

__all__ = ["View", "compute", "divergence_at", "entropy_at", "expected_reward", "run_of"]

UNCOMPARED = {"opened", "pin", "prediction", "step", "toggle"}
"""Kinds of control in which two runs do not differ as runs."""


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        run: the run.
        pinned: the pinned run, or None.
        step: which moment of it, 0 for the start.
        focus: index of the followed strategy.
        band: the followed strategy over many seeds; None until enough of them are done.
        complete: whether the band has all the runs it will have.
        secret: whether the rest of the run is hidden, because a prediction waits for it.
        reveal: whether the success rates may be shown.
    """

    finding: str
    run: Run
    pinned: Run | None
    step: int
    focus: int
    band: Band | None
    complete: bool
    secret: bool
    reveal: bool


def compute(controls: Controls, others: list[Policies] | None = None) -> View:
    """The run at the chosen step, its companions, and the finding.

    Args:
        controls: the reader's settings.
        others: the policies of runs of the same configuration under other seeds, as far as
            `background` has come.
    """
    run = run_of(config_of(controls))
    pinned = run_of(config_of(controls.pin)) if controls.pin else None
    focus = NAMES.index(controls.focus.capitalize())
    band = stored_band(run.config, focus) or (band_of(others, focus) if others else None)
    sentences = [_moment(run, controls.step), _last_group(run, controls.step)]
    if pinned:
        sentences.append(_comparison(controls, run, pinned, focus))
    if band and controls.step == STEPS:
        sentences.append(
            f"In {percent(band.majority)} of {count(band.seeds, 'run')} with other seeds,"
            f" {NAMES[focus]} ends above one half."
        )
    if controls.predict:
        sentences.append(_verdict(run, controls.step, controls.predict.capitalize()))
    return View(
        finding=" ".join(filter(None, sentences)),
        run=run,
        pinned=pinned,
        step=controls.step,
        focus=focus,
        band=band,
        complete=band is not None and band.seeds >= PAGE_SEEDS,
        secret=bool(controls.predict) and controls.step < STEPS,
        reveal=controls.reveal,
    )


run_of = lru_cache(maxsize=3)(simulate)
"""`simulate`, remembered: moving along a run does not train it again."""


def expected_reward(run: Run, step: int) -> float:
    """What a try of the policy earns on average: Σ_a π(a)·rate(a).

    Example:
        >>> from grpo_core import Config
        >>> even = Config(rates=(0.0, 0.0, 1.0, 1.0), start_logits=(0.0,) * 4, steps=0)
        >>> expected_reward(simulate(even), 0)
        0.5
    """
    return sum(p * rate for p, rate in zip(run.policy_at(step), run.config.rates, strict=True))


def entropy_at(run: Run, step: int) -> float:
    """The policy's entropy after a step, in nats; step 0 is the start.

    Example:
        >>> from grpo_core import Config
        >>> round(entropy_at(simulate(Config(start_logits=(0.0,) * 4, steps=0)), 0), 4)
        1.3863
    """
    return run.steps[step - 1].entropy if step else entropy(run.reference)


def divergence_at(run: Run, step: int) -> float:
    """KL(π ‖ π_ref) after a step, in nats; 0 at the start, where the two are the same.

    Example:
        >>> from grpo_core import Config
        >>> divergence_at(simulate(Config(steps=0)), 0)
        0.0
    """
    return run.steps[step - 1].kl if step else kl(run.reference, run.reference)


def _greatest(values: tuple[float, ...]) -> list[int]:
    """The indices of the greatest values, ties included."""
    return [i for i, value in enumerate(values) if value > max(values) - 1e-9]


def _moment(run: Run, step_number: int) -> str:
    start, now = run.reference, run.policy_at(step_number)
    firsts, leader = _greatest(start), _greatest(now)[0]
    if step_number == 0:
        share = percent(start[firsts[0]])
        if len(firsts) == 1:
            told = f"Before training, {NAMES[firsts[0]]} leads with {share}."
        else:
            told = f"Before training, {listed([NAMES[a] for a in firsts])} have {share} each."
    else:
        told = (
            f"After {count(step_number, 'step')}, {NAMES[leader]} holds {percent(now[leader])} of"
            f" the policy, from {percent(start[leader])} at the start"
        )
        if len(firsts) == 1 and firsts[0] != leader:
            told += f"; {NAMES[firsts[0]]}, which led, is down to {percent(now[firsts[0]])}"
        told += "."
    return f"{told} {_unseen(run, step_number, leader)}".strip()


def _unseen(run: Run, step_number: int, leader: int) -> str:
    """What the policy cannot see and the reader may want to know."""
    best = _greatest(run.config.rates)
    if len(best) == len(NAMES):
        return "All four succeed equally often, so whatever moves it is luck."
    names = listed([NAMES[a] for a in best])
    if step_number == 0:
        return f"What it does not know: {names} would pay best."
    if len(best) == 1 and best[0] != leader:
        return f"{names}, which pays best, has {percent(run.policy_at(step_number)[best[0]])}."
    return ""


def _last_group(run: Run, step_number: int) -> str:
    if step_number == 0:
        return ""
    group = run.steps[step_number - 1].group
    right = sum(rollout.reward > 0 for rollout in group)
    told = f"The group of step {step_number} got {right} of {len(group)} right"
    if any(rollout.advantage for rollout in group):
        return told + "."
    if len(group) == 1:
        return told + ": with a group of one there is nothing to compare, so no reward is learned."
    return told + ": all equal, so their rewards teach nothing."


def _comparison(controls: Controls, run: Run, pinned: Run, focus: int) -> str:
    now, then = (r.policy_at(controls.step)[focus] for r in (run, pinned))
    here, there = text_of(controls), text_of(controls.pin)
    differences = [
        f"{control.label} = {there[name]}"
        for name, control in declared(Controls).items()
        if control.kind not in UNCOMPARED and here[name] != there[name]
    ]
    told = f" ({listed(differences[:3])})" if differences else ""
    return (
        f"The pinned run{told} has {NAMES[focus]} at {percent(then)}, this one at {percent(now)}."
    )


def _verdict(run: Run, step_number: int, said: str) -> str:
    if step_number < STEPS:
        return f"You predicted that {said} leads at step {STEPS}."
    leader = NAMES[_greatest(run.final)[0]]
    if leader == said:
        return f"You predicted {said}, and {said} it is."
    return f"You predicted {said}; it is {leader}."
