"""The pages: chapters rendered by the same Python that the browser runs, in Jinja shells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sitebuild.errors import BuildError
from sitebuild.gallery import exhibits, swatches
from sitebuild.hosting import SECURITY_HEADERS
from sitebuild.prose import Prose, read_references
from widgets import CHAPTERS, SPECIMEN, Chapter, widget
from widgets.kit.controls import TRAVEL, Control, declared, text_of
from widgets.kit.widget import Preset, Widget

__all__ = ["Page", "Placing", "make_pages", "written_chapters"]

MARK_NAMES: Final = {"toy": "toy model", "published": "published", "inference": "inference"}
THEMES: Final = ("light", "dark")


@dataclass(frozen=True)
class Placing:
    """Where the parts of the site lie, below its root.

    Attributes:
        assets: folder of style sheet, scripts and fonts.
        preload: fonts of the first screen.
        runtime: folder of Pyodide.
        app: the archive with our Python.
    """

    assets: str
    preload: tuple[str, ...]
    runtime: str
    app: str


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
    """A chapter as the templates print it."""

    slug: str
    title: str
    point: str
    number: int
    before: Markup
    after: Markup
    widget: Printed


Page = tuple[str, str]
"""A path below the site's root, and the HTML."""


def written_chapters(root: Path) -> list[Section]:
    """Every written chapter, its widget rendered at the defaults.

    Raises:
        BuildError: a chapter that cannot be rendered; names it.
    """
    prose = Prose(read_references(root / "site/references.toml"))
    sections = []
    for number, chapter in enumerate(CHAPTERS, start=1):
        if chapter.written:
            try:
                sections.append(_section(chapter, number, prose, root))
            except BuildError:
                raise
            except Exception as error:
                raise BuildError(
                    f"The chapter {chapter.slug!r} cannot be rendered: "
                    f"{type(error).__name__}: {error}",
                    f"Look into widgets/{chapter.package}/.",
                ) from error
    return sections


def make_pages(root: Path, sections: list[Section], placing: Placing) -> list[Page]:
    """The explainer, one page a widget, and the kit's page."""
    references = read_references(root / "site/references.toml")
    prose = Prose(references)
    environment = Environment(
        loader=FileSystemLoader(root / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["pairs"] = _pairs
    environment.globals |= {
        "mark_names": MARK_NAMES,
        "travel": TRAVEL,
        "csp": SECURITY_HEADERS["Content-Security-Policy"],
        "preload": placing.preload,
    }

    def render(template: str, path: str, **values: Any) -> Page:
        above = "../" * path.count("/")
        html = environment.get_template(template).render(
            root=above,
            assets=above + placing.assets,
            runtime=placing.runtime,
            app=placing.app,
            **values,
        )
        return path, html

    explainer = render(
        "explainer.html",
        "index.html",
        scope="explainer",
        title="R1, taken apart",
        description="The DeepSeek-R1 paper in sixteen chapters, each with a widget that runs a"
        " small pure-Python GRPO core in your browser.",
        front=Markup(prose.html((root / "site/front.md").read_text("utf-8"))),
        chapters=CHAPTERS,
        written=sections,
        references={key: Markup(prose.line(text)) for key, text in references.items()},
    )
    alone = [
        render(
            "alone.html",
            f"widgets/{section.slug}/index.html",
            scope="widget",
            title=f"{section.title} · R1, taken apart",
            description=section.point,
            chapter=section,
        )
        for section in sections
    ]
    kit = render(
        "kit.html",
        "kit/index.html",
        scope="widget",
        title="The kit · R1, taken apart",
        description=SPECIMEN.point,
        specimen=_printed(SPECIMEN, "kit/"),
        roles=swatches(),
        exhibits={theme: exhibits(theme) for theme in THEMES},
    )
    return [explainer, *alone, kit]


def _section(chapter: Chapter, number: int, prose: Prose, root: Path) -> Section:
    source = root / "widgets" / chapter.package / "prose.md"
    parts = source.read_text("utf-8").split("\n[widget]\n")
    if len(parts) != 2:
        raise BuildError(
            f"{source.name} of the chapter {chapter.slug!r} must have one line `[widget]`.",
            "Put it where the picture belongs.",
        )
    before, after = (Markup(prose.html(part)) for part in parts)
    printed = _printed(chapter, f"widgets/{chapter.slug}/")
    return Section(chapter.slug, chapter.title, chapter.point, number, before, after, printed)


def _printed(chapter: Chapter, address: str) -> Printed:
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


def _preset(chosen: Widget[Any, Any], preset: Preset) -> dict[str, Any]:
    texts = text_of(replace(chosen.controls(), **preset.values))
    return {
        "name": preset.name,
        "label": preset.label,
        "why": preset.why,
        "texts": {name: texts[name] for name in preset.values},
    }


def _pairs(texts: Mapping[str, str] | tuple[tuple[str, str], ...]) -> str:
    """Texts by name, as the host reads them from an attribute."""
    return ";".join(f"{name}:{text}" for name, text in dict(texts).items())
