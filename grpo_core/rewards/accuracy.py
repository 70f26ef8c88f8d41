r"""The accuracy rule: is the stated answer the reference answer?

R1-Zero's answers to mathematics problems are checked by a rule against the boxed final answer:
1 if they match, else 0 (R1 v1 §2.2.2; v2 §2.2). The papers do not print the comparison, and
public graders differ. Here two answers match if they have the same normal form (see
`normalise.py`), with these conventions on top:

- Numbers are compared exactly, as pairs of integers. A decimal with four or more places also
  matches a fraction whose expansion never ends if it is that fraction, correctly rounded:
  0.3333 is 1/3, but 0.333 and 0.3334 are not, and 0.3333 is not 0.33333.
- A percent sign is read both ways: 10% matches 10, and it matches 0.1.
- The order of a tuple counts and that of a set does not. A bare list written in increasing order
  is taken for a set of solutions, so its order does not count either; if neither list is, and
  both are numbers, the order may be the answer and counts. A bare list matches a set.
- Brackets count: (1, 2) is not [1, 2], nor the list 1, 2. But (5) is 5.
- An empty answer matches nothing.

Roundings, percent signs and lists make it possible that two answers match a third but not each
other. A calculation is worth its value, so by this rule `17*23` is a right answer to "What is
17·23?": the rule checks what an answer is worth, not who did the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final

from grpo_core.rewards.extract import extract_answer
from grpo_core.rewards.normalise import Form, Group, Number, Text, readings
from grpo_core.rewards.rational import is_rounding

__all__ = ["Match", "accuracy_reward", "explain_match", "same_answer"]

_ROUNDED_PLACES: Final = 4  # a decimal shorter than this is never taken for a rounded fraction
_KINDS: Final = {Number: "a number", Group: "a list", Text: "text"}


@dataclass(frozen=True)
class Match:
    """How an answer compares with the reference.

    Attributes:
        same: whether they match.
        pred: normal form of the answer, written out.
        gold: normal form of the reference, written out.
        reason: why they match, or why not, in plain words.
    """

    same: bool
    pred: str
    gold: str
    reason: str


def same_answer(pred: str, gold: str) -> bool:
    r"""Whether an answer matches the reference answer, by the conventions of this module.

    Args:
        pred: the answer, as extracted; any text whatever.
        gold: the reference answer; if it is a worked solution, the answer it states.

    Returns:
        Whether they match. Any two texts can be compared; nothing is raised.

    Example:
        >>> same_answer(r"\frac{782}{2}", "$391$"), same_answer("17*23 = 391", "391.0")
        (True, True)
        >>> same_answer("3910", "391"), same_answer("three hundred and ninety-one", "391")
        (False, False)
    """
    return explain_match(pred, gold).same


def explain_match(pred: str, gold: str) -> Match:
    r"""Compare as `same_answer` does, and show both normal forms and the reason.

    Args:
        pred: the answer, as extracted; any text whatever.
        gold: the reference answer; if it is a worked solution, the answer it states.

    Returns:
        The match. Of an answer with two readings it shows the one that matches, if one does.

    Example:
        >>> explain_match("0.3333", r"\frac13")
        Match(same=True, pred='3333/10000', gold='1/3', reason='3333/10000 is 1/3 to 4 places')
        >>> explain_match("(1, 2)", "[1, 2]").reason
        'the brackets differ'
    """
    stated = extract_answer(gold)
    pairs = list(product(readings(pred), readings(stated.text if stated else gold)))
    verdicts = [(*_compare(*pair), *pair) for pair in pairs]
    same, reason, left, right = max(verdicts, key=lambda v: (v[0], type(v[2]) is type(v[3])))
    return Match(same, str(left), str(right), reason)


def accuracy_reward(completion: str, gold: str) -> float:
    r"""Reward_acc: 1.0 if the completion states the reference answer, else 0.0 (R1 v1 §2.2.2).

    Args:
        completion: the model's whole output, any text whatever.
        gold: the reference answer.

    Returns:
        1.0 or 0.0. No stated answer is a wrong answer.

    Example:
        >>> accuracy_reward("<think>17·23</think> <answer>391</answer>", "391")
        1.0
        >>> accuracy_reward("The answer is 391.", "391")
        0.0
    """
    stated = extract_answer(completion)
    return float(stated is not None and same_answer(stated.text, gold))


def _compare(pred: Form, gold: Form) -> tuple[bool, str]:
    """Whether two forms match, and why."""
    match pred, gold:
        case Text(text=""), _:
            return False, "the answer is empty"
        case _, Text(text=""):
            return False, "the reference answer is empty"
        case Number(), Number():
            return _compare_numbers(pred, gold)
        case Group(), Group():
            return _compare_groups(pred, gold)
        case Text(), Text():
            return (True, "the same text") if pred == gold else (False, "not the same text")
    return False, f"{_KINDS[type(pred)]} is not {_KINDS[type(gold)]}"


def _compare_numbers(pred: Number, gold: Number) -> tuple[bool, str]:
    if pred.value == gold.value:
        return True, f"both are {Number(gold.value)}"
    if _percent_of(pred, gold) or _percent_of(gold, pred):
        return True, f"{pred} is {gold}"
    for decimal, exact in ((pred, gold), (gold, pred)):
        if _rounds(decimal, exact):
            return True, f"{decimal} is {exact} to {decimal.places} places"
    return False, f"{pred} is not {gold}"


def _percent_of(percentage: Number, share: Number) -> bool:
    """Whether the first is written in percent, the second is not, and it is a hundredth of it."""
    (a, b), (c, d) = percentage.value, share.value
    return percentage.percent and not share.percent and a * d == 100 * b * c


def _rounds(decimal: Number, exact: Number) -> bool:
    """Whether a decimal is long enough, and right, as a rounding of a fraction without end."""
    if decimal.places is None or decimal.places < _ROUNDED_PLACES or exact.places is not None:
        return False
    denominator = exact.value[1]
    ends = 10 ** denominator.bit_length() % denominator == 0
    return not ends and is_rounding(decimal.value, decimal.places, exact.value)


def _compare_groups(pred: Group, gold: Group) -> tuple[bool, str]:
    brackets = {pred.opening + pred.closing, gold.opening + gold.closing}
    if len(brackets) > 1 and brackets != {"", "{}"}:
        return False, "the brackets differ"
    if len(pred.members) != len(gold.members):
        return False, f"{len(pred.members)} members are not {len(gold.members)}"
    if all(p == g or _compare(p, g)[0] for p, g in zip(pred.members, gold.members, strict=True)):
        return True, "the same members"
    if sorted(map(str, pred.members)) != sorted(map(str, gold.members)):
        return False, "not the same members"
    if brackets <= {"", "{}"} and not (_is_sequence(pred) and _is_sequence(gold)):
        return True, "the same members in another order"
    return False, "the order differs"


def _is_sequence(group: Group) -> bool:
    """Whether the order of a group may mean something: a bare list, of numbers, not increasing."""
    numbers = [member.value for member in group.members if isinstance(member, Number)]
    increasing = all(a * d < c * b for (a, b), (c, d) in pairwise(numbers))
    return not group.opening and len(numbers) == len(group.members) and not increasing
