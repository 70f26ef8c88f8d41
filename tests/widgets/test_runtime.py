"""What crosses between page and Python where an errand is to be done."""

import json

import pytest

from widgets import runtime
from widgets.kit.controls import LONGEST
from widgets.kit.widget import Outcome


def asked(outcome="", **texts):
    return json.loads(runtime.answer("specimen", json.dumps(texts), outcome))


def outcome(text, **fields):
    return json.dumps({"text": text, **Outcome("")._asdict(), **fields})


def test_an_answer_says_which_errand_it_waits_for():
    assert asked()["errand"] is None
    assert asked(errand="short")["errand"] == {"text": "short", "asks": False}
    assert asked(errand="asked")["errand"] == {"text": "asked", "asks": True}


def test_with_its_outcome_the_picture_is_whole():
    answer = asked(outcome("short", result="done"), errand="short")
    assert answer["errand"] is None
    assert "It is done." in answer["picture"]
    ended = asked(outcome("endless", result="begun", ended=1.5), errand="endless")
    assert "ended after 1.5 seconds" in ended["picture"]
    crashed = asked(outcome("short", crashed="out of memory"), errand="short")
    assert "It failed: out of memory." in crashed["picture"]


def test_the_outcome_of_another_errand_is_none_of_this_one():
    answer = asked(outcome("endless", result="begun", ended=1.5), errand="short")
    assert answer["errand"]["text"] == "short"
    assert "Not done yet." in answer["picture"]
    assert asked(outcome("short", result="done"))["errand"] is None


def test_an_outcome_is_text_and_never_markup():
    answer = asked(outcome("short", result="<img src=x>"), errand="short")
    assert "<img" not in answer["picture"]
    assert "&lt;img src=x&gt;" in answer["picture"]


def test_an_errand_is_performed_with_reports():
    heard = []
    assert runtime.perform("specimen", "short", heard.append) == "done"
    assert heard == ["begun"]
    with pytest.raises(KeyError, match="no errands"):
        runtime.perform("simulator", "short", heard.append)


def test_what_is_too_long_for_a_link_is_said():
    assert asked(words="x" * LONGEST)["notices"] == []
    (notice,) = asked(words="x" * (LONGEST + 1))["notices"]
    assert notice == "words: this is too long for a link, so links leave it out."


def test_tables_know_the_outcome_too():
    assert json.loads(runtime.detail("specimen", '{"errand": "short"}', outcome("short")))["table"]
