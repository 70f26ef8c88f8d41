"""Four questions with two answers each, all ours, one Zero-like and one R1-like.

No pair of answers of R1-Zero and R1 to one question is published. So these are illustrations: one
answer of each pair overdoes what is said of R1-Zero (two languages in one chain of thought,
repetition, “we”), one has what is said of R1's cold start (first person, one language, a summary at
the end). That the Zero-like texts run on in one sentence, in broken English, and mix languages
every time is ours alone. Both stand in R1-Zero's template, so that one rule can read both; R1's
cold start had special tokens in place of the tags (R1 v1 §2.3.1).
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["PROMPTS", "SIDES", "STAGES", "YOURS", "Prompt", "Trace", "prompt_of"]

SIDES: Final = ("Zero-like", "R1-like")
"""What our two texts are called."""

YOURS: Final = ("Your first text", "Your second text")
"""What they are called if the reader wrote them."""

STAGES: Final = ("the question", "first step", "working", "check", "after the thinking")
"""What the steps of every text do, in order; the n-th of both texts of a pair belong together."""

Span = tuple[int, int]


class Trace(NamedTuple):
    """A completion made of five steps.

    Attributes:
        text: all of it.
        spans: where each step stands in it, tags included; together they are the whole text.
        gloss: each step's Chinese parts in English; empty where there are none.
    """

    text: str
    spans: tuple[Span, ...]
    gloss: tuple[str, ...]


class Prompt(NamedTuple):
    """A question with its two answers.

    Attributes:
        key: as the control has it.
        name: what kind of question it is.
        question: as it is put.
        gold: the reference answer.
        traces: the Zero-like text and the R1-like one.
    """

    key: str
    name: str
    question: str
    gold: str
    traces: tuple[Trace, Trace]


def _trace(steps: tuple[str, ...], gloss: tuple[str, ...] = ("",) * 5) -> Trace:
    """Five steps as a completion in the template; the first four are the thinking."""
    first, *others, check, stated = steps
    pieces = (
        f"<think>\n{first}",
        *others,
        f"{check}\n</think>\n",
        f"<answer>{stated}</answer>",
    )
    spans, start = [], 0
    for piece in pieces:
        spans.append((start, start + len(piece)))
        start += len(piece)
    return Trace("".join(pieces), tuple(spans), gloss)


def _zero(*steps: str, gloss: tuple[str, ...]) -> Trace:
    """One block, as it runs on; behind a Chinese comma there is no space."""
    thought = (step if step.endswith("，") else f"{step} " for step in steps[:3])
    return _trace((*thought, *steps[3:]), gloss)


def _one(*steps: str) -> Trace:
    """Paragraphs, and a summary on lines of its own."""
    return _trace((*(f"{step}\n\n" for step in steps[:3]), steps[3], f"\n{steps[4]}\n"))


PROMPTS: Final = (
    Prompt(
        "speed",
        "A word problem",
        "A train leaves at 9:40 and arrives at 12:10. It covers 200 km."
        " What is its average speed in km/h?",
        "80",
        (
            _zero(
                "We have leave 9:40 and arrive 12:10 and 200 km and we need average speed,"
                " 先求时间，再用路程除以时间，",
                "so time from 9:40 to 12:10, 9:40 到 11:40 是两个小时，再到 12:10 还有三十分钟，"
                "so 2.5 hours we have, or 150 minutes, 一百五十分钟，",
                "then speed is 200 / 2.5, 200 除以 5 得 40，再乘以 2 就是 80，"
                "so it is 80 and unit is km/h, but if we use minutes, 200 / 150 and then multiply"
                " 60, 也是 80，same result,",
                "wait we check, 80 * 2.5 = 200, 对的，but time again, 12:10 minus 9:40,"
                " 就是两个半小时，没有错，so speed 80 and time 2.5 and distance 200, 都对得上，"
                "so 80 is right, 速度是 80",
                "80",
                gloss=(
                    "first find the time, then divide the distance by the time",
                    "from 9:40 to 11:40 is two hours, to 12:10 another thirty minutes; a hundred"
                    " and fifty minutes",
                    "200 divided by 5 gives 40, times 2 is 80; also 80",
                    "right; it is two and a half hours, no mistake; all of it agrees; the speed is"
                    " 80",
                    "",
                ),
            ),
            _one(
                "I need the average speed, so I need the distance and the time. The distance is"
                " 200 km.",
                "From 9:40 to 11:40 is two hours, and from 11:40 to 12:10 is half an hour. So the"
                " journey takes 2.5 hours.",
                "The speed is 200 / 2.5 = 80 km/h.",
                "Let me check: 2.5 hours at 80 km/h give 2.5 × 80 = 200 km. That agrees.",
                "**Answer:** the average speed is \\boxed{80} km/h.\n\n"
                "- From 9:40 to 12:10 is 2.5 hours.\n"
                "- In that time the train covers 200 km.",
            ),
        ),
    ),
    Prompt(
        "equation",
        "An equation",
        "Solve 3(x − 4) = x + 10 for x.",
        "11",
        (
            _zero(
                "We solve 3(x - 4) = x + 10 and we need x alone on one side",
                "so first expand the left side and we get 3x - 12 = x + 10",
                "then move x to the left and 12 to the right, 2x = 22, divide both sides by 2,"
                " so x = 11",
                "now we verify, put x = 11 in both sides, left side is 3 * 7 = 21 and right side is"
                " 11 + 10 = 21, they are equal so x = 11 is correct, 我们再检查一遍，put x = 11 in"
                " both sides, left side is 3 * 7 = 21 and right side is 11 + 10 = 21, they are"
                " equal so x = 11 is correct, 我们再检查一遍，put x = 11 in both sides, left side"
                " is 3 * 7 = 21 and right side is 11 + 10 = 21, they are equal so x = 11 is"
                " correct, 我们再检查一遍，put x = 11 in both sides, left side is 3 * 7 = 21 and"
                " right side is 11 + 10 = 21, they are equal so x = 11 is correct",
                "11",
                gloss=("", "", "", "let us check once more (three times)", ""),
            ),
            _one(
                "I want the value of x that makes both sides equal.",
                "First I expand the left side, so that the equation becomes 3x − 12 = x + 10.",
                "Next I collect the terms. Subtracting x from both sides gives 2x − 12 = 10, and"
                " adding 12 gives 2x = 22. So x = 11.",
                "A quick check: for x = 11 the left side is 3 × 7 = 21, and the right side is"
                " 11 + 10 = 21. They agree.",
                "**Answer:** x = \\boxed{11}.\n\n"
                "1. Expanding the left side gives 3x − 12 = x + 10.\n"
                "2. Collecting the terms gives 2x = 22, so x = 11.",
            ),
        ),
    ),
    Prompt(
        "code",
        "A line of code",
        "What does Python print for print(sum(n * n for n in range(5)))?",
        "30",
        (
            _zero(
                "We have sum of n * n for n in range(5), 要注意 range(5) 不包括 5，",
                "so n is 0 1 2 3 4, 一共五个数，not from 1 to 5, people make mistake here but we"
                " do not,",
                "squares are 0 1 4 9 16 and we add, 前面四个加起来是 14，再加 16 就是 30，"
                "so sum is 30 and print gives 30,",
                "however we check whether sum can take generator, 可以直接求和，不用先转成列表，"
                "no problem, and 5 * 5 = 25 is not in it, 25 不算在里面，so 14 and 16 is 30, not"
                " 55, so print gives 30, 打印出来就是 30",
                "30",
                gloss=(
                    "note that range(5) does not include 5",
                    "five numbers in all",
                    "the first four add up to 14, and 16 more is 30",
                    "it can be summed directly, without making a list first; 25 does not count;"
                    " 30 is what is printed",
                    "",
                ),
            ),
            _one(
                "I need to find what the program prints. It adds up the squares of the numbers in"
                " `range(5)`.",
                "The range starts at 0 and stops before 5. So n is 0, 1, 2, 3 and 4.",
                "I square each of them: 0, 1, 4, 9 and 16. Then I add: 0 + 1 + 4 + 9 + 16 = 30.",
                "Wait, is 5 itself part of the range? No, the end is left out. So 25 is not added,"
                " and 30 stands.",
                "**Answer:** the program prints \\boxed{30}.\n\n"
                "- `range(5)` runs from 0 to 4; the end is left out.\n"
                "- The squares are 0, 1, 4, 9 and 16, and their sum is 30.",
            ),
        ),
    ),
    Prompt(
        "puzzle",
        "A puzzle",
        "Ann, Ben and Cem have one pet each: a cat, a dog and a fish. Ann has no cat. Ben has"
        " neither the cat nor the dog. Who has the dog?",
        "Ann",
        (
            _zero(
                "We have Ann Ben Cem and cat dog fish and each one has one pet, 问谁养狗，",
                "so Ben 不养猫也不养狗，所以 Ben 养的是鱼，then we have cat and dog left for Ann"
                " and Cem,",
                "Ann has no cat so Ann must have dog, 那么 Cem 养猫，and all pets are used now,",
                "but wait if Ann has fish, no, fish is with Ben, 鱼已经是 Ben 的了，so Ann has dog"
                " and we verify Cem, if Cem has dog then Ann has cat, 不行，Ann 不能养猫，so Cem"
                " has cat and nothing says Cem cannot, 没有矛盾，so dog is with Ann",
                "Ann",
                gloss=(
                    "the question is who keeps the dog",
                    "Ben keeps neither cat nor dog, so what Ben keeps is the fish",
                    "then Cem keeps the cat",
                    "the fish is already Ben’s; that will not do, Ann cannot keep the cat; no"
                    " contradiction",
                    "",
                ),
            ),
            _one(
                "I have three people and three pets, one for each.",
                "I start with Ben. He has neither the cat nor the dog, so he has the fish.",
                "Now Ann. She has no cat, and the fish is taken. So she has the dog, and Cem has"
                " the cat.",
                "Let me check the clues. Ann has no cat, and Ben has neither cat nor dog. Both"
                " hold.",
                "**Answer:** \\boxed{Ann} has the dog.\n\n"
                "- Ben can only have the fish.\n"
                "- Ann has no cat, and the fish is taken, so she has the dog.",
            ),
        ),
    ),
)
"""The four."""


def prompt_of(key: str) -> Prompt:
    """The question of that key.

    Raises:
        StopIteration: there is none.

    Example:
        >>> prompt_of("puzzle").gold
        'Ann'
    """
    return next(prompt for prompt in PROMPTS if prompt.key == key)
