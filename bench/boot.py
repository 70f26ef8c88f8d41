"""Boot: time and bytes to the first live answer, beside what else could start the same Python."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Request

from bench import phone
from bench.browser import SETTLING, copied_site, fresh_page, fresh_profile, live
from bench.link import RATE, ROUND_TRIP, link
from bench.peers import (
    BUNDLE,
    COMPILED,
    INSTANCE,
    LAX,
    OURS,
    PYSCRIPT,
    SAME_PYSCRIPT,
    SAME_STOCK,
    SPIN,
    STOCK,
    WIDGET,
    bare_pages,
    places,
)
from bench.stages import stages
from bench.stats import median, quantile
from bench.table import Cell, Table
from sitebuild.errors import BuildError
from sitebuild.progress import Log
from sitebuild.serve import HOST

__all__ = ["Visit", "boot", "in_turn"]

RUNS = 9
FEWER = 3
"""Rounds where everything takes longer: on the emulated phone and over the emulated link."""

WARM_RUNS = 5
VISITS = 4
"""Visits to one page with one profile: from the second on the browser has the files, and from the
third or fourth what it compiled of them."""

KINDS = {"document": "html", "stylesheet": "css", "script": "js", "font": "fonts"}
"""What the browser calls the parts of a page, and what we call them."""

WHERE = """() => {
    const {runtime, app, root} = document.documentElement.dataset;
    const at = (path) => new URL(path, new URL(root || "./", location.href)).pathname;
    const boot = new URL("boot.js", document.querySelector("script[type=module]").src).pathname;
    return new URLSearchParams({runtime: at(runtime), app: at(app), boot}).toString();
}"""
"""Where a page of the site has Python, as part of an address."""

Times: TypeAlias = dict[str, list[float]]
"""Milliseconds, one a round, by what was measured."""


@dataclass(frozen=True)
class Visit:
    """One request of a visit.

    Attributes:
        kind: `html`, `css`, `js`, `fonts` or `other`; `python` for what only Python needs.
        size: bytes on the wire, headers included.
    """

    kind: str
    size: int


def boot(browser: Browser, runs: int | None, log: Log) -> list[Table]:
    """Measure the start: cold, warm, on an emulated phone, over an emulated link, and in stages.

    Args:
        browser: a running one.
        runs: how often each page is opened; None for the usual numbers.
        log: told how far it is.

    Raises:
        BuildError: The site is not built, or a page gave no answer, or asked another server.
    """
    with bare_pages(log) as bare, copied_site(bare) as site:
        log("boot: what travels")
        with fresh_page(browser) as tab:
            tab.goto(site + WIDGET)
            where = tab.evaluate(WHERE)
        all_places = places(site, bare, where)
        visits = {
            name: _traffic(browser, place, lax=name in LAX) for name, place in all_places.items()
        }
        page = _traffic(browser, f"{site}/", starts=False)
        _same_answer(browser, all_places)
        cold = _cold(browser, all_places, runs or RUNS, log)
        warm = _warm(browser, all_places, min(runs or WARM_RUNS, WARM_RUNS), log)
        few = min(runs or FEWER, FEWER)
        tables = [_speed(cold, visits), _floor(cold), _again(warm)]
        tables.append(_on_a_phone(browser, all_places, few, log))
        with link(site) as slow:
            tables.append(_over_a_link(browser, places(slow, bare, where), few, log))
        tables += stages(browser, f"{site}/{bare.name}", runs or RUNS, log)
    return [*tables, _weight(visits[OURS], page)]


def in_turn(names: list[str], rounds: int) -> Iterator[list[str]]:
    """Yield the names once a round, each round beginning with the next one.

    >>> list(in_turn(["a", "b"], 3))
    [['a', 'b'], ['b', 'a'], ['a', 'b']]
    """
    for turn in range(rounds):
        first = turn % len(names)
        yield names[first:] + names[:first]


def _cold(
    browser: Browser,
    where: Mapping[str, str],
    runs: int,
    log: Log,
    what: str = "cold",
    within: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Times:
    """Open each page in turns, in a fresh context each time.

    Args:
        browser: a running one.
        where: what to open, by name.
        runs: how often, besides a round that is not counted.
        log: told how far it is.
        what: the name of this for the log.
        within: made anew for the time of each opening.
    """
    times: Times = {name: [] for name in where}
    for turn, names in enumerate(in_turn(list(where), runs + 1)):
        log(f"boot, {what}: round {turn} of {runs}" + ("" if turn else ", not counted"))
        for name in names:
            with fresh_page(browser, lax=name in LAX) as tab, within():
                tab.goto(where[name])
                took = live(tab)
            if turn:
                times[name].append(took)
    return times


def _warm(
    browser: Browser, where: Mapping[str, str], runs: int, log: Log
) -> dict[str, list[list[float]]]:
    """Open each page several times with one profile, in turns; returns the visits a round."""
    times: dict[str, list[list[float]]] = {name: [] for name in where}
    for turn, names in enumerate(in_turn(list(where), runs), start=1):
        log(f"boot, warm: round {turn} of {runs}")
        for name in names:
            with fresh_profile(browser, lax=name in LAX) as context:
                times[name].append([_visit(context, where[name]) for _ in range(VISITS)])
    return times


def _visit(context: BrowserContext, place: str) -> float:
    """Open a page in a window that has come to rest, and let the browser put things away."""
    tab = context.new_page()
    tab.wait_for_timeout(SETTLING / 2)
    tab.goto(place)
    took = live(tab)
    tab.wait_for_timeout(SETTLING / 2)
    tab.close()
    return took


def _on_a_phone(browser: Browser, where: Mapping[str, str], runs: int, log: Log) -> Table:
    title = f"boot: on an emulated phone, its processor {phone.SLOWER:g} times as slow"
    if not phone.POSSIBLE:
        note = "Not measured: this system cannot stop processes and let them run on."
        return _beside(title, {}, (note,))
    with fresh_page(browser) as tab:
        tab.goto(where[COMPILED])
        found = phone.slowdown(tab, SPIN)
    times = _cold(browser, where, runs, log, "phone", lambda: phone.slowed(browser))
    return _beside(
        title,
        times,
        (
            "Cold, as above. All processes of the browser are stopped by the system for three "
            "quarters of every 20 ms, workers and WebAssembly included, which the browser's own "
            "throttling leaves as fast as they are. The server is not slowed down.",
            f"Work of a fixed size, beforehand, x as long: {_listed(found)}.",
        ),
    )


def _over_a_link(browser: Browser, where: Mapping[str, str], runs: int, log: Log) -> Table:
    way = f"{RATE * 8e-6:g} Mbit/s and {1000 * ROUND_TRIP:g} ms there and back"
    return _beside(
        f"boot: over an emulated link, {way}",
        _cold(browser, where, runs, log, "link"),
        (
            "Cold, as above, with brotli. A proxy on this machine stands for the link: all "
            "connections share the rate, each way; opening one takes a round trip, each answer "
            "another. HTTP/1.1, up to six connections, no TLS.",
        ),
    )


def _speed(times: Times, visits: dict[str, list[Visit]]) -> Table:
    weight = sum(visit.size for visit in visits[STOCK])
    rows = []
    for row in _beside("", times, ()).rows:
        name = str(row[0])
        size = sum(visit.size for visit in visits[name])
        rows.append([*row, size / 1e6, size / weight, len(visits[name])])
    return Table(
        "boot: from navigation to the first live answer of the simulator, nothing cached",
        (*HEADINGS, "MB", "MB x stock", "requests"),
        rows,
        (
            "In turns, each in a fresh context of one browser, from one server on this machine, "
            "with brotli: the network costs next to nothing here, so the ratio is one of work. No "
            "request left the machine.",
            "This site: the widget's own page as readers get it. This page with stock Pyodide: the "
            "same, but its worker starts the npm package as it comes, with our packages as source. "
            "This page with PyScript: the same, but PyScript's script and a script of type py "
            "stand in its head and start that npm package in the page, which is where PyScript "
            "starts it by default (a worker of its own could not reach the page without "
            "cross-origin isolation); the page's scripts ask that Python.",
            "Bare page: one that has nothing else and starts Python at once, in a worker, or with "
            "PyScript in the page. Micropip: installs the site's wheel; the widget, which is in no "
            "wheel, comes as source. PyScript's pages run with content policies passed over, since "
            "it compiles text to JavaScript.",
            "Floor: the same WebAssembly fetched and compiled; and also instantiated, with "
            "functions that do nothing for all that it imports. No Python runs.",
            "x stock, x PyScript: medians of the rounds' own ratios, with their quartiles; the "
            "site's page against the same page with the other, bare ones against bare ones. MB = "
            "10^6 bytes as they travel, headers included.",
        ),
    )


HEADINGS: Final = (
    *("what", "times", "ms", "ms q1", "ms q3"),
    *("x stock", "x q1", "x q3", "x PyScript", "x PyScript q1", "x PyScript q3"),
)


def _beside(title: str, times: Times, notes: Sequence[str]) -> Table:
    """Times, and their ratios to what starts the same page otherwise."""
    rows: list[list[Cell]] = []
    for name, values in times.items():
        same = name in {OURS, SAME_STOCK, SAME_PYSCRIPT}
        peers = (SAME_STOCK, SAME_PYSCRIPT) if same else (STOCK, PYSCRIPT)
        shares = [_ratios(values, times[peer]) for peer in peers]
        rows.append([name, len(values), *_middle(values), *_middle(shares[0]), *_middle(shares[1])])
    return Table(title, HEADINGS, rows, notes)


def _floor(times: Times) -> Table:
    rows: list[list[Cell]] = []
    for floor in (COMPILED, INSTANCE):
        for name in (OURS, BUNDLE, SAME_STOCK, SAME_PYSCRIPT):
            above = [mine - least for mine, least in zip(times[name], times[floor], strict=True)]
            rows.append([name, floor, *_middle(_ratios(times[name], times[floor])), median(above)])
    return Table(
        "boot: how close to the floor",
        ("what", "against", "x floor", "x q1", "x q3", "ms above"),
        rows,
        ("Of the cold starts above: medians of the rounds' own ratios and differences.",),
    )


def _again(times: dict[str, list[list[float]]]) -> Table:
    rows: list[list[Cell]] = []
    for at in (1, VISITS - 1):
        visit = {name: [visits[at] for visits in rounds] for name, rounds in times.items()}
        rows += [[row[0], at + 1, *row[1:]] for row in _beside("", visit, ()).rows]
    return Table(
        "boot: the same again, with what the browser has kept",
        ("what", "visit", *HEADINGS[1:]),
        rows,
        (
            f"In turns, each round in a fresh browser with a profile on disk: {VISITS} visits, "
            "each in a new window that is closed after it. The browser has the files from the "
            "second on, and keeps compiled code as it sees fit: of scripts from the third on, of "
            "WebAssembly when it has optimised enough of it.",
            "All but the pages themselves may be kept for ever and are not asked for again, on all "
            "sides: as from a content delivery network.",
        ),
    )


def _middle(values: Sequence[float]) -> tuple[float, float, float]:
    """The median and the quartiles."""
    return median(values), quantile(values, 0.25), quantile(values, 0.75)


def _ratios(mine: Sequence[float], others: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(mine, others, strict=True)]


def _listed(found: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.1f}" for name, value in found.items())


def _weight(widget: list[Visit], explainer: list[Visit]) -> Table:
    rows = []
    kinds = [*KINDS.values(), "other"]
    for name, visits in (("the widget's page", widget), ("the explainer", explainer)):
        sizes = {kind: sum(v.size for v in visits if v.kind == kind) / 1e3 for kind in kinds}
        rows.append((name, *sizes.values(), sum(sizes.values())))
    return Table(
        "boot: the page itself, without Python, in kB as it travels",
        ("what", *kinds, "all"),
        rows,
        ("The scripts of the widget's page include those of the worker that starts Python.",),
    )


def _traffic(
    browser: Browser, place: str, *, starts: bool = True, lax: bool = False
) -> list[Visit]:
    """What a first visit fetches, told by the browser, workers included.

    Args:
        browser: a running one.
        place: the page.
        starts: whether Python starts on it by itself.
        lax: whether content policies are passed over.

    Raises:
        BuildError: It asked another server than ours.
    """
    requests: list[Request] = []
    asked: list[str] = []
    with fresh_page(browser, lax=lax) as tab:
        tab.context.on("request", lambda request: asked.append(request.url))
        tab.context.on("requestfinished", lambda request: requests.append(request))
        tab.goto(place)
        if starts:
            live(tab)
        tab.wait_for_load_state("networkidle")
        _at_home(asked)
        visits = []
        for request in requests:
            response = request.response()
            if response is None or request.url.startswith("data:"):
                continue
            # For a worker's own script the browser tells no size of the body; the server does.
            body = int(response.headers.get("content-length", 0))
            python = any(f"/{part}/" in request.url for part in ("runtime", "python", "pyodide"))
            kind = "python" if python else KINDS.get(request.resource_type, "other")
            visits.append(Visit(kind, body + request.sizes()["responseHeadersSize"]))
    return visits


def _at_home(addresses: Sequence[str]) -> None:
    """Make sure that what is compared needs nobody else's server, which would be measured, too.

    Raises:
        BuildError: One of the addresses is of another machine.
    """
    strangers = [url for url in addresses if urlsplit(url).hostname not in {None, HOST}]
    if strangers:
        raise BuildError(
            f"A page asked for {strangers[0]}, which is not on this machine.",
            "What the page loads must lie in bench/pages or be put beside it by bench/peers.py.",
        )


def _same_answer(browser: Browser, where: Mapping[str, str]) -> None:
    """Make sure that what is compared does the same."""
    findings = set()
    for name, place in where.items():
        if name in {COMPILED, INSTANCE}:
            continue
        with fresh_page(browser, lax=name in LAX) as tab:
            tab.goto(place)
            live(tab)
            findings.add(tab.locator("[data-finding]").inner_text())
    if len(findings) != 1:
        raise BuildError(
            "The site and its peers give different answers, so there is nothing to compare.",
            "The site may be older than the sources. Run: python3 build.py",
        )
