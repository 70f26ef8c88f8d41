"""A try that is made to go on until its budget is used up, and then has to answer: budget forcing.

Whenever the solver would answer, it does something else: with work left it thinks or checks, in the
proportion in which its policy does; with the work done it checks. Its last turn is the answer,
whatever the work has come to.
"""

from __future__ import annotations

from widgets.aha_moment.agent import LEFT, Policy, Task

__all__ = ["right_when_forced"]


def right_when_forced(task: Task, policy: Policy) -> tuple[float, ...]:
    """The chance that a try is right that has to answer at a turn and not before, for each turn.

    Args:
        task: what the solver is up against; its limit is the last turn.
        policy: one row of probabilities per context. Only the one with work left matters: what
            follows the work is all checks, stuck or not.

    Returns:
        From no turn, at which it is never right, to the limit.

    Example:
        Two thoughts and the answer: right if neither has slipped. With one check between, also if
        the check finds a slip that can be mended.

        >>> plain = ((0.0, 1.0, 0.0), *((1.0, 0.0),) * 5)
        >>> task = Task(difficulty=2, slip=0.1, power=1.0, stubborn=0.0, limit=4)
        >>> [round(right, 2) for right in right_when_forced(task, plain)]
        [0.0, 0.0, 0.0, 0.81, 1.0]
    """
    difficulty, slip, power, stubborn, limit = task
    _, think, check = policy[LEFT]
    think, check = think / (think + check), check / (think + check)
    clean, mild_slip, hard_slip = 1.0 - slip, slip * (1.0 - stubborn), slip * stubborn
    unspoilt = 1.0 - hard_slip
    # By steps done: the chance that there is no slip in them, and that there is one to be mended.
    # What has a slip that cannot be mended is never right, and left out.
    states = [(0.0, 0.0)] * (difficulty + 1)
    states[0] = (1.0, 0.0)
    right = [0.0]
    for _ in range(limit):
        right.append(states[difficulty][0])
        following, carried = [], (0.0, 0.0)
        for done, (none, mild) in enumerate(states):
            checks = check if done < difficulty else 1.0
            found = checks * power * mild
            following.append(
                (carried[0] + checks * none + found, carried[1] + checks * mild - found)
            )
            carried = (think * clean * none, think * (mild_slip * none + unspoilt * mild))
        states = following
    return tuple(right)
