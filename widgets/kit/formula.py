"""Formulas with live numbers: MathML, built piece by piece.

Formulas that stand still are LaTeX in a chapter's prose and become MathML at build time; these
are for pictures, where the numbers change under the reader's hand.
"""

from __future__ import annotations

from widgets.kit.markup import Markup, tag
from widgets.kit.roles import Role

__all__ = ["fenced", "formula", "frac", "num", "op", "root", "row", "sym", "text", "under"]


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


def op(sign: str) -> Markup:
    """An operator or a relation."""
    return tag("mo", sign)


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
