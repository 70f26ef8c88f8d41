"""Trouble: a worker that dies, code that does not come, many questions at once."""

import json

from tests.browser.conftest import WidgetPage
from tests.browser.windows import READY
from widgets import runtime

KEEP_WORKERS = """
(() => {
  const Real = window.Worker;
  window.workers = [];
  window.Worker = class extends Real {
    constructor(...args) { super(...args); window.workers.push(this); }
  };
})();
"""


def expected(**texts):
    return json.loads(runtime.answer("simulator", json.dumps(texts)))["finding"]


def test_a_killed_worker_is_replaced_without_losing_the_state(widget_page):
    widget = widget_page(
        query="?step=5", prepare=lambda page: page.add_init_script(KEEP_WORKERS)
    ).live()
    widget.page.evaluate("workers.at(-1).terminate()")
    widget.slide("step", 33)
    assert widget.finding() == expected(step="33")
    assert widget.page.evaluate("workers.length") == 2
    assert widget.root.locator("[data-status]").inner_text() == ""


def test_controls_moved_before_python_is_up_are_answered_with_the_last_position(widget_page):
    widget = widget_page()
    for step in (10, 20, 30):
        widget.handle("step").fill(str(step))
    widget.settled()
    assert widget.finding() == expected(step="30")


def test_a_widget_whose_code_does_not_come_says_so_and_the_others_go_on(open_page, watch):
    watch.expect("net::ERR_FAILED")
    page = open_page(
        prepare=lambda page: page.context.route("**/trust-region.zip", lambda r: r.abort())
    )
    WidgetPage(page, "opening").live()
    late = WidgetPage(page, "trust-region")
    late.root.scroll_into_view_if_needed()
    late.root.get_by_role("button", name="Try again").wait_for(timeout=READY)
    status = late.root.locator("[data-status]")
    assert "trust-region.zip could not be fetched" in status.inner_text()
    assert late.root.locator("[data-picture] svg").first.is_visible()
    WidgetPage(page, "simulator").live()
    page.context.unroute_all()
    late.root.get_by_role("button", name="Try again").click()
    late.settled()
    assert status.inner_text() == ""


def test_a_widget_s_page_asks_for_its_own_code_only(widget_page):
    asked = []
    widget_page(
        "trust-region", prepare=lambda page: page.on("request", lambda r: asked.append(r.url))
    ).live()
    archives = {url.rpartition("/")[2] for url in asked if url.endswith(".zip")}
    assert archives == {"python_stdlib.zip", "app.zip", "trust-region.zip"}


def test_a_hundred_quick_changes_end_at_the_last(widget_page):
    widget = widget_page().live()
    widget.page.evaluate(
        """async () => {
            const slider = document.querySelector('[data-control="step"] input[type=range]');
            for (let i = 0; i < 100; i += 1) {
                slider.value = String((i * 37) % 51);
                slider.dispatchEvent(new Event("input", {bubbles: true}));
                if (i % 7 === 0) await new Promise(requestAnimationFrame);
            }
        }"""
    )
    widget.settled()
    assert widget.finding() == expected(step=str((99 * 37) % 51))


def test_at_most_one_question_is_in_flight(widget_page):
    spy = """
    (() => {
      const Real = window.Worker;
      window.most = 0; let flying = 0;
      window.Worker = class extends Real {
        constructor(...args) {
          super(...args);
          this.addEventListener("message", ({data}) => { if (data.type === "answer") flying = 0; });
        }
        postMessage(message) {
          if (message.type === "ask") { flying += 1; window.most = Math.max(window.most, flying); }
          super.postMessage(message);
        }
      };
    })();
    """
    widget = widget_page(prepare=lambda page: page.add_init_script(spy)).live()
    for step in range(20):
        widget.handle("step").fill(str(step))
    widget.settled()
    assert widget.page.evaluate("most") == 1


def test_save_data_waits_for_a_touch(widget_page):
    widget = widget_page(python=False)
    fetched = []
    widget.page.on("request", lambda r: fetched.append(r.url))
    widget.page.wait_for_timeout(500)
    assert not any("wasm" in url for url in fetched)
    widget.slide("step", 4)
    assert widget.finding() == expected(step="4")


BELOW = """
new MutationObserver(() => document.body && (document.body.style.paddingTop = "2000px"))
    .observe(document, { childList: true, subtree: true });
"""
"""Puts everything far below what is in sight, as soon as there is anything."""


def test_python_starts_when_a_widget_is_near_and_not_before(open_page):
    page = open_page("/", prepare=lambda page: page.add_init_script(BELOW))
    fetched = "performance.getEntriesByType('resource').map((entry) => entry.name)"
    page.wait_for_selector("html[data-hosted]")
    page.wait_for_timeout(500)
    assert not any("worker" in url or "wasm" in url for url in page.evaluate(fetched))
    page.evaluate("scrollTo(0, 1200)")
    page.wait_for_selector("html[data-live]", timeout=READY)


def test_a_reader_at_work_is_not_interrupted(widget_page):
    widget = widget_page().live()
    field = widget.number("group_size")
    field.click()
    field.press("ControlOrMeta+a")
    field.press("1")
    widget.settled()
    field.press("2")
    widget.settled()
    assert field.input_value() == "12"
