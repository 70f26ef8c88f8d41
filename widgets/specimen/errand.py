"""Errands with nothing to do: one that is short, one without end, one that asks first."""

from __future__ import annotations

from widgets.kit.widget import Errand, Outcome, Report
from widgets.specimen.controls import Controls

__all__ = ["errand_of", "perform", "told"]


def errand_of(controls: Controls) -> Errand | None:
    """The chosen errand.

    Example:
        >>> errand_of(Controls(errand="asked"))
        Errand(text='asked', asks=True)
    """
    if controls.errand == "none":
        return None
    return Errand(controls.errand, asks=controls.errand == "asked")


def perform(text: str, report: Report) -> str:
    """Does an errand.

    Args:
        text: `endless` for one that begins and never ends.
        report: is told that it has begun.

    Example:
        >>> perform("short", print)
        begun
        'done'
    """
    report("begun")
    while text == "endless":
        pass
    return "done"


def told(controls: Controls, outcome: Outcome | None) -> str:
    """What became of the errand, in a sentence.

    Example:
        >>> told(Controls(errand="endless"), Outcome("begun", ended=1.5))
        'It was begun, and ended after 1.5 seconds.'
    """
    if outcome is None:
        return "No errand." if controls.errand == "none" else "Not done yet."
    if outcome.crashed:
        return f"It failed: {outcome.crashed}."
    if outcome.ended:
        return f"It was {outcome.result}, and ended after {outcome.ended:g} seconds."
    return f"It is {outcome.result}."
