"""Exact arithmetic on short calculations: the value of `2/3 + 1/72`, as a pair of integers.

A value is a pair (numerator, denominator) in lowest terms with a positive denominator, so two
values are equal if and only if the pairs are. Nothing is rounded on the way, nothing is run:
the calculation is parsed by operator precedence. What has no rational value (√2, a letter), and
what is too long or too large to be worth the reader's time (10^999999999), has no value here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import gcd, isqrt
from typing import Final

__all__ = ["Rational", "evaluate", "is_rounding"]

Rational = tuple[int, int]
"""Numerator and denominator, in lowest terms; the denominator is positive."""

_MAX_LENGTH: Final = 1000  # characters
_MAX_TOKENS: Final = 64  # which also limits the depth of the recursion below
_MAX_BITS: Final = 4096  # of an integer; far below Python's limit of 4300 digits
_TOKEN: Final = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+*/^()√]"
_END: Final = "end"


def evaluate(calculation: str) -> Rational | None:
    """The exact value of a calculation with numerals, + − * / ^ √ and parentheses.

    A root must come out rational, an exponent must be whole. `2(3)` is a product, -2^2 is -4,
    and a numeral may carry a power of ten, as in 1.5e3.

    Returns:
        The value, or None if there is none, or if the calculation is longer than 1000 characters
        or 64 tokens, or if it meets an integer of more than 4096 bits. It never raises.

    Example:
        >>> evaluate("2/3 + 1/72"), evaluate("-0.50"), evaluate("√(16)")
        ((49, 72), (-1, 2), (4, 1))
        >>> [evaluate(text) for text in ("1/0", "√(2)", "10^999999999", "x")]
        [None, None, None, None]
    """
    if len(calculation) > _MAX_LENGTH or re.sub(rf"{_TOKEN}|\s", "", calculation):
        return None
    with_products = re.sub(r"(?<=[0-9)])\s*(?=[(√])", "*", calculation)
    tokens = [_END, *reversed(re.findall(_TOKEN, with_products))]  # to be read from the back
    if len(tokens) > _MAX_TOKENS:
        return None
    try:
        value = _expression(tokens, 0)
    except _NoValueError:
        return None
    return value if tokens == [_END] else None


def is_rounding(decimal: Rational, places: int, exact: Rational) -> bool:
    """Whether no decimal with so many places is nearer to an exact value than this one.

    |decimal − exact| ≤ ½ · 10^−places, by cross multiplication.

    Example:
        >>> is_rounding((3333, 10_000), 4, (1, 3)), is_rounding((1667, 5_000), 4, (1, 3))
        (True, False)
    """
    (a, b), (c, d) = decimal, exact
    scale: int = 10**places
    return 2 * abs(a * d - c * b) * scale <= b * d


class _NoValueError(Exception):
    """What was read is no calculation, or has no rational value, or too large a one."""


def _expression(tokens: list[str], floor: int) -> Rational:
    """Read on for as long as the operators bind more tightly than `floor`."""
    value = _operand(tokens)
    while (operator := _OPERATORS.get(tokens[-1])) and operator[0] > floor:
        _, right_floor, apply = operator
        tokens.pop()
        value = apply(value, _expression(tokens, right_floor))
    return value


def _operand(tokens: list[str]) -> Rational:
    token = tokens.pop()
    if token[0] in ".0123456789":
        return _numeral(token)
    if token not in _PREFIXES:
        raise _NoValueError
    return _PREFIXES[token](tokens)


def _numeral(token: str) -> Rational:
    digits, _, exponent = token.lower().partition("e")
    whole, _, decimals = digits.partition(".")
    shift = int(exponent or 0) - len(decimals)
    return _multiply((int(whole + decimals), 1), _power((10, 1), (shift, 1)))


def _parenthesis(tokens: list[str]) -> Rational:
    value = _expression(tokens, 0)
    if tokens.pop() != ")":
        raise _NoValueError
    return value


def _negative(tokens: list[str]) -> Rational:
    numerator, denominator = _expression(tokens, _SIGN_FLOOR)
    return -numerator, denominator


def _positive(tokens: list[str]) -> Rational:
    return _expression(tokens, _SIGN_FLOOR)


def _root(tokens: list[str]) -> Rational:
    numerator, denominator = _operand(tokens)
    if numerator < 0:
        raise _NoValueError
    root = isqrt(numerator), isqrt(denominator)
    if (root[0] ** 2, root[1] ** 2) != (numerator, denominator):
        raise _NoValueError
    return root


def _add(x: Rational, y: Rational) -> Rational:
    return _reduced(x[0] * y[1] + y[0] * x[1], x[1] * y[1])


def _subtract(x: Rational, y: Rational) -> Rational:
    return _reduced(x[0] * y[1] - y[0] * x[1], x[1] * y[1])


def _multiply(x: Rational, y: Rational) -> Rational:
    return _reduced(x[0] * y[0], x[1] * y[1])


def _divide(x: Rational, y: Rational) -> Rational:
    return _reduced(x[0] * y[1], x[1] * y[0])


def _power(base: Rational, exponent: Rational) -> Rational:
    times, parts = exponent
    if parts != 1 or abs(times) * max(map(int.bit_length, base)) > _MAX_BITS:
        raise _NoValueError
    numerator, denominator = base if times >= 0 else base[::-1]
    return _reduced(numerator ** abs(times), denominator ** abs(times))


def _reduced(numerator: int, denominator: int) -> Rational:
    if denominator == 0 or max(map(int.bit_length, (numerator, denominator))) > _MAX_BITS:
        raise _NoValueError
    divisor = gcd(numerator, denominator) * (1 if denominator > 0 else -1)
    return numerator // divisor, denominator // divisor


# How tightly an operator binds, and what its right operand must bind more tightly than.
_OPERATORS: Final[Mapping[str, tuple[int, int, Callable[[Rational, Rational], Rational]]]] = {
    "+": (1, 1, _add),
    "-": (1, 1, _subtract),
    "*": (2, 2, _multiply),
    "/": (2, 2, _divide),
    "^": (3, 2, _power),  # 2^3^2 is 2^9
}
_SIGN_FLOOR: Final = 2  # -2^2 is -4
_PREFIXES: Final[Mapping[str, Callable[[list[str]], Rational]]] = {
    "(": _parenthesis,
    "-": _negative,
    "+": _positive,
    "√": _root,
}
