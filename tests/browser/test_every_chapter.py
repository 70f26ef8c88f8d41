"""What must hold of every chapter's widget in a browser: its pictures, its open numbers, all of it.

These tests stand together because they share a page: Python starts once for each chapter.
"""

import re

import pytest

from tests.browser.test_open_numbers import active, card, number
from tests.browser.test_reading import CLASHES, SIZES, violations_in_both_schemes
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

WORKED = {
    "aha-moment": "step=40&price=0.02&predict=longer&solution=3",
    "imitate-or-explore": "step=8&demonstration=adding&predict=even&group_size=32&shown=7",
    "full-system": "change=gold&predict=update&group=12&minibatch=9",
    "simulator": "step=20&pin=beta:1&reveal=1&predict=guess&group_size=16",
    "group-advantage": "flipped=1.5&predict=&estimator=critic",
    "token-gradient": "epoch=4&flipped=2&beta=0.1",
    "pipeline": "stage=dev3&benchmark=aider&predict=some",
    "trust-region": "step=30&estimator=k3&refresh=20",
    "failed-approaches": "tab=search&budget=6&cap=3&value_noise=0.5",
    "reward-hacking": "chosen=own&own=Step%201:%20So%20maybe%201&step=20&predict=falls",
    "distillation": "step=45&predict=behind&small=0.7&on_top=1&benchmark=forces",
    "alignment-tax": "step=30&weight=0.3&group_size=32&shown=3&predict=little",
    "readability": "lit=repetition&pair=4&scores=all&predict=some&target=zh",
    "thinking-budget": "ending=forced&tries=5&mix=0.4,0.3,0.3&predict=fewer&policy=base",
    "mixture-of-experts": "step=12&gamma=0.1&token=yinci&predict=uneven",
    "reward": "gold=17*23&length=1024&measure=1&predict=linear",
}
"""Settings in which most of a widget's picture is to be seen, as an address has them."""


@pytest.fixture(scope="module", params=OPENED)
def slug(request):
    return request.param


def test_every_chapter_whose_numbers_open_is_here():
    chapters = [chapter.slug for chapter in written() if chapter.slug != "specimen"]
    assert set(OPENED) == {slug for slug in chapters if NAME in declared(widget(slug).controls)}


def test_text_in_pictures_is_large_enough_and_does_not_collide(visit, slug):
    shown = visit(slug, has_touch=True)
    for preset in widget(slug).presets:
        shown.root.locator(f'[data-preset="{preset.name}"]').click()
        shown.settled()
        for width in (1280, 320):
            shown.page.set_viewport_size({"width": width, "height": 800})
            where = (preset.name, width)
            assert min(shown.page.evaluate(SIZES)) >= 12, where
            assert shown.page.evaluate(CLASHES) == [], where
            overflow = shown.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, where


def test_axe_finds_nothing_in_a_worked_widget(visit, slug):
    number, where, _ = OPENED[slug]
    shown = visit(slug, f"?{WORKED[slug]}&{where}&opened={number}&seed=x", has_touch=True)
    assert shown.root.locator(".working").is_visible()
    # Of all the code one file, of one chapter: the others are of the same few kinds of words.
    code = ".file" if slug == "simulator" else ".file, [data-model]"
    for details in shown.root.locator(f"details:not({code})").all():
        details.evaluate("d => { d.open = true; }")
    assert shown.root.locator("[data-notices] li").count() == 1
    assert violations_in_both_schemes(shown.page) == []


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
    # Where the model's Python has been unfolded, the function is on this very page.
    unfolded = shown.page.locator(f'[id="{function}"]').count()
    assert href == (f"#{function}" if unfolded else f"../../{address_of(function)}")
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


def test_every_function_that_a_card_can_name_is_on_the_site(dist, slug):
    chosen = widget(slug)
    view = chosen.view(chosen.controls())
    workings = (chosen.working(view, n) for n in names(declared(chosen.controls)[NAME]))
    addresses = {address_of(working.function) for working in workings if working}
    for address in sorted(addresses):
        path, _, anchor = address.partition("#")
        page = (dist / path / "index.html").read_text("utf-8")
        assert page.count(f' id="{anchor}"') == 1, address
