r"""The normal form of an answer: a number, a group of answers, or plain text.

What is compared is the form, not the spelling: `391`, `391.0`, `\frac{782}{2}` and `17*23 = 391`
all have the form 391. Our conventions, where public graders differ:

- A fraction is worth its value, reduced or not, and so is a calculation with a rational value.
  Anything else (π, √2, a letter) stays text. There is no algebra: x + 1 is not 1 + x.
- A unit behind a number is left out, not converted: 10 cm, 10 m and 10 are all 10. A unit is a
  word of `UNITS`, or what a text command encloses, as in `10\text{ apples}`. Currency signs go too.
- Of `x = 5` and of a chain of calculations the right-hand side counts, and what follows ≈ does
  not. An equation whose left-hand side is an expression (a + 3z = 0) is text.
- A comma or a semicolon separates, and so does an "and" or "or" behind a number.
- `1,000` and `1 000` are a thousand, and `1,22` is 1.22. Outside brackets a comma between digits
  may separate as well, so such an answer has two readings. Inside brackets it separates.
- In text, white space and capitals do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from grpo_core.rewards.plain import plain
from grpo_core.rewards.rational import Rational, evaluate

__all__ = ["UNITS", "Form", "Group", "Number", "Text", "readings"]

_UNIT_WORDS: Final = """
    mm cm m km in inch inches ft foot feet yd yard mi mile
    mg g kg gram kilogram oz ounce lb pound ton
    ml liter litre s sec second min minute h hr hour day week month year mph
    deg degree rad radian cent dollar usd euro eur yuan
    unit point people sq square cubic per
"""
UNITS: Final = frozenset(_UNIT_WORDS.split())
"""The words that are units behind a number. They may end in s."""

_MAX_LENGTH: Final = 1000  # characters; a longer answer is text
_MAX_DEPTH: Final = 8  # of brackets and equations; what lies deeper is text

_NESTING: Final = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_THOUSANDS: Final = r"(?<![0-9.,])[1-9][0-9]{0,2}(?:[ ,][0-9]{3})+(?!,?[0-9])"
_DECIMAL_COMMA: Final = r"(?<![0-9.,])([0-9]+),([0-9]+)(?![.,]?[0-9])"
_DECIMAL: Final = r"[-+]?[0-9]*\.([0-9]+)"
_MEASURE: Final = (  # numeral, gap, percent sign, unit; “e” and “i” are numbers, not units
    r"(.*?[0-9).])(\s*)(%?)\s*"
    r"(?:(?:°[CF]?|“(?![ei]”)[^”0-9.]*”|([A-Za-z][A-Za-z/ ]*))(?:\^[23])?)?"
)
_FUNCTION: Final = r"(?:sin|cos|tan|cot|sec|csc|log|ln|exp|max|min|gcd|lcm)\b"
_WORD: Final = rf"(?!{_FUNCTION})[^\W\d_]+(?:_(?:\w+|\([^()]*\)))?'*(?:\([^()]*\))?"
_NAME: Final = rf"(?:[(|]?{_WORD}(?:[\s,:/]+{_WORD})*[)|]?)?"  # x, f(2), |AB|, (p, q), or none
_CALCULATION: Final = r"[-+*/^().√0-9\s]+"


@dataclass(frozen=True)
class Number:
    """A rational number.

    Attributes:
        value: numerator and denominator, in lowest terms.
        places: how many digits stand behind the point; None if it is not written as a decimal.
        percent: whether a percent sign follows. It does not change the value: 10% is 10.
    """

    value: Rational
    places: int | None = None
    percent: bool = False

    def __str__(self) -> str:
        numerator, denominator = self.value
        fraction = f"{numerator}/{denominator}" if denominator > 1 else f"{numerator}"
        return fraction + "%" * self.percent


@dataclass(frozen=True)
class Group:
    """A list, tuple, set or interval.

    Attributes:
        opening: its opening bracket; empty for a bare list.
        members: what it groups.
        closing: its closing bracket.
    """

    opening: str
    members: tuple[Form, ...]
    closing: str

    def __str__(self) -> str:
        return f"{self.opening}{', '.join(map(str, self.members))}{self.closing}"


@dataclass(frozen=True)
class Text:
    """Anything else, without white space and in small letters."""

    text: str

    def __str__(self) -> str:
        return self.text


Form = Number | Group | Text
"""A normal form. `str` writes it out."""


def readings(answer: str) -> tuple[Form, ...]:
    r"""What an answer may mean: one normal form, or two if a comma in it is ambiguous.

    Args:
        answer: any text. One of more than 1000 characters is not looked into: it is text.

    Returns:
        The forms, the one in which the comma belongs to a number first.

    Example:
        >>> [str(form) for form in readings(r"x = \dfrac{782}{2}\text{ apples}")]
        ['391']
        >>> [str(form) for form in readings(r"\left(0.5, \frac{18}{4}\right)")]
        ['(1/2, 9/2)']
        >>> [str(form) for form in readings("1,22")]
        ['61/50', '1, 22']
    """
    if len(answer) > _MAX_LENGTH:
        return (_text(answer),)
    text = plain(answer)
    return tuple(dict.fromkeys((_read(_with_joined_digits(text)), _read(text))))


def _with_joined_digits(text: str) -> str:
    """The text with the commas and spaces inside numbers resolved, if it has no brackets."""
    if re.search(r"[][(){}]", text):
        return text
    text = re.sub(_THOUSANDS, lambda number: re.sub("[ ,]", "", number[0]), text)
    return re.sub(_DECIMAL_COMMA, r"\1.\2", text)


def _read(text: str, depth: int = 0) -> Form:
    text = text.strip()
    number = _number(text)
    if number is not None:
        return number
    if depth == _MAX_DEPTH:
        return _text(text)
    members = _members(text)
    if len(members) > 1:
        return Group("", tuple(_read(member, depth + 1) for member in members), "")
    side = _right_hand_side(text)
    if side is not None:
        return _read(side, depth + 1)
    if not _enclosed(text):
        return _text(text)
    members = _members(text[1:-1])
    if len(members) == 1 and text[0] + text[-1] in ("()", "{}"):
        return _read(members[0], depth + 1)
    return Group(text[0], tuple(_read(member, depth + 1) for member in members), text[-1])


def _text(text: str) -> Text:
    """Text without spaces, capitals, quotation marks, and signs of multiplication it can spare."""
    return Text(re.sub(r"[\s“”]|(?<![0-9])\*|\*(?![0-9])", "", text).casefold())


def _number(text: str) -> Number | None:
    """A number with or without a unit, or None."""
    measure = re.fullmatch(_MEASURE, text)
    if measure is None:
        return None
    numeral, gap, percent, unit = measure.groups("")
    value = evaluate(numeral)
    if value is None or not _is_unit(unit, glued=not gap):
        return None
    decimal = re.fullmatch(_DECIMAL, numeral)
    return Number(value, len(decimal[1]) if decimal else None, bool(percent))


def _is_unit(words: str, *, glued: bool) -> bool:
    """Whether all words are units; `10 m` has one, but the letter in `10m` may be a variable."""
    if glued and len(words) == 1:
        return False
    return all(
        word in UNITS or word.removesuffix("s") in UNITS
        for word in words.lower().replace("/", " ").split()
    )


def _members(text: str) -> list[str]:
    """The text cut at every comma and semicolon outside brackets."""
    members, start, depth = [], 0, 0
    for mark in re.finditer(r"[][(){},;]", text):
        depth += _NESTING.get(mark[0], 0)
        if depth == 0 and mark[0] in ",;":
            members.append(text[start : mark.start()])
            start = mark.end()
    return [*members, text[start:]]


def _enclosed(text: str) -> bool:
    """Whether one pair of brackets, which need not be of a kind, encloses the whole text."""
    depth = 0
    for mark in re.finditer(r"[][(){}]", text):
        depth += _NESTING[mark[0]]
        if depth <= 0:
            return depth == 0 and text[0] in "([{" and mark.end() == len(text)
    return False


def _right_hand_side(text: str) -> str | None:
    """What a chain of equations comes to, or None if the text is no such chain."""
    exact, approximately, _ = text.partition("≈")
    if approximately and not re.fullmatch(_NAME, exact.strip()):
        return exact
    first, *others = (side.strip() for side in re.split("[=≈∈]", text))
    if not others:
        return None
    named = re.fullmatch(_NAME, first)
    calculated = re.fullmatch(_CALCULATION, first) and _number(others[-1])
    return others[-1] if named or calculated else None
