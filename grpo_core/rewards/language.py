r"""The language consistency reward: how much of the thinking is in the language asked for.

R1's first RL stage adds it because R1-Zero mixes languages (R1 v1 §2.3.2, Nature eq. 7):

    Reward_language = Num(words of the target language in the CoT) / Num(words in the CoT)

It is added to the final reward as it is: a soft pull, not a ban. The papers do not say what a
word is, so these conventions are ours:

- Each Chinese character is one word. Chinese is written without spaces, and a word list has no
  place in a rule this small. A run of two or more letters of any other script is one word.
- The script decides, not a dictionary: English is the unaccented Latin alphabet, so French
  passes for English except where it has accents, and Japanese kanji pass for Chinese.
- Numbers, punctuation, formulas (`$…$`, `\(…\)`, `\[…\]`), LaTeX commands, single letters
  (variables, mostly) and the template's tags belong to no language and are not counted.
- A text without any word is perfectly consistent: 1.0. Nothing in it is in the wrong language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

__all__ = ["TARGET_LANGUAGES", "language_consistency"]

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_LETTER: Final = rf"[^\W\d_{_HAN}]"
_WORD: Final = rf"[{_HAN}]|{_LETTER}{{2,}}(?:['’-]{_LETTER}+)*"

# Each scan inside a formula stops where another formula of its kind would open, and gives nothing
# back (`*+`), so that a text full of unclosed formulas still takes linear time.
_NEUTRAL: Final = r"""(?x)
    </?(?:think|answer)>
    | \$\$ [^$]*+ \$\$
    | \$ [^$\n]*+ \$
    | \\\( (?: [^\\] | \\[^()] )*+ \\\)
    | \\\[ (?: [^\\] | \\[^\[\]] )*+ \\\]
    | \\[A-Za-z]+
    | [0-9]+ [A-Za-z]*
"""


def _is_english(word: str) -> bool:
    return word.replace("’", "'").isascii()


def _is_chinese(word: str) -> bool:
    return re.match(f"[{_HAN}]", word) is not None


TARGET_LANGUAGES: Final[Mapping[str, Callable[[str], bool]]] = {
    "en": _is_english,
    "zh": _is_chinese,
}
"""For each language that can be asked for, whether a given word belongs to it."""


def language_consistency(text: str, target: str) -> float:
    """Share of the words of a text that are in the target language (R1 v1 §2.3.2, Nature eq. 7).

    Args:
        text: the chain of thought, any text whatever.
        target: a key of `TARGET_LANGUAGES`.

    Returns:
        A share in [0, 1]; 1.0 for a text without words.

    Raises:
        ValueError: if the target language is not one we can tell.

    Example:
        Six words, four of them English (each Chinese character is one):

        >>> language_consistency("Wait, let me 检 查: 17 × 23 = 391. Right", "en")
        0.6666666666666666
        >>> language_consistency("先算 $17 × 20 = 340$", "zh")
        1.0
        >>> language_consistency("391", "en")
        1.0
    """
    if target not in TARGET_LANGUAGES:
        raise ValueError(f"target must be one of {', '.join(TARGET_LANGUAGES)}, not {target!r}")
    words: list[str] = re.findall(_WORD, re.sub(_NEUTRAL, " ", text))
    if not words:
        return 1.0
    return sum(map(TARGET_LANGUAGES[target], words)) / len(words)
