"""The sixteen chapters, in order. Order and number live here alone.

A chapter is one folder, named like its slug with underscores, whose package has a `WIDGET` and
whose `prose.md` has the words.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final, NamedTuple

from widgets.kit.widget import Widget

__all__ = ["CHAPTERS", "OPENING", "SPECIMEN", "Chapter", "widget", "written"]


class Chapter(NamedTuple):
    """One chapter of the explainer.

    Attributes:
        slug: its address and its anchor.
        title: its heading.
        point: what it makes a reader understand, in one line.
        written: whether its folder exists; the others are listed by title only.
    """

    slug: str
    title: str
    point: str
    written: bool = False

    @property
    def package(self) -> str:
        """The name of its package below `widgets`.

        Example:
            >>> Chapter("aha-moment", "", "").package
            'aha_moment'
        """
        return self.slug.replace("-", "_")


CHAPTERS: Final = (
    Chapter(
        "imitate-or-explore",
        "Imitate or explore",
        "Copy a solution, or be paid for a right one.",
        written=True,
    ),
    Chapter(
        "group-advantage",
        "Group-relative advantage",
        "The group’s own mean takes the critic’s place.",
        written=True,
    ),
    Chapter(
        "reward",
        "The reward is a rule",
        "Accuracy plus format, and nothing learned.",
        written=True,
    ),
    Chapter(
        "aha-moment",
        "The aha moment",
        "Length is not rewarded, and grows all the same.",
        written=True,
    ),
    Chapter(
        "pipeline",
        "The pipeline",
        "Four stages; two of them start from the base.",
        written=True,
    ),
    Chapter(
        "distillation",
        "Distillation",
        "What a large model found, a small one can be taught.",
        written=True,
    ),
    Chapter(
        "failed-approaches",
        "What did not work",
        "Cleverer ideas, each with a flaw in it.",
        written=True,
    ),
    Chapter(
        "full-system",
        "The full system",
        "Twelve parts, and a batch on its way through them.",
        written=True,
    ),
    Chapter(
        "simulator",
        "The simulator",
        "Fifty steps of GRPO, and a policy that quietly forgets what does not pay.",
        written=True,
    ),
    Chapter(
        "token-gradient",
        "One gradient step, per token",
        "One reward, and what it does to every token.",
        written=True,
    ),
    Chapter(
        "trust-region",
        "The trust region",
        "Reward pulls one way, the reference the other.",
        written=True,
    ),
    Chapter(
        "reward-hacking",
        "Reward hacking",
        "Whatever is learned can be optimised against.",
        written=True,
    ),
    Chapter("alignment-tax", "The alignment tax", "What one language costs.", written=True),
    Chapter("readability", "R1 beside R1-Zero", "Both right, one of them readable.", written=True),
    Chapter(
        "mixture-of-experts",
        "The architecture beneath",
        "Most of the model rests while a token passes.",
        written=True,
    ),
    Chapter(
        "thinking-budget",
        "The thinking budget",
        "Same weights, more thinking, until it flattens.",
        written=True,
    ),
)


OPENING: Final = Chapter(
    "opening",
    "What is rewarded is what grows",
    "The same fifty steps, with right answers rewarded, wrong ones, or a coin.",
    written=True,
)
"""Not a chapter: the small widget at the head of the explainer. It has no page of its own."""

SPECIMEN: Final = Chapter(
    "specimen", "The kit", "Every control and every mark, once, in its states.", written=True
)
"""Not a chapter: the widget of the kit's own page, which no other page links to."""


def written() -> list[Chapter]:
    """Whatever has a widget: the opening, the written chapters in order, and the specimen."""
    return [chapter for chapter in (OPENING, *CHAPTERS, SPECIMEN) if chapter.written]


def widget(slug: str) -> Widget[Any, Any]:
    """The widget of whatever is `written`; its code is loaded when first asked for.

    Raises:
        KeyError: nothing written has that slug.

    Example:
        >>> widget("simulator").slug
        'simulator'
    """
    for chapter in written():
        if chapter.slug == slug:
            found: Widget[Any, Any] = import_module(f"widgets.{chapter.package}").WIDGET
            return found
    raise KeyError(f"there is no widget {slug!r}")
