"""The page around the widgets: contents, progress, cites, terms, folds; and what paper shows."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from sitebuild.contents import AROUND
from widgets import CHAPTERS

SLUGS = [chapter.slug for chapter in CHAPTERS if chapter.written]
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}


def at(page, slug):
    """Scroll to a chapter, its heading at the top of the window."""
    page.evaluate("id => document.getElementById(id).scrollIntoView({block: 'start'})", slug)


def test_the_contents_know_which_chapter_is_read(open_page):
    page = open_page("/", python=False, viewport=WIDE)
    contents = page.locator(".contents")
    assert contents.is_visible()
    assert contents.locator("ol li").count() == 16
    here = contents.locator('[aria-current="location"]')
    for slug in SLUGS:
        at(page, slug)
        expect(here).to_have_count(1)
        expect(here).to_have_attribute("href", f"#{slug}")
    page.evaluate("scrollTo(0, 0)")
    expect(here).to_have_count(0)


def test_on_a_phone_the_contents_are_a_menu_that_says_where_one_is(open_page):
    page = open_page("/", python=False, viewport=PHONE)
    menu, contents = page.locator(".menu"), page.locator(".contents")
    assert not contents.is_visible()
    at(page, "trust-region")
    expect(menu).to_have_text("11 · The trust region")
    menu.click()
    assert contents.is_visible()
    contents.locator("a", has_text="The simulator").click()
    expect(contents).not_to_be_visible()
    assert page.url.endswith("#simulator")
    expect(menu).to_have_text("9 · The simulator")
    menu.click()
    page.keyboard.press("Escape")
    expect(contents).not_to_be_visible()


def test_the_menu_needs_no_script(open_page):
    page = open_page("/", viewport=PHONE, java_script_enabled=False)
    page.locator(".menu").click()
    page.locator(".contents a", has_text="Glossary").click()
    expect(page.locator("h1")).to_have_text("Glossary")


def test_how_far_one_has_read_is_shown(open_page):
    page = open_page("/", python=False, viewport=PHONE)
    width = "new DOMMatrix(getComputedStyle(document.body, '::before').transform).a"
    assert page.evaluate(width) < 0.01
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    page.wait_for_function(f"() => {width} > 0.3")
    assert page.evaluate(width) < 0.7


def test_one_leads_to_the_next(open_page):
    page = open_page("/", python=False, viewport=WIDE)
    for this, following in pairwise(SLUGS):
        link = page.locator(f"#{this} .turn .on")
        assert link.get_attribute("href") == f"#{following}"
        assert page.locator(f"#{following} .turn .back").get_attribute("href") == f"#{this}"
    assert page.locator(f"#{SLUGS[-1]} .turn .on").count() == 0


def test_reading_times_are_told(open_page):
    page = open_page("/", python=False)
    for slug in SLUGS:
        assert re.search(r"· [1-9] min$", page.locator(f"#{slug} > header .number").inner_text())


def test_chapters_headings_and_figures_have_an_address(open_page):
    page = open_page("/", python=False, viewport=WIDE)
    for slug in SLUGS:
        for selector in ("h2 a", ".anchor", ".figure-name a"):
            link = page.locator(f"#{slug}").locator(selector).first
            address = link.get_attribute("href")
            assert page.locator(address).count() == 1, address
    page.goto(page.url.split("#")[0] + "#simulator-what-to-try")
    expect(page.locator("#simulator-what-to-try")).to_be_in_viewport()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("viewport", [PHONE, WIDE])
def test_a_cite_opens_its_source_in_place(open_page, script, viewport):
    page = open_page("/", python=False, viewport=viewport, java_script_enabled=script)
    cite = page.locator("#simulator .cite").first
    card = page.locator(f"#{cite.get_attribute('popovertarget')}")
    assert not card.is_visible()
    cite.scroll_into_view_if_needed()
    cite.click()
    assert card.is_visible()
    expect(card).to_be_in_viewport(ratio=1)
    assert "DeepSeek" in card.inner_text()
    page.keyboard.press("Escape")
    assert not card.is_visible()
    cite.focus()
    page.keyboard.press("Enter")
    assert card.is_visible()
    card.locator("a", has_text="bibliography").click()
    expect(page.locator("h1")).to_have_text("References")
    assert page.locator(":target").inner_text().startswith("R1v1")


def test_a_term_opens_when_pointed_at_and_closes_when_left(open_page):
    page = open_page("/", python=False, viewport=WIDE)
    term = page.locator("#simulator a.term").first
    card = page.locator(f"#{term.get_attribute('data-term')}")
    term.scroll_into_view_if_needed()
    term.hover()
    expect(card).to_be_visible()
    card.hover()
    page.wait_for_timeout(400)
    assert card.is_visible(), "it stays while one reads it"
    page.mouse.move(5, 5)
    expect(card).not_to_be_visible()


def test_a_term_opens_by_keyboard_and_by_touch(open_page):
    page = open_page("/", python=False, viewport=PHONE, has_touch=True)
    term = page.locator("#simulator a.term").first
    card = page.locator(f"#{term.get_attribute('data-term')}")
    page.locator("#simulator h2 a").focus()
    page.keyboard.press("Tab")
    expect(term).to_be_focused()
    expect(card).to_be_visible()
    expect(card).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(card).not_to_be_visible()
    expect(term).to_be_focused()
    page.keyboard.press("Shift+Tab")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(card.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")  # which gives the focus back, and opens nothing
    expect(term).to_be_focused()
    expect(card).not_to_be_visible()
    page.keyboard.press("Shift+Tab")
    term.tap()
    expect(card).to_be_visible()
    assert page.url.rstrip("/").count("/") == 2, "the page is not left"


def test_without_a_script_a_term_leads_to_the_glossary(open_page):
    page = open_page("/", java_script_enabled=False)
    term = page.locator("#simulator a.term").first
    name = term.get_attribute("data-term").removeprefix("term-")
    term.click()
    assert page.url.endswith(f"/glossary/#{name}")
    expect(page.locator(f"#{name}")).to_be_in_viewport()


def test_the_python_of_a_model_is_fetched_when_it_is_unfolded(open_page):
    page = open_page("/", python=False, viewport=WIDE)
    for slug in SLUGS:
        panel = page.locator(f'[data-widget="{slug}"] details[data-model]')
        assert panel.locator("pre").count() == 0
        panel.locator("summary").first.click()
        expect(panel.locator("pre").first).to_be_visible()
        assert "def compute" in panel.locator("pre").first.inner_text()
    link = page.locator('[data-widget="simulator"] [data-model-body] a[href*="/api/#"]').first
    assert page.request.get(link.evaluate("a => a.href")).ok
    link.click()
    expect(page.locator("h1")).to_be_visible()
    assert "/api/#grpo_core" in page.url
    expect(page.locator(":target")).to_have_count(1)


def test_the_python_of_a_model_is_a_page_without_a_script(open_page):
    page = open_page("/widgets/simulator/", java_script_enabled=False)
    page.locator("details[data-model] > summary").click()
    page.locator("[data-model-body] a").click()
    assert page.url.endswith("/widgets/simulator/model/")
    assert "def compute" in page.locator("[data-model-body] pre").first.inner_text()


def test_paper_shows_pictures_findings_tables_and_full_references(open_page):
    page = open_page("/", python=False)
    page.emulate_media(media="print")
    for slug in SLUGS:
        widget = page.locator(f'[data-widget="{slug}"]')
        assert widget.locator("[data-picture] svg").first.is_visible()
        assert widget.locator("[data-finding]").is_visible()
        assert widget.locator("[data-table] table").is_visible()
        assert not widget.locator(".settings").is_visible()
    cited = page.eval_on_selector_all(".cite", "all => all.map(c => c.textContent)")
    keys = {text.strip("[]").split()[0] for text in cited}
    printed = page.locator(".references .bibliography").inner_text()
    assert keys
    for key in keys:
        assert key in printed
    assert not page.locator(".contents").is_visible()


def test_paper_shows_the_state_the_reader_made(widget_page):
    shown = widget_page("simulator", "?step=7").live()
    shown.page.emulate_media(media="print")
    assert "step 7" in shown.root.locator("[data-picture]").inner_text().lower()


def test_paper_unfolds_what_is_folded(open_page):
    page = open_page("/primer/")
    folded = page.locator("main details").first.locator("p, pre").last
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()


@pytest.mark.parametrize("slug", AROUND)
def test_pages_around_the_chapters_read_without_a_script(open_page, slug):
    page = open_page(f"/{slug}/", java_script_enabled=False)
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").text_content()) > 1000


def test_reduced_motion_moves_nothing(open_page):
    page = open_page("/", python=False, reduced_motion="reduce")
    timelines = page.evaluate("document.getAnimations().map(a => a.timeline.constructor.name)")
    assert set(timelines) <= {"ScrollTimeline"}, "what follows the reader's own scrolling may move"


def test_forced_colours_keep_what_is_chosen_and_the_pictures_ink(open_page):
    page = open_page(
        "/widgets/simulator/", python=False, forced_colors="active", color_scheme="dark"
    )
    line = page.locator("[data-picture] .axis").first
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert line.evaluate("e => getComputedStyle(e).stroke") != paper
    chosen = page.locator('[aria-pressed="true"]').first
    assert chosen.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


COVERED = """() => {
    const ranges = [...document.fonts].flatMap((face) => face.unicodeRange.split(","));
    const spans = ranges.map((r) => r.trim().slice(2).split("-").map((h) => parseInt(h, 16)));
    const shown = new Set(document.body.innerText.replace(/\\s/g, ""));
    return [...shown].filter((c) => !spans.some(
        ([low, high]) => low <= c.codePointAt(0) && c.codePointAt(0) <= (high ?? low)));
}"""
"""Characters on the page that none of the site's own fonts has."""


# With a place to go to, the explainer is laid out whole, settings and all.
@pytest.mark.parametrize("path", ["/#references", *(f"/{slug}/" for slug in AROUND)])
def test_every_character_is_in_a_font_of_ours(open_page, path):
    page = open_page(path, python=False)
    # None of our faces has the ballot cross, so the reader's system draws it.
    assert set(page.evaluate(COVERED)) <= {"✗"}


def test_chinese_is_set_in_a_chinese_font(open_page):
    page = open_page("/glossary/")
    spoken = page.locator('[lang="zh"]').first
    spoken.scroll_into_view_if_needed()
    page.wait_for_function("() => document.fonts.ready.then(() => true)")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    assert any("Noto Sans SC" in family for family in loaded)
