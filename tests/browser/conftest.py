"""A real browser on the built site, watched: no console error, no request to anybody else.

Starting Python is most of what a test of a widget costs. `widget_page` starts it anew, for what
happens at the start; `visit` goes on with the page of the test before, in another state.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebError,
    expect,
)

from tests.browser.windows import READY, SIZE, Window, Windows

expect.set_options(timeout=READY)


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


@pytest.fixture(scope="session")
def windows(browser) -> Windows:
    return Windows(browser)


@pytest.fixture
def window(windows, watch, request) -> Iterator[Callable[..., Page]]:
    """Gives an empty page in a watched window; options are those of `Windows.take`.

    The window goes to another test afterwards, unless this one failed, or wanted a fresh one.
    """
    taken: list[tuple[Window, bool]] = []
    failures = request.session.testsfailed
    alone = request.node.get_closest_marker("own_window") is not None

    def window(*, fresh=alone, **options):
        taken.append((windows.take(watch, fresh=fresh, **options), fresh))
        return taken[-1][0].page

    yield window
    for one, fresh in taken:
        if fresh or watch.left() or request.session.testsfailed > failures:
            windows.end(one)
        else:
            windows.give_back(one)
    watch.check()


@pytest.fixture
def open_page(window, site) -> Callable[..., Page]:
    """Opens an address of the site; what is prepared is prepared in a fresh window.

    Tests of what a page is without Python say so. It would start beside them, and takes most of
    the time.
    """

    def open_page(path="/", *, prepare=None, **options):
        page = window(fresh=prepare is not None, **options)
        if prepare:
            prepare(page)
        page.goto(site + path)
        return page

    return open_page


class WidgetPage:
    """A widget on a page, as a reader handles it."""

    def __init__(self, page: Page, slug: str) -> None:
        self.page = page
        self.slug = slug
        self.root = page.locator(f'[data-widget="{slug}"]')

    def live(self, *, grown: bool = True) -> "WidgetPage":
        """Wait for the first answer from Python."""
        self.root.scroll_into_view_if_needed()
        self.page.wait_for_selector("html[data-live]", timeout=READY)
        self.settled(grown=grown)
        return self

    def settled(self, *, grown: bool = True) -> None:
        """Wait until the picture shown is that of the latest question.

        Args:
            grown: whether its background work has to be done. In other settings of the simulator
                than its presets that is 200 runs, which take longer than most tests.
        """
        self.page.wait_for_function(
            """([slug, grown]) => {
                const root = document.querySelector(`[data-widget="${slug}"]`);
                return root.dataset.shown !== undefined && root.dataset.shown === root.dataset.asked
                    && (!grown || root.dataset.refining === "false");
            }""",
            arg=[self.slug, grown],
            polling=20,  # by the clock: under load frames may be long in coming
            timeout=READY,
        )

    def finding(self) -> str:
        return self.root.locator("[data-finding]").inner_text()

    def number(self, name: str):
        return self.root.locator(f'[name="{name}"]')

    def handle(self, name: str):
        return self.root.locator(f'[data-control="{name}"] input[type=range]')

    def slide(self, name: str, position: str | float, *, grown: bool = True) -> None:
        """Move a slider's handle as a reader would, and wait for the picture."""
        self.handle(name).fill(str(position))
        self.settled(grown=grown)

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

    DRAWS = """() => new Promise((come) => {
        requestAnimationFrame(() => come(true));
        setTimeout(come, 10000, false);
    })"""
    """Whether frames come. Once a kept window answered scripts but let a click wait for ever, as if
    no frame came; why is not known. Such a window is left."""

    def __init__(self, windows: Windows, site: str) -> None:
        self.windows = windows
        self.site = site
        self.watch = Watch(site)
        self.opened: tuple[str, dict[str, Any]] | None = None
        self.window: Window | None = None

    def widget(
        self, path: str, slug: str, query: str, grown: bool, options: dict[str, Any]
    ) -> WidgetPage:
        if self.window is not None and self.opened == (path, options):
            self.window.watch = self.watch
            self.page.set_viewport_size(options.get("viewport", SIZE))
            self.page.emulate_media(media="screen", color_scheme="light")
            if not self.page.evaluate(self.DRAWS):
                self.leave(for_good=True)
        if self.window is None or self.opened != (path, options):
            self.leave()
            self.window = self.windows.take(self.watch, **options)
            self.page.goto(self.site + path + query)
            self.opened = (path, options)
            return WidgetPage(self.page, slug).live(grown=grown)
        self.page.evaluate(self.RETURN, query)
        shown = WidgetPage(self.page, slug)
        shown.settled(grown=grown)
        return shown

    @property
    def page(self) -> Page:
        assert self.window is not None
        return self.window.page

    def leave(self, *, for_good: bool = False) -> None:
        """Leaves the page; the next test has a new one, in another window if need be."""
        if self.window is not None:
            (self.windows.end if for_good else self.windows.give_back)(self.window)
        self.window = self.opened = None


@pytest.fixture(scope="module")
def visited(windows, site) -> Iterator[Visit]:
    visited = Visit(windows, site)
    yield visited
    visited.leave()


@pytest.fixture
def visit(visited: Visit, watch: Watch, request):
    """A widget's live page in a state, kept for the next test of the file that wants it."""
    visited.watch = watch
    failures = request.session.testsfailed

    def visit(
        slug: str = "simulator", query: str = "", path: str = "", *, grown: bool = True, **options
    ) -> WidgetPage:
        return visited.widget(path or f"/widgets/{slug}/", slug, query, grown, options)

    yield visit
    if watch.left() or request.session.testsfailed > failures:
        visited.leave(for_good=True)
    watch.check()
