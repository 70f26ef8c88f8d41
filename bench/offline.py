"""Offline: what a kept copy costs a visit with a network, beside other ways to keep one."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext

from bench.boot import in_turn
from bench.browser import SETTLING, built_site, fresh_profile, live
from bench.peers import WIDGET
from bench.stats import median, quantile
from bench.table import Table
from sitebuild.progress import Log
from sitebuild.serve import start_server

__all__ = ["offline"]

RUNS = 7
VISITS = 4
"""Visits a round: from the second on the browser has the files, from the third compiled code."""

NONE = "no worker"
OURS = "kept for offline, as built"
STORE = "a worker that answers all from a store"
WAYS: Final = {
    NONE: "",
    OURS: "",
    STORE: (
        "onfetch = (event) => event.respondWith(caches.match(event.request, {ignoreVary: true})"
        ".then((found) => found ?? fetch(event.request)));"
    ),
    "a worker that passes all on": "onfetch = (event) => event.respondWith(fetch(event.request));",
    "a worker that only looks on": "onfetch = ({ request }) => void request.url;",
}
"""What is compared, and the worker's script where it is not the site's own."""

FILL = """async () => {
    const { files } = await (await fetch("/offline.json")).json();
    await (await caches.open("bench")).addAll(files.map(([path]) => `/${path}`));
}"""
REGISTER = """async (script) => {
    await navigator.serviceWorker.register(script);
    await navigator.serviceWorker.ready;
}"""
TRACED: Final = ("devtools.timeline", "v8", "disabled-by-default-v8.compile")
COMPILED: Final = ("v8.compile", "v8.compileModule")


@dataclass(frozen=True)
class Visit:
    """One opening of the page.

    Attributes:
        took: milliseconds from the navigation to the first live answer.
        work: processor time of all of the browser's processes until then, in milliseconds.
        compiled: scripts that came out of the browser's cache of compiled code; None if that was
            not looked at.
    """

    took: float
    work: float
    compiled: int | None


def offline(browser: Browser, runs: int | None, log: Log) -> list[Table]:
    """Measure visits to the simulator's page, in turns.

    Args:
        browser: a running one; the visits are made in others, each with a profile on disk, since
            what is compared is what browsers keep from one visit to the next.
        runs: how often each way is measured; None for the usual number.
        log: told how far it is.

    Raises:
        BuildError: The site is not built, or a page gave no answer.
    """
    found: dict[str, list[list[Visit]]] = {way: [] for way in WAYS}
    rounds = runs or RUNS
    with _site() as site:
        for turn, ways in enumerate(in_turn(list(WAYS), rounds)):
            log(f"offline: round {turn + 1} of {rounds}")
            for way in ways:
                with fresh_profile(browser) as context:
                    _prepare(context, site, way)
                    # Being traced takes time, so one round is spent on it and not counted.
                    visits = [_visit(context, site, traced=not turn) for _ in range(VISITS)]
                    found[way].append(visits)
    return [_table(found)]


@contextmanager
def _site() -> Iterator[str]:
    """Serve a copy of the site with the workers at its root."""
    built = built_site()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "site"
        shutil.copytree(built, folder)
        for way, script in WAYS.items():
            (folder / _script(way)).write_text(script, encoding="utf-8")
        with start_server(folder, log=print) as address:
            yield address


def _script(way: str) -> str:
    return f"bench-{list(WAYS).index(way)}.js"


def _prepare(context: BrowserContext, site: str, way: str) -> None:
    """Set up what is compared, on another page of the site, with nothing in the browser's cache."""
    page = context.pages[0]
    page.goto(f"{site}/about/#offline")
    page.wait_for_timeout(SETTLING)
    if way == OURS:
        page.get_by_role("button", name="Keep for offline").click()
        page.get_by_text("Kept for offline:").wait_for()
    elif way == STORE:
        page.evaluate(FILL)
    if WAYS[way]:
        page.evaluate(REGISTER, f"/{_script(way)}")
    context.new_cdp_session(page).send("Network.clearBrowserCache")


def _visit(context: BrowserContext, site: str, *, traced: bool) -> Visit:
    """Open the page; a worker that answers for it has to be started first, as it mostly has."""
    asleep = context.new_cdp_session(context.pages[0])
    asleep.send("ServiceWorker.enable")
    asleep.send("ServiceWorker.stopAllWorkers")
    running = context.browser
    assert running is not None
    told = running.new_browser_cdp_session()
    page = context.new_page()
    page.wait_for_timeout(SETTLING / 2)

    def spent() -> float:
        processes = told.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(float(process["cpuTime"]) for process in processes) * 1e3

    if traced:
        running.start_tracing(categories=list(TRACED))
    before = spent()
    page.goto(site + WIDGET)
    took = live(page)
    work = spent() - before
    page.wait_for_timeout(SETTLING)  # in which the browser may put away what it has compiled
    events = json.loads(running.stop_tracing())["traceEvents"] if traced else []
    page.close()
    hits = sum(
        bool(event["args"].get("data", {}).get("consumedCacheSize"))
        for event in events
        if event.get("name") in COMPILED
    )
    return Visit(took, work, hits if traced else None)


def _table(found: dict[str, list[list[Visit]]]) -> Table:
    rows = []
    for way, rounds in found.items():
        counted = range(1 if len(rounds) > 1 else 0, len(rounds))
        for name, visits in (("first", [0]), ("later", list(range(2, VISITS)))):
            pairs = [(rounds[r][v], found[NONE][r][v]) for r in counted for v in visits]
            work = [ours.work / bare.work for ours, bare in pairs]
            rows.append(
                (
                    *(way, name, len(pairs)),
                    median([ours.took for ours, _ in pairs]),
                    min(ours.took for ours, _ in pairs),
                    median([ours.took / bare.took for ours, bare in pairs]),
                    median([ours.work for ours, _ in pairs]),
                    median(work),
                    quantile(work, 0.25),
                    quantile(work, 0.75),
                    max(rounds[0][v].compiled or 0 for v in visits),
                )
            )
    return Table(
        "offline: from navigation to the first live answer of the simulator, with a network",
        (
            *("what answers", "visit", "times", "ms", "ms least", "x none"),
            *("work ms", "work x none", "x q1", "x q3", "compiled"),
        ),
        rows,
        (
            "In turns, each round in a fresh browser with a profile on disk; the worker is stopped "
            "before each visit. First: nothing in the browser's cache. Later: third and fourth.",
            "x none: median of the rounds' own ratios to the same visit without a worker. Work: "
            "processor time of all of the browser's processes, which a busy machine changes less.",
            "Compiled: scripts that the browser had kept compiled; counted in a round of its own.",
        ),
    )
