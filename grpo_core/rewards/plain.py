r"""An answer without its dressing: from LaTeX, as models write it, to plain text.

The rewriting is a set of tables, a row for each thing that graders have learned to see through:
`\left(\dfrac{782}{2}\right)` and `782/2` say the same. Nothing is calculated here. A mixed
number, `1\frac12` or `1 1/2`, is written out as the sum it stands for, `(1+1/2)`; only a proper
fraction behind a whole number is one.

What a text command encloses is kept in “quotation marks”, so that the unit in `10\text{ cm}` can
still be told from a product.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["plain"]

_SPELLINGS: Final = {
    "": r"$ \$ € £ ¥ \( \) \[ \] \! \left \right \big \Big \bigl \bigr \Bigl \Bigr \displaystyle",
    " ": r"\, \: \; \quad \qquad ~",
    "-": "− –",
    "*": r"\cdot \times \ast × · ⋅ ∗",
    "/": r"\div ÷ ⁄ ∕",
    "^": "**",
    "^2": "²",
    "^3": "³",
    "√": r"\sqrt",
    "π": r"\pi",
    "∞": r"\infty",
    "±": r"\pm",
    "≤": r"\le \leq \leqslant <=",
    "≥": r"\ge \geq \geqslant >=",
    "≠": r"\ne \neq !=",
    "<": r"\lt",
    ">": r"\gt",
    "≈": r"\approx",
    "∈": r"\in",
    "∪": r"\cup",
    "°": r"\circ \degree",
    "%": r"\%",
    "⦃": r"\{ \lbrace",  # stands for the brace of a set while those of LaTeX are still about
    "⦄": r"\} \rbrace",
}
_SYMBOLS: Final[Mapping[str, str]] = {
    spelling: symbol for symbol, spellings in _SPELLINGS.items() for spelling in spellings.split()
} | {"\\ ": " "}
_SYMBOL: Final = r"(?s)\\(?:[A-Za-z]+|.)|\*\*|[<>!]=|[$€£¥~−–×·⋅∗÷⁄∕²³]"

_Table = tuple[tuple[str, str], ...]

_FIRST: Final[_Table] = (
    (r",\s*\\!\s*|\{,\}", ","),  # 1{,}000 and 1,\!000: a comma inside a number
    (r"(?<!\\)\\\\(?=[cdt]?frac|sqrt|left|right)", r"\\"),  # escaped once too often
    (r"(?<!\\)\bsqrt\b", "√"),
)
_BRACED: Final[_Table] = (  # an argument without braces in it, so the innermost comes first
    (r"\\(?:text[a-z]*|mathrm|mbox|hbox|operatorname)\s*\{([^{}]*)\}", r"“\1”"),
    (r"\\(?:boxed|fbox|math[a-z]+|boldsymbol)\s*\{([^{}]*)\}", r"\1"),
    (r"√\s*\[([^][{}]*)\]\s*\{([^{}]*)\}", r"root\1(\2)"),
    (r"√\s*(?:\{([^{}]*)\}|([0-9]+|[A-Za-z]))", r"√(\1\2)"),
    (r"([\^_])\{(\w|[0-9]+)\}(?![0-9])", r"\1\2"),
    (r"([\^_])\{([^{}]*)\}", r"\1(\2)"),
    (r"\{\s*\}", ""),
)
_LAST: Final[_Table] = (
    (r"\^\s*\(?°\)?", "°"),
    (r"(?i)“\s*(?:and|or)\s*”|(?<=[0-9)\]}°%,])\s*\b(?:and|or)\b", ","),
    (r"(?i)“?\s*\b(?:percentage|percent|pct)\b\s*”?", "%"),
    (r"\\(?=[A-Za-z])", ""),  # \alpha is alpha
    (r"⦃", "{"),
    (r"⦄", "}"),
    (r"\s+", " "),
    (r",(?: ?,)+", ","),  # 6, 7, and 8
    (r"^ ?“([^“”]*)”[ .]*$", r"\1"),  # a text that is the whole answer
    (r"(?<!\.)\. ?$", ""),
)

_ARGUMENT: Final = r"\s*(?:\{([^{}]*)\}|([0-9A-Za-z]))"  # {12}, or a single 1
_FRACTION: Final = rf"(?:(?<![\w.^)])([0-9]+)\s*)?\\[cdt]?frac{_ARGUMENT}{_ARGUMENT}"
_SUM: Final = r"[-+/,]|frac"  # a numerator that needs parentheses
_FACTOR: Final = (  # a denominator that needs none
    r"“?(?:[0-9.]+|[A-Z]+|\\[A-Za-z]+|[^\W\d_](?:_\w+)?)(?:\^\w+)?”?|√?\([^()]*\)"
)
_MIXED: Final = r"(?<![\w.^])([0-9]+) ([1-9][0-9]*)/([1-9][0-9]*)(?![\w.^/(])"


def plain(answer: str) -> str:
    r"""Take the dressing off an answer.

    Args:
        answer: an answer of ordinary length: deeply nested LaTeX takes quadratic time, so the
            caller sets a limit.

    Returns:
        The same answer in plain text: signs for LaTeX commands, `(a/b)` for fractions, `√(a)` for
        roots; no layout, currency sign or final full stop.

    Example:
        >>> plain(r"$x = \left( \dfrac{1}{3} \right)$.")
        'x = ( (1/3) )'
        >>> plain(r"1\frac12 \text{ cm}")
        '(1+1/2) “ cm”'
    """
    text = _rewrite(answer, _FIRST)
    text = re.sub(_SYMBOL, lambda symbol: _SYMBOLS.get(symbol[0], symbol[0]), text)
    before = ""
    while before != text:
        before = text
        text = _rewrite(re.sub(_FRACTION, _fraction, text), _BRACED)
    return re.sub(_MIXED, _mixed, _rewrite(text, _LAST)).strip(" ,;")


def _rewrite(text: str, table: _Table) -> str:
    for pattern, replacement in table:
        text = re.sub(pattern, replacement, text)
    return text


def _fraction(found: re.Match[str]) -> str:
    r"""`\frac{a}{b}` as `(a/b)`; behind a whole number, as the mixed number it may be."""
    whole, braced_top, top, braced_bottom, bottom = found.groups("")
    top, bottom = (braced_top or top).strip(), (braced_bottom or bottom).strip()
    if re.search(_SUM, top):
        top = f"({top})"
    if not re.fullmatch(_FACTOR, bottom):
        bottom = f"({bottom})"
    mixed = whole and _proper(top, bottom)
    return f"({whole}+{top}/{bottom})" if mixed else f"{whole}({top}/{bottom})"


def _mixed(found: re.Match[str]) -> str:
    """`1 1/2` as `(1+1/2)`; `1 3/2` stays as it is."""
    whole, top, bottom = found.groups()
    return f"({whole}+{top}/{bottom})" if _proper(top, bottom) else found[0]


def _proper(top: str, bottom: str) -> bool:
    """Whether two numerals make a proper fraction."""
    return re.fullmatch("[0-9]+ [0-9]+", f"{top} {bottom}") is not None and (
        (len(top), top) < (len(bottom), bottom)
    )
