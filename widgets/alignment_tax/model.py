"""What the picture shows at the chosen step: a chain of thought, the policy, and its averages."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from widgets.alignment_tax.controls import Controls, settings_of
from widgets.alignment_tax.exact import Tables, edge_of, expected, tables_of
from widgets.alignment_tax.sweep import Sweep, stored_sweep
from widgets.alignment_tax.thoughts import KINDS, THOUGHTS, numbers_of, tokens_of
from widgets.alignment_tax.training import STEPS, Run, Settings, Try, group_at, train
from widgets.alignment_tax.words import finding_of

__all__ = ["Line", "View", "compute", "course_of", "lines_of"]

Course = tuple[tuple[float, ...], tuple[float, ...]]
"""The exact accuracy and the exact mean consistency at every step, the start included."""


class Line(NamedTuple):
    """One thought of the chain that is shown.

    Attributes:
        language: `ENGLISH` or `CHINESE`.
        pause: tokens of pause that were written before it.
        sentence: what was written of it.
        lost: what would have followed, had the budget not ended.
        tokens: of the sentence as far as it was written.
        gloss: what the Chinese says; empty for English.
        slipped: whether it is the thought that slipped.
    """

    language: int
    pause: int
    sentence: str
    lost: str
    tokens: int
    gloss: str
    slipped: bool


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        settings: of the run.
        step: which moment of it, 0 for the start.
        run: the run.
        tables: what each of the 32 choices of language comes to, under this budget.
        accuracy: of the policy at every step, exactly.
        consistency: its mean language consistency at every step, exactly.
        plain: the exact accuracy at every step of the same run with λ = 0.
        plain_consistency: its mean language consistency, likewise.
        group: the tries of the step shown; at step 0 those that step 1 will learn from.
        shown: which of them is written out, counted from 0.
        lines: that try, thought by thought.
        translated: whether what the Chinese says stands beside it.
        sweep: where training ends for other λ; None until the page has done a seed.
        edge: the choices of language that no other beats in both accuracy and consistency.
        secret: whether the end of the run is hidden, because a prediction waits for it.
    """

    finding: str
    settings: Settings
    step: int
    run: Run
    tables: Tables
    accuracy: tuple[float, ...]
    consistency: tuple[float, ...]
    plain: tuple[float, ...]
    plain_consistency: tuple[float, ...]
    group: tuple[Try, ...]
    shown: int
    lines: tuple[Line, ...]
    translated: bool
    sweep: Sweep | None
    edge: tuple[int, ...]
    secret: bool

    @property
    def chinese(self) -> tuple[float, ...]:
        """The probability of Chinese for each thought, at the step shown."""
        return self.run.chinese[self.step]

    @property
    def read(self) -> Try:
        """The try that is written out."""
        return self.group[self.shown]


def compute(controls: Controls, latest: Sweep | None = None) -> View:
    """The run at the chosen step, and the finding.

    Args:
        controls: the reader's settings.
        latest: the sweep over λ, as far as `background` has come.
    """
    settings = settings_of(controls)
    run = train(settings)
    accuracy, consistency = course_of(settings)
    plain, plain_consistency = course_of(settings._replace(weight=0.0))
    group = group_at(settings, max(controls.step, 1))
    shown = min(controls.shown, len(group)) - 1
    tables = tables_of(settings.budget, settings.target)
    view = View(
        finding="",
        settings=settings,
        step=controls.step,
        run=run,
        tables=tables,
        accuracy=accuracy,
        consistency=consistency,
        plain=plain,
        plain_consistency=plain_consistency,
        group=group,
        shown=shown,
        lines=lines_of(group[shown]),
        translated=controls.translated,
        sweep=stored_sweep(settings) or latest,
        edge=_edge(settings.budget, settings.target),
        secret=bool(controls.predict) and controls.step < STEPS,
    )
    return view._replace(finding=finding_of(view, controls.predict))


@lru_cache(maxsize=16)
def course_of(settings: Settings) -> Course:
    """Exact accuracy and mean consistency of the policy at every step of a run.

    Example:
        >>> accuracy, consistency = course_of(Settings(0.0, 0, 200, 16, 1.0, 0.5, 7))
        >>> round(accuracy[0], 3), len(consistency)
        (0.899, 51)
    """
    tables = tables_of(settings.budget, settings.target)
    policies = train(settings).chinese
    return (
        tuple([expected(chinese, tables.accuracy) for chinese in policies]),
        tuple([expected(chinese, tables.consistency) for chinese in policies]),
    )


def lines_of(each: Try) -> tuple[Line, ...]:
    """A try thought by thought, as far as the budget goes and beyond it.

    Example:
        >>> from widgets.alignment_tax.training import Settings
        >>> lines = lines_of(group_at(Settings(0.0, 0, 105, 16, 1.0, 0.5, 7), 50)[9])
        >>> [line.sentence for line in lines][2:]
        ['That leaves 94 − 70 = 24.', '每只兔多两只脚，24÷2=12。', 'So there are 12 rabbits.']
    """
    lines = []
    numbers = numbers_of(each.slip, each.miss)
    for place in range(KINDS):
        language = each.languages[place]
        tokens = tokens_of(place, language, each.slip, each.miss)
        begun = place < each.begun
        written = each.written if place == each.begun - 1 else len(tokens) if begun else 0
        lines.append(
            Line(
                language,
                each.pauses[place],
                "".join(tokens[:written]),
                "".join(tokens[written:]),
                written,
                THOUGHTS[place].gloss.format(**numbers) if language else "",
                each.slip == place + 1,
            )
        )
    return tuple(lines)


_edge = lru_cache(maxsize=64)(lambda budget, target: edge_of(tables_of(budget, target)))
