"""Showing a widget on another page: the dialog with the snippets, and the page for authors."""

import re
import tomllib
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from sitebuild.embeds import FORMS
from tests import heights
from tests.browser.conftest import WidgetPage
from tests.browser.test_reading import violations_in_both_schemes
from tests.browser.windows import READY
from tests.test_embeds import SLUGS, Tags

REFUSED = """navigator.clipboard.writeText = () =>
    Promise.reject(new DOMException("The page may not do this.", "NotAllowedError"))"""
FOCUS = "document.activeElement.outerHTML.slice(0, 60)"
HOSTILE = "a \"quoted\" <b>&amp; 'text' & more\nsecond line; 100% + 1 = ü {height} 中\n"


@pytest.fixture(autouse=True)
def closed(visited):
    """No test finds the dialog open that the one before it opened."""
    yield
    if visited.window is not None:
        visited.page.evaluate("document.querySelector('dialog[open]')?.close()")


def opened(widget):
    """The dialog of a widget, opened."""
    widget.root.locator("summary", has_text="Take it home").click()
    widget.root.locator("[data-embed]").click()
    dialog = widget.page.locator("dialog.embed")
    expect(dialog).to_be_visible()
    return dialog


def field(box, name):
    return box.locator(f'textarea[data-form="{name}"]')


def button_of(box, name):
    """The button that copies a snippet."""
    return field(box, name).locator("xpath=..").get_by_role("button")


def tags(box, name):
    """The attributes of what a snippet makes, by tag."""
    return dict(Tags(field(box, name).input_value()).tags)


@pytest.fixture
def pasted(open_page, site):
    """A page that holds nothing but a snippet."""

    def pasted(snippet):
        def prepare(page):
            html = f"<!doctype html><title>Host</title>{snippet}"
            page.route(
                "**/host.html",
                lambda r: r.fulfill(body=html, content_type="text/html; charset=utf-8"),
            )

        return open_page("/host.html", prepare=prepare)

    return pasted


def test_every_snippet_has_the_state_that_the_reader_sees(visit, site):
    widget = visit(query="?seed=11&step=3")
    widget.slide("group_size", 16, grown=False)
    dialog = opened(widget)
    query = "step=3&group_size=16&seed=11"
    page = f"{site}/widgets/simulator/?{query}"
    frame = tags(dialog, "frame")["iframe"]
    assert (frame["src"], frame["loading"]) == (page, "lazy")
    assert frame["title"] == "The simulator · R1, taken apart"
    assert "&amp;seed=11" in field(dialog, "frame").input_value()
    element = tags(dialog, "element")
    assert element["script"]["src"] == f"{site}/embed/r1-widget.js"
    assert (element["r1-widget"]["name"], element["r1-widget"]["state"]) == ("simulator", query)
    assert element["a"]["href"] == page
    picture = tags(dialog, "picture")
    assert picture["a"]["href"] == page
    assert widget.page.request.get(picture["img"]["src"]).ok
    assert field(dialog, "markdown").input_value() == (
        f"[![The simulator · R1, taken apart]({site}/posters/simulator.png)]({page})"
    )


@pytest.mark.parametrize("text", [HOSTILE, "中" * 2000], ids=["hostile", "long"])
def test_a_pasted_snippet_opens_exactly_that_state(widget_page, pasted, text):
    widget = widget_page("reward")
    name = "completion"
    widget.live()
    widget.root.locator(f'[name="{name}"]').fill(text)
    widget.settled()
    dialog = opened(widget)
    typed = widget.root.locator(f'[name="{name}"]').input_value()
    state = parse_qs(tags(dialog, "element")["r1-widget"]["state"], keep_blank_values=True)
    src = tags(dialog, "frame")["iframe"]["src"]
    assert parse_qs(urlsplit(src).query, keep_blank_values=True) == state
    assert state[name] == [typed]
    host = pasted(field(dialog, "frame").input_value())
    frame = host.frame_locator("iframe")
    expect(frame.locator(f'[name="{name}"]')).to_have_value(typed)
    assert frame.locator("[data-notices] li").count() == 0


def test_options_change_the_snippets_at_once(visit, site):
    widget = visit(query="?seed=11")
    dialog = opened(widget)
    full = tags(dialog, "frame")["iframe"]["height"]
    dialog.get_by_label("Theme").select_option("dark")
    dialog.get_by_label("Hide the controls").check()
    dialog.get_by_label("Hide the caption").check()
    frame = tags(dialog, "frame")["iframe"]
    assert frame["src"].endswith("/?seed=11&theme=dark&hide=controls,caption")
    assert int(frame["height"]) < int(full)
    element = tags(dialog, "element")["r1-widget"]
    assert element["height"] == frame["height"]
    shown = {name: element[name] for name in ("state", "theme", "hide")}
    assert shown == {"state": "seed=11", "theme": "dark", "hide": "controls,caption"}
    # A reader who follows a link sees the whole page in a theme of their own.
    assert tags(dialog, "picture")["a"]["href"] == f"{site}/widgets/simulator/?seed=11"
    dialog.get_by_label("Hide the controls").uncheck()
    dialog.get_by_label("Hide the caption").uncheck()
    dialog.get_by_label("Theme").select_option("")
    assert tags(dialog, "frame")["iframe"]["src"] == f"{site}/widgets/simulator/?seed=11"


def test_escape_closes_and_the_keyboard_is_where_it_was(visit):
    widget = visit()
    widget.root.locator("summary", has_text="Take it home").click()
    keyboard = widget.page.keyboard
    link = widget.root.locator("[data-embed]")
    link.focus()
    keyboard.press("Enter")
    dialog = widget.page.locator("dialog.embed")
    expect(dialog).to_be_visible()
    reached = set()
    for _ in range(14):
        keyboard.press("Tab")
        reached.add(widget.page.evaluate(FOCUS))
    for wanted in ("textarea", "data-copy", "data-close", "data-option"):
        assert any(wanted in html for html in reached), wanted
    keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(link).to_be_focused()
    keyboard.press("Enter")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).not_to_be_visible()
    expect(link).to_be_focused()
    link.click()
    widget.page.mouse.click(5, 5)
    expect(dialog).not_to_be_visible()


def test_copying_says_so(widget_page, site):
    widget = widget_page(query="?step=3").live()
    widget.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    dialog = opened(widget)
    read = "navigator.clipboard.readText()"
    for form in FORMS:
        button = button_of(dialog, form.name)
        button.click()
        expect(button).to_have_text("Copied")
        assert widget.page.evaluate(read) == field(dialog, form.name).input_value()
    for form in FORMS:
        expect(button_of(dialog, form.name)).to_have_text("Copy")
    expect(dialog.get_by_role("status")).to_have_text("Copied")
    widget.page.keyboard.press("Escape")
    button = widget.root.locator("[data-copy-link]")
    button.click()
    expect(button).to_have_text("Copied")
    assert widget.page.evaluate(read) == f"{site}/widgets/simulator/?step=3"
    expect(button).to_have_text("Copy link to this state")


def test_where_the_clipboard_is_refused_the_text_is_selected(widget_page, site):
    widget = widget_page(query="?step=3", prepare=lambda page: page.add_init_script(REFUSED)).live()
    dialog = opened(widget)
    button = button_of(dialog, "frame")
    button.click()
    expect(button).to_have_text("Selected")
    assert "by hand" in dialog.get_by_role("status").inner_text()
    selected = "document.activeElement.value.slice(document.activeElement.selectionStart)"
    assert widget.page.evaluate(selected) == field(dialog, "frame").input_value()
    widget.page.keyboard.press("Escape")
    widget.root.locator("[data-copy-link]").click()
    link = widget.root.get_by_label("The link to this state")
    expect(link).to_be_focused()
    assert widget.page.evaluate(selected) == f"{site}/widgets/simulator/?step=3"


def test_on_the_explainer_each_widget_has_the_snippets_of_its_own_page(open_page, site):
    page = open_page("/?trust-region.beta=0.7&simulator.seed=5")
    for slug, query in (("trust-region", "beta=0.7"), ("simulator", "seed=5")):
        dialog = opened(WidgetPage(page, slug))
        src = tags(dialog, "frame")["iframe"]["src"]
        assert src == f"{site}/widgets/{slug}/?{query}"
        title = tags(dialog, "frame")["iframe"]["title"].removesuffix(" · R1, taken apart")
        expect(dialog.get_by_role("heading")).to_have_text(f"Embed: {title}")
        page.keyboard.press("Escape")


def test_nothing_of_it_is_fetched_before_it_is_asked_for(widget_page):
    asked = []
    widget = widget_page(prepare=lambda page: page.on("request", lambda r: asked.append(r.url)))
    widget.live()
    assert not [url for url in asked if re.search(r"/(take-home|embed|export)\.js", url)]
    opened(widget)
    assert [url for url in asked if url.endswith("/take-home.js")]


def test_what_cannot_be_fetched_is_said_and_can_be_pressed_again(widget_page, watch):
    watch.expect("ERR_FAILED")
    widget = widget_page(
        prepare=lambda page: page.context.route("**/take-home.js", lambda r: r.abort())
    ).live()
    widget.root.locator("summary", has_text="Take it home").click()
    widget.root.locator("[data-embed]").click()
    expect(widget.root.locator("[data-status]")).to_contain_text("That did not work")
    widget.page.context.unroute_all()
    widget.root.locator("[data-embed]").click()
    expect(widget.page.locator("dialog.embed")).to_be_visible()


def test_without_a_script_embed_leads_to_the_snippet(open_page, site):
    page = open_page("/widgets/trust-region/", java_script_enabled=False)
    page.locator("summary", has_text="Take it home").click()
    page.locator("[data-embed]").click()
    assert page.url == f"{site}/embed/#trust-region"
    expect(page.locator("#trust-region pre")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_dialog_is_accessible_and_fits(widget_page, width):
    widget = widget_page(viewport={"width": width, "height": 700}, bypass_csp=True)
    dialog = opened(widget)
    for selector in ("dialog.embed", "html"):
        over = f"(e => e.scrollWidth - e.clientWidth)(document.querySelector('{selector}'))"
        assert widget.page.evaluate(over) <= 0, selector
    button_of(dialog, "markdown").click()
    assert violations_in_both_schemes(widget.page) == []


def test_in_a_frame_as_high_as_its_contents_the_dialog_opens_in_sight(pasted):
    host = pasted(
        '<p>Host</p><iframe src="/widgets/simulator/" width="700" height="2600" title="x"></iframe>'
    )
    frame = host.frame_locator("iframe")
    frame.locator("html[data-live]").wait_for(timeout=READY)
    frame.locator("summary", has_text="Take it home").click()
    frame.locator("[data-embed]").click()
    dialog = frame.locator("dialog.embed")
    expect(dialog).to_be_visible()
    box = dialog.bounding_box()  # on the host's page, from the top of its window
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= host.evaluate("innerHeight") + 1


# --- the page for authors -------------------------------------------------------------------


def test_without_a_script_all_frames_can_be_read(open_page):
    page = open_page("/embed/", java_script_enabled=False)
    assert not page.locator(".try-out").is_visible()
    for slug in SLUGS:
        text = page.locator(f"#{slug} pre").inner_text()
        assert f'widgets/{slug}/"' in text
        assert text.startswith("<iframe ")
        assert page.locator(f"#{slug} a").get_attribute("href") == f"../widgets/{slug}/"
    assert "Put the address of this site in place of" in page.locator(".sixteen").inner_text()


def test_each_snippet_is_tried_and_told_to_work(open_page, site):
    page = open_page("/embed/")
    for form in FORMS:
        for check in form.checks:
            told = page.locator(f"[data-check={form.name}-{check.lower()}] span")
            told.scroll_into_view_if_needed()
            expect(told).to_contain_text("Passed: ", timeout=READY)
    assert page.locator('[data-verdict="failed"]').count() == 0
    assert (
        page.locator("#simulator pre")
        .inner_text()
        .startswith(f'<iframe src="{site}/widgets/simulator/"')
    )


def test_another_choice_is_another_snippet_and_another_frame(open_page, site):
    page = open_page("/embed/")
    page.get_by_label("Widget").select_option("reward")
    page.locator(".options").get_by_label("Theme").select_option("dark")
    page.get_by_label("Hide the controls").check()
    address = f"{site}/widgets/reward/?theme=dark&hide=controls"
    for of in ('[data-shown="frame"] iframe', '[data-shown="element"] iframe'):
        src = page.locator(of).get_attribute("src") or ""
        wanted = parse_qs(urlsplit(address).query)
        assert (urlsplit(src).path, parse_qs(urlsplit(src).query)) == ("/widgets/reward/", wanted)
    assert tags(page, "frame")["iframe"]["src"] == address
    told = page.locator("[data-check=frame-live] span")
    told.scroll_into_view_if_needed()
    expect(told).to_contain_text("Passed", timeout=READY)


def test_what_does_not_work_is_told(open_page, watch):
    watch.expect("ERR_FAILED", "404")

    def prepare(page):
        for pattern in ("**/r1-widget.js", "**/posters/imitate-or-explore.png"):
            page.route(pattern, lambda route: route.abort())
        page.route("**/widgets/imitate-or-explore/", lambda route: route.fulfill(status=404))

    page = open_page("/embed/", prepare=prepare)
    for check in ("frame-loaded", "element-loaded", "picture-picture", "picture-link"):
        told = page.locator(f"[data-check={check}] span")
        told.scroll_into_view_if_needed()
        expect(told).to_contain_text("Failed: ")


def test_python_waits_until_a_frame_is_in_sight(open_page):
    asked = []
    page = open_page(
        "/embed/",
        viewport={"width": 1280, "height": 300},
        prepare=lambda page: page.context.on("request", lambda r: asked.append(r.url)),
    )
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/runtime/" in url]
    page.locator('[data-shown="frame"]').scroll_into_view_if_needed()
    expect(page.locator("[data-check=frame-live] span")).to_contain_text("Passed", timeout=READY)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_frame_is_about_as_high_as_its_widget(open_page, slug):
    page = open_page("/about/")
    written = tomllib.loads(heights.FILE.read_text("utf-8"))[slug][0]
    told = heights.told(page, slug)
    assert abs(told - written) <= 0.15 * written, (
        f"{slug} is {told} pixels high, and its snippets say {written}:"
        " run .venv/bin/python -m tests.heights and build again"
    )
