"""An agent that thinks, checks or answers: its task, its policy, and one solution of its own.

A problem of difficulty d takes d steps of work. At every turn the agent chooses

- *think*: one step of work. It slips with probability s, and cannot see that it did;
- *verify*: if there is a slip in the work, it is found with probability v. What is found is mended
  at once, except for a share u of slips that the agent cannot mend: then it sees that something
  is wrong, and is stuck with it;
- *answer*: the end. The answer is right if all the work is done and no slip is left in it.

A solution that has not answered within the limit of turns is cut off, and is wrong.

What the agent can see is one of six contexts: whether work is left; if not, how often it has
checked since (0, 1, 2, 3 or more); or that it is stuck. The policy is a softmax for each context:
thirteen logits in all. Everything here is pure; luck is an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import Final, NamedTuple

from grpo_core import softmax
from widgets.aha_moment.luck import TOPS, Luck

__all__ = [
    "ANSWER",
    "EARLY",
    "FIRST",
    "LEFT",
    "NO_DRAWS",
    "OPTIONS",
    "STUBBORN",
    "STUCK",
    "STUCK_START",
    "THINK",
    "VERIFY",
    "Choices",
    "Logits",
    "Policy",
    "Solution",
    "Task",
    "action_of",
    "breaking_price",
    "chance_of",
    "further_turns",
    "policy_of",
    "softmax_of_two",
    "solve",
    "start_logits",
]

ANSWER: Final = "answer"
THINK: Final = "think"
VERIFY: Final = "verify"

LEFT: Final = 0
"""The context in which work is left. 1 to 4: it is done, with 0, 1, 2, 3 or more checks since."""

STUCK: Final = 5
"""The context in which something is wrong that the agent cannot mend."""

OPTIONS: Final = ((ANSWER, THINK, VERIFY), *((ANSWER, VERIFY),) * 5)
"""What can be chosen in each context, in the order in which a draw picks: low draws answer."""

FIRST: Final = (0, 3, 5, 7, 9, 11, 13)
"""Where each context's options begin when all thirteen are counted through; the last is the end."""

EARLY: Final = 0.3
"""How often the starting policy, with work left, answers instead of thinking, checks aside."""

STUCK_START: Final = 0.5
"""How often the starting policy goes on checking when it is stuck."""

STUBBORN: Final = 0.2
"""The share of slips that the agent can find and cannot mend."""

NO_DRAWS: Final = 48
"""Random numbers laid out for a solution: two a turn, for the choice and for its outcome."""

Logits = tuple[tuple[float, ...], ...]
"""One row per context, one logit per option."""

Policy = tuple[tuple[float, ...], ...]
"""The same as probabilities."""


Choices = tuple[int, ...]
"""What was chosen at each turn of a solution: 0 to 12, context and option in one (`FIRST`)."""


class Task(NamedTuple):
    """What the agent is up against.

    Attributes:
        difficulty: d, steps of work to be done; 1 or more.
        slip: s, the probability that a step of work goes wrong.
        power: v, the probability that a check finds a slip if there is one.
        stubborn: u, the share of slips that are found but not mended.
        limit: turns after which a solution is cut off.
    """

    difficulty: int = 4
    slip: float = 0.2
    power: float = 0.6
    stubborn: float = STUBBORN
    limit: int = NO_DRAWS // 2


class Solution(NamedTuple):
    """One rollout.

    Attributes:
        choices: what was chosen at each turn.
        right: whether it ended in a right answer.
    """

    choices: Choices
    right: bool


def start_logits(checking: float) -> Logits:
    """The logits before training: a base that answers early and seldom checks.

    Args:
        checking: how often the base checks where it has a choice; above 0 and below 1. Where it is
            stuck, it goes on in half of all cases whatever is said here.

    Example:
        >>> [round(p, 3) for p in policy_of(start_logits(0.1))[LEFT]]
        [0.27, 0.63, 0.1]
    """
    rest = 1.0 - checking
    left = (log(rest * EARLY), log(rest * (1.0 - EARLY)), log(checking))
    done = (log(rest), log(checking))
    return (left, done, done, done, done, (log(1.0 - STUCK_START), log(STUCK_START)))


def policy_of(logits: Sequence[Sequence[float]]) -> Policy:
    """A softmax for each context.

    Example:
        >>> policy_of([[0.0, 0.0]])
        ((0.5, 0.5),)
    """
    return tuple([tuple(softmax(row)) for row in logits])


def softmax_of_two(first: float, second: float) -> tuple[float, float]:
    """The core's `softmax` where there are two options, to the last bit and without lists.

    Example:
        >>> softmax_of_two(2.0, 0.5) == tuple(softmax([2.0, 0.5]))
        True
        >>> softmax_of_two(-1000.0, 1000.0)
        (0.0, 1.0)
    """
    if first >= second:
        weight = exp(second - first)
        whole = 1.0 + weight
        return 1.0 / whole, weight / whole
    weight = exp(first - second)
    whole = weight + 1.0
    return weight / whole, 1.0 / whole


def action_of(choice: int) -> str:
    """What is done in one of the thirteen choices.

    Example:
        >>> action_of(1), action_of(2), action_of(12)
        ('think', 'verify', 'verify')
    """
    context = LEFT if choice < FIRST[1] else (choice - 1) // 2
    return OPTIONS[context][choice - FIRST[context]]


def chance_of(task: Task, checks: int) -> float:
    """How likely all the work and then so many checks are to end right.

    (1 − s)^d + ((1 − s u)^d − (1 − s)^d) (1 − (1 − v)^m): no slip at all, or slips that can be
    mended, none of them stubborn, of which one check in m has told.

    Args:
        task: what the agent is up against.
        checks: m.

    Example:
        >>> [round(chance_of(Task(), checks), 3) for checks in (0, 1, 6)]
        [0.41, 0.673, 0.848]
    """
    clean = (1.0 - task.slip) ** task.difficulty
    mendable = (1.0 - task.slip * task.stubborn) ** task.difficulty - clean
    found: float = 1.0 - (1.0 - task.power) ** checks
    return clean + mendable * found


def further_turns(task: Task, checks: int) -> float:
    """How many turns a plan of all the work and up to so many checks takes before it answers.

    d + Σ_j (1 − P_u (1 − (1 − v)^j)) over j < m, where P_u = 1 − (1 − s u)^d is the chance of a
    stubborn slip: check j + 1 is made unless an earlier one has found the agent stuck.

    Args:
        task: what the agent is up against.
        checks: m.

    Example:
        >>> further_turns(Task(), 1), round(further_turns(Task(), 3), 3)
        (5.0, 6.783)
    """
    stubborn = 1.0 - (1.0 - task.slip * task.stubborn) ** task.difficulty
    made = [1.0 - stubborn * (1.0 - (1.0 - task.power) ** before) for before in range(checks)]
    return task.difficulty + sum(made)


def breaking_price(task: Task) -> tuple[float, int]:
    """The price of a turn from which no plan of a kind earns more than answering at once.

    A plan here does all the work, then checks up to m times, giving up once it is stuck, and
    answers. Plans that also check during the work are not among them; where the work is long, they
    can bear a higher price. A plan of the kind is right with `chance_of`, takes `further_turns`
    more than answering at once, and so earns more while a turn costs less than the first over the
    second. The price is the greatest quotient.

    Returns:
        The price, and the m of the plan that bears it, the smallest if there are several.

    Example:
        >>> price, checks = breaking_price(Task())
        >>> round(price, 4), checks
        (0.1347, 1)
    """
    plans = range(task.limit - task.difficulty)
    prices = [chance_of(task, checks) / further_turns(task, checks) for checks in plans]
    price = max(prices)
    return price, prices.index(price)


def solve(task: Task, policy: Policy, luck: Luck, count: int) -> list[tuple[Choices, bool]]:
    """Solutions of the agent, each with luck of its own.

    Args:
        task: what it is up against.
        policy: one row of probabilities per context.
        luck: for each solution, one after the other, two draws a turn up to the limit: the first
            picks the option, by inverse transform, the second decides whether a thought slips or
            a check finds.
        count: how many.

    Returns:
        Of each what a `Solution` is made of.

    Example:
        >>> from random import Random
        >>> from widgets.aha_moment.luck import lay_out
        >>> careful = ((0.0, 1.0, 0.0), (0.0, 1.0), *((1.0, 0.0),) * 4)
        >>> solve(Task(difficulty=2), careful, lay_out(Random(7), 2 * NO_DRAWS), 2)
        [((1, 1, 4, 5), True), ((1, 1, 4, 5), False)]
    """
    difficulty, slip, power, stubborn, limit = task
    certain = slip * stubborn
    leaves, _, checks = policy[LEFT]
    checks = 1.0 - checks
    # A draw is below a probability if its top is below the probability's, and is not if that is
    # above; only where the two are the same is the draw itself looked at.
    tops, draw = luck.tops, luck.draw
    leaves_top, checks_top = int(TOPS * leaves), int(TOPS * checks)
    slip_top, certain_top, power_top = int(TOPS * slip), int(TOPS * certain), int(TOPS * power)
    answers = [(row[0], int(TOPS * row[0])) for row in policy]
    solutions = []
    for start in range(0, 2 * limit * count, 2 * limit):
        choices: list[int] = []
        place, end = start, start + 2 * limit
        # A fault is 0 for none, 1 for one that can be mended, 2 for a stubborn one.
        context, left, fault, right = 1, difficulty, 0, False
        while left and place < end:
            top = tops[place]
            if top <= leaves_top and (top < leaves_top or draw(place) < leaves):
                choices.append(0)
                place = end
            elif top < checks_top or (top == checks_top and draw(place) < checks):
                choices.append(1)
                left -= 1
                if fault < 2 and (happens := tops[place + 1]) <= slip_top:
                    if happens < certain_top or (
                        happens == certain_top and draw(place + 1) < certain
                    ):
                        fault = 2
                    elif happens < slip_top or draw(place + 1) < slip:
                        fault = 1
            else:
                choices.append(2)
                if (
                    fault
                    and (happens := tops[place + 1]) <= power_top
                    and (happens < power_top or draw(place + 1) < power)
                ):
                    if fault == 2:
                        context, left = STUCK, 0
                    else:
                        fault = 0
            place += 2
        while place < end:
            stops, stops_top = answers[context]
            top = tops[place]
            if top <= stops_top and (top < stops_top or draw(place) < stops):
                choices.append(2 * context + 1)
                right = not fault
                break
            choices.append(2 * context + 2)
            if (
                fault
                and (happens := tops[place + 1]) <= power_top
                and (happens < power_top or draw(place + 1) < power)
            ):
                if fault == 2:
                    context = STUCK
                else:
                    fault = 0
            if context < STUCK - 1:
                context += 1
            place += 2
        solutions.append((tuple(choices), right))
    return solutions
