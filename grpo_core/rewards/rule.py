"""The rule-based reward of R1-Zero: accuracy plus format, nothing learned.

The papers chose rules because a neural reward model may suffer from reward hacking at scale and
costs more to train and retrain (R1 v1 §2.2.2). That does not make a rule perfect: what it does not
look at, it does not reward.
"""

from __future__ import annotations

from dataclasses import dataclass

from grpo_core.rewards.accuracy import accuracy_reward
from grpo_core.rewards.format import format_reward

__all__ = ["RuleReward", "rule_reward"]


@dataclass(frozen=True)
class RuleReward:
    """The parts of the rule-based reward.

    Attributes:
        accuracy: 1.0 if the stated answer is the reference answer, else 0.0.
        format: 1.0 if the completion keeps the format, else 0.0.
    """

    accuracy: float
    format: float

    @property
    def total(self) -> float:
        """Reward_rule = Reward_acc + Reward_format, with the same weight (Nature eq. 4)."""
        return self.accuracy + self.format


def rule_reward(completion: str, gold: str) -> RuleReward:
    """Grade a completion by rule (Nature eq. 4).

    The two parts are independent: a right answer in the wrong format earns the accuracy reward.

    Args:
        completion: the model's whole output, any text whatever.
        gold: the reference answer.

    Returns:
        Both rewards; `.total` is their sum, which is 0.0, 1.0 or 2.0.

    Example:
        >>> rule_reward("<think>17·23</think> <answer>391</answer>", "391").total
        2.0
        >>> rule_reward("<think>17·23</think> <answer>381</answer>", "391")
        RuleReward(accuracy=0.0, format=1.0)
    """
    return RuleReward(accuracy_reward(completion, gold), format_reward(completion))
