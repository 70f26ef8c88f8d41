"""What can be taken home: the layer’s experts as a file, and Python that routes the token anew."""

from __future__ import annotations

from widgets.mixture_of_experts.bill import EXPERT, MOE_LAYERS, TABLE, total_of
from widgets.mixture_of_experts.controls import Controls
from widgets.mixture_of_experts.model import compute, group_of
from widgets.mixture_of_experts.published import EXPERTS, GROUPS, SCALE, WIDTH
from widgets.mixture_of_experts.toy import DIMENSIONS, KINDS, SPREAD

__all__ = ["to_csv", "to_python"]


def to_csv(controls: Controls) -> str:
    """The experts of the layer: group, affinity to the token, bias, weight, load of the batch.

    Example:
        >>> to_csv(Controls()).splitlines()[0]
        'expert,group,affinity,bias,weight,load'
    """
    view = compute(controls)
    weights = dict(zip(view.routing.chosen, view.routing.weights, strict=True))
    lines = ["expert,group,affinity,bias,weight,load"]
    for expert, own in enumerate(view.routing.affinities):
        load = view.load[expert] if view.load else ""
        lines.append(
            f"{expert + 1},{group_of(expert, view.plan.experts) + 1},{own!r},"
            f"{view.biases[expert]!r},{weights.get(expert, 0.0)!r},{load}"
        )
    return "\n".join(lines) + "\n"


def to_python(controls: Controls) -> str:
    """A script of its own that routes the token and counts the parameters as the picture does."""
    view = compute(controls)
    plan = view.plan
    size = plan.experts // GROUPS
    kind, word = next(
        (number, [key for key, _ in kind.words].index(view.key))
        for number, kind in enumerate(KINDS)
        if view.key in dict(kind.words)
    )
    return f"""\
from math import exp
from operator import mul
from random import Random


def drawn(random, spread):
    return [spread * random.gauss(0.0, 1.0) for _ in range({DIMENSIONS})]


words = Random({plan.seed})
for _ in range({kind + 1}):
    middle = drawn(words, 1.0)
    kind = [[a + b for a, b in zip(middle, drawn(words, {SPREAD}))] for _ in range(4)]
token = kind[{word}]
layer = Random({64 * plan.seed + plan.layer})
experts = [drawn(layer, {DIMENSIONS} ** -0.5) for _ in range({EXPERTS})]
experts = [e for i, e in enumerate(experts) if i % {EXPERTS // GROUPS} < {size}]

# By expert: batches that left it below the mean load, less those that left it above.
counts = {list(view.counts)!r}
affinity = [1 / (1 + exp(-sum(map(mul, token, e)))) for e in experts]
biased = [s + {plan.gamma!r} * c for s, c in zip(affinity, counts)]

score = [sum(sorted(biased[g * {size} : (g + 1) * {size}])[-2:]) for g in range({GROUPS})]
kept = sorted(range({GROUPS}), key=lambda g: -score[g])[:{plan.limit}]
left = [i for g in sorted(kept) for i in range(g * {size}, (g + 1) * {size})]
chosen = sorted(left, key=lambda i: -biased[i])[:{plan.top}]
whole = sum(affinity[i] for i in chosen)
for i in chosen:
    print(i + 1, {SCALE} * affinity[i] / whole)

routers = {MOE_LAYERS} * {plan.experts} * ({WIDTH} + 1)
elsewhere = {total_of(0):_}  # attention, shared experts, dense layers, embedding, head, norms
every = elsewhere + routers + {MOE_LAYERS} * {plan.experts} * {EXPERT:_}
work = elsewhere - {TABLE:_} + routers + {MOE_LAYERS} * {plan.top} * {EXPERT:_}
print(f"{{work:,}} of {{every:,}} parameters at work")
"""
