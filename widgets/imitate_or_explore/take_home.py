"""Both trainings, taken home: as CSV, and as the Python that makes them again with `grpo_core`."""

from __future__ import annotations

from widgets.imitate_or_explore.controls import KEYS, Controls
from widgets.imitate_or_explore.model import settings_of
from widgets.imitate_or_explore.traces import RATES
from widgets.imitate_or_explore.training import DEPTH, DRAWS, MOST_TRIES, STEPS, explore, imitate
from widgets.imitate_or_explore.trie import PATHS

__all__ = ["to_csv", "to_python"]


def to_csv(controls: Controls) -> str:
    """One line a step: accuracy, entropy and the six shares of either side, the copier first.

    Example:
        >>> to_csv(Controls()).splitlines()[0][:52]
        'step,copier_right,copier_entropy,copier_squares,copi'
    """
    settings = settings_of(controls)
    sides = {
        "copier": imitate(
            settings.start, KEYS.index(controls.demonstration), controls.learning_rate
        ),
        "explorer": explore(settings).course,
    }
    names = [f"{who}_{what}" for who in sides for what in ("right", "entropy", *KEYS)]
    lines = [",".join(["step", *names])]
    for step in range(STEPS + 1):
        values = [
            value
            for side in sides.values()
            for value in (side.accuracies[step], side.entropies[step], *side.shares[step])
        ]
        lines.append(",".join(map(repr, [step, *values])))
    return "\n".join(lines) + "\n"


def to_python(controls: Controls) -> str:
    """A script that trains both sides again and prints how often each is right in the end."""
    settings = settings_of(controls)
    paths = [[(node, option) for node, option, _ in path] for path in PATHS]
    return f"""from math import exp

from grpo_core import Clip, draws, group_relative, log_softmax, sample, softmax, token_objective

# The six methods ({", ".join(KEYS)}) as choices: at which node, which option.
paths = {paths!r}
rates = {list(RATES)!r}
start = {[list(row) for row in settings.start]!r}
rate = {settings.learning_rate!r}


def accuracy(table):
    logp = [log_softmax(row) for row in table]
    return sum(exp(sum(logp[n][o] for n, o in path)) * r for path, r in zip(paths, rates))


def climbed(table, slopes):
    \"\"\"One step along the gradient; a slope is that of J along an option's log-probability.\"\"\"
    return [
        [z + rate * (s - sum(wanted) * p) for z, s, p in zip(row, wanted, softmax(row))]
        for row, wanted in zip(table, slopes)
    ]


copier = explorer = start
for luck in draws({settings.seed}, {STEPS}, {MOST_TRIES * DRAWS // 2}):
    # Imitate: the slope of the demonstration's own log-probability is 1.
    slopes = [[0.0] * len(row) for row in start]
    for n, o in paths[{KEYS.index(controls.demonstration)}]:
        slopes[n][o] = 1.0
    copier = climbed(copier, slopes)

    # Explore: sample a group, mark it, climb the objective of GRPO.
    policy = [softmax(row) for row in explorer]
    tries, rewards = [], []
    for i in range({settings.group_size}):
        u = luck[{DRAWS} * i : {DRAWS} * i + {DRAWS}]
        taken = [sample(row, u[depth]) for row, depth in zip(policy, {DEPTH!r})]
        method = next(m for m, path in enumerate(paths) if all(taken[n] == o for n, o in path))
        tries.append(method)
        rewards.append(float(u[3] < rates[method]))
    logp = [log_softmax(row) for row in explorer]
    reference = [log_softmax(row) for row in start]
    whole = [[sum(logp[n][o] for n, o in paths[m])] for m in tries]
    anchor = [[sum(reference[n][o] for n, o in paths[m])] for m in tries]
    found = token_objective(
        whole, whole, anchor, group_relative(rewards), [[1 / len(tries)]] * len(tries),
        clip=Clip.symmetric(0.2), beta={settings.beta!r},
    )
    slopes = [[0.0] * len(row) for row in start]
    for m, (slope,) in zip(tries, found.slopes):
        for n, o in paths[m]:
            slopes[n][o] += slope
    explorer = climbed(explorer, slopes)

print(f"copier   {{accuracy(copier):.6f}}")
print(f"explorer {{accuracy(explorer):.6f}}")
"""
