"""What a reader can change about the pipeline's picture, and the states worth a button."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.kit.controls import choice, number_opened, prediction
from widgets.kit.widget import Preset
from widgets.pipeline.flow import STAGES
from widgets.pipeline.published import BENCHMARKS, DOMAINS, GROUPS

__all__ = ["ANSWERS", "PRESETS", "Controls"]

ANSWERS = (
    ("none", "None", range(1)),
    ("few", "1 to 3", range(1, 4)),
    ("some", "4 to 8", range(4, 9)),
    ("many", "9 or more", range(9, len(BENCHMARKS) + 1)),
)
"""What can be predicted: in links, in words, and the counts that it covers."""


@dataclass(frozen=True)
class Controls:
    """What a reader can change about the pipeline's picture."""

    predict: str = prediction(
        "R1-Zero had one run of RL, R1 four stages."
        f" On how many of the {len(BENCHMARKS)} benchmarks does R1 still score below R1-Zero?",
        *((key, label) for key, label, _ in ANSWERS),
        values={"stage": "r1", "comparison": "r1-zero", "benchmark": "cnmo"},
    )
    stage: str = choice(
        "Stage",
        *(
            (
                stage.key,
                f"{stage.number} · {stage.method}, {stage.title}: {stage.checkpoint}"
                if stage.number
                else f"{stage.method}, {stage.title}: {stage.checkpoint}",
            )
            for stage in STAGES
        ),
        default="dev1",
        help="Lit in the picture, where it can be pressed too.",
    )
    comparison: str = choice(
        "Compared with",
        ("before", "Previous in the table"),
        ("r1-zero", "R1-Zero"),
        ("base", "V3-Base"),
        ("none", "Nothing: the scores"),
        default="before",
        help="The previous column of the table is not always the parent.",
    )
    group: str = choice(
        "Benchmarks",
        ("all", f"All {len(BENCHMARKS)}"),
        *GROUPS,
        default="all",
        help="The grouping is ours.",
    )
    benchmark: str = choice(
        "Followed benchmark",
        *((each.key, each.name) for each in BENCHMARKS),
        default="aime",
        help="Drawn over all checkpoints. Or press its name in the picture.",
    )
    opened: str = number_opened(
        "total",
        "relative",
        change=len(BENCHMARKS),
        mean=len(GROUPS),
        samples=len(DOMAINS),
        tokens=len(DOMAINS),
    )


PRESETS = (
    Preset(
        "default",
        "Cold start",
        "Dev1 against R1-Zero: chat and instructions far better, contest mathematics far worse.",
        {},
    ),
    Preset(
        "reasoning-rl",
        "Reasoning RL",
        "Dev2 against Dev1: nearly all is higher, yet most of what was below R1-Zero still is.",
        {"stage": "dev2"},
    ),
    Preset(
        "restart",
        "From the base again",
        "Stage 3 starts from V3-Base: only samples come along from Dev2.",
        {"stage": "dev3", "benchmark": "aider"},
    ),
    Preset(
        "preferences",
        "Preferences",
        "With reward models in the last steps, the two chat benchmarks gain most.",
        {"stage": "r1", "benchmark": "alpacaeval"},
    ),
    Preset(
        "base",
        "R1 against the base",
        "Stages 3 and 4 together: R1 against V3-Base, where both are printed.",
        {"stage": "r1", "comparison": "base", "benchmark": "if-eval"},
    ),
)
