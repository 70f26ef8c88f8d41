"""What the page asks of Python: a picture, its table, a download, a slice of work, an errand.

The worker in the browser and the build both come in here. Questions and answers are plain text
(JSON), so that nothing but text crosses from one language to the other.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import replace
from time import perf_counter
from typing import Any

from widgets import widget
from widgets.kit.controls import (
    LONGEST,
    Choice,
    Prediction,
    Slider,
    Stepper,
    Toggle,
    declared,
    read,
    text_of,
)
from widgets.kit.widget import Background, Errand, Outcome, Report, Widget

__all__ = ["answer", "detail", "export", "perform", "rehearse", "work"]

SLICE = 0.006
"""Seconds of background work at a time, so that a question waits for less than a frame."""

MOST_JOBS = 16
"""Jobs that are kept; one for each page that shares this interpreter is enough."""

_jobs: dict[tuple[str, Hashable], _Job] = {}
"""By widget and what the work depends on, those asked for last at the end."""


class _Job:
    """The background work behind one widget's settings, and its result so far."""

    def __init__(self, background: Background | None) -> None:
        self.background = background
        self.latest: Any = None
        self.done = background is None

    def advance(self) -> None:
        """Work for one slice of time."""
        until = perf_counter() + SLICE
        while self.background and not self.done and perf_counter() < until:
            try:
                self.latest = next(self.background.slices)
            except StopIteration:
                self.done = True


def answer(slug: str, texts: str, outcome: str = "") -> str:
    """The picture for a state.

    Args:
        slug: which widget.
        texts: JSON object of control name to text, as a form or an address holds them.
        outcome: JSON object of what became of the last errand: its `text`, and the fields of an
            `Outcome`; empty if there was none.

    Returns:
        JSON: `picture` (HTML), `finding` (plain text), `values` (every control as text, mended),
        `notices` (sentences about what was mended), `more` (whether background work would
        refine the picture: call `work` while it does), `errand` (`text` and `asks` of what must
        be done elsewhere for it, or null).
    """
    chosen = widget(slug)
    controls, notices = read(chosen.controls, json.loads(texts))
    errand, latest, done = _latest(chosen, controls, outcome)
    view = chosen.view(controls, latest)
    values = text_of(controls)
    return json.dumps(
        {
            "picture": chosen.picture(controls, view),
            "finding": view.finding,
            "values": values,
            "notices": notices
            + [_unlinked(name) for name in values if len(values[name]) > LONGEST],
            "more": not done,
            "errand": errand and errand._asdict(),
        },
        ensure_ascii=False,
    )


def perform(slug: str, text: str, report: Report) -> str:
    """Does an errand of a widget; called where it can do no harm and be ended.

    Args:
        slug: which widget.
        text: the errand's.
        report: is told how far it has come.

    Raises:
        KeyError: the widget has no errands.
    """
    chosen = widget(slug)
    if chosen.perform is None:
        raise KeyError(f"{slug!r} has no errands")
    return chosen.perform(text, report)


def rehearse(slug: str, texts: str, turn: int) -> None:
    """Makes a picture that nobody sees, of a state that differs in one control.

    A browser compiles what runs often, and Python in it is several times slower until then. A few
    pictures made while the reader reads spare the first moves of a control that wait.

    Args:
        slug: which widget.
        texts: the present state, as for `answer`.
        turn: 0, 1, 2…: another control is moved in each.
    """
    chosen = widget(slug)
    controls, _ = read(chosen.controls, json.loads(texts))
    movable = [
        (name, control)
        for name, control in declared(chosen.controls).items()
        if isinstance(control, Slider | Stepper | Choice | Toggle)
        and not isinstance(control, Prediction)
    ]
    if not movable:
        return
    name, control = movable[turn % len(movable)]
    moved = replace(controls, **{name: _elsewhere(control, turn, turn // len(movable))})
    json.dumps(chosen.picture(moved, chosen.view(moved)))


def _elsewhere(control: Slider | Stepper | Choice | Toggle, turn: int, again: int) -> Any:
    """A value for a rehearsal: another place on a scale each turn, the next option each time."""
    if isinstance(control, Toggle):
        return control.default == bool(again % 2)
    if isinstance(control, Choice):
        values = [value for value, _ in control.options]
        return values[(values.index(control.default) + 1 + again) % len(values)]
    place = control.low + (control.high - control.low) * ((0.21 + 0.37 * turn) % 1.0)
    return control.parse(str(place))


def work(slug: str, texts: str) -> bool:
    """One slice of the background work behind a state's picture; whether there is more to do.

    Args:
        slug: which widget.
        texts: the state, as for `answer`. Two pages may show the same widget in two states.
    """
    chosen = widget(slug)
    controls, _ = read(chosen.controls, json.loads(texts))
    job = _job(chosen, controls)
    job.advance()
    return not job.done


def detail(slug: str, texts: str, outcome: str = "") -> str:
    """What a reader looks up rather than watches: JSON with `table` (HTML) and `code` (text)."""
    chosen = widget(slug)
    controls, _ = read(chosen.controls, json.loads(texts))
    view = chosen.view(controls, _latest(chosen, controls, outcome)[1])
    return json.dumps(
        {
            "table": chosen.table(view).html(),
            "code": chosen.code(controls) if chosen.code else "",
        }
    )


def export(slug: str, texts: str, name: str) -> str:
    """The text of one of a widget's downloads.

    Raises:
        KeyError: the widget has no such download.
    """
    chosen = widget(slug)
    controls, _ = read(chosen.controls, json.loads(texts))
    makers = {item.name: item.make for item in chosen.exports}
    return makers[name](controls)


def _latest(
    chosen: Widget[Any, Any], controls: Any, outcome: str
) -> tuple[Errand | None, Any, bool]:
    """The errand still to be done for a state, what `compute` is given, and if that is all."""
    if chosen.errand is None:
        job = _job(chosen, controls)
        return None, job.latest, job.done
    errand = chosen.errand(controls)
    fields = json.loads(outcome) if outcome and errand else {}
    if errand is None or fields.pop("text", None) != errand.text:
        return errand, None, True
    return None, Outcome(**fields), True


def _unlinked(name: str) -> str:
    return f"{name}: this is too long for a link, so links leave it out."


def _job(chosen: Widget[Any, Any], controls: Any) -> _Job:
    """The job for these settings, gone on with if it was begun."""
    background = chosen.background(controls) if chosen.background else None
    key = chosen.slug, background and background.key
    job = _jobs.pop(key, None) or _Job(background)
    _jobs[key] = job
    if len(_jobs) > MOST_JOBS:
        del _jobs[next(iter(_jobs))]
    return job
