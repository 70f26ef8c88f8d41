"""Markup that escapes by default: a small builder for the HTML and SVG that widgets return.

A `Markup` is text that is already safe to place in a page. Everything else that is put into a
tag, an answer that contains `<think>` for instance, is escaped on the way in.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

__all__ = ["Markup", "escape", "join", "number", "tag"]

VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})

Attribute = str | float | bool | None
Child = str | float | None


class Markup(str):
    """Text that may stand in a page as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """What template engines ask for, so as not to escape it a second time."""
        return self


def escape(text: str) -> Markup:
    """Text made safe for element content and for quoted attributes.

    Characters that no page may hold (most control characters, lone surrogates) become U+FFFD.

    Example:
        >>> escape('<think> "hm" & so on')
        '&lt;think&gt; &quot;hm&quot; &amp; so on'
    """
    if isinstance(text, Markup):
        return text
    if not text.isalnum():
        if not text.isprintable():
            text = text.translate(_FORBIDDEN)
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = text.replace('"', "&quot;")
    return Markup(text)


def number(value: float) -> str:
    """A number for a coordinate: at most two decimals, no trailing zeros.

    Example:
        >>> number(12.0), number(1 / 3), number(-0.001)
        ('12', '0.33', '0')
    """
    if isinstance(value, int):
        return str(value)
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def join(parts: Iterable[Child]) -> Markup:
    """Several pieces, one after the other.

    Example:
        >>> join(["1 < 2", tag("br")])
        '1 &lt; 2<br>'
    """
    return Markup("".join([_inner(part) for part in parts]))


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element.

    A trailing underscore is dropped from an attribute's name and the other underscores become
    hyphens; None and False leave an attribute out, True writes its bare name.

    Example:
        >>> tag("p", "a < b", class_="note", hidden=True, data_role=None)
        '<p class="note" hidden>a &lt; b</p>'
        >>> tag("circle", cx=1.5, cy=0.333333)
        '<circle cx="1.5" cy="0.33"></circle>'
    """
    # Pictures are made of some hundred of these, at every move of a control: plain and fast.
    written = "<" + name
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        if value is True:
            written += _NAMES.get(key) or _name(key)
        else:
            inner = value if type(value) is Markup else _inner(value)
            written += f'{_NAMES.get(key) or _name(key)}="{inner}"'
    if name in VOID:
        return Markup(written + ">")
    body = "".join([child if type(child) is Markup else _inner(child) for child in children])
    return Markup(f"{written}>{body}</{name}>")


def _inner(child: Child) -> str:
    if type(child) is str:
        return _escaped(child)
    if isinstance(child, str):
        return escape(child)
    return "" if child is None else number(child)


_NAMES: dict[str, str] = {}


def _name(key: str) -> str:
    """A space and an attribute's written name, remembered: pictures use a few names often."""
    written = " " + key.rstrip("_").replace("_", "-")
    _NAMES[key] = written
    return written


_escaped = lru_cache(maxsize=1024)(escape)
"""`escape`, remembered: from one picture to the next most texts stay the same."""

_FORBIDDEN: Final = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd"
)
