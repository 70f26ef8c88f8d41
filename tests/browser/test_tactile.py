"""The three chapters that are touched: by mouse, and by the keyboard alone."""

import json
from xml.etree import ElementTree

import pytest

from widgets import runtime, widget
from widgets.kit.controls import declared

TACTILE = ["group-advantage", "token-gradient", "trust-region"]


def expected(slug, **texts):
    """What CPython says to these texts."""
    return json.loads(runtime.answer(slug, json.dumps(texts)))["finding"]


def test_pressing_a_try_turns_its_reward_over_and_moves_every_bar(visit):
    shown = visit("group-advantage")
    bars = shown.root.locator(".tries .pick svg").evaluate_all("all => all.map(e => e.innerHTML)")
    shown.root.locator("#group-try-2").click()
    shown.settled()
    now = shown.root.locator(".tries .pick svg").evaluate_all("all => all.map(e => e.innerHTML)")
    assert all(a != b for a, b in zip(bars, now, strict=True))
    assert shown.finding() == expected("group-advantage", flipped="2")
    assert "You turned over try 2" in shown.finding()


def test_all_right_is_said_loudly_and_one_turned_over_breaks_the_silence(visit):
    shown = visit("group-advantage")
    shown.root.locator('[data-preset="all-right"]').click()
    shown.settled()
    assert "no gradient" in shown.finding()
    shown.root.locator("#group-try-5").click()
    shown.settled()
    assert "−3.87" in shown.finding()


def test_a_row_of_the_picture_chooses_its_estimator(visit):
    shown = visit("group-advantage")
    shown.root.locator('[data-set="estimator:leave_one_out"]').click()
    shown.settled()
    assert shown.number("estimator").input_value() == "leave_one_out"
    assert shown.finding() == expected("group-advantage", estimator="leave_one_out")


def test_the_group_by_keyboard_alone(visit):
    shown = visit("group-advantage")
    press = shown.page.keyboard.press
    shown.root.locator(".tries .pick:not([tabindex])").focus()
    for key in ("ArrowRight", "ArrowRight", "Space"):
        press(key)
    shown.settled()
    assert shown.finding() == expected("group-advantage", flipped="3")
    assert "turned over" in shown.page.evaluate("document.activeElement.ariaLabel")
    shown.handle("group_size").focus()
    press("Home")
    shown.settled()
    assert shown.finding() == expected("group-advantage", flipped="3", group_size="1")


def test_a_token_and_a_cell_open_their_arithmetic(visit):
    shown = visit("token-gradient")
    shown.root.locator(".picks.tokens button").nth(8).click()
    shown.settled()
    assert shown.number("position").input_value() == "9"
    row = shown.root.locator('[data-set="token:wait"]').first
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    shown.page.mouse.click(box["x"] + box["width"] * 10.5 / 22, box["y"] + box["height"] / 2)
    shown.settled()
    # One press on the heat map sets both: the column by where it is, the row by what it is on.
    assert shown.number("position").input_value() == "11"
    assert shown.number("token").input_value() == "wait"
    assert shown.finding() == expected("token-gradient", position="11", token="wait")


def test_a_reward_turned_over_turns_the_updates(visit):
    shown = visit("token-gradient")
    shown.root.locator('[data-flip="flipped:8"]').first.click()
    shown.settled()
    assert shown.number("flipped").input_value() == "8"
    assert shown.finding() == expected("token-gradient", flipped="8")


def test_arrow_keys_go_where_they_point_among_words_that_wrap(visit):
    shown = visit("token-gradient")
    shown.page.set_viewport_size({"width": 390, "height": 800})
    words = shown.root.locator(".picks.tokens .pick")
    places = words.evaluate_all("all => all.map(e => [e.getBoundingClientRect().x, e.offsetTop])")
    rows = sorted({top for _, top in places})
    assert len(rows) > 1
    words.nth(1).focus()
    shown.page.keyboard.press("ArrowDown")
    reached = words.evaluate_all("all => all.indexOf(document.activeElement)")
    below = [place for place, (_, top) in enumerate(places) if top == rows[1]]
    assert reached in below
    assert reached == min(below, key=lambda place: abs(places[place][0] - places[1][0]))
    shown.page.keyboard.press("ArrowUp")
    shown.page.keyboard.press("ArrowLeft")
    assert words.evaluate_all("all => all.indexOf(document.activeElement)") == 0
    # Where a row ends, the next begins.
    words.nth(below[0] - 1).focus()
    shown.page.keyboard.press("ArrowRight")
    assert words.evaluate_all("all => all.indexOf(document.activeElement)") == below[0]


def test_the_gradient_by_keyboard_alone(visit):
    shown = visit("token-gradient")
    press = shown.page.keyboard.press
    shown.root.locator(".picks.tokens .pick:not([tabindex])").focus()
    place = int(shown.number("position").input_value())
    press("ArrowLeft")
    press("Enter")
    shown.settled()
    assert shown.number("position").input_value() == str(place - 1)
    assert shown.finding() == expected("token-gradient", position=str(place - 1))
    shown.handle("epoch").focus()
    press("ArrowRight")
    shown.settled()
    assert shown.finding() == expected("token-gradient", position=str(place - 1), epoch="2")


def test_policy_and_reference_are_dragged_and_placed(visit):
    shown = visit("trust-region")
    drawing = shown.root.locator(".simplex svg").first
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    mouse = shown.page.mouse

    def at(name):
        knob = shown.root.locator(f"#handle-{name} .knob").bounding_box()
        return knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2

    def shares(name):
        return tuple(map(float, shown.number(name).input_value().split(",")))

    for name in ("policy", "reference"):
        mouse.move(*at(name))
        mouse.down()
        mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"], steps=6)
        mouse.up()
        shown.settled()
        assert shares(name) == pytest.approx((0.15, 0.35, 0.5), abs=0.002)
    mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"])
    shown.settled()
    assert shares("policy") == pytest.approx((0.4, 0.4, 0.2), abs=0.002)
    shown.number("hand").select_option("reference")
    shown.settled()
    mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.7 * box["height"])
    shown.settled()
    assert shares("reference") == pytest.approx((0.35, 0.35, 0.3), abs=0.002)
    state = {name: shown.number(name).input_value() for name in ("policy", "reference", "hand")}
    assert shown.finding() == expected("trust-region", **state)


def test_a_prediction_about_the_moving_anchor_is_played_and_judged(widget_page):
    shown = widget_page("trust-region", reduced_motion="reduce").live()
    shown.root.locator('[data-player="speed"]').select_option("4")
    shown.root.locator("[data-predict]").nth(1).click()
    shown.page.wait_for_function("() => document.querySelector('[name=step]').value === '400'")
    shown.settled()
    assert "You predicted" in shown.finding()


def test_the_triangle_by_keyboard_alone(visit):
    shown = visit("trust-region", query="?step=0")
    press = shown.page.keyboard.press
    shown.root.locator("#handle-policy").focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft", "Shift+ArrowUp"):
        press(key)
    shown.settled()
    moved = shown.number("policy").input_value()
    assert moved != "0.6,0.3,0.1"
    assert float(moved.split(",")[2]) == pytest.approx(0.1 + 0.12, abs=0.0011)
    assert shown.finding() == expected("trust-region", step="0", policy=moved)
    shown.handle("step").focus()
    press("Space")
    shown.page.wait_for_function("() => document.querySelector('[name=step]').value > 5")
    press("Space")
    shown.settled()
    step = shown.number("step").input_value()
    assert shown.finding() == expected("trust-region", step=step, policy=moved)


@pytest.mark.parametrize(
    ("slug", "words"),
    [("group-advantage", ["+1.13", "policy", "mean"]), ("token-gradient", ["wait", "done"])],
)
def test_a_saved_picture_has_its_buttons_and_formulas(visit, slug, words):
    shown = visit(slug)
    shown.root.locator("summary", has_text="Take it home").click()
    with shown.page.expect_download() as taken:
        shown.root.locator("[data-export-svg]").click()
    drawing = ElementTree.parse(taken.value.path())
    texts = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    for word in words:
        assert any(word in (text or "") for text in texts), word
    assert "var(--" not in taken.value.path().read_text("utf-8")


@pytest.mark.parametrize("slug", TACTILE)
def test_every_control_is_reached_and_every_section_opened_by_keyboard(visit, slug):
    shown = visit(slug)
    for details in shown.root.locator("summary").all():
        details.focus()
        shown.page.keyboard.press("Enter")
    shown.settled()
    reached, toolbars = set(), set()
    shown.page.evaluate("document.querySelector('[data-widget] button').focus()")
    for _ in range(90):
        name, bar, seen = shown.page.evaluate(
            """() => {
                const e = document.activeElement;
                const outline = getComputedStyle(e).outlineStyle !== "none"
                    || e.matches(":is(.handle, .opens):focus-visible");
                return [e.closest("[data-control]")?.dataset.control ?? e.dataset.drag ?? "",
                    e.closest("[role=toolbar]")?.ariaLabel ?? "", outline];
            }"""
        )
        assert seen, "the focus is not to be seen"
        reached.add(name)
        toolbars.add(bar)
        if shown.page.evaluate("!document.activeElement.closest('[data-widget]')"):
            break
        shown.page.keyboard.press("Tab")
    wanted = {
        name
        for name, control in declared(widget(slug).controls).items()
        if control.kind not in {"flips", "opened"}  # pressed in the picture
    }
    assert wanted <= reached
    assert len(toolbars - {""}) == shown.root.get_by_role("toolbar").count()
