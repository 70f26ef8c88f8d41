"""The toy: nine times seven, counted in sevens by a policy that is a table.

A policy here is a row of logits for every context, and a context is the last token said and
whether the count is the first or a later one. Each token is sampled given the one before it, as
in a language model; only the memory is short. What makes it a toy on purpose: at “so” the policy
decides whether to stop or to wait and count again, and it does not see there which total it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, fsum, log
from operator import itemgetter, mul
from typing import Final, NamedTuple

from grpo_core import draws, sample

__all__ = [
    "BRANCH",
    "CONTEXTS",
    "DONE",
    "GROUP",
    "LONGEST",
    "SO",
    "START",
    "VOCABULARY",
    "WAIT",
    "Chances",
    "Rollout",
    "Row",
    "Table",
    "base_table",
    "chances",
    "context_after",
    "is_right",
    "rollouts_of",
]

SEVENS: Final = tuple(str(7 * n) for n in range(1, 10))
VOCABULARY: Final = (*SEVENS, "62", "so", "wait", "done")
FIFTY_SIX: Final = VOCABULARY.index("56")
ANSWER: Final = VOCABULARY.index("63")
SLIP: Final = VOCABULARY.index("62")
SO: Final = VOCABULARY.index("so")
WAIT: Final = VOCABULARY.index("wait")
DONE: Final = VOCABULARY.index("done")

LONGEST: Final = 36
"""Tokens after which a rollout is cut off; a rollout that is cut off is wrong."""
GROUP: Final = 8
"""Rollouts in a group."""

START: Final = 0
"""The context in which nothing has been said yet."""
CONTEXTS: Final = 2 * len(VOCABULARY)
"""Rows of the table: the start and twelve last tokens, for the first count and for later ones."""

SURE: Final = 0.99
FIRST_TOTAL: Final = {ANSWER: 0.55, SLIP: 0.42}
LATER_TOTAL: Final = {ANSWER: 0.90, SLIP: 0.07}
FIRST_SO: Final = {DONE: 0.60, WAIT: 0.37}
LATER_SO: Final = {DONE: 0.90, WAIT: 0.07}

Row = tuple[float, ...]
"""Thirteen numbers, one a token of the vocabulary."""
Table = tuple[Row, ...]
"""One row a context."""


class Rollout(NamedTuple):
    """One completion of the prompt.

    Attributes:
        tokens: what was said, as indices into `VOCABULARY`.
        contexts: the row of the table that each token was sampled from.
        right: what the rule says: it ended by itself, and the last number said is 63.
        waits: whether “wait” was said.
    """

    tokens: tuple[int, ...]
    contexts: tuple[int, ...]
    right: bool
    waits: bool


class Chances(NamedTuple):
    """Exact probabilities of a policy over all rollouts there can be; nothing is sampled.

    Attributes:
        right: that a rollout is right.
        visits: how often a rollout stands at the branching point, on average.
        after: that a rollout is right given the token said at the branching point, one number
            per token of the vocabulary.
        branch: that a rollout which stands at the branching point is right.
    """

    right: float
    visits: float
    after: Row
    branch: float


def context_after(token: int, later: bool) -> int:
    """The context in which the next token is sampled.

    Args:
        token: the last token said, not “done”.
        later: whether “wait” has been said, this token included.

    Example:
        >>> context_after(SO, later=False) == BRANCH
        True
        >>> context_after(SO, later=True) == BRANCH
        False
    """
    return token + 1 + (len(VOCABULARY) if later else 0)


BRANCH: Final = context_after(SO, later=False)
"""The branching point: “so” has been said for the first time, and it is stop or wait."""


@lru_cache(maxsize=2)
def base_table(careful: bool) -> Table:
    """The policy before the step, as log-probabilities: it sampled the group, it is π_old.

    The obvious next token has 99%. After “56” the total may slip to 62; after “so” the policy
    may stop or wait. Whatever a row does not name shares the rest evenly, so everything is
    possible.

    Args:
        careful: whether a recount slips less often than the first count.

    Returns:
        One row per context, each with exponentials that sum to 1.

    Example:
        >>> from math import exp
        >>> row = base_table(True)[BRANCH]
        >>> round(exp(row[WAIT]), 3), round(sum(map(exp, row)), 12)
        (0.37, 1.0)
    """
    rows = []
    for later in (False, True):
        rows.append(_row({0: SURE}))
        for last in range(DONE):
            if last == FIFTY_SIX:
                total = LATER_TOTAL if later and careful else FIRST_TOTAL
                rows.append(_row(total))
            elif last == SO:
                rows.append(_row(LATER_SO if later else FIRST_SO))
            elif last in (ANSWER, SLIP):
                rows.append(_row({SO: SURE}))
            else:
                rows.append(_row({0 if last == WAIT else last + 1: SURE}))
    return tuple(rows)


def is_right(tokens: tuple[int, ...]) -> bool:
    """The rule: the rollout ended with “done”, and the last number said is 63.

    Example:
        >>> is_right((ANSWER, SO, DONE)), is_right((ANSWER, SLIP, DONE)), is_right((ANSWER, SO))
        (True, False, False)
    """
    numbers = [token for token in tokens if token <= SLIP]
    return tokens[-1] == DONE and numbers[-1:] == [ANSWER]


@lru_cache(maxsize=16)
def rollouts_of(seed: int, careful: bool) -> tuple[Rollout, ...]:
    """The group: eight rollouts of the base policy.

    Every position of every rollout has its own uniform number, laid out before anything is
    decided, so a change of policy changes only the tokens that it must.

    Args:
        seed: fixes the luck.
        careful: as for `base_table`.

    Example:
        >>> second = rollouts_of(17155, True)[1]
        >>> " ".join(VOCABULARY[token] for token in second.tokens), second.right
        ('7 14 21 28 35 42 49 56 62 so done', False)
    """
    policy = [_exponentials(row) for row in base_table(careful)]
    return tuple(_rollout(policy, luck) for luck in draws(seed, GROUP, LONGEST // 2))


@lru_cache(maxsize=4)
def chances(table: Table) -> Chances:
    """How often a policy is right, and what each token at the branching point is worth.

    Sums over the whole tree of rollouts by passing probabilities along: backwards for what a
    state is worth, forwards for how often it is reached. A state is the number of tokens said,
    the context, and whether the last number said is 63.

    Args:
        table: log-probabilities, one row per context.

    Example:
        >>> exact = chances(base_table(True))
        >>> round(exact.after[WAIT], 2), round(exact.after[DONE], 2)
        (0.89, 0.56)
    """
    policy = [_exponentials(row) for row in table]
    states, following = _states()
    steps = [
        (policy[context], policy[context][DONE] * good, itemgetter(*after))
        for (context, good), after in zip(states, following, strict=True)
    ]
    # worth[said][state]: a rollout that is cut off is worth nothing.
    worth = [[0.0] * len(states)] * (LONGEST + 1)
    for said in range(LONGEST - 1, -1, -1):
        coming = worth[said + 1]
        worth[said] = [ended + _dot(row, after(coming)) for row, ended, after in steps]
    visits, branch, tokens = 0.0, 0.0, [0.0] * len(VOCABULARY)
    reached = [0.0] * len(states)
    reached[states.index((START, 0))] = 1.0
    for said in range(LONGEST):
        going = [0.0] * len(states)
        for state, share in enumerate(reached):
            context, good = states[state]
            # Whoever has waited never comes back to the branching point.
            if not share or context >= len(VOCABULARY):
                continue
            if context == BRANCH:
                visits += share
                branch += share * worth[said][state]
                values = (*steps[state][2](worth[said + 1]), float(good))
                tokens = [t + share * value for t, value in zip(tokens, values, strict=True)]
            for after, p in zip(following[state], policy[context], strict=False):
                going[after] += share * p
        reached = going
    return Chances(
        right=worth[0][states.index((START, 0))],
        visits=visits,
        after=tuple(value / visits for value in tokens),
        branch=branch / visits,
    )


@lru_cache(maxsize=1)
def _states() -> tuple[list[tuple[int, int]], list[list[int]]]:
    """Contexts paired with whether the last number said is 63, and where each token leads.

    After a number the pairing is known; after “so” and “wait” both are possible.
    """
    states = [(START, 0)]
    for later in (False, True):
        for token in range(DONE):
            known = (int(token == ANSWER),) if token <= SLIP else (0, 1)
            states += [(context_after(token, later), good) for good in known]
    place = {state: index for index, state in enumerate(states)}
    following = []
    for context, good in states:
        later = context >= len(VOCABULARY)
        following.append(
            [
                place[
                    context_after(token, later or token == WAIT),
                    int(token == ANSWER) if token <= SLIP else good,
                ]
                for token in range(DONE)
            ]
        )
    return states, following


def _dot(row: list[float], values: tuple[float, ...]) -> float:
    """The sum of products over as many places as the shorter has."""
    return fsum(map(mul, row, values))


def _row(named: dict[int, float]) -> Row:
    """Log-probabilities in which the tokens that are not named share what is left."""
    rest = (1.0 - sum(named.values())) / (len(VOCABULARY) - len(named))
    return tuple(log(named.get(token, rest)) for token in range(len(VOCABULARY)))


def _exponentials(row: Row) -> list[float]:
    return [exp(lp) for lp in row]


def _rollout(policy: list[list[float]], luck: Sequence[float]) -> Rollout:
    tokens: list[int] = []
    contexts: list[int] = []
    context, later = START, False
    for uniform in luck:
        token = sample(policy[context], uniform)
        tokens.append(token)
        contexts.append(context)
        if token == DONE:
            break
        later = later or token == WAIT
        context = context_after(token, later)
    return Rollout(tuple(tokens), tuple(contexts), is_right(tuple(tokens)), later)
