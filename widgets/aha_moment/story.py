"""A solution in words: what the agent says at each turn, adding up a row of numbers.

The work is a row of additions, one number a step. A thought that slips loses a ten, so all totals
after it are ten too small until a check has found it. What the agent cannot see, whether there is a
slip, is told again from the same luck that the solution was made with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from widgets.aha_moment.agent import ANSWER, THINK, VERIFY, Solution, Task, action_of

__all__ = ["LOST", "NUMBERS", "Turn", "task_said", "turns_of"]

NUMBERS: Final = (17, 25, 38, 46, 29, 53, 64, 18, 37)
"""What is added up: one number more than there are steps of work."""

LOST: Final = 10
"""What a slip loses."""

GUESS: Final = 100
"""What is answered before any work is done."""


class Turn(NamedTuple):
    """One turn in words.

    Attributes:
        action: what was done.
        said: the words, without the number at their end.
        number: the number at their end, or nothing.
        slipped: whether that number is wrong.
    """

    action: str
    said: str
    number: str
    slipped: bool


def task_said(difficulty: int) -> str:
    """The problem.

    Example:
        >>> task_said(2)
        '17 + 25 + 38'
    """
    return " + ".join(map(str, NUMBERS[: difficulty + 1]))


def turns_of(task: Task, solution: Solution, luck: Sequence[float]) -> tuple[Turn, ...]:
    """A solution, turn by turn.

    Args:
        task: what the agent is up against; a difficulty of at most 8.
        solution: what it chose.
        luck: what it was made with.

    Example:
        >>> solution = Solution((1, 1, 4, 3), right=True)
        >>> luck = [0.5, 0.9, 0.5, 0.1, 0.9, 0.2, 0.0, 0.0]
        >>> for turn in turns_of(Task(difficulty=2), solution, luck):
        ...     print(turn.said, turn.number, turn.slipped)
        17 + 25 = 42 False
        42 + 38 = 70 True
        Wait, is it 70? No, 80 False
        So it is 80 False
    """
    total, error, done, fault, stuck = NUMBERS[0], 0, 0, 0, False
    turns: list[Turn] = []
    for place, choice in enumerate(solution.choices):
        action, outcome = action_of(choice), luck[2 * place + 1]
        before = total - error
        if action == THINK:
            done += 1
            total += NUMBERS[done]
            if outcome < task.slip:
                error += LOST
                fault = max(fault, 2 if outcome < task.slip * task.stubborn else 1)
            said = f"{before} + {NUMBERS[done]} ="
        elif action == VERIFY:
            found = fault > 0 and outcome < task.power
            stuck = stuck or (found and fault == 2)
            if stuck:
                turns.append(Turn(action, f"Wait, {before} cannot be right", "", False))
                continue
            if not done:
                turns.append(Turn(action, "Wait, let me read it again", "", False))
                continue
            said = f"Wait, is it {before}? {'No,' if found else 'Yes,'}"
            if found:
                fault = error = 0
        else:
            said = _answer(done, task.difficulty, stuck)
            if not done:
                turns.append(Turn(action, said, str(GUESS), True))
                continue
        wrong = error > 0 or (action == ANSWER and done < task.difficulty)
        turns.append(Turn(action, said, str(total - error), wrong))
    return tuple(turns)


def _answer(done: int, difficulty: int, stuck: bool) -> str:
    """How an answer begins."""
    if stuck:
        return "I leave it at"
    return "So it is" if done == difficulty else "I say"
