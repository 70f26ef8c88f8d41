"""What another page pastes in to show a widget: every snippet's text, written in one place.

The forms have gaps, `{title}`, which are filled twice: here with a widget's defaults, for `/embed/`
and for oEmbed; and by `site/js/embed.js` with the state that a reader sees, from the same forms,
which the pages carry.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from sitebuild.chapters import Section
from sitebuild.errors import BuildError
from sitebuild.meta import EXAMPLE
from sitebuild.posters import HEIGHT as POSTER_HEIGHT
from sitebuild.posters import WIDTH as POSTER_WIDTH
from sitebuild.posters import poster_path

__all__ = ["FORMS", "Embed", "Form", "oembed_files", "oembed_path", "read_embeds", "snippet"]

WIDTH: Final = 700
"""Pixels of width for which the heights are measured: the text column of a common blog."""

CACHE_AGE: Final = 86_400
"""Seconds for which a consumer of oEmbed may keep what it was told."""

GAP: Final = re.compile(r'( [\w-]+=")?\{(\w+)\}("?)')
"""A gap, with the attribute around it if it is all of the attribute's value."""


@dataclass(frozen=True)
class Form:
    """A way to show a widget on another page.

    Attributes:
        name: of its field.
        label: what it is, in a word or two.
        why: when to take it.
        kind: `html` or `markdown`: how what fills its gaps is escaped.
        text: the snippet with gaps: `site` (the address, with a slash at its end), `name`,
            `title`, `height`, `state`, `theme`, `hide`, and the two queries made of these, `query`
            and, with the state alone, `link`. An attribute that would be empty is left out.
    """

    name: str
    label: str
    why: str
    kind: str
    text: str
    checks: tuple[str, ...] = ()


FORMS: Final = (
    Form(
        "frame",
        "Frame",
        "One line, no script. It keeps this height, and what is longer scrolls inside.",
        "html",
        '<iframe src="{site}widgets/{name}/{query}" title="{title} · R1, taken apart"'
        ' width="100%" height="{height}" loading="lazy" style="border:0"></iframe>',
        ("Loaded", "Height", "Live"),
    ),
    Form(
        "element",
        "Element",
        "The same frame, always as high as its contents. Its script is under 2 kB.",
        "html",
        '<script async src="{site}embed/r1-widget.js"></script>\n'
        '<r1-widget name="{name}" state="{state}" theme="{theme}" hide="{hide}" height="{height}">'
        '<a href="{site}widgets/{name}/{link}">{title} · R1, taken apart</a></r1-widget>',
        ("Loaded", "Height", "Live"),
    ),
    Form(
        "picture",
        "Link with a picture, HTML",
        "For editors that take neither frames nor scripts. The picture shows the default settings,"
        " the link leads to yours.",
        "html",
        '<a href="{site}widgets/{name}/{link}"><img src="{site}posters/{name}.png"'
        ' alt="{title} · R1, taken apart" width="600" height="315"></a>',
        ("Picture", "Link"),
    ),
    Form(
        "markdown",
        "Link with a picture, Markdown",
        "The same for Markdown.",
        "markdown",
        "[![{title} · R1, taken apart]({site}posters/{name}.png)]({site}widgets/{name}/{link})",
    ),
)


@dataclass(frozen=True)
class Embed:
    """A widget as other pages can show it.

    Attributes:
        name: its slug.
        title: of its chapter.
        heights: of its framed page in CSS pixels, 700 wide, in its default state: all of it,
            without controls, without caption, without either.
    """

    name: str
    title: str
    heights: tuple[int, ...]

    @property
    def height(self) -> int:
        """Of the whole, in CSS pixels."""
        return self.heights[0]


def read_embeds(path: Path, sections: list[Section]) -> dict[str, Embed]:
    """The written widgets by slug, with the heights that were measured.

    Args:
        path: the data file, written by `python -m tests.heights`.
        sections: the written chapters.

    Raises:
        BuildError: a widget has not four heights.
    """
    measured = tomllib.loads(path.read_text("utf-8"))
    embeds = {}
    for section in sections:
        heights = tuple(measured.get(section.slug, ()))
        if len(heights) != 4:
            raise BuildError(
                f"{path.name} has not the four heights of the widget {section.slug!r}.",
                f"Write a line such as `{section.slug} = [1000, 700, 900, 600]`, build, and measure"
                " them with .venv/bin/python -m tests.heights",
            )
        embeds[section.slug] = Embed(section.slug, section.title, heights)
    return embeds


def snippet(form: Form, embed: Embed, address: str | None) -> str:
    """The snippet that shows a widget at its defaults.

    Args:
        form: which of them.
        embed: the widget.
        address: where the site stands, with a slash at its end; None for an example's.

    Example:
        >>> moe = Embed("mixture-of-experts", "Tokens & experts", (900, 600, 800, 500))
        >>> snippet(FORMS[3], moe, "https://a.example/").partition("]")[0]
        '[![Tokens &amp; experts · R1, taken apart'
        >>> snippet(FORMS[0], moe, "https://a.example/")[:60]
        '<iframe src="https://a.example/widgets/mixture-of-experts/" '
    """
    values = {
        "site": address or EXAMPLE,
        "name": embed.name,
        "title": embed.title,
        "height": str(embed.height),
    }
    return _filled(form, {"state": "", "theme": "", "hide": "", "query": "", "link": "", **values})


def oembed_path(slug: str) -> str:
    """Where what oEmbed is told of a widget lies below the site's root.

    Example:
        >>> oembed_path("simulator")
        'oembed/simulator.json'
    """
    return f"oembed/{slug}.json"


def oembed_files(embeds: Iterable[Embed], address: str | None) -> dict[str, bytes]:
    """What a consumer of oEmbed is told of each widget's page, by path below the site's root.

    Args:
        embeds: the widgets.
        address: where the site stands, with a slash at its end; None if that is not known. Then
            there are no files, since all addresses in them must be whole.

    Example:
        >>> moe = Embed("mixture-of-experts", "Tokens & experts", (900, 600, 800, 500))
        >>> told = json.loads(oembed_files([moe], "https://a.example/")[oembed_path(moe.name)])
        >>> told["type"], told["thumbnail_url"]
        ('rich', 'https://a.example/posters/mixture-of-experts.png')
        >>> oembed_files([moe], None)
        {}
    """
    if address is None:
        return {}
    return {
        oembed_path(embed.name): (json.dumps(_told(embed, address), indent=1) + "\n").encode()
        for embed in embeds
    }


def _told(embed: Embed, address: str) -> dict[str, str | int]:
    return {
        "version": "1.0",
        "type": "rich",
        "title": embed.title,
        "provider_name": "R1, taken apart",
        "provider_url": address,
        "cache_age": CACHE_AGE,
        "thumbnail_url": address + poster_path(embed.name),
        "thumbnail_width": POSTER_WIDTH,
        "thumbnail_height": POSTER_HEIGHT,
        "html": snippet(FORMS[0], embed, address),
        "width": WIDTH,
        "height": embed.height,
    }


def _filled(form: Form, values: Mapping[str, str]) -> str:
    def fill(gap: re.Match[str]) -> str:
        before, name, after = gap[1] or "", gap[2], gap[3]
        if before and after and not values[name]:
            return ""
        return before + _escaped(values[name], form.kind, name) + after

    return GAP.sub(fill, form.text)


def _escaped(text: str, kind: str, name: str) -> str:
    """Text in a gap; in Markdown all but the title are parts of addresses."""
    if kind == "html":
        return escape(text).replace("&#x27;", "'")
    if name == "title":
        return re.sub(r"[\\`*_\[\]]", r"\\\g<0>", escape(text, quote=False))
    return text.replace("(", "%28").replace(")", "%29")
