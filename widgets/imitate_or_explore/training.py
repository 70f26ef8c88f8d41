"""Two ways to train one policy: by copying a text, and by being paid for right answers.

Both climb plainly with the same learning rate, both change the same rows of logits, and both use
the same gradient of a token's log-probability. They differ in which tokens it is taken of, and in
what stands before it: 1 for the human's tokens, a share of the advantage for the policy's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from math import exp
from typing import Final, NamedTuple

from grpo_core import (
    Clip,
    draws,
    entropy,
    group_relative,
    log_softmax,
    logit_gradient,
    sample_group,
    softmax,
    token_objective,
)
from widgets.imitate_or_explore.traces import RATES, SIZES, TRACES, slip_at
from widgets.imitate_or_explore.trie import NODES, PATHS, Table, accuracy, shares_of

__all__ = [
    "MOST_TRIES",
    "STEPS",
    "Course",
    "Exploration",
    "Settings",
    "Try",
    "course_of",
    "explore",
    "gradient_of",
    "group_at",
    "imitate",
]

STEPS: Final = 50
MOST_TRIES: Final = 32
"""Tries a step for which luck is laid out, whatever the group size."""
DRAWS: Final = 5
"""Uniform numbers a try: three for choices, one for whether and where it slips, one for how far."""
DEPTH: Final = tuple(
    next(path.index(choice) for path in PATHS for choice in path if choice.node == node)
    for node in range(len(NODES))
)
"""For every node how many choices lie before it, which says whose luck it takes."""
WAYS: Final = {
    options: trace
    for options in product(*(range(len(node.options)) for node in NODES))
    for trace, path in enumerate(PATHS)
    if all(options[choice.node] == choice.option for choice in path)
}
"""The trace that one goes who takes these options wherever it comes by."""
CLIP: Final = Clip.symmetric(0.2)
"""It cannot bite: every group is used for one update, so all ratios are 1."""


class Settings(NamedTuple):
    """Everything that decides an exploration.

    Attributes:
        start: the logits before it; also the reference.
        learning_rate: size of the ascent step on the logits.
        group_size: G, from 1 to `MOST_TRIES`.
        beta: KL weight.
        seed: fixes all luck.
    """

    start: Table
    learning_rate: float
    group_size: int
    beta: float
    seed: int


class Course(NamedTuple):
    """A policy over the steps, its start included.

    Attributes:
        tables: its logits.
        shares: the probability of every trace.
        accuracies: how often it is right.
        entropies: of the choice among the six traces, in nats.
    """

    tables: tuple[Table, ...]
    shares: tuple[tuple[float, ...], ...]
    accuracies: tuple[float, ...]
    entropies: tuple[float, ...]


class Exploration(NamedTuple):
    """A run of GRPO.

    Attributes:
        course: what became of the policy.
        picked: the trace of every try, one row a step.
        right: whether it ended at 391, likewise.
    """

    course: Course
    picked: tuple[tuple[int, ...], ...]
    right: tuple[tuple[bool, ...], ...]


class Try(NamedTuple):
    """One try of a group.

    Attributes:
        trace: the way it went.
        right: whether it ended at 391, which is all that is rewarded.
        advantage: GRPO's.
        slip: the first step that slipped, counted from 1; 0 for none.
        miss: by how much.
    """

    trace: int
    right: bool
    advantage: float
    slip: int
    miss: int


@lru_cache(maxsize=4)
def imitate(start: Table, demonstration: int, learning_rate: float, steps: int = STEPS) -> Course:
    """Supervised fine-tuning on one trace: gradient ascent on Σ_t log π(o_t | o_<t).

    A token that had no rival has probability 1 and no gradient; what moves are the rows of logits
    at which the demonstration chooses, each along one-hot minus π.

    Args:
        start: the logits before it.
        demonstration: the trace, as an index into `TRACES`.
        learning_rate: size of the ascent step on the logits.
        steps: how many; the demonstration is shown once in each.

    Example:
        >>> from widgets.imitate_or_explore.trie import start_table
        >>> course = imitate(start_table(0.06), 2, 0.5)
        >>> round(course.accuracies[0], 2), round(course.accuracies[50], 2)
        (0.43, 0.68)
    """
    tables = [start]
    for _ in range(steps):
        rows = list(tables[-1])
        for node, option, _place in PATHS[demonstration]:
            gradient = logit_gradient(softmax(rows[node]), option, 1.0)
            rows[node] = _moved(rows[node], gradient, learning_rate)
        tables.append(tuple(rows))
    return course_of(tables)


@lru_cache(maxsize=4)
def explore(settings: Settings) -> Exploration:
    """GRPO on the same policy, rewarded for right answers alone.

    Each step samples a group, pays 1 for 391 and 0 for anything else, and climbs the objective of
    R1 v1 eq. 1, in which a ratio compares whole outputs.

    Example:
        >>> from widgets.imitate_or_explore.trie import start_table
        >>> run = explore(Settings(start_table(0.06), 0.5, 16, 0.001, 7))
        >>> run.course.accuracies[50] > 0.85
        True
    """
    table, reference = settings.start, [log_softmax(row) for row in settings.start]
    tables: list[Table] = [table]
    picked: list[tuple[int, ...]] = []
    right: list[tuple[bool, ...]] = []
    for luck in _luck(settings.seed):
        policy = [softmax(row) for row in table]
        traces = _sampled(policy, luck, settings.group_size)
        slips = luck[3::DRAWS]
        rewards = tuple([slips[i] < RATES[trace] for i, trace in enumerate(traces)])
        gradient = gradient_of(table, reference, traces, rewards, settings.beta)
        rate = settings.learning_rate
        table = tuple([_moved(row, g, rate) for row, g in zip(table, gradient, strict=True)])
        tables.append(table)
        picked.append(traces)
        right.append(rewards)
    return Exploration(course_of(tables), tuple(picked), tuple(right))


def gradient_of(
    table: Table,
    reference: list[list[float]],
    traces: tuple[int, ...],
    right: tuple[bool, ...],
    beta: float,
) -> list[list[float]]:
    """∂J/∂logits of GRPO on one group, which was sampled from this very policy.

    A try's log-probability is the sum over its choices, so its slope reaches every row of logits
    on its way: ∂J/∂z = Σ slope · (one-hot − π).

    Args:
        table: the policy's logits.
        reference: log π_ref of every option, one row a node.
        traces: the trace of every try.
        right: which of them are right.
        beta: KL weight.
    """
    size = len(traces)
    advantages, weight = _advantages(sum(right), size), 1.0 / size
    logp = [log_softmax(row) for row in table]
    # Tries of one trace with one reward have one term in common, counted as often as they occur.
    kinds = Counter(zip(traces, right, strict=True))
    whole = [[sum([logp[node][option] for node, option, _ in PATHS[t]])] for t, _ in kinds]
    anchor = [[sum([reference[node][option] for node, option, _ in PATHS[t]])] for t, _ in kinds]
    found = token_objective(
        whole,
        whole,
        anchor,
        [advantages[good] for _, good in kinds],
        [[number * weight] for number in kinds.values()],
        clip=CLIP,
        beta=beta,
    )
    slopes = [[0.0] * len(row) for row in table]
    for (trace, _), (slope,) in zip(kinds, found.slopes, strict=True):
        for node, option, _place in PATHS[trace]:
            slopes[node][option] += slope
    gradient = []
    for row, wanted in zip(logp, slopes, strict=True):
        total = sum(wanted)
        gradient.append([slope - total * exp(lp) for slope, lp in zip(wanted, row, strict=True)])
    return gradient


def group_at(settings: Settings, step: int) -> tuple[Try, ...]:
    """The group that a step sampled, with its luck written out.

    Args:
        settings: of the run.
        step: 1 for the first; at 0 there is no group yet.

    Example:
        >>> from widgets.imitate_or_explore.trie import start_table
        >>> group = group_at(Settings(start_table(0.06), 0.5, 4, 0.0, 7), 1)
        >>> [(TRACES[each.trace].key, each.right) for each in group]
        [('long', True), ('long', True), ('squares', True), ('split', True)]
    """
    if step == 0:
        return ()
    run = explore(settings)
    traces, right = run.picked[step - 1], run.right[step - 1]
    luck = _luck(settings.seed)[step - 1]
    advantages = _advantages(sum(right), len(right))
    return tuple(
        Try(
            trace,
            good,
            advantages[good],
            slip_at(TRACES[trace], luck[DRAWS * i + 3]),
            SIZES[int(luck[DRAWS * i + 4] * len(SIZES))],
        )
        for i, (trace, good) in enumerate(zip(traces, right, strict=True))
    )


def course_of(tables: list[Table]) -> Course:
    """Everything that is measured of a policy over the steps."""
    shares = tuple([shares_of([log_softmax(row) for row in table]) for table in tables])
    return Course(tuple(tables), shares, tuple(map(accuracy, shares)), tuple(map(entropy, shares)))


def _sampled(policy: list[list[float]], luck: Sequence[float], size: int) -> tuple[int, ...]:
    """The traces of a group: at every node each try has a token in hand, in case it comes by."""
    ends = DRAWS * size
    at = [
        sample_group(row, luck[depth:ends:DRAWS]) for row, depth in zip(policy, DEPTH, strict=True)
    ]
    return tuple([WAYS[options] for options in zip(*at, strict=True)])


@lru_cache(maxsize=64)
def _advantages(right: int, size: int) -> tuple[float, float]:
    """The advantage of a wrong try and of a right one; 0 where there is none of them."""
    found = group_relative([1.0] * right + [0.0] * (size - right))
    return (found[-1] if right < size else 0.0, found[0] if right else 0.0)


@lru_cache(maxsize=2)
def _luck(seed: int) -> Sequence[Sequence[float]]:
    """A row of uniform numbers a step, five a try."""
    return draws(seed, STEPS, MOST_TRIES * DRAWS // 2)


def _moved(row: tuple[float, ...], gradient: list[float], size: float) -> tuple[float, ...]:
    return tuple([z + size * g for z, g in zip(row, gradient, strict=True)])
