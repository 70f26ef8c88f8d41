"""A real browser on the built site, watched: no console error, no request to anybody else."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

READY = 60_000
"""Milliseconds that Python may take to start; generous, because no test here is about speed."""


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)


class Watch:
    """What went wrong on a page, for the end of its test."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.troubles: list[str] = []
        self.expected: list[str] = []

    def expect(self, *words: str) -> None:
        """Let console errors with any of these words pass: this test provokes them."""
        self.expected += words

    def follow(self, context: BrowserContext) -> None:
        context.on("console", lambda m: self._console(m.type, m.text))
        context.on("weberror", lambda e: self._note(str(e.error)))
        context.on("request", lambda r: self._request(r.url))

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self._note(text)

    def _note(self, text: str) -> None:
        self.troubles.append(text)

    def _request(self, url: str) -> None:
        if not url.startswith((self.origin, "data:", "blob:", "about:")):
            self.troubles.append(f"request to another origin: {url}")

    def check(self) -> None:
        left = [t for t in self.troubles if not any(word in t for word in self.expected)]
        assert not left, left


@pytest.fixture
def watch(site) -> Watch:
    return Watch(site)


@pytest.fixture
def open_page(browser, site, watch) -> Iterator[Callable[..., Page]]:
    """Opens an address of the site in a fresh, watched context; options go to the context."""
    contexts = []

    def open_page(path="/", *, prepare=None, **options):
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)
        contexts.append(context)
        watch.follow(context)
        page = context.new_page()
        if prepare:
            prepare(page)
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    watch.check()


class WidgetPage:
    """A widget on a page, as a reader handles it."""

    def __init__(self, page: Page, slug: str) -> None:
        self.page = page
        self.slug = slug
        self.root = page.locator(f'[data-widget="{slug}"]')

    def live(self) -> "WidgetPage":
        """Wait for the first answer from Python."""
        self.root.scroll_into_view_if_needed()
        self.page.wait_for_selector("html[data-live]", timeout=READY)
        self.settled()
        return self

    def settled(self) -> None:
        """Wait until the picture shown is that of the latest question."""
        self.page.wait_for_function(
            """slug => {
                const root = document.querySelector(`[data-widget="${slug}"]`);
                return root.dataset.shown !== undefined && root.dataset.shown === root.dataset.asked
                    && root.dataset.refining === "false";
            }""",
            arg=self.slug,
            timeout=READY,
        )

    def finding(self) -> str:
        return self.root.locator("[data-finding]").inner_text()

    def number(self, name: str):
        return self.root.locator(f'[name="{name}"]')

    def handle(self, name: str):
        return self.root.locator(f'[data-control="{name}"] input[type=range]')

    def slide(self, name: str, position: str | float) -> None:
        """Move a slider's handle as a reader would, and wait for the picture."""
        self.handle(name).fill(str(position))
        self.settled()

    def picture(self) -> str:
        return self.root.locator("[data-picture]").inner_html()


@pytest.fixture
def widget_page(open_page):
    """Opens the page of a widget by itself."""

    def widget_page(slug: str = "simulator", query: str = "", **options) -> WidgetPage:
        return WidgetPage(open_page(f"/widgets/{slug}/{query}", **options), slug)

    return widget_page
