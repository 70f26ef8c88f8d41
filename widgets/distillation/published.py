"""What the paper printed: Tables 5 and 6 of version 1, and Table 17 of version 2.

Table 5 without its rows of other makers' models but for QwQ-32B-Preview. Version 2 has the students
as Table 15 and the comparison at 32B as Table 16, and calls the model trained by RL
Qwen2.5-32B-Zero; the numbers are the same.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = [
    "AT_32B",
    "BENCHMARKS",
    "COMPARED",
    "QWQ",
    "SMALL_RL",
    "STUDENTS",
    "Student",
    "gap_at_32b",
]

BENCHMARKS: Final = (
    ("aime", "AIME 2024, pass@1"),
    ("vote", "AIME 2024, vote of 64"),
    ("math", "MATH-500, pass@1"),
    ("gpqa", "GPQA Diamond, pass@1"),
    ("code", "LiveCodeBench, pass@1"),
    ("forces", "Codeforces, rating"),
)
"""The columns of Table 5 by key; Table 6 has the first five. All but the last are in percent."""

COMPARED: Final = BENCHMARKS[:5]


class Student(NamedTuple):
    """A distilled model.

    Attributes:
        family: Qwen or Llama.
        size: billions of parameters, by its name.
        base: what was fine-tuned.
        scores: in the order of `BENCHMARKS`.
    """

    family: str
    size: float
    base: str
    scores: tuple[float, ...]

    @property
    def name(self) -> str:
        """Its published name.

        Example:
            >>> STUDENTS[0].name
            'DeepSeek-R1-Distill-Qwen-1.5B'
        """
        return f"DeepSeek-R1-Distill-{self.family}-{self.size:g}B"


STUDENTS: Final = (
    Student("Qwen", 1.5, "Qwen2.5-Math-1.5B", (28.9, 52.7, 83.9, 33.8, 16.9, 954)),
    Student("Qwen", 7, "Qwen2.5-Math-7B", (55.5, 83.3, 92.8, 49.1, 37.6, 1189)),
    Student("Qwen", 14, "Qwen2.5-14B", (69.7, 80.0, 93.9, 59.1, 53.1, 1481)),
    Student("Qwen", 32, "Qwen2.5-32B", (72.6, 83.3, 94.3, 62.1, 57.2, 1691)),
    Student("Llama", 8, "Llama-3.1-8B", (50.4, 80.0, 89.1, 49.0, 39.6, 1205)),
    Student("Llama", 70, "Llama-3.3-70B-Instruct", (70.0, 86.7, 94.5, 65.2, 57.5, 1633)),
)
"""Table 5."""

QWQ: Final = (50.0, 60.0, 90.6, 54.5, 41.9)
"""QwQ-32B-Preview in Tables 5 and 6."""

AT_32B: Final = (
    (47.0, 60.0, 91.6, 55.0, 40.2),
    (72.6, 83.3, 94.3, 62.1, 57.2),
)
"""Table 6: DeepSeek-R1-Zero-Qwen-32B, trained by RL, and DeepSeek-R1-Distill-Qwen-32B."""

SMALL_RL: Final = {
    "Qwen2-Math-7B-Instruct": (7.9, 4.6),
    "Qwen2-Math-7B-Zero": (22.3, 18.1),
}
"""Table 17 of version 2, without GPT-4o: AIME 2024 and AIME 2025; RL took about 10,000 steps."""


def gap_at_32b(benchmark: int) -> float:
    """By how many points distillation is ahead of RL at 32B.

    Args:
        benchmark: an index into `COMPARED`.

    Example:
        >>> round(gap_at_32b(0), 1)
        25.6
    """
    by_rl, distilled = AT_32B
    return distilled[benchmark] - by_rl[benchmark]
