"""One chain of thought: five thoughts, each of which can be said in English or in Chinese.

The puzzle is an old one: 35 heads and 94 feet in a cage of chickens and rabbits. Sentences, the
cuts between their tokens, pauses and slip rates are ours.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from grpo_core.rewards import language_consistency

__all__ = [
    "CHINESE",
    "ENGLISH",
    "HEADS",
    "KINDS",
    "LANGUAGES",
    "LENGTHS",
    "MISSES",
    "PAUSES",
    "PROBLEM",
    "RABBITS",
    "THOUGHTS",
    "Language",
    "Thought",
    "Wording",
    "consistency_of",
    "numbers_of",
    "tokens_of",
    "words_of",
]

ENGLISH: Final = 0
CHINESE: Final = 1

HEADS: Final = 35
FEET: Final = 94
RABBITS: Final = 12
"""The right answer."""

PROBLEM: Final = "A cage of chickens and rabbits: 35 heads, 94 feet. How many rabbits?"

PAUSES: Final = 16
"""Before a thought come 0 to 15 tokens of pause, all equally likely; they are no words."""

MISSES: Final = (-4, -2, 2, 4)
"""By how much a slip misses; even, so that what is left can be halved."""


class Language(NamedTuple):
    """A language.

    Attributes:
        key: as `grpo_core.rewards.language_consistency` calls it.
        name: in English.
        tag: for the page's `lang`.
        sign: one letter, for tight places.
    """

    key: str
    name: str
    tag: str
    sign: str


LANGUAGES: Final = (
    Language("en", "English", "en", "E"),
    Language("zh", "Chinese", "zh-Hans", "中"),
)


class Wording(NamedTuple):
    """A thought in one language.

    Attributes:
        cut: the sentence, with a bar between tokens and its numbers by name.
        slip: how often its number comes out wrong.
    """

    cut: str
    slip: float


class Thought(NamedTuple):
    """A kind of thought.

    Attributes:
        name: what it does.
        wordings: in English and in Chinese.
        gloss: what the Chinese says, in English.
    """

    name: str
    wordings: tuple[Wording, Wording]
    gloss: str


THOUGHTS: Final = (
    Thought(
        "Restate",
        (
            Wording(
                "The| cage| holds| chickens| and| rabbits|,| {h}| heads| and| {f}| feet|.", 0.02
            ),
            Wording("鸡兔|同笼|，|头|{h}|，|脚|{f}|。", 0.02),
        ),
        "Chickens and rabbits in one cage: {h} heads, {f} feet.",
    ),
    Thought(
        "Suppose",
        (
            Wording(
                "If| they| were| all| chickens|,| they| would| have"
                "| 2| ×| {h}| =| {flat}| feet| between| them|.",
                0.03,
            ),
            Wording("若|全是|鸡|，|应有|2|×|{h}|=|{flat}|只|脚|。", 0.02),
        ),
        "If all were chickens, there should be 2 × {h} = {flat} feet.",
    ),
    Thought(
        "Compare",
        (
            Wording("That| leaves| {f}| −| {flat}| =| {extra}|.", 0.02),
            Wording("而|实际|有|{f}|只|，|多出|{f}|−|{flat}|=|{extra}|只|。", 0.03),
        ),
        "But in fact there are {f} feet, which is {f} − {flat} = {extra} more.",
    ),
    Thought(
        "Divide",
        (
            Wording(
                "Every| rabbit| has| two| feet| more| than| a| chicken|,| so"
                "| {extra}| ÷| 2| =| {r}|.",
                0.02,
            ),
            Wording("每只|兔|多|两只|脚|，|{extra}|÷|2|=|{r}|。", 0.02),
        ),
        "Every rabbit has two feet more: {extra} ÷ 2 = {r}.",
    ),
    Thought(
        "Conclude",
        (
            Wording("So| there| are| {last}| rabbits|.", 0.01),
            Wording("综上|所述|，|笼|中|共有|{last}|只|兔子|。", 0.02),
        ),
        "In sum, the cage holds {last} rabbits.",
    ),
)
KINDS: Final = len(THOUGHTS)
LENGTHS: Final = tuple(
    tuple(wording.cut.count("|") + 1 for wording in thought.wordings) for thought in THOUGHTS
)
"""Tokens of each thought's sentence, in English and in Chinese."""


def numbers_of(slip: int = 0, miss: int = 0) -> dict[str, int]:
    """Every number of the chain, after a slip the later ones with it.

    Args:
        slip: the thought that slips, counted from 1; 0 for none.
        miss: by how much.

    Example:
        >>> numbers_of()["last"], numbers_of(3, 2)
        (12, {'h': 35, 'f': 94, 'flat': 70, 'extra': 26, 'r': 13, 'last': 13})
    """
    off = [miss if slip == place else 0 for place in range(KINDS + 1)]
    feet = FEET + off[1]
    flat = 2 * HEADS + off[2]
    extra = feet - flat + off[3]
    rabbits = extra // 2 + off[4]
    return {
        "h": HEADS,
        "f": feet,
        "flat": flat,
        "extra": extra,
        "r": rabbits,
        "last": rabbits + off[5],
    }


def tokens_of(place: int, language: int, slip: int = 0, miss: int = 0) -> tuple[str, ...]:
    """The tokens of a thought's sentence.

    Args:
        place: which thought, counted from 0.
        language: `ENGLISH` or `CHINESE`.
        slip: as for `numbers_of`.
        miss: likewise.

    Example:
        >>> tokens_of(2, ENGLISH)
        ('That', ' leaves', ' 94', ' −', ' 70', ' =', ' 24', '.')
    """
    cut = THOUGHTS[place].wordings[language].cut
    return tuple(cut.format(**numbers_of(slip, miss)).split("|"))


@lru_cache(maxsize=4096)
def consistency_of(languages: tuple[int, ...], written: int, target: str) -> float:
    """Language consistency of a chain of thought: what the core's function finds in its text.

    Pauses and numbers are no words, so words are counted token by token and added up.

    Args:
        languages: of the thoughts that were begun; the last may have been cut off.
        written: how many tokens of the last one's sentence were written.
        target: a key of `grpo_core.rewards.TARGET_LANGUAGES`.

    Example:
        >>> consistency_of((CHINESE, ENGLISH), 2, "en")
        0.25
    """
    last = len(languages) - 1
    counts = [
        _words_up_to(place, language)[written if place == last else -1]
        for place, language in enumerate(languages)
    ]
    english, chinese = sum([pair[0] for pair in counts]), sum([pair[1] for pair in counts])
    if not english + chinese:
        return 1.0
    return (english if target == LANGUAGES[ENGLISH].key else chinese) / (english + chinese)


@cache
def _words_up_to(place: int, language: int) -> tuple[tuple[int, int], ...]:
    """English words and Chinese characters in the first tokens of a thought, from none to all."""
    tokens = [words_of(token) for token in tokens_of(place, language)]
    english, chinese = (accumulate(column, initial=0) for column in zip(*tokens, strict=True))
    return tuple(zip(english, chinese, strict=True))


def words_of(token: str) -> tuple[int, int]:
    """How many words a token is: English ones, and Chinese characters.

    Example:
        >>> words_of(" chickens"), words_of("鸡兔"), words_of(" 94"), words_of("，")
        ((1, 0), (0, 2), (0, 0), (0, 0))
    """
    english, chinese = (language_consistency(token, each.key) for each in LANGUAGES)
    if english == chinese:
        return (0, 0)
    return (1, 0) if english > chinese else (0, len(token))
