"""What a reader can change about what is graded, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from widgets.kit.controls import choice, number_opened, prediction, text, toggle
from widgets.kit.widget import Preset
from widgets.reward.cases import CASES, GOLD, LENGTHS, PROGRAMS, TESTS
from widgets.reward.grading import PATTERN

__all__ = ["ENDLESS", "PRESETS", "Controls"]

MOST: Final = 300_000
"""Characters of a completion: a little more than the longest that is timed."""

ENDLESS: Final = r"\s*<think>(\w+\s*)+</think>\s*<answer>(.*)</answer>\s*"
"""A pattern that asks for words in the think block, in a way that can take for ever."""

WORDED: Final = (
    "<think>Seventeen times twenty is three hundred and forty and seventeen times three is"
    " fifty one which makes three hundred and ninety one.</think>\n<answer>391</answer>"
)


@dataclass(frozen=True)
class Controls:
    """What a reader can change about what is graded."""

    predict: str = prediction(
        "A completion sixteen times as long, 65,536 tokens for 4,096: how much longer to grade?",
        ("same", "Hardly longer: under 2 times"),
        ("linear", "Longer: 2 to 32 times"),
        ("square", "Far longer: over 32 times"),
        values={"tab": "answer", "measure": "1"},
        when="tab=answer",
    )
    tab: str = choice(
        "What is graded",
        ("answer", "An answer"),
        ("code", "A program"),
        default="answer",
        help="Each has rules of its own.",
    )
    completion: str = text(
        "The completion",
        default=CASES[0].completion,
        most=MOST,
        lines=4,
        when="tab=answer",
        help="All that the model wrote. Change anything.",
    )
    gold: str = text(
        "The gold answer",
        default=GOLD,
        most=2000,
        lines=1,
        when="tab=answer",
        help="What the stated answer is compared with.",
    )
    pattern: str = text(
        "The format, as a regular expression",
        default=PATTERN,
        most=2000,
        lines=2,
        when="tab=answer",
        help="It must match the whole completion; a dot is any character.",
    )
    length: str = choice(
        "Thinking repeated to",
        ("0", "as written"),
        *((str(tokens), f"{tokens:,} tokens") for tokens in LENGTHS[2::2]),
        default="0",
        when="tab=answer",
        help="Four characters count as a token.",
    )
    measure: bool = toggle(
        "Time it on this machine",
        when="tab=answer",
        help="Grades the completion at eleven lengths.",
    )
    program: str = text(
        "The program",
        default=PROGRAMS[0].code,
        most=20_000,
        lines=6,
        when="tab=code",
        help="Python. It runs in this browser, and only when you press Run.",
    )
    tests: str = text(
        "Its unit tests",
        default=TESTS,
        most=20_000,
        lines=5,
        when="tab=code",
        help="One a line: an expression that should be true, or an assert. The first 40 count.",
    )
    opened: str = number_opened("reward", "share", "grown")


def _case(name: str) -> dict[str, str]:
    case = next(case for case in CASES if case.name == name)
    return {"completion": case.completion}


PRESETS = (
    Preset("default", "Right, and in its place", "Two rules, a point each.", {}),
    Preset(
        "outside",
        "Right, but not in its place",
        "391 stands there, and neither rule pays.",
        _case("outside"),
    ),
    Preset("two", "Two answers", "The last one counts; the format is lost.", _case("two")),
    Preset(
        "endless",
        "A pattern that never ends",
        "One reader’s regular expression, ended from outside.",
        {"completion": WORDED, "pattern": ENDLESS},
    ),
    Preset(
        "code", "A program", "Graded by its tests. Nothing runs before you say so.", {"tab": "code"}
    ),
)
