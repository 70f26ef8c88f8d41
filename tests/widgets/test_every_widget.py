"""What must hold of every widget in every state: it renders, says so, and nothing breaks it."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.states import patient, texts
from widgets import runtime, widget, written
from widgets.kit.controls import declared, read, text_of

SLUGS = [chapter.slug for chapter in written()]
MOST_ELEMENTS = 600
MOST_IN_CARD = 220
"""Elements of the card of an open number, which comes on top of a picture."""
NAMED = re.compile(r"&(?!amp;|lt;|gt;|quot;)")
BARE = re.compile(r"\s(hidden|selected|checked|disabled)(?=[\s>])")

every_widget = pytest.mark.parametrize("slug", SLUGS)


def elements(html: str) -> ElementTree.Element:
    """The elements of a picture; raises if it is not well formed."""
    assert not NAMED.search(html)
    return ElementTree.fromstring(f"<div>{html.replace('<br>', '<br/>')}</div>")


class Numbers(HTMLParser):
    """Collects every attribute that holds coordinates."""

    def __init__(self):
        super().__init__()
        self.values = []

    def handle_starttag(self, tag, attrs):
        names = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "d", "width", "height", "dx"}
        self.values += [value for name, value in attrs if name in names]


@every_widget
@patient
@given(data=st.data())
def test_any_state_of_the_controls_gives_a_sound_picture(slug, data):
    chosen = widget(slug)
    state = data.draw(texts(chosen.controls, hostile=False))
    answer = json.loads(runtime.answer(slug, json.dumps(state)))
    assert answer["notices"] == []
    tree = elements(answer["picture"])
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    cards = [part for part in tree if part.get("class") == "rail"]
    in_cards = sum(1 for card in cards for _ in card.iter())
    assert in_cards <= MOST_IN_CARD
    assert sum(1 for _ in tree.iter()) - in_cards <= MOST_ELEMENTS
    numbers = Numbers()
    numbers.feed(answer["picture"])
    for value in numbers.values:
        assert not re.search(r"nan|inf|e\+?\d{2}", value), value
    assert answer["finding"].strip().endswith((".", "?", "!"))
    assert not re.search(r"\bnan\b|\binf\b|None|<|>", answer["finding"])


@every_widget
@patient
@given(data=st.data())
def test_whatever_a_link_holds_the_picture_comes_with_a_plain_word(slug, data):
    chosen = widget(slug)
    state = data.draw(texts(chosen.controls, hostile=True))
    answer = json.loads(runtime.answer(slug, json.dumps(state)))
    elements(answer["picture"])
    for notice in answer["notices"]:
        assert notice.endswith(".")
        assert len(notice) < 400
    # What came back is a state that needs no further mending, and reads back as itself.
    values, notices = read(chosen.controls, answer["values"])
    assert notices == []
    assert text_of(values) == answer["values"]


@every_widget
def test_the_same_state_is_the_same_picture(slug):
    assert runtime.answer(slug, "{}") == runtime.answer(slug, "{}")


@every_widget
def test_the_table_is_as_wide_as_its_head(slug):
    chosen = widget(slug)
    table = chosen.table(chosen.view(chosen.controls()))
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.columns)}
    elements(table.html())


@every_widget
def test_downloads_are_not_empty_and_an_unknown_one_is_refused(slug):
    for item in widget(slug).exports:
        assert runtime.export(slug, "{}", item.name)
    with pytest.raises(KeyError):
        runtime.export(slug, "{}", "no-such-download")


@every_widget
def test_rehearsals_move_what_can_be_moved_and_leave_the_next_answer_as_it_was(slug):
    before = runtime.answer(slug, "{}")
    moved = []
    chosen = widget(slug)

    def remember(controls, *_):
        moved.append(controls)
        return chosen.compute(controls, *_)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "widget", lambda _: replace(chosen, compute=remember))
        for turn in range(40):
            runtime.rehearse(slug, "{}", turn)
    usual = text_of(chosen.controls())
    kinds = {name: control.kind for name, control in declared(chosen.controls).items()}
    changed = {n for state in moved for n, text in text_of(state).items() if text != usual[n]}
    movable = {"slider", "stepper", "seed", "step", "choice", "toggle"}
    assert changed == {name for name, kind in kinds.items() if kind in movable}
    assert runtime.answer(slug, "{}") == before


@every_widget
def test_background_work_ends(slug):
    state = json.dumps({"seed": "3"})
    runtime.answer(slug, state)
    for _ in range(2000):
        if not runtime.work(slug, state):
            break
    else:
        pytest.fail("background work did not end within 2,000 slices")
    assert json.loads(runtime.answer(slug, state))["more"] is False
