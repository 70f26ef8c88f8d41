"""The format rule: is the thinking in its tags, and the answer in its own?

R1-Zero's template (R1 v1 Table 1) asks for

    <think> reasoning process here </think> <answer> answer here </answer>

The papers describe the format *reward* only for the think tags (R1 v1 §2.2.2) and print neither
its regular expression nor its size. Public graders differ, so these conventions are ours, and
we hold to them:

- all four tags, each exactly once, in the template's order;
- white space, or nothing, may stand before `<think>`, between `</think>` and `<answer>`, and
  after `</answer>`; nothing else may (some graders demand newlines, some allow any text);
- what is inside the tags is not looked at. An empty think block passes: the rule sees tags, not
  thought.

The scan is `str.find` and `str.count`, so its time grows linearly with the completion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["TAGS", "FormatVerdict", "Span", "check_format", "format_reward"]

Span = tuple[int, int]
"""Where a piece of text stands: its start and its end, as in `completion[start:end]`."""

TAGS: Final = ("<think>", "</think>", "<answer>", "</answer>")
"""The four tags of the template, in the order in which they must come."""


@dataclass(frozen=True)
class FormatVerdict:
    """What the format rule says about one completion.

    Attributes:
        ok: whether the completion keeps the format.
        reason: why, or why not, in plain words.
        think: span of the text inside the first think block; None if there is none.
        answer: span of the text inside the first answer block; None if there is none.
    """

    ok: bool
    reason: str
    think: Span | None
    answer: Span | None


def check_format(completion: str) -> FormatVerdict:
    """Hold a completion against the template (R1 v1 Table 1) and say what is wrong with it.

    Args:
        completion: the model's whole output, any text whatever.

    Returns:
        The verdict. Spans are given for every block that can be found, even if the format is
        not kept, so that a page can show what the rule saw.

    Example:
        >>> completion = "<think>17·23</think> <answer>391</answer>"
        >>> verdict = check_format(completion)
        >>> verdict.ok, verdict.reason, completion[slice(*verdict.answer)]
        (True, 'one think block, then one answer block', '391')
        >>> check_format("<think>17·23</think> It is 391.").reason
        '<answer> is missing'
    """
    fault = _wrong_count(completion) or _wrong_order(completion) or _stray_text(completion)
    return FormatVerdict(
        ok=not fault,
        reason=fault or "one think block, then one answer block",
        think=_block(completion, "<think>", "</think>"),
        answer=_block(completion, "<answer>", "</answer>"),
    )


def format_reward(completion: str) -> float:
    """Reward_format: 1.0 if the completion keeps the format, else 0.0 (R1 v1 §2.2.2).

    The papers print no size for it; 1.0 gives it the same weight as accuracy (Nature eq. 4).

    Example:
        >>> format_reward("<think>hm</think><answer>391</answer>")
        1.0
        >>> format_reward("391")
        0.0
    """
    return float(check_format(completion).ok)


def _wrong_count(completion: str) -> str:
    for tag in TAGS:
        count = completion.count(tag)
        if count != 1:
            return f"{tag} appears {count} times" if count else f"{tag} is missing"
    return ""


def _wrong_order(completion: str) -> str:
    places = [completion.find(tag) for tag in TAGS]
    return "" if places == sorted(places) else f"the tags are not in the order {' '.join(TAGS)}"


def _stray_text(completion: str) -> str:
    think, end_think, answer, end_answer = (completion.find(tag) for tag in TAGS)
    gaps = {
        "before <think>": completion[:think],
        "between </think> and <answer>": completion[end_think + len("</think>") : answer],
        "after </answer>": completion[end_answer + len("</answer>") :],
    }
    return next((f"there is text {where}" for where, gap in gaps.items() if gap.strip()), "")


def _block(completion: str, opening: str, closing: str) -> Span | None:
    """Span of what stands between the first opening tag and the first closing tag after it."""
    tag = completion.find(opening)
    start = tag + len(opening)
    end = completion.find(closing, start)
    return None if tag < 0 or end < 0 else (start, end)
