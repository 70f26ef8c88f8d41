"""The rewards of R1-Zero and R1 that are rules: accuracy, format, language consistency.

Reading order: `format` (are the tags right?), `extract` (where is the answer?), `plain`,
`rational` and `normalise` (what does it say?), `accuracy` (is it right?), `rule` (their sum),
`language` (is it in one language?). Every function takes any text whatever, never raises on a
completion, and takes time linear in its length.
"""

from grpo_core.rewards.accuracy import Match, accuracy_reward, explain_match, same_answer
from grpo_core.rewards.extract import Extraction, extract_answer
from grpo_core.rewards.format import TAGS, FormatVerdict, check_format, format_reward
from grpo_core.rewards.language import TARGET_LANGUAGES, language_consistency
from grpo_core.rewards.rule import RuleReward, rule_reward

__all__ = [
    "TAGS",
    "TARGET_LANGUAGES",
    "Extraction",
    "FormatVerdict",
    "Match",
    "RuleReward",
    "accuracy_reward",
    "check_format",
    "explain_match",
    "extract_answer",
    "format_reward",
    "language_consistency",
    "rule_reward",
    "same_answer",
]
