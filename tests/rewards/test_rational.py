"""Exact arithmetic, against the standard library's own fractions."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grpo_core.rewards.rational import evaluate, is_rounding

from .texts import texts, untimed

# a calculation beside its value: numerals first, then whatever can be made of two calculations
Sum = tuple[str, Fraction]
numerals = st.integers(0, 10**6).map(lambda n: (str(n), Fraction(n))) | st.builds(
    lambda n, k: (f"{n}.{k:03d}", n + Fraction(k, 1000)), st.integers(0, 99), st.integers(0, 999)
)


def _larger(smaller: st.SearchStrategy[Sum]) -> st.SearchStrategy[Sum]:
    return st.one_of(
        st.builds(lambda a, b: (f"({a[0]})+{b[0]}", a[1] + b[1]), smaller, smaller),
        st.builds(lambda a, b: (f"{a[0]} - ({b[0]})", a[1] - b[1]), smaller, smaller),
        st.builds(lambda a, b: (f"({a[0]}) * ({b[0]})", a[1] * b[1]), smaller, smaller),
        st.builds(lambda a, b: (f"({a[0]})({b[0]})", a[1] * b[1]), smaller, smaller),
        st.builds(lambda a, k: (f"({a[0]})/{k}", a[1] / k), smaller, st.integers(1, 99)),
        st.builds(lambda a, k: (f"({a[0]})^{k}", a[1] ** k), smaller, st.integers(0, 3)),
        st.builds(lambda a: (f"-({a[0]})", -a[1]), smaller),
        st.builds(lambda a: (f"√(({a[0]})^2)", abs(a[1])), smaller),
    )


@untimed
@given(st.recursive(numerals, _larger, max_leaves=5))
def test_the_value_is_that_of_exact_fractions(calculation: Sum) -> None:
    text, exact = calculation
    value = evaluate(text)
    if value is not None:  # None for what is too long, which a few are
        assert Fraction(*value) == exact
        assert value[1] > 0
        assert gcd(*value) == 1
    else:
        assert len(text) > 40


@pytest.mark.parametrize(
    ("calculation", "value"),
    {
        "2 - 3 - 4": (-5, 1),
        "12 / 3 / 2": (2, 1),
        "2 + 3 * 4": (14, 1),
        "-2^2": (-4, 1),
        "2^3^2": (512, 1),
        "2^-1": (1, 2),
        "2 * -3": (-6, 1),
        "--5": (5, 1),
        "+7": (7, 1),
        ".5": (1, 2),
        "5.": (5, 1),
        "1.5e3": (1500, 1),
        "1E-3": (1, 1000),
        "6/-4": (-3, 2),
        "√(4/9)": (2, 3),
        "2√(9)": (6, 1),
        "0^2": (0, 1),
    }.items(),
)
def test_operators_bind_as_in_mathematics(calculation: str, value: tuple[int, int]) -> None:
    assert evaluate(calculation) == value


@pytest.mark.parametrize(
    "calculation",
    [
        *(
            "",
            " ",
            "x",
            "2x",
            "1 2",
            "1.2.3",
            "1..2",
            "()",
            "(1",
            "1)",
            "1+",
            "*1",
            "2^",
            "√",
            "e5",
        ),
        *("1/0", "0^-1", "√(2)", "√(-4)", "2^(1/2)", "2e", "0x10", "1_000", "٣", "²", "5!", "nan"),
    ],
)
def test_what_has_no_rational_value_has_none(calculation: str) -> None:
    assert evaluate(calculation) is None


@pytest.mark.parametrize(
    "calculation",
    [
        "10^999999999",
        "10^-999999999",
        "9^9^9^9",
        "1e999999999",
        "1e-999999999",
        "1e" + "9" * 990,
        "2^" * 400 + "2",
        "9" * 1000 + "^9",
        "9" * 1_000_000,
        "(" * 300 + "1" + ")" * 300,
        "-" * 300 + "1",
        "1+" * 300 + "1",
        "99^99*" * 60 + "1",
    ],
)
def test_what_is_too_large_or_too_long_has_no_value(calculation: str) -> None:
    assert evaluate(calculation) is None


@untimed
@given(texts | st.text("0123456789.+-*/^()√eE ", max_size=80))
def test_any_text_is_evaluated_or_not(calculation: str) -> None:
    value = evaluate(calculation)
    assert value is None or value[1] > 0


@untimed
@given(st.fractions(), st.integers(0, 20))
def test_the_nearest_decimal_is_a_rounding_and_the_one_after_next_is_not(
    exact: Fraction, places: int
) -> None:
    nearest = round(exact, places)
    further = nearest + 2 * Fraction(1, 10**places)
    assert is_rounding(nearest.as_integer_ratio(), places, exact.as_integer_ratio())
    assert not is_rounding(further.as_integer_ratio(), places, exact.as_integer_ratio())
