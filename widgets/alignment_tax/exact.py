"""What a policy comes to on average, exactly: no sampling, sums over 32 ways to choose.

Every thought is in English or in Chinese, so a chain makes one of 2⁵ choices of language. Given the
choice, tokens are a fixed number plus five pauses, and what a group is paid for can be counted.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, product
from math import prod
from typing import Final, NamedTuple

from widgets.alignment_tax.thoughts import (
    KINDS,
    LANGUAGES,
    LENGTHS,
    PAUSES,
    THOUGHTS,
    consistency_of,
)

__all__ = [
    "CHOICES",
    "HOLDS",
    "LEAST",
    "MOST",
    "TOKENS",
    "Tables",
    "edge_of",
    "expected",
    "fit",
    "tables_of",
]

CHOICES: Final = tuple(product((0, 1), repeat=KINDS))
"""Every choice of languages; the first thought is the most significant."""
TOKENS: Final = tuple(
    sum(LENGTHS[place][language] for place, language in enumerate(choice)) for choice in CHOICES
)
"""Tokens of the five sentences, for each choice."""
HOLDS: Final = tuple(
    prod(1.0 - THOUGHTS[place].wordings[language].slip for place, language in enumerate(choice))
    for choice in CHOICES
)
"""How often no thought slips, for each choice."""
LEAST: Final = min(TOKENS)
MOST: Final = max(TOKENS) + KINDS * (PAUSES - 1)
"""Tokens of the longest chain there can be."""


def _ways() -> tuple[tuple[int, ...], ...]:
    """For 0 to 5 pauses, in how many ways they come to each sum: a convolution of integers."""
    rows: list[tuple[int, ...]] = [(1,)]
    for _ in range(KINDS):
        last = rows[-1]
        sums = [0] * (len(last) + PAUSES - 1)
        for total, ways in enumerate(last):
            for pause in range(PAUSES):
                sums[total + pause] += ways
        rows.append(tuple(sums))
    return tuple(rows)


WAYS: Final = _ways()
UP_TO: Final = tuple(tuple(accumulate(row)) for row in WAYS)
"""The same up to each sum."""


def fit(tokens: int, budget: int) -> float:
    """How often a chain is within the budget: P(tokens + five pauses ≤ budget).

    Args:
        tokens: of its five sentences.
        budget: tokens.

    Example:
        >>> fit(48, 48), fit(48, 200)
        (9.5367431640625e-07, 1.0)
    """
    return _at_most(KINDS, budget - tokens)


class Tables(NamedTuple):
    """What each choice of languages comes to, under one budget.

    Attributes:
        accuracy: how often the chain is right: no slip, and within the budget.
        consistency: the mean language consistency of what is written of it.
        fits: how often it is within the budget.
    """

    accuracy: tuple[float, ...]
    consistency: tuple[float, ...]
    fits: tuple[float, ...]


@lru_cache(maxsize=64)
def tables_of(budget: int, target: int) -> Tables:
    """Accuracy and consistency of each of the 32 choices.

    Args:
        budget: tokens, after which a chain is cut off.
        target: the language asked for, `ENGLISH` or `CHINESE`.

    Example:
        >>> found = tables_of(200, 0)
        >>> round(found.accuracy[0], 3), found.consistency[0], found.consistency[31]
        (0.904, 1.0, 0.0)
    """
    fits = tuple([fit(tokens, budget) for tokens in TOKENS])
    accuracy = tuple([hold * share for hold, share in zip(HOLDS, fits, strict=True)])
    key = LANGUAGES[target].key
    consistency: list[float] = []
    _grow((), 0, 0.0, budget, key, consistency)
    return Tables(accuracy, tuple(consistency), fits)


def _grow(
    begun: tuple[int, ...], tokens: int, sofar: float, budget: int, key: str, found: list[float]
) -> None:
    """Adds one more thought in each language; at the end, what the choice comes to.

    Args:
        begun: the languages so far.
        tokens: of their sentences.
        sofar: consistency times probability, of all chains that were cut off earlier.
        budget: tokens.
        key: the target's.
        found: where the results go, in the order of `CHOICES`.
    """
    place = len(begun)
    if place == KINDS:
        whole = _at_most(KINDS, budget - tokens)
        length = LENGTHS[-1][begun[-1]]
        found.append(sofar + whole * consistency_of(begun, length, key))
        return
    # The budget can end in the pause before this thought, or after any token of it but the last.
    before = _at_most(place, budget - tokens) - _at_most(place + 1, budget - tokens - 1)
    if before > 0.0:
        whole = consistency_of(begun, LENGTHS[place - 1][begun[-1]], key) if begun else 1.0
        sofar += before * whole
    ways, scale = WAYS[place + 1], float(PAUSES ** (place + 1))
    for language in (0, 1):
        length = LENGTHS[place][language]
        chain = (*begun, language)
        cut = 0.0
        for written in range(1, length):
            pause = budget - tokens - written
            if 0 <= pause < len(ways):
                cut += ways[pause] / scale * consistency_of(chain, written, key)
        _grow(chain, tokens + length, sofar + cut, budget, key, found)


def expected(chinese: tuple[float, ...], values: tuple[float, ...]) -> float:
    """The mean over the 32 choices, each weighed by how likely the policy makes it.

    Args:
        chinese: for each thought, the probability of Chinese.
        values: one per choice.

    Example:
        >>> expected((0.0, 0.0, 0.0, 0.0, 1.0), tuple(range(32)))
        1.0
    """
    row = list(values)
    for p in reversed(chinese):
        row = [(1.0 - p) * row[i] + p * row[i + 1] for i in range(0, len(row), 2)]
    return row[0]


def edge_of(tables: Tables) -> tuple[int, ...]:
    """The choices that no other beats in both accuracy and consistency, by consistency.

    Example:
        >>> edge_of(Tables((0.9, 0.8, 0.7), (0.1, 0.5, 0.3), (1.0, 1.0, 1.0)))
        (0, 1)
    """
    best, edge = -1.0, []
    order = sorted(
        range(len(tables.accuracy)), key=lambda i: (-tables.consistency[i], -tables.accuracy[i])
    )
    for choice in order:
        if tables.accuracy[choice] > best:
            best = tables.accuracy[choice]
            edge.append(choice)
    return tuple(reversed(edge))


def _at_most(pauses: int, most: int) -> float:
    """How often so many pauses come to at most so many tokens."""
    if most < 0:
        return 0.0
    row = UP_TO[pauses]
    return row[min(most, len(row) - 1)] / row[-1]
