"""Which answers are the same, and which are not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grpo_core.rewards import accuracy_reward, explain_match, extract_answer, same_answer

from .texts import texts, untimed

SAME = (
    # numbers, however they are written
    ("391", "391"),
    ("391.0", "391"),
    ("391/1", "391"),
    (r"\frac{782}{2}", "391"),
    ("$391$", "391"),
    ("17*23 = 391", "391"),
    (r"17 \times 23 = 391", "391"),
    ("17*23", "391"),
    ("391.", "391"),
    ("+391", "391"),
    ("−391", "-391"),
    ("(391)", "391"),
    (r"\mathbf{391}", "391"),
    (r"\boxed{391}", "391"),
    ("-0", "0"),
    (".4", "0.4"),
    ("0.5", r"\frac12"),
    ("-0.5", r"-\dfrac{1}{2}"),
    (r"\frac{-1}{2}", "-1/2"),
    ("8/46", r"\tfrac{4}{23}"),
    ("1 1/2", "3/2"),
    ("-1 1/2", "-1.5"),
    (r"2\frac58", "2.625"),
    ("1e-3", "0.001"),
    (r"2.5 \times 10^{3}", "2500"),
    ("10^6", "1 000 000"),
    (r"\sqrt{16}", "4"),
    ("2/3 + 1/72", "49/72"),
    (r"\frac{1}{\frac{1}{2}}", "2"),
    (r"\frac{1}{2\sqrt{4}}", "1/4"),
    (r"\frac{1}{2(3)}", "1/6"),
    (r"\frac{\frac12}{\frac32}", "1/3"),
    (f"{10**30 + 1}/{2 * 10**30 + 2}", "0.5"),
    # separators
    ("1,234,567", "1234567"),
    (r"1{,}000", "1000"),
    (r"11,\!111", "11111"),
    ("1,000.5", "1000.5"),
    ("1,22", "1.22"),
    ("0,111", "0.111"),
    ("100,200", "100, 200"),
    ("1,2", "1, 2"),
    ("1,000 and 2,000", "1000, 2000"),
    # roundings of what never ends
    ("0.3333", "1/3"),
    ("0.6667", r"\frac23"),
    ("-0.6667", "-2/3"),
    ("0.142857142857", "1/7"),
    # percent, units, currency
    ("50%", "50"),
    ("50%", "1/2"),
    ("28 percent", r"28\%"),
    (r"10\text{ cm}^2", "10"),
    (r"10\ \mathrm{kg}", "10"),
    (r"3 \text{ apples}", "3"),
    ("60 km/h", "60"),
    ("10 square units", "10"),
    ("3 days", "3"),
    (r"\$10", "10"),
    ("1,50 €", "1.5"),
    (r"90^\circ", "90"),
    ("20°C", "20"),
    # equations
    ("x = 5", "5"),
    ("= 5", "5"),
    ("f(2) = 5", "5"),
    ("|AB| = 5", "AB = 5"),
    ("(x, y) = (1, 2)", "(1, 2)"),
    (r"\frac{AB}{CD} = \frac12", "0.5"),
    (r"x = \frac13 \approx 0.33", "1/3"),
    (r"x \approx 0.33", "0.33"),
    (r"x \in [0.5, 1)", "[1/2, 1)"),
    ("y = 2x + 3", "f(x) = 2x + 3"),
    ("7 = 11a + c", "7=11a+c"),
    # tuples, intervals, sets, lists
    (r"\left( 0.5, \frac{18}{4} \right)", "(1/2, 9/2)"),
    (r"[0, \infty)", r"\left[0,\infty\right)"),
    (r"\{1, 2\}", "{2, 1}"),
    ("{5}", "5"),
    ("1, 2", r"\{2, 1\}"),
    ("x = 1 or x = 3", "1, 3"),
    (r"6 \text{ and } 8", "6, 8"),
    ("3, 1, 2", "1, 2, 3"),
    ("(3, 1), (1, 3)", "(1, 3), (3, 1)"),
    ("x = 1, y = 2", "1, 2"),
    # text
    ("Evelyn", r"\text{evelyn}"),
    ("(C)", r"\text{C}"),
    (r"\frac{\sqrt{3}}{2}", "sqrt(3)/2"),
    (r"\frac{2 \pi}{3x}", r"2\pi/(3x)"),
    (r"2\cdot x", "2x"),
    (r"x^{2}", "x²"),
    (r"x \ge 5", "x >= 5"),
)

DIFFERENT = (
    ("", ""),
    ("", "391"),
    ("391", ""),
    (r"\text{}", "391"),
    ("3910", "391"),
    ("39.1", "391"),
    ("-391", "391"),
    ("391, 400", "391"),
    ("391 or 400", "391"),
    ("three hundred and ninety-one", "391"),
    ("the answer is 391", "391"),
    ("1 2", "12"),
    ("1/0", "0"),
    ("2 3/2", "7/2"),
    ("5!", "5"),
    ("5^2", "5"),
    # letters are not units
    ("3x", "3"),
    ("3i", "3"),
    (r"3\mathrm{e}", "3"),
    ("10m", "10"),
    (r"2\pi", "2"),
    (r"2 \sin x", "2"),
    ("5 apples", "5"),
    # roundings that are short, wrong, of each other, or of what ends
    ("0.333", "1/3"),
    ("0.3334", "1/3"),
    ("0.6666", "2/3"),
    ("0.33333", "0.3333"),
    ("0.0313", "1/32"),
    ("333/1000", "1/3"),
    # percent
    ("0.5%", "50"),
    ("0.5%", "0.5%%"),
    ("5%", "50%"),
    # equations
    ("x = 6", "5"),
    ("11a + c", "7 = 11a + c"),
    ("0", "a + 3z = 0"),
    ("2", "x^2 = 2"),
    (r"\sin(x) = 1", r"\cos(x) = 1"),
    # brackets, order, number of members
    ("(1, 2)", "[1, 2]"),
    ("(1, 2]", "(1, 2)"),
    ("(1, 2)", "(2, 1)"),
    ("(1, 2)", "1, 2"),
    ("(1, 2)", "{1, 2}"),
    ("(1,2)", "1.2"),
    ("[5]", "5"),
    ("3, 1, 2", "2, 3, 1"),
    ("1, 2", "1, 2, 2"),
    ("1, 2", "1, 3"),
    # there is no algebra
    ("x + 1", "1 + x"),
    (r"\sqrt{2}", "1.4142"),
    # enormous numbers are text
    ("10^999999999", "10^999999998"),
    ("9" * 5000, "9" * 4999 + "8"),
    ("9" * 5000, "9"),
)


@pytest.mark.parametrize(("pred", "gold"), SAME)
def test_the_same_answer(pred: str, gold: str) -> None:
    assert same_answer(pred, gold)
    assert same_answer(gold, pred)


@pytest.mark.parametrize(("pred", "gold"), DIFFERENT)
def test_another_answer(pred: str, gold: str) -> None:
    assert not same_answer(pred, gold)
    assert not same_answer(gold, pred)


@pytest.mark.parametrize(
    ("pred", "gold", "shown", "reason"),
    [
        (r"\frac{782}{2}", "$391$", ("391", "391"), "both are 391"),
        ("400", "391", ("400", "391"), "400 is not 391"),
        ("50%", "0.5", ("50%", "1/2"), "50% is 1/2"),
        ("50%", "50", ("50%", "50"), "both are 50"),
        ("2/3", "0.6667", ("2/3", "6667/10000"), "6667/10000 is 2/3 to 4 places"),
        ("(1, 2)", "[1, 2]", ("(1, 2)", "[1, 2]"), "the brackets differ"),
        ("1, 2, 3", "1, 2", ("1, 2, 3", "1, 2"), "3 members are not 2"),
        ("(1, 2)", "(1, 3)", ("(1, 2)", "(1, 3)"), "not the same members"),
        ("(1, 2)", "(2, 1)", ("(1, 2)", "(2, 1)"), "the order differs"),
        ("{1, 2}", "{1, 2}", ("{1, 2}", "{1, 2}"), "the same members"),
        ("{1, 2}", "{2, 1}", ("{1, 2}", "{2, 1}"), "the same members in another order"),
        ("Evelyn", "evelyn", ("evelyn", "evelyn"), "the same text"),
        ("Evelyn", "Carla", ("evelyn", "carla"), "not the same text"),
        ("Evelyn", "391", ("evelyn", "391"), "text is not a number"),
        ("1, 2", "391", ("1, 2", "391"), "a list is not a number"),
        ("", "391", ("", "391"), "the answer is empty"),
        ("391", "", ("391", ""), "the reference answer is empty"),
        # of two readings, the one that matches is shown
        ("1,2", "1, 2", ("1, 2", "1, 2"), "the same members"),
        ("1,2", "1.2", ("6/5", "6/5"), "both are 6/5"),
    ],
)
def test_the_match_shows_both_forms_and_says_why(
    pred: str, gold: str, shown: tuple[str, str], reason: str
) -> None:
    match = explain_match(pred, gold)
    assert ((match.pred, match.gold), match.reason) == (shown, reason)
    assert match.same == same_answer(pred, gold)


def test_the_reference_may_be_a_worked_solution() -> None:
    assert same_answer("391", r"As 17·23 = 340 + 51, we have \(\boxed{391}\).")
    assert same_answer("391", "<answer>391</answer>")


@pytest.mark.parametrize(
    ("completion", "reward"),
    [
        ("<think>17·23</think> <answer>391</answer>", 1.0),
        (r"<think>17·23</think> It is \boxed{\frac{782}{2}}.", 1.0),
        ("<think>17·23</think> <answer>381</answer>", 0.0),
        ("<think>17·23</think> It is 391.", 0.0),
        ("<think>391 <answer>391</answer></think> <answer>17</answer>", 0.0),
        ("<think>17·23</think> <answer>391 or 381</answer>", 0.0),
        ("", 0.0),
    ],
)
def test_the_accuracy_reward_is_one_or_nothing(completion: str, reward: float) -> None:
    assert accuracy_reward(completion, "391") == reward


fractions = st.fractions(max_denominator=10**6)


@untimed
@given(fractions, fractions, st.integers(1, 50))
def test_fractions_are_equal_if_and_only_if_they_have_the_same_value(
    a: Fraction, b: Fraction, factor: int
) -> None:
    unreduced = f"\\frac{{{a.numerator * factor}}}{{{a.denominator * factor}}}"
    assert same_answer(unreduced, str(a))
    assert same_answer(unreduced, str(b)) == (a == b)


@untimed
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_a_decimal_is_the_fraction_it_stands_for(number: object) -> None:
    exact = Fraction(str(number))
    assert same_answer(str(number), f"{exact.numerator}/{exact.denominator}")


@untimed
@given(st.integers())
def test_thousands_may_be_separated(number: int) -> None:
    assert same_answer(f"{number:,}", str(number))
    assert same_answer(f"{number:,}".replace(",", " "), str(number))


@untimed
@given(texts, texts)
def test_any_two_texts_can_be_compared(pred: str, gold: str) -> None:
    match = explain_match(pred, gold)
    assert match.same == same_answer(pred, gold)
    assert match.reason


@untimed
@given(texts.filter(lambda text: extract_answer(text) is None))
def test_an_answer_matches_itself_unless_it_is_empty(answer: str) -> None:
    match = explain_match(answer, answer)
    assert match.same == bool(match.gold)
