"""Where the milliseconds of the site's start go: step by step, file by file, import by import.

These are visits of their own, to copies of the site whose worker notes what it does; the times that
are compared with others come from the site as it is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

from playwright.sync_api import Browser

from bench.browser import fresh_page, live
from bench.peers import IMPORTS, TRACED, WIDGET
from bench.stats import median
from bench.table import Cell, Table
from sitebuild.progress import Log

__all__ = ["Import", "Span", "imports_in", "spans", "stages"]

RUNS = 5
MOST_IMPORTS: Final = 25
OURS: Final = ("grpo_core", "widgets")

STEPS: Final = {
    "asked": "the page's HTML is asked for, and comes",
    "html there": "the page's scripts come and run, until they ask for a worker",
    "worker asked": "the worker starts, and its scripts come",
    "worker runs": "Python's files come, and its WebAssembly is compiled",
    "loadPyodide begins": "Pyodide's scripts prepare for it",
    "instantiate begins": "the WebAssembly is instantiated",
    "instantiate ends": "Pyodide's scripts lay out memory and file system",
    "unpack begins": "the library and our packages are unpacked",
    "unpack ends": "Python initialises itself, and Pyodide its bridge to JavaScript",
    "loadPyodide ends": "our packages are imported, and the page hears that Python is there",
    "ready heard": "the question goes to Python, and its answer to the page",
    "answer heard": "the picture goes into the page",
    "live": "it is painted",
}
"""What begins with each mark, and lasts until the next one."""

MARKS = """() => {
    const page = performance.getEntriesByType("navigation")[0];
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return {
        origin: performance.timeOrigin,
        marks: [["asked", 0], ["html there", page.responseEnd], ...benchStages],
        paint: paint?.startTime ?? null,
    };
}"""
FILES = """() => performance.getEntriesByType("resource").map(
    ({ name, startTime, responseEnd, encodedBodySize: size }) =>
        [name, performance.timeOrigin + startTime, performance.timeOrigin + responseEnd, size]
).filter(([, asked, there]) => there >= asked)"""
IN_WORKER = "() => ({ origin: performance.timeOrigin, marks: benchMarks, said: benchSaid })"
PAINTED = "benchStages.some(([what]) => what === 'painted')"

Mark: TypeAlias = tuple[str, float]
"""What begins or ends, and when."""

TIMED: Final = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|( +)(\S+)")


@dataclass(frozen=True)
class Span:
    """A step of the start.

    Attributes:
        what: in words.
        begins: milliseconds since the navigation.
        lasts: milliseconds.
    """

    what: str
    begins: float
    lasts: float


@dataclass(frozen=True)
class Import:
    """A module that Python imported.

    Attributes:
        name: which.
        own: milliseconds without the modules that it imported in turn.
    """

    name: str
    own: float


@dataclass(frozen=True)
class _File:
    name: str
    asked: float
    there: float
    size: float


@dataclass(frozen=True)
class _Start:
    """One visit."""

    spans: list[Span]
    paint: float | None
    compiled: tuple[float, float] | None
    files: list[_File]
    said: list[str]


def spans(marks: Iterable[Mark]) -> list[Span]:
    """Steps out of marks: each known one begins a step, which the next one ends.

    Args:
        marks: in any order; the first of a name counts. Whatever `STEPS` does not know only ends
            the last step, if it is `painted`.

    >>> spans([("live", 7.0), ("answer heard", 5.0), ("painted", 8.0), ("other", 6.0)])
    [Span(what='the picture goes into the page', begins=5.0, lasts=2.0), \
Span(what='it is painted', begins=7.0, lasts=1.0)]
    """
    first: dict[str, float] = {}
    for name, at in marks:
        if name in STEPS or name == "painted":
            first.setdefault(name, at)
    ordered = sorted(first.items(), key=lambda mark: mark[1])
    return [
        Span(STEPS[name], at, after - at)
        for (name, at), (_, after) in pairwise(ordered)
        if name in STEPS
    ]


def imports_in(lines: Iterable[str]) -> list[Import]:
    """What Python says of its imports where PYTHONPROFILEIMPORTTIME asks it to.

    >>> imports_in(["import time: self [us] | cumulative | imported package",
    ...             "import time:       150 |        400 |   json.decoder"])
    [Import(name='json.decoder', own=0.15)]
    """
    found = filter(None, map(TIMED.match, lines))
    return [Import(match[4], int(match[1]) / 1e3) for match in found]


def stages(browser: Browser, folder: str, runs: int, log: Log) -> list[Table]:
    """Measure the steps of a cold start.

    Args:
        browser: a running one.
        folder: the address of what `peers.bare_pages` made.
        runs: how often to start at most; it is not done more than five times.
        log: told how far it is.

    Raises:
        BuildError: A page gave no answer.
    """
    log("boot: its stages")
    counted = min(runs, RUNS)
    starts = [_start(browser, f"{folder}/{TRACED}{WIDGET}") for _ in range(counted + 1)][1:]
    timed = [_start(browser, f"{folder}/{IMPORTS}{WIDGET}") for _ in range(counted)]
    return [_steps(starts), _files(starts), _imports([imports_in(start.said) for start in timed])]


def _start(browser: Browser, place: str) -> _Start:
    with fresh_page(browser, scripts=["stages.js"]) as tab:
        tab.goto(place)
        live(tab)
        tab.wait_for_function(PAINTED)
        seen: dict[str, Any] = tab.evaluate(MARKS)
        files: list[list[Any]] = tab.evaluate(FILES)
        marks: list[Mark] = [(name, at) for name, at in seen["marks"]]
        said: list[str] = []
        for worker in tab.workers:
            inside: dict[str, Any] = worker.evaluate(IN_WORKER)
            later = inside["origin"] - seen["origin"]
            marks += [(name, at + later) for name, at in inside["marks"]]
            files += worker.evaluate(FILES)
            said += inside["said"]
    times = dict(reversed(marks))
    compiled = times.get("compile begins"), times.get("compile ends")
    return _Start(
        spans(marks),
        seen["paint"],
        None if compiled[0] is None or compiled[1] is None else (compiled[0], compiled[1]),
        [
            _File(
                name.partition("?")[0].rpartition("/")[2],
                asked - seen["origin"],
                there - seen["origin"],
                size,
            )
            for name, asked, there, size in files
        ],
        said,
    )


def _steps(starts: Sequence[_Start]) -> Table:
    rows: list[list[Cell]] = []
    for step in dict.fromkeys(span.what for start in starts for span in start.spans):
        found = [span for start in starts for span in start.spans if span.what == step]
        rows.append([step, *_medians([(span.begins, span.lasts) for span in found])])
    if painted := [start.paint for start in starts if start.paint is not None]:
        rows.append(["meanwhile: the page is first painted", median(painted), None])
    if compiled := [start.compiled for start in starts if start.compiled]:
        lasted = [(begun, ended - begun) for begun, ended in compiled]
        rows.append(["meanwhile: WebAssembly comes and is compiled", *_medians(lasted)])
    return Table(
        "boot: the stages of this site's start, in ms (medians)",
        ("stage", "begins", "lasts"),
        rows,
        (
            f"{len(starts)} visits of their own, cold, to a copy of the site whose worker notes "
            "what begins when. Each stage lasts until the next one begins.",
        ),
    )


def _files(starts: Sequence[_Start]) -> Table:
    rows: list[list[Cell]] = []
    for name in dict.fromkeys(file.name for start in starts for file in start.files):
        found = [file for start in starts for file in start.files if file.name == name]
        asked, took = _medians([(file.asked, file.there - file.asked) for file in found])
        rows.append([name, asked, took, max(file.size for file in found) / 1e3])
    rows.sort(key=lambda row: float(row[1] or 0))
    return Table(
        "boot: what this site's start fetches, in ms (medians) and kB",
        ("file", "asked", "takes", "kB"),
        rows,
        (
            "As the browser tells of those same visits, until the last byte; it does not tell of "
            "the worker's own script. kB: compressed, without headers.",
        ),
    )


def _imports(starts: Sequence[Sequence[Import]]) -> Table:
    times: dict[str, list[float]] = {}
    for start in starts:
        for module in start:
            times.setdefault(module.name, []).append(module.own)
    costs = {name: median(own) for name, own in times.items()}
    mine = {name: cost for name, cost in costs.items() if name.partition(".")[0] in OURS}
    rows: list[list[Cell]] = [
        [f"all {len(costs)} modules", sum(costs.values())],
        [f"of them {len(mine)} of ours", sum(mine.values())],
    ]
    slowest = sorted(costs, key=lambda name: -costs[name])[:MOST_IMPORTS]
    rows += [[name, costs[name]] for name in slowest]
    return Table(
        "boot: what Python imports when it starts, in ms (medians), the slowest by themselves",
        ("module", "own ms"),
        rows,
        (
            "As Python itself says (PYTHONPROFILEIMPORTTIME), in visits of their own: until the "
            "first answer, each without the modules that it imports in turn. Saying it takes time.",
        ),
    )


def _medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return median([one for one, _ in pairs]), median([other for _, other in pairs])
