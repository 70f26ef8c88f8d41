"""What is far from the screen is laid out later, and moves nobody's text."""

import pytest
from playwright.sync_api import expect

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}
LAST = "thinking-budget"

SKIPPED = """slug => {
    const found = [...document.querySelectorAll(`#${slug} > p > *, #${slug} .panel > *`)];
    const shown = found.filter((e) => e.checkVisibility({contentVisibilityAuto: true}));
    return [found.length - shown.length, shown.length];
}"""
"""How many pieces of a chapter are not laid out, and how many are."""

MOVED = """async () => {
    const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const before = middle.getBoundingClientRect().top;
    const frame = () => new Promise(requestAnimationFrame);
    scrollBy(0, -200);
    for (let frames = 0; frames < 4; frames += 1) await frame();
    return middle.getBoundingClientRect().top - before;
}"""
"""How far what is read moves on the screen when the reader goes up by 200 px."""

AT_REST = """async () => {
    const before = scrollY;
    await new Promise((done) => setTimeout(done, 200));
    return scrollY > 10 * innerHeight && scrollY === before;
}"""


def without_cache(page):
    """Have all fetched anew: a font that a browser has is taken before it is needed."""
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})


def never_idle(page):
    """Let something else always be to be done."""
    page.add_init_script("window.requestIdleCallback = () => 0")


def test_the_last_chapter_waits_until_a_reader_is_near(open_page):
    page = open_page("/", python=False, viewport=PHONE, prepare=never_idle)
    expect(page.locator("html[data-hosted]")).to_have_count(1)
    waiting, shown = page.evaluate(SKIPPED, LAST)
    assert waiting > 20
    assert shown == 0
    settings = page.locator(f"#{LAST} .settings")
    assert not settings.is_visible()
    page.locator(f"#{LAST} .panel").first.scroll_into_view_if_needed()
    expect(settings).to_be_visible()
    page.wait_for_function(f"() => ({SKIPPED})('{LAST}')[0] === 0")


def test_it_is_found_before_it_is_laid_out(open_page):
    page = open_page("/", python=False, viewport=PHONE, prepare=never_idle)
    expect(page.locator("html[data-hosted]")).to_have_count(1)
    last = page.locator(f"#{LAST} > p").last
    words = last.evaluate("paragraph => paragraph.firstChild.textContent")
    assert len(words) > 40
    page.keyboard.press("Control+f")
    assert page.evaluate("words => find(words)", words[:40])
    expect(last).to_be_in_viewport()


@pytest.mark.parametrize("idle", ["as usual", "unknown to the browser"])
def test_all_is_laid_out_and_read_aloud_when_nothing_else_is_to_be_done(open_page, idle):
    """Chromium keeps what is not laid out from screen readers."""
    forget = "delete window.requestIdleCallback"
    page = open_page(
        "/",
        python=False,
        viewport=PHONE,
        prepare=None if idle == "as usual" else lambda page: page.add_init_script(forget),
    )
    page.wait_for_function(
        """() => document.querySelector(".references > *")
            .checkVisibility({contentVisibilityAuto: true})"""
    )
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    heard = {" ".join(str(node["name"].get("value")).split()) for node in tree if "name" in node}
    told = page.locator(".chapter > p, .chapter [data-preset] b").evaluate_all(
        "found => found.map((each) => each.firstChild?.textContent ?? '')"
    )
    assert len(told) > 150
    assert {" ".join(words.split()) for words in told} - heard == set()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("way", ["address", "link", "end"])
def test_nothing_moves_under_who_leaps_and_reads_upwards(open_page, viewport, way):
    page = open_page(f"/#{LAST}" if way == "address" else "/", python=False, viewport=viewport)
    expect(page.locator("html[data-hosted]")).to_have_count(1)
    if way == "link":
        page.locator(f'.argument a[href="#{LAST}"]').click()
    elif way == "end":
        page.keyboard.press("End")
        page.wait_for_function(AT_REST)
    if way != "end":
        heading = page.locator(f"#{LAST} h2")
        expect(heading).to_be_in_viewport()
        assert heading.bounding_box()["y"] < 200
    for _ in range(40):
        assert page.evaluate(MOVED) == pytest.approx(200, abs=2)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("slug", ["simulator", "distillation", LAST])
def test_who_leaps_before_all_is_laid_out_comes_to_the_place(open_page, slug, viewport):
    page = open_page("/", python=False, viewport=viewport, prepare=never_idle)
    expect(page.locator("html[data-hosted]")).to_have_count(1)
    assert page.evaluate(SKIPPED, slug)[0] > 0
    heading = page.locator(f"#{slug} > h3").last
    page.evaluate("address => { location.hash = address }", heading.get_attribute("id"))
    page.wait_for_function(f"() => ({SKIPPED})('{slug}')[0] === 0")
    page.wait_for_function("() => new Promise((done) => setTimeout(() => done(true), 300))")
    assert 0 <= heading.bounding_box()["y"] < 100


def test_without_scripts_and_on_paper_nothing_waits(open_page):
    page = open_page("/", java_script_enabled=False)
    assert page.evaluate(SKIPPED, LAST)[0] == 0
    page = open_page("/", python=False, prepare=never_idle)
    page.emulate_media(media="print")
    page.wait_for_function(f"() => ({SKIPPED})('{LAST}')[0] === 0")


def test_the_first_screen_fetches_the_fonts_that_it_shows(open_page):
    page = open_page("/", python=False, viewport=PHONE, prepare=without_cache)
    page.wait_for_function("() => document.fonts.ready.then(() => true)")
    fetched = page.evaluate(
        """() => {
            const {loadEventStart} = performance.getEntriesByType("navigation")[0];
            return performance.getEntriesByType("resource")
                .filter(({startTime}) => startTime < loadEventStart)
                .map(({name}) => name.split("/").at(-1))
                .filter((name) => name.endsWith(".woff2"));
        }"""
    )
    fields = "source-code-pro-latin-wght-normal.woff2"  # browsers look at them in advance
    assert set(fetched) - {fields} == {
        "source-serif-4-latin-wght-normal.woff2",
        "source-sans-3-latin-wght-normal.woff2",
        "source-sans-3-greek-wght-normal.woff2",
    }
