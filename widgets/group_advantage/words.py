"""The finding: what the group's picture shows, in a few sentences."""

from __future__ import annotations

from math import floor, log10
from typing import Final

from widgets.group_advantage.controls import Controls
from widgets.group_advantage.group import Group, row
from widgets.group_advantage.noise import break_even_error, estimate, silent_share
from widgets.kit.words import decimal, percent, plain, signed

__all__ = ["finding", "short"]


def finding(controls: Controls, group: Group) -> str:
    """The picture in words and numbers: three sentences at most, the most telling first.

    What a reader has turned over comes before the noise, which it leaves as it is.

    Example:
        >>> from widgets.group_advantage.group import group_of
        >>> alone = Controls(group_size=1)
        >>> finding(alone, group_of(alone))
        'One try, right: it is its own mean, and its reward teaches nothing.'
    """
    sentences = (
        _of_the_group(controls, group),
        _of_what_was_turned(controls, group),
        _verdict(controls, group),
        _of_the_silent(controls, group),
        *(() if group.turned else _of_its_worth(controls)),
    )
    return " ".join(list(filter(None, sentences))[:3])


def short(value: float) -> str:
    """A number above 0 in little room: three digits, or a power of ten.

    Example:
        >>> short(1.0), short(33.333), short(0.0616), short(2e7), short(0.0002)
        ('1.00', '33.3', '0.0616', '10⁷', '10⁻⁴')
    """
    power = floor(log10(value))
    if power < -3 or power > 4:
        return "10" + str(floor(log10(value) + 0.5)).translate(_RAISED)
    return decimal(value, 2 - power) if power < 3 else plain(value)


_RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

_MEASURED: Final = {
    "mean": "the group’s mean",
    "leave_one_out": "the mean of the others",
    "mean_std": "the group’s mean in units of its std",
    "mean_std_sample": "the group’s mean in units of its sample std",
}
"""From what a reward is measured, by estimators whose baseline the group makes."""

_BARE: Final = {
    True: "nothing is subtracted, so each try still has an advantage of +1 and the group a"
    " gradient.",
    False: "nothing is subtracted and every reward is 0, so they give no gradient and teach"
    " nothing.",
}

_WRONG_ANSWERS: Final = {
    "mean": "0.94, which is what the mean alone gives",
    "reward": "1, which is the bare reward",
    "size": "16",
}


def _silent(controls: Controls, group: Group) -> bool:
    """Whether the group's own baseline leaves nothing of its rewards."""
    return controls.estimator in _MEASURED and group.right in (0, group.size)


def _of_the_group(controls: Controls, group: Group) -> str:
    name, size, right = controls.estimator, group.size, group.right
    mixed = 0 < right < size
    if mixed:
        told = f"{right} of {size} right"
    elif size == 1:
        told = f"One try, {'right' if right else 'wrong'}"
    else:
        told = f"All {size} {'right' if right else 'wrong'}"
    if name == "critic":
        return f"{told}; {_of_the_critic(controls)}"
    if name == "none":
        if not mixed:
            return f"{told}: {_BARE[right > 0]}"
        return (
            f"{told}; nothing is subtracted, so a right try has an advantage of +1 and a wrong one"
            " none: nothing pushes it down directly."
        )
    if mixed:
        answer = row(name, group)
        return (
            f"{told}: measured from {_MEASURED[name]}, a right try has an advantage of"
            f" {signed(answer.right[0])} and a wrong one of {signed(answer.wrong[0])}."
        )
    if size == 1:
        why = (
            "there are no others to compare it with"
            if name == "leave_one_out"
            else "it is its own mean"
        )
        return f"{told}: {why}, and its reward teaches nothing."
    return f"{told}: nothing to compare, so these rewards give no gradient and teach nothing."


def _of_the_critic(controls: Controls) -> str:
    if not controls.critic_error:
        return f"the critic guesses {decimal(controls.rate)} for each, which is the true rate."
    return f"the critic’s guess for each is {decimal(controls.critic_error)} too high or too low."


def _of_the_silent(controls: Controls, group: Group) -> str:
    """How often a group has nothing to compare."""
    if group.size == 1 or not _silent(controls, group):
        return ""
    share = percent(silent_share(group.size, controls.rate))
    return f"At p = {decimal(controls.rate)}, {share} of all groups are as silent."


def _of_what_was_turned(controls: Controls, group: Group) -> str:
    if not group.turned:
        return ""
    what = f"try {group.turned[0]}" if len(group.turned) == 1 else f"{len(group.turned)} tries"
    told = f"You turned over {what}"
    if controls.estimator == "none":
        return f"{told}: with no baseline, no other try notices."
    if controls.estimator == "critic":
        return f"{told}: the critic’s guesses do not depend on it, so no other try notices."
    before, after = (decimal(k / group.size) for k in (group.right_before, group.right))
    if group.right_before == group.right:
        return f"{told}, and the group’s mean is {after} as before."
    return f"{told}: the group’s mean went from {before} to {after}, and every advantage with it."


def _of_its_worth(controls: Controls) -> tuple[str, ...]:
    """The noise of such groups' gradients, beside that of one rival."""
    name, size, rate = controls.estimator, controls.group_size, controls.rate
    found = estimate(name, size, rate, controls.critic_error)
    noise = found.relative
    if noise is None:
        if size == 1 and name in _MEASURED:
            return ()
        return ("Success this sure or this hopeless leaves no signal to find.",)
    told = "In the toy behind the curves one group’s gradient has"
    if controls.measure == "absolute":
        return (f"{told} a mean of {short(found.mean)} and a std of {short(found.std)}.",)
    told += f" a std of {short(noise)} times its mean"
    other, words = ("none", "no baseline") if name in _MEASURED else ("mean", "the group’s mean")
    rival = estimate(other, size, rate).relative
    if rival is None:
        return (f"{told}.",)
    told += f"; with {words}, {short(rival)} times."
    limit = break_even_error(size, rate) if name == "critic" else None
    if limit is None:
        return (told,)
    return (told, f"Up to an error of ±{decimal(limit)} the critic does as well.")


def _verdict(controls: Controls, group: Group) -> str:
    said = controls.predict
    if not said:
        return ""
    if (group.size, group.right, controls.estimator) != (16, 1, "mean_std"):
        return "Your prediction was for GRPO with one right of sixteen, which is another state."
    if said == "std":
        return "You predicted almost 4, and almost 4 it is."
    return f"You predicted {_WRONG_ANSWERS[said]}; it is almost 4."
