"""A gradient, taken home: as CSV, and as the Python that reproduces the chosen number."""

from __future__ import annotations

from widgets.token_gradient.controls import Controls
from widgets.token_gradient.model import compute, settings_of
from widgets.token_gradient.toy import LONGEST, VOCABULARY
from widgets.token_gradient.update import epoch_of, group_of

__all__ = ["to_csv", "to_python"]


def to_csv(controls: Controls) -> str:
    """The chosen rollout's own gradient: a line a position, a column a logit, floats in full.

    Example:
        >>> to_csv(Controls()).splitlines()[0][:30]
        'position,token,probability,rat'
    """
    view = compute(controls)
    header = "position,token,probability,ratio,credit,held," + ",".join(
        f"g_{word}" for word in VOCABULARY
    )
    lines = [header]
    for place, (said, row) in enumerate(zip(view.said, view.rows, strict=True), start=1):
        numbers = [said.probability, said.ratio, said.credit]
        cells = [str(place), VOCABULARY[said.token], *map(repr, numbers), str(int(said.held))]
        lines.append(",".join([*cells, *map(repr, row)]))
    return "\n".join(lines) + "\n"


def to_python(controls: Controls) -> str:
    """A script that computes the chosen number again from what the chosen token was given.

    It prints the number that the arithmetic ends in, and the row of the gradient that it is in.
    """
    view, settings = compute(controls), settings_of(controls)
    group = group_of(controls.seed, controls.careful, controls.flipped)
    epoch = epoch_of(settings, controls.epoch)
    chosen, position = view.chosen, view.position
    lengths = [member.length for member in view.members]
    rewards = [float(member.right) for member in view.members]
    policy = dict(zip(VOCABULARY, view.before, strict=True))
    word, logit = VOCABULARY[view.said[position].token], VOCABULARY[view.cell.token]
    written = "".join(f"    {key!r}: {value!r},\n" for key, value in policy.items())
    old = group.old_logp[chosen][position]
    now = epoch.logp[chosen][position]
    return (
        "from grpo_core import AGGREGATIONS, ESTIMATORS, Clip, logit_gradient, token_objective\n\n"
        f"rewards = {rewards}  # the eight rollouts\n"
        f"lengths = {lengths}  # their tokens\n"
        f"rollout, position = {chosen}, {position}  # counted from 0\n"
        f"policy = {{  # where {word!r} was said, before the update\n{written}}}\n"
        f"logp = {now!r}\n"
        f"old_logp = {old!r}  # of the policy that sampled it, and of the reference\n\n"
        'advantage = ESTIMATORS["mean_std"](rewards)[rollout]\n'
        f"weights = AGGREGATIONS[{controls.aggregation!r}]([[1] * n for n in lengths], {LONGEST})\n"
        "objective = token_objective(\n"
        "    [[logp]],\n"
        "    [[old_logp]],\n"
        "    [[old_logp]],\n"
        "    [advantage],\n"
        "    [[weights[rollout][position]]],\n"
        f"    clip=Clip.symmetric({controls.clip!r}),\n"
        f"    beta={controls.beta!r},\n"
        ")\n"
        "words = list(policy)\n"
        f"row = logit_gradient(list(policy.values()), words.index({word!r}), "
        "objective.slopes[0][0])\n"
        "for name, g in zip(words, row):\n"
        '    print(f"{name:>5}  {g:+.6f}")\n'
        f"print({logit!r}, row[words.index({logit!r})])\n"
    )
