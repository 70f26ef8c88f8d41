"""What a policy of the agent comes to, without sampling: every solution, weighed, turn by turn.

The agent's hidden state is small: how many steps of work are done, what kind of slip is in them,
how often it has checked since. So the probability of being in each of these states after n turns is
a short list, and one turn leads from list to list. What ends at each turn is added up; nothing is
drawn.
"""

from __future__ import annotations

from functools import lru_cache
from math import fsum
from typing import NamedTuple

from widgets.aha_moment.agent import LEFT, STUCK, Policy, Task

__all__ = [
    "Outcomes",
    "accuracy_of",
    "checking_of",
    "length_of",
    "length_when",
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
    pairs = zip(outcomes.right, outcomes.wrong, strict=True)
    return fsum([turns * (right + wrong) for turns, (right, wrong) in enumerate(pairs)])


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
    return fsum([turns * chance for turns, chance in enumerate(by_length)]) / whole


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
    difficulty, slip, power, stubborn, limit = task
    leave, think, check = policy[LEFT]
    stop, go_on = policy[STUCK]
    still = 1.0 - power
    think_clean, think_slips = think * (1.0 - slip), think * slip * (1.0 - stubborn)
    think_hard, think_mild = think * slip * stubborn, think * (1.0 - slip * stubborn)
    check_finds, check_misses = check * power, check * still
    # By checks since the work was done: answers, checks again, finds a slip by it, misses it.
    rows = [(answer, again, again * power, again * still) for answer, again in policy[1:STUCK]]
    right, wrong = [0.0], [0.0]
    checks = stuck = 0.0
    # By steps done; of each, without a slip, with one that can be mended, with a stubborn one.
    work = [(1.0, 0.0, 0.0)]
    # The same by checks since the work was done, 3 standing for all more; empty until it can be.
    done: list[tuple[float, float, float]] = []
    for _ in range(limit):
        ended_right, ended_wrong = 0.0, stop * stuck
        checks += go_on * stuck
        stuck *= go_on
        following = []
        carried_none = carried_mild = carried_hard = whole = hards = 0.0
        for none, mild, hard in work:
            soft = none + mild
            whole += soft + hard
            hards += hard
            following.append(
                (
                    carried_none + check * none + check_finds * mild,
                    carried_mild + check_misses * mild,
                    carried_hard + check_misses * hard,
                )
            )
            carried_none = think_clean * none
            carried_mild = think_slips * none + think_mild * mild
            carried_hard = think_hard * soft + think * hard
        ended_wrong += leave * whole
        checks += check * whole
        stuck += check_finds * hards
        carried = (carried_none, carried_mild, carried_hard)
        after = []
        if len(following) < difficulty:
            following.append(carried)
        else:
            after.append(carried)
            for (none, mild, hard), (answer, again, finds, misses) in zip(done, rows, strict=False):
                bad = mild + hard
                ended_right += answer * none
                ended_wrong += answer * bad
                checks += again * (none + bad)
                stuck += finds * hard
                after.append((again * none + finds * mild, misses * mild, misses * hard))
            if len(after) > len(rows):
                last, more = after.pop(), after.pop()
                after.append((last[0] + more[0], last[1] + more[1], last[2] + more[2]))
        work, done = following, after
        right.append(ended_right)
        wrong.append(ended_wrong)
    # What has not answered is cut off.
    wrong[limit] += stuck + sum(map(sum, work)) + sum(map(sum, done))
    never = leave * sum([think**steps for steps in range(min(difficulty, limit))])
    never += think**difficulty * rows[0][0] if difficulty < limit else think**limit
    return Outcomes(tuple(right), tuple(wrong), checks, never)
