"""The problems and the solver: chapter 4's agent, its weights left alone, at every budget.

A problem is easy, medium or hard: 2 or 3 steps of work, 4 to 7, or 8 to 14 by twos, each as
frequent as the others of its kind. The solver is chapter 4's, trained there on problems of four
steps. What it can see of a problem does not tell how much work it is, so the same weights can be
put to all.

A try within a budget of b turns is the same try, cut off after b: so what it has answered by then
is a sum over the lengths up to b, and one pass over the turns gives every budget. A try that is
made to go on has a pass of its own (`forcing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain
from math import fsum
from typing import Final, NamedTuple

from widgets.aha_moment.agent import Policy, Task, policy_of, start_logits
from widgets.aha_moment.exact import outcomes_by_work
from widgets.aha_moment.training import STEPS, Training, train
from widgets.thinking_budget.forcing import right_when_forced
from widgets.thinking_budget.vote import vote

__all__ = [
    "BUDGETS",
    "KINDS",
    "LARGEST",
    "WORK",
    "Answers",
    "ByKind",
    "Solver",
    "answers_of",
    "kind_mean",
    "mixed",
    "one_try",
    "policy_of_solver",
    "turns_used",
    "used_within",
    "votes",
]

LARGEST: Final = 64
"""The largest budget, in turns."""

BUDGETS: Final = range(LARGEST + 1)
"""All budgets, from none."""

KINDS: Final = ("easy", "medium", "hard")
"""Kinds of problem."""

WORK: Final = (range(2, 4), range(4, 8), range(8, 16, 2))
"""The steps of work that problems of each kind need."""

Values = tuple[float, ...]
"""One number for each budget."""

ByKind = tuple[Values, ...]
"""The same for each kind."""


class Solver(NamedTuple):
    """Who solves.

    Attributes:
        power: v, how often a check finds a slip.
        trained: whether its policy is chapter 4's after training; else it is the base's.
        seed: of the training.
        forced: whether a try is made to go on until its budget is used up, and then to answer;
            else it answers when it likes, and is cut off if it has not by then.
    """

    power: float
    trained: bool
    seed: int
    forced: bool = False


class Answers(NamedTuple):
    """What a try has come to within each budget.

    Attributes:
        right: the probability that it has given the right answer.
        wrong: the probability that it has given a wrong one. The rest is cut off.
    """

    right: Values
    wrong: Values


def policy_of_solver(solver: Solver) -> Policy:
    """The solver's policy: chapter 4's, before its training or after all its steps.

    Example:
        >>> [round(p, 2) for p in policy_of_solver(Solver(0.6, False, 20))[0]]
        [0.28, 0.64, 0.08]
    """
    training = Training(seed=solver.seed)
    if not solver.trained:
        return policy_of(start_logits(training.checking))
    return train(Task(power=solver.power), training).policies[STEPS]


def answers_of(solver: Solver, work: int) -> Answers:
    """What a try at a problem of so many steps comes to, within each budget.

    Args:
        solver: who solves.
        work: d, the steps of work that the problem needs; one of those in `WORK`.

    Example:
        >>> found = answers_of(Solver(0.6, True, 20), 4)
        >>> [round(found.right[budget], 3) for budget in (4, 6, 8, 64)]
        [0.0, 0.074, 0.755, 0.771]
    """
    return _by_work(solver)[work]


@lru_cache(maxsize=4)
def _by_work(solver: Solver) -> dict[int, Answers]:
    """`answers_of` for every problem."""
    policy, works = policy_of_solver(solver), [*chain.from_iterable(WORK)]
    if solver.forced:
        task = Task(power=solver.power, limit=LARGEST)
        found = [right_when_forced(task._replace(difficulty=work), policy) for work in works]
        answers = [Answers(right, (0.0, *[1.0 - p for p in right[1:]])) for right in found]
    else:
        # One turn more than the largest budget: what is cut off at its end is left out.
        task = Task(power=solver.power, limit=LARGEST + 1)
        answers = [
            Answers(*[tuple(accumulate(chances[:-1])) for chances in (ends.right, ends.wrong)])
            for ends in outcomes_by_work(task, policy, works)
        ]
    return dict(zip(works, answers, strict=True))


def used_within(answers: Answers) -> Values:
    """How many turns a try takes on average within each budget: Σ_n P(not answered by n), n < b.

    Of a try that answers when it likes: what it has answered by n does not depend on its budget.

    Example:
        Half of all tries answer at the first turn, the others not at all:

        >>> used_within(Answers((0.0, 0.5, 0.5), (0.0, 0.0, 0.0)))
        (0.0, 1.0, 1.5)
    """
    going = [max(1.0 - right - wrong, 0.0) for right, wrong in zip(*answers, strict=True)]
    return tuple(accumulate(going[:-1], initial=0.0))


def kind_mean(values: Sequence[float]) -> float:
    """What holds on average of the problems of a kind, which are equally frequent.

    Example:
        >>> kind_mean([0.5, 0.25])
        0.375
    """
    return fsum(values) / len(values)


def mixed(weights: Sequence[float], values: Sequence[float]) -> float:
    """What holds on average of the mix: Σ_c w_c · a_c over the kinds c.

    Args:
        weights: the share of each kind.
        values: what holds of each.

    Example:
        >>> mixed((0.5, 0.25, 0.25), (1.0, 0.5, 0.0))
        0.625
    """
    return fsum([weight * value for weight, value in zip(weights, values, strict=True)])


@lru_cache(maxsize=16)
def one_try(solver: Solver) -> ByKind:
    """How often one try is right, by kind and budget."""
    return tuple([_means([answers_of(solver, steps).right for steps in work]) for work in WORK])


@lru_cache(maxsize=16)
def turns_used(solver: Solver) -> ByKind:
    """How many turns one try takes on average, by kind and budget."""
    if solver.forced:
        return (tuple(map(float, BUDGETS)),) * len(WORK)
    return tuple(
        [_means([used_within(answers_of(solver, steps)) for steps in work]) for work in WORK]
    )


@lru_cache(maxsize=16)
def votes(solver: Solver, tempting: float, tries: int) -> ByKind:
    """How often a vote is right, by kind and total budget, which its tries share equally.

    Each of k tries may take ⌊b / k⌋ turns of a budget of b.

    Args:
        solver: who makes all the tries.
        tempting: the share of wrong answers that are the same one.
        tries: k.
    """
    if tries == 1:
        return one_try(solver)
    kinds = []
    for work in WORK:
        elected = []
        for steps in work:
            right, wrong = answers_of(solver, steps)
            elected.append(
                [
                    vote(right[each], wrong[each], tempting, tries) if right[each] else 0.0
                    for each in range(LARGEST // tries + 1)
                ]
            )
        means = _means(elected)
        kinds.append(tuple([means[budget // tries] for budget in BUDGETS]))
    return tuple(kinds)


def _means(curves: Sequence[Sequence[float]]) -> Values:
    return tuple([kind_mean(column) for column in zip(*curves, strict=True)])
