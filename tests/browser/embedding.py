"""Host pages as other people write them, and what is seen in each, for tests and documentation.

The host pages lie in `hosts/`. They are served from `localhost`, the site from 127.0.0.1: to a
browser that is another site, not just another origin.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Browser, Frame, Page

from tests.browser.windows import READY

HOSTS = Path(__file__).parent / "hosts"
UNSAID = {"paper": "#eeeeee", "fit": "exact", "attributes": "", "before": "", "after": ""}
"""What a host page says where an address says nothing."""

Hosts = Callable[..., str]
"""The address of a host page: `hosts("frame.html", src=…)`; `csp` becomes its policy."""

SETTLED = """() => {
    const { asked, shown, refining } = document.querySelector("[data-widget]").dataset;
    return shown !== undefined && shown === asked && refining === "false";
}"""
FRAMES_LATER = "() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
GROUND = """() => {
    for (let element = document.querySelector(".alone"); element; element = element.parentElement) {
        const [red, green, blue, alpha = 1] = getComputedStyle(element)
            .backgroundColor.match(/[0-9.]+/g).map(Number);
        if (alpha) return (red + green + blue) / 3;
    }
    return 255;
}"""
WIDEST = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def serve_hosts(site: str, name: str = "localhost") -> Iterator[Hosts]:
    """Serves the host pages, filled in from their query, for as long as the context lasts.

    Args:
        site: where the built site is served.
        name: `localhost` for another site than the built one, `127.0.0.1` for the same one.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            file = HOSTS / asked.path.removeprefix("/")
            given = {key: texts[0] for key, texts in parse_qs(asked.query).items()}
            if file.parent != HOSTS or not file.is_file():  # such as an icon
                self.send_response(204)
                self.end_headers()
                return
            body = Template(file.read_text("utf-8")).substitute({**UNSAID, "site": site, **given})
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if "csp" in given:
                self.send_header("Content-Security-Policy", given["csp"])
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()

        def address(page: str, **values: str) -> str:
            return f"http://{name}:{server.server_port}/{page}?{urlencode(values)}"

        try:
            yield address
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class Scenario:
    """A way to embed a widget, and what should be seen of it.

    Attributes:
        name: for the test's id and the first column of the table.
        page: of `hosts/`.
        values: for the page; `{site}` in them is the site's address.
        options: of the browser's context.
        host: the host's name.
        seen: what `observe` is to return.
    """

    name: str
    page: str
    values: Mapping[str, str]
    seen: Mapping[str, str]
    options: Mapping[str, Any] = field(default_factory=dict)
    host: str = "localhost"


SIMULATOR = "{site}/widgets/simulator/?step=20"
SCRIPT = '<script src="{site}/embed/r1-widget.js" async></script>'
DARK = "#14161a"
WORKS = {
    "picture": "shown",
    "theme": "light",
    "controls": "work",
    "height": "follows",
    "notice": "none",
    "sideways": "fits",
    "console": "silent",
}
STILL = {**WORKS, "controls": "hidden", "height": "as given"}

SCENARIOS = (
    Scenario("iframe on another site", "frame.html", {"src": SIMULATOR}, WORKS),
    Scenario(
        "iframe on the same site, another origin",
        "frame.html",
        {"src": SIMULATOR},
        WORKS,
        host="127.0.0.1",
    ),
    Scenario(
        "iframe, host ignores the height",
        "frame.html",
        {"src": SIMULATOR, "fit": "ignore"},
        {**WORKS, "height": "as given"},
    ),
    Scenario("iframe, host listens as Embedly", "embedly.html", {"src": SIMULATOR}, WORKS),
    Scenario(
        "iframe, 320 px wide",
        "frame.html",
        {"src": SIMULATOR},
        WORKS,
        {"viewport": {"width": 336, "height": 700}},
    ),
    Scenario(
        "element",
        "element.html",
        {"attributes": 'name="simulator" state="step=20"', "before": SCRIPT},
        WORKS,
    ),
    Scenario(
        "element, host with a strict policy",
        "element.html",
        {
            "attributes": 'name="simulator" state="step=20"',
            "before": SCRIPT,
            "csp": "default-src 'none'; script-src {site}; frame-src {site}",
        },
        WORKS,
    ),
    Scenario(
        "iframe, reader's system is dark",
        "frame.html",
        {"src": SIMULATOR, "paper": DARK},
        {**WORKS, "theme": "dark"},
        {"color_scheme": "dark"},
    ),
    Scenario(
        "iframe with ?theme=dark on a dark host",
        "frame.html",
        {"src": f"{SIMULATOR}&theme=dark", "paper": DARK},
        {**WORKS, "theme": "dark"},
    ),
    Scenario(
        "iframe with ?hide=controls",
        "frame.html",
        {"src": f"{SIMULATOR}&hide=controls"},
        {**WORKS, "controls": "hidden"},
    ),
    Scenario(
        'iframe sandbox="allow-scripts allow-same-origin"',
        "frame.html",
        {"src": SIMULATOR, "attributes": 'sandbox="allow-scripts allow-same-origin"'},
        WORKS,
    ),
    Scenario(
        'iframe sandbox="allow-scripts"',
        "frame.html",
        {"src": SIMULATOR, "attributes": 'sandbox="allow-scripts"'},
        {**STILL, "height": "follows", "notice": "says why and where"},
    ),
    Scenario(
        'iframe sandbox=""',
        "frame.html",
        {"src": SIMULATOR, "attributes": 'sandbox=""'},
        STILL,
    ),
    Scenario(
        "iframe, no JavaScript",
        "frame.html",
        {"src": SIMULATOR},
        STILL,
        {"java_script_enabled": False},
    ),
)


def observe(browser: Browser, site: str, scenario: Scenario) -> dict[str, str]:
    """Opens a scenario's host page and says in a few words what becomes of the widget in it."""
    told: list[str] = []
    with serve_hosts(site, scenario.host) as hosts:
        context = browser.new_context(
            **{"viewport": {"width": 740, "height": 900}, **scenario.options}
        )
        context.on("console", lambda message: told.append(message.text))
        context.on("weberror", lambda error: told.append(str(error.error)))
        page = context.new_page()
        values = {key: text.replace("{site}", site) for key, text in scenario.values.items()}
        page.goto(hosts(scenario.page, **values))
        try:
            return _verdicts(page, told)
        finally:
            context.close()


def frame_of(page: Page) -> Frame:
    """The document in the first iframe of a host page, once it is there."""
    element = page.locator("iframe").first.element_handle()
    frame = element.content_frame()
    assert frame is not None
    frame.wait_for_selector("[data-picture]", state="attached")
    return frame


def live(frame: Frame) -> Frame:
    """Waits for Python's answer to the latest question."""
    frame.wait_for_selector("html[data-live]", timeout=READY)
    frame.wait_for_function(SETTLED, timeout=READY)
    frame.evaluate(FRAMES_LATER)
    return frame


def frame_height(page: Page) -> float:
    """The height that the host leaves the frame's document, in pixels."""
    frame = page.locator("iframe").first
    return float(frame.evaluate("frame => parseFloat(getComputedStyle(frame).height)"))


def content_height(frame: Frame) -> float:
    """The height of what is in the frame, in pixels."""
    return float(frame.evaluate("Math.ceil(document.body.getBoundingClientRect().height)"))


def follows(page: Page, frame: Frame) -> bool:
    """Whether the host has given the frame the height of its content."""
    for _ in range(100):
        if frame_height(page) == content_height(frame):
            return True
        page.wait_for_timeout(20)  # the message travels between processes
    return False


def _verdicts(page: Page, told: list[str]) -> dict[str, str]:
    frame = frame_of(page)
    scripted = frame.locator("html.js").count() == 1
    if scripted:
        live(frame)
    picture = frame.locator("[data-picture] svg").first.is_visible()
    finding = frame.locator("[data-finding]").is_visible()
    controls = "hidden"
    if frame.locator(".settings").is_visible():
        controls = "work" if scripted and _preset_changes(frame) else "dead"
    frame.locator("[data-table] summary").click()
    height = "follows" if follows(page, frame) else "as given"
    return {
        "picture": "shown" if picture and finding else "missing",
        "theme": "dark" if frame.evaluate(GROUND) < 128 else "light",
        "controls": controls,
        "height": height,
        "notice": _notice(frame),
        "sideways": "fits" if frame.evaluate(WIDEST) <= 0 else "scrolls",
        "console": "; ".join(text for text in told if "Blocked script execution" not in text)
        or "silent",
    }


def _preset_changes(frame: Frame) -> bool:
    before = frame.locator("[data-finding]").inner_text()
    frame.locator("[data-preset]").nth(1).click()
    live(frame)
    return frame.locator("[data-finding]").inner_text() != before


def _notice(frame: Frame) -> str:
    notice = frame.locator(".stranded")
    if not notice.is_visible():
        return "none"
    return "says why and where" if frame.url in notice.inner_text() else "says nothing"
