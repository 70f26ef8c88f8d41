"""The experiment: one thing is changed, and the same batch is sent through again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from widgets.full_system.batch import Policy, Row, Rows, Settings, send
from widgets.full_system.phase import REFERENCE, START, luck_of, weights
from widgets.full_system.texts import QUESTIONS, wrong_answer
from widgets.kit.words import plain

__all__ = ["CHANGES", "OTHER_LUCK", "Change", "Sources", "changed_parts", "sent", "sources_of"]

OTHER_LUCK: Final = 10_000
"""Added to the seed for other luck."""

STRONGER: Final = 10.0
"""By how much a changed β is larger."""

NARROWER: Final = 0.25
"""By how much a changed ε is smaller."""

MOVED: Final[Row] = (0.0, 0.0, -0.8, 0.6, 0.0, 0.0)
"""What is added to logits that are moved: text D gains, text C loses."""


class Sources(NamedTuple):
    """All that a step starts from.

    Attributes:
        settings: what flows along no arrow.
        question: its place in `QUESTIONS`.
        policy: the weights.
        gold: the answer to grade by.
        reference: the reference's logits.
        seed: of the luck.
    """

    settings: Settings
    question: int
    policy: Policy
    gold: str
    reference: Rows
    seed: int


class Change(NamedTuple):
    """One thing that can be changed.

    Attributes:
        label: for the control.
        origin: the part that is changed itself, or that the changed setting belongs to.
        made: from the sources to the changed ones.
        told: what is other than before, in words.
    """

    label: str
    origin: str
    made: Callable[[Sources], Sources]
    told: Callable[[Sources], str]


def sources_of(
    seed: int, minibatch: int, group: int, epsilon: float, beta: float, rate: float
) -> Sources:
    """What a step starts from if nothing is changed.

    Args:
        seed: of all luck.
        minibatch: this one's number in its phase, from 1.
        group: G.
        epsilon: ε.
        beta: KL weight.
        rate: learning rate.
    """
    settings = Settings(luck_of(seed)[0][-1], group, epsilon, beta, rate)
    policy = weights(seed, minibatch, group, epsilon, beta, rate)
    return Sources(settings, 0, policy, QUESTIONS[0].gold, REFERENCE, seed)


def sent(sources: Sources) -> dict[str, Any]:
    """The values of all parts."""
    return send(sources.settings, sources.question, sources.policy, sources.gold, sources.reference)


def changed_parts(now: Mapping[str, Any], was: Mapping[str, Any]) -> frozenset[str]:
    """The parts whose values are not what they were."""
    return frozenset(part for part, value in now.items() if value != was[part])


def _moved(rows: Rows) -> Rows:
    return tuple(tuple(z + m for z, m in zip(row, MOVED, strict=True)) for row in rows)


def _other_luck(sources: Sources) -> Sources:
    luck = luck_of(sources.seed + OTHER_LUCK)[0][-1]
    return sources._replace(settings=sources.settings._replace(luck=luck))


def _stronger(beta: float) -> float:
    """A changed β: ten times as large, or from nothing to a tenth."""
    return beta * STRONGER or 0.1


CHANGES: Final[Mapping[str, Change]] = {
    "question": Change(
        "The question alone",
        "question",
        lambda s: s._replace(question=1),
        lambda s: (
            f"the question {QUESTIONS[1].asked[:-1]} instead of {QUESTIONS[0].asked[:-1]}, still"
            f" graded by {s.gold},"
        ),
    ),
    "gold": Change(
        "The gold answer",
        "gold",
        lambda s: s._replace(gold=wrong_answer(QUESTIONS[s.question])),
        lambda s: (
            f"a wrong gold answer, {wrong_answer(QUESTIONS[s.question])} instead of {s.gold},"
        ),
    ),
    "policy": Change(
        "The policy",
        "policy",
        lambda s: s._replace(policy=Policy(*map(_moved, s.policy))),
        lambda _: "a policy with text D likelier and text C less likely",
    ),
    "reference": Change(
        "The reference",
        "reference",
        lambda s: s._replace(reference=START),
        lambda _: "a reference that is π_old, the sampling weights,",
    ),
    "luck": Change("The luck", "rollouts", _other_luck, lambda _: "other luck in sampling"),
    "epsilon": Change(
        "Clip ε",
        "surrogate",
        lambda s: s._replace(settings=s.settings._replace(epsilon=s.settings.epsilon * NARROWER)),
        lambda s: (
            f"a clip ε of {plain(s.settings.epsilon * NARROWER)} instead of"
            f" {plain(s.settings.epsilon)}"
        ),
    ),
    "beta": Change(
        "KL weight β",
        "objective",
        lambda s: s._replace(settings=s.settings._replace(beta=_stronger(s.settings.beta))),
        lambda s: (
            f"a KL weight β of {plain(_stronger(s.settings.beta))} instead of"
            f" {plain(s.settings.beta)}"
        ),
    ),
}
"""What can be changed, by key."""
