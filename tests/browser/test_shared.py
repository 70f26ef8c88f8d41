"""One interpreter for all frames: shared, replaced when it hangs or dies, or had in turns."""

import json

import pytest

from tests.browser.conftest import WidgetPage
from tests.browser.windows import READY
from widgets import CHAPTERS, runtime

SLUGS = [chapter.slug for chapter in CHAPTERS]

NO_SHARING = "delete window.SharedWorker;"
WEAK = f"{NO_SHARING} Object.defineProperty(navigator, 'deviceMemory', {{value: 4}});"
REFUSED = """
window.SharedWorker = class extends EventTarget {
  port = new MessageChannel().port1;
  constructor() { super(); setTimeout(() => this.onerror(new Event("error", {cancelable: true}))); }
};
"""


def expected(slug, **texts):
    return json.loads(runtime.answer(slug, json.dumps(texts)))["finding"]


class Frame(WidgetPage):
    """A widget in a frame, handled as on a page of its own."""

    def live(self):
        self.page.wait_for_selector("html[data-live]", state="attached", timeout=READY)
        self.settled()
        return self


@pytest.fixture
def framed(open_page, site):
    """Opens a page that frames the widgets at these addresses, all of them in sight."""

    def framed(*places, prepare="", **options):
        frames = "".join(
            f'<iframe src="{site}/widgets/{place}" title="{n}" width="440" height="300"></iframe>'
            for n, place in enumerate(places)
        )

        def host(page):
            if prepare:
                page.add_init_script(prepare)
            page.route(
                f"{site}/host",
                lambda route: route.fulfill(
                    body=f"<!doctype html><title>Host</title>{frames}", content_type="text/html"
                ),
            )

        viewport = {"width": 1920, "height": 1300}
        page = open_page("/host", prepare=host, **{"viewport": viewport, **options})
        inner = page.frames[1:]
        assert len(inner) == len(places)
        return [
            Frame(frame, place.partition("/")[0])
            for frame, place in zip(inner, places, strict=True)
        ]

    return framed


@pytest.fixture
def interpreters(browser):
    """Tells of the shared workers that run."""
    session = browser.new_browser_cdp_session()

    def interpreters():
        targets = session.send("Target.getTargets")["targetInfos"]
        return [target for target in targets if target["type"] == "shared_worker"]

    yield interpreters
    session.detach()


@pytest.fixture
def tell(browser):
    """Runs a line of JavaScript in a shared worker and does not wait for it."""
    session = browser.new_browser_cdp_session()

    def tell(target, line):
        attached = session.send(
            "Target.attachToTarget", {"targetId": target["targetId"], "flatten": False}
        )
        message = {"id": 1, "method": "Runtime.evaluate", "params": {"expression": line}}
        session.send(
            "Target.sendMessageToTarget",
            {"sessionId": attached["sessionId"], "message": json.dumps(message)},
        )

    yield tell
    session.detach()


def test_sixteen_frames_have_one_interpreter(framed, interpreters):
    frames = framed(*(f"{slug}/" for slug in SLUGS))
    for frame in frames:
        frame.live()
    assert len(interpreters()) == 1
    assert [frame.finding() for frame in frames] == [expected(slug) for slug in SLUGS]


def test_a_page_of_its_own_shares_with_nobody(widget_page, interpreters):
    widget_page("trust-region").live()
    assert interpreters() == []


def test_the_same_widget_in_two_states_refines_both(framed):
    one, other = (frame.live() for frame in framed("simulator/?seed=12", "simulator/?seed=13"))
    assert one.finding() == finished("simulator", seed="12")
    assert other.finding() == finished("simulator", seed="13")
    one.slide("step", 20)
    other.slide("step", 30)
    one.settled()
    assert one.finding() == finished("simulator", seed="12", step="20")
    assert other.finding() == finished("simulator", seed="13", step="30")


def finished(slug, **texts):
    """What is found when background work is done."""
    state = json.dumps(texts)
    while runtime.work(slug, state):
        pass
    return json.loads(runtime.answer(slug, state))["finding"]


@pytest.mark.parametrize("line", ["for (;;);", "close()"], ids=["hung", "dead"])
def test_a_shared_interpreter_that_stops_is_replaced_for_every_frame(
    framed, interpreters, tell, line
):
    frames = framed("simulator/?step=5", "trust-region/", "simulator/?step=9")
    for frame in frames:
        frame.live()
    (target,) = interpreters()
    tell(target, line)
    frames[0].slide("step", 33)
    frames[2].slide("step", 44)
    assert frames[0].finding() == expected("simulator", step="33")
    assert frames[2].finding() == expected("simulator", step="44")
    assert frames[0].root.locator("[data-status]").inner_text() == ""
    # Both moved on to the same one.
    names = [each["title"] for each in interpreters() if each["targetId"] != target["targetId"]]
    assert len(names) == 1


@pytest.mark.parametrize("prepare", [NO_SHARING, REFUSED], ids=["none", "refused"])
def test_where_frames_cannot_share_each_has_its_own(framed, interpreters, prepare):
    frames = framed("simulator/?step=5", "trust-region/", prepare=prepare)
    for frame in frames:
        frame.live()
    assert interpreters() == []
    frames[0].slide("step", 33)
    assert frames[0].finding() == expected("simulator", step="33")


def test_on_a_weak_device_frames_that_cannot_share_take_turns(framed):
    one, other = framed("simulator/", "simulator/?seed=8", prepare=WEAK)
    one.page.wait_for_timeout(300)
    assert not any(
        frame.page.evaluate("document.documentElement.dataset.live") for frame in (one, other)
    )
    one.slide("step", 20)
    assert one.finding() == expected("simulator", step="20")
    other.slide("step", 30)
    assert other.finding() == expected("simulator", seed="8", step="30")
    said = one.root.locator("[data-status]")
    assert "Python went to the widget that is used now" in said.inner_text()
    one.slide("step", 21)
    assert one.finding() == expected("simulator", step="21")
    assert said.inner_text() == ""
    assert other.finding() == expected("simulator", seed="8", step="30")
