"""The promises of speed, size and steadiness, each beside what was measured of it last.

A promise names its figures (see `bench.kept`); whether it is held is worked out from them, here and
nowhere else. What no clock and no scale can tell is held by tests, which are named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bench.kept import FigureError, Kept, figure, filled, plain
from bench.table import Cell

__all__ = ["HELD", "NOT_HELD", "PROMISES", "TESTED", "UNMEASURED", "Promise", "Verdict", "judged"]

HELD, NOT_HELD, UNMEASURED, TESTED = "held", "not held", "not measured", "held by tests"


@dataclass(frozen=True)
class Promise:
    """One promise.

    Attributes:
        topic: in a word or two.
        says: what is promised, as a sentence.
        figures: names of what was measured; the worst of them counts.
        unit: what stands behind the figures.
        most: the figures may be so large at most.
        least: the figures must be so large at least.
        aside: what one must know besides, with names of figures; left out if one of them is not
            there.
        tests: files below the checkout that hold what is not measured.
    """

    topic: str
    says: str
    figures: tuple[str, ...] = ()
    unit: str = ""
    most: float | None = None
    least: float | None = None
    aside: str = ""
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What became of a promise.

    Attributes:
        promise: which.
        state: one of `HELD`, `NOT_HELD`, `UNMEASURED`, `TESTED`.
        measured: the worst figure with its unit; empty if there is none.
        aside: the promise's, with its figures.
        benchmarks: those that measured it.
    """

    promise: Promise
    state: str
    measured: str = ""
    aside: str = ""
    benchmarks: tuple[str, ...] = ()


PAGES: Final = ("/", "/widgets/simulator/", "/field-report/")

PROMISES: Final = (
    Promise(
        "First paint",
        "Lighthouse’s phone profile gives explainer, widget page and field report a performance"
        " of at least 95.",
        tuple(f"lighthouse > {page} > performance" for page in PAGES),
        "of 100",
        least=95,
    ),
    Promise(
        "Without Python",
        "Text, picture and caption of all sixteen chapters stand in the HTML and read without"
        " scripts.",
        tests=("tests/browser/test_reading.py",),
    ),
    Promise(
        "Boot, beside stock Pyodide",
        "Time to the first live answer, nothing cached: at most 0.33 × the same page with stock"
        " Pyodide, in the same run.",
        ("boot > nothing cached > this site > x stock",),
        "× stock Pyodide",
        most=0.33,
    ),
    Promise(
        "Boot, beside PyScript",
        "The same, at most 0.33 × the same page with PyScript.",
        ("boot > nothing cached > this site > x PyScript",),
        "× PyScript",
        most=0.33,
    ),
    Promise(
        "Bytes of a first visit",
        "To the first live answer at most 3.9 MB travel, with brotli, on the explainer and on a"
        " widget’s page.",
        ("weight > the explainer > MB", "weight > a widget’s page > MB"),
        "MB",
        most=3.9,
    ),
    Promise(
        "Bytes before Python",
        "HTML, style sheet and scripts of the explainer are at most 250 kB, with brotli.",
        ("weight > the explainer > html, css, js",),
        "kB",
        most=250,
    ),
    Promise(
        "Scrub, all controls",
        "From a control’s move to the painted frame 95 of 100 moves take at most 50 ms, whichever"
        " control of the explainer it is.",
        ("scrub > every chapter > all > slowest p95",),
        "ms",
        most=50,
        aside="The slowest: [~scrub > every chapter > all > slowest control].",
    ),
    Promise(
        "Scrub, light chapters",
        "In most chapters 95 of 100 moves are painted within 16 ms.",
        ("scrub > to the painted frame > share, %",),
        "% of the chapters",
        least=50,
        aside="A frame comes every 16.7 ms, and a move has to wait for the next. Without that wait"
        " it is [~scrub > the work alone > chapters] of [~scrub > the work alone > of] chapters.",
    ),
    Promise(
        "Size of a picture",
        "At most 600 elements, and better 300.",
        ("weight > largest > count",),
        "elements",
        most=600,
        aside="Above 300: [~weight > above 300 > count] of [~weight > presets > count] presets"
        " of all chapters.",
    ),
    Promise(
        "Simulator",
        "Fifty steps are trained from scratch and drawn within one frame, 16.7 ms, in 95 of 100"
        " cases.",
        ("scrub > another seed > ms p95",),
        "ms",
        most=1000 / 60,
    ),
    Promise(
        "Sixteen embeds",
        "Sixteen widgets framed by one page are all live within 1.5 × the time of one.",
        (
            "embeds > sixteen of one kind > x one",
            "embeds > sixteen of sixteen kinds > x one",
        ),
        "× one",
        most=1.5,
        aside="Frames of one kind: [~embeds > sixteen of one kind > x one] ×; on a long page whose"
        " frames are lazy, those in sight:"
        " [~embeds > sixteen below one another, lazy > x one] ×. Sixteen frames with nothing in"
        " them that ask the same Python for an answer take"
        " [~embeds > sixteen with nothing in them > x one] ×.",
    ),
    Promise(
        "One interpreter for them",
        "Sixteen embeds share one interpreter.",
        ("embeds > sixteen of sixteen kinds > interpreters",),
        "running",
        most=1,
    ),
    Promise(
        "Memory",
        "From the thousandth move of a control to the ten-thousandth, memory grows by at most 5 %.",
        ("memory > growth > memory, %", "memory > growth > processes, %"),
        "%",
        most=5,
    ),
    Promise(
        "The same numbers everywhere",
        "CPython and the browser make the same draws and agree to 1e-9 in every widget.",
        tests=("tests/browser/test_parity.py", "tests/test_runtime_bundle.py"),
    ),
    Promise(
        "Accessible",
        "axe-core finds nothing in any widget’s states, light and dark; no control needs dragging.",
        tests=("tests/browser/test_every_chapter.py", "tests/browser/test_tactile.py"),
    ),
    Promise(
        "Private and safe",
        "A strict content security policy, no request to others, and hostile addresses or messages"
        " do no harm.",
        tests=("tests/test_hosting.py", "tests/widgets/test_every_widget.py"),
    ),
    Promise(
        "Robust",
        "Any value of any control renders, or the page says why not and the last picture stays.",
        tests=("tests/widgets/test_every_widget.py", "tests/browser/test_robustness.py"),
    ),
)


def judged(promise: Promise, results: Mapping[str, Kept]) -> Verdict:
    """What the latest results say of a promise.

    Args:
        promise: one of `PROMISES`.
        results: by benchmark; what is missing is said to be not measured.

    >>> judged(Promise("Cost", "None.", ("money > all > sum",), "€", most=0), {}).state
    'not measured'
    """
    if promise.tests:
        return Verdict(promise, TESTED)
    try:
        found = [_number(figure(results, name), name) for name in promise.figures]
    except FigureError:
        return Verdict(promise, UNMEASURED)
    try:
        aside = filled(promise.aside, results)
    except FigureError:
        aside = ""
    if promise.least is not None:
        worst = min(found)
        kept = worst >= promise.least
    else:
        worst = max(found)
        kept = promise.most is not None and worst <= promise.most
    benchmarks = dict.fromkeys(name.split(" > ")[0] for name in promise.figures)
    told = f"{plain(worst)} {promise.unit}"
    return Verdict(promise, HELD if kept else NOT_HELD, told, aside, tuple(benchmarks))


def _number(cell: Cell, name: str) -> int | float:
    if isinstance(cell, str) or cell is None:
        raise FigureError(f"{name!r} is not a number")
    return cell
