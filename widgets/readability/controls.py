"""What a reader can change about the two texts, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from widgets.kit.controls import choice, number_opened, prediction, text
from widgets.kit.widget import Preset
from widgets.readability.published import ANSWERED, JUDGED
from widgets.readability.traces import PROMPTS, STAGES, YOURS

__all__ = ["FLUENT", "LANGUAGES", "MEASURES", "MOST", "PRESETS", "Controls"]

MOST: Final = 10_000
"""Characters of a text of the reader's own."""

LANGUAGES: Final = {"en": "English", "zh": "Chinese"}
"""The languages that can be asked for."""

MEASURES: Final = {
    "language": "Language",
    "switches": "Changes of language",
    "sentences": "Words a sentence",
    "repetition": "Repetition",
    "summary": "Words after the thinking",
    "markup": "Markdown",
    "words": "Words",
    "we": "“we”",
    "i": "“I”",
    "reflective": "Reflective words",
}
"""The measures' names by key, the most telling first; each can be lit in the texts."""

ALPACA: Final = JUDGED[1]

FLUENT: Final = (
    "<think>\n"
    "I need the average speed. Let me go through it in order.\n\n"
    "The train leaves at 9:40 and arrives at 12:10. So it travels for a little over two hours.\n\n"
    "The distance is 200 km. I divide it by the time and get 90 km/h.\n\n"
    "Let me check the result. A speed of 90 km/h is sensible for a train.\n"
    "</think>\n"
    "<answer>\n"
    "**Answer:** the average speed is \\boxed{90} km/h.\n\n"
    "- Time: the journey takes a little over two hours.\n"
    "- Speed: 200 km in that time is 90 km/h.\n"
    "</answer>"
)
"""A text that measures well and is wrong."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the two texts."""

    predict: str = prediction(
        f"In {ALPACA.test} a model judges answers to open requests. R1’s win rate is"
        f" {ALPACA.one}%. And R1-Zero’s?",
        ("near", "About the same"),
        ("some", "About 60%"),
        ("few", "About 25%"),
        values={"scores": "all"},
    )
    prompt: str = choice(
        "Question",
        *((prompt.key, prompt.name) for prompt in PROMPTS),
        default=PROMPTS[0].key,
        help="Each has two answers, both ours.",
    )
    lit: str = choice(
        "Lit in the texts",
        *MEASURES.items(),
        ("none", "Nothing"),
        default="language",
        help="Or press a measure’s name.",
    )
    pair: str = choice(
        "Step shown on both sides",
        ("0", "None"),
        *((str(n), stage.capitalize()) for n, stage in enumerate(STAGES, start=1)),
        default="0",
        help="Or press a step in either text.",
    )
    target: str = choice(
        "Language asked for",
        *LANGUAGES.items(),
        default="en",
        help="Words of any other language count against it.",
    )
    scores: str = choice(
        "Published scores",
        ("answers", "Right or wrong"),
        ("all", "And how it is said"),
        default="answers",
        help="Tests that check an answer only, or also those of instructions and preference.",
    )
    source: str = choice(
        "Texts",
        ("ours", "Our illustrations"),
        ("own", "Your own"),
        default="ours",
        help="Fields for them open above the picture.",
    )
    left: str = text(
        YOURS[0],
        most=MOST,
        lines=4,
        when="source=own",
        help="Stands at the left. Empty: our Zero-like text.",
    )
    right: str = text(
        YOURS[1],
        most=MOST,
        lines=4,
        when="source=own",
        help="Stands at the right. Empty: our R1-like text.",
    )
    gold: str = text(
        "The right answer",
        most=400,
        lines=1,
        when="source=own",
        help="What the answer that is read is compared with. Empty: that of the question.",
    )
    opened: str = number_opened(
        reward=2, language=2, sentences=2, repetition=2, gap=len(ANSWERED) + len(JUDGED)
    )


PRESETS = (
    Preset("default", "Two languages", "The Chinese words are lit. Both answers are right.", {}),
    Preset(
        "repetition",
        "Endless repetition",
        "The left text makes the same check four times, in the same words.",
        {"prompt": "equation", "lit": "repetition"},
    ),
    Preset(
        "summary",
        "No summary",
        "The left text ends in one word. The right one says why.",
        {"prompt": "puzzle", "lit": "summary"},
    ),
    Preset(
        "fluent",
        "Readable, and wrong",
        "The second text measures well. The rule pays only for its format.",
        {"source": "own", "right": FLUENT, "lit": "none"},
    ),
)
