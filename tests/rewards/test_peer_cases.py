"""Cases collected from other people's suites, in a folder that `R1_PEER_CASES` names.

They are not part of this project. Without the folder the tests are skipped. With it, every case
of the gate must pass: pairs on which all graders agree or whose arithmetic is known, and the
cases about numbers and fractions. The rest, much of which needs computer algebra or is a matter
of convention, is counted and printed (`pytest -s` shows it).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from grpo_core.rewards import accuracy_reward, extract_answer, format_reward, same_answer

Case = dict[str, Any]

# The rules that agree with ours on white space between the blocks.
FORMAT_RULES = ("open_r1_2025_02_08", "easyr1_r1v", "swift_format", "torchtune_soft")


def load(name: str) -> dict[str, Any]:
    folder = os.environ.get("R1_PEER_CASES")
    if not folder:
        pytest.skip("set R1_PEER_CASES to a folder with answers.json and formats.json")
    cases: dict[str, Any] = json.loads((Path(folder) / name).read_text(encoding="utf-8"))
    return cases


def graded(case: Case) -> bool:
    """Our verdict on a case, given as a completion, a pair of bare answers, or free text."""
    if "pred" in case:
        return same_answer(case["pred"], case["gold"])
    golds = case["gold"] if isinstance(case["gold"], list) else [case["gold"] or ""]
    if case["kind"] == "completion_reward":
        return any(accuracy_reward(case["completion"], gold) == 1.0 for gold in golds)
    if "bare" in case:
        return same_answer(case["bare"]["pred"], case["bare"]["gold"])
    stated = extract_answer(case["completion"])
    answer = stated.text if stated else case["completion"]
    return any(same_answer(answer, gold) for gold in golds)


def report(what: str, cases: list[Case], wanted: dict[str, bool]) -> list[str]:
    failed = [case["id"] for case in cases if graded(case) != wanted[case["id"]]]
    print(f"\n{what}: {len(cases) - len(failed)} of {len(cases)}")  # noqa: T201
    return failed


def test_pairs_of_answers() -> None:
    pairs = load("answers.json")["answer_pairs"]
    gate = [
        pair
        for pair in pairs
        if pair["class"] == "exact" or (pair["class"] == "consensus" and "caution" not in pair)
    ]
    rest = [pair for pair in pairs if pair not in gate]
    wanted = {
        pair["id"]: all(pair["verdicts"].values())
        if pair["class"] == "consensus"
        else bool(pair.get("expected", pair.get("upstream_expected")))
        for pair in pairs
    }
    assert report("gate, pairs of answers", gate, wanted) == []
    report("rest, pairs of answers", rest, wanted)


def test_cases_of_other_suites() -> None:
    cases = [case for case in load("answers.json")["cases"] if case["expected"] is not None]
    gate = [
        case for case in cases if case["tier"] in ("number", "fraction") and "doubtful" not in case
    ]
    rest = [case for case in cases if case not in gate]
    wanted = {case["id"]: bool(case["expected"]) for case in cases}
    assert report("gate, numbers and fractions", gate, wanted) == []
    report("rest, other cases", rest, wanted)


def test_boxes() -> None:
    cases = load("answers.json")["boxed_extraction"]
    agreed = 0
    for case in cases:
        ours = extract_answer(case["completion"])
        theirs = {None if text is None else text.strip() for text in case["extracted"].values()}
        agreed += (ours.text if ours else None) in theirs
    print(f"\nrest, boxes on which some extractor agrees: {agreed} of {len(cases)}")  # noqa: T201


@pytest.mark.parametrize("rule", FORMAT_RULES)
def test_formats(rule: str) -> None:
    cases = load("formats.json")["matrix"]
    agreed = sum(format_reward(case["completion"]) == case["values"][rule] for case in cases)
    print(f"\nrest, formats as {rule} judges them: {agreed} of {len(cases)}")  # noqa: T201
