"""Boot: time and bytes to the first live answer, beside stock Pyodide started in the same way."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from playwright.sync_api import Browser, Request

from bench.browser import built_site, copied_site, fresh_page, live
from bench.stats import median, quantile
from bench.table import Table
from sitebuild.compress import compress_tree
from sitebuild.errors import BuildError
from sitebuild.options import ROOT
from sitebuild.parts import NOT_FOR_PAGES, parts_of_widgets
from sitebuild.progress import Log
from sitebuild.runtime import APP, archive, contents, divided, package_files

__all__ = ["Visit", "boot", "in_turn"]

RUNS = 9
OURS = "this site"
BUNDLE = "its Python on a bare page"
SAME = "this page with stock Pyodide"
STOCK = "stock Pyodide on a bare page"
FLOOR = "floor: WebAssembly alone"
WIDGET = "/widgets/simulator/"
PAGES = Path(__file__).parent / "pages"
SAME_PAGE = "same-page"
KINDS = {"document": "html", "stylesheet": "css", "script": "js", "font": "fonts"}
"""What the browser calls the parts of a page, and what we call them."""

WHERE = """() => {
    const {runtime, app, root} = document.documentElement.dataset;
    const at = (path) => new URL(path, new URL(root || "./", location.href)).pathname;
    const boot = new URL("boot.js", document.querySelector("script[type=module]").src).pathname;
    return new URLSearchParams({runtime: at(runtime), app: at(app), boot}).toString();
}"""
"""Where a page of the site has Python, as part of an address."""

Mark: TypeAlias = tuple[str, float]
"""A stage of the start, and when it began."""


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
    """Measure the start, cold, in turns.

    Args:
        browser: a running one.
        runs: how often each page is opened; None for the usual number.
        log: told how far it is.

    Raises:
        BuildError: The site is not built, or a page gave no answer.
    """
    with _bare_pages() as bare, copied_site(bare) as site:
        log("boot: what travels")
        with fresh_page(browser) as tab:
            tab.goto(site + WIDGET)
            where = tab.evaluate(WHERE)
        places = {
            OURS: site + WIDGET,
            BUNDLE: f"{site}/{bare.name}/?bundle&{where}",
            SAME: f"{site}/{bare.name}/{SAME_PAGE}{WIDGET}",
            STOCK: f"{site}/{bare.name}/?stock",
            FLOOR: f"{site}/{bare.name}/?floor",
        }
        visits = {name: _traffic(browser, place) for name, place in places.items()}
        page = _traffic(browser, f"{site}/", starts=False)
        _same_answer(browser, *(places[name] for name in (OURS, BUNDLE, SAME, STOCK)))
        starts: list[list[Mark]] = []
        times: dict[str, list[float]] = {name: [] for name in places}
        for turn, names in enumerate(in_turn(list(places), (runs or RUNS) + 1)):
            log(f"boot: round {turn} of {runs or RUNS}" + ("" if turn else ", not counted"))
            for name in names:
                with fresh_page(browser, scripts=["stages.js"]) as tab:
                    tab.goto(places[name])
                    took = live(tab)
                    marks = tab.evaluate("benchStages")
                if turn:
                    times[name].append(took)
                if turn and name == OURS:
                    starts.append([*marks, ("live", took)])
    return [_speed(times, visits), _stages(starts), _weight(visits[OURS], page)]


def in_turn(names: list[str], rounds: int) -> Iterator[list[str]]:
    """Yield the names once a round, each round beginning with the next one.

    >>> list(in_turn(["a", "b"], 3))
    [['a', 'b'], ['b', 'a'], ['a', 'b']]
    """
    for turn in range(rounds):
        first = turn % len(names)
        yield names[first:] + names[:first]


def _speed(times: dict[str, list[float]], visits: dict[str, list[Visit]]) -> Table:
    rows = []
    for name, values in times.items():
        against = SAME if name in (OURS, SAME) else STOCK
        shares = [mine / stock for mine, stock in zip(values, times[against], strict=True)]
        size = sum(visit.size for visit in visits[name])
        weight = sum(visit.size for visit in visits[STOCK])
        rows.append(
            (
                name,
                len(values),
                median(values),
                quantile(values, 0.25),
                quantile(values, 0.75),
                median(shares),
                quantile(shares, 0.25),
                quantile(shares, 0.75),
                size / 1e6,
                size / weight,
                len(visits[name]),
            )
        )
    return Table(
        "boot: from navigation to the first live answer of the simulator, nothing cached",
        (
            *("what", "times", "ms", "ms q1", "ms q3", "x stock", "x q1", "x q3"),
            *("MB", "MB x stock", "requests"),
        ),
        rows,
        (
            "In turns, each in a fresh context of one browser, from one server on this machine, "
            "with brotli: the network costs next to nothing here, so the ratio is one of work.",
            "This site: the widget's own page as readers get it. Bare page: one that has nothing "
            "else and starts Python at once. Stock: the npm package as it comes, with our packages "
            "as source. Floor: the same WebAssembly fetched and compiled, never run.",
            "x stock: median of the rounds' own ratios, the site's page against the same page with "
            "stock Pyodide, the bare ones against the bare one. MB = 10^6 bytes as they travel, "
            "headers included.",
        ),
    )


def _stages(starts: list[list[Mark]]) -> Table:
    """Where the milliseconds of the site's own page go."""
    rows = []
    for at, (stage, _) in enumerate(starts[0][:-1]):
        begun = [marks[at][1] for marks in starts]
        lasted = [marks[at + 1][1] - marks[at][1] for marks in starts]
        rows.append((stage, median(begun), median(lasted)))
    return Table(
        "boot: the stages of this site's start, in ms (medians)",
        ("stage", "begins", "lasts"),
        rows,
        ("As the page learns of them. The last one ends with the picture in the page.",),
    )


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


def _traffic(browser: Browser, place: str, *, starts: bool = True) -> list[Visit]:
    """What a first visit fetches, told by the browser, workers included.

    Args:
        browser: a running one.
        place: the page.
        starts: whether Python starts on it by itself.
    """
    requests: list[Request] = []
    with fresh_page(browser) as tab:
        tab.context.on("requestfinished", lambda request: requests.append(request))
        tab.goto(place)
        if starts:
            live(tab)
        tab.wait_for_load_state("networkidle")
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


def _same_answer(browser: Browser, *places: str) -> None:
    """Make sure that what is compared does the same."""
    findings = set()
    for place in places:
        with fresh_page(browser) as tab:
            tab.goto(place)
            live(tab)
            findings.add(tab.locator("[data-finding]").inner_text())
    if len(findings) != 1:
        raise BuildError(
            "The site and stock Pyodide give different answers, so there is nothing to compare.",
            "The site may be older than the sources. Run: python3 build.py",
        )


@contextmanager
def _bare_pages() -> Iterator[Path]:
    """Make the folder with the pages to compare with, compressed like the site."""
    package = ROOT / "node_modules/pyodide"
    if not package.is_dir():
        raise BuildError("There is no node_modules/pyodide.", "Run: python3 build.py")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "bare"
        shutil.copytree(PAGES, folder)
        shutil.copytree(package, folder / "pyodide")
        built = shutil.copytree(built_site(), folder / SAME_PAGE)
        for boot_script in built.glob("assets/*/boot.js*"):
            boot_script.unlink()
        for assets in built.glob("assets/*"):
            shutil.copy(PAGES / "stock-boot.js", assets / "boot.js")
        sources = package_files((ROOT / "grpo_core", ROOT / "widgets"), NOT_FOR_PAGES)
        ours = divided(sources, parts_of_widgets(ROOT))
        (folder / "sources.zip").write_bytes(
            archive({**contents(ours[APP]), **contents(ours["simulator.zip"])})
        )
        compress_tree(folder, ROOT / ".cache/compressed")
        yield folder
