"""The aha moment's model: one moment of a training, all of it in exact numbers, and in words.

The agent is in `agent`, its training in `training`, the exact numbers in `exact`.
"""

from __future__ import annotations

from functools import lru_cache
from math import fsum
from typing import Final, NamedTuple

from grpo_core import group_relative
from widgets.aha_moment.agent import (
    FIRST,
    OPTIONS,
    VERIFY,
    Policy,
    Solution,
    Task,
    breaking_price,
    chance_of,
    solve,
)
from widgets.aha_moment.controls import Controls, task_of, training_of
from widgets.aha_moment.exact import (
    Outcomes,
    accuracy_of,
    checking_of,
    length_of,
    length_when,
    outcomes_of,
)
from widgets.aha_moment.story import Turn, turns_of
from widgets.aha_moment.training import (
    STEPS,
    Run,
    Training,
    credit_of,
    group_at,
    luck_shown,
    reward_of,
    train,
    weight_of,
)
from widgets.kit.words import count, decimal, percent, plain

__all__ = [
    "CHECKPOINTS",
    "PLANS",
    "Chosen",
    "Curves",
    "Member",
    "Moment",
    "View",
    "checks_in",
    "compute",
    "curves_of",
    "moment_of",
]

CHECKPOINTS: Final = range(0, STEPS + 1, 5)
"""Steps at which a curve has a point."""

PLANS: Final = 7
"""Plans that are compared: all the work and 0 to 6 checks."""

ENOUGH: Final = 0.005
"""Share of solutions from which their own mean length is worth telling."""

ALIKE: Final = 0.1
"""A change of length by less than this share is called about as long."""


class Moment(NamedTuple):
    """A policy in exact numbers.

    Attributes:
        length: expected turns of a solution.
        accuracy: the probability that it ends right.
        checking: expected checks over expected turns.
        checked: the probability of at least one check.
        right_length: expected turns of the right ones; None if there are hardly any.
        wrong_length: the same of the wrong ones.
    """

    length: float
    accuracy: float
    checking: float
    checked: float
    right_length: float | None
    wrong_length: float | None


class Curves(NamedTuple):
    """A training at its checkpoints.

    Attributes:
        moments: one for each of `CHECKPOINTS`.
        columns: the shown solution at each of them: for each turn whether it is a check, and
            whether the solution answered and was right (None if it was cut off).
    """

    moments: tuple[Moment, ...]
    columns: tuple[tuple[tuple[bool, ...], bool | None], ...]


class Member(NamedTuple):
    """One solution of the group that is looked at.

    Attributes:
        length: its turns.
        checks: how many of them are checks.
        right: whether it ended right.
    """

    length: int
    checks: int
    right: bool


class Chosen(NamedTuple):
    """The solution that is told.

    Attributes:
        number: which, from 1.
        turns: in words.
        right: whether it ended right.
        cut: whether it was cut off.
        reward: what it earned.
        advantage: what its group makes of that.
        weight: of each of its turns.
        credit: of each of its turns: weight times advantage.
    """

    number: int
    turns: tuple[Turn, ...]
    right: bool
    cut: bool
    reward: float
    advantage: float
    weight: float
    credit: float


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        task: what the agent is up against.
        training: how it is trained.
        step: which moment, 0 for the start.
        secret: whether the rest of the run is hidden, because a prediction waits for it.
        curves: the training at its checkpoints.
        now: the present policy in numbers.
        outcomes: how its solutions end.
        policy: its probabilities.
        logits: its logits.
        members: the group that is looked at.
        rewards: what they earned.
        chosen: the one that is told.
        worth: for each plan, how likely it is to end right.
        breaking: the price of a turn from which no plan of the work and then checks pays, and the
            checks of the one that bears it.
    """

    finding: str
    task: Task
    training: Training
    step: int
    secret: bool
    curves: Curves
    now: Moment
    outcomes: Outcomes
    policy: Policy
    logits: tuple[tuple[float, ...], ...]
    members: tuple[Member, ...]
    rewards: tuple[float, ...]
    chosen: Chosen
    worth: tuple[float, ...]
    breaking: tuple[float, int]


def compute(controls: Controls) -> View:
    """The policy after the chosen step, a group of its solutions, and the finding.

    Args:
        controls: the reader's settings. A solution beyond the group is its last.
    """
    task, training = task_of(controls), training_of(controls)
    run = train(task, training)
    policy = run.policies[controls.step]
    solutions = group_at(task, training, policy, 0)
    index = min(controls.solution, len(solutions)) - 1
    rewards = tuple([reward_of(solution, training.price) for solution in solutions])
    curves = curves_of(task, training, index)
    now = moment_of(task, policy)
    breaking = breaking_price(task)
    sentences = [
        _moment_said(controls, training, curves.moments[0], now),
        _reason_said(controls, breaking[0]),
        _verdict(controls, curves),
        _ends_said(controls, now),
    ]
    return View(
        finding=" ".join(filter(None, sentences)),
        task=task,
        training=training,
        step=controls.step,
        secret=bool(controls.predict) and controls.step < STEPS,
        curves=curves,
        now=now,
        outcomes=outcomes_of(task, policy),
        policy=policy,
        logits=run.logits[controls.step],
        members=tuple([_member(solution) for solution in solutions]),
        rewards=rewards,
        chosen=_chosen(task, training, solutions, rewards, index),
        worth=tuple([chance_of(task, checks) for checks in range(PLANS)]),
        breaking=breaking,
    )


@lru_cache(maxsize=64)
def moment_of(task: Task, policy: Policy) -> Moment:
    """A policy in exact numbers.

    Example:
        >>> plain_thinking = ((0.0, 1.0, 0.0), *((1.0, 0.0),) * 5)
        >>> now = moment_of(Task(difficulty=2, slip=0.5), plain_thinking)
        >>> now.length, now.accuracy, now.checking, now.right_length
        (3.0, 0.25, 0.0, 3.0)
    """
    outcomes = outcomes_of(task, policy)
    accuracy = accuracy_of(outcomes)
    return Moment(
        length=length_of(outcomes),
        accuracy=accuracy,
        checking=checking_of(outcomes),
        checked=1.0 - outcomes.unchecked,
        right_length=length_when(outcomes.right) if accuracy >= ENOUGH else None,
        wrong_length=length_when(outcomes.wrong) if fsum(outcomes.wrong) >= ENOUGH else None,
    )


@lru_cache(maxsize=16)
def curves_of(task: Task, training: Training, index: int) -> Curves:
    """A training at its checkpoints.

    Args:
        task: what the agent is up against.
        training: how it is trained.
        index: which solution of the group that is looked at, from 0.
    """
    return Curves(
        _moments_of(task, training), _columns_of(task, train(task, training), training, index)
    )


@lru_cache(maxsize=8)
def _moments_of(task: Task, training: Training) -> tuple[Moment, ...]:
    policies = train(task, training).policies
    return tuple([moment_of(task, policies[step]) for step in CHECKPOINTS])


def _columns_of(
    task: Task, run: Run, training: Training, index: int
) -> tuple[tuple[tuple[bool, ...], bool | None], ...]:
    luck = luck_shown(training, index)
    columns = []
    for step in CHECKPOINTS:
        solution = Solution(*solve(task, run.policies[step], luck, 1)[0])
        checks = tuple([choice in CHECKS for choice in solution.choices])
        columns.append((checks, None if _cut(solution) else solution.right))
    return tuple(columns)


CHECKS: Final = frozenset(
    FIRST[context] + place
    for context, options in enumerate(OPTIONS)
    for place, option in enumerate(options)
    if option == VERIFY
)
"""The choices that are checks."""

ANSWERS: Final = frozenset(FIRST[:-1])
"""The choices that are answers."""


def checks_in(solution: Solution) -> int:
    """How many of a solution's turns are checks.

    Example:
        >>> checks_in(Solution((1, 2, 1, 4, 5), True))
        2
    """
    return sum([choice in CHECKS for choice in solution.choices])


def _cut(solution: Solution) -> bool:
    return solution.choices[-1] not in ANSWERS


def _member(solution: Solution) -> Member:
    return Member(len(solution.choices), checks_in(solution), solution.right)


def _chosen(
    task: Task,
    training: Training,
    solutions: list[Solution],
    rewards: tuple[float, ...],
    index: int,
) -> Chosen:
    solution = solutions[index]
    length = len(solution.choices)
    advantage = group_relative(rewards)[index]
    return Chosen(
        number=index + 1,
        turns=turns_of(task, solution, luck_shown(training, index).draws()),
        right=solution.right,
        cut=_cut(solution),
        reward=rewards[index],
        advantage=advantage,
        weight=weight_of(training, length),
        credit=credit_of(training, advantage, length),
    )


def _moment_said(controls: Controls, training: Training, start: Moment, now: Moment) -> str:
    if controls.step == 0:
        return (
            f"Before training a solution takes {decimal(start.length, 1)} turns on average;"
            f" {percent(start.checking)} of them are checks. The problem has"
            f" {count(controls.difficulty, 'step')} of work, and most solutions answer earlier:"
            f" {percent(start.accuracy)} are right."
        )
    told = (
        f"After {count(controls.step, 'step')} a solution takes {decimal(now.length, 1)} turns on"
        f" average, {decimal(start.length, 1)} before training; {percent(now.checking)} of them"
        f" are checks, {percent(start.checking)} before; {percent(now.accuracy)} of solutions are"
        f" right, {percent(start.accuracy)} before."
    )
    if training.price:
        return told
    return f"{told} Only right answers were paid."


def _reason_said(controls: Controls, breaking: float) -> str:
    """What the agent cannot see and the reader may want to know."""
    if controls.price >= breaking:
        return (
            f"A turn costs {plain(controls.price)}; from {decimal(breaking, 3)} on, plans that"
            " work first and check after earn no more than answering at once."
        )
    if controls.price:
        return (
            f"A turn costs {plain(controls.price)}; from {decimal(breaking, 3)} on, plans that"
            " work first and check after would earn no more than answering at once."
        )
    if controls.power == 0.0:
        return "A check finds nothing here, so it is a turn for nothing."
    if controls.slip == 0.0:
        return "No step of work slips here, so there is nothing to find."
    return ""


def _ends_said(controls: Controls, now: Moment) -> str:
    if controls.step == 0 or now.right_length is None or now.wrong_length is None:
        return ""
    run_on = now.wrong_length > now.right_length + 1.0
    return (
        f"Wrong solutions {'run on: they ' if run_on else ''}take"
        f" {decimal(now.wrong_length, 1)} turns, right ones {decimal(now.right_length, 1)}."
    )


def _verdict(controls: Controls, curves: Curves) -> str:
    if not controls.predict:
        return ""
    said = {"longer": "longer", "same": "about as long", "shorter": "shorter"}[controls.predict]
    if controls.step < STEPS:
        return f"You predicted that a solution will be {said}."
    start, end = curves.moments[0].length, curves.moments[-1].length
    ratio = end / start
    found = (
        "longer" if ratio > 1.0 + ALIKE else "shorter" if ratio < 1.0 - ALIKE else "about as long"
    )
    times = f", {decimal(ratio, 1)} times as long as before"
    if found == said:
        return f"You predicted {said}, and so it is{times}."
    return f"You predicted {said}; it is {found}{times}."
