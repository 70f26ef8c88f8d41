"""Weight: what travels on a first visit to each kind of page, and how large the pictures are."""

from __future__ import annotations

import json
from typing import Final
from xml.etree import ElementTree

from playwright.sync_api import Browser, Page

from bench.browser import fresh_page, live
from bench.stats import median
from bench.table import Cell, Table
from bench.traffic import KINDS, Fetched, listening_site
from sitebuild.progress import Log
from widgets import CHAPTERS, runtime, widget
from widgets.kit.controls import text_of

__all__ = ["elements_of", "weight"]

EXPLAINER, WIDGET, FRAMED = "the explainer", "a widget’s page", "a widget in a frame"
WIDGET_PATH: Final = "/widgets/simulator/"
PAGES: Final = {EXPLAINER: "/", WIDGET: WIDGET_PATH, "the field report": "/field-report/"}
STARTED: Final = {EXPLAINER, WIDGET}
"""Pages on which Python starts by itself."""

BEFORE: Final = ("html", "css", "js")
"""What a page is before Python, but for its fonts."""

FRAME: Final = """(address) => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: address, title: "A widget", width: 700, height: 700 });
    document.body.append(frame);
}"""
"""Frames a page in another one that fetches nothing itself."""

QUIET: Final = 1000
"""Milliseconds without a request after which a page has all that it asks for by itself."""

GOOD: Final = 300
"""Elements that a picture had better not exceed."""


def weight(browser: Browser, runs: int | None, log: Log) -> list[Table]:  # noqa: ARG001
    """Weigh pages and pictures. Bytes do not depend on the machine, so once is enough.

    Args:
        browser: a running one.
        runs: not needed; every benchmark is called in the same way.
        log: told how far it is.

    Raises:
        BuildError: The site is not built, or a page gave no answer.
    """
    visits: dict[str, list[Fetched]] = {}
    with listening_site() as (site, fetched):
        for name, path in PAGES.items():
            log(f"weight: {name}")
            with fresh_page(browser) as page:
                page.goto(site + path)
                if name in STARTED:
                    live(page)
                _settle(page, fetched)
                visits[name] = fetched.copy()
                fetched.clear()
        log(f"weight: {FRAMED}")
        with fresh_page(browser) as page:
            page.goto(f"{site}/robots.txt")
            fetched.clear()
            page.evaluate(FRAME, site + WIDGET_PATH)
            page.frame_locator("iframe").locator("html[data-live]").wait_for(state="attached")
            _settle(page, fetched)
            visits[FRAMED] = fetched.copy()
    log("weight: pictures")
    return [_travels(visits), _pictures(_counted())]


def elements_of(picture: str) -> int:
    """How many elements a picture has, without the card of an open number beside it.

    >>> elements_of('<svg><g><path/><path/></g></svg><div class="rail"><p></p></div>')
    4
    """
    tree = ElementTree.fromstring(f"<div>{picture.replace('<br>', '<br/>')}</div>")
    return sum(1 for part in tree if part.get("class") != "rail" for _ in part.iter())


def _settle(page: Page, fetched: list[Fetched]) -> None:
    """Wait until nothing has come for a while."""
    known = -1
    while known != len(fetched):
        known = len(fetched)
        page.wait_for_timeout(QUIET)


def _travels(visits: dict[str, list[Fetched]]) -> Table:
    rows: list[list[Cell]] = []
    for name, fetched in visits.items():
        sizes = {kind: sum(f.size for f in fetched if f.kind == kind) / 1e3 for kind in KINDS}
        before = sum(sizes[kind] for kind in BEFORE)
        rows.append([name, *sizes.values(), before, sum(sizes.values()) / 1e3, len(fetched)])
    return Table(
        "weight: what travels on a first visit, in kB by kind and in MB altogether",
        ("page", *KINDS, "html, css, js", "MB", "requests"),
        rows,
        (
            "As it travels: with brotli, headers included, counted by the server; kB = 10^3 bytes, "
            "MB = 10^6. Until nothing more comes by itself, which is a little after the first live "
            "answer. The field report has no widget, and Python does not start on it.",
            "python: Pyodide and our packages. js: the scripts of the page and of the worker that "
            "starts Python; none of them waits for Python, so html, css, js is what a page is "
            "before it, but for its fonts.",
            f"The widget is that of {WIDGET_PATH}; in a frame it is a card, and its Python runs in "
            "a shared worker.",
        ),
    )


def _counted() -> dict[str, int]:
    """The elements of every chapter's picture in each of its presets."""
    counted = {}
    for chapter in CHAPTERS:
        chosen = widget(chapter.slug)
        for preset in chosen.presets:
            texts = json.dumps(text_of(chosen.controls(**preset.values)))
            answer = json.loads(runtime.answer(chapter.slug, texts))
            counted[f"{chapter.slug}, {preset.label}"] = elements_of(answer["picture"])
    return counted


def _pictures(counted: dict[str, int]) -> Table:
    largest = max(counted, key=lambda state: counted[state])
    above = [state for state, count in counted.items() if count > GOOD]
    chapters = dict.fromkeys(state.split(", ")[0] for state in above)
    return Table(
        "weight: elements of a picture, in every preset of every chapter",
        ("what", "count", "where"),
        [
            ("presets", len(counted), "every chapter"),
            ("median", median(list(counted.values())), ""),
            ("largest", counted[largest], largest),
            (f"above {GOOD}", len(above), ", ".join(chapters)),
        ],
        ("Without the card that opens beside a picture for one of its numbers.",),
    )
