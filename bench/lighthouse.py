"""Lighthouse on the built site, with its own phone profile: scores, times, bytes, what failed."""

from __future__ import annotations

import json
import os
import re
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from bench.boot import in_turn
from bench.browser import built_site, copied_site
from bench.stats import median
from bench.table import Cell, Table
from sitebuild.bootstrap import Venv
from sitebuild.browser import find_browser
from sitebuild.errors import BuildError, last_words
from sitebuild.extras import install_extra
from sitebuild.node import Toolchain, find_toolchain, in_wheel, node_version
from sitebuild.options import ROOT
from sitebuild.processes import run
from sitebuild.progress import Log

__all__ = ["PAGES", "Failure", "Visit", "lighthouse", "read"]

RUNS = 3
MANIFEST = Path(__file__).parent / "tools/lighthouse"
OLDEST_NODE = (22, 19)
"""Lighthouse asks for it. With an older one it runs, but some of its audits break off."""

PAGES = ("/", "/widgets/simulator/", "/field-report/")

CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
METRICS = {
    "first-contentful-paint": ("FCP s", 1e-3),
    "largest-contentful-paint": ("LCP s", 1e-3),
    "total-blocking-time": ("TBT ms", 1.0),
    "cumulative-layout-shift": ("CLS", 1.0),
    "speed-index": ("SI s", 1e-3),
    "total-byte-weight": ("kB", 1e-3),
}
"""Audits with a number: what the table calls each, and what turns its unit into ours."""

PASSES = 0.9
"""The score from which Lighthouse itself counts an audit as passed."""

UNJUDGED = {"informative", "manual", "notApplicable"}
"""Kinds of audits that pass no judgement."""


@dataclass(frozen=True)
class Failure:
    """An audit that did not pass.

    Attributes:
        category: the score that it belongs to.
        title: what Lighthouse calls it.
        says: its finding in short, which may be empty.
    """

    category: str
    title: str
    says: str


@dataclass(frozen=True)
class Visit:
    """What one run of Lighthouse found on one page.

    Attributes:
        scores: from 0 to 100, by category.
        metrics: the figures of `METRICS`, in its units.
        failures: what did not pass, in Lighthouse's order.
        warnings: what Lighthouse says about the run itself.
        power: its own measure of how fast this machine is, `benchmarkIndex`.
    """

    scores: dict[str, float]
    metrics: dict[str, float]
    failures: list[Failure]
    warnings: list[str]
    power: float


def lighthouse(browser: Browser, runs: int | None, log: Log) -> list[Table]:
    """Run Lighthouse on each page, in turns.

    Args:
        browser: unused but for the place of its program: Lighthouse starts one by itself.
        runs: how often each page is visited; None for the usual number.
        log: told how far it is, and which page is not there yet.

    Raises:
        BuildError: The site is not built, or Lighthouse could not be had or failed.
    """
    built = built_site()
    pages = [page for page in PAGES if (built / page[1:] / "index.html").is_file()]
    absent = [page for page in PAGES if page not in pages]
    for page in absent:
        log(f"lighthouse: left out {page}, since the built site has no such page")
    node = _node(log)
    modules = install_extra(MANIFEST, node, log)
    script = modules / "lighthouse/cli/index.js"
    version = json.loads((modules / "lighthouse/package.json").read_text("utf-8"))["version"]
    visits: dict[str, list[Visit]] = {page: [] for page in pages}
    with copied_site() as site:
        for turn, order in enumerate(in_turn(pages, runs or RUNS), start=1):
            for page in order:
                log(f"lighthouse: round {turn} of {runs or RUNS}, {page}")
                visits[page].append(read(_report(browser, node, script, site + page)))
    return [_scores(visits, version, absent), _failures(visits)]


def read(report: dict[str, Any]) -> Visit:
    """Take what we tell from Lighthouse's report.

    Args:
        report: its JSON, parsed.

    Raises:
        BuildError: Lighthouse could not judge the page.
    """
    if trouble := report.get("runtimeError"):
        raise BuildError(
            f"Lighthouse could not judge {report['requestedUrl']}: {trouble['message']}",
            "Open the page by hand and see what it says.",
        )
    audits = report["audits"]
    return Visit(
        {
            name: 100 * report["categories"][key]["score"]
            for key, name in CATEGORIES.items()
            if report["categories"][key]["score"] is not None
        },
        {name: audits[key]["numericValue"] * unit for key, (name, unit) in METRICS.items()},
        list(_failed(report)),
        [_plain(warning) for warning in report["runWarnings"]],
        float(report["environment"]["benchmarkIndex"]),
    )


def _failed(report: dict[str, Any]) -> Iterator[Failure]:
    """The audits that did not pass, without those that Lighthouse hides in its own report."""
    for key, name in CATEGORIES.items():
        for reference in report["categories"][key]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            mode, score = audit["scoreDisplayMode"], audit["score"]
            if mode in UNJUDGED or reference.get("group") == "hidden":
                continue
            if mode == "error":
                says = f"broke off: {audit.get('errorMessage', '')}"
                yield Failure(name, _plain(audit["title"]), says)
            elif score is None or score < PASSES:
                yield Failure(name, _plain(audit["title"]), _plain(audit.get("displayValue", "")))


def _plain(text: str) -> str:
    """Lighthouse's Markdown as words: a link's text without its address.

    >>> _plain("Minify  JavaScript. [Learn more](https://example.org/).")
    'Minify JavaScript. Learn more.'
    """
    return " ".join(re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).split())


def _scores(visits: dict[str, list[Visit]], version: str, absent: Sequence[str]) -> Table:
    rows: list[list[Cell]] = []
    for page, found in visits.items():
        speed = [visit.scores["performance"] for visit in found]
        rows.append(
            [
                page,
                len(found),
                *(_middle([v.scores.get(name) for v in found]) for name in CATEGORIES.values()),
                f"{min(speed):.0f} to {max(speed):.0f}",
                *(_middle([v.metrics[name] for v in found]) for name, _ in METRICS.values()),
                _middle([v.power for v in found]),
            ]
        )
    every = [visit for found in visits.values() for visit in found]
    warnings = sorted({warning for visit in every for warning in visit.warnings})
    return Table(
        f"lighthouse {version}: its phone profile, medians of all runs",
        (
            *("page", "times", *CATEGORIES.values(), "performance from"),
            *(name for name, _ in METRICS.values()),
            "machine",
        ),
        rows,
        (
            "Scores from 0 to 100. Phone profile: a narrow screen, and times that Lighthouse "
            "computes for a slow 4G connection and a processor four times slower than this one, "
            "so that they are worse on a slow or busy machine. machine: Lighthouse's own measure "
            "of it, benchmarkIndex; below 1000 it warns.",
            "From the site's own server on this machine, HTTP/1.1 with brotli. kB = 10^3 bytes as "
            "they travel until the page is quiet; where a widget is near the first screen, Python "
            "is among them.",
            *(f"Lighthouse: {warning}" for warning in warnings),
            *(f"Left out {page}: the built site has no such page." for page in absent),
        ),
    )


def _failures(visits: dict[str, list[Visit]]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for page, found in visits.items():
        said: dict[tuple[str, str], list[str]] = {}
        for visit in found:
            for failure in visit.failures:
                said.setdefault((failure.category, failure.title), []).append(failure.says)
        rows += [
            (page, category, title, f"{len(says)} of {len(found)}", says[-1])
            for (category, title), says in said.items()
        ]
    return Table(
        "lighthouse: every audit that did not pass",
        ("page", "score", "audit", "runs", "what it says"),
        rows,
        (
            f"Not passed: scored below {PASSES}, or broken off. Audits under `performance` "
            "other than its five metrics are advice and change no score.",
        ),
    )


def _middle(values: Sequence[float | None]) -> float | None:
    """The median of what there is."""
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _node(log: Log) -> Toolchain:
    """A Node that Lighthouse runs on: the site's, or the one of the `node` layer."""
    venv = Venv(ROOT)
    found = find_toolchain(venv, log)
    if node_version(found.node) >= OLDEST_NODE:
        return found
    venv.install("node", log)
    return in_wheel(ROOT, Path(sysconfig.get_path("platlib")))


def _report(browser: Browser, node: Toolchain, script: Path, address: str) -> dict[str, Any]:
    """One run: Lighthouse starts a browser with a profile of its own and ends it."""
    chosen = find_browser()
    program = (chosen and chosen.executable) or browser.browser_type.executable_path
    flags = " ".join(("--headless=new", *(chosen.flags if chosen else ())))
    command = [
        *node.command(script, address, "--output=json", "--output-path=stdout", "--quiet"),
        *("--no-enable-error-reporting", f"--only-categories={','.join(CATEGORIES)}"),
        f"--chrome-flags={flags}",
    ]
    ran = run(command, env={**os.environ, "CHROME_PATH": str(program)})
    try:
        report: dict[str, Any] = json.loads(ran.stdout)
    except ValueError:
        raise BuildError(
            f"Lighthouse failed:\n{last_words(ran.stdout + ran.stderr, lines=20)}",
            "See whether the browser starts: `python3 build.py --test -k browser`.",
        ) from None
    return report
