"""The toy that the router works on: sixteen words, and vectors for them and for the experts.

Nothing is trained. Words of a kind lie near each other, experts lie anywhere; every number comes
from the seed, and a layer has experts of its own.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from widgets.mixture_of_experts.published import EXPERTS, GROUPS

__all__ = ["DIMENSIONS", "KINDS", "WORDS", "Kind", "batch_of", "experts_of", "word_of"]

DIMENSIONS: Final = 12
"""Numbers in a vector of the toy."""

SPREAD: Final = 0.8
"""How far words of a kind lie apart; the kinds’ own spread is 1."""

CONTEXT: Final = 0.8
"""How far the occurrences of a word lie apart."""

Vector = tuple[float, ...]


class Kind(NamedTuple):
    """Words of one kind.

    Attributes:
        name: of the kind.
        words: each with its key.
        share: how often each of them occurs in a batch.
    """

    name: str
    words: tuple[tuple[str, str], ...]
    share: int


KINDS: Final = (
    Kind("English", (("the", "the"), ("so", "so"), ("wait", "wait"), ("because", "because")), 28),
    Kind(
        "mathematics",
        (("seven", "7"), ("equals", "="), ("root", "√"), ("sin", "sin")),
        18,
    ),
    Kind("code", (("def", "def"), ("return", "return"), ("brace", "{"), ("plus", "+=")), 12),
    Kind("Chinese", (("shu", "数"), ("deng", "等"), ("yinci", "因此"), ("wo", "我")), 6),
)
"""The toy’s words. In a batch English is frequent and Chinese rare: a mix of ours."""

WORDS: Final = tuple(word for kind in KINDS for word in kind.words)
"""All words with their keys, kind by kind."""


def word_of(seed: int, key: str) -> Vector:
    """A word’s vector, where no context has moved it.

    Args:
        seed: of the draws.
        key: of the word.

    Example:
        >>> len(word_of(7, "wait")), word_of(7, "wait") == word_of(8, "wait")
        (12, False)
    """
    return _words(seed)[[own for own, _ in WORDS].index(key)]


@lru_cache(maxsize=2)
def experts_of(seed: int, layer: int, count: int) -> tuple[Vector, ...]:
    """The centroids of a layer’s experts. With fewer of them, each group keeps its first ones.

    Args:
        seed: of the draws.
        layer: its number.
        count: how many experts the layer has; a multiple of the number of groups.

    Example:
        >>> many, few = experts_of(7, 20, 256), experts_of(7, 20, 64)
        >>> few[8] == many[32]
        True
    """
    size = EXPERTS // GROUPS
    return tuple(
        expert
        for place, expert in enumerate(_centroids(seed, layer))
        if place % size < count // GROUPS
    )


@lru_cache(maxsize=2)
def batch_of(seed: int) -> tuple[Vector, ...]:
    """The tokens of a batch: each word as often as its kind says, moved a little by its context.

    Example:
        >>> len(batch_of(7))
        256
    """
    random = Random(-1 - seed)
    shares = [kind.share for kind in KINDS for _ in kind.words]
    return tuple(
        tuple([x + CONTEXT * random.gauss(0.0, 1.0) for x in word])
        for word, share in zip(_words(seed), shares, strict=True)
        for _ in range(share)
    )


@lru_cache(maxsize=2)
def _words(seed: int) -> tuple[Vector, ...]:
    random = Random(seed)
    found = []
    for kind in KINDS:
        middle = _drawn(random, 1.0)
        for _ in kind.words:
            away = _drawn(random, SPREAD)
            found.append(tuple([a + b for a, b in zip(middle, away, strict=True)]))
    return tuple(found)


@lru_cache(maxsize=2)
def _centroids(seed: int, layer: int) -> tuple[Vector, ...]:
    # The layers’ numbers are below 64, so no two layers of any two seeds share their draws.
    random = Random(64 * seed + layer)
    return tuple(_drawn(random, DIMENSIONS**-0.5) for _ in range(EXPERTS))


def _drawn(random: Random, spread: float) -> Vector:
    return tuple([spread * random.gauss(0.0, 1.0) for _ in range(DIMENSIONS)])
