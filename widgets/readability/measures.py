"""What can be counted on the surface of any text: languages, sentences, repetition, a summary.

Every measure is a count of places in the text, so a picture can highlight what was counted. The
conventions, all ours:

- A *word* is what the core's language rule takes for one (`grpo_core.rewards.language`): a Chinese
  character, or two or more letters of another script. Numbers, formulas, LaTeX commands, single
  letters and the template's tags are none.
- The *thinking* ends at the last `</think>`; a text without that tag is all thinking.
- A *sentence* ends at a full stop, question or exclamation mark before white space or a quotation
  mark, at such a mark in Chinese, at a line break, or at a tag; without a word it is none.
- Languages, sentences and repetition are counted in the thinking only: a bare answer is no
  sentence, and a summary may repeat what it sums up.

All of it takes any text whatever, never raises, and takes time in proportion to the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from grpo_core.rewards import TARGET_LANGUAGES

__all__ = [
    "HAN",
    "LEAST_SUMMARY",
    "NEUTRAL",
    "REFLECTIVE",
    "RUN",
    "Measured",
    "mean_length",
    "measure",
    "repetition",
    "words_of",
]

Span = tuple[int, int]

RUN: Final = 4
"""Words of a run whose return counts as repetition."""

LEAST_SUMMARY: Final = 8
"""Words after the thinking from which they are called a summary; a bare answer has fewer."""

REFLECTIVE: Final = (
    "wait", "mistake", "however", "but", "retry", "error", "verify", "wrong", "evaluate", "check",
)  # fmt: skip
"""The ten words that three experts chose to follow reflection by (R1 v2 §C.2)."""

HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Chinese characters, for a class of a regular expression."""

_TEN: Final = frozenset(REFLECTIVE)

_LETTER: Final = rf"[^\W\d_{HAN}]"
NEUTRAL: Final = (
    r"</?(?:think|answer)>|\$\$[^$]*+\$\$|\$[^$\n]*+\$|\\\((?:[^\\]|\\[^()])*+\\\)"
    r"|\\\[(?:[^\\]|\\[^\[\]])*+\\\]|\\[A-Za-z]+|[0-9]+[A-Za-z]*"
)
"""What belongs to no language, as there: tags, formulas, LaTeX commands, numbers."""

_WORD: Final = re.compile(rf"[{HAN}]|{_LETTER}{{2,}}(?:['’-]{_LETTER}+)*")
_NEUTRAL: Final = re.compile(NEUTRAL)
_END: Final = re.compile(r"""[.!?]+(?=[\s"'”’*_)\]]|\Z)|[。！？]+|\n|</?(?:think|answer)>""")
_MARKUP: Final = re.compile(
    r"^[ \t]*+(?:#{1,6}|[-*+]|[0-9]{1,9}[.)])[ \t]|\*\*[^*\n]++\*\*", re.MULTILINE
)
_WE: Final = re.compile(r"(?<![A-Za-z0-9_])(?:we|We|WE)(?![A-Za-z0-9_])")
_I: Final = re.compile(r"(?<![A-Za-z0-9_])I(?![A-Za-z0-9_])")
_CLOSED: Final = "</think>"


class Measured(NamedTuple):
    """What was counted in a text; each tuple has the places of what it counts.

    Attributes:
        words: the words.
        thought: how many of them stand in the thinking.
        foreign: words of the thinking that are not in the target language.
        switches: words of the thinking with which it leaves or returns to the target language.
        sentences: how many words each sentence of the thinking has, in order.
        longest: the longest sentence, the first of several; None if there is none.
        runs: how many runs of `RUN` words the thinking has.
        repeated: runs that stood in the thinking before.
        after: words after the thinking; None if the text has no closing think tag.
        markup: headings, list items and bold pieces of Markdown.
        we: where “we” stands.
        i: where “I” stands.
        reflective: where one of the ten words stands.
    """

    words: tuple[Span, ...]
    thought: int
    foreign: tuple[Span, ...]
    switches: tuple[Span, ...]
    sentences: tuple[int, ...]
    longest: Span | None
    runs: int
    repeated: tuple[Span, ...]
    after: tuple[Span, ...] | None
    markup: tuple[Span, ...]
    we: tuple[Span, ...]
    i: tuple[Span, ...]
    reflective: tuple[Span, ...]

    @property
    def has_summary(self) -> bool:
        """Whether enough words follow the thinking to be called a summary."""
        return self.after is not None and len(self.after) >= LEAST_SUMMARY


def words_of(text: str) -> list[Span]:
    """Where the words of a text stand, by the conventions of the core's language rule.

    Example:
        >>> text = "Wait, 先算 17 × 20"
        >>> [text[start:end] for start, end in words_of(text)]
        ['Wait', '先', '算']
    """
    return [found.span() for found in _WORD.finditer(_blanked(text))]


@lru_cache(maxsize=16)
def measure(text: str, target: str = "en") -> Measured:
    """Everything that is counted in a text.

    Args:
        text: any text whatever.
        target: the language asked for, a key of the core's `TARGET_LANGUAGES`.

    Example:
        >>> found = measure("<think>We see 检查, wait.</think><answer>4</answer>")
        >>> len(found.words), len(found.foreign), len(found.switches), found.sentences
        (5, 2, 2, (5,))
        >>> len(found.we), len(found.reflective), found.has_summary
        (1, 1, False)
    """
    close = text.rfind(_CLOSED)
    # A formula may not reach over the end of the thinking.
    blank = _blanked(text) if close < 0 else _blanked(text[:close]) + _blanked(text[close:])
    words = [found.span() for found in _WORD.finditer(blank)]
    written = [blank[start:end] for start, end in words]
    said = [word.lower() for word in written]
    thought = words if close < 0 else [span for span in words if span[0] < close]
    foreign, switches = _languages(written, thought, target)
    sentences = list(_sentences(text if close < 0 else text[:close], thought))
    lengths = tuple(count for _, count in sentences)
    longest = sentences[lengths.index(max(lengths))][0] if sentences else None
    after = None if close < 0 else tuple(words[len(thought) :])
    return Measured(
        words=tuple(words),
        thought=len(thought),
        foreign=foreign,
        switches=switches,
        sentences=lengths,
        longest=longest,
        runs=max(len(thought) - RUN + 1, 0),
        repeated=_repeated(said[: len(thought)], thought),
        after=after,
        markup=tuple(found.span() for found in _MARKUP.finditer(text)),
        we=tuple(found.span() for found in _WE.finditer(blank)),
        i=tuple(found.span() for found in _I.finditer(blank)),
        reflective=tuple(span for span, word in zip(words, said, strict=True) if word in _TEN),
    )


def mean_length(sentences: tuple[int, ...]) -> float:
    """Words of a sentence on average; 0.0 without a sentence.

    Args:
        sentences: how many words each has.

    Example:
        >>> mean_length((4, 8))
        6.0
    """
    return sum(sentences) / len(sentences) if sentences else 0.0


def repetition(repeated: int, runs: int) -> float:
    """Share of the runs of four words that stood in the thinking before; 0.0 without a run.

    Args:
        repeated: how many did.
        runs: how many there are.

    Example:
        >>> repetition(1, 4)
        0.25
    """
    return repeated / runs if runs else 0.0


def _blanked(text: str) -> str:
    """The text with spaces in place of what belongs to no language, so that places stay."""
    return _NEUTRAL.sub(lambda found: " " * (found.end() - found.start()), text)


def _languages(
    written: list[str], words: list[Span], target: str
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The words that are not in the target language, and those at which that changes."""
    belongs = {word: TARGET_LANGUAGES[target](word) for word in set(written)}
    foreign, switches = [], []
    before = None
    for word, span in zip(written, words, strict=False):
        here = belongs[word]
        if not here:
            foreign.append(span)
        if before is not None and here != before:
            switches.append(span)
        before = here
    return tuple(foreign), tuple(switches)


def _sentences(text: str, words: list[Span]) -> Iterator[tuple[Span, int]]:
    """Each sentence from its first word to its end, with how many words it has."""
    place = 0
    ends = [found.end() for found in _END.finditer(text)]
    for end in (*ends, len(text)):
        first = place
        while place < len(words) and words[place][0] < end:
            place += 1
        if place > first:
            yield (words[first][0], end), place - first


def _repeated(said: list[str], words: list[Span]) -> tuple[Span, ...]:
    """From first to last word, the runs of words that stood there before."""
    seen: set[tuple[str, ...]] = set()
    found = []
    runs = zip(*(said[skipped:] for skipped in range(RUN)), strict=False)
    for place, run in enumerate(runs):
        if run in seen:
            found.append((words[place][0], words[place + RUN - 1][1]))
        else:
            seen.add(run)
    return tuple(found)
