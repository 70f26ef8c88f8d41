"""Buttons inside a picture: tokens, tries and rows that a reader can choose or turn over.

They are real buttons, so click, tap, Enter and the space bar come with them. A toolbar of them is
one stop for the Tab key; inside it the arrow keys go where they point.
"""

from __future__ import annotations

from widgets.kit.controls import pairs
from widgets.kit.markup import Child, Markup, tag

__all__ = ["laid", "pick", "toolbar"]


def laid(**texts: str) -> str:
    r"""What a press lays out, for `pick`: texts by control, whatever they hold.

    Example:
        >>> laid(gold="391", completion="17;\n23%")
        'gold:391;completion:17%3B%0A23%25'
    """
    return pairs(texts)


def pick(
    *content: Child,
    name: str,
    key: str,
    sets: str = "",
    flips: str = "",
    runs: bool = False,
    pressed: bool | None = None,
    entry: bool = False,
    style: str = "",
) -> Markup:
    """A button of a picture.

    Args:
        content: what stands on it.
        name: what it is and does, for those who cannot see it; empty if the content says it.
        key: its id, unique on the page: the button keeps the keyboard while the picture changes.
        sets: what a press sets, as `control:text`; several are joined by semicolons. Text of any
            kind is written by `laid`.
        flips: which place a press turns over, as `control:place`.
        runs: whether a press does the errand that asks for it.
        pressed: whether it shows the chosen one; None if it is no choice.
        entry: whether the Tab key stops here; one button of a toolbar must have it.
        style: further classes.

    Example:
        >>> pick("7", name="", key="token-1", sets="position:1", entry=True)
        '<button type="button" class="pick" id="token-1" data-set="position:1">7</button>'
    """
    return tag(
        "button",
        *content,
        type="button",
        class_=f"pick {style}".rstrip(),
        id=key,
        data_set=sets or None,
        data_flip=flips or None,
        data_run="yes" if runs else None,
        tabindex=None if entry else "-1",
        aria_label=name or None,
        aria_pressed=None if pressed is None else str(pressed).lower(),
    )


def toolbar(label: str, *buttons: Markup, style: str = "") -> Markup:
    """Some picks that belong together, in rows that wrap.

    Args:
        label: what they are, for those who cannot see them.
        buttons: the picks; one of them made with `entry`.
        style: further classes.
    """
    return tag("div", *buttons, class_=f"picks {style}".rstrip(), role="toolbar", aria_label=label)
