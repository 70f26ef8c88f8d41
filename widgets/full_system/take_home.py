"""The step, taken home: a line a rollout as CSV, and the shortest Python that makes it again."""

from __future__ import annotations

from widgets.full_system.changes import CHANGES, Sources, sent, sources_of
from widgets.full_system.controls import Controls
from widgets.full_system.texts import LETTERS, QUESTIONS

__all__ = ["shown_sources", "to_csv", "to_python"]


def shown_sources(controls: Controls) -> Sources:
    """What the step that is shown starts from, the change made.

    Args:
        controls: the reader's settings.
    """
    plain = sources_of(
        controls.seed,
        controls.minibatch,
        controls.group,
        controls.epsilon,
        controls.beta,
        controls.learning_rate,
    )
    return CHANGES[controls.change].made(plain) if controls.change in CHANGES else plain


def to_csv(controls: Controls) -> str:
    """One line a rollout: its text, and every number that the step has for it.

    Example:
        >>> to_csv(Controls()).splitlines()[0]
        'rollout,text,accuracy,format,advantage,ratio,term,k3,slope'
    """
    values = sent(shown_sources(controls))
    lines = ["rollout,text,accuracy,format,advantage,ratio,term,k3,slope"]
    columns = zip(
        values["rollouts"],
        values["reward"],
        values["advantages"],
        values["surrogate"].ratios,
        values["surrogate"].terms,
        values["kl"].terms,
        values["objective"].slopes,
        strict=True,
    )
    for number, (rollout, reward, *numbers) in enumerate(columns, start=1):
        given = [f"{number}", LETTERS[rollout.place], f"{reward.accuracy}", f"{reward.format}"]
        lines.append(",".join([*given, *map(repr, numbers)]))
    return "\n".join(lines) + "\n"


def to_python(controls: Controls) -> str:
    """A script that makes the step again and prints rewards, advantages, J and the new policy."""
    sources = shown_sources(controls)
    settings, question = sources.settings, QUESTIONS[sources.question]
    texts = "".join(f"    {text!r},\n" for text in question.texts)
    return f"""from grpo_core import Clip, decision_gradient, group_relative
from grpo_core import log_softmax, sample_group, softmax
from grpo_core.rewards import rule_reward

# Given: six texts that answer {question.asked}, the gold answer, and three sets of logits.
texts = [
{texts}]
gold = {sources.gold!r}
sampling = {list(sources.policy.sampling[sources.question])!r}
policy = {list(sources.policy.now[sources.question])!r}
reference = {list(sources.reference[sources.question])!r}
luck = {list(settings.luck[: settings.group])!r}

# Computed: one step of GRPO.
rollouts = sample_group(softmax(sampling), luck)
rewards = [rule_reward(texts[o], gold).total for o in rollouts]
advantages = group_relative(rewards)
found = decision_gradient(
    policy, log_softmax(sampling), log_softmax(reference), rollouts, advantages,
    clip=Clip.symmetric({settings.epsilon!r}), beta={settings.beta!r},
)
updated = [z + {settings.rate!r} * g for z, g in zip(policy, found.gradient)]

print("rewards   ", rewards)
print("advantages", [round(a, 6) for a in advantages])
print("J         ", round(found.value, 6))
print("policy    ", [round(p, 6) for p in softmax(updated)])
"""
