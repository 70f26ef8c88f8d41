"""What a policy of the agent comes to, without sampling: every solution, weighed, turn by turn.

The agent's hidden state is small: how many steps of work are done, what kind of slip is in them,
how often it has checked since. So the probability of being in each of these states after n turns is
a short list, and one turn leads from list to list. What ends at each turn is added up; nothing is
drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from math import fsum
from operator import add, mul
from typing import Final, NamedTuple

from widgets.aha_moment.agent import LEFT, STUCK, Policy, Task

__all__ = [
    "Outcomes",
    "accuracy_of",
    "checking_of",
    "length_of",
    "length_when",
    "outcomes_by_work",
    "outcomes_of",
]


class Outcomes(NamedTuple):
    """How solutions end.

    Attributes:
        right: by length, from 0 turns: the probability of a right answer at that turn.
        wrong: the same for wrong ones; those that were cut off count at the limit.
        checks: how many checks a solution has on average.
        unchecked: the probability of a solution without any check.
    """

    right: tuple[float, ...]
    wrong: tuple[float, ...]
    checks: float
    unchecked: float


def accuracy_of(outcomes: Outcomes) -> float:
    """The probability of a right answer: the sum over its lengths.

    Example:
        >>> accuracy_of(Outcomes((0.0, 0.25, 0.5), (0.0, 0.25, 0.0), 0.0, 1.0))
        0.75
    """
    return fsum(outcomes.right)


def length_of(outcomes: Outcomes) -> float:
    """How many turns a solution has on average: Σ_n n · P(n).

    Example:
        >>> length_of(Outcomes((0.0, 0.25, 0.5), (0.0, 0.25, 0.0), 0.0, 1.0))
        1.5
    """
    return fsum(map(mul, count(), map(add, outcomes.right, outcomes.wrong)))


def length_when(by_length: tuple[float, ...]) -> float:
    """How many turns on average, of the right solutions alone or of the wrong ones alone.

    Args:
        by_length: `Outcomes.right` or `Outcomes.wrong`.

    Returns:
        Σ_n n · P(n) / Σ_n P(n); 0 if there are none.

    Example:
        >>> length_when((0.0, 0.25, 0.75))
        1.75
    """
    whole = fsum(by_length)
    if not whole:
        return 0.0
    return fsum(map(mul, count(), by_length)) / whole


def checking_of(outcomes: Outcomes) -> float:
    """The share of turns that are checks: expected checks over expected turns.

    Example:
        >>> checking_of(Outcomes((0.0, 0.0, 1.0), (0.0, 0.0, 0.0), 1.0, 0.0))
        0.5
    """
    return outcomes.checks / length_of(outcomes)


@lru_cache(maxsize=32)
def outcomes_of(task: Task, policy: Policy) -> Outcomes:
    """All solutions of a policy, by how they end.

    Args:
        task: what the agent is up against.
        policy: one row of probabilities per context.

    Example:
        A policy that thinks twice and answers is right when neither thought has slipped:

        >>> plain = ((0.0, 1.0, 0.0), *((1.0, 0.0),) * 5)
        >>> [round(p, 2) for p in outcomes_of(Task(difficulty=2, slip=0.1), plain).right[:5]]
        [0.0, 0.0, 0.0, 0.81, 0.0]
    """
    return _ended(task, policy, _at_work(task, policy))


def outcomes_by_work(task: Task, policy: Policy, works: Sequence[int]) -> list[Outcomes]:
    """The same for problems that differ in their steps of work alone.

    A solution does not know how much work is left, so on the longest problem it goes as on every
    shorter one until that one's work is done: the work is followed once for all.

    Args:
        task: what the agent is up against; its difficulty does not matter.
        policy: one row of probabilities per context.
        works: the steps of work of each problem.

    Example:
        >>> careless = ((0.5, 0.5, 0.0), *((1.0, 0.0),) * 5)
        >>> found = outcomes_by_work(Task(slip=0.1), careless, (1, 2))
        >>> [round(accuracy_of(outcomes), 4) for outcomes in found]
        [0.45, 0.2025]
    """
    turns = _at_work(task._replace(difficulty=max(works)), policy)
    return [_ended(task._replace(difficulty=work), policy, turns) for work in works]


NOBODY: Final = 1e-15
"""A probability that is lost in the rounding of others."""

State = tuple[float, float, float]
"""The probabilities of no slip, of one that can be mended and of a stubborn one."""


def _at_work(task: Task, policy: Policy) -> list[list[State]]:
    """Where the solutions stand before each turn that have work left and are not stuck.

    Returns:
        For each turn, by steps done; none from where they are too few to count (`NOBODY`).
    """
    difficulty, _, power, _, limit = task
    check = policy[LEFT][2]
    clean, slips, stays, spoils, think = _thoughts(task, policy)
    finds, misses = check * power, check * (1.0 - power)
    states: list[State] = [(1.0, 0.0, 0.0)]
    turns = [states]
    for _ in range(limit - 1):
        following = []
        carried_none = carried_mild = carried_hard = 0.0
        for none, mild, hard in states:
            following.append(
                (
                    carried_none + check * none + finds * mild,
                    carried_mild + misses * mild,
                    carried_hard + misses * hard,
                )
            )
            carried_none = clean * none
            carried_mild = slips * none + stays * mild
            carried_hard = spoils * (none + mild) + think * hard
        if len(following) < difficulty:
            following.append((carried_none, carried_mild, carried_hard))
        elif sum(map(sum, following)) < NOBODY:
            break
        states = following
        turns.append(states)
    return turns + [[(0.0, 0.0, 0.0)] * difficulty] * (limit - len(turns))


def _thoughts(task: Task, policy: Policy) -> tuple[float, float, float, float, float]:
    """How likely a turn with work left is a thought, by what it does to the work.

    Returns:
        From no slip to none, from none to one that can be mended, from that to no worse, from both
        to a stubborn one, and any thought at all.
    """
    _, slip, _, stubborn, _ = task
    think = policy[LEFT][1]
    hard = slip * stubborn
    mild = slip * (1.0 - stubborn)
    return think * (1.0 - slip), think * mild, think * (1.0 - hard), think * hard, think


def _ended(task: Task, policy: Policy, turns: Sequence[Sequence[State]]) -> Outcomes:
    """How the solutions end, if `turns` is how they work on this problem or on a longer one."""
    difficulty, _, power, _, limit = task
    leave, _, check = policy[LEFT]
    stop, go_on = policy[STUCK]
    clean, slips, stays, spoils, think = _thoughts(task, policy)
    still = 1.0 - power
    check_finds, goes_on = check * power, think + check * still
    # By checks since the work was done: answers, checks again, finds a slip by it, misses it.
    rows = [(answer, again, again * power, again * still) for answer, again in policy[1:STUCK]]
    right, wrong = [0.0], [0.0]
    checks = stuck = 0.0
    # With work left: all that are not stuck, and those of them with a stubborn slip.
    working, hards = 1.0, 0.0
    # As at work, but by checks since it was done, 3 standing for all more; empty until it can be.
    done: list[State] = []
    last = difficulty - 1
    for turn in range(limit):
        soft = working - hards
        found = check_finds * hards
        ended_right, ended_wrong = 0.0, stop * stuck + leave * working
        checks += go_on * stuck + check * working
        stuck = go_on * stuck + found
        working -= leave * working + found
        hards = goes_on * hards + spoils * soft
        if turn >= last:
            none, mild, hard = turns[turn][last]
            spoilt = spoils * (none + mild) + think * hard
            # Rounding must not take more away than there is.
            working = max(working - think * (none + mild + hard), 0.0)
            hards = max(hards - spoilt, 0.0)
            after = [(clean * none, slips * none + stays * mild, spoilt)]
            for (none, mild, hard), (answer, again, finds, misses) in zip(done, rows, strict=False):
                bad = mild + hard
                ended_right += answer * none
                ended_wrong += answer * bad
                checks += again * (none + bad)
                stuck += finds * hard
                after.append((again * none + finds * mild, misses * mild, misses * hard))
            if len(after) > len(rows):
                one, more = after.pop(), after.pop()
                after.append((one[0] + more[0], one[1] + more[1], one[2] + more[2]))
            done = after
        right.append(ended_right)
        wrong.append(ended_wrong)
    # What has not answered is cut off.
    wrong[limit] += stuck + working + sum(map(sum, done))
    never = leave * sum([think**steps for steps in range(min(difficulty, limit))])
    never += think**difficulty * rows[0][0] if difficulty < limit else think**limit
    return Outcomes(tuple(right), tuple(wrong), checks, never)
