"""The three trainings, taken home: as CSV, and as the Python that makes them with `grpo_core`."""

from __future__ import annotations

from widgets.distillation.chain import BATCH, FAILURES, LATER, ROW, UPDATES
from widgets.distillation.controls import Controls
from widgets.distillation.course import DONE, HIGH, LEARN, RATE, STEPS
from widgets.distillation.model import compute

__all__ = ["to_csv", "to_python"]


def to_csv(controls: Controls) -> str:
    """One line for each place on the axis of compute: the three shares of right tries.

    Example:
        >>> to_csv(Controls()).splitlines()[0]
        'compute,large_by_rl,small_by_rl,small_taught'
    """
    view = compute(controls)
    lines = ["compute,large_by_rl,small_by_rl,small_taught"]
    for step in range(STEPS + 1):
        at = view._replace(step=step)
        lines.append(",".join(map(repr, [at.budget, *(at.success(which) for which in range(3))])))
    return "\n".join(lines) + "\n"


def to_python(controls: Controls) -> str:
    """A script that trains the three models again and prints how often each is right."""
    after = controls.teacher == "after"
    teacher = "top" if after else f"{controls.large!r} ** m"
    offset = "cost" if after and controls.whole else "0.0"
    last = "pupil = ((1 - slip) * chances([copy])[0]) ** m"
    if controls.on_top:
        last += "\nif spent < axis:\n    pupil, _ = by_rl(copy, slip, 1.0, spent)"
    return f"""from bisect import bisect_right
from math import exp, expm1, floor, log, log1p, prod

from grpo_core import draws, group_relative

m, G, slip = {controls.decisions}, {controls.group_size}, {controls.slip!r}
axis = {HIGH!r}  # compute that a training may spend, in decisions of the small model
luck = draws({controls.seed}, {UPDATES}, {ROW // 2})


def chances(margins):
    return [1 / (1 + exp(-z)) for z in margins]


def group(q, s, row):
    \"\"\"A group with right and wrong tries: how many are right, who erred where.\"\"\"
    P = prod((1 - s) * each for each in q)
    share = -expm1(G * log1p(-P)) - P**G
    k, left, weight = 1, row[1] * share, G * P * (1 - P) ** (G - 1)
    while left >= weight and k < G - 1:
        left, weight = left - weight, weight * P / (1 - P) * (G - k) / (k + 1)
        k += 1
    reached = [prod((1 - s) * each for each in q[:t]) for t in range(m + 1)]
    failed, erred = [0] * m, [0] * m
    for u in row[{FAILURES} : {FAILURES} + G - k]:
        height = P + u * (1 - P)
        t = bisect_right([-r for r in reached[1:]], -height)
        failed[t] += 1
        erred[t] += reached[t] - height < reached[t] * (1 - q[t])
    for t in range(1, m):  # those that have failed go on deciding
        before, n, left = sum(failed[:t]), 0, row[{LATER} + t]
        weight = q[t] ** before
        while left >= weight and n < before:
            left, weight = left - weight, weight * (1 - q[t]) / q[t] * (before - n) / (n + 1)
            n += 1
        erred[t] += n
    return k, erred


def by_rl(margin, s, price, spent=0.0):
    margins = [margin] * m
    for row in luck:
        q = chances(margins)
        P = prod((1 - s) * each for each in q)
        share = -expm1(G * log1p(-P)) - P**G
        if share <= 0 or P >= {DONE} * (1 - s) ** m:
            break
        groups = floor(log1p(-row[0]) / log1p(-share)) + 1 if share < 1 else 1
        spent += groups * G * m * price * {1 + LEARN!r}
        if spent > axis:
            spent = axis
            break
        k, erred = group(q, s, row)
        A = group_relative([1.0] * k + [0.0] * (G - k))
        for t, w in enumerate(erred):
            # Σ_i A_i / G (right_it − q_t), for the right option's logit; the other's is minus it
            slope = k * A[0] * (1 - q[t]) + A[-1] * ((G - k - w) - (G - k) * q[t])
            margins[t] += 2 * {RATE!r} * slope / G
    return prod((1 - s) * each for each in chances(margins)), spent


def taught(margin, traces, teacher, price, spent):
    for first in range(0, traces, {BATCH}):
        spent += min({BATCH}, traces - first) * m * (price / teacher + {LEARN!r})
        if spent <= axis:
            margin += 2 * {RATE!r} * (1 - chances([margin])[0])
    return margin, spent


def margin(p):
    return log(p / (1 - p))


small, large, price = margin({controls.small!r}), margin({controls.large!r}), {controls.price!r}
top, cost = by_rl(large, 0.0, price)
teacher = {teacher}
copy, spent = taught(small, {round(controls.traces)}, teacher, price, {offset})
{last}
print(f"large, by RL   {{top:.9f}}")
print(f"small, by RL   {{by_rl(small, slip, 1.0)[0]:.9f}}")
print(f"small, taught  {{pupil:.9f}}")
"""
