"""The group, taken home: as CSV, and as the Python that makes it again."""

from __future__ import annotations

from widgets.group_advantage.controls import LONGEST, Controls
from widgets.group_advantage.group import group_of, tries

__all__ = ["to_csv", "to_python"]


def to_csv(controls: Controls) -> str:
    r"""One line per try: its number, reward, baseline and advantage, with a header line.

    Example:
        >>> to_csv(Controls(group_size=2, estimator="mean"))
        'try,reward,baseline,advantage\n1,1,0.5,0.5\n2,0,0.5,-0.5\n'
    """
    lines = [
        f"{each.place},{int(each.right)},{each.baseline!r},{each.advantage!r}\n"
        for each in tries(controls.estimator, group_of(controls))
    ]
    return "try,reward,baseline,advantage\n" + "".join(lines)


def to_python(controls: Controls) -> str:
    """A script that draws the same group and prints the same advantages.

    Example:
        >>> print(to_python(Controls(flipped=(3,))))
        from random import Random
        <BLANKLINE>
        from grpo_core import ESTIMATORS
        <BLANKLINE>
        draw = Random(25).random
        luck = [(draw(), draw()) for _ in range(64)][:16]
        rewards = [float(first < 0.4) for first, _ in luck]
        for place in (3,):
            rewards[place - 1] = 1.0 - rewards[place - 1]
        advantages = ESTIMATORS["mean_std"](rewards)
        for reward, advantage in zip(rewards, advantages):
            print(f"{reward:.0f}  {advantage:+.4f}")
        <BLANKLINE>
    """
    rate, error, turned = controls.rate, controls.critic_error, group_of(controls).turned
    critic = controls.estimator == "critic"
    lines = ["from random import Random\n"]
    if not critic:
        lines.append("from grpo_core import ESTIMATORS\n")
    lines += [
        f"draw = Random({controls.seed}).random",
        f"luck = [(draw(), draw()) for _ in range({LONGEST})][:{controls.group_size}]",
        f"rewards = [float(first < {rate!r}) for first, _ in luck]",
    ]
    if turned:
        lines += [f"for place in {turned}:", "    rewards[place - 1] = 1.0 - rewards[place - 1]"]
    if critic:
        lines += [
            f"guesses = [{rate!r} + {error!r} if second < 0.5 else {rate!r} - {error!r}"
            " for _, second in luck]",
            "advantages = [reward - guess for reward, guess in zip(rewards, guesses)]",
        ]
    else:
        lines.append(f'advantages = ESTIMATORS["{controls.estimator}"](rewards)')
    lines += [
        "for reward, advantage in zip(rewards, advantages):",
        '    print(f"{reward:.0f}  {advantage:+.4f}")',
    ]
    return "\n".join(lines) + "\n"
