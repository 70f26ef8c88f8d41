"""The two trainings at the chosen step, and what to say of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from widgets.imitate_or_explore.controls import KEYS, Controls
from widgets.imitate_or_explore.traces import NAMES, RATES, TRACES, Word, written
from widgets.imitate_or_explore.training import (
    STEPS,
    Course,
    Settings,
    Try,
    explore,
    group_at,
    imitate,
)
from widgets.imitate_or_explore.trie import Table, start_table, token_losses
from widgets.kit.words import count, percent

__all__ = ["PASSED", "View", "compute", "passed_at", "settings_of"]

PASSED: Final = 0.8
"""The accuracy at which the race is timed."""
EVEN: Final = 0.05
"""A difference of accuracy that the prediction counts as none."""
FOUND: Final = 0.05
"""A share below which the best method counts as hardly ever tried."""


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        step: which moment, 0 for the start.
        demonstration: the trace that the copier is shown, as an index into `TRACES`.
        settings: of the exploration.
        copier: the imitating policy over the steps.
        explorer: the exploring policy over the steps.
        losses: of each token of the demonstration, now; exactly 0 where there is no choice.
        start_losses: the same before training.
        group: the tries of this step; empty at step 0.
        shown: which of them is shown in words, counted from 0.
        words: that try's tokens; empty at step 0.
        secret: whether the rest of the run is hidden, because a prediction waits for it.
    """

    finding: str
    step: int
    demonstration: int
    settings: Settings
    copier: Course
    explorer: Course
    losses: tuple[float, ...]
    start_losses: tuple[float, ...]
    group: tuple[Try, ...]
    shown: int
    words: tuple[Word, ...]
    secret: bool

    @property
    def sides(self) -> tuple[Course, Course]:
        """Both policies, the copier's first."""
        return (self.copier, self.explorer)

    @property
    def copied_table(self) -> Table:
        """The copier's logits at the step shown."""
        return self.copier.tables[self.step]


def compute(controls: Controls) -> View:
    """Both trainings at the chosen step, and the finding.

    Args:
        controls: the reader's settings.
    """
    settings, demonstration = settings_of(controls), KEYS.index(controls.demonstration)
    copier = imitate(settings.start, demonstration, controls.learning_rate)
    explorer = explore(settings).course
    group = group_at(settings, controls.step)
    shown = min(controls.shown, max(len(group), 1)) - 1
    words = _words(group[shown]) if group else ()
    sentences = [
        *_moment(controls.step, demonstration, copier, explorer),
        _last_group(controls.step, group),
        _race(controls.step, copier, explorer),
    ]
    if controls.predict:
        sentences.append(_verdict(controls, copier, explorer))
    return View(
        finding=" ".join(filter(None, sentences)),
        step=controls.step,
        demonstration=demonstration,
        settings=settings,
        copier=copier,
        explorer=explorer,
        losses=token_losses(copier.tables[controls.step], demonstration),
        start_losses=token_losses(settings.start, demonstration),
        group=group,
        shown=shown,
        words=words,
        secret=bool(controls.predict) and controls.step < STEPS,
    )


def settings_of(controls: Controls) -> Settings:
    """What decides the exploration."""
    return Settings(
        start=_start(controls.best),
        learning_rate=controls.learning_rate,
        group_size=controls.group_size,
        beta=controls.beta,
        seed=controls.seed,
    )


_start = lru_cache(maxsize=8)(start_table)
"""`start_table`, remembered: most controls leave the start as it is."""


def passed_at(course: Course, accuracy: float = PASSED) -> int | None:
    """The first step after which a policy is right that often; None if it never is.

    Example:
        >>> from widgets.imitate_or_explore.trie import start_table
        >>> [passed_at(imitate(start_table(0.06), trace, 0.5)) for trace in (0, 2)]
        [8, None]
    """
    steps = (step for step, found in enumerate(course.accuracies) if found >= accuracy)
    return next(steps, None)


def _words(each: Try) -> tuple[Word, ...]:
    return written(TRACES[each.trace], each.slip, each.miss)


def _moment(step: int, demonstration: int, copier: Course, explorer: Course) -> list[str]:
    """Where both stand: the copier beside what it copies, the explorer with its favourite."""
    name, rate = NAMES[demonstration], percent(RATES[demonstration])
    if step == 0:
        shares = copier.shares[0]
        leader = max(range(len(shares)), key=shares.__getitem__)
        return [
            f"Before training, both are one policy, right {percent(copier.accuracies[0])} of"
            f" the time; {percent(shares[leader])} of its tries go by {NAMES[leader]}.",
            f"The copier will be shown {name}; the explorer will be paid for right answers.",
        ]
    now = explorer.shares[step]
    leader = max(range(len(now)), key=now.__getitem__)
    accuracy = percent(copier.accuracies[step])
    copied = (
        "the success rate of what it copies"
        if accuracy == rate
        else f"and what it copies succeeds in {rate}"
    )
    told = [
        f"After {count(step, 'step')}, the copier is right {accuracy} of the time, {copied}.",
        f"The explorer is right {percent(explorer.accuracies[step])} of the time; its commonest"
        f" method is {NAMES[leader]} ({percent(explorer.shares[0][leader])} →"
        f" {percent(now[leader])} of its tries).",
    ]
    if step == STEPS and leader != 0 and now[0] < FOUND:
        told.append(f"{NAMES[0]} would be right more often, but is hardly ever tried.")
    return told


def _last_group(step: int, group: tuple[Try, ...]) -> str:
    """Only where it taught nothing: the picture has the rest."""
    if len(group) == 1:
        return "With a group of one there is nothing to compare, so no reward is learned."
    if group and not any(each.advantage for each in group):
        all_tries = "Both tries" if len(group) == 2 else f"All {len(group)} tries"
        word = "right" if group[0].right else "wrong"
        return f"{all_tries} of step {step} were {word}: equal rewards teach nothing."
    return ""


def _race(step: int, copier: Course, explorer: Course) -> str:
    """Who was right four times in five first; at the end only, and if anybody was."""
    if step < STEPS:
        return ""
    copied, explored = passed_at(copier), passed_at(explorer)
    if copied is None and explored is None:
        return ""
    if copied is None or explored is None:
        first, other = ("copier", "explorer") if explored is None else ("explorer", "copier")
        at = explored if copied is None else copied
        return f"The {first} passed {percent(PASSED)} at step {at}; the {other} never did."
    return f"The copier passed {percent(PASSED)} at step {copied}, the explorer at step {explored}."


def _verdict(controls: Controls, copier: Course, explorer: Course) -> str:
    said = {
        "imitate": "the copier would be right more often",
        "explore": "the explorer would be right more often",
        "even": "neither would be ahead by 5 points",
    }[controls.predict]
    if controls.step < STEPS:
        return f"You predicted that {said}."
    ahead = explorer.accuracies[-1] - copier.accuracies[-1]
    truth = "even" if abs(ahead) < EVEN else "explore" if ahead > 0 else "imitate"
    points = count(round(100 * abs(ahead)), "point")
    came = {
        "imitate": f"the copier is ahead by {points}",
        "explore": f"the explorer is ahead by {points}",
        "even": "they are within 5 points",
    }[truth]
    link = "and" if truth == controls.predict else "but"
    return f"You predicted that {said}, {link} {came}."
