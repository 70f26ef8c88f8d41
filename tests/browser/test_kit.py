"""The kit's own page: every control and mark is on it, and every gesture works there."""

import json
from urllib.parse import urlencode

import pytest

from widgets import runtime
from widgets.kit.controls import declared
from widgets.kit.roles import ROLES
from widgets.specimen.controls import Controls


@pytest.fixture
def kit(visit):
    """The live specimen on the kit's page."""

    def kit(query=""):
        return visit("specimen", query, path="/kit/", has_touch=True)

    return kit


def expected(**texts):
    """What CPython says to these texts."""
    return json.loads(runtime.answer("specimen", json.dumps(texts)))["finding"]


def handle_at(widget):
    """Where the middle of the point's knob is, in the window."""
    box = widget.root.locator("#handle-point .knob").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drawing_of(widget):
    widget.root.locator(".simplex svg").first.scroll_into_view_if_needed()
    return widget.root.locator(".simplex svg").first.bounding_box()


def test_the_page_has_every_role_and_every_kind_of_control_in_both_themes(open_page):
    page = open_page("/kit/", java_script_enabled=False)
    for theme in ("light", "dark"):
        part = page.locator(f'.theme-sample[data-theme="{theme}"]')
        assert set(part.locator(".roles tbody th").all_inner_texts()) == set(ROLES)
        kinds = set(part.locator(".kind").all_inner_texts())
        assert kinds == {control.kind for control in declared(Controls).values()}
        assert part.locator(".exhibit").count() >= 10


def test_the_explainer_does_not_link_to_it(open_page):
    page = open_page("/", java_script_enabled=False)
    assert page.locator('a[href*="kit/"]').count() == 0


def test_a_point_follows_the_pointer(kit):
    widget = kit()
    box = drawing_of(widget)
    x, y = handle_at(widget)
    mouse = widget.page.mouse
    mouse.move(x + 5, y - 3)  # taken beside its middle, it does not jump
    mouse.down()
    mouse.move(box["x"] + 0.5 * box["width"] + 5, box["y"] + 0.25 * box["height"] - 3, steps=8)
    widget.settled()
    across, up = handle_at(widget)
    assert across == pytest.approx(box["x"] + 0.5 * box["width"], abs=1.5)
    assert up == pytest.approx(box["y"] + 0.25 * box["height"], abs=1.5)
    mouse.up()
    assert "Verify 75%" in widget.finding()
    widget.page.wait_for_url("**point=0.1*")


def test_a_point_taken_outside_stays_at_the_edge(kit):
    widget = kit()
    box = drawing_of(widget)
    x, y = handle_at(widget)
    widget.page.mouse.move(x, y)
    widget.page.mouse.down()
    widget.page.mouse.move(box["x"] - 80, box["y"] + box["height"] + 60, steps=4)
    widget.page.mouse.up()
    widget.settled()
    assert widget.number("point").input_value() == "0.998,0.001,0.001"
    assert widget.root.locator("[data-notices] li").count() == 0


def test_pressing_a_point_without_moving_leaves_it(kit):
    widget = kit()
    drawing_of(widget)
    widget.page.mouse.click(*handle_at(widget))
    assert widget.number("point").input_value() == "0.5,0.3,0.2"


def test_the_arrow_keys_move_a_point(kit):
    widget = kit()
    widget.root.locator("#handle-point").focus()
    for _ in range(5):  # faster than the answers come
        widget.page.keyboard.press("ArrowRight")
    widget.page.keyboard.press("Shift+ArrowUp")
    widget.settled()
    # Right: five hundredths from the left corner to the right one. Up: a tenth to the top.
    assert widget.number("point").input_value() == "0.4,0.3,0.3"
    assert widget.page.evaluate("document.activeElement.id") == "handle-point"
    told = widget.root.locator("#handle-point").get_attribute("aria-valuetext")
    assert told == "Guess 40%, Derive 30% and Verify 30%"


def test_a_click_or_a_tap_places_a_point(kit):
    widget = kit()
    box = drawing_of(widget)
    widget.page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"])
    widget.settled()
    assert "Guess under 1%, Derive 50% and Verify 50%" in widget.finding()
    widget.page.touchscreen.tap(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"])
    widget.settled()
    assert "Guess 40%, Derive 40% and Verify 20%" in widget.finding()


def test_a_share_typed_makes_the_others_give_way(kit):
    widget = kit()
    fields = widget.root.locator('[data-control="point"] input[data-part]')
    fields.nth(1).fill("0.5")
    widget.settled()
    assert [field.input_value() for field in fields.all()] == ["0.357", "0.5", "0.143"]
    assert "Guess 36%, Derive 50% and Verify 14%" in widget.finding()
    fields.nth(1).fill("7")  # no share: held at what is possible, and the field left to its reader
    widget.settled()
    assert fields.nth(1).input_value() == "7"
    assert "Derive" in widget.finding()
    fields.nth(0).fill("0.2")
    widget.settled()
    assert widget.number("point").input_value().startswith("0.2,")


def test_tries_are_turned_over_by_click_and_by_keyboard(kit):
    widget = kit()
    drawing_of(widget)
    before = widget.root.locator(".picks .pick").all_inner_texts()
    widget.root.locator("#specimen-try-3").click()
    widget.settled()
    after = widget.root.locator(".picks .pick").all_inner_texts()
    assert [a == b for a, b in zip(before, after, strict=True)] == [n != 2 for n in range(8)]
    for key in ("ArrowRight", "ArrowRight", "Enter", "ArrowLeft", "Space"):
        widget.page.keyboard.press(key)
    widget.settled()
    assert widget.number("flipped").input_value() == "3.4.5"
    assert widget.page.evaluate("document.activeElement.id") == "specimen-try-4"
    assert widget.finding() == expected(flipped="3.4.5")
    widget.root.locator("#specimen-try-4").click()
    widget.settled()
    assert widget.number("flipped").input_value() == "3.5"
    widget.root.get_by_role("button", name="Turn back").click()
    widget.settled()
    assert widget.root.locator(".picks .pick").all_inner_texts() == before


def test_a_toolbar_is_one_stop_and_its_ends_meet(kit):
    widget = kit()
    stops = widget.root.locator(".picks .pick:not([tabindex])")
    assert stops.count() == 1
    stops.focus()
    widget.page.keyboard.press("ArrowLeft")
    assert widget.page.evaluate("document.activeElement.id") == "specimen-try-8"
    widget.page.keyboard.press("ArrowRight")
    assert widget.page.evaluate("document.activeElement.id") == "specimen-try-1"


def test_dragging_along_a_curve_scrubs_and_clicking_its_key_chooses(kit):
    widget = kit()
    box = widget.root.locator('rect.drag[data-drag="step"]').bounding_box()
    widget.page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 20)
    widget.settled()
    assert widget.number("step").input_value() == "5"
    widget.root.locator('[data-set="part:guess"]').click()
    widget.settled()
    assert "Guess is chosen" in widget.finding()


def test_dragging_along_a_logarithmic_axis_keeps_to_the_pointer(kit):
    widget = kit()
    surface = widget.root.locator('rect.drag[data-drag="beta"]')
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    for share, text in ((0.25, "0.01"), (0.5, "0.1"), (0.75, "1")):
        widget.page.mouse.click(box["x"] + share * box["width"], box["y"] + 30)
        widget.settled()
        assert float(widget.number("beta").input_value()) == pytest.approx(float(text), rel=0.02)
        line = widget.root.locator(".rule.playhead").last.bounding_box()
        assert line["x"] == pytest.approx(box["x"] + share * box["width"], abs=1.5)


def test_the_state_of_every_control_is_in_the_address(kit):
    shown = {
        "step": "3", "rate": "0.5", "beta": "0", "tries": "5", "part": "derive",
        "point": "0.2,0.3,0.5", "flipped": "1.5", "more": "1", "extra": "0.7",
    }  # fmt: skip
    widget = kit(f"?{urlencode(shown)}")
    assert widget.root.locator("[data-notices] li").count() == 0
    assert widget.finding() == expected(**shown)
    fields = widget.root.locator('[data-control="point"] input[data-part]')
    assert [field.input_value() for field in fields.all()] == ["0.2", "0.3", "0.5"]


def test_bad_points_and_flips_get_a_plain_word(kit):
    widget = kit("?point=1,2&flipped=0.x&seed=1")
    assert widget.root.locator("[data-notices] li").all_inner_texts() == [
        "flipped: “0.x” is not a list of places from 1 to 8, such as 2.5, so none is used."
    ]
    widget = kit("?point=3,-1,x")
    assert (
        "is not 3 shares, such as 0.5,0.3,0.2" in widget.root.locator("[data-notices]").inner_text()
    )
