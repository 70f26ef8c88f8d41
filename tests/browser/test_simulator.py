"""The simulator in a reader's hands: play, pause, step, scrub, change, pin, take home."""

import csv
import io
import json

import pytest

from grpo_core import Config, simulate, to_csv
from widgets import runtime


def expected(**texts):
    """What CPython says to these texts."""
    return json.loads(runtime.answer("simulator", json.dumps(texts)))


def test_python_takes_the_picture_over_without_a_visible_change(widget_page):
    widget = widget_page()
    before = widget.finding()
    widget.live()
    assert widget.finding() == before == expected()["finding"]


def test_playing_runs_to_the_end_and_pausing_stops(visit):
    widget = visit(query="?step=0")
    button = widget.root.get_by_role("button", name="Play", exact=True)
    speed = widget.root.locator('[data-player="speed"]')
    speed.select_option("1")  # ten seconds are left to pause it in
    button.click()
    widget.page.wait_for_function("() => document.querySelector('[name=step]').value > 5")
    widget.root.get_by_role("button", name="Pause").click()
    widget.settled()
    stopped = int(widget.number("step").input_value())
    assert 5 < stopped < 50
    assert widget.finding() == expected(step=str(stopped))["finding"]
    speed.select_option("4")
    button.click()
    widget.page.wait_for_function("() => document.querySelector('[name=step]').value === '50'")
    widget.root.get_by_role("button", name="Play", exact=True).wait_for()
    widget.settled()
    assert widget.finding() == expected()["finding"]
    button.click()  # at the end, play begins again
    widget.page.wait_for_function("() => document.querySelector('[name=step]').value < 40")


def test_stepping_both_ways_and_back_to_the_start(visit):
    widget = visit(query="?step=20")
    for name, step in (("One step on", 21), ("One step back", 20), ("One step back", 19)):
        widget.root.get_by_role("button", name=name).click()
        widget.settled()
        assert widget.finding() == expected(step=str(step))["finding"]
    widget.root.get_by_role("button", name="Back to the start", exact=True).click()
    widget.settled()
    assert widget.finding().startswith("Before training")


def test_scrubbing_shows_each_moment_of_the_same_run(visit):
    widget = visit()
    for step in (50, 31, 2, 0, 44):
        widget.slide("step", step)
        assert widget.finding() == expected(step=str(step))["finding"]


def test_dragging_on_the_picture_scrubs(visit):
    widget = visit()
    box = widget.root.locator(".shares .drag").bounding_box()
    mouse = widget.page.mouse
    y = box["y"] + box["height"] / 2
    mouse.move(box["x"] + 0.5 * box["width"], y)
    mouse.down()
    mouse.move(box["x"] + 0.4 * box["width"], y, steps=5)
    mouse.move(box["x"] - 300, y, steps=5)  # outside: held at the end
    mouse.move(box["x"] + 0.2 * box["width"], y, steps=5)
    mouse.up()
    widget.settled()
    assert widget.number("step").input_value() == "10"
    assert widget.finding() == expected(step="10")["finding"]


def test_a_click_on_a_name_follows_that_strategy(visit):
    widget = visit()
    widget.root.locator('[data-set="focus:derive"]').click()
    widget.settled()
    assert widget.number("focus").input_value() == "derive"
    assert widget.root.locator(".panel-title", has_text="Derive under other seeds").count() == 1


CHANGES = (
    ("group_size", 16, "16"),
    ("beta", 0, "0"),
    ("beta", 1000, "10"),
    ("learning_rate", 500, "0.224"),
    ("seed", None, "123"),
    ("focus", None, "guess"),
)


def test_every_kind_of_control_answers(visit):
    widget = visit()
    state = {}
    for name, handle, text in CHANGES:
        if handle is not None:
            widget.slide(name, handle, grown=False)
            assert widget.number(name).input_value() == text
        elif name == "focus":
            widget.number(name).select_option(text)
        else:
            widget.number(name).fill(text)
        widget.settled(grown=False)
        state[name] = text
        shown = expected(**state)
        assert widget.finding().split(" In ")[0] == shown["finding"].split(" In ")[0]
        widget.page.wait_for_url(f"**{name}={text}*")


def test_the_number_beside_a_slider_moves_it(visit):
    widget = visit()
    widget.number("beta").fill("1")
    widget.settled(grown=False)
    assert (
        widget.handle("beta").input_value() == "750"
    )  # a thousandth to ten: three of four decades
    assert widget.handle("beta").get_attribute("aria-valuetext") == "1"


def test_a_link_restores_the_state(widget_page):
    widget = widget_page(query="?step=12&beta=0.3&seed=99&reveal=1").live()
    assert widget.number("beta").input_value() == "0.3"
    assert widget.number("reveal").is_checked()
    assert widget.handle("rate_guess").count() == 1
    shown = expected(step="12", beta="0.3", seed="99", reveal="1")
    assert widget.finding() == shown["finding"]
    assert widget.root.locator("[data-notices] li").count() == 0


def test_on_the_explainer_the_state_carries_the_slug(open_page):
    from tests.browser.conftest import WidgetPage

    page = open_page("/?simulator.step=7&simulator.seed=5&utm_source=x")
    widget = WidgetPage(page, "simulator").live()
    assert widget.finding() == expected(step="7", seed="5")["finding"]
    widget.slide("step", 9)
    page.wait_for_url("**simulator.step=9**")
    assert "utm_source=x" in page.url


def test_bad_values_in_a_link_get_a_clear_word_and_nothing_else(widget_page):
    query = "?steps=1e9&beta=nan&seed=%3Cscript%3Ealert(1)%3C/script%3E&group_size=999&step=-3"
    widget = widget_page(query=query).live(grown=False)
    notices = widget.root.locator("[data-notices] li").all_inner_texts()
    assert notices == [
        "“steps” is not a setting here, so it is left out.",
        "step: “-3” is outside its range, so 0 is used.",
        "group_size: “999” is outside its range, so 64 is used.",
        "beta: “nan” is not a finite number, so 0.04 is used.",
        "seed: “<script>alert(1)</script>” is not a number, so 7 is used.",
    ]
    assert widget.page.locator("script:not([src])").count() == 0
    assert widget.finding() == expected(step="0", group_size="64")["finding"]
    assert widget.number("group_size").input_value() == "64"
    widget.slide("step", 3, grown=False)
    assert widget.root.locator("[data-notices] li").count() == 0


def test_rubbish_typed_into_a_field_keeps_the_picture(visit):
    widget = visit()
    widget.number("beta").fill("")
    widget.settled()
    assert widget.finding() == expected()["finding"]
    widget.number("group_size").fill("1e9")
    widget.settled(grown=False)
    assert "group_size" in widget.root.locator("[data-notices]").inner_text()


def test_presets_lay_out_a_state_and_the_way_back_is_kept(visit):
    widget = visit(query="?seed=21&beta=0.5", grown=False)
    widget.root.locator('[data-preset="rare-gem"]').click()
    widget.settled()
    assert (
        widget.finding()
        == expected(
            start_guess="0", start_recall="0", start_derive="0", start_verify="-2.8", seed="21"
        )["finding"]
    )
    widget.page.go_back()
    widget.settled(grown=False)
    assert widget.finding().split(" In ")[0] == expected(seed="21", beta="0.5")["finding"]


def test_reset_keeps_the_seed_and_reseeding_is_its_own_button(visit):
    widget = visit(query="?seed=21&beta=0.5&group_size=3", grown=False)
    widget.root.locator("[data-reset]").click()
    widget.settled()
    assert widget.number("seed").input_value() == "21"
    assert widget.number("beta").input_value() == "0.04"
    widget.root.locator("[data-reseed]").click()
    widget.settled()
    assert widget.number("seed").input_value() != "21"


def test_pinning_keeps_a_run_beside_the_next(visit):
    widget = visit(query="?beta=1", grown=False)
    widget.root.get_by_role("button", name="Pin this run").click()
    widget.number("beta").fill("0")
    widget.settled(grown=False)
    assert "The pinned run (KL weight β = 1) has Verify" in widget.finding()
    assert widget.root.locator(".label.r-pinned", has_text="pinned").count() == 1
    widget.page.wait_for_url("**pin=beta%3A1**")
    widget.root.get_by_role("button", name="Unpin").click()
    widget.settled(grown=False)
    assert "pinned" not in widget.finding()


def test_a_prediction_is_played_and_judged(visit):
    widget = visit()
    widget.root.locator('[data-player="speed"]').select_option("4")
    answer = widget.root.locator('[data-predict="verify"]')
    answer.click()
    assert answer.get_attribute("aria-pressed") == "true"
    widget.page.wait_for_function("() => document.querySelector('[name=step]').value === '50'")
    widget.settled()
    assert widget.finding().endswith("You predicted Verify; it is Derive.")


def test_other_settings_get_their_band_in_the_browser(visit):
    widget = visit(query="?beta=0.123")
    assert "of 200 runs with other seeds" in widget.finding()
    assert widget.root.locator(".area.band").count() == 2


def test_the_keyboard_alone_is_enough(visit):
    widget = visit(query="?step=10")
    keyboard = widget.page.keyboard
    widget.handle("step").focus()
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    widget.settled()
    assert widget.finding() == expected(step="12")["finding"]
    keyboard.press("Home")
    widget.settled()
    assert widget.finding().startswith("Before training")
    keyboard.press("Space")
    widget.page.wait_for_function("() => document.querySelector('[name=step]').value > 2")
    keyboard.press("Space")
    widget.settled()
    reached = set()
    widget.page.locator("body").press("Tab")
    for _ in range(60):
        reached.add(
            widget.page.evaluate(
                "document.activeElement.closest('[data-control]')?.dataset.control ?? ''"
            )
        )
        keyboard.press("Tab")
    assert {"step", "group_size", "learning_rate", "beta", "seed", "focus", "pin"} <= reached


def test_with_reduced_motion_playing_jumps(widget_page):
    widget = widget_page(query="?step=0", reduced_motion="reduce").live()
    widget.root.locator('[data-player="speed"]').select_option("4")
    widget.root.get_by_role("button", name="Play", exact=True).click()
    widget.page.wait_for_function("() => document.querySelector('[name=step]').value > 0")
    assert int(widget.number("step").input_value()) % 10 == 0


def test_the_numbers_follow_the_state(visit):
    widget = visit()
    widget.root.locator("summary", has_text="The numbers").click()
    widget.slide("step", 17)
    widget.page.wait_for_function(
        "() => [...document.querySelectorAll('tbody th')].some(th => th.textContent === '17')"
    )


def test_downloads_hold_the_run_on_the_page(visit):
    widget = visit(query="?seed=11&beta=0.1")
    widget.root.locator("summary", has_text="Take it home").click()
    run = simulate(Config(seed=11, beta=0.1))
    with widget.page.expect_download() as taken:
        widget.root.locator('[data-export="csv"]').click()
    text = taken.value.path().read_text("utf-8")
    rows, mine = (list(csv.DictReader(io.StringIO(t))) for t in (text, to_csv(run)))
    assert len(rows) == 51
    for row, own in zip(rows, mine, strict=True):
        for name, value in own.items():
            assert float(row[name] or 0) == pytest.approx(float(value or 0), abs=1e-9)
    with widget.page.expect_download() as taken:
        widget.root.locator('[data-export="json"]').click()
    assert json.loads(taken.value.path().read_text("utf-8"))["config"]["seed"] == 11
    with widget.page.expect_download() as taken:
        widget.root.locator("[data-export-svg]").click()
    svg = taken.value.path().read_text("utf-8")
    assert svg.startswith("<svg")
    assert "Verify" in svg
    assert "var(--" not in svg
    widget.page.wait_for_function(
        "() => document.querySelector('[data-source]').textContent.includes('beta=0.1')"
    )
    assert "seed=11" in widget.root.locator("[data-source]").inner_text()


def test_the_link_to_a_state_opens_that_state(visit):
    widget = visit(query="?seed=11&step=3")
    widget.root.locator("summary", has_text="Take it home").click()
    widget.root.locator("[data-alone]").click()
    widget.page.wait_for_url("**/widgets/simulator/?step=3&seed=11")
