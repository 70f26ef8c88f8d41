"""The format rule against completions that were thought up to keep or to break it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grpo_core.rewards import TAGS, check_format, format_reward

from .texts import texts, untimed

KEPT = {
    "the template": "<think> reasoning </think> <answer> 391 </answer>",
    "nothing between": "<think>reasoning</think><answer>391</answer>",
    "lines of their own": "\n<think>\nreasoning\n</think>\n\n<answer>\n391\n</answer>\n",
    "an empty think": "<think></think><answer>391</answer>",
    "an empty answer": "<think>reasoning</think><answer></answer>",
    "other tags inside": "<think><b>hm</b> a < b</think><answer><i>391</i></answer>",
    "almost a tag inside": "<think> <think </answer </think><answer>391</answer>",
    "white space that is not ASCII": "\u3000<think>先算</think>\u2003<answer>391</answer>\u2028",
}

BROKEN = {
    "": "<think> is missing",
    "391": "<think> is missing",
    "<think>reasoning</think> 391": "<answer> is missing",
    "<answer>391</answer>": "<think> is missing",
    "<think>reasoning <answer>391</answer>": "</think> is missing",
    "<think>reasoning</think> <answer>391": "</answer> is missing",
    "<THINK>reasoning</THINK> <answer>391</answer>": "<think> is missing",
    "<think>a<think>b</think></think> <answer>391</answer>": "<think> appears 2 times",
    "<think>a</think> <answer>391</answer> <answer>400</answer>": "<answer> appears 2 times",
    "<think>a</think> <answer>391</answer></answer>": "</answer> appears 2 times",
    "<think>say <answer> once</think> <answer>391</answer>": "<answer> appears 2 times",
    "<answer>391</answer> <think>a</think>": f"the tags are not in the order {' '.join(TAGS)}",
    "<think>a<answer>391</answer></think>": f"the tags are not in the order {' '.join(TAGS)}",
    "Well. <think>a</think> <answer>391</answer>": "there is text before <think>",
    "<think>a</think> So: <answer>391</answer>": "there is text between </think> and <answer>",
    "<think>a</think> <answer>391</answer> Done.": "there is text after </answer>",
    "<think>a</think>\0<answer>391</answer>": "there is text between </think> and <answer>",
}


@pytest.mark.parametrize("completion", KEPT.values(), ids=KEPT.keys())
def test_the_format_is_kept(completion: str) -> None:
    assert check_format(completion).reason == "one think block, then one answer block"
    assert format_reward(completion) == 1.0


@pytest.mark.parametrize(("completion", "reason"), BROKEN.items())
def test_the_format_is_broken_for_a_stated_reason(completion: str, reason: str) -> None:
    assert check_format(completion).reason == reason
    assert format_reward(completion) == 0.0


def test_spans_enclose_what_stands_between_the_tags() -> None:
    completion = "<think>17·23</think> <answer> 391 </answer>"
    verdict = check_format(completion)
    assert verdict.think is not None
    assert verdict.answer is not None
    assert completion[slice(*verdict.think)] == "17·23"
    assert completion[slice(*verdict.answer)] == " 391 "


def test_spans_are_given_for_the_blocks_of_a_broken_format() -> None:
    verdict = check_format("<answer>391</answer> <think>and no end")
    assert (verdict.ok, verdict.think, verdict.answer) == (False, None, (8, 11))


blocks = st.text(st.characters(exclude_characters="<"), max_size=20)
spaces = st.text(" \t\r\n", max_size=5)


@untimed
@given(blocks, blocks, spaces, spaces, spaces)
def test_whatever_the_blocks_hold_the_format_is_kept(
    think: str, answer: str, before: str, between: str, after: str
) -> None:
    completion = f"{before}<think>{think}</think>{between}<answer>{answer}</answer>{after}"
    verdict = check_format(completion)
    assert verdict.ok
    assert verdict.think is not None
    assert verdict.answer is not None
    assert completion[slice(*verdict.think)] == think
    assert completion[slice(*verdict.answer)] == answer


@untimed
@given(texts)
def test_any_text_gets_a_verdict_with_spans_inside_it(completion: str) -> None:
    verdict = check_format(completion)
    assert format_reward(completion) == float(verdict.ok)
    assert verdict.reason
    for span in (verdict.think, verdict.answer):
        assert span is None or 0 <= span[0] <= span[1] <= len(completion)
    if verdict.ok:
        assert [completion.count(tag) for tag in TAGS] == [1, 1, 1, 1]
