"""The browser and the site that benchmarks run on: a headless Chromium, a copy of dist/, a page."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

from sitebuild.browser import find_browser
from sitebuild.errors import BuildError
from sitebuild.options import ROOT
from sitebuild.serve import start_server

__all__ = [
    "built_site",
    "chromium",
    "copied_site",
    "fresh_page",
    "fresh_profile",
    "live",
    "put",
    "script",
]

DIST = ROOT / "dist"
BUILD = "python3 build.py"
PATIENCE = 120_000
"""Milliseconds until a page that gives no live answer is given up; nobody waits that long."""

LAPTOP: Final = ViewportSize(width=1280, height=900)

SETTLING = 2000
"""Milliseconds that the browser gets to finish opening a window: with two processors the work
that it does for its own buttons takes as long as a page's start, and no reader waits for both."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium.

    Raises:
        BuildError: There is none.
    """
    found = find_browser()
    if found is None:
        cure = "`python3 build.py --test` finds or installs one."
        raise BuildError("There is no Chromium or Chrome to measure with.", cure)
    with sync_playwright() as playwright:
        path = str(found.executable) if found.executable else None
        running = playwright.chromium.launch(executable_path=path, args=list(found.flags))
        try:
            yield running
        finally:
            running.close()


def built_site() -> Path:
    """The folder of the built site.

    Raises:
        BuildError: It has not been built.
    """
    if not (DIST / "index.html").is_file():
        raise BuildError("There is no built site in dist/.", f"Run: {BUILD}")
    return DIST


@contextmanager
def copied_site(beside: Path | None = None) -> Iterator[str]:
    """Serve a copy of the built site, which another build meanwhile leaves alone.

    Args:
        beside: a folder that is to stand in the site's root, under its own name.

    Yields:
        The address of its root, without a slash at the end.

    Raises:
        BuildError: It has not been built.
    """
    built = built_site()
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        shutil.copytree(built, site)
        if beside:
            shutil.copytree(beside, site / beside.name)
        with start_server(site, log=print) as address:
            yield address


def put(path: Path, text: str) -> None:
    """Write a file of a copied site, and take away the compressed copies of what was there."""
    for copy in path.parent.glob(f"{path.name}.*"):
        copy.unlink()
    path.write_text(text, encoding="utf-8")


@contextmanager
def fresh_page(
    browser: Browser, *, scripts: Sequence[str] = (), lax: bool = False
) -> Iterator[Page]:
    """Open an empty page of a laptop's size, in a context of its own in which nothing is cached.

    Args:
        browser: a running one.
        scripts: names of scripts of ours to run before any of a page's own.
        lax: whether content policies are passed over.
    """
    context = browser.new_context(viewport=LAPTOP, bypass_csp=lax)
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        for name in scripts:
            page.add_init_script(script(name))
        page.wait_for_timeout(SETTLING)
        yield page
    finally:
        context.close()


@contextmanager
def fresh_profile(browser: Browser, *, lax: bool = False) -> Iterator[BrowserContext]:
    """Start a browser that has never been anywhere and keeps what it gets on disk.

    Args:
        browser: one of the kind.
        lax: whether content policies are passed over.
    """
    given = find_browser()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        context = browser.browser_type.launch_persistent_context(
            name,
            executable_path=str(given.executable) if given and given.executable else None,
            args=list(given.flags) if given else [],
            viewport=LAPTOP,
            bypass_csp=lax,
        )
        context.set_default_timeout(PATIENCE)
        try:
            yield context
        finally:
            context.close()


def live(page: Page) -> float:
    """Wait for the first live answer and return when it was there, in ms since the navigation.

    Raises:
        BuildError: It did not come.
    """
    try:
        page.wait_for_selector("html[data-live]", state="attached")
    except TooLate:
        said = page.locator("[data-status]").all_inner_texts()
        cure = f"Open the page by hand and see what it says; then run: {BUILD}"
        raise BuildError(f"A page gave no live answer. It says: {said}", cure) from None
    return float(page.evaluate("document.documentElement.dataset.live"))


def script(name: str) -> str:
    """The text of one of the scripts that run in a page."""
    return (Path(__file__).parent / "scripts" / name).read_text("utf-8")
