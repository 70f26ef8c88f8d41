"""What each part is for, where it belongs in the paper's framework, and which chapter has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from widgets.full_system import published as r1
from widgets.kit.words import plain

__all__ = ["ABOUT", "About"]

ROLLOUT, INFERENCE, RULES, TRAINING = "rollout", "inference", "rule-based reward", "training"
"""The four modules of the paper's framework (R1 v2 §B.1); which part goes where is our reading."""


class About(NamedTuple):
    """What is said of a part whatever its value is.

    Attributes:
        role: what it is for.
        module: that of the paper's framework to which it would belong.
        chapter: slug of the chapter that takes it apart.
        paper: its value in R1-Zero's training, with the place; empty if none is published.
    """

    role: str
    module: str
    chapter: str
    paper: str = ""


ABOUT: Final[Mapping[str, About]] = {
    "question": About(
        "What the policy is asked. A real step asks many questions, each with a group of its own.",
        ROLLOUT,
        "imitate-or-explore",
        f"{r1.QUESTIONS} questions a step, {r1.GROUP} rollouts each: {r1.OUTPUTS} outputs"
        " (R1 v2 §2.1).",
    ),
    "policy": About(
        "The weights that are trained, six logits for each question; the box shows them now, π. As"
        " they were when the mini-batches began, π_old, they sampled the rollouts.",
        f"{ROLLOUT} and {TRAINING}",
        "simulator",
        f"{r1.SAMPLED:,} outputs are sampled at a time and serve {r1.MINIBATCHES} mini-batches,"
        " an update each (R1 v2 §2.1).",
    ),
    "gold": About(
        "The answer that the rule compares with. The policy never sees it.",
        RULES,
        "reward",
    ),
    "reference": About(
        "Frozen weights that the policy is pulled towards. The step reads them and changes none.",
        INFERENCE,
        "trust-region",
        f"replaced by the policy every {r1.REFERENCE_REPLACED} steps (R1 v2 §2.1).",
    ),
    "rollouts": About(
        "Texts that the policy, as π_old, has written for the question: the group.",
        ROLLOUT,
        "aha-moment",
        f"{r1.GROUP} for each question, sampled at temperature {r1.TEMPERATURE} (R1 v2 §2.1).",
    ),
    "reward": About(
        "A rule reads each text: 1 for the right answer and 1 for the format.",
        RULES,
        "reward",
        "accuracy and format, with the same weight (R1 v2 §2.2).",
    ),
    "baseline": About(
        "What a reward is compared with: the mean of its group, and the spread around it.",
        TRAINING,
        "group-advantage",
    ),
    "advantages": About(
        "How much better than its group each rollout did, in standard deviations.",
        TRAINING,
        "group-advantage",
    ),
    "surrogate": About(
        "Each advantage times the rollout’s ratio, π over π_old; a ratio beyond the clip’s bound"
        " earns nothing more.",
        TRAINING,
        "token-gradient",
        f"ε is not published; R1’s is {r1.CLIP_R1}, so there a gain is clipped only from a ratio"
        f" of {1 + r1.CLIP_R1} on (R1 v2 §3.2.1).",
    ),
    "kl": About(
        "How far the policy is from the reference, estimated on the rollouts by k3: right on"
        " average while the policy is the one that sampled.",
        TRAINING,
        "trust-region",
        f"its weight β is {plain(r1.KL_WEIGHT)} (R1 v2 §2.1).",
    ),
    "objective": About(
        "The one number that is to grow: the surrogate minus β times the KL estimate.",
        TRAINING,
        "simulator",
        f"β is {plain(r1.KL_WEIGHT)} (R1 v2 §2.1).",
    ),
    "update": About(
        "The weights climb the objective’s gradient. What comes out is the next step’s policy.",
        TRAINING,
        "token-gradient",
        f"a learning rate of {plain(r1.LEARNING_RATE)}, {r1.STEPS:,} steps (R1 v2 §2.1).",
    ),
}
"""By part."""
