"""Embeds: sixteen widgets framed by a page of another site, beside one, in time and memory.

The browser runs by itself: nothing is attached to it that would follow its hundreds of requests and
take as long as they do. The framed pages tell their host when they are live, and it tells us.
"""

import json
import queue
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Final

from playwright.sync_api import Browser

from bench.boot import in_turn
from bench.browser import PATIENCE, built_site, put, script
from bench.peers import PAGES
from bench.stats import median, quantile
from bench.table import Cell, Table
from sitebuild.browser import ACROSS_SITES, find_browser
from sitebuild.errors import BuildError
from sitebuild.progress import Log
from sitebuild.serve import start_server
from widgets import CHAPTERS

__all__ = ["embeds", "resident"]

RUNS = 7
ALL: Final = [f"{chapter.slug}/" for chapter in CHAPTERS]
ONE = "one"
LAZY = "sixteen below one another, lazy"
BARE = "sixteen with nothing in them"
HOSTS: Final = {
    ONE: ["simulator/"],
    "sixteen of one kind": ["simulator/"] * len(ALL),
    "sixteen of sixteen kinds": ALL,
    LAZY: ALL,
    BARE: ["simulator/bare.html"] * len(ALL),
}
"""What each host page frames: pages below the folder of widgets."""

IN_SIGHT: Final = {LAZY: 3}
"""How many frames are to be live, if not all: the first ones of a long page."""

GRID = "iframe { width: 450px; height: 320px; border: 0 }"
POST = "iframe { display: block; width: 700px; height: 400px; margin: 2em auto; border: 0 }"
WINDOW = "1920,1400"
SETTLING = 3
"""Seconds for a new browser to come to rest, and for its memory after the last first answer."""

START = f"""<!doctype html><title>Start</title><link rel="icon" href="data:,">
<script>setTimeout(() => location.replace(location.hash.slice(1)), {SETTLING * 1000})</script>"""
"""A page from which the browser goes on once it has finished opening its window."""

BYTES_IN_MB = 1e6
WORKERS: Final = ("SharedWorker", "DedicatedWorker")
"""How the browser names the threads of workers."""


@dataclass(frozen=True)
class Load:
    """One opening of a host page.

    Attributes:
        took: milliseconds from the navigation to the last first answer of those in sight.
        interpreters: workers that run, shared or not.
        memory: MB of all renderer processes, what they share with others divided among them.
    """

    took: float
    interpreters: int | None
    memory: float | None


def embeds(browser: Browser, runs: int | None, log: Log) -> list[Table]:
    """Measure host pages with one and with sixteen embeds, in turns, each in a browser of its own.

    Args:
        browser: a running one, whose program is launched.
        runs: how often each page is opened, once more than is counted; None for the usual number.
        log: told how far it is.

    Raises:
        BuildError: The site is not built, or a page gave no answer.
    """
    loads: dict[str, list[Load]] = {name: [] for name in HOSTS}
    rounds = runs or RUNS
    program = browser.browser_type.executable_path
    given = find_browser()
    if given and given.executable:
        program = str(given.executable)
    flags = [*(given.flags if given else ()), ACROSS_SITES]
    with _telling_site() as site, _Hosts(site) as hosts:
        for turn, names in enumerate(in_turn(list(HOSTS), rounds + 1)):
            log(f"embeds: round {turn} of {rounds}" + ("" if turn else ", not counted"))
            for name in names:
                load = hosts.load(name, [program, *flags])
                if turn:
                    loads[name].append(load)
    return [_table(loads)]


@contextmanager
def _telling_site() -> Iterator[str]:
    """Serve a copy of the site whose framed pages also tell their host when they are live."""
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        shutil.copytree(built_site(), site)
        (frame,) = site.glob("assets/*/frame.js")
        put(frame, f"{frame.read_text('utf-8')}\n{script('tell-live.js')}")
        _write_bare(site, frame)
        with start_server(site, log=print) as address:
            yield address


def _write_bare(site: Path, frame: Path) -> None:
    """Put a page beside the simulator's that asks the same of Python and shows next to nothing."""
    shutil.copy(PAGES / "bare.js", frame.parent)
    page = site / "widgets/simulator/index.html"
    opening = re.search("<html[^>]*>", page.read_text("utf-8"))
    if opening is None:
        raise BuildError(f"{page} has no element html.", "Build the site anew.")
    tags = "".join(
        f'<script type="module" src="../../assets/{frame.parent.name}/{name}"></script>'
        for name in ("frame.js", "bare.js")
    )
    html = f'<!doctype html>{opening[0]}<meta charset="utf-8"><title>Bare</title>{tags}<p></p>'
    (page.parent / "bare.html").write_text(html, "utf-8")


class _Hosts(ThreadingHTTPServer):
    """Serves the host pages and hears from them; to a browser it is another site than ours."""

    def __init__(self, site: str) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.told: queue.Queue[float] = queue.Queue()
        for number, (kind, pages) in enumerate(HOSTS.items()):
            lazy, style = (' loading="lazy"', POST) if kind == LAZY else ("", GRID)
            frames = "".join(
                f'<iframe src="{site}/widgets/{page}" title="{page}"{lazy}></iframe>'
                for page in pages
            )
            hear = script("hear-live.js").replace("COUNT", str(IN_SIGHT.get(kind, len(pages))))
            html = (
                '<!doctype html><title>Host</title><link rel="icon" href="data:,">'
                f"<style>{style}</style><script>{hear}</script>{frames}"
            )
            Path(self.folder.name, f"{number}.html").write_text(html, encoding="utf-8")
        Path(self.folder.name, "start.html").write_text(START, encoding="utf-8")
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=self.folder.name))
        self.thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self.shutdown()
        self.thread.join()
        self.server_close()
        self.folder.cleanup()

    def load(self, name: str, command: list[str]) -> Load:
        """Open a host page in a new browser and wait until it has told all."""
        host = f"{list(HOSTS).index(name)}.html"
        address = f"http://localhost:{self.server_port}/start.html#{host}"
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            own = ["--headless=new", f"--user-data-dir={profile}", f"--window-size={WINDOW}"]
            running = subprocess.Popen(
                [*command, *own, address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                took = self.told.get(timeout=PATIENCE / 1000)
                sleep(SETTLING)
                return Load(took, *_seen(running.pid))
            except queue.Empty:
                cure = "Open a widget's page by hand and see what it says."
                raise BuildError(f"Not all frames of {name!r} came to life.", cure) from None
            finally:
                running.terminate()
                running.wait()


class _Handler(SimpleHTTPRequestHandler):
    server: _Hosts

    def do_POST(self) -> None:
        """Hear what a host page has measured."""
        told = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.put(json.loads(told))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def _seen(root: int) -> tuple[int | None, float | None]:
    """What a `Load` says of a browser's renderers; nothing where there is no /proc."""
    if not Path("/proc/self/smaps_rollup").is_file():
        return None, None
    workers, memory = 0, 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            kind = (process / "cmdline").read_bytes()
            if b"--type=renderer" not in kind or not _descends(int(process.name), root):
                continue
            threads = [(task / "comm").read_text() for task in (process / "task").iterdir()]
            workers += sum(name.startswith(WORKERS) for name in threads)
            memory += resident(process)
        except OSError:  # it has ended meanwhile
            continue
    return workers, memory


def resident(process: Path) -> float:
    """MB of memory of a process below /proc, what it shares with others divided among them.

    Raises:
        OSError: It has ended, or there is no /proc.
    """
    maps = (process / "smaps_rollup").read_text()
    (line,) = (each for each in maps.splitlines() if each.startswith("Pss:"))
    return int(line.split()[1]) * 1024 / BYTES_IN_MB


def _descends(process: int, root: int) -> bool:
    while process > 1 and process != root:
        status = Path(f"/proc/{process}/stat").read_text()
        process = int(status.rpartition(")")[2].split()[1])
    return process == root


def _table(loads: dict[str, list[Load]]) -> Table:
    one = loads[ONE]
    rows: list[list[Cell]] = []
    for name, found in loads.items():
        shares = [load.took / first.took for load, first in zip(found, one, strict=True)]
        memories = [load.memory for load in found if load.memory is not None]
        rows.append(
            [
                name,
                IN_SIGHT.get(name, len(HOSTS[name])),
                len(found),
                median([load.took for load in found]),
                median(shares),
                quantile(shares, 0.25),
                quantile(shares, 0.75),
                max(load.interpreters or 0 for load in found) or None,
                median(memories) if memories else None,
            ]
        )
    return Table(
        "embeds: milliseconds until all that are waited for have had a live answer",
        ("host page", "frames", "runs", "ms", "x one", "q25", "q75", "interpreters", "MB"),
        rows,
        (
            "Cold: a new browser each time, at rest. Host page and site are two sites on one "
            "machine. On the long page the first three frames are waited for.",
            f"{BARE}: no picture, no controls, no style, no font; each asks the shared interpreter "
            "for one picture and writes its sentence. What sixteen documents cost in any case.",
            f"MB: of all renderer processes, the host page's among them, {SETTLING} seconds later.",
        ),
    )
