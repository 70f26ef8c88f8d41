"""Markdown with what this site's texts need besides: cites, numbers, terms, formulas, links.

- `[@R1v1 §2.2]` is a cite: a button that opens its source in place, without a script.
- `[=r1zero.steps]` is a published number, written from the data file that holds it.
- `[~embeds > one > MB]` is what a benchmark measured last, by the name that `bench.kept` explains.
- `[[rollout]]`, `[[rollout|rollouts]]` is a term of the glossary.
- `$…$` is a formula in the line, `$$…$$` one by itself, in LaTeX, made into MathML here; with
  `{#label}` behind it the latter gets a number, and `[eq:label]` refers to it.
- `chapter:simulator` and `page:field-report#recipe` are links inside the site.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

import latex2mathml.converter
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from bench.kept import NAMED, FigureError, figure, plain
from sitebuild.contents import AROUND
from sitebuild.errors import BuildError
from sitebuild.library import LABELLED, Library

__all__ = ["Prose", "mathml", "reading_minutes", "slugified"]

WORDS_A_MINUTE: Final = 220


class Prose:
    """Turns Markdown into HTML for one page, and remembers what that page must be able to open.

    Attributes:
        library: what the texts may name; anything else is an error.
        above: the way from the page to the site's root, such as `../`.
        cites: the cites used so far, in order: id to (key, place).
        terms: the glossary's terms used so far, in order.
    """

    def __init__(self, library: Library, above: str = "", page: str = "") -> None:
        self.library = library
        self.above = above
        self.page = page
        self.cites: dict[str, tuple[str, str]] = {}
        self.terms: dict[str, None] = {}
        self._prefix = ""
        headings = TocExtension(
            slugify=lambda heading, _: f"{self._prefix}{slugified(heading)}",
            permalink="#",
            permalink_class="anchor",
            permalink_title="Link to this section",
        )
        self._markdown = Markdown(
            extensions=["attr_list", "tables", "smarty", headings, _Additions(self)]
        )

    def html(self, text: str, prefix: str = "") -> Markup:
        """The text as HTML.

        Args:
            text: Markdown.
            prefix: what stands before the ids of its headings, such as `simulator-`.

        Raises:
            BuildError: the text names something that does not exist, or a formula cannot be read.
        """
        self._prefix = prefix
        return Markup(self._markdown.reset().convert(text))

    def line(self, text: str) -> Markup:
        """A single paragraph as HTML, without its tags."""
        return Markup(self.html(text).removeprefix("<p>").removesuffix("</p>"))

    def cited(self, cites: list[str] | tuple[str, ...]) -> Markup:
        """Some cites by themselves, as a table's cell has them."""
        return self.line(" ".join(f"[@{cite}]" for cite in cites)) if cites else Markup()

    def cite(self, key: str, place: str) -> str:
        """Notes that the page cites a source; the id of what opens.

        Raises:
            BuildError: there is no such source.
        """
        if key not in self.library.references:
            raise BuildError(
                f"The text cites {key!r}, which is not in the reference list.",
                "Add it to site/references.toml, or mend the key.",
            )
        name = f"cite-{slugified(f'{key} {place}')}"
        if self.cites.setdefault(name, (key, place)) != (key, place):
            raise BuildError(
                f"{key} {place} and {self.cites[name][1]} would open one note.",
                "Write the same place in one way.",
            )
        return name


def slugified(text: str) -> str:
    """Text as part of an address or an id.

    Example:
        >>> slugified("What a step does"), slugified("In the critic’s place"), slugified("π* & β")
        ('what-a-step-does', 'in-the-critics-place', 'pi-beta')
    """
    text = text.lower().translate({ord("’"): "", ord("'"): "", ord("§"): " s"})
    text = re.sub(r"[α-ω]", lambda m: unicodedata.name(m[0]).split()[-1].lower(), text)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def reading_minutes(*texts: str) -> int:
    """How long some HTML takes to read, in whole minutes, at least one.

    Example:
        >>> reading_minutes("<p>" + "word " * 500 + "</p>")
        3
    """
    words = sum(len(re.sub(r"<math.*?</math>|<[^>]+>", " ", text).split()) for text in texts)
    return max(1, -(-words // WORDS_A_MINUTE))


class _Additions(Extension):
    def __init__(self, prose: Prose) -> None:
        super().__init__()
        self.prose = prose

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.register(_DisplayedMath(md, self.prose), "displayed-math", 25)
        for priority, (name, kind) in enumerate(_PATTERNS.items(), start=184):
            md.inlinePatterns.register(kind(kind.pattern, md, self.prose), name, priority)
        md.treeprocessors.register(_Links(md, self.prose), "links-inside", 5)


class _DisplayedMath(Preprocessor):
    """Formulas that stand by themselves, some of them numbered."""

    def __init__(self, md: Markdown, prose: Prose) -> None:
        super().__init__(md)
        self.prose = prose

    def run(self, lines: list[str]) -> list[str]:
        text = LABELLED.sub(self._numbered, "\n".join(lines))
        return re.sub(r"\$\$(.+?)\$\$", self._plain, text, flags=re.DOTALL).split("\n")

    def _plain(self, match: re.Match[str]) -> str:
        return self.md.htmlStash.store(mathml(match[1], "block"))

    def _numbered(self, match: re.Match[str]) -> str:
        latex, label = match.groups()
        number = self.prose.library.equations[label].number
        return self.md.htmlStash.store(
            f'<div class="equation" id="eq-{label}">{mathml(latex, "block")}'
            f'<a class="number" href="#eq-{label}" aria-label="Equation {number}">({number})</a>'
            "</div>"
        )


class _Inline(InlineProcessor):
    """Something in square brackets or dollars, made into HTML."""

    pattern = ""

    def __init__(self, pattern: str, md: Markdown, prose: Prose) -> None:
        super().__init__(pattern, md)
        self.prose = prose

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str, int, int]:
        return self.made(m), m.start(0), m.end(0)

    def made(self, match: re.Match[str]) -> Element | str:
        raise NotImplementedError


class _Math(_Inline):
    """Formulas in the line."""

    pattern = r"\$([^$\n]+)\$"

    def made(self, match: re.Match[str]) -> str:
        return self.md.htmlStash.store(mathml(match[1], "inline"))


class _Cite(_Inline):
    """Short cites: the key, and the place in the source."""

    pattern = r"\[@(\w+)(?: ([^\]]+))?\]"

    def made(self, match: re.Match[str]) -> Element:
        key, place = match[1], match[2] or ""
        target = self.prose.cite(key, place)
        button = Element("button", {"type": "button", "class": "cite", "popovertarget": target})
        button.text = f"[{key} {place}]" if place else f"[{key}]"
        return button


class _Number(_Inline):
    """Published numbers, from their data file."""

    pattern = r"\[=([\w.-]+)\]"

    def made(self, match: re.Match[str]) -> Element:
        published = self.prose.library.published.get(match[1])
        if published is None:
            raise BuildError(
                f"The text shows the number {match[1]!r}, which is not in site/data/published.",
                "Add it with its source, or mend the name.",
            )
        number = Element("data", {"value": f"{published.value:.12g}", "data-fact": published.key})
        number.text = published.shown
        return number


class _Measured(_Inline):
    """What the benchmarks measured."""

    pattern = NAMED.pattern

    def made(self, match: re.Match[str]) -> Element:
        try:
            found = figure(self.prose.library.measured, match[1])
        except FigureError as error:
            raise BuildError(
                f"The text shows a measured figure that is not there: {error}.",
                "Mend its name, or run that benchmark: .venv/bin/python -m bench --help",
            ) from None
        measured = Element("data", {"value": str(found), "data-measured": match[1]})
        measured.text = plain(found)
        return measured


class _Term(_Inline):
    """Terms of the glossary: links to it, which a script opens in place."""

    pattern = r"\[\[([\w-]+)(?:\|([^\]]+))?\]\]"

    def made(self, match: re.Match[str]) -> Element:
        term = self.prose.library.terms.get(match[1])
        if term is None:
            raise BuildError(
                f"The text uses the term {match[1]!r}, which is not in the glossary.",
                "Add it to site/data/glossary.toml, or mend the name.",
            )
        self.prose.terms[term.id] = None
        href = f"{self.prose.above}glossary/#{term.id}"
        link = Element("a", {"class": "term", "href": href, "data-term": f"term-{term.id}"})
        link.text = match[2] or term.name
        return link


class _EquationLink(_Inline):
    """References to numbered formulas."""

    pattern = r"\[eq:([\w-]+)\]"

    def made(self, match: re.Match[str]) -> Element:
        equation = self.prose.library.equations.get(match[1])
        if equation is None:
            raise BuildError(
                f"The text refers to the formula {match[1]!r}, which has no such label.",
                "Label it: $$…$$ {#" + match[1] + "}",
            )
        page = "" if equation.page == self.prose.page else f"{self.prose.above}{equation.page}"
        link = Element("a", {"href": f"{page}#eq-{match[1]}"})
        link.text = f"({equation.number})"
        return link


_PATTERNS: Final = {
    "cite": _Cite,
    "math": _Math,
    "published": _Number,
    "measured": _Measured,
    "term": _Term,
    "equation": _EquationLink,
}


class _Links(Treeprocessor):
    """Links inside the site, by what they lead to."""

    def __init__(self, md: Markdown, prose: Prose) -> None:
        super().__init__(md)
        self.prose = prose

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            kind, _, target = link.get("href", "").partition(":")
            if kind == "chapter":
                page = self.prose.above if self.prose.page else ""
                link.set("href", f"{page}#{target}")
            elif kind == "page":
                page, _, anchor = target.partition("#")
                if page not in AROUND:
                    raise BuildError(
                        f"The text links to the page {page!r}, which there is not.",
                        f"There are {', '.join(sorted(AROUND))}.",
                    )
                link.set("href", f"{self.prose.above}{page}/{'#' if anchor else ''}{anchor}")


def blocks(text: str) -> Iterator[str]:
    """The paragraphs of a Markdown text."""
    yield from (block for block in re.split(r"\n\s*\n", text) if block.strip())


def mathml(latex: str, display: str = "inline") -> str:
    """A formula as MathML.

    Raises:
        BuildError: it cannot be read.
    """
    try:
        return latex2mathml.converter.convert(latex.strip(), display=display)
    except Exception as error:
        raise BuildError(
            f"The formula {latex.strip()!r} cannot be read: {error}", "Mend its LaTeX."
        ) from error
