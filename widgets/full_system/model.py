"""The step that is shown: the values of its parts, what a change has reached, how to say so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from widgets.full_system.batch import Settings
from widgets.full_system.changes import CHANGES, Sources, changed_parts, sent, sources_of
from widgets.full_system.controls import FOLLOW, Controls
from widgets.full_system.parts import GIVEN, NAMES, PARTS
from widgets.full_system.published import MINIBATCHES
from widgets.full_system.texts import QUESTIONS
from widgets.full_system.words import compared, told
from widgets.kit.words import listed

__all__ = ["View", "compute"]


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        settings: what flows along no arrow.
        values: of all parts, by key.
        was: the same before the change; None if nothing is changed.
        changed: the parts that now have another value.
        reached: how many parts the batch has come to.
        part: the one that is told beside the graph; empty before the first.
        change: what is other than before, in words; empty if nothing is.
        minibatch: which update of its rollout phase this is.
    """

    finding: str
    settings: Settings
    values: Mapping[str, Any]
    was: Mapping[str, Any] | None
    changed: frozenset[str]
    reached: int
    part: str
    change: str
    minibatch: int

    def has(self, part: str) -> bool:
        """Whether the batch has come to a part."""
        return PARTS.index(part) < self.reached

    @property
    def sampled(self) -> list[int]:
        """The texts that were sampled, each once, in the order of their letters."""
        return sorted({rollout.place for rollout in self.values["rollouts"]})

    def first(self, text: int) -> int:
        """The first rollout that is a text, one of `sampled`."""
        return [rollout.place for rollout in self.values["rollouts"]].index(text)


def compute(controls: Controls) -> View:
    """The step under these settings, once as it is and once with the change, and the finding."""
    plain, made, values, was = _runs(
        controls.change,
        controls.seed,
        controls.minibatch,
        controls.group,
        controls.epsilon,
        controls.beta,
        controls.learning_rate,
    )
    here = PARTS[controls.step - 1] if controls.step else ""
    view = View(
        finding="",
        settings=made.settings,
        values=values,
        was=was,
        changed=changed_parts(values, was) if was else frozenset(),
        reached=controls.step,
        part=here if controls.part == FOLLOW else controls.part,
        change=CHANGES[controls.change].told(plain) if was else "",
        minibatch=controls.minibatch,
    )
    return view._replace(finding=_finding(view, controls))


@lru_cache(maxsize=8)
def _runs(
    change: str,
    seed: int,
    minibatch: int,
    group: int,
    epsilon: float,
    beta: float,
    rate: float,
) -> tuple[Sources, Sources, dict[str, Any], dict[str, Any] | None]:
    """The sources as they were and as they are, the values, and those without the change."""
    plain = sources_of(seed, minibatch, group, epsilon, beta, rate)
    was = sent(plain)
    if change not in CHANGES:
        return plain, plain, was, None
    made = CHANGES[change].made(plain)
    return plain, made, sent(made), was


def _finding(view: View, controls: Controls) -> str:
    if view.reached == 0:
        sentences = ["Nothing has been sent yet: twelve parts, twelve arrows, no values."]
    elif view.reached < len(PARTS):
        here = PARTS[view.reached - 1]
        sentences = [
            f"Part {view.reached} of {len(PARTS)}: {NAMES[here]}.",
            told(here, view.values),
        ]
        if view.was and here not in GIVEN:
            sentences.append(compared(here, view.values, view.was))
    elif view.was:
        sentences = [_reach(view)]
    else:
        sentences = _whole(view)
    if controls.predict:
        sentences.append(_verdict(view, controls))
    return " ".join(sentences)


def _whole(view: View) -> list[str]:
    """What the step did, from the rewards to the update."""
    values = view.values
    surrogate = values["surrogate"]
    size, clipped = len(values["rollouts"]), sum(surrogate.clipped)
    asked = QUESTIONS[values["question"]].asked[:-1]
    start = f"Mini-batch {view.minibatch} of {MINIBATCHES}, the question {asked}."
    if not values["baseline"].std:
        total = values["reward"][0].total
        earned = f"earn a reward of {total:.0f}" if total else "earn nothing"
        left = "only the reference still pulls" if view.settings.beta else "nothing moves"
        return [
            start,
            f"All {size} rollouts {earned}, so every advantage is 0: {left}.",
            told("update", values),
        ]
    if set(surrogate.ratios) == {1.0}:
        ratios = "The policy is still the one that sampled them, so all ratios are 1."
    elif not clipped:
        ratios = "No rollout is clipped."
    else:
        left = (
            "their advantages push no longer"
            if any(surrogate.slopes)
            else "no advantage pushes any longer"
        )
        pull = ", only the reference pulls" if not any(surrogate.slopes) else ""
        pull = pull if view.settings.beta else ""
        ratios = f"{clipped} of the {size} are clipped: {left}{pull}."
    return [start, told("reward", values), ratios, told("update", values)]


def _reach(view: View) -> str:
    """How far a change has come among the parts that are computed."""
    computed = PARTS[len(GIVEN) :]
    changed = [NAMES[part] for part in computed if part in view.changed]
    same = [NAMES[part] for part in computed if part not in view.changed]
    start = view.change[0].upper() + view.change[1:]
    if not changed:
        why = ""
        if set(view.values["surrogate"].ratios) == {1.0}:
            why = " In the first mini-batch all ratios are 1, so the clip has nothing to do."
        return f"{start} changes none of the {len(computed)} computed parts.{why}"
    if not same:
        reach = f"changes all {len(computed)} computed parts."
    elif len(changed) < len(same):
        reach = (
            f"changes only {listed([f'the {name}' for name in changed])};"
            f" the other {len(same)} computed parts stay."
        )
    else:
        reach = f"changes all computed parts but {listed([f'the {name}' for name in same])}."
    return f"{start} {reach} {told('update', view.values)}"


def _verdict(view: View, controls: Controls) -> str:
    part, name = controls.predict, NAMES[controls.predict]
    if controls.change != "reference":
        return "Your prediction was about another reference; choose that under “Change one thing”."
    if view.reached < len(PARTS):
        return f"You predicted that the {name} would stay."
    if part in view.changed:
        return f"You predicted that the {name} would stay, but its value changed."
    also = "" if view.settings.beta else " With β at 0, all but the KL estimate stay."
    return f"You predicted that the {name} would stay, and it does.{also}"
