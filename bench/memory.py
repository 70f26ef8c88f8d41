"""Memory: the explainer while ten thousand moves of its controls are made, after each thousand."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from playwright.sync_api import Browser, CDPSession, Page

from bench.browser import built_site, fresh_page, live, put, script
from bench.embeds import BYTES_IN_MB, resident
from bench.scrub import positions
from bench.table import Cell, Table
from sitebuild.errors import BuildError
from sitebuild.progress import Log
from sitebuild.serve import start_server
from widgets import CHAPTERS, widget
from widgets.kit.controls import Slider, Stepper, declared

__all__ = ["growth", "memory", "moves", "moves_back"]

BLOCKS = 10
BLOCK = 1000
"""Moves between two looks."""

SEED: Final = 9
SETTLING: Final = 2000
"""Milliseconds without a move before a look, so that work in the background has ended."""


@dataclass(frozen=True)
class Look:
    """What a page holds, in MB but for counts, after its garbage was collected.

    Attributes:
        moves: made so far.
        page: the page's JavaScript: heap, what its objects hold outside of it, buffers.
        worker: the worker's, likewise.
        python: the memory of the worker's WebAssembly, which never shrinks.
        processes: all renderer processes, shared memory divided; None where there is no /proc.
        nodes: in documents or kept by a script.
        listeners: of events.
    """

    moves: int
    page: float
    worker: float
    python: float
    processes: float | None
    nodes: int
    listeners: int

    @property
    def together(self) -> float:
        """What page, worker and Python hold."""
        return self.page + self.worker + self.python


def memory(browser: Browser, runs: int | None, log: Log) -> list[Table]:
    """Make moves and look at memory in between.

    Args:
        browser: a running one.
        runs: after the first thousand moves, how many thousands more; None for the usual number.
        log: told how far it is.

    Raises:
        BuildError: The site is not built, or a page gave no answer.
    """
    blocks = 1 + runs if runs else BLOCKS
    chance = Random(SEED)
    with _telling_site() as site, fresh_page(browser) as page:
        page.goto(f"{site}/")
        live(page)
        looker = _Looker(browser, page)
        looks = [looker.look(0)]
        for block in range(1, blocks + 1):
            log(f"memory: thousand {block} of {blocks}")
            page.evaluate(script("moves.js"), moves(BLOCK, chance))
            page.evaluate(script("moves.js"), moves_back())
            looks.append(looker.look(block * BLOCK))
    return [_looks(looks), growth(looks)]


def moves(count: int, chance: Random) -> list[tuple[str, str, str]]:
    """Moves of sliders and steppers of all chapters: slug, control, position.

    The first ones go through all chapters, so that each is awake afterwards.

    Args:
        count: how many.
        chance: what picks them.

    >>> moves(3, Random(1)) == moves(3, Random(1))
    True
    """
    places = _places()
    slugs = list(places)
    made = []
    for number in range(count):
        slug = slugs[number] if number < len(slugs) else chance.choice(slugs)
        name, found = chance.choice(places[slug])
        made.append((slug, name, chance.choice(found)))
    return made


def moves_back() -> list[tuple[str, str, None]]:
    """Moves of all of them back to where they were when the page came.

    >>> len(moves_back()) == len(set(moves_back())) > 15
    True
    """
    return [(slug, name, None) for slug, found in _places().items() for name, _ in found]


def _places() -> dict[str, list[tuple[str, list[str]]]]:
    """The sliders and steppers of the chapters that have some, and where a move may take them."""
    places = {
        chapter.slug: [
            (name, found)
            for name, control in declared(widget(chapter.slug).controls).items()
            if isinstance(control, Slider | Stepper) and (found := positions(control))
        ]
        for chapter in CHAPTERS
    }
    return {slug: found for slug, found in places.items() if found}


def growth(looks: Sequence[Look]) -> Table:
    """How much more there is at the last look than after the first thousand moves.

    Args:
        looks: three or more, the second of them after the first thousand moves.
    """
    first, last = looks[1], looks[-1]
    resident_growth = None
    if first.processes and last.processes:
        resident_growth = 100 * (last.processes / first.processes - 1)
    cells: dict[str, Cell] = {
        "what": "growth",
        "from": first.moves,
        "to": last.moves,
        "memory, %": 100 * (last.together / first.together - 1),
        "processes, %": resident_growth,
        "page, %": 100 * (last.page / first.page - 1),
        "worker, %": 100 * (last.worker / first.worker - 1),
        "Python, %": 100 * (last.python / first.python - 1),
        "nodes": last.nodes - first.nodes,
        "listeners": last.listeners - first.listeners,
    }
    return Table(
        "memory: growth from the first thousand moves to the last, in per cent or in number",
        tuple(cells),
        [tuple(cells.values())],
        ("memory: page, worker and Python together. The first thousand moves start every widget.",),
    )


def _looks(looks: Sequence[Look]) -> Table:
    rows: list[list[Cell]] = [
        [
            f"{look.moves:,}",
            *(look.page, look.worker, look.python, look.together, look.processes),
            *(look.nodes, look.listeners),
        ]
        for look in looks
    ]
    return Table(
        "memory: the explainer after so many moves of its controls, in MB",
        ("moves", "page", "worker", "Python", "together", "processes", "nodes", "listeners"),
        rows,
        (
            "Sliders and steppers of all chapters, one move at a time, chosen by chance with one "
            "seed, each as soon as the picture of the last is in the page. Before each look all go "
            "back to where they were at first, so that every look finds the same pictures; then "
            "two seconds pass, and garbage is collected in page and worker.",
            "page, worker: JavaScript's heap, what its objects hold besides, and buffers. Python: "
            "the WebAssembly's memory, which grows in steps and never shrinks. processes: all "
            "renderers of the browser, what they share divided; compiled code is among it. The "
            "page's icon is an empty one: a driven browser keeps a record of every request for it.",
        ),
    )


@contextmanager
def _telling_site() -> Iterator[str]:
    """Serve a copy of the site whose worker keeps hold of its WebAssembly's memory.

    Its page has an icon of its own, an empty one. A browser without a window asks for the icon anew
    whenever the address changes, as it does when a reader rests, and to be driven it must keep a
    record of every request: in ten thousand moves 1.5 MB, which would be counted as the page's.
    """
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        shutil.copytree(built_site(), site)
        (worker,) = site.glob("assets/*/worker.js")
        put(worker, f"{worker.read_text('utf-8')}\n{script('wasm-memory.js')}")
        page = site / "index.html"
        bare, icons = re.subn(r'<link rel="icon".*?>', "", page.read_text("utf-8"))
        assert icons, "the page names no icon"
        put(page, bare.replace("</head>", '<link rel="icon" href="data:,"></head>'))
        with start_server(site, log=print) as address:
            yield address


class _Looker:
    """Looks at the memory of a page whose Python runs in a worker of its own."""

    def __init__(self, browser: Browser, page: Page) -> None:
        self.page = page
        self.of_browser = browser.new_browser_cdp_session()
        self.of_page = page.context.new_cdp_session(page)
        self.of_worker = _WorkerSession(page, self.of_page)

    def look(self, moves: int) -> Look:
        """What there is now."""
        self.page.wait_for_timeout(SETTLING)
        for session in (self.of_page, self.of_worker, self.of_page):
            session.send("HeapProfiler.collectGarbage")
        counters = self.of_page.send("Memory.getDOMCounters")
        sizes = self.page.workers[0].evaluate("[...benchMemories].map((m) => m.buffer.byteLength)")
        return Look(
            moves,
            _held(self.of_page.send("Runtime.getHeapUsage")),
            _held(self.of_worker.send("Runtime.getHeapUsage")),
            sum(sizes) / BYTES_IN_MB,
            self._processes(),
            counters["nodes"],
            counters["jsEventListeners"],
        )

    def _processes(self) -> float | None:
        told = self.of_browser.send("SystemInfo.getProcessInfo")["processInfo"]
        total = 0.0
        for process in told:
            if process["type"] == "renderer":
                with suppress(OSError):
                    total += resident(Path("/proc", str(process["id"])))
        return total or None


class _WorkerSession:
    """Speaks to the page's worker through the page: Playwright has no session of its own for it."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page = page
        self.session = session
        self.replies: dict[int, Any] = {}
        self.asked = 0
        attached: list[str] = []
        session.on(
            "Target.attachedToTarget",
            lambda event: (
                attached.append(event["sessionId"])
                if event["targetInfo"]["type"] == "worker"
                else None
            ),
        )
        session.on("Target.receivedMessageFromTarget", self._hear)
        how = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}
        session.send("Target.setAutoAttach", how)
        page.wait_for_timeout(SETTLING)
        if not attached:
            raise BuildError("The page has no worker of its own.", "See site/js/interpreter.js.")
        self.name = attached[0]

    def send(self, method: str) -> Any:
        """Ask the worker and return what it answers."""
        self.asked += 1
        message = json.dumps({"id": self.asked, "method": method})
        asked = {"sessionId": self.name, "message": message}
        self.session.send("Target.sendMessageToTarget", asked)
        while self.asked not in self.replies:
            self.page.wait_for_timeout(20)
        return self.replies.pop(self.asked)

    def _hear(self, event: dict[str, str]) -> None:
        reply = json.loads(event["message"])
        if "id" in reply:
            self.replies[reply["id"]] = reply.get("result")


def _held(usage: dict[str, float]) -> float:
    parts = ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
    return sum(usage.get(part, 0) for part in parts) / BYTES_IN_MB
