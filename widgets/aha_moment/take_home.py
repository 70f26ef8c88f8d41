"""The training, taken home: as CSV, and as the Python that reproduces it with `grpo_core`."""

from __future__ import annotations

from typing import Final

from widgets.aha_moment.agent import EARLY, STUCK_START
from widgets.aha_moment.controls import Controls, task_of, training_of
from widgets.aha_moment.model import moment_of
from widgets.aha_moment.training import CONSTANT, MOST, STEPS, train

__all__ = ["to_csv", "to_python"]


def to_csv(controls: Controls) -> str:
    """One line per step: the expected values of the policy, floats in full.

    Example:
        >>> to_csv(Controls()).splitlines()[0]
        'step,turns,turns_if_right,turns_if_wrong,checking,checked,accuracy'
    """
    task = task_of(controls)
    lines = ["step,turns,turns_if_right,turns_if_wrong,checking,checked,accuracy"]
    for step, policy in enumerate(train(task, training_of(controls)).policies):
        now = moment_of(task, policy)
        values = (
            now.length,
            now.right_length,
            now.wrong_length,
            now.checking,
            now.checked,
            now.accuracy,
        )
        cells = ["" if value is None else repr(value) for value in values]
        lines.append(",".join([str(step), *cells]))
    return "\n".join(lines) + "\n"


def to_python(controls: Controls) -> str:
    """A script that trains the same agent turn by turn and prints the policy it ends with."""
    task, training = task_of(controls), training_of(controls)
    return SCRIPT.format(
        difficulty=task.difficulty,
        slip=task.slip,
        power=task.power,
        stubborn=task.stubborn,
        limit=task.limit,
        price=training.price,
        aggregation=controls.aggregation,
        constant=CONSTANT,
        checking=training.checking,
        early=EARLY,
        stuck=STUCK_START,
        group_size=training.group_size,
        rate=training.learning_rate,
        seed=training.seed,
        steps=STEPS,
        most=MOST,
    )


SCRIPT: Final = '''\
from math import log
from random import Random

from grpo_core import AGGREGATIONS, Clip, group_relative, logit_gradient, sample, softmax
from grpo_core import log_softmax, token_objective

difficulty, slip, power, stubborn, limit = {difficulty}, {slip!r}, {power!r}, {stubborn!r}, {limit}
price, checking, early, stuck = {price!r}, {checking!r}, {early!r}, {stuck!r}
group_size, rate, steps, most = {group_size}, {rate!r}, {steps}, {most}

# Contexts: work left; done, with 0, 1, 2, 3 or more checks since; stuck. Options: answer, (think,)
# check.
left = [log((1 - checking) * early), log((1 - checking) * (1 - early)), log(checking)]
done = [log(1 - checking), log(checking)]
logits = [left, *(list(done) for _ in range(4)), [log(1 - stuck), log(stuck)]]
draw = Random({seed}).random


def solve(policy, luck):
    """One solution: its turns as (context, option), and whether it is right."""
    turns, steps_done, fault, context = [], 0, None, 0
    for choose, happen in zip(luck[::2], luck[1::2]):
        option = sample(policy[context], choose)
        turns.append((context, option))
        if option == 0:
            return turns, 1 <= context <= 4 and fault is None
        if context == 0 and option == 1:
            steps_done += 1
            if happen < slip and fault != "stubborn":
                fault = "stubborn" if happen < slip * stubborn else "mendable"
            context = int(steps_done == difficulty)
            continue
        if fault == "stubborn" and happen < power:
            context = 5
        elif fault and happen < power:
            fault = None
        if 1 <= context < 4:
            context += 1
    return turns, False


for step in range(steps + 1):
    luck = [[draw() for _ in range(2 * limit)] for _ in range(most)][:group_size]
    if step == 0:
        continue  # this luck is for the group that is only looked at
    policy = [softmax(row) for row in logits]
    group = [solve(policy, row) for row in luck]
    advantages = group_relative([right - price * len(turns) for turns, right in group])
    logp = [[log_softmax(logits[c])[o] for c, o in turns] for turns, _ in group]
    weights = AGGREGATIONS[{aggregation!r}]([[1.0] * len(row) for row in logp], {constant!r})
    objective = token_objective(
        logp, logp, logp, advantages, weights, clip=Clip.symmetric(0.2), beta=0.0
    )
    moved = [list(row) for row in logits]
    for (turns, _), slopes in zip(group, objective.slopes):
        for (context, option), slope in zip(turns, slopes):
            gradient = logit_gradient(policy[context], option, slope)
            for place, g in enumerate(gradient):
                moved[context][place] += rate * g
    logits = moved

policy = [softmax(row) for row in logits]
for row in policy:
    print(*(f"{{p:.6f}}" for p in row))
'''
"""The script, with what the reader has set left out."""
