"""Reading what a stranger sends: every kind of control, what it clamps, and how it says so."""

from dataclasses import dataclass

import pytest

from widgets.kit.controls import (
    LONGEST,
    choice,
    declared,
    pin,
    prediction,
    read,
    seed,
    slider,
    step,
    stepper,
    text,
    text_of,
    toggle,
)


@dataclass(frozen=True)
class Controls:
    guess: str = prediction("Which?", ("a", "A"), ("b", "B"), values={"rate": "0.5"})
    step: int = step("Step", 50, default=50)
    size: int = stepper("Size", 1, 64, default=8)
    rate: float = slider("Rate", 0.0, 1.0, default=0.5)
    weight: float = slider("Weight", 0.001, 10.0, default=0.04, logarithmic=True, zero=True)
    kind: str = choice("Kind", ("a", "A"), ("b", "B"), default="a")
    loud: bool = toggle("Loud")
    seed: int = seed(default=7)
    words: str = text("Words", default="as you like", most=20, lines=2)
    line: str = text("Line")
    pin: "Controls | None" = pin("Pin")


def reading(**texts):
    values, notices = read(Controls, texts)
    return values, " ".join(notices)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("size", "16", 16),
        ("size", " 16 ", 16),
        ("size", "15.6", 16),
        ("rate", "1e-1", 0.1),
        ("weight", "0", 0.0),
        ("weight", "-0", 0.0),
        ("kind", "b", "b"),
        ("loud", "1", True),
        ("guess", "b", "b"),
        ("seed", "999999", 999_999),
        ("step", "0", 0),
        ("rate", "", 0.5),
        ("words", "", ""),
        ("words", " <b> ", " <b> "),
        ("words", "a\r\nb", "a\nb"),
        ("words", "a\ud800b\ud83d\ude00", "a\ufffdb\U0001f600"),
        ("words", "x" * 20, "x" * 20),
        ("line", "a\nb", "a b"),
    ],
)
def test_what_can_be_read_is_read_in_silence(name, text, value):
    values, notices = reading(**{name: text})
    assert getattr(values, name) == value
    assert notices == ""


@pytest.mark.parametrize(
    ("name", "text", "value", "words"),
    [
        ("size", "999", 64, "outside its range, so 64 is used"),
        ("size", "0", 1, "so 1 is used"),
        ("size", "1e9", 64, "outside its range"),
        ("rate", "-0.1", 0.0, "so 0 is used"),
        ("weight", "0.0001", 0.001, "so 0.001 is used"),
        ("weight", "-3", 0.0, "so 0 is used"),
        ("rate", "nan", 0.5, "not a finite number, so 0.5 is used"),
        ("size", "inf", 8, "not a finite number"),
        ("seed", "9" * 5000, 7, "not a finite number, so 7 is used"),
        ("rate", "much", 0.5, "not a number"),
        ("kind", "c", "a", "not one of a, b"),
        ("loud", "yes", False, "not 0 or 1, so 0 is used"),
        ("words", "y" * 21, "y" * 20, "21 characters are too many, so only the first 20"),
        ("pin", "rubbish", None, "not a list of name:value pairs, so nothing is pinned"),
    ],
)
def test_what_cannot_be_read_is_mended_and_said(name, text, value, words):
    values, notices = reading(**{name: text})
    assert getattr(values, name) == value
    assert words in notices
    assert notices.startswith(f"{name}: ")


def test_unknown_names_are_left_out_and_long_ones_cut_short():
    values, notices = reading(**{"x" * 500: "1"})
    assert values == Controls()
    assert len(notices) < 100
    assert "is not a setting here" in notices


def test_a_very_long_text_is_not_read_to_its_end():
    assert reading(rate="0." + "1" * (2 * LONGEST))[0].rate == pytest.approx(1 / 9)


def test_a_pinned_state_is_read_by_the_same_rules_and_holds_no_pin_of_its_own():
    values, notices = reading(pin="size:999;rate:0.25;pin:default")
    assert values.pin == Controls(size=64, rate=0.25)
    assert notices.startswith("In the pinned state, size:")
    assert reading(pin="default")[0].pin == Controls()


def test_texts_read_back_as_the_same_state():
    pinned = Controls(kind="b", rate=2 / 3, words="a;b:c\n%3B", line="")
    state = Controls(rate=1 / 3, weight=0.1 + 0.2, loud=True, words="%", pin=pinned)
    assert read(Controls, text_of(state)) == (state, [])
    assert text_of(Controls(pin=Controls()))["pin"] == "default"
    assert text_of(Controls())["pin"] == ""


def test_a_handle_stands_where_its_value_is():
    weight = declared(Controls)["weight"]
    assert weight.position(0.0) == 0
    assert weight.position(0.001) == 0
    assert weight.position(10.0) == 1000
    assert weight.position(0.1) == 500
    assert declared(Controls)["rate"].position(0.25) == 0.25
