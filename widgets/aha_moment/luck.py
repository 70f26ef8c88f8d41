"""The luck of a training: drawn in one go, and looked at only as closely as a decision needs.

A draw of Python's `random()` is a whole number of 53 bits, divided by 2⁵³. It is made of two words
of the Mersenne Twister: the first 27 bits of one and the first 26 of the next. `randbytes` hands
out the same words many times faster. Whether a draw is below a probability is nearly always settled
by its first eight bits, the draw's top; where the probability has the same top, one time in 256,
the draw is put together from its words.
"""

from __future__ import annotations

from random import Random
from struct import unpack_from
from typing import Final, NamedTuple

__all__ = ["TOPS", "Luck", "lay_out"]

TOPS: Final = 256
"""How many tops there are: that of a draw or a probability u is ⌊256 u⌋."""


class Luck(NamedTuple):
    """Draws, uniform in [0, 1).

    Attributes:
        words: eight bytes a draw: two words of 32 bits, each with its lowest byte first.
        tops: one byte a draw.
    """

    words: bytes
    tops: bytes

    def draw(self, place: int) -> float:
        """A draw in full, as `random()` returns it.

        Example:
            >>> lay_out(Random(7), 3).draw(0) == Random(7).random()
            True
        """
        first, second = unpack_from("<II", self.words, 8 * place)
        number: float = ((first >> 5) * 2**26 + (second >> 6)) / 2**53
        return number

    def draws(self) -> list[float]:
        """All of them in full."""
        return [self.draw(place) for place in range(len(self.tops))]

    def part(self, start: int, end: int) -> Luck:
        """Those from one place up to another.

        Example:
            >>> lay_out(Random(7), 5).part(3, 5).draws() == lay_out(Random(7), 5).draws()[3:]
            True
        """
        return Luck(self.words[8 * start : 8 * end], self.tops[start:end])


def lay_out(random: Random, count: int) -> Luck:
    """The next draws of a generator, as many as its `random()` would have to be called for.

    Args:
        random: where they come from; it stands behind them afterwards.
        count: how many.

    Example:
        >>> from math import floor
        >>> luck, draw = lay_out(Random(7), 3), Random(7).random
        >>> luck.draws() == [draw(), draw(), draw()]
        True
        >>> [floor(TOPS * u) for u in luck.draws()] == list(luck.tops)
        True
    """
    words = random.randbytes(8 * count)
    return Luck(words, words[3::8])
