"""What is published of R1-Zero's and R1's training step (R1 v2 §2.1 and §3.2.1)."""

from __future__ import annotations

from typing import Final

__all__ = [
    "CLIP_R1",
    "GROUP",
    "KL_WEIGHT",
    "LEARNING_RATE",
    "MINIBATCHES",
    "OUTPUTS",
    "QUESTIONS",
    "REFERENCE_REPLACED",
    "SAMPLED",
    "STEPS",
    "TEMPERATURE",
]

QUESTIONS: Final = 32
"""Questions a step."""
GROUP: Final = 16
"""Rollouts a question."""
OUTPUTS: Final = 512
"""Outputs a step."""
SAMPLED: Final = 8192
"""Outputs of one rollout phase."""
MINIBATCHES: Final = 16
"""Updates that a rollout phase serves, each mini-batch being used once."""
TEMPERATURE: Final = 1
"""At which rollouts are sampled."""
REFERENCE_REPLACED: Final = 400
"""Steps after which the policy becomes the reference."""
KL_WEIGHT: Final = 0.001
"""β."""
LEARNING_RATE: Final = 3e-6
"""Of the update."""
STEPS: Final = 10_400
"""Updates in all."""
CLIP_R1: Final = 10
"""ε of R1's first reinforcement learning stage; R1-Zero's is not published."""
