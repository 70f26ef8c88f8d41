"""One problem, an honest solution, and five ways to look like one."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = [
    "GOLD",
    "HONEST",
    "NONSENSE",
    "OWN",
    "PROBLEM",
    "RESPONSES",
    "STARTS",
    "Response",
    "responses",
]


class Response(NamedTuple):
    """One answer to the problem.

    Attributes:
        key: as the control has it.
        name: as the picture has it.
        gloss: what the name means, in two or three words.
        way: what it does, in a few words.
        text: the response.
        start: its weight in the policy before training.
    """

    key: str
    name: str
    gloss: str
    way: str
    text: str
    start: float


PROBLEM: Final = (
    "A cinema has 17 rows of 23 seats. 45 of the seats are taken. How many seats are free?"
)
GOLD: Final = "346"
HONEST: Final = 0
OWN: Final = 6

RESPONSES: Final = (
    Response(
        "honest",
        "Honest",
        "two plain sums",
        "two plain sums, and the answer",
        "<think>\n"
        "The hall holds 17 × 23 = 391 seats.\n"
        "Of these, 391 − 45 = 346 are free.\n"
        "</think>\n"
        "<answer>346</answer>",
        10.0,
    ),
    Response(
        "filler",
        "Filler",
        "confident padding",
        "pads with confident words",
        "<think>\n"
        "Let us first take the time to look at the question as a whole, and with a clear head.\n"
        "Now that everything lies before us, let us take the next move with complete confidence.\n"
        "Then, after a moment of thought, the parts fall into place and the way ahead is plain.\n"
        "Finally we come, step by step and with nothing left out, to the result that was sought.\n"
        "</think>\n"
        "<answer>321</answer>",
        2.0,
    ),
    Response(
        "restating",
        "Restating",
        "the problem again",
        "repeats the problem as if that were progress",
        "<think>\n"
        "The cinema has rows, and the rows of the cinema have seats: 17 rows of 23 seats each.\n"
        "Some seats of the cinema are taken and the other seats are free; 45 seats are taken.\n"
        "The seats that are free are the seats of the 17 rows that are not among the taken seats.\n"
        "</think>\n"
        "<answer>the seats that are not taken</answer>",
        2.0,
    ),
    Response(
        "theatre",
        "Theatre",
        "checks, no sums",
        "verifies without computing anything",
        "<think>\n"
        "17 rows and 23 seats: I check the rows, I check the seats, and both are correct.\n"
        "To verify, I check this again, and it matches what I checked before.\n"
        "All checks agree, so the result is verified, confirmed and consistent.\n"
        "</think>\n"
        "<answer>336</answer>",
        2.0,
    ),
    Response(
        "mimicry",
        "Mimicry",
        "empty headings",
        "headings, LaTeX and a box with nothing in it",
        "<think>\n"
        "**Step 1: Setup**\n"
        "**Step 2: Calculation** $S = \\sum S$\n"
        "**Step 3: Result** \\boxed{}\n"
        "</think>\n"
        "<answer>\\boxed{}</answer>",
        2.0,
    ),
    Response(
        "hedging",
        "Hedging",
        "three answers",
        "gives three answers, to be safe",
        "<think>\n"
        "First way: 17 × 23 = 391 seats, then 391 − 45 = 346 seats are free.\n"
        "Second way: 17 × 23 = 381 seats, then 381 − 45 = 336 seats are free.\n"
        "Third way: 45 seats are taken twice, then 391 − 90 = 301 seats are free.\n"
        "</think>\n"
        "<answer>346</answer> <answer>336</answer> <answer>301</answer>",
        2.0,
    ),
)
"""The honest one first."""

NONSENSE: Final = (
    "<think>\nSeven is a lucky number, and the moon is made of cheese.\n</think>\n"
    "<answer>346</answer>"
)

STARTS: Final = (
    ("Nonsense, right answer", NONSENSE),
    (
        "Hedging, the right answer last",
        "<think>\n"
        "First way: 17 × 23 = 381 seats, then 381 − 45 = 336 seats are free.\n"
        "Second way: 17 × 23 = 391 seats, then 391 − 45 = 346 seats are free.\n"
        "</think>\n"
        "<answer>336</answer> <answer>346</answer>",
    ),
    (
        "Honest, made to please",
        "<think>\n"
        "**Step 1:** First, the cinema has 17 × 23 = 391 seats in its rows.\n"
        "**Step 2:** Then, since 45 seats are taken, 391 − 45 = 346 seats are free.\n"
        "Check: 346 + 45 = 391, which matches the seats of the cinema.\n"
        "</think>\n"
        "<answer>346</answer>",
    ),
)
"""What a reader may begin with, each with its name."""


def responses(own: str) -> tuple[Response, ...]:
    """The six, and the reader's own if there is one.

    Args:
        own: what the reader wrote; nothing but white space is no response.

    Example:
        >>> len(responses("")), responses("346")[OWN].name
        (6, 'Yours')
    """
    if not own.strip():
        return RESPONSES
    return (*RESPONSES, Response("own", "Yours", "your text", "what you wrote", own, 1.0))
