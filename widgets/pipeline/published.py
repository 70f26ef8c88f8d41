"""What is published of the pipeline: the scores after each stage, and stage 3's data."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = [
    "BENCHMARKS",
    "CHECKPOINTS",
    "DOMAINS",
    "GROUPS",
    "TOTAL",
    "Benchmark",
    "Domain",
    "samples_in_all",
    "share_of_samples",
    "share_of_tokens",
    "tenths",
]

CHECKPOINTS: Final = ("R1-Zero", "Dev1", "Dev2", "Dev3", "R1")
"""The columns of version 2's Table 3, which is *Nature*'s Table 2, in their order."""

GROUPS: Final = (
    ("reasoning", "Reasoning"),
    ("code", "Code"),
    ("chat", "Chat"),
    ("instructions", "Following instructions"),
    ("knowledge", "Knowledge and reading"),
)
"""Our grouping of the benchmarks, in the picture's order."""


class Benchmark(NamedTuple):
    """One row of the stage table.

    Attributes:
        key: its name in links.
        name: as the picture has it.
        metric: what is counted.
        group: which of our `GROUPS`.
        scores: as printed, one a checkpoint (R1 v2 Table 3).
        base: V3-Base's score as printed (R1 v2 Table 12); empty where none is.
        points: whether it is a share of a hundred, so that differences are points.
    """

    key: str
    name: str
    metric: str
    group: str
    scores: tuple[str, ...]
    base: str = ""
    points: bool = True


def _row(key: str, name: str, metric: str, group: str, scores: str, base: str = "") -> Benchmark:
    return Benchmark(key, name, metric, group, tuple(scores.split()), base, metric != "rating")


BENCHMARKS: Final = (
    _row("aime", "AIME 2024", "Pass@1", "reasoning", "77.9 59.0 74.0 78.1 79.8"),
    _row("cnmo", "CNMO 2024", "Pass@1", "reasoning", "88.1 58.0 73.9 77.3 78.8"),
    _row("math-500", "MATH-500", "Pass@1", "reasoning", "95.9 94.2 95.9 95.4 97.3"),
    _row("gpqa", "GPQA Diamond", "Pass@1", "reasoning", "75.8 66.1 70.7 71.2 71.5"),
    _row("livecodebench", "LiveCodeBench", "Pass@1-COT", "code", "50.0 57.5 63.5 64.6 65.9"),
    _row("percentile", "Codeforces percentile", "percentile", "code", "80.4 84.5 90.5 92.1 96.3"),
    _row("rating", "Codeforces rating", "rating", "code", "1444 1534 1687 1746 2029"),
    _row("swe-bench", "SWE-bench Verified", "resolved", "code", "43.2 39.6 44.6 45.6 49.2"),
    _row("aider", "Aider-Polyglot", "accuracy", "code", "12.2 6.7 25.6 44.8 53.3"),
    _row("alpacaeval", "AlpacaEval 2.0", "LC-winrate", "chat", "24.7 50.1 55.8 62.1 87.6"),
    _row("arena-hard", "Arena-Hard", "GPT-4-1106", "chat", "53.6 77.0 73.2 75.6 92.3"),
    _row("if-eval", "IF-Eval", "prompt strict", "instructions", "46.6 71.7 72.0 78.1 83.3", "58.6"),
    _row("mmlu", "MMLU", "EM", "knowledge", "88.8 89.1 91.2 91.0 90.8", "87.1"),
    _row("mmlu-redux", "MMLU-Redux", "EM", "knowledge", "85.6 90.0 93.0 93.1 92.9", "86.2"),
    _row("mmlu-pro", "MMLU-Pro", "EM", "knowledge", "68.9 74.1 83.8 83.1 84.0", "64.4"),
    _row("drop", "DROP", "3-shot F1", "knowledge", "89.1 89.8 91.1 88.7 92.2", "89.0"),
    _row("simpleqa", "SimpleQA", "correct", "knowledge", "30.3 17.8 28.2 24.9 30.1", "20.1"),
    _row("frames", "FRAMES", "accuracy", "knowledge", "82.3 78.5 81.8 81.9 82.5"),
    _row("c-eval", "C-Eval", "EM", "knowledge", "92.8 85.7 91.9 86.4 91.8", "90.1"),
    _row("c-simpleqa", "C-SimpleQA", "correct", "knowledge", "66.4 58.8 64.2 66.9 63.7"),
    _row("cluewsc", "CLUEWSC", "EM", "knowledge", "93.1 92.8 92.6 91.6 92.8", "82.7"),
)
"""All 21 rows, group by group."""


class Domain(NamedTuple):
    """One row of stage 3's data (R1 v2 Table 5).

    Attributes:
        name: as printed.
        samples: how many.
        tokens: mean tokens of a sample, as printed.
    """

    name: str
    samples: int
    tokens: str


DOMAINS: Final = (
    Domain("Math", 395_285, "6094.2"),
    Domain("Code", 211_129, "7435.7"),
    Domain("STEM", 10_124, "4928.8"),
    Domain("Logic", 10_395, "2739.0"),
    Domain("General", 177_812, "1419.8"),
)

TOTAL: Final = Domain("Total", 804_745, "5355.3")
"""The table's own last row, against which the sums are tested."""


def tenths(printed: str) -> int:
    """A printed score in tenths, exactly: differences of these are not rounded by the machine.

    Args:
        printed: digits with at most one decimal.

    Example:
        >>> tenths("90.0"), tenths("6.7"), tenths("1444")
        (900, 67, 14440)
    """
    whole, _, tenth = printed.partition(".")
    return 10 * int(whole) + int(tenth or 0)


def samples_in_all() -> int:
    """How many samples stage 3 was trained on: Σ_d n_d.

    Example:
        >>> samples_in_all()
        804745
    """
    return sum(domain.samples for domain in DOMAINS)


def share_of_samples(domain: Domain) -> float:
    """A domain's share of stage 3's samples: n_d / Σ n.

    Example:
        >>> round(share_of_samples(DOMAINS[4]), 3)
        0.221
    """
    return domain.samples / samples_in_all()


def share_of_tokens(domain: Domain) -> float:
    """A domain's share of stage 3's tokens: n_d t_d / Σ n t, by the mean tokens t of its samples.

    Example:
        >>> round(share_of_tokens(DOMAINS[4]), 3)
        0.059
    """
    tokens = [each.samples * tenths(each.tokens) for each in DOMAINS]
    return domain.samples * tenths(domain.tokens) / sum(tokens)
