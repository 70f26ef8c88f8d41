"""Browser windows that go from test to test, each handed on as if it were new.

To open one, with its process and an empty cache, and to end it costs more than most tests do in it.
"""

from typing import Any

from playwright.sync_api import Browser, Error, ViewportSize

READY = 120_000
"""Milliseconds that anything may take; generous, because no test here is about speed."""

SIZE: ViewportSize = {"width": 1280, "height": 900}
MOST = 4
"""Windows kept that no test has; each is a process."""

SAVING_DATA = """
Object.defineProperty(navigator, 'connection', {value: {saveData: true}, configurable: true});
"""
"""With this a page waits to be touched before it starts Python."""

TELLABLE = {"color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none"}
"""What a window can be told at any time, beside its size, and what holds if nobody says."""


class Window:
    """A browser window of its own, with a cache and storage of its own.

    Attributes:
        page: what is in it.
        kind: all about it that cannot be changed any more.
        watch: is told what happens in it, while a test has it.
    """

    def __init__(self, browser: Browser, kind: dict[str, Any]) -> None:
        self.kind = kind
        self.watch: Any = None
        options = {name: value for name, value in kind.items() if name not in {"python", "clock"}}
        self.context = browser.new_context(viewport=SIZE, **options)
        for event in ("console", "weberror", "request"):
            self.context.on(event, lambda told, event=event: self._tell(event, told))
        if not kind["python"]:
            self.context.add_init_script(SAVING_DATA)
        if kind["clock"]:
            self.context.clock.install()
        self.context.set_default_timeout(READY)
        self.page = self.context.new_page()

    def _tell(self, event: str, told: Any) -> None:
        if self.watch is not None:
            getattr(self.watch, event)(told)

    def clear(self) -> None:
        """Leave the site, with nothing left of the visit but what the browser may cache."""
        for page in self.context.pages:
            if page is not self.page:
                page.close()
        self.page.unroute_all()
        self.context.unroute_all()
        self.context.clear_permissions()
        self.context.set_offline(False)
        session = self.context.new_cdp_session(self.page)
        site = {"origin": self.page.evaluate("origin"), "storageTypes": "all"}
        session.send("Storage.clearDataForOrigin", site)
        self.page.mouse.move(0, 0)
        self.page.goto("about:blank")
        session.send("Page.resetNavigationHistory")
        session.detach()
        self.watch = None


class Windows:
    """The windows of a browser."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.idle: list[Window] = []

    def take(
        self,
        watch: Any,
        *,
        python: bool = True,
        clock: bool = False,
        cold: bool = False,
        fresh: bool = False,
        **options: Any,
    ) -> Window:
        """A window that nobody else has, empty.

        Args:
            watch: is told what happens in it.
            python: whether pages start Python by themselves.
            clock: whether its time can be moved on.
            cold: whether nothing may be in the cache.
            fresh: whether nobody may have had it before.
            options: of the browser's context.
        """
        told = {name: options.pop(name, usual) for name, usual in TELLABLE.items()}
        size = options.pop("viewport", SIZE)
        kind = {"python": python, "clock": clock, **options}
        window = next((each for each in self.idle if each.kind == kind and not fresh), None)
        if window:
            self.idle.remove(window)
        else:
            window = Window(self.browser, kind)
        if cold:
            session = window.context.new_cdp_session(window.page)
            session.send("Network.clearBrowserCache")
            session.detach()
        window.watch = watch
        window.page.set_viewport_size(size)
        window.page.emulate_media(media="null", **told)
        return window

    def give_back(self, window: Window) -> None:
        """Keep a window for another test."""
        try:
            window.clear()
        except Error:  # its page is closed or has crashed
            self.end(window)
            return
        self.idle.append(window)
        self.end(*self.idle[:-MOST])

    def end(self, *windows: Window) -> None:
        """Close windows."""
        for window in windows:
            window.context.close()
            if window in self.idle:
                self.idle.remove(window)
