"""No completion raises, and none takes more than linear work."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, SupportsIndex

import pytest
from hypothesis import given

import grpo_core.rewards
from grpo_core.rewards import (
    accuracy_reward,
    check_format,
    extract_answer,
    language_consistency,
    rule_reward,
)

from .texts import texts, untimed

PACKAGE = Path(grpo_core.rewards.__file__).parent

# Completions of about n characters, each a bad case for some way of scanning.
FAMILIES: dict[str, Callable[[int], str]] = {
    "a sound completion": lambda n: f"<think>{'w ' * (n // 2)}</think> <answer>391</answer>",
    "one long answer": lambda n: f"<think></think><answer>{'9' * n}</answer>",
    "a long box": lambda n: "\\boxed{" + "{x}" * (n // 3) + "}",
    "boxes never closed": lambda n: "\\boxed{" * (n // 7),
    "boxes in boxes": lambda n: "\\boxed{" * (n // 8) + "}" * (n // 8),
    "a box without braces": lambda n: "\\boxed" + " " * n,
    "opening braces": lambda n: "\\boxed" + "{" * n,
    "backslashes": lambda n: "\\boxed{" + "\\" * n,
    "opening tags": lambda n: "<think>" * (n // 7),
    "answer tags": lambda n: "<answer>" * (n // 8),
    "answer blocks": lambda n: "<answer>1</answer>" * (n // 18),
    "closing tags first": lambda n: "</answer>" * (n // 18) + "<answer>" * (n // 18),
    "almost tags": lambda n: "<answer" * (n // 7),
    "spaces": lambda n: " " * n + "<think></think>" + " " * n + "<answer></answer>" + " " * n,
    "open formulas": lambda n: "\\(" * (n // 4) + "\\[" * (n // 4),
    "dollars": lambda n: "$" * n,
    "Chinese": lambda n: "检" * n,
    "right to left": lambda n: "\u202eשלום" * (n // 5),
    "lone surrogates": lambda n: "\ud800" * n,
    "nothing": lambda n: "\0" * n,
}


class Tally(str):
    """A text that counts the characters which scans and copies of it go through."""

    __slots__ = ()
    characters = 0

    def find(self, sub: str, start: Any = 0, end: Any = None) -> int:
        stop = len(self) if end is None else end
        at = super().find(sub, start, stop)
        Tally.characters += (stop if at < 0 else at + len(sub)) - start
        return at

    def rfind(self, sub: str, start: Any = 0, end: Any = None) -> int:
        stop = len(self) if end is None else end
        at = super().rfind(sub, start, stop)
        Tally.characters += stop - (start if at < 0 else at)
        return at

    def count(self, *args: Any) -> int:
        Tally.characters += len(self)
        return super().count(*args)

    def strip(self, *args: Any) -> Tally:
        Tally.characters += len(self)
        return Tally(super().strip(*args))

    def lstrip(self, *args: Any) -> Tally:
        Tally.characters += len(self)
        return Tally(super().lstrip(*args))

    def __contains__(self, key: object) -> bool:
        Tally.characters += len(self)
        return super().__contains__(str(key))

    def __getitem__(self, key: SupportsIndex | slice) -> Tally:
        part = Tally(super().__getitem__(key))
        Tally.characters += len(part)
        return part


@contextmanager
def counted_lines() -> Iterator[list[int]]:
    """Count the lines of the package that are executed."""
    lines = [0]

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        if not frame.f_code.co_filename.startswith(str(PACKAGE)):
            return None
        lines[0] += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield lines
    finally:
        sys.settrace(before)


def work(grade: Callable[[str], object], completion: str) -> int:
    """Lines executed plus characters scanned: the same on every machine, whatever its speed."""
    Tally.characters = 0
    with counted_lines() as lines:
        grade(Tally(completion))
    return lines[0] + Tally.characters


GRADERS: dict[str, Callable[[str], object]] = {
    "check_format": check_format,
    "extract_answer": extract_answer,
    "accuracy_reward": lambda completion: accuracy_reward(completion, "391"),
    "rule_reward": lambda completion: rule_reward(completion, "391"),
}


@pytest.mark.parametrize("grader", GRADERS)
@pytest.mark.parametrize("family", FAMILIES)
def test_four_times_the_length_is_at_most_four_times_the_work(family: str, grader: str) -> None:
    short, long = (work(GRADERS[grader], FAMILIES[family](n)) for n in (10_000, 40_000))
    assert long <= 4 * short + 1_000


@pytest.mark.parametrize("family", FAMILIES)
def test_the_longest_completions_are_graded(family: str) -> None:
    completion = FAMILIES[family](300_000)
    reward = rule_reward(completion, "391")
    assert {reward.accuracy, reward.format} <= {0.0, 1.0}
    assert reward.total == reward.accuracy + reward.format
    assert 0.0 <= language_consistency(completion, "en") <= 1.0


def test_a_sound_completion_of_any_length_earns_both_rewards() -> None:
    assert rule_reward(FAMILIES["a sound completion"](300_000), "391").total == 2.0


def test_the_two_rewards_are_independent() -> None:
    rewards = {
        "<think>a</think> <answer>391</answer>": (1.0, 1.0),
        "<think>a</think> <answer>381</answer>": (0.0, 1.0),
        "<answer>391</answer>": (1.0, 0.0),
        "391": (0.0, 0.0),
    }
    for completion, expected in rewards.items():
        reward = rule_reward(completion, "391")
        assert (reward.accuracy, reward.format) == expected


@untimed
@given(texts, texts)
def test_no_completion_and_no_reference_raises(completion: str, gold: str) -> None:
    assert rule_reward(completion, gold).total in (0.0, 1.0, 2.0)
    assert rule_reward(f"<think></think><answer>{completion}</answer>", gold).total >= 0.0
    assert accuracy_reward(f"\\boxed{{{completion}}}", gold) in (0.0, 1.0)


def test_only_modules_that_cost_the_reader_nothing_are_imported() -> None:
    allowed = {"__future__", "collections", "dataclasses", "grpo_core", "itertools", "math"}
    allowed |= {"re", "typing"}
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= allowed, path.name
