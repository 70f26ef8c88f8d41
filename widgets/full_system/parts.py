"""The twelve parts of a step and its twelve arrows: which part needs which, and for what.

The decomposition is ours. What the code of a step reads is `WIRING` in `batch.py`; an arrow is
drawn where no longer way through the graph says the same already.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

__all__ = ["ARROWS", "GIVEN", "NAMES", "PARTS", "Arrow", "after", "needed_by", "needs", "reduced"]


class Arrow(NamedTuple):
    """A need that is drawn.

    Attributes:
        giver: the part that gives.
        taker: the part that needs it.
        source: where the paper says so.
    """

    giver: str
    taker: str
    source: str


NAMES: Final[Mapping[str, str]] = {
    "question": "question",
    "policy": "policy π",
    "gold": "gold answer",
    "reference": "reference",
    "rollouts": "rollouts",
    "reward": "reward",
    "baseline": "baseline",
    "advantages": "advantages",
    "surrogate": "surrogate",
    "kl": "KL estimate",
    "objective": "objective J",
    "update": "update",
}
"""What each part is called, by its key."""

PARTS: Final = tuple(NAMES)
"""The parts in the order in which a batch comes to them: nothing before what it needs."""

GIVEN: Final = PARTS[:4]
"""The parts that need nothing of this step."""

ARROWS: Final = (
    Arrow("question", "rollouts", "R1 v1 eq. 1"),
    Arrow("policy", "rollouts", "R1 v1 eq. 1"),
    Arrow("gold", "reward", "R1 v1 §2.2.2"),
    Arrow("rollouts", "reward", "R1 v1 §2.2.2"),
    Arrow("reward", "baseline", "R1 v1 eq. 3"),
    Arrow("baseline", "advantages", "R1 v1 eq. 3"),
    Arrow("advantages", "surrogate", "R1 v1 eq. 1"),
    Arrow("reference", "kl", "R1 v1 eq. 2"),
    Arrow("rollouts", "kl", "R1 v1 eq. 2"),
    Arrow("surrogate", "objective", "R1 v1 eq. 1"),
    Arrow("kl", "objective", "R1 v1 eq. 1"),
    Arrow("objective", "update", "R1 v1 §2.2.1"),
)
"""All of them."""


def needs(part: str) -> tuple[Arrow, ...]:
    """The arrows that end at a part.

    Example:
        >>> [arrow.giver for arrow in needs("kl")]
        ['reference', 'rollouts']
    """
    return tuple(arrow for arrow in ARROWS if arrow.taker == part)


def needed_by(part: str) -> tuple[Arrow, ...]:
    """The arrows that begin at a part.

    Example:
        >>> [arrow.taker for arrow in needed_by("rollouts")]
        ['reward', 'kl']
    """
    return tuple(arrow for arrow in ARROWS if arrow.giver == part)


@cache
def after(part: str) -> frozenset[str]:
    """A part and all that need it, directly or not: what a change of it can reach.

    Example:
        >>> sorted(after("kl"))
        ['kl', 'objective', 'update']
    """
    reached = {part}
    for each in PARTS:
        if any(arrow.giver in reached for arrow in needs(each)):
            reached.add(each)
    return frozenset(reached)


def reduced(wiring: Mapping[str, tuple[str, ...]]) -> frozenset[tuple[str, str]]:
    """The arrows that are left of a wiring when each that a longer way implies is taken out.

    The transitive reduction: an acyclic graph has exactly one (Aho, Garey and Ullman 1972).

    Args:
        wiring: for each part those that it reads, parts in an order that puts givers first.

    Returns:
        Pairs of giver and taker.

    Example:
        >>> sorted(reduced({"a": (), "b": ("a",), "c": ("a", "b")}))
        [('a', 'b'), ('b', 'c')]
    """
    before: dict[str, set[str]] = {}
    left = set()
    for taker, givers in wiring.items():
        before[taker] = set(givers).union(*(before[giver] for giver in givers))
        implied = set().union(*(before[giver] for giver in givers))
        left |= {(giver, taker) for giver in givers if giver not in implied}
    return frozenset(left)
