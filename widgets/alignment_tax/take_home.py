"""The run, taken home: as CSV, and as the Python that makes it again with `grpo_core`."""

from __future__ import annotations

from widgets.alignment_tax.controls import Controls, settings_of
from widgets.alignment_tax.model import course_of
from widgets.alignment_tax.thoughts import KINDS, LANGUAGES, PAUSES, THOUGHTS, tokens_of
from widgets.alignment_tax.training import DRAWS, MOST_TRIES, STEPS, train

__all__ = ["to_csv", "to_python"]


def to_csv(controls: Controls) -> str:
    """One line a step: accuracy, consistency, and the probability of Chinese for each thought.

    Example:
        >>> to_csv(Controls()).splitlines()[0]
        'step,accuracy,consistency,chinese_restate,chinese_suppose,chinese_compare,chinese_divide,chinese_conclude'
    """
    settings = settings_of(controls)
    thoughts = [f"chinese_{thought.name.lower()}" for thought in THOUGHTS]
    names = ["step", "accuracy", "consistency", *thoughts]
    lines = [",".join(names)]
    rows = zip(*course_of(settings), train(settings).chinese, strict=True)
    for step, (accuracy, consistency, chinese) in enumerate(rows):
        lines.append(",".join(map(repr, [step, accuracy, consistency, *chinese])))
    return "\n".join(lines) + "\n"


def to_python(controls: Controls) -> str:
    """A script that trains the policy again and prints how likely each thought is in Chinese."""
    settings = settings_of(controls)
    sentences = [[tokens_of(place, language) for language in (0, 1)] for place in range(KINDS)]
    slips = [[wording.slip for wording in thought.wordings] for thought in THOUGHTS]
    listed = "\n".join(f"    {pair!r}," for pair in sentences)
    return f"""from math import log, prod

from grpo_core import Clip, decision_gradient, draws, group_relative, log_softmax, softmax
from grpo_core.rewards import language_consistency

# Five thoughts, each in English and in Chinese, as tokens; and how often each slips.
sentences = [
{listed}
]
slips = {slips!r}


def written(languages, pauses):
    \"\"\"What a chain says within the budget, and whether it ends there.\"\"\"
    left, parts = {settings.budget}, []
    for thought, language, pause in zip(sentences, languages, pauses):
        left -= pause
        parts.append("".join(thought[language][: max(left, 0)]))
        left -= len(thought[language])
    return " ".join(parts), left >= 0


half = 0.5 * log({settings.start!r} / (1 - {settings.start!r}))
logits = [[-half, half] for _ in sentences]
for luck in draws({settings.seed}, {STEPS}, {MOST_TRIES * DRAWS // 2}):
    policy = [softmax(pair) for pair in logits]
    tries, rewards = [], []
    for i in range({settings.group_size}):
        u = luck[{DRAWS} * i : {DRAWS} * i + {DRAWS}]
        languages = [int(v < chinese) for v, (_, chinese) in zip(u, policy)]
        text, fits = written(languages, [int({PAUSES} * v) for v in u[5:10]])
        unslipped = u[10] < prod(1 - pair[k] for pair, k in zip(slips, languages))
        consistency = language_consistency(text, "{LANGUAGES[settings.target].key}")
        tries.append(languages)
        rewards.append((fits and unslipped) + {settings.weight!r} * consistency)
    advantages = group_relative(rewards)
    for n, pair in enumerate(logits):
        old = log_softmax(pair)
        gradient = decision_gradient(
            pair, old, old, [languages[n] for languages in tries], advantages,
            clip=Clip.symmetric(0.2), beta=0.0,
        ).gradient
        logits[n] = [z + {settings.learning_rate!r} * g for z, g in zip(pair, gradient)]

for pair in logits:
    print(f"{{softmax(pair)[1]:.6f}}")
"""
