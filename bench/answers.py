"""Answers alone: what Python takes for one, in the browser with no page in its way, and here."""

import json
from time import perf_counter

from playwright.sync_api import Browser

from bench.browser import fresh_page, live, script
from widgets import runtime

__all__ = [
    "FRESH_BETA",
    "FRESH_SEED",
    "KINDS",
    "REMEMBERED",
    "answers",
    "answers_here",
    "questions",
]

WIDGET = "simulator"
FRESH_BETA, FRESH_SEED, REMEMBERED = "another beta", "another seed", "the same run"
KINDS = {
    FRESH_BETA: "50 steps trained anew; the luck of the seed is remembered",
    FRESH_SEED: "50 steps trained anew, and 6,400 random numbers drawn",
    REMEMBERED: "nothing trained: another step of a remembered run is shown",
}
"""What is asked, and what it makes Python do."""

WARM = 10
"""Rounds that are not counted: the browser is still compiling what runs often."""


def questions(rounds: int) -> list[dict[str, str]]:
    """One question of each kind a round, so that all meet the same machine.

    Returns:
        Texts by control, in the order of `KINDS`, round after round.
    """
    asked = []
    for number in range(rounds):
        asked.append({"beta": f"{0.04 + 1e-6 * (number + 1):.6f}"})
        asked.append({"seed": str(1000 + number)})
        asked.append({"step": str(number % 50)})
    return asked


def answers(browser: Browser, site: str, rounds: int) -> dict[str, list[float]]:
    """Ask a worker, and return the milliseconds of each answer by kind of question.

    They are the worker's own: Python's, and the reading of the JSON that comes from it.

    Args:
        browser: a running one.
        site: the address of the site.
        rounds: how many of each kind to count.
    """
    with fresh_page(browser) as page:
        page.goto(f"{site}/widgets/{WIDGET}/")
        live(page)
        asked = questions(WARM + rounds)
        times: list[float] = page.evaluate(script("ask.js"), [WIDGET, asked])
    return _by_kind(times)


def answers_here(rounds: int) -> dict[str, list[float]]:
    """Put the same questions to the same code in this Python, and return the same."""
    times = []
    for asked in questions(WARM + rounds):
        started = perf_counter()
        json.loads(runtime.answer(WIDGET, json.dumps(asked)))
        times.append(1000 * (perf_counter() - started))
    return _by_kind(times)


def _by_kind(times: list[float]) -> dict[str, list[float]]:
    width = len(KINDS)
    return {kind: times[WARM * width + at :: width] for at, kind in enumerate(KINDS)}
