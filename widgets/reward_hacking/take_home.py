"""The run, taken home: as CSV, and as the Python that reproduces it with `grpo_core`."""

from __future__ import annotations

from widgets.kit.data import stored
from widgets.reward_hacking.controls import Controls
from widgets.reward_hacking.model import compute
from widgets.reward_hacking.run import GROUP_SIZE, STEPS, expected

__all__ = ["labelled_steps", "to_csv", "to_python"]


def to_csv(controls: Controls) -> str:
    """One line per step: the shares, what a try earns, and the share of right answers.

    Example:
        >>> to_csv(Controls()).splitlines()[0]
        'step,honest,filler,restating,theatre,mimicry,hedging,earned,right'
    """
    view = compute(controls)
    lines = [",".join(["step", *(item.response.key for item in view.judged), "earned", "right"])]
    for step, policy in enumerate(view.run.policies):
        measures = (expected(policy, values) for values in (view.rewards, view.rights))
        lines.append(",".join(map(repr, [step, *policy, *measures])))
    return "\n".join(lines) + "\n"


def labelled_steps(_: Controls) -> str:
    """What the reward model was trained on, as it stands in the repository."""
    text: str = stored("reward-hacking-steps")
    return text


def to_python(controls: Controls) -> str:
    """A script that trains the same policy on the same rewards and prints where it ends."""
    view = compute(controls)
    names = [item.response.key for item in view.judged]
    start = [item.response.start for item in view.judged]
    return f"""\
from math import log

from grpo_core import Clip, decision_gradient, draws, group_relative
from grpo_core import log_softmax, sample_group, softmax

names = {names!r}
rewards = {list(view.rewards)!r}
right = {list(view.rights)!r}
logits = [log(weight) for weight in {start!r}]
reference = log_softmax(logits)
for luck in draws({controls.seed}, {STEPS}, {GROUP_SIZE // 2}):
    tries = sample_group(softmax(logits), luck)
    advantages = group_relative([rewards[a] for a in tries])
    slope = decision_gradient(
        logits, log_softmax(logits), reference, tries, advantages,
        clip=Clip.symmetric(0.2), beta={controls.beta!r},
    ).gradient
    logits = [z + {controls.learning_rate!r} * g for z, g in zip(logits, slope)]
policy = softmax(logits)
for name, share in zip(names, policy):
    print(f"{{name:10}} {{share:.4f}}")
print(f"right      {{sum(p * r for p, r in zip(policy, right)):.4f}}")
"""
