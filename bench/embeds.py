"""Embeds: sixteen widgets framed by a page of another site, beside one, in time and memory."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

from playwright.sync_api import Browser, CDPSession, Page

from bench.boot import in_turn
from bench.browser import PATIENCE, SETTLING, copied_site
from bench.stats import median, quantile
from bench.table import Cell, Table
from sitebuild.browser import ACROSS_SITES, find_browser
from sitebuild.progress import Log
from widgets import CHAPTERS

__all__ = ["embeds"]

RUNS = 5
ALL: Final = [chapter.slug for chapter in CHAPTERS]
ONE = "one"
HOSTS: Final = {
    ONE: ["simulator"],
    "sixteen of one kind": ["simulator"] * len(ALL),
    "sixteen of sixteen kinds": ALL,
    "sixteen below one another, lazy": ALL,
}
"""What each host page frames. On the last one the first two or three are in sight."""

LAZY = list(HOSTS)[-1]
WINDOW: Final = {"width": 1920, "height": 1400}
GRID = "iframe { width: 450px; height: 320px; border: 0 }"
POST = "iframe { display: block; width: 700px; height: 600px; margin: 2em auto; border: 0 }"
IN_SIGHT = """() => [...document.querySelectorAll("iframe")]
    .filter((frame) => frame.getBoundingClientRect().top < innerHeight).length"""
LIVE = "() => performance.timeOrigin + Number(document.documentElement.dataset.live)"


@dataclass(frozen=True)
class Load:
    """One opening of a host page.

    Attributes:
        took: milliseconds from the navigation to the last first answer of those in sight.
        shown: how many those are.
        interpreters: shared workers that run in the end.
        memory: MB of all renderer processes; None where the system does not tell.
    """

    took: float
    shown: int
    interpreters: int
    memory: float | None


def embeds(browser: Browser, runs: int | None, log: Log) -> list[Table]:
    """Measure host pages with one and with sixteen embeds, in turns, each in a browser of its own.

    Args:
        browser: a running one, from which others are launched.
        runs: how often each page is opened; None for the usual number.
        log: told how far it is.

    Raises:
        BuildError: The site is not built.
    """
    loads: dict[str, list[Load]] = {name: [] for name in HOSTS}
    rounds = runs or RUNS
    with copied_site() as site, _hosts(site) as host:
        for turn, names in enumerate(in_turn(list(HOSTS), rounds)):
            log(f"embeds: round {turn + 1} of {rounds}")
            for name in names:
                loads[name].append(_load(browser, f"{host}/{list(HOSTS).index(name)}.html"))
    return [_table(loads)]


@contextmanager
def _hosts(site: str) -> Iterator[str]:
    """Serve the host pages, plain files, from what a browser takes for another site."""
    with tempfile.TemporaryDirectory() as name:
        for number, (kind, slugs) in enumerate(HOSTS.items()):
            lazy, style = (' loading="lazy"', POST) if kind == LAZY else ("", GRID)
            frames = "".join(
                f'<iframe src="{site}/widgets/{slug}/" title="{slug}"{lazy}></iframe>'
                for slug in slugs
            )
            html = (
                f"<!doctype html><title>Host</title><link rel=icon href=data:,>"
                f"<style>{style}</style>{frames}"
            )
            Path(name, f"{number}.html").write_text(html, encoding="utf-8")
        handler = partial(_Quiet, directory=name)
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            try:
                yield f"http://localhost:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def _load(browser: Browser, address: str) -> Load:
    given = find_browser()
    flags = [*(given.flags if given else ()), ACROSS_SITES]
    path = str(given.executable) if given and given.executable else None
    running = browser.browser_type.launch(executable_path=path, args=flags)
    try:
        session = running.new_browser_cdp_session()
        page = running.new_page(viewport=WINDOW)  # type: ignore[arg-type]
        page.wait_for_timeout(SETTLING)
        page.goto(address, wait_until="domcontentloaded")
        shown = page.evaluate(IN_SIGHT)
        took = _all_live(page, shown)
        page.wait_for_timeout(SETTLING)
        targets = session.send("Target.getTargets")["targetInfos"]
        shared = sum(target["type"] == "shared_worker" for target in targets)
        return Load(took, shown, shared, _memory(session))
    finally:
        running.close()


def _all_live(page: Page, count: int) -> float:
    """Wait for the first so many frames; when the last of them was live, in ms since navigation."""
    while len(page.frames) <= count:
        page.wait_for_timeout(10)
    started = page.evaluate("performance.timeOrigin")
    lives = []
    for frame in page.frames[1 : count + 1]:
        frame.wait_for_selector("html[data-live]", state="attached", timeout=PATIENCE)
        lives.append(frame.evaluate(LIVE))
    return float(max(lives) - started)


def _memory(session: CDPSession) -> float | None:
    """MB of the renderers, what they share with other processes divided among them."""
    found = 0.0
    for process in session.send("SystemInfo.getProcessInfo")["processInfo"]:
        maps = Path(f"/proc/{process['id']}/smaps_rollup")
        if process["type"] != "renderer":
            continue
        if not maps.is_file():
            return None
        (line,) = (each for each in maps.read_text().splitlines() if each.startswith("Pss:"))
        found += int(line.split()[1]) / 1000
    return found


def _table(loads: dict[str, list[Load]]) -> Table:
    one = loads[ONE]
    rows: list[list[Cell]] = []
    for name, found in loads.items():
        times = [load.took for load in found]
        shares = [load.took / first.took for load, first in zip(found, one, strict=True)]
        memories = [load.memory for load in found if load.memory is not None]
        rows.append(
            [
                name,
                found[0].shown,
                len(found),
                median(times),
                median(shares),
                quantile(shares, 0.25),
                quantile(shares, 0.75),
                max(load.interpreters for load in found),
                median(memories) if memories else None,
            ]
        )
    return Table(
        "embeds: milliseconds until all that are in sight have had a live answer",
        ("host page", "in sight", "runs", "ms", "x one", "q25", "q75", "interpreters", "MB"),
        rows,
        (
            "Cold: a browser of its own each time, the host page and the site on two sites, both "
            "on this machine.",
            "MB: of all renderer processes, the host page's among them, two seconds later.",
        ),
    )
