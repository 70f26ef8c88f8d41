"""The text of docstrings as HTML: paragraphs, lists, code, examples, and the Greek in between.

Docstrings here are plain text with few signs: `code` in backticks, *stress* in asterisks, items
behind dashes, and indented blocks, which are examples if they begin with `>>>`, formulas if they
have an equals sign and no tag, and else literal text. Symbols, indices and exponents are set as
such.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from textwrap import dedent
from typing import Final

from markupsafe import Markup

__all__ = ["Code", "blocks", "phrase"]

Code = Callable[[str], Markup]
"""Sets code: what stands between backticks, or the lines of an example."""

_SYMBOL: Final = r"(?<!\w)([α-ωB-HJ-Z])(?!\w)"  # not A and I, which are words too
_INDEX: Final = r"\b(?:([A-Za-zα-ωΑ-Ωπ]\d?)|(Reward))_(\w+)"
_SIGMA: Final = r"(Σ)_(\w+)"
_EXPONENT: Final = r"(?<=\w)\^([-−]?\w+)"


def phrase(text: str, code: Code) -> Markup:
    """A stretch of text that is one paragraph at most.

    Args:
        text: as it stands in a docstring; line ends count as spaces.
        code: sets what stands between backticks.

    Example:
        >>> print(phrase("A_i is *not* `x`: it's 2^3.", lambda x: Markup("<code>x</code>")))
        <i>A</i><sub>i</sub> is <em>not</em> <code>x</code>: it’s 2<sup>3</sup>.
    """
    pieces = re.split(r"`([^`]+)`", " ".join(text.split()))
    return Markup("").join(
        code(piece) if place % 2 else Markup(_plain(piece)) for place, piece in enumerate(pieces)
    )


def blocks(text: str, code: Code, example: Code) -> Markup:
    r"""A text of several paragraphs.

    Args:
        text: as it stands in a docstring, without its indentation.
        code: sets what stands between backticks.
        example: sets a block of doctest lines.

    Example:
        >>> set_in = lambda x: Markup("<code>{}</code>").format(x)
        >>> print(blocks("One.\n\n- two\n- three\n\n    z = x_1", set_in, set_in))
        <p>One.</p>
        <ul>
        <li>two</li>
        <li>three</li>
        </ul>
        <p class="plain-formula">z = <i>x</i><sub>1</sub></p>
    """
    return Markup("\n").join(
        _block(block, code, example) for block in re.split(r"\n\s*\n", text.strip("\n")) if block
    )


def _block(block: str, code: Code, example: Code) -> Markup:
    if block.startswith("    "):
        inner = dedent(block)
        if inner.startswith(">>>"):
            return example(inner)
        if " = " in inner and "<" not in inner:
            return Markup('<p class="plain-formula">{}</p>').format(phrase(inner, code))
        return Markup('<pre class="literal">{}</pre>').format(inner)
    items = re.split(r"^- ", block, flags=re.MULTILINE)
    opening = Markup("<p>{}</p>\n").format(phrase(items[0], code)) if items[0].strip() else ""
    if len(items) == 1:
        return Markup(opening).rstrip()
    told = Markup("").join(Markup("<li>{}</li>\n").format(phrase(item, code)) for item in items[1:])
    return opening + Markup("<ul>\n{}</ul>").format(told)


def _plain(text: str) -> str:
    """Text between codes: escaped, with quotation marks, stress, symbols, indices, exponents."""
    html = escape(text, quote=False)
    html = re.sub(r"(?<=\w)'(?=\w)", "’", html)
    html = re.sub(r'"([^"]*)"', r"“\1”", html)
    html = re.sub(r"(?<!\w)\*(\w[^*]*\w)\*(?!\w)", r"<em>\1</em>", html)
    html = re.sub(_SYMBOL, r"<i>\1</i>", html)
    html = re.sub(_SIGMA, r"\1<sub>\2</sub>", html)
    html = re.sub(_INDEX, lambda m: f"{f'<i>{m[1]}</i>' if m[1] else m[2]}<sub>{m[3]}</sub>", html)
    return re.sub(_EXPONENT, r"<sup>\1</sup>", html)
