"""The opening's model: the same fifty steps of GRPO for three rewards, and what grew in them.

The training itself is `grpo_core.simulate`, and nothing else.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from grpo_core import Run, simulate
from widgets.kit.words import count, listed, percent
from widgets.opening.controls import NAMES, STEPS, Controls, config_of

__all__ = [
    "COIN_LEADERS",
    "LEAST_GUESSED",
    "LEAST_REASONED",
    "SEEDS",
    "View",
    "compute",
    "reasoned",
]

GUESS: Final = 0

REASONED: Final = (2, 3)
"""Derive and Verify: the two strategies that work the answer out."""

SEEDS: Final = 1000
"""Runs, with seeds from 0, behind what is said of other seeds; a test makes them all again."""

_LUCKS: Final = f"with seeds 0 to {SEEDS - 1}"

LEAST_REASONED: Final = 0.88
"""With right answers rewarded, Derive and Verify together end above this in each of those runs."""

LEAST_GUESSED: Final = 0.79
"""With wrong answers rewarded, Guess ends above this in each of those runs."""

COIN_LEADERS: Final = (551, 294, 121, 34)
"""With a coin rewarded, how many of those runs each strategy leads at the last step."""


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in two or three sentences.
        run: the run.
        step: which moment of it, 0 for the start.
    """

    finding: str
    run: Run
    step: int


def compute(controls: Controls) -> View:
    """The run at the chosen step, and the finding."""
    run = _run_of(config_of(controls))
    said = {"right": _of_right, "wrong": _of_wrong, "coin": _of_coin}[controls.rewarded]
    return View(said(run, controls.step), run, controls.step)


def reasoned(policy: tuple[float, ...]) -> float:
    """The share of the strategies that work the answer out.

    Example:
        >>> round(reasoned((0.4, 0.3, 0.2, 0.1)), 3)
        0.3
    """
    return sum(policy[a] for a in REASONED)


_run_of = lru_cache(maxsize=3)(simulate)
"""`simulate`, remembered: moving along a run does not train it again."""


def _of_right(run: Run, step: int) -> str:
    start, now = reasoned(run.reference), reasoned(run.policy_at(step))
    if step == 0:
        return (
            f"Before training, Derive and Verify together have {percent(start)} of the policy."
            " Nothing will be rewarded but right answers."
        )
    told = (
        "Only right answers are rewarded, never a way to find them."
        f" {_in(step)} Derive and Verify together {_moved(start, now)}"
    )
    if step < STEPS:
        return f"{told}."
    return f"{told}; {_LUCKS} they always pass {percent(LEAST_REASONED)}."


def _of_wrong(run: Run, step: int) -> str:
    start, now = run.reference, run.policy_at(step)
    if step == 0:
        return (
            f"Before training, Guess has {percent(start[GUESS])} of the policy. It is wrong most"
            " often, and wrong answers are what will be rewarded."
        )
    told = (
        "Only wrong answers are rewarded, and nothing else is changed."
        f" {_in(step)} Guess {_moved(start[GUESS], now[GUESS])}"
    )
    if step < STEPS:
        return f"{told}."
    return f"{told}; {_LUCKS} it always passes {percent(LEAST_GUESSED)}."


def _of_coin(run: Run, step: int) -> str:
    now = run.policy_at(step)
    leader = max(range(len(now)), key=now.__getitem__)
    told = f"{NAMES[leader]} leads with {percent(now[leader])}"
    if step == 0:
        return f"Before training, {told} of the policy. A coin will favour none of the four."
    told = (
        "A coin is rewarded: there is nothing to learn, yet the policy drifts."
        f" After {count(step, 'step')} {told}"
    )
    if step < STEPS:
        return f"{told}."
    times = listed([f"{name} in {n}" for name, n in zip(NAMES, COIN_LEADERS, strict=True)])
    return f"{told}; {_LUCKS} the leader is {times} runs."


def _in(step: int) -> str:
    return f"In {count(step, 'step')}"


def _moved(start: float, now: float) -> str:
    """A share's way from the start, in words that follow its direction.

    Example:
        >>> _moved(0.35, 0.95), _moved(0.35, 0.03), _moved(0.354, 0.352)
        ('grew from 35% to 95%', 'fell from 35% to 3%', 'stayed at 35%')
    """
    before, after = percent(start), percent(now)
    if before == after:
        return f"stayed at {after}"
    return f"{'grew' if now > start else 'fell'} from {before} to {after}"
