"""Formulas with live numbers: MathML, built piece by piece.

Formulas that stand still are LaTeX in a chapter's prose and become MathML at build time; these
are for pictures, where the numbers change under the reader's hand.
"""

from __future__ import annotations

from math import floor, isinf, log10

from widgets.kit.markup import Markup, tag
from widgets.kit.roles import Role
from widgets.kit.words import decimal, plain

__all__ = [
    "added",
    "equation",
    "fenced",
    "formula",
    "frac",
    "given",
    "log",
    "num",
    "op",
    "power",
    "root",
    "row",
    "sym",
    "text",
    "then",
    "total",
    "under",
    "value",
]


def formula(label: str, *parts: Markup) -> Markup:
    """A formula in a line of its own, which scrolls by itself where the screen is too narrow.

    Args:
        label: what it says, in a few words.
        parts: its pieces, in order.

    Example:
        >>> formula("Advantage", sym("A"), op("="), num("+1"))[70:]
        '<math display="block"><mi>A</mi><mo>=</mo><mn>+1</mn></math></div>'
    """
    inner = tag("math", *parts, display="block")
    return tag("div", inner, class_="formula", role="group", tabindex="0", aria_label=label)


def equation(label: str, left: Markup, *rights: Markup) -> Markup:
    """One quantity and all that it equals, line below line; it scrolls by itself where it is wide.

    Args:
        label: what it says, in a few words.
        left: the quantity.
        rights: what it equals: letters, then numbers, then the result.

    Example:
        >>> equation("Mean", sym("m"), num("0.5"))[65:128]
        '<math display="block"><mtable displaystyle="true"><mtr><mtd><mi'
    """
    lines = [
        tag("mtr", tag("mtd", left if number == 0 else None), tag("mtd", op("=")), tag("mtd", part))
        for number, part in enumerate(rights)
    ]
    inner = tag("math", tag("mtable", *lines, displaystyle="true"), display="block")
    return tag("div", inner, class_="formula", role="group", tabindex="0", aria_label=label)


def row(*parts: Markup) -> Markup:
    """Several pieces as one."""
    return tag("mrow", *parts)


def sym(letter: str, below: str = "") -> Markup:
    """A quantity by its letter; letters or words may stand below it.

    Example:
        >>> sym("A", "i"), sym("π", "ref")
        ('<msub><mi>A</mi><mi>i</mi></msub>', '<msub><mi>π</mi><mtext>ref</mtext></msub>')
    """
    base = tag("mi", letter)
    return tag("msub", base, tag("mi" if len(below) == 1 else "mtext", below)) if below else base


def num(written: str, role: Role | None = None) -> Markup:
    """A number as it is to be read, in the colour of what it is.

    Example:
        >>> num("−0.26", "loss")
        '<mn class="r-loss">−0.26</mn>'
    """
    return tag("mn", written, class_=f"r-{role}" if role else None)


def given(setting: float) -> Markup:
    """A number that the reader has set: written in full, so exact.

    Example:
        >>> given(0.04)
        '<mn class="given">0.04</mn>'
    """
    return tag("mn", plain(setting, 10), class_="given")


def op(sign: str) -> Markup:
    """An operator or a relation."""
    return tag("mo", sign, stretchy="false" if sign == "‖" else None)


def text(words: str) -> Markup:
    """Words inside a formula."""
    return tag("mtext", words)


def frac(above: Markup, below: Markup) -> Markup:
    """A fraction."""
    return tag("mfrac", above, below)


def root(part: Markup) -> Markup:
    """A square root."""
    return tag("msqrt", part)


def fenced(*parts: Markup) -> Markup:
    """Pieces in round brackets."""
    return row(op("("), *parts, op(")"))


def under(part: Markup, words: str) -> Markup:
    """A piece with a brace below it, and what it is below the brace."""
    return tag("munder", tag("munder", part, op("⏟")), text(words))


def power(base: Markup, exponent: Markup) -> Markup:
    """A power; a long exponent may be a row.

    Example:
        >>> power(sym("e"), num("2"))
        '<msup><mi>e</mi><mn>2</mn></msup>'
    """
    return tag("msup", base, exponent)


def log(part: Markup) -> Markup:
    """A natural logarithm."""
    return row(tag("mi", "log"), op("\u2061"), fenced(part))


def total(below: str, *parts: Markup) -> Markup:
    """A sum over whatever stands below the sign."""
    return row(tag("munder", op("∑"), tag("mi", below)), *parts)


def added(*terms: Markup) -> Markup:
    """Terms with a plus between them.

    Example:
        >>> added(num("1"), num("2"))
        '<mrow><mn>1</mn><mo>+</mo><mn>2</mn></mrow>'
    """
    parts = [part for term in terms for part in (op("+"), term)]
    return row(*parts[1:])


def value(number: float, significant: int = 3, *, fenced_if_negative: bool = False) -> Markup:
    """A number to so many significant digits; what is very small or large as a power of ten.

    Args:
        number: any.
        significant: digits.
        fenced_if_negative: whether a minus sign is kept apart from the sign before it.

    Example:
        >>> value(0.12345), value(-2.0, fenced_if_negative=True)[:24]
        ('<mn>0.123</mn>', '<mrow><mo>(</mo><mn>−2.0')
        >>> value(1.5e-7)
        '<mrow><mn>1.50</mn><mo>×</mo><msup><mn>10</mn><mn>−7</mn></msup></mrow>'
    """
    size = abs(number)
    exponent = floor(log10(size)) if size and not isinf(size) else 0
    if -5 < exponent < 6:
        written = num(decimal(number, max(0, significant - 1 - exponent) if size else 0))
    else:
        # Not by division: a power of ten can be too small to be held where the number is not.
        mantissa, _, tens = f"{number:.{significant - 1}e}".partition("e")
        shown = num(mantissa.replace("-", "−"))
        written = row(shown, op("×"), power(num("10"), num(decimal(int(tens), 0))))
    return fenced(written) if fenced_if_negative and number < 0.0 else written


def then(written: str) -> Markup:
    """A further term of a sum: its sign as an operator, and the number without it.

    Example:
        >>> then("−0.50")
        '<mrow><mo>−</mo><mn>0.50</mn></mrow>'
    """
    return row(op("−" if written.startswith("−") else "+"), num(written.lstrip("+−")))
