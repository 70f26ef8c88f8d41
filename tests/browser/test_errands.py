"""Errands: done elsewhere, and ended if they take too long; and what a reader types."""

import pytest

from tests.browser.conftest import WidgetPage

TELLS = "[data-picture] .errand"


@pytest.fixture
def kit(open_page):
    """The live specimen on the kit's page."""

    def kit(query="", **options):
        return WidgetPage(open_page(f"/kit/{query}", **options), "specimen").live()

    return kit


@pytest.fixture
def same_kit(visit):
    """The same, of the test before, for what starts no interpreter anew."""
    return visit("specimen", path="/kit/")


def choose(shown, errand):
    shown.root.locator("[name=errand]").select_option(errand)
    shown.settled()


def told(shown):
    return shown.root.locator(TELLS).inner_text()


def benches(page):
    return [worker for worker in page.workers if "worker" in worker.url]


def test_an_errand_is_done_in_an_interpreter_of_its_own(kit):
    shown = kit()
    assert told(shown) == "No errand."
    assert len(benches(shown.page)) == 1
    choose(shown, "short")
    assert told(shown) == "It is done."
    assert len(benches(shown.page)) == 2
    shown.slide("rate", 0.7)
    assert told(shown) == "It is done."


def test_one_without_end_is_ended_and_the_page_goes_on(kit):
    shown = kit()
    choose(shown, "endless")
    assert told(shown) == "It was begun, and ended after 1.5 seconds."
    shown.slide("rate", 0.7)
    assert "succeeded" in shown.finding()
    choose(shown, "short")
    assert told(shown) == "It is done."


def test_the_page_answers_while_an_errand_is_being_done(same_kit):
    shown = same_kit
    shown.root.locator("[name=errand]").select_option("endless")
    shown.root.locator("[name=errand]").select_option("none")
    shown.settled()
    assert told(shown) == "No errand."


def test_an_errand_that_asks_is_done_after_a_press_only(kit):
    shown = kit("?errand=asked")
    assert told(shown).startswith("Not done yet.")
    assert len(benches(shown.page)) == 1
    shown.root.locator("[data-run]").click()
    shown.page.wait_for_function(
        "s => document.querySelector(s).innerText.startsWith('It is done.')", arg=TELLS
    )
    shown.slide("rate", 0.7)
    assert told(shown).startswith("It is done.")


def test_an_interpreter_that_cannot_be_had_is_said_and_asked_for_again(kit, watch):
    watch.expect("net::ERR_FAILED")
    shown = kit()
    shown.page.context.route("**/python_stdlib.zip", lambda route: route.abort())
    choose(shown, "short")
    assert "It failed: " in told(shown)
    assert "python_stdlib.zip could not be fetched" in told(shown)
    shown.page.context.unroute("**/python_stdlib.zip")
    choose(shown, "none")
    choose(shown, "short")
    assert told(shown) == "It is done."


TYPED = [
    "",
    " two  spaces ",
    "<img src=x onerror=alert(1)>",
    "a;b:c%3B%",
    "\u202e\u0645\u0631\u062d\u0628\u0627",
    "line\nline",
    "\U0001f600",
]


def test_what_is_typed_is_shown_as_it_is_and_stands_in_the_link(same_kit, kit, open_page):
    shown = same_kit
    again = WidgetPage(open_page("/about/", python=False), "specimen")
    for text in TYPED:
        shown.number("words").fill(text)
        shown.settled()
        said = shown.root.locator("[data-picture] .typed").text_content()
        assert said == (text or "Nothing was typed.")
        shown.page.wait_for_function(
            "text => new URLSearchParams(location.search).get('words') === text",
            arg=shown.number("words").input_value(),
        )
        again.page.goto(shown.page.url)
        assert again.number("words").input_value() == text
    again = kit(shown.page.url.partition("/kit/")[2])
    assert again.root.locator("[data-picture] .typed").text_content() == said
    assert again.root.locator("[data-notices] li").count() == 0


def test_half_a_character_harms_nothing(same_kit):
    shown = same_kit
    shown.number("words").evaluate(
        """field => {
            field.value = "a\\ud800b";
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    shown.settled()
    assert shown.root.locator("[data-picture] .typed").text_content() == "a\ufffdb"


def test_a_text_too_long_for_a_link_is_left_out_of_it_and_that_is_said(same_kit):
    shown = same_kit
    shown.number("words").fill("x" * 2001)
    shown.settled()
    shown.slide("rate", 0.7)
    shown.page.wait_for_function("() => location.search.includes('rate')")
    assert "words" not in shown.page.url
    assert "too long for a link" in shown.root.locator("[data-notices]").inner_text()


def test_a_pinned_text_is_pinned_as_it_is(same_kit):
    shown = same_kit
    shown.number("words").fill("a;b:c\n%3B")
    shown.settled()
    shown.root.locator("[data-pin]").click()
    shown.settled()
    assert shown.root.locator("[data-notices] li").count() == 0
