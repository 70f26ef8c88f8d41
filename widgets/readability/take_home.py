"""The measures, taken home: as CSV, as JSON with the texts, and as the Python that makes them."""

from __future__ import annotations

import json
from typing import Final

from widgets.readability.controls import Controls
from widgets.readability.measures import HAN, NEUTRAL, RUN
from widgets.readability.model import Side, compute

__all__ = ["to_csv", "to_json", "to_python"]

HALF: Final = NEUTRAL.index(r"|\\\[")
"""Where the pattern is broken into two lines."""


def to_csv(controls: Controls) -> str:
    """One line a measure, with its value on either side; empty where there is none.

    Example:
        >>> to_csv(Controls()).splitlines()[:2]
        ['measure,left,right', 'accuracy,1.0,1.0']
    """
    left, right = (_measured(side) for side in compute(controls).sides)
    lines = ["measure,left,right"]
    for name, value in left.items():
        cells = ("" if each is None else repr(each) for each in (value, right[name]))
        lines.append(",".join([name, *cells]))
    return "\n".join(lines) + "\n"


def to_json(controls: Controls) -> str:
    """Question, texts and measures."""
    view = compute(controls)
    sides = [
        {"name": side.name, "text": side.text, "measures": _measured(side)} for side in view.sides
    ]
    found = {"question": view.question, "gold": view.gold, "target": view.target, "sides": sides}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def to_python(controls: Controls) -> str:
    """A script that measures both texts with the core's rules and prints what it finds."""
    view = compute(controls)
    before, after = NEUTRAL[:HALF], NEUTRAL[HALF:]
    return f"""\
import re

from grpo_core.rewards import language_consistency, rule_reward

gold = {view.gold!r}
texts = {{
    "left": {view.sides[0].text!r},
    "right": {view.sides[1].text!r},
}}
# A word, and what belongs to no language: as in the rule for language.
han = r"{HAN}"
letter = rf"[^\\W\\d_{{han}}]"
word = rf"[{{han}}]|{{letter}}{{{{2,}}}}(?:['’-]{{letter}}+)*"
neutral = (
    r"{before}"
    r"{after}"
)
for side, text in texts.items():
    head, closed, rest = text.rpartition("</think>")
    thinking = head if closed else rest
    reward = rule_reward(text, gold).total
    share = language_consistency(thinking, {view.target!r})
    words = [w.lower() for w in re.findall(word, re.sub(neutral, " ", thinking))]
    runs = [tuple(words[i : i + {RUN}]) for i in range(len(words) - {RUN - 1})]
    repeated = 1 - len(set(runs)) / len(runs) if runs else 0.0
    print(f"{{side}}: reward {{reward:.0f}}, {view.target} {{share:.4f}}, repeats {{repeated:.4f}}")
"""


def _measured(side: Side) -> dict[str, float | int | None]:
    found = side.found
    return {
        "accuracy": side.accuracy,
        "format": side.format,
        "language": side.language,
        "switches": len(found.switches),
        "sentences": len(found.sentences),
        "sentence_mean": side.sentence,
        "sentence_longest": max(found.sentences, default=0),
        "repetition": side.repetition,
        "after_thinking": None if found.after is None else len(found.after),
        "markup": len(found.markup),
        "words": len(found.words),
        "we": len(found.we),
        "i": len(found.i),
        "reflective": len(found.reflective),
    }
