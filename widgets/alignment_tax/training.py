"""GRPO on the choice of language: five two-way policies, paid for right answers and language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, log
from typing import Final, NamedTuple

from grpo_core import draws, group_relative
from widgets.alignment_tax.exact import CHOICES, HOLDS, TOKENS
from widgets.alignment_tax.thoughts import (
    KINDS,
    LANGUAGES,
    LENGTHS,
    MISSES,
    PAUSES,
    THOUGHTS,
    consistency_of,
)

__all__ = [
    "DRAWS",
    "MOST_TRIES",
    "STEPS",
    "Group",
    "Run",
    "Settings",
    "Try",
    "chinese_of",
    "gradient_of",
    "group_at",
    "reward_of",
    "slip_at",
    "train",
]

STEPS: Final = 50
MOST_TRIES: Final = 32
"""Tries a step for which luck is laid out, whatever the group size."""
DRAWS: Final = 12
"""Uniform numbers a try: five languages, five pauses, whether and where it slips, by how much."""

Logits = tuple[tuple[float, float], ...]
"""For each thought the logits of English and of Chinese."""


class Settings(NamedTuple):
    """Everything that decides a run.

    Attributes:
        weight: λ, the weight of language consistency in the reward.
        target: the language asked for.
        budget: tokens, after which a chain is cut off.
        group_size: G.
        learning_rate: size of the ascent step on the logits.
        start: the probability of Chinese before training, the same for every thought.
        seed: fixes all luck.
    """

    weight: float
    target: int
    budget: int
    group_size: int
    learning_rate: float
    start: float
    seed: int


class Group(NamedTuple):
    """What one step sampled.

    Attributes:
        choices: of each try, which of the 32 choices of language it made.
        right: whether it was right.
        consistency: of what was written of it.
        advantages: GRPO's.
    """

    choices: tuple[int, ...]
    right: tuple[bool, ...]
    consistency: tuple[float, ...]
    advantages: tuple[float, ...]


class Run(NamedTuple):
    """A training run.

    Attributes:
        logits: before training and after each step.
        chinese: the probability of Chinese for each thought, likewise.
        groups: one a step.
    """

    logits: tuple[Logits, ...]
    chinese: tuple[tuple[float, ...], ...]
    groups: tuple[Group, ...]


def reward_of(right: float, weight: float, consistency: float) -> float:
    """What a try is paid: accuracy plus λ times language consistency (R1 v1 §2.3.2).

    Example:
        >>> reward_of(1.0, 0.5, 0.25)
        1.125
    """
    return right + weight * consistency


def chinese_of(pair: tuple[float, float]) -> float:
    """The probability of Chinese: a softmax over two logits.

    Example:
        >>> chinese_of((0.0, 0.0))
        0.5
    """
    english, chinese = pair
    ahead = chinese - english
    if ahead >= 0.0:
        return 1.0 / (1.0 + exp(-ahead))
    less = exp(ahead)
    return less / (1.0 + less)


def gradient_of(
    chinese: tuple[float, ...], choices: tuple[int, ...], advantages: tuple[float, ...]
) -> list[float]:
    """∂J/∂z of each thought's Chinese logit; that of its English logit is the same with a minus.

    J is R1 v1's eq. 1 without its KL term, on a group sampled from this very policy: all ratios are
    1, no clip acts, and ∂J/∂z = 1/G Σ A·(1[Chinese] − π).

    Args:
        chinese: the policy.
        choices: of the group's tries.
        advantages: likewise.
    """
    size = len(choices)
    sums = [0.0] * KINDS
    for choice, advantage in zip(choices, advantages, strict=True):
        for place in _CHINESE_AT[choice]:
            sums[place] += advantage
    total = sum(advantages)
    return [(found - p * total) / size for found, p in zip(sums, chinese, strict=True)]


_CHINESE_AT: Final = tuple(
    tuple(place for place, language in enumerate(choice) if language) for choice in CHOICES
)


@lru_cache(maxsize=4)
def train(settings: Settings) -> Run:
    """Trains for `STEPS` steps and keeps the run.

    Example:
        >>> run = train(Settings(0.0, 0, 100, 16, 0.5, 0.5, 7))
        >>> len(run.chinese), run.chinese[0]
        (51, (0.5, 0.5, 0.5, 0.5, 0.5))
    """
    weight, target, budget, size, rate, start, seed = settings
    half = 0.5 * log(start / (1.0 - start))
    logits: Logits = ((-half, half),) * KINDS
    chinese = tuple([chinese_of(pair) for pair in logits])
    trail, policies, groups = [logits], [chinese], []
    whole = _whole(target)
    slack = [budget - tokens for tokens in TOKENS]
    key = LANGUAGES[target].key
    for row, pauses, paused in _luck(seed, size):
        choices, right, consistency = [], [], []
        a, b, c, d, e = chinese
        for i, waited in enumerate(paused):
            at = DRAWS * i
            choice = (
                (16 if row[at] < a else 0)
                + (8 if row[at + 1] < b else 0)
                + (4 if row[at + 2] < c else 0)
                + (2 if row[at + 3] < d else 0)
                + (1 if row[at + 4] < e else 0)
            )
            choices.append(choice)
            if waited <= slack[choice]:
                right.append(row[at + 10] < HOLDS[choice])
                consistency.append(whole[choice])
            else:
                right.append(False)
                begun, written = _cut(choice, pauses[KINDS * i : KINDS * i + KINDS], budget)
                consistency.append(_measured(choice, begun, written, key))
        rewards = [r + weight * s for r, s in zip(right, consistency, strict=True)]
        advantages = tuple(group_relative(rewards))
        picked = tuple(choices)
        groups.append(Group(picked, tuple(right), tuple(consistency), advantages))
        gradient = gradient_of(chinese, picked, advantages)
        logits = tuple(
            [(z[0] - rate * g, z[1] + rate * g) for z, g in zip(logits, gradient, strict=True)]
        )
        chinese = tuple([chinese_of(pair) for pair in logits])
        trail.append(logits)
        policies.append(chinese)
    return Run(tuple(trail), tuple(policies), tuple(groups))


@lru_cache(maxsize=4)
def _whole(target: int) -> tuple[float, ...]:
    """The consistency of each choice's whole chain."""
    key = LANGUAGES[target].key
    return tuple([consistency_of(c, LENGTHS[-1][c[-1]], key) for c in CHOICES])


def _cut(choice: int, pauses: Sequence[int], budget: int) -> tuple[int, int]:
    """Where a budget ends a chain: how many thoughts are begun, and tokens of the last of them.

    Args:
        choice: of languages.
        pauses: their tokens.
        budget: tokens.
    """
    left = budget
    for place, language in enumerate(CHOICES[choice]):
        length = LENGTHS[place][language]
        left -= pauses[place]
        if left < length:
            return place + 1, max(left, 0)
        left -= length
    return KINDS, LENGTHS[-1][CHOICES[choice][-1]]


def _measured(choice: int, begun: int, written: int, key: str) -> float:
    return consistency_of(CHOICES[choice][:begun], written, key)


class _Luck(NamedTuple):
    """What a step's tries meet, laid out flat: an object each would be most of what a page keeps.

    Attributes:
        numbers: `DRAWS` a try.
        pauses: `KINDS` a try.
        paused: their sum for each try.
    """

    numbers: Sequence[float]
    pauses: bytes
    paused: bytes


@lru_cache(maxsize=1)
def _luck(seed: int, size: int) -> list[_Luck]:
    """The luck of every step."""
    found = []
    for row in _numbers(seed):
        starts = range(KINDS, DRAWS * size, DRAWS)
        pauses = bytes([int(PAUSES * u) for at in starts for u in row[at : at + KINDS]])
        ends = range(KINDS, KINDS * size + 1, KINDS)
        paused = bytes([sum(pauses[end - KINDS : end]) for end in ends])
        found.append(_Luck(row, pauses, paused))
    return found


@lru_cache(maxsize=1)
def _numbers(seed: int) -> Sequence[Sequence[float]]:
    return draws(seed, STEPS, MOST_TRIES * DRAWS // 2)


class Try(NamedTuple):
    """One try of a group, written out.

    Attributes:
        choice: which of the 32 choices of language it made.
        pauses: tokens of pause before each thought.
        begun: how many thoughts were begun within the budget.
        written: tokens of the last of them that were written.
        slip: the thought that slipped, counted from 1; 0 for none.
        miss: by how much.
        right: whether it was right.
        consistency: its language consistency.
        reward: what it was paid.
        advantage: GRPO's.
    """

    choice: int
    pauses: tuple[int, ...]
    begun: int
    written: int
    slip: int
    miss: int
    right: bool
    consistency: float
    reward: float
    advantage: float

    @property
    def languages(self) -> tuple[int, ...]:
        """The language of each thought."""
        return CHOICES[self.choice]

    @property
    def tokens(self) -> int:
        """Tokens of the whole chain, whether they fit or not."""
        return TOKENS[self.choice] + sum(self.pauses)


def group_at(settings: Settings, step: int) -> tuple[Try, ...]:
    """The group that a step sampled, with its luck written out.

    Args:
        settings: of the run.
        step: 1 for the first.

    Example:
        >>> found = group_at(Settings(0.0, 0, 105, 16, 1.0, 0.5, 7), 50)[9]
        >>> found.languages, found.tokens, found.right
        ((1, 1, 0, 1, 0), 95, True)
    """
    group = train(settings).groups[step - 1]
    numbers, waits, _ = _luck(settings.seed, settings.group_size)[step - 1]
    found = []
    for i, (choice, right, share, advantage) in enumerate(zip(*group, strict=True)):
        pauses = tuple(waits[KINDS * i : KINDS * i + KINDS])
        begun, written = _cut(choice, pauses, settings.budget)
        slip = slip_at(CHOICES[choice], numbers[DRAWS * i + 10])
        found.append(
            Try(
                choice,
                pauses,
                begun,
                written,
                slip,
                MISSES[int(numbers[DRAWS * i + 11] * len(MISSES))] if slip else 0,
                right,
                share,
                reward_of(float(right), settings.weight, share),
                advantage,
            )
        )
    return tuple(found)


def slip_at(languages: tuple[int, ...], uniform: float) -> int:
    """Which thought slips first, counted from 1; 0 if none does.

    Args:
        languages: of the five thoughts.
        uniform: a number in [0, 1); below the probability that none slips, none does.

    Example:
        >>> [slip_at((0, 0, 0, 0, 0), u) for u in (0.5, 0.91, 0.999)]
        [0, 5, 1]
    """
    held = 1.0
    edges = []
    for place, language in enumerate(languages):
        held *= 1.0 - THOUGHTS[place].wordings[language].slip
        edges.append(held)
    # From the least probability upwards: all five hold, the first four, and so on.
    for place in range(KINDS, 0, -1):
        if uniform < edges[place - 1]:
            return 0 if place == KINDS else place + 1
    return 1
