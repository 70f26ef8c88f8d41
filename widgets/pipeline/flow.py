"""The flow: which checkpoint starts from which weights, and where only data pass."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["BASE", "STAGES", "Fact", "Stage", "lineage", "stage_of"]

BASE: Final = "V3-Base"
"""The model from which three of the five checkpoints start."""


class Fact(NamedTuple):
    """One thing that went into a stage.

    Attributes:
        what: data, reward, steps and so on.
        said: in words.
        source: where it is published; empty if it is not.
    """

    what: str
    said: str
    source: str


class Stage(NamedTuple):
    """One training run and the checkpoint that it makes.

    Attributes:
        key: in links.
        number: 1 to 4 for R1's own stages; 0 for R1-Zero's run.
        method: `RL` or `SFT`.
        title: what the paper calls it, short.
        checkpoint: what it makes.
        parent: whose weights it starts from.
        data_from: the checkpoint whose answers it is trained on; empty if none.
        facts: what went into it.
    """

    key: str
    number: int
    method: str
    title: str
    checkpoint: str
    parent: str
    data_from: str
    facts: tuple[Fact, ...]


STAGES: Final = (
    Stage(
        "r1-zero",
        0,
        "RL",
        "rules only",
        "R1-Zero",
        BASE,
        "",
        (
            Fact("Starts from", "V3-Base, with no fine-tuning before", "R1v1 §2.2"),
            Fact("Data", "questions whose answers a rule can check", "R1v1 §2.2.2"),
            Fact("Reward", "rules: accuracy and format, weighted alike", "R1v2 §2.2"),
            Fact("Steps", "10,400", "R1v2 §2.1"),
        ),
    ),
    Stage(
        "dev1",
        1,
        "SFT",
        "cold start",
        "Dev1",
        BASE,
        "R1-Zero",
        (
            Fact("Starts from", "V3-Base, not R1-Zero", "R1v1 §2.3.1"),
            Fact(
                "Data",
                "thousands of samples with long chains of thought; how many is not published",
                "R1v1 §2.3.1",
            ),
            Fact(
                "Made of",
                "mostly R1-Zero’s answers, kept if right and readable, rewritten by DeepSeek-V3,"
                " checked by people",
                "R1v2 §B.3.2",
            ),
            Fact("Reward", "none: the samples are imitated", "R1v1 §2.3.1"),
            Fact("Epochs", "2 to 3", "R1v2 §B.4.2"),
        ),
    ),
    Stage(
        "dev2",
        2,
        "RL",
        "reasoning",
        "Dev2",
        "Dev1",
        "",
        (
            Fact("Starts from", "Dev1", "R1v1 §2.3.2"),
            Fact(
                "Data", "mathematics, code, science and logic with checkable answers", "R1v1 §2.3.2"
            ),
            Fact("Reward", "rules, and a reward for keeping to one language", "R1v1 §2.3.2"),
            Fact("Steps", "not published in either version", ""),
        ),
    ),
    Stage(
        "dev3",
        3,
        "SFT",
        "about 800K samples",
        "Dev3",
        BASE,
        "Dev2",
        (
            Fact("Starts from", "V3-Base again, not Dev2", "R1v1 §2.3.3"),
            Fact(
                "Reasoning",
                "about 600K samples of Dev2’s, only those kept that a rule, or DeepSeek-V3 as"
                " judge, finds right; mixed languages, long paragraphs and code blocks dropped",
                "R1v1 §2.3.3",
            ),
            Fact("Other", "about 200K from DeepSeek-V3’s own data and pipeline", "R1v1 §2.3.3"),
            Fact("Counted", "626,933 and 177,812 in version 2", "R1v2 Table 5"),
            Fact("Reward", "none: the samples are imitated", "R1v1 §2.3.3"),
            Fact("Epochs", "2 in version 1, 2 to 3 in version 2", "R1v1 §2.3.3, R1v2 §B.4.2"),
        ),
    ),
    Stage(
        "r1",
        4,
        "RL",
        "all scenarios",
        "R1",
        "Dev3",
        "",
        (
            Fact("Starts from", "Dev3", "R1v1 §2.3.4"),
            Fact(
                "Data", "reasoning questions, and in the last 400 steps general ones", "R1v2 §3.2.2"
            ),
            Fact(
                "Reward",
                "rules for reasoning; two reward models, helpful and safe, for the rest; and a"
                " reward for keeping to one language",
                "R1v1 §2.3.4, Nature’s Methods",
            ),
            Fact("Steps", "1,700; preference rewards in the last 400 only", "R1v2 §3.2.2"),
        ),
    ),
)
"""In the order of the table's columns."""


def lineage(checkpoint: str) -> tuple[str, ...]:
    """The checkpoints through which a checkpoint's weights came, itself first, the base left out.

    Example:
        >>> lineage("R1"), lineage("V3-Base")
        (('R1', 'Dev3'), ())
    """
    found: list[str] = []
    while checkpoint != BASE:
        found.append(checkpoint)
        checkpoint = stage_of(checkpoint).parent
    return tuple(found)


def stage_of(checkpoint: str) -> Stage:
    """The stage that made a checkpoint.

    Raises:
        KeyError: no stage makes it.

    Example:
        >>> stage_of("Dev3").parent, stage_of("Dev3").data_from
        ('V3-Base', 'Dev2')
    """
    for stage in STAGES:
        if stage.checkpoint == checkpoint:
            return stage
    raise KeyError(checkpoint)
