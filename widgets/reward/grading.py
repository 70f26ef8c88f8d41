r"""One completion graded: what the rules read in it, and what each of them says.

The accuracy rule is `grpo_core.rewards.accuracy`. The format rule is `check_format` there, or, once
a reader has changed the pattern, a regular expression that must match the whole completion.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Final, NamedTuple

from grpo_core.rewards import RuleReward, check_format, explain_match, extract_answer

__all__ = [
    "PATTERN",
    "Accuracy",
    "Format",
    "Span",
    "accuracy_of",
    "format_of",
    "reward_of",
    "stretched",
]

Span = tuple[int, int]
"""Where a piece of text stands, as in `completion[start:end]`."""

_NO_TAG: Final = "((?!</?(think|answer)>).)*"
PATTERN: Final = rf"\s*<think>{_NO_TAG}</think>\s*<answer>{_NO_TAG}</answer>\s*"
"""`check_format` as a regular expression: each tag once, in order, only white space outside."""

CHARACTERS: Final = 4
"""Characters that count as one token here."""

FILLER: Final = "Let me check that again. "
"""What is thought where there is nothing to repeat."""

MOST: Final = 160
"""Characters of a normal form or of a reason that are kept."""


class Accuracy(NamedTuple):
    """What the accuracy rule says.

    Attributes:
        think: where the first think block's text stands, or None.
        answer: the same of the answer block that is read: the last one after the thinking.
        stated: where the answer that is read stands, or None if none is stated.
        boxed: whether a box marked it, not the answer tag.
        right: whether it is the reference answer.
        pred: the normal form of the answer; empty if none is stated.
        gold: that of the reference.
        why: why they match, or why not.
    """

    think: Span | None
    answer: Span | None
    stated: Span | None
    boxed: bool
    right: bool
    pred: str
    gold: str
    why: str


class Format(NamedTuple):
    """What the format rule says.

    Attributes:
        kept: whether the completion keeps the format.
        why: why, or why not.
    """

    kept: bool
    why: str


def accuracy_of(completion: str, gold: str) -> Accuracy:
    """Grades for accuracy, and says what was read where.

    Args:
        completion: any text whatever.
        gold: the reference answer, any text whatever.

    Example:
        >>> found = accuracy_of("<think>17·23</think> <answer>17*23</answer>", "391")
        >>> found.right, found.pred, found.gold, found.why
        (True, '391', '391', 'both are 391')
        >>> accuracy_of("It is 391.", "391").why
        'no answer tag and no box'
    """
    stated = extract_answer(completion)
    match = explain_match(stated.text if stated else "", gold)
    return Accuracy(
        think=check_format(completion).think,
        answer=_last_block(completion),
        stated=stated.span if stated else None,
        boxed=stated is not None and stated.how == "boxed",
        right=stated is not None and match.same,
        pred=shortened(match.pred) if stated else "",
        gold=shortened(match.gold),
        why=shortened(match.reason) if stated else _why_none(completion),
    )


def _last_block(completion: str) -> Span | None:
    """Where the last answer block after the thinking stands."""
    close = completion.rfind("</think>")
    if close < 0 and "<think>" in completion:
        return None
    tag = completion.rfind("<answer>", max(close, 0))
    begin = tag + len("<answer>")
    end = completion.find("</answer>", begin)
    return None if tag < 0 or end < 0 else (begin, end)


def _why_none(completion: str) -> str:
    """Why a completion states no answer."""
    if "<answer>" in completion or "\\boxed" in completion or "\\fbox" in completion:
        return "no complete answer tag or box after the thinking"
    return "no answer tag and no box"


def format_of(completion: str, pattern: str) -> Format:
    """Grades for format.

    Args:
        completion: any text whatever.
        pattern: a regular expression, any text whatever. `PATTERN` itself is not run: the core's
            rule, which says the same, also says why.

    Returns:
        The verdict. A pattern that is no regular expression is kept by nothing. It may never
        return: some expressions take time that grows exponentially with the text.

    Example:
        >>> format_of("<think>hm</think> 391", PATTERN)
        Format(kept=False, why='<answer> is missing')
        >>> format_of("391", "[0-9]+"), format_of("391", "(")[1]
        (Format(kept=True, why='the pattern matches all of it'), 'the pattern is no regular expression: missing ), unterminated subpattern at position 0')
    """  # noqa: E501
    if pattern == PATTERN:
        verdict = check_format(completion)
        return Format(verdict.ok, verdict.reason)
    compiled = compiled_or_why(pattern)
    if isinstance(compiled, str):
        return Format(False, compiled)
    try:
        kept = compiled.fullmatch(completion) is not None
    except (MemoryError, RecursionError):
        return Format(False, "the pattern ran out of memory")
    return Format(
        kept, "the pattern matches all of it" if kept else "the pattern does not match all of it"
    )


def compiled_or_why(pattern: str) -> re.Pattern[str] | str:
    """A reader's regular expression, in which a dot is any character; or why it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern, re.DOTALL)
    except re.error as error:
        return shortened(f"the pattern is no regular expression: {error}")
    except (OverflowError, RecursionError, MemoryError, ValueError):
        return "the pattern is no regular expression that can be used: it is too large"


def reward_of(right: bool, kept: bool) -> float:
    """Accuracy plus format, with the same weight (R1 v2 §2.2).

    Args:
        right: whether the answer is the reference answer.
        kept: whether the completion keeps the format.

    Example:
        >>> reward_of(True, True), reward_of(False, True), reward_of(False, False)
        (2.0, 1.0, 0.0)
    """
    return RuleReward(float(right), float(kept)).total


@lru_cache(maxsize=16)
def stretched(completion: str, tokens: int) -> str:
    """The completion with its thinking repeated until it has so many tokens.

    Args:
        completion: any text. What stands in its first think block is repeated; where that is
            empty or there is none, a sentence of ours is put there, or in front.
        tokens: at four characters each. A longer completion stays as it is; so does any for 0.

    Example:
        >>> stretched("<think>Hm. </think><answer>1</answer>", 11)
        '<think>Hm. Hm. Hm.</think><answer>1</answer>'
    """
    missing = CHARACTERS * tokens - len(completion)
    if missing <= 0:
        return completion
    block = check_format(completion).think or (0, 0)
    thought = completion[slice(*block)] or FILLER
    again = thought if thought[-1].isspace() else f" {thought}"
    filling = (again * (missing // len(again) + 1))[:missing]
    return completion[: block[1]] + filling + completion[block[1] :]


def shortened(text: str, most: int = MOST) -> str:
    """A text that is not longer than so many characters.

    Example:
        >>> shortened("9" * 200, 5)
        '9999…'
    """
    return text if len(text) <= most else text[: most - 1] + "…"
