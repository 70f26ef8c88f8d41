"""What the pages around the chapters print: glossary, symbols, primer, about."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from grpo_core import __version__
from sitebuild.errors import BuildError
from sitebuild.library import Library
from sitebuild.prose import Prose, mathml, reading_minutes
from widgets import CHAPTERS

__all__ = ["Entry", "Home", "PrimerPart", "Symbol", "bibtex", "glossary", "primer", "symbols"]

PART: re.Pattern[str] = re.compile(r"^## (.+?) \{#([\w-]+)\}\n", re.MULTILINE)


@dataclass(frozen=True)
class Home:
    """The chapter where something is at home."""

    slug: str
    title: str
    number: int
    written: bool


@dataclass(frozen=True)
class Entry:
    """A term as the glossary prints it."""

    id: str
    name: str
    also: tuple[str, ...]
    text: Markup
    chapter: Home
    symbol: str


@dataclass(frozen=True)
class Symbol:
    """A letter of the formulas.

    Attributes:
        id: its anchor.
        math: the letter itself.
        say: how to say it.
        means: what it stands for.
        code: what computes or holds it: dotted name, and where that is documented.
        chapter: where it is first used.
        where: the cite of its definition; may be empty.
    """

    id: str
    math: Markup
    say: str
    means: Markup
    code: tuple[tuple[str, str], ...]
    chapter: Home
    where: Markup


@dataclass(frozen=True)
class PrimerPart:
    """Half a page of background."""

    id: str
    title: str
    body: Markup
    minutes: int


def glossary(library: Library, prose: Prose) -> list[Entry]:
    """The terms by name."""
    entries = [
        Entry(t.id, t.name, t.also, prose.html(t.text), _home(t.chapter), t.symbol)
        for t in library.terms.values()
    ]
    return sorted(entries, key=lambda entry: entry.name.lower())


def symbols(path: Path, prose: Prose, resolve: Callable[[str], str]) -> list[Symbol]:
    """The letters, in the order of the file.

    Args:
        path: the data file.
        prose: of the page.
        resolve: a dotted name to its anchor in the reference.
    """
    return [
        Symbol(
            id=each["id"],
            math=Markup(mathml(each["latex"])),
            say=each["say"],
            means=prose.html(each["means"]),
            code=tuple((name, f"{prose.above}api/#{resolve(name)}") for name in each["code"]),
            chapter=_home(each["chapter"]),
            where=prose.cited([each["where"]] if each.get("where") else []),
        )
        for each in tomllib.loads(path.read_text("utf-8"))["symbol"]
    ]


def primer(text: str, prose: Prose) -> tuple[Markup, list[PrimerPart]]:
    """The lead, and the parts.

    Args:
        text: Markdown, each part below a line `## Title {#id}`.
        prose: of the page.
    """
    lead, *rest = PART.split(text)
    parts = []
    for title, anchor, words in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        body = prose.html(words, f"{anchor}-")
        parts.append(PrimerPart(anchor, title, body, reading_minutes(body)))
    return prose.html(lead), parts


def bibtex(address: str) -> str:
    """The entry that cites this site.

    Args:
        address: where the site stands; empty if that is not known.
    """
    lines = [
        ("title", "{R1, taken apart}"),
        ("author", "{{The authors of R1, taken apart}}"),
        ("version", f"{{{__version__}}}"),
        ("license", "{MIT}"),
        ("note", "{Sixteen chapters on DeepSeek-R1, each computed by a small GRPO core}"),
    ]
    if address:
        lines.append(("url", f"{{{address}}}"))
    fields = ",\n".join(f"  {name} = {value}" for name, value in lines)
    return f"@software{{r1_taken_apart,\n{fields}\n}}"


def _home(slug: str) -> Home:
    for number, chapter in enumerate(CHAPTERS, start=1):
        if chapter.slug == slug:
            return Home(slug, chapter.title, number, chapter.written)
    raise BuildError(f"There is no chapter {slug!r}.", "Mend it in site/data.")
