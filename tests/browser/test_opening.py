"""The opening, at the head of the explainer: three buttons, a run to play, luck to change."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WidgetPage
from tests.browser.test_reading import CLASHES, SIZES, violations_in_both_schemes
from widgets import runtime
from widgets.opening.controls import PRESETS

PICTURE = "[data-widget=opening] [data-picture]"
SMALL = """[...document.querySelectorAll(
        '[data-widget="opening"] :is(button, select, input, summary)')]
    .filter(e => e.checkVisibility() && e.type !== "hidden")
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([, r]) => r.width < 23.9 || r.height < 23.9).map(([html]) => html)"""
TRANSPORT = """step => {
    const root = document.querySelector('[data-widget="opening"]');
    const range = root.querySelector('[name="step"]').getBoundingClientRect();
    const head = root.querySelector(".playhead").getBoundingClientRect();
    return range.left + 8 + (range.width - 16) * step / 50 - head.left;
}"""
"""How far the handle's middle is from the playhead, with a handle 16 pixels wide."""


@pytest.fixture
def opening(visit):
    def opening(query="", **options):
        return visit("opening", query, path="/", **options)

    return opening


def said(**texts):
    """What Python itself finds in a state."""
    return json.loads(runtime.answer("opening", json.dumps(texts)))["finding"]


def press(shown, name):
    shown.root.locator(f'[data-preset="{name}"]').click()
    shown.settled()


def test_it_makes_its_point_before_any_script_has_run(open_page):
    shown = WidgetPage(open_page("/", java_script_enabled=False), "opening")
    assert shown.root.locator("[data-picture] svg").first.is_visible()
    assert shown.finding() == said()
    assert shown.root.locator("button:visible, input:visible, select:visible").count() == 0
    shown.root.locator("a", has_text="the simulator").click()
    assert shown.page.url.endswith("#simulator")


def test_each_button_lays_out_its_reward_and_keeps_moment_and_luck(opening):
    shown = opening("?opening.step=30&opening.seed=12")
    for preset in reversed(PRESETS):
        press(shown, preset.name)
        assert shown.finding() == said(rewarded=preset.name, step="30", seed="12")
        assert shown.root.locator("[data-why]").inner_text() == preset.why
        pressed = shown.root.locator('[data-preset][aria-pressed="true"]')
        assert pressed.get_attribute("data-preset") == preset.name
        assert pressed.count() == 1


def test_play_runs_from_the_start_to_the_end(opening):
    shown = opening()
    play = shown.root.locator('[data-player="play"]')
    play.click()
    shown.page.wait_for_function(
        """([picture, play]) => {
            const at = parseFloat(document.querySelector(picture).getAttribute("x1"));
            return at > 0 && at < 100 && document.querySelector(play).ariaLabel === "Pause";
        }""",
        arg=[f"{PICTURE} .playhead", '[data-widget="opening"] [data-player="play"]'],
        polling=20,
    )
    expect(play).to_have_attribute("aria-label", "Play")
    shown.settled()
    assert shown.number("step").input_value() == "50"
    assert shown.finding() == said()


def test_another_seed_is_another_run_and_can_be_typed(opening):
    shown = opening("?opening.rewarded=coin")
    before = shown.finding()
    shown.number("seed").fill("3")
    shown.settled()
    assert shown.finding() == said(rewarded="coin", seed="3") != before
    shown.root.locator("[data-reseed]").click()
    shown.settled()
    seed = shown.number("seed").input_value()
    assert shown.finding() == said(rewarded="coin", seed=seed)


def test_the_moment_can_be_chosen_by_keyboard_and_by_dragging(opening):
    shown = opening()
    shown.number("step").focus()
    shown.page.keyboard.press("ArrowLeft")
    shown.settled()
    assert shown.finding() == said(step="49")
    shown.root.locator("[data-drag]").click(position={"x": 1, "y": 40})
    shown.settled()
    assert shown.finding() == said(step="0")


def test_the_handle_stands_under_the_playhead(opening):
    shown = opening()
    for width in (320, 390, 1280):
        shown.page.set_viewport_size({"width": width, "height": 800})
        for step in (0, 20, 50):
            shown.slide("step", step)
            assert abs(shown.page.evaluate(TRANSPORT, step)) < 2, (width, step)


def test_it_fits_and_can_be_touched_in_every_preset(opening):
    shown = opening()
    for width in (320, 390, 1280):
        shown.page.set_viewport_size({"width": width, "height": 800})
        for preset in PRESETS:
            press(shown, preset.name)
            state = (width, preset.name)
            overflow = shown.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, state
            assert shown.page.evaluate(SMALL) == [], state
            clashes = shown.page.evaluate(CLASHES.replace("[data-picture]", PICTURE))
            assert clashes == [], state
            sizes = shown.page.evaluate(SIZES.replace("[data-picture]", PICTURE))
            assert min(sizes) >= 12, state


def test_axe_finds_nothing_in_it_half_way(opening):
    query = "?opening.step=20&opening.rewarded=coin&opening.seed=x"
    shown = opening(query, bypass_csp=True)
    shown.root.locator("details").evaluate("d => { d.open = true; }")
    assert shown.root.locator("[data-notices] li").count() == 1
    assert violations_in_both_schemes(shown.page, '[data-widget="opening"]') == []
