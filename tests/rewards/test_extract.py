"""Where the answer is found, and where it is not looked for."""

from __future__ import annotations

import pytest
from hypothesis import given

from grpo_core.rewards import extract_answer

from .texts import texts, untimed

FOUND = {
    "<think>a</think> <answer>391</answer>": ("391", "answer tag"),
    "<answer>\n 391 \n</answer>": ("391", "answer tag"),
    "<answer></answer>": ("", "answer tag"),
    r"<think>a</think> so \boxed{391}.": ("391", "boxed"),
    r"Thus $\boxed{\frac{782}{2}}$.": (r"\frac{782}{2}", "boxed"),
    r"\boxed{a{b{c}d}e} }": ("a{b{c}d}e", "boxed"),
    r"\boxed{\left\{ 1 \right.}": (r"\left\{ 1 \right.", "boxed"),
    r"\boxed{\{3, 5\}}": (r"\{3, 5\}", "boxed"),
    r"\boxed {391}": ("391", "boxed"),
    r"\boxed 391$ and so on": ("391", "boxed"),
    r"\boxed{}": ("", "boxed"),
    r"\fbox{391}": ("391", "boxed"),
    # a box inside the answer block is the answer
    r"<answer>It is \boxed{391}, I think.</answer>": ("391", "boxed"),
    # an answer block goes before a box, wherever the box stands
    r"<answer>391</answer> or \boxed{400}": ("391", "answer tag"),
    # the last one counts
    r"\boxed{400}, no: \boxed{391}": ("391", "boxed"),
    r"\boxed{400}, no: \fbox{391}": ("391", "boxed"),
    r"\boxed{\boxed{391}}": ("391", "boxed"),
    "<answer>400</answer> <answer>391</answer>": ("391", "answer tag"),
    "<answer>400 <answer>391</answer></answer>": ("391", "answer tag"),
    # thinking is over at the last closing tag
    r"<think>\boxed{400}</think> \boxed{391}": ("391", "boxed"),
    r"a</think>b</think> <answer>391</answer>": ("391", "answer tag"),
    # an answer block that never ends is none
    r"<answer>\boxed{391}": ("391", "boxed"),
}

NOT_FOUND = (
    "",
    "391",
    "The answer is 391.",
    "#### 391",
    "$391$",
    r"\boxed",
    r"\boxed{391",
    r"\boxed{\}",
    r"\boxed{400} and \boxed{391",
    "<answer>391",
    "391</answer>",
    "<answer>400</answer> <answer>391",
    "</answer>391<answer>",
    # thinking is no answer
    "<think><answer>391</answer></think>",
    r"<think>\boxed{391}</think> and that is that",
    r"<think>and so \boxed{391}, but wait",
)


@pytest.mark.parametrize(("completion", "expected"), FOUND.items())
def test_an_answer_is_found(completion: str, expected: tuple[str, str]) -> None:
    answer = extract_answer(completion)
    assert answer is not None
    assert (answer.text, answer.how) == expected


@pytest.mark.parametrize("completion", NOT_FOUND)
def test_no_answer_is_found(completion: str) -> None:
    assert extract_answer(completion) is None


@untimed
@given(texts)
def test_the_span_is_where_the_text_stands(completion: str) -> None:
    answer = extract_answer(completion)
    if answer is not None:
        assert completion[slice(*answer.span)] == answer.text == answer.text.strip()
