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

LISTS: Final = "Question, highlight and step"
"""Heading of the settings that have buttons in the picture too."""

MEASURES: Final = {
    "language": "Language consistency",
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
"""The measures' names by key, the most telling first; each can be highlighted in the texts."""

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
        section=LISTS,
        help="Or press its name above the texts.",
    )
    lit: str = choice(
        "Highlighted in the texts",
        *MEASURES.items(),
        ("none", "Nothing"),
        default="language",
        section=LISTS,
        help="Or press a measure’s name.",
    )
    pair: str = choice(
        "Step shown on both sides",
        ("0", "None"),
        *((str(n), stage.capitalize()) for n, stage in enumerate(STAGES, start=1)),
        default="0",
        section=LISTS,
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
        ("all", "All ten tests"),
        default="answers",
        help="Of answers alone; or also of instructions and preference.",
    )
    source: str = choice(
        "Texts",
        ("ours", "Our illustrations"),
        ("own", "Your own"),
        default="ours",
        help="“Your own” opens fields above the picture.",
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
        "The gold answer",
        most=400,
        lines=1,
        when="source=own",
        help="The answer that is read is compared with it. Empty: that of the question.",
    )
    opened: str = number_opened(
        reward=2, language=2, sentences=2, repetition=2, gap=len(ANSWERED) + len(JUDGED)
    )


PRESETS = (
    Preset(
        "default", "Two languages", "The Chinese words are highlighted. Both answers are right.", {}
    ),
    Preset(
        "repetition",
        "Repetition",
        "The left text makes the same check four times, in the same words. R1-Zero may not stop.",
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
