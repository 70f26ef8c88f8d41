r"""Where a completion states its answer: the answer tag, else the last box.

The accuracy reward needs the final answer "in a specified format (e.g., within a box)"
(R1 v1 §2.2.2); the template asks for an answer tag (R1 v1 Table 1). Both are read. Our
conventions, where public graders differ:

- Only what follows the thinking counts: the text after the last `</think>`, or the whole
  completion if it has no think tags. Thinking that was never closed holds no answer.
- The last answer block counts, and the last box. A last block that is never closed is no block,
  a last box that is never closed is no box; an earlier one does not take its place.
- An answer block goes before a box. If it holds a box itself, the box is the answer.
- `\boxed{…}` and `\fbox{…}` nest; `\boxed 4` without braces is read up to the next space.
- The last resort is none: prose is never mined for a number. "The answer is 391" outside tag and
  box is no answer, or a policy that mentions many numbers would be paid for one of them.

Each search moves one way only, so time grows linearly with the completion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["Extraction", "extract_answer"]

_BOXES: Final = ("\\boxed", "\\fbox")
_BOX_CONTENT: Final = r"\s*(?:(\{)|([^\s{}$\\]+))"  # begins with a brace, or is what follows
_BRACE: Final = r"(?s)\\.|[{}]"  # a brace, but not an escaped one


@dataclass(frozen=True)
class Extraction:
    """An answer as the completion states it.

    Attributes:
        text: the answer, without the white space around it; it may be empty.
        how: what marked it as the answer.
        span: where it stands: `completion[span[0]:span[1]] == text`.
    """

    text: str
    how: Literal["answer tag", "boxed"]
    span: tuple[int, int]


def extract_answer(completion: str) -> Extraction | None:
    r"""Find the stated answer of a completion.

    Args:
        completion: the model's whole output, any text whatever.

    Returns:
        The answer and where it stands, or None if the completion states none.

    Example:
        >>> extract_answer("<think>17·23</think> <answer> 391 </answer>")
        Extraction(text='391', how='answer tag', span=(30, 33))
        >>> extract_answer(r"So it is \boxed{\frac{782}{2}}.").text
        '\\frac{782}{2}'
        >>> extract_answer("The answer is 391.") is None
        True
    """
    start, end = _after_thinking(completion), len(completion)
    block = _last_block(completion, start)
    if block is None:
        return _last_box(completion, start, end)
    return _last_box(completion, *block) or _extraction(completion, "answer tag", *block)


def _after_thinking(completion: str) -> int:
    """Where the thinking ends and the answer may begin."""
    close = completion.rfind("</think>")
    if close >= 0:
        return close + len("</think>")
    return len(completion) if "<think>" in completion else 0


def _last_block(completion: str, start: int) -> tuple[int, int] | None:
    """Span of what the last answer block encloses."""
    tag = completion.rfind("<answer>", start)
    if tag < 0:
        return None
    begin = tag + len("<answer>")
    close = completion.find("</answer>", begin)
    return None if close < 0 else (begin, close)


def _last_box(completion: str, start: int, end: int) -> Extraction | None:
    """The content of the last box that begins between `start` and `end`."""
    at, command = max((completion.rfind(box, start, end), box) for box in _BOXES)
    if at < 0:
        return None
    begin = at + len(command)
    content = re.compile(_BOX_CONTENT).match(completion, begin, end)
    if content is None:
        return None
    if content[2]:
        return _extraction(completion, "boxed", *content.span(2))
    close = _closing_brace(completion, content.end(), end)
    return None if close is None else _extraction(completion, "boxed", content.end(), close)


def _closing_brace(text: str, start: int, end: int) -> int | None:
    """Index of the brace that closes the one just before `start`."""
    depth = 1
    for brace in re.compile(_BRACE).finditer(text, start, end):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.start()
    return None


def _extraction(
    completion: str, how: Literal["answer tag", "boxed"], begin: int, end: int
) -> Extraction:
    content = completion[begin:end]
    text = content.strip()
    begin += len(content) - len(content.lstrip())
    return Extraction(text, how, (begin, begin + len(text)))
