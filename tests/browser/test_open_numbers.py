"""Numbers that open: by mouse, finger and keyboard, in the link, and for those who cannot see."""

import re

import pytest

from tests.widgets.states import names
from widgets import widget, written
from widgets.kit.controls import declared
from widgets.kit.working import NAME, address_of

OPENED = {
    "aha-moment": ("accuracy", "step=40", "widgets.aha_moment.exact.accuracy_of"),
    "imitate-or-explore": ("total", "step=8", "widgets.imitate_or_explore.trie.loss_of"),
    "simulator": ("kl", "step=12", "grpo_core.divergence.kl"),
    "trust-region": ("balance-3", "step=40", "widgets.trust_region.ascent.balance_of"),
    "token-gradient": ("credit", "epoch=3", "grpo_core.objective.token_objective"),
    "pipeline": ("change-1", "", "widgets.pipeline.model.change_of"),
    "reward": ("reward", "", "widgets.reward.grading.reward_of"),
    "group-advantage": ("right-4", "", "grpo_core.advantage.group_relative"),
    "distillation": ("signal-1", "step=44", "widgets.distillation.chain.signal_share"),
    "full-system": ("surrogate", "part=surrogate", "widgets.full_system.batch.surrogate_of"),
    "failed-approaches": ("child-2", "tab=search", "widgets.failed_approaches.search.uct"),
    "readability": ("repetition-1", "prompt=equation", "widgets.readability.measures.repetition"),
    "thinking-budget": ("vote", "budget=64", "widgets.thinking_budget.population.mixed"),
    "mixture-of-experts": ("weight-2", "token=seven", "widgets.mixture_of_experts.router.gates"),
    "reward-hacking": ("line-2", "chosen=filler", "widgets.reward_hacking.prm.step_score"),
    "alignment-tax": ("accuracy", "step=30", "widgets.alignment_tax.exact.expected"),
}
"""By widget: a number, a state in which it stands in the picture, and what computed it."""


@pytest.fixture(scope="module", params=OPENED)
def slug(request):
    return request.param


def card(shown):
    return shown.root.locator(".working")


def number(shown, name):
    return shown.root.locator(f"#{shown.slug}-{name}")


def active(shown):
    return shown.page.evaluate("document.activeElement.id")


def test_every_chapter_whose_numbers_open_is_here():
    chapters = [chapter.slug for chapter in written() if chapter.slug != "specimen"]
    assert set(OPENED) == {slug for slug in chapters if NAME in declared(widget(slug).controls)}


def test_a_press_and_a_key_open_a_number_and_close_it(visit, slug):
    name, query, function = OPENED[slug]
    shown = visit(slug, f"?{query}", has_touch=True)
    assert card(shown).count() == 0
    number(shown, name).click()
    shown.settled()
    assert card(shown).is_visible()
    assert number(shown, name).get_attribute("aria-expanded") == "true"
    said = number(shown, name).text_content().lstrip("✓✗ ")
    assert said in card(shown).locator(".result").text_content()
    href = card(shown).locator("a").get_attribute("href")
    here = function.startswith("widgets.")
    assert href == f"{'' if here else '../../api/'}#{function}"
    shown.page.wait_for_url(f"**{NAME}={name}*")
    number(shown, name).click()
    shown.settled()
    assert card(shown).count() == 0
    shown.page.wait_for_url(re.compile(rf"^(?!.*{NAME}=).*$"))
    the_keyboard_opens_it_and_escape_gives_it_back(shown, name)


def the_keyboard_opens_it_and_escape_gives_it_back(shown, name):
    slug = shown.slug
    for key in ("Enter", "Space"):
        number(shown, name).focus()
        shown.page.keyboard.press(key)
        shown.settled()
        assert card(shown).is_visible()
        assert active(shown) == f"{slug}-{name}"
        shown.page.keyboard.press("Escape")
        shown.settled()
        assert card(shown).count() == 0
        assert active(shown) == f"{slug}-{name}"
    number(shown, name).press("Enter")
    shown.settled()
    card(shown).get_by_role("button", name="Close").press("Enter")
    shown.settled()
    assert card(shown).count() == 0
    assert active(shown) == f"{slug}-{name}"


def test_a_finger_opens_a_number_and_sees_it_beside_its_card(visit, slug):
    name, query, _ = OPENED[slug]
    shown = visit(slug, f"?{query}", has_touch=True)
    shown.page.set_viewport_size({"width": 390, "height": 700})
    number(shown, name).scroll_into_view_if_needed()
    number(shown, name).tap()
    shown.settled()
    assert card(shown).is_visible()
    button, box = number(shown, name).bounding_box(), card(shown).bounding_box()
    assert min(button["width"], button["height"]) >= 23.9
    assert button["y"] + button["height"] <= box["y"] + 1
    assert box["y"] + box["height"] <= 700
    assert box["height"] <= 0.46 * 700
    assert shown.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_open_number_stands_well(visit, slug):
    name, query, _ = OPENED[slug]
    shown = visit(slug, f"?{query}&{NAME}={name}", has_touch=True)
    box, settings = (shown.root.locator(part).bounding_box() for part in (".working", ".settings"))
    assert box["x"] + box["width"] <= settings["x"]
    for width in (1280, 320):
        shown.page.set_viewport_size({"width": width, "height": 800})
        for button in shown.root.locator(".opens").all():
            box = button.bounding_box()
            assert min(box["width"], box["height"]) >= 23.9, button.get_attribute("id")


def test_the_function_is_a_press_away_and_the_state_stays(visit):
    shown = visit("simulator", "?step=12&opened=reward")
    card(shown).locator("a").click()
    code = shown.page.locator('[id="widgets.simulator.model.expected_reward"]')
    code.wait_for(state="visible")
    assert "step=12&opened=reward#widgets." in shown.page.url
    assert card(shown).locator(".result").text_content() == "0.45"


def test_every_function_that_a_card_can_name_is_on_the_site(dist, slug):
    chosen = widget(slug)
    view = chosen.view(chosen.controls())
    workings = (chosen.working(view, n) for n in names(declared(chosen.controls)[NAME]))
    addresses = {address_of(working.function) for working in workings if working}
    for address in sorted(addresses):
        path, _, anchor = address.partition("#")
        page = (dist / path / "index.html").read_text("utf-8")
        assert page.count(f' id="{anchor}"') == 1, address


def test_the_numbers_in_an_open_formula_follow_the_controls(visit):
    shown = visit("simulator", "?step=12&opened=kl")
    before = card(shown).locator("math").text_content()
    shown.root.locator('[data-control="beta"] input[type=range]').press("End")
    shown.settled()
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
    shown = visit("simulator", "?opened=kl&beta=1")
    shown.root.get_by_role("button", name="Pin this run").click()
    shown.settled()
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
