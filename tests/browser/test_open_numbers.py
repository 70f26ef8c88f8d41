"""Numbers that open: by mouse, finger and keyboard, in the link, and for those who cannot see."""


def card(shown):
    return shown.root.locator(".working")


def number(shown, name):
    return shown.root.locator(f"#{shown.slug}-{name}")


def active(shown):
    return shown.page.evaluate("document.activeElement.id")


def test_the_function_is_a_press_away_and_the_state_stays(visit):
    shown = visit("simulator", "?step=12&opened=reward")
    card(shown).locator("a").click()
    code = shown.page.locator('[id="widgets.simulator.model.expected_reward"]')
    code.wait_for(state="visible")
    assert "step=12&opened=reward#widgets." in shown.page.url
    assert card(shown).locator(".result").text_content() == "0.45"


def test_the_numbers_in_an_open_formula_follow_the_controls(visit):
    shown = visit("simulator", "?step=12&opened=kl")
    before = card(shown).locator("math").text_content()
    shown.root.locator('[data-control="beta"] input[type=range]').press("End")
    shown.settled(grown=False)
    after = card(shown).locator("math").text_content()
    assert before != after
    assert before.partition("=")[0] == after.partition("=")[0]
    assert number(shown, "kl").text_content() == card(shown).locator(".result").text_content()


def test_presets_and_resets_leave_the_open_number_alone(visit):
    shown = visit("simulator", "?step=12&opened=kl")
    shown.root.locator('[data-preset="no-anchor"]').click()
    shown.settled()
    assert card(shown).is_visible()
    assert shown.root.locator('[data-preset="no-anchor"]').get_attribute("aria-pressed") == "true"
    shown.root.locator("[data-reset]").click()
    shown.settled()
    assert card(shown).is_visible()
    assert "opened=kl" in shown.page.url


def test_a_pinned_run_does_not_hold_an_open_number(visit):
    shown = visit("simulator", "?opened=kl&beta=1", grown=False)
    shown.root.get_by_role("button", name="Pin this run").click()
    shown.settled(grown=False)
    assert shown.root.locator('[name="pin"]').input_value() == "beta:1"


def test_what_is_opened_is_said(visit):
    shown = visit("simulator", "?step=12")
    number(shown, "kl").click()
    shown.settled()
    shown.page.wait_for_function(
        """() => document.querySelector('[data-widget="simulator"] [data-announce]').textContent
            .startsWith("KL to the reference after 12 steps: 0.09.")"""
    )


def test_arrow_keys_go_from_share_to_share(visit):
    shown = visit("simulator", "?step=12")
    shares = shown.root.locator('[aria-label="Present shares"] .opens')
    stops = [share.get_attribute("tabindex") for share in shares.all()]
    assert sorted(stops) == ["-1", "-1", "-1", "0"]
    ids = [share.get_attribute("id") for share in shares.all()]
    shares.first.focus()
    shown.page.keyboard.press("ArrowDown")
    assert active(shown) == ids[1]
    shown.page.keyboard.press("ArrowUp")
    shown.page.keyboard.press("ArrowLeft")
    assert active(shown) == ids[-1]


def test_without_javascript_nothing_looks_as_if_it_opened(open_page):
    page = open_page("/widgets/simulator/", java_script_enabled=False)
    lines = page.eval_on_selector_all(
        ".opens, .opens .label", "all => all.map(e => getComputedStyle(e).textDecorationLine)"
    )
    assert len(lines) > 10
    assert set(lines) == {"none"}


def test_an_open_number_is_printed_in_the_flow(visit):
    shown = visit("simulator", "?step=12&opened=kl")
    shown.page.emulate_media(media="print")
    assert card(shown).is_visible()
    boxes = [panel.bounding_box() for panel in shown.root.locator(".panel").all()]
    assert card(shown).bounding_box()["y"] >= max(box["y"] + box["height"] for box in boxes) - 1
    assert not card(shown).get_by_role("button").is_visible()
