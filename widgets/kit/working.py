"""How a number came about: what a reader sees who opens one in a picture.

A widget declares which of its numbers open (`number_opened` among its controls) and how each was
computed (`workings`). In the picture such a number is a button: `opens` in HTML, `Frame.opens` in
a drawing. Which one is open is a control like any other, so it is in the link and in the print;
the kit marks that button, and lays a card with the formula over the foot of the picture.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from widgets.kit import formula as f
from widgets.kit.markup import Markup, tag

__all__ = ["NAME", "Working", "address_of", "card", "named", "opener", "opens", "shown_open"]

NAME: Final = "opened"
"""What a widget's control of that kind is called."""

UNLISTED: Final = "widgets.specimen."
"""Code that no page shows: that of the kit's own example."""

RESULT: Final = frozenset("0123456789.,−+%∞")
"""What a result is made of that is a number and no words."""


class Working(NamedTuple):
    """How one number was computed.

    Attributes:
        title: what it is: “KL to the reference at step 12”.
        left: its letter.
        letters: what it equals, in letters.
        steps: the same with the numbers of this view; where the picture rounds a lot, then the
            number that is rounded. None where words say it all.
        result: the number as the picture writes it.
        function: the dotted name of the function that computed it.
        words: a plain sentence, where one is needed.
        source: the formula's place in the literature, such as `R1 v1 eq. 2`.
    """

    title: str
    left: Markup
    letters: Markup
    steps: tuple[Markup, ...]
    result: str
    function: str
    words: str = ""
    source: str = ""


def named(key: str, place: int = 0) -> str:
    """A number's name, as the control and the link have it.

    Example:
        >>> named("kl"), named("share", 2)
        ('kl', 'share-2')
    """
    return f"{key}-{place}" if place else key


def opener(slug: str, name: str, said: str, entry: bool = True) -> dict[str, str | None]:
    """The attributes of an element that opens a number, closed.

    Args:
        slug: the widget's, so that the id is unique on a page.
        name: the number's, from `named`.
        said: what it is called to those who cannot see it; contains the number as written.
        entry: whether the Tab key stops here; in a toolbar one button does.
    """
    return {
        "id": f"{slug}-{name}",
        "data_set": f"{NAME}:{name}",
        "aria_expanded": "false",
        "aria_label": said,
        "tabindex": "0" if entry else "-1",
    }


def opens(
    slug: str, name: str, written: str, said: str, *, style: str = "", entry: bool = True
) -> Markup:
    """A number in HTML that opens.

    Args:
        slug: the widget's.
        name: the number's, from `named`.
        written: the number.
        said: what it is, for those who cannot see it.
        style: further classes.
        entry: whether the Tab key stops here.

    Example:
        >>> opens("simulator", "mean", "0.75", "mean reward")[:64]
        '<button type="button" class="opens" id="simulator-mean" data-set'
    """
    return tag(
        "button",
        written,
        type="button",
        class_=f"opens {style}".rstrip(),
        **opener(slug, name, f"{said} {written}", entry),
    )


def shown_open(picture: Markup, name: str) -> Markup:
    """The picture with one of its numbers marked as open: a press on it then closes it.

    Example:
        >>> button = opens("specimen", "mean", "0.75", "mean")
        >>> shown_open(button, "mean")[63:109]
        '="opened:" aria-expanded="true" aria-label="me'
    """
    closed = f'data-set="{NAME}:{name}" aria-expanded="false"'
    return Markup(picture.replace(closed, f'data-set="{NAME}:" aria-expanded="true"'))


def card(slug: str, working: Working, root: str = "root:") -> Markup:
    """What is shown of an open number.

    Args:
        slug: the widget's.
        working: how it was computed.
        root: the way to the site's root; `root:` is replaced by the page that shows it.
    """
    code = tag("code", working.function)
    listed = not working.function.startswith(UNLISTED)
    link = tag("a", code, href=root + address_of(working.function)) if listed else code
    result = f.num(working.result) if set(working.result) <= RESULT else f.text(working.result)
    return tag(
        "div",
        tag(
            "div",
            tag("p", working.title, class_="working-title"),
            tag("button", "×", type="button", data_close="yes", aria_label="Close"),
            class_="working-head",
        ),
        f.equation(
            working.title,
            working.left,
            working.letters,
            *working.steps,
            tag("mrow", result, class_="result"),
        ),
        tag("p", working.words) if working.words else None,
        tag(
            "p",
            "Computed by ",
            link,
            f" ({working.source})" if working.source else None,
            class_="computed",
        ),
        class_="working",
        id=f"{slug}-working",
        role="group",
        data_said=f"{working.title}: {working.result}.",
        aria_label="How the number was computed",
    )


def address_of(function: str) -> str:
    """Where the site shows a function's code, below its root.

    Example:
        >>> address_of("grpo_core.divergence.kl")
        'api/#grpo_core.divergence.kl'
        >>> address_of("widgets.trust_region.ascent.ascend")
        'widgets/trust-region/model/#widgets.trust_region.ascent.ascend'
    """
    package, part, *_ = function.split(".")
    page = f"widgets/{part.replace('_', '-')}/model/" if package == "widgets" else "api/"
    return f"{page}#{function}"
