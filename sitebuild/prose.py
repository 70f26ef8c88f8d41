"""Markdown with two additions: citations that link to the reference list, and formulas as MathML.

`[@R1v1 §2.2]` becomes a short cite; its first word is a key of `site/references.toml`. `$…$` is a
formula in the line and `$$…$$` one by itself, written in LaTeX and turned into MathML here, so
that the page needs no script to show them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

import latex2mathml.converter
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor

from sitebuild.errors import BuildError

__all__ = ["Prose", "read_references"]


class Prose:
    """Turns Markdown into HTML.

    Attributes:
        references: citation keys to what they stand for; a cite of any other key is an error.
    """

    def __init__(self, references: Mapping[str, str]) -> None:
        self.references = references
        self._markdown = Markdown(extensions=["tables", "smarty", _Additions(references)])

    def html(self, text: str) -> str:
        """The text as HTML.

        Raises:
            BuildError: a citation's key is not in the references, or a formula cannot be read.
        """
        return self._markdown.reset().convert(text)

    def line(self, text: str) -> str:
        """A single paragraph as HTML, without its tags."""
        return self.html(text).removeprefix("<p>").removesuffix("</p>")


def read_references(path: Path) -> dict[str, str]:
    """The citation keys and what each stands for, in the order of the file."""
    return {key: str(value) for key, value in tomllib.loads(path.read_text("utf-8")).items()}


class _Additions(Extension):
    def __init__(self, references: Mapping[str, str]) -> None:
        super().__init__()
        self.references = references

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.register(_DisplayedMath(md), "displayed-math", 25)
        md.inlinePatterns.register(_Math(r"\$([^$\n]+)\$", md), "math", 185)
        cite = _Cite(r"\[@(\w+)(?: ([^\]]+))?\]", md, self.references)
        md.inlinePatterns.register(cite, "cite", 184)


class _DisplayedMath(Preprocessor):
    """Formulas that stand by themselves."""

    def run(self, lines: list[str]) -> list[str]:
        def stash(match: re.Match[str]) -> str:
            return self.md.htmlStash.store(_mathml(match[1], "block"))

        return re.sub(r"\$\$(.+?)\$\$", stash, "\n".join(lines), flags=re.DOTALL).split("\n")


class _Math(InlineProcessor):
    """Formulas in the line."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        return self.md.htmlStash.store(_mathml(m[1], "inline")), m.start(0), m.end(0)


class _Cite(InlineProcessor):
    """Short cites: the key, and the place in the source."""

    def __init__(self, pattern: str, md: Markdown, references: Mapping[str, str]) -> None:
        super().__init__(pattern, md)
        self.references = references

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        key, place = m[1], m[2]
        if key not in self.references:
            raise BuildError(
                f"The text cites {key!r}, which is not in the reference list.",
                "Add it to site/references.toml, or mend the key.",
            )
        cite = Element("span", {"class": "cite"})
        link = SubElement(cite, "a", {"href": f"#ref-{key.lower()}"})
        link.text = f"[{key} {place}]" if place else f"[{key}]"
        return cite, m.start(0), m.end(0)


def _mathml(latex: str, display: str) -> str:
    try:
        return latex2mathml.converter.convert(latex.strip(), display=display)
    except Exception as error:
        raise BuildError(
            f"The formula {latex.strip()!r} cannot be read: {error}", "Mend its LaTeX."
        ) from error
