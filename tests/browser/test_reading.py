"""Reading: the page is whole before any script has run, in light and dark, wide and narrow."""

from pathlib import Path

import pytest

from sitebuild.contents import AROUND
from widgets import CHAPTERS

SLUGS = [chapter.slug for chapter in CHAPTERS if chapter.written]
WIDGETS = [f"/widgets/{slug}/" for slug in SLUGS]
TEXTS = ["/", *(f"/{slug}/" for slug in AROUND)]
PAGES = [*TEXTS, "/kit/", *WIDGETS]
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"

SIZES = """[...document.querySelectorAll("[data-picture] :is(text, button, p, mi, mn, mo, mtext)")]
    .filter(e => e.checkVisibility() && /[\\p{L}\\p{N}]/u.test(e.textContent))
    .map(e => parseFloat(getComputedStyle(e).fontSize))"""
CLASHES = """(() => {
    const boxes = [...document.querySelectorAll("[data-picture] text")]
        .filter(t => t.textContent.trim())
        .map(t => [t.textContent, t.getBoundingClientRect()]);
    const out = [];
    for (const [i, [a, p]] of boxes.entries())
        for (const [b, q] of boxes.slice(i + 1))
            if (p.left < q.right - 1 && q.left < p.right - 1
                && p.top < q.bottom - 3 && q.top < p.bottom - 3) out.push([a, b]);
    return out;
})()"""
"""Pairs of texts in the pictures that lie on one another."""


def violations(page, *rules, within="html"):
    """What axe-core finds, with the elements it means; by all its rules if none is named."""
    page.evaluate(AXE.read_text("utf-8"))
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = page.evaluate("given => axe.run(...given)", [within, options])["violations"]
    return [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found]


def violations_in_both_schemes(page, within="html"):
    """All that axe-core finds in the light; in the dark what depends on colour."""
    page.emulate_media(color_scheme="light")
    found = violations(page, within=within)
    page.emulate_media(color_scheme="dark")
    return found + violations(page, "color-contrast", "link-in-text-block", within=within)


def test_without_javascript_the_page_is_whole(open_page):
    page = open_page("/", java_script_enabled=False)
    assert page.locator(".argument li").count() == 16
    widget = page.locator('[data-widget="simulator"]')
    assert widget.locator("[data-picture] svg").first.is_visible()
    assert "Verify holds 89%" in widget.locator("[data-finding]").inner_text()
    # What could not work is not shown.
    for selector in (".settings", ".presets", ".prediction", ".player", ".exports button"):
        assert not widget.locator(selector).first.is_visible(), selector
    widget.locator("summary", has_text="The numbers").click()
    assert widget.locator("table").is_visible()
    assert widget.locator("tbody tr").count() == 11


def test_chapters_that_do_not_exist_yet_are_named_and_not_linked(open_page):
    page = open_page("/", java_script_enabled=False)
    assert page.locator(".argument .unwritten").count() == 16 - len(SLUGS)
    assert page.locator(".argument .unwritten a").count() == 0
    page.locator(".argument a", has_text="The simulator").click()
    assert page.url.endswith("#simulator")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(open_page, path):
    page = open_page(path, python=False)
    for width in (320, 390, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, width


@pytest.mark.parametrize("path", ["/kit/", *WIDGETS])
def test_targets_are_large_enough_to_touch(open_page, path):
    page = open_page(path, python=False)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        small = page.evaluate(
            """() => [
                ...document.querySelectorAll(".widget :is(button, select, input, summary, .grip)")
            ].filter(e => e.checkVisibility() && e.type !== "hidden")
                .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
                .filter(([, r]) => r.width < 23.9 || r.height < 23.9).map(([html]) => html)"""
        )
        assert [html for html in small if "checkbox" not in html] == [], width


@pytest.mark.parametrize("path", [*TEXTS, "/kit/", WIDGETS[0]])
def test_axe_finds_nothing_before_python(open_page, path):
    # Of the widgets' pages one: the explainer has all of the pictures.
    assert violations_in_both_schemes(open_page(path, python=False, bypass_csp=True)) == []


def test_the_theme_is_switched_and_remembered(open_page):
    page = open_page("/", python=False, color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    button = page.locator("[data-theme-switch]")
    button.click()
    button.click()
    assert button.get_attribute("aria-label") == "Theme: dark"
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == dark


def test_print_shows_the_picture_and_the_finding(open_page):
    page = open_page("/widgets/simulator/", python=False)
    page.emulate_media(media="print")
    assert page.locator("[data-picture] svg").first.is_visible()
    assert page.locator("[data-finding]").is_visible()
    assert not page.locator(".settings").is_visible()


def test_the_strict_policy_is_in_the_page_and_in_the_headers(open_page, site):
    page = open_page("/", python=False)
    headers = page.request.get(site + "/").headers
    policy = page.locator("meta[http-equiv]").get_attribute("content")
    # Only a header can say who may frame the page.
    assert headers["content-security-policy"] == f"{policy}; frame-ancestors 'self'"
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert page.locator("[style], script:not([src])").count() == 0
