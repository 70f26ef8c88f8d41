"""What the texts may name: sources, published numbers, terms, formulas; read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.kept import Kept
from sitebuild.errors import BuildError

__all__ = [
    "Equation",
    "Library",
    "Published",
    "Reference",
    "Term",
    "numbered",
    "read_library",
    "read_references",
    "source_of",
    "value_shown",
]

READ: Final = {
    "primary": "read in the document itself",
    "transcriptions": "read in transcriptions that agree",
    "one transcription": "read in one transcription",
    "computed": "computed from published figures",
    "digitised": "digitised from a published figure",
    "secondary": "read in a secondary source",
}
"""How a number or a claim is known, in words."""

LABELLED: Final = re.compile(r"\$\$(.+?)\$\$ \{#([\w-]+)\}", re.DOTALL)
RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SCALES: Final = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "": 1.0}


@dataclass(frozen=True)
class Reference:
    """A source, as the bibliography prints it.

    Attributes:
        key: what a cite calls it, such as `R1v2`.
        authors: who wrote it; may be empty.
        title: its title.
        where: journal or archive, version, date.
        link: its address, if it has one.
        read: how we know what it says; one short sentence.
        note: what else a reader should know; may be empty.
    """

    key: str
    authors: str
    title: str
    where: str
    link: str = ""
    read: str = ""
    note: str = ""

    @property
    def anchor(self) -> str:
        """Its id in the bibliography.

        Example:
            >>> Reference("R1v2", "", "", "").anchor
            'ref-r1v2'
        """
        return f"ref-{self.key.lower()}"


@dataclass(frozen=True)
class Published:
    """A number from the literature.

    Attributes:
        key: table and entry, such as `r1zero.steps`.
        value: the number.
        shown: how it is written.
        source: the cite: a reference's key, and the place.
        read: how it is known, a key of `READ`.
    """

    key: str
    value: float
    shown: str
    source: str
    read: str


@dataclass(frozen=True)
class Term:
    """An entry of the glossary.

    Attributes:
        id: its anchor.
        name: the word.
        also: other names for the same.
        text: what it means, in the site's Markdown.
        chapter: the slug of the chapter that is its home.
        symbol: the id of its symbol; may be empty.
    """

    id: str
    name: str
    also: tuple[str, ...]
    text: str
    chapter: str
    symbol: str = ""


@dataclass(frozen=True)
class Equation:
    """A formula that texts refer to.

    Attributes:
        number: as printed, such as `9.1`.
        page: the page it stands on: empty for the explainer, else such as `primer/`.
    """

    number: str
    page: str


@dataclass(frozen=True)
class Library:
    """Everything that the texts may name, by name."""

    references: Mapping[str, Reference]
    published: Mapping[str, Published] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    equations: Mapping[str, Equation] = field(default_factory=dict)
    measured: Mapping[str, Kept] = field(default_factory=dict)


def read_library(
    site: Path, equations: Mapping[str, Equation], measured: Mapping[str, Kept] | None = None
) -> Library:
    """Sources, numbers and terms from their data files.

    Args:
        site: the folder with `references.toml` and `data`.
        equations: what `numbered` found in the texts.
        measured: the results of the benchmarks.

    Raises:
        BuildError: an entry that does not hold together; names it.
    """
    references = read_references(site / "references.toml")
    return Library(
        references=references,
        published=_read_published(site / "data/published", references),
        terms=_read_terms(site / "data/glossary.toml"),
        equations=equations,
        measured=measured or {},
    )


def read_references(path: Path) -> dict[str, Reference]:
    """The sources by key, in the order of the file."""
    known = set(Reference.__dataclass_fields__) - {"key"}
    found = {}
    for key, entry in tomllib.loads(path.read_text("utf-8")).items():
        if not {"authors", "title", "where"} <= set(entry) <= known:
            raise BuildError(
                f"The reference {key!r} needs authors, title and where, and may have link, read"
                f" and note; it has {', '.join(entry)}.",
                f"Mend it in {path.name}.",
            )
        found[key] = Reference(key, **entry)
    return found


def numbered(texts: Mapping[str, tuple[str, str]]) -> dict[str, Equation]:
    """The labelled formulas of some texts, each with its number.

    Args:
        texts: what stands before the dot of the number, to the page and the Markdown.

    Raises:
        BuildError: two formulas with one label.

    Example:
        >>> numbered({"9": ("", "So $$a = b$$ {#same} holds.")})["same"].number
        '9.1'
    """
    found: dict[str, Equation] = {}
    for prefix, (page, text) in texts.items():
        for place, (_, label) in enumerate(LABELLED.findall(text), start=1):
            if label in found:
                raise BuildError(f"Two formulas are labelled {label!r}.", "Rename one of them.")
            found[label] = Equation(f"{prefix}.{place}", page)
    return found


def source_of(cite: str) -> tuple[str, str]:
    """A cite's key and its place.

    Example:
        >>> source_of("R1v2 §2.1"), source_of("TRL")
        (('R1v2', '§2.1'), ('TRL', ''))
    """
    key, _, place = cite.partition(" ")
    return key, place


def value_shown(shown: str) -> float:
    """The number that is written so; NaN if it is none.

    Example:
        >>> value_shown("10,400"), value_shown("$294K"), value_shown("15.6%"), value_shown("−3")
        (10400.0, 294000.0, 15.6, -3.0)
        >>> value_shown("3 × 10⁻⁶")
        3e-06
    """
    pattern = r"\$?([−+]?[\d,]+(?:\.\d+)?)(?: × 10⁻([⁰¹²³⁴⁵⁶⁷⁸⁹]+))?([KMBT]?)%?"
    match = re.fullmatch(pattern, shown.replace("\u00a0", " "))
    if not match:
        return float("nan")
    mantissa = match[1].replace(",", "").replace("−", "-")
    return float(f"{mantissa}e-{(match[2] or '0').translate(LOWERED)}") * SCALES[match[3]]


def _read_published(folder: Path, references: Mapping[str, Reference]) -> dict[str, Published]:
    found: dict[str, Published] = {}
    for path in sorted(folder.glob("*.toml")):
        for key, entry in _entries(tomllib.loads(path.read_text("utf-8"))):
            if key in found:
                raise BuildError(f"The number {key!r} is published twice.", "Keep one of them.")
            found[key] = _published(key, entry, references, path)
    return found


def _published(
    key: str, entry: Mapping[str, Any], references: Mapping[str, Reference], path: Path
) -> Published:
    wrong = ""
    value: Any = entry.get("value")
    shown = str(entry.get("shown", _written(value)))
    if not set(entry) <= {"value", "shown", "source", "read"}:
        wrong = f"has {', '.join(entry)}; it may have value, shown, source and read"
    elif not isinstance(value, int | float):
        wrong = "has no value"
    elif source_of(str(entry.get("source", "")))[0] not in references:
        wrong = f"names {entry.get('source')!r}, which is not in the reference list"
    elif entry.get("read") not in READ:
        wrong = f"is read {entry.get('read')!r}, which is none of {', '.join(READ)}"
    elif not _same(value_shown(shown), value):
        wrong = f"is {value} and shown as {shown!r}"
    if wrong:
        raise BuildError(f"The published number {key!r} {wrong}.", f"Mend it in {path.name}.")
    return Published(key, value, shown, entry["source"], entry["read"])


def _written(value: int | float | None) -> str:
    r"""A number as texts have it.

    Example:
        >>> _written(10400), _written(0.001), _written(3e-6)
        ('10,400', '0.001', '3\xa0×\xa010⁻⁶')
    """
    if isinstance(value, int):
        return f"{value:,}"
    mantissa, _, exponent = str(value).partition("e-")
    power = exponent.lstrip("0").translate(RAISED)
    return f"{mantissa}\u00a0×\u00a010⁻{power}" if power else mantissa


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def _entries(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The innermost tables, each with its dotted name."""
    for name, inner in table.items():
        key = f"{above}.{name}" if above else name
        if not isinstance(inner, dict):
            raise BuildError(f"{key!r} among the published numbers is no table.", "Mend it.")
        if inner and all(isinstance(each, dict) for each in inner.values()):
            yield from _entries(inner, key)
        else:
            yield key, inner


def _read_terms(path: Path) -> dict[str, Term]:
    found = {}
    for key, entry in tomllib.loads(path.read_text("utf-8"))["term"].items():
        name, *also = (each.replace("'", "’") for each in (entry["name"], *entry.get("also", ())))
        found[key] = Term(key, **{**entry, "name": name, "also": tuple(also)})
    return found
