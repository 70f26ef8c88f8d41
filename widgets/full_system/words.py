"""What a part's value is in words: in its box, and in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from widgets.full_system.batch import policy_row
from widgets.full_system.texts import KINDS, LETTERS, QUESTIONS
from widgets.kit.words import count, decimal, limited, listed, percent, signed

__all__ = ["AT_ONCE", "compared", "letters", "short", "told"]

AT_ONCE: Final = 10
"""Rollouts up to which a box has room for each of them; of more it says how many are of a kind."""

LEAST: Final = 0.001
"""A share that moves by less is said to stay."""

Values = Mapping[str, Any]


def short(part: str, values: Values) -> str:
    """A part's value as its box and a screen reader have it.

    Args:
        part: its key.
        values: of all parts.
    """
    return SHORT[part](values)


def told(part: str, values: Values) -> str:
    """A part's value in a sentence.

    Args:
        part: its key.
        values: of all parts.
    """
    return TOLD[part](values)


def compared(part: str, values: Values, was: Values) -> str:
    """How a part's value stands to the one without the change, in a sentence.

    Args:
        part: its key.
        values: of all parts.
        was: the same without the change.
    """
    if values[part] == was[part]:
        return "That is as it was without the change."
    if told(part, values) == told(part, was):
        return "Put so shortly it is as it was; its numbers have changed."
    return f"Without the change: {told(part, was)}"


def letters(values: Values) -> list[str]:
    """The rollouts by their letters.

    Args:
        values: of all parts.
    """
    return [LETTERS[rollout.place] for rollout in values["rollouts"]]


def _kinds(items: Sequence[str]) -> str:
    """How many there are of each letter, or of each number, in order.

    Example:
        >>> _kinds(["B", "A", "B"]), _kinds(["2", "0", "2"])
        ('1A 2B', '1×0 2×2')
    """
    counted = sorted(Counter(items).items())
    return " ".join(f"{many}{'×' if kind.isdecimal() else ''}{kind}" for kind, many in counted)


def _shares(row: Sequence[float]) -> str:
    shares = zip(LETTERS, policy_row(tuple(row)), strict=True)
    return ", ".join(f"{letter} {percent(share)}" for letter, share in shares)


def _rewards(values: Values) -> list[str]:
    return [f"{reward.total:.0f}" for reward in values["reward"]]


def _clipped(values: Values) -> str:
    surrogate = values["surrogate"]
    if set(surrogate.ratios) == {1.0}:
        return "ratios all 1"
    return f"{sum(surrogate.clipped)} clipped"


def _times(many: int) -> str:
    return {1: "once", 2: "twice"}.get(many) or f"{many} times"


def _told_rollouts(values: Values) -> str:
    counted = sorted(Counter(letters(values)).items())
    told = listed([f"{letter} {_times(many)}" for letter, many in counted])
    return f"{count(len(values['rollouts']), 'text')} sampled: {told}."


def _baseline(values: Values) -> str:
    mean, std = values["baseline"]
    return f"mean {decimal(mean)}, std {decimal(std)}"


SHORT: Final[Mapping[str, Callable[[Values], str]]] = {
    "question": lambda v: QUESTIONS[v["question"]].asked,
    "policy": lambda v: _shares(v["policy"].now[v["question"]]),
    "gold": lambda v: v["gold"],
    "reference": lambda v: _shares(v["reference"][v["question"]]),
    "rollouts": lambda v: _in_order_or_kinds(letters(v)),
    "reward": lambda v: _in_order_or_kinds(_rewards(v)),
    "baseline": _baseline,
    "advantages": lambda v: ", ".join(signed(a) for a in v["advantages"]),
    "surrogate": lambda v: f"{limited(v['surrogate'].mean, _three)}, {_clipped(v)}",
    "kl": lambda v: limited(v["kl"].mean, _three),
    "objective": lambda v: f"J = {limited(v['objective'].value, _three)}",
    "update": lambda v: _shares(v["update"].logits),
}
"""In a box."""


def _in_order_or_kinds(items: Sequence[str]) -> str:
    return " ".join(items) if len(items) <= AT_ONCE else _kinds(items)


def _three(value: float) -> str:
    return decimal(value, 3)


def _told_question(values: Values) -> str:
    return f"The policy is asked: {QUESTIONS[values['question']].asked}"


def _told_policy(values: Values) -> str:
    sampling, now = (policy_row(rows[values["question"]]) for rows in values["policy"])
    if sampling == now:
        return "Its weights are still those that sampled the rollouts; each text’s share is a bar."
    ratios = [b / a for a, b in zip(sampling, now, strict=True)]
    most = max(range(len(ratios)), key=lambda text: abs(ratios[text] - 1.0))
    then, share = percent(sampling[most]), percent(now[most])
    moved = f"text {LETTERS[most]} from {then} to {share}"
    return (
        "Since the rollouts were sampled, its weights have moved:"
        f" {moved if then != share else 'no text by as much as a point'}."
    )


def _told_reference(values: Values) -> str:
    row = policy_row(values["reference"][values["question"]])
    best = max(range(len(row)), key=row.__getitem__)
    return f"Frozen weights; text {LETTERS[best]} is their likeliest, with {percent(row[best])}."


def _told_reward(values: Values) -> str:
    found = Counter(_rewards(values))
    earned = [
        f"{found[total]} {'earns' if found[total] == 1 else 'earn'} {said}"
        for total, said in (("2", "a reward of 2"), ("1", "a reward of 1"), ("0", "nothing"))
        if found[total]
    ]
    return f"Of {count(len(values['reward']), 'rollout')}, {listed(earned)}."


def _told_advantages(values: Values) -> str:
    advantages = values["advantages"]
    if not any(advantages):
        return "All rewards are equal, so every advantage is 0."
    return f"From {signed(min(advantages))} to {signed(max(advantages))}, in standard deviations."


def _told_surrogate(values: Values) -> str:
    ratios = values["surrogate"].ratios
    if min(ratios) == max(ratios) == 1.0:
        return "All ratios are 1: the weights are still those that sampled."
    clipped = sum(values["surrogate"].clipped)
    return (
        f"Ratios go from {decimal(min(ratios))} to {decimal(max(ratios))};"
        f" {clipped or 'none'} of the {len(ratios)} rollouts {_be(clipped)} clipped."
    )


def _be(many: int) -> str:
    return "is" if many < 2 else "are"


def _told_update(values: Values) -> str:
    before, after = (policy_row(row) for row in (values["update"].before, values["update"].logits))
    moves = [b - a for a, b in zip(before, after, strict=True)]
    if not any(values["update"].gradient):
        return "The update leaves the weights as they are."
    most = max(range(len(moves)), key=lambda text: abs(moves[text]))
    if abs(moves[most]) < LEAST:
        return "The update moves no text’s share by as much as 0.1 points."
    return (
        f"The update moves text {LETTERS[most]} ({KINDS[most]}) most:"
        f" from {percent(before[most], 1)} to {percent(after[most], 1)}."
    )


TOLD: Final[Mapping[str, Callable[[Values], str]]] = {
    "question": _told_question,
    "policy": _told_policy,
    "gold": lambda v: f"A text that answers {v['gold']} is right.",
    "reference": _told_reference,
    "rollouts": _told_rollouts,
    "reward": _told_reward,
    "baseline": lambda v: (
        f"Mean reward {decimal(v['baseline'].mean)};"
        f" standard deviation {decimal(v['baseline'].std)}."
    ),
    "advantages": _told_advantages,
    "surrogate": _told_surrogate,
    "kl": lambda v: f"Over the rollouts, k3 is {limited(v['kl'].mean, _three)} nats on average.",
    "objective": lambda v: f"J is {limited(v['objective'].value, _three)}, which is to grow.",
    "update": _told_update,
}
"""In a sentence."""
