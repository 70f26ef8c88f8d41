"""A real browser on the built site, watched: no console error, no request to anybody else.

Starting Python is most of what a test of a widget costs. `widget_page` starts it anew, for what
happens at the start; `visit` goes on with the page of the test before, in another state.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebError,
    expect,
)

READY = 60_000
"""Milliseconds that anything may take; generous, because no test here is about speed."""

expect.set_options(timeout=READY)

WINDOW = {"width": 1280, "height": 900}


SAVING_DATA = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}});"
"""With this a page waits to be touched before it starts Python."""


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
        context.on("console", self.console)
        context.on("weberror", self.weberror)
        context.on("request", self.request)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(message.text)

    def weberror(self, error: WebError) -> None:
        self.troubles.append(str(error.error))

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:", "about:")):
            self.troubles.append(f"request to another origin: {request.url}")

    def left(self) -> list[str]:
        """The troubles that the test did not provoke."""
        return [t for t in self.troubles if not any(word in t for word in self.expected)]

    def check(self) -> None:
        assert not self.left()


@pytest.fixture
def watch(site) -> Watch:
    return Watch(site)


@pytest.fixture
def open_page(browser, site, watch) -> Iterator[Callable[..., Page]]:
    """Opens an address of the site in a fresh, watched context; options go to the context.

    Tests of what a page is without Python say so. It would start beside them, and takes most of
    the time.
    """
    contexts = []

    def open_page(path="/", *, python=True, prepare=None, **options):
        context = browser.new_context(**{"viewport": WINDOW, **options})
        contexts.append(context)
        watch.follow(context)
        if not python:
            context.add_init_script(SAVING_DATA)
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
            polling=20,  # by the clock: under load frames may be long in coming
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


class Visit:
    """A page that stays open from test to test of a file, one at a time.

    Attributes:
        watch: that of the test which has the page.
    """

    RETURN = """query => {
        document.activeElement.blur();
        for (const details of document.querySelectorAll("details[open]:not(.file)"))
            details.open = false;
        history.pushState(null, "", location.pathname + query);
        dispatchEvent(new PopStateEvent("popstate"));
        scrollTo(0, 0);
    }"""
    """What a reader's way back does: the page takes its state from its address."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.watch = Watch(site)
        self.opened: tuple[str, dict[str, Any]] | None = None
        self.context: BrowserContext | None = None

    def widget(self, path: str, slug: str, query: str, options: dict[str, Any]) -> WidgetPage:
        if self.opened != (path, options):
            self.leave()
            self.context = self.browser.new_context(**{"viewport": WINDOW, **options})
            for event in ("console", "weberror", "request"):
                self.context.on(event, lambda told, event=event: self._tell(event, told))
            self.context.new_page().goto(self.watch.origin + path + query)
            self.opened = (path, options)
            return WidgetPage(self.page, slug).live()
        self.page.set_viewport_size(options.get("viewport", WINDOW))
        self.page.emulate_media(media="screen", color_scheme="light")
        self.page.evaluate(self.RETURN, query)
        shown = WidgetPage(self.page, slug)
        shown.settled()
        return shown

    @property
    def page(self) -> Page:
        assert self.context is not None
        return self.context.pages[0]

    def leave(self) -> None:
        """Closes the page; the next test has a fresh one."""
        if self.context is not None:
            self.context.close()
        self.context = self.opened = None

    def _tell(self, event: str, told) -> None:
        getattr(self.watch, event)(told)


@pytest.fixture(scope="module")
def visited(browser, site) -> Iterator[Visit]:
    visited = Visit(browser, site)
    yield visited
    visited.leave()


@pytest.fixture
def visit(visited: Visit, watch: Watch, request):
    """A widget's live page in a state, kept for the next test of the file that wants it."""
    visited.watch = watch
    failures = request.session.testsfailed

    def visit(slug: str = "simulator", query: str = "", path: str = "", **options) -> WidgetPage:
        return visited.widget(path or f"/widgets/{slug}/", slug, query, options)

    yield visit
    if watch.left() or request.session.testsfailed > failures:
        visited.leave()
    watch.check()
