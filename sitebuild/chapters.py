"""The chapters as the templates print them: every widget at its defaults, its words as Markdown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from sitebuild.errors import BuildError
from widgets import CHAPTERS, Chapter, widget
from widgets.kit.controls import Control, declared, text_of
from widgets.kit.widget import Preset, Widget

__all__ = ["Printed", "Section", "printed", "shown_at_first", "written_chapters"]

PLACE: Final = "\n[widget]\n"
"""The line of a text where the picture belongs."""


@dataclass(frozen=True)
class Printed:
    """A widget as the templates print it: everything at its defaults."""

    slug: str
    title: str
    address: str
    marks: tuple[Any, ...]
    presets: list[dict[str, Any]]
    controls: dict[str, Control]
    sections: list[tuple[str, dict[str, Control]]]
    exports: tuple[Any, ...]
    picture: Markup
    finding: str
    table: Markup
    code: str


@dataclass(frozen=True)
class Section:
    """A written chapter.

    Attributes:
        chapter: its entry in the list of sixteen.
        number: its place in that list, from 1.
        before: the text above the picture, in the site's Markdown.
        after: the text below it.
        widget: its widget.
    """

    chapter: Chapter
    number: int
    before: str
    after: str
    widget: Printed

    @property
    def slug(self) -> str:
        """Its address and its anchor."""
        return self.chapter.slug

    @property
    def title(self) -> str:
        """Its heading."""
        return self.chapter.title

    @property
    def point(self) -> str:
        """What it makes a reader understand, in one line."""
        return self.chapter.point

    @property
    def text(self) -> str:
        """All its words."""
        return f"{self.before}\n\n{self.after}"


def written_chapters(root: Path) -> list[Section]:
    """Every written chapter, its widget rendered at the defaults.

    Raises:
        BuildError: a chapter that cannot be rendered; names it.
    """
    sections = []
    for number, chapter in enumerate(CHAPTERS, start=1):
        if chapter.written:
            try:
                sections.append(_section(chapter, number, root))
            except BuildError:
                raise
            except Exception as error:
                raise BuildError(
                    f"The chapter {chapter.slug!r} cannot be rendered: "
                    f"{type(error).__name__}: {error}",
                    f"Look into widgets/{chapter.package}/.",
                ) from error
    return sections


def printed(chapter: Chapter, address: str) -> Printed:
    """A widget at its defaults.

    Args:
        chapter: whose widget.
        address: its own page, from the site's root.
    """
    chosen = widget(chapter.slug)
    controls = chosen.controls()
    view = chosen.view(controls)
    sections: dict[str, dict[str, Control]] = {}
    for name, control in declared(chosen.controls).items():
        sections.setdefault(control.section, {})[name] = control
    return Printed(
        slug=chosen.slug,
        title=chapter.title,
        address=address,
        marks=chosen.marks,
        presets=[_preset(chosen, preset) for preset in chosen.presets],
        controls=dict(declared(chosen.controls)),
        sections=list(sections.items()),
        exports=chosen.exports,
        picture=Markup(chosen.render(view)),
        finding=view.finding,
        table=Markup(chosen.table(view).html()),
        code=chosen.code(controls) if chosen.code else "",
    )


def shown_at_first(when: str, slug: str) -> bool:
    """Whether a control that depends on another shows at the defaults.

    Args:
        when: the condition, as `Control.when` has it.
        slug: whose controls.

    Example:
        >>> shown_at_first("reveal", "simulator"), shown_at_first("focus=verify", "simulator")
        (False, True)
    """
    name, _, wanted = when.partition("=")
    return text_of(widget(slug).controls())[name] == (wanted or "1")


def _section(chapter: Chapter, number: int, root: Path) -> Section:
    source = root / "widgets" / chapter.package / "prose.md"
    parts = source.read_text("utf-8").split(PLACE)
    if len(parts) != 2:
        raise BuildError(
            f"{source.name} of the chapter {chapter.slug!r} must have one line `[widget]`.",
            "Put it where the picture belongs.",
        )
    before, after = parts
    return Section(chapter, number, before, after, printed(chapter, f"widgets/{chapter.slug}/"))


def _preset(chosen: Widget[Any, Any], preset: Preset) -> dict[str, Any]:
    texts = text_of(replace(chosen.controls(), **preset.values))
    return {
        "name": preset.name,
        "label": preset.label,
        "why": preset.why,
        "texts": {name: texts[name] for name in preset.values},
    }
