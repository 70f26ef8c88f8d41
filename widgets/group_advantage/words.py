"""The finding: what the group's picture shows, in a few sentences."""

from __future__ import annotations

from math import floor, log10
from typing import Final

from widgets.group_advantage.controls import Controls
from widgets.group_advantage.group import Group, Row, row, std
from widgets.group_advantage.noise import break_even_error, estimate, silent_share
from widgets.kit.words import decimal, percent, plain, signed

__all__ = ["finding", "short"]


def finding(controls: Controls, group: Group) -> str:
    """The picture in words and numbers.

    Example:
        >>> from widgets.group_advantage.group import group_of
        >>> alone = Controls(group_size=1)
        >>> finding(alone, group_of(alone))
        'One try, right: it is its own mean, so there is nothing to compare and no gradient.'
    """
    sentences = (
        _of_the_group(controls, group),
        _of_what_was_turned(controls, group),
        _of_its_worth(controls),
        _verdict(controls, group),
    )
    return " ".join(filter(None, sentences))


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

_STDS: Final = {"mean_std": "standard deviation", "mean_std_sample": "sample standard deviation"}

_BARE: Final = {
    True: "nothing to compare, and still a gradient, because nothing is subtracted: each try is"
    " pushed up by 1.",
    False: "every reward is 0 and nothing is subtracted, so there is no gradient.",
}

_WRONG_ANSWERS: Final = {
    "mean": "0.94, which is what the mean alone gives",
    "reward": "1, which is the bare reward",
    "size": "16",
}


def _of_the_group(controls: Controls, group: Group) -> str:
    name, size, right = controls.estimator, group.size, group.right
    mixed = 0 < right < size
    if mixed:
        told = f"{right} of {size} right"
    elif size == 1:
        told = f"One try, {'right' if right else 'wrong'}"
    else:
        told = f"All {size} {'right' if right else 'wrong'}"
    answer = row(name, group)
    if name == "critic":
        return f"{told}. {_of_the_critic(controls, answer)}"
    if mixed:
        return told + _of_a_mixed_group(name, group, answer)
    if name == "none":
        return f"{told}: {_BARE[right > 0]}"
    if size == 1:
        return f"{told}: it is its own mean, so there is nothing to compare and no gradient."
    share = percent(silent_share(size, controls.rate))
    return (
        f"{told}: nothing to compare, no gradient. At p = {decimal(controls.rate)}, {share} of all"
        " groups are as silent."
    )


def _of_a_mixed_group(name: str, group: Group, answer: Row) -> str:
    size, right = group.size, group.right
    up, down = signed(answer.right[0]), signed(answer.wrong[0])
    if name == "none":
        return (
            ". Nothing is subtracted, so a right try has an advantage of +1 and a wrong one has"
            " none: it is never pushed down."
        )
    if name == "leave_one_out":
        others = decimal((right - 1) / (size - 1)), decimal(right / (size - 1))
        return (
            f". The others’ mean is {others[0]} for a right try and {others[1]} for a wrong one,"
            f" so their advantages are {up} and {down}."
        )
    told = f", so the group’s mean is {decimal(right / size)}"
    spread = std(name, size, right)
    if spread is None:
        return f"{told}: a right try is {up} from it, a wrong one {down}."
    return (
        f"{told}. In units of its {_STDS[name]}, {decimal(spread)}, a right try has an advantage"
        f" of {up} and a wrong one of {down}."
    )


def _of_the_critic(controls: Controls, answer: Row) -> str:
    rate, error = controls.rate, controls.critic_error
    low, high = decimal(rate - error), decimal(rate + error)
    guess = low if low == high else f"{low} or {high}, where {decimal(rate)} is true"
    told = f"The critic guesses {guess}: "
    if not answer.right:
        return f"{told}a wrong try gets {_either(answer.wrong)}."
    told += f"a right try gets {_either(answer.right)}"
    return f"{told}, a wrong one {_either(answer.wrong)}." if answer.wrong else f"{told}."


def _either(values: tuple[float, ...]) -> str:
    written = [signed(value) for value in values]
    return " or ".join(dict.fromkeys(written))


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
        return f"{told}, and the mean is {after} as before."
    return f"{told}: the mean went from {before} to {after}, and every advantage with it."


def _of_its_worth(controls: Controls) -> str:
    """The noise over many such groups, beside that of one rival."""
    name, size, rate = controls.estimator, controls.group_size, controls.rate
    found = estimate(name, size, rate, controls.critic_error)
    noise = found.relative
    if noise is None:
        silent = size == 1 and name not in ("none", "critic")
        return "" if silent else "Success this sure or this hopeless leaves no signal to find."
    if controls.measure == "absolute":
        return (
            f"Over many groups its gradient has mean {short(found.mean)} and standard deviation"
            f" {short(found.std)}."
        )
    told = f"Over many groups its gradient’s noise is {short(noise)} times the signal"
    bare, mean = (estimate(rival, size, rate).relative for rival in ("none", "mean"))
    if name not in ("none", "critic"):
        return f"{told}; with no baseline, {short(bare)} times." if bare else f"{told}."
    if mean is None:
        return f"{told}."
    rival = f"{told}; with the group’s own mean, {short(mean)} times."
    limit = break_even_error(size, rate)
    if name == "none" or limit is None:
        return rival
    return f"{rival} To do as well, the critic’s error must be at most ±{short(limit)}."


def _verdict(controls: Controls, group: Group) -> str:
    said = controls.predict
    if not said:
        return ""
    if (group.size, group.right, controls.estimator) != (16, 1, "mean_std"):
        return "Your prediction was for GRPO with one right of sixteen, which is another state."
    if said == "std":
        return "You predicted almost 4, and almost 4 it is."
    return f"You predicted {_WRONG_ANSWERS[said]}; it is almost 4."
