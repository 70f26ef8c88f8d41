"""Every number that opens: what its card says is right, and is what the picture shows.

The formula on a card is evaluated anew from the numbers that stand in it (`mathml`), the function
that it names is called anew (`functions`), and both must give the number on the button.
"""

import json
from importlib import import_module
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import mathml
from tests.widgets.functions import CALLS
from tests.widgets.states import names, patient, texts
from widgets import runtime, widget, written
from widgets.kit.controls import declared, read
from widgets.kit.working import NAME, Working, address_of

OPENING_WIDGETS = [c.slug for c in written() if NAME in declared(widget(c.slug).controls)]

every_widget = pytest.mark.parametrize("slug", OPENING_WIDGETS)


def tree(html):
    return ElementTree.fromstring(f"<div>{html.replace('<br>', '<br/>')}</div>")


def buttons(picture):
    """The numbers that open, by name, each as it is written; the open one among them."""
    found = {}
    for element in tree(picture).iter():
        if element.get("aria-expanded"):
            words = "".join(element.itertext())
            name = element.get("id")
            assert name not in found
            assert words in element.get("aria-label")
            found[name] = (words, element.get("aria-expanded") == "true", element.get("data-set"))
    return found


def resolved(function):
    module, _, name = function.rpartition(".")
    return getattr(import_module(module), name)


def sides(working: Working):
    """What each numeric line of a card comes to."""
    return [mathml.evaluate(tree(step)[0]) for step in working.steps]


def check(slug, view, name):
    """Formula, function and button of one number agree; its working."""
    chosen = widget(slug)
    working = chosen.working(view, name)
    key, place = declared(chosen.controls)[NAME].place(name)
    shown = mathml.written(working.result)
    for side in sides(working):
        assert side.meets(shown), (name, working.result, side.low, side.high)
    value = CALLS[slug][key](resolved(working.function), view, place)
    assert mathml.Interval(value).meets(shown), (name, working.result, value)
    return working


@every_widget
def test_the_declared_numbers_are_those_with_a_working_and_a_test(slug):
    chosen = widget(slug)
    control = declared(chosen.controls)[NAME]
    assert control.kind == "opened"
    assert {key for key, _ in control.numbers} == set(chosen.workings) == set(CALLS[slug])


@every_widget
@patient
@given(data=st.data())
def test_a_card_says_what_is_true(slug, data):
    chosen = widget(slug)
    state = data.draw(texts(chosen.controls, hostile=False))
    name = state.setdefault(
        NAME, data.draw(st.sampled_from(names(declared(chosen.controls)[NAME])))
    )
    controls, _ = read(chosen.controls, state)
    view = chosen.view(controls)
    picture = json.loads(runtime.answer(slug, json.dumps(state)))["picture"]
    found = buttons(picture)
    for each, (words, is_open, sets) in found.items():
        own = each.removeprefix(f"{slug}-")
        # A sign for right or wrong may stand before the number.
        assert chosen.working(view, own).result == words.lstrip("✓✗ "), own
        assert (is_open, sets) == ((True, "opened:") if own == name else (False, f"opened:{own}"))
    if not name or chosen.working(view, name) is None:
        assert 'class="rail"' not in picture
        assert f"{slug}-{name}" not in found
        return
    assert picture.count('class="rail"') == 1
    assert found[f"{slug}-{name}"][1]
    working = check(slug, view, name)
    assert working.title
    assert f'href="root:{address_of(working.function)}"' in picture or slug == "specimen"


@every_widget
def test_the_numbers_of_the_usual_state_are_given_with_enough_digits(slug):
    chosen = widget(slug)
    view = chosen.view(chosen.controls())
    for name in names(declared(chosen.controls)[NAME]):
        if chosen.working(view, name) is None:
            continue
        working = check(slug, view, name)
        shown = mathml.written(working.result)
        for side in sides(working):
            assert side.high - side.low <= 6 * (shown.high - shown.low) or shown.high == shown.low


@every_widget
def test_whatever_has_no_open_number_is_the_picture_without_a_card(slug):
    chosen = widget(slug)
    controls = chosen.controls()
    view = chosen.view(controls)
    assert chosen.picture(controls, view) == chosen.render(view)


def test_what_opens_nothing_here_gets_a_plain_word():
    answer = json.loads(runtime.answer("simulator", '{"opened": "share-5"}'))
    assert answer["notices"] == [
        "opened: “share-5” is not a number that opens here, so none is used."
    ]
    assert 'aria-expanded="true"' not in answer["picture"]


def test_a_wrong_formula_would_be_noticed():
    wrong = tree("<mrow><mn>0.50</mn><mo>×</mo><mn>0.30</mn></mrow>")[0]
    assert mathml.evaluate(wrong).meets(mathml.written("0.15"))
    assert not mathml.evaluate(wrong).meets(mathml.written("0.16"))
