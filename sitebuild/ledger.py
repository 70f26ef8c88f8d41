"""The field report: claims about the release with kind, source and confidence, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from sitebuild.errors import BuildError

__all__ = [
    "KINDS",
    "READ",
    "Change",
    "Claim",
    "Correction",
    "Group",
    "Kind",
    "Lab",
    "Ledger",
    "Lesson",
    "Reading",
    "Recipe",
    "Section",
    "read_ledger",
]


@dataclass(frozen=True)
class Kind:
    """A kind of claim: who says it.

    Attributes:
        id: its name in the data and in the style sheet.
        label: its name on the page.
        about: one sentence for the key.
        sources: keys of references of which a claim of this kind names one; empty means any.
        count: how many claims of this kind there are.
    """

    id: str
    label: str
    about: str
    sources: tuple[str, ...] = ()
    count: int = 0


KINDS: Final = (
    Kind("paper-v1", "Paper, version 1", "The paper of January 2025 says so.", ("R1v1",)),
    Kind(
        "paper-v2",
        "Paper, version 2",
        "Nature of September 2025, or version 2 with its supplement, says so.",
        ("R1v2", "Nature"),
    ),
    Kind(
        "release",
        "Release files",
        "The README, the licences or the base model’s report and files say so.",
        ("R1README", "R10528", "V3", "V3Files"),
    ),
    Kind("later", "Later work", "Others found it afterwards."),
    Kind("inference", "Inference", "We infer or compute it, and say from what."),
    Kind("unknown", "Unknown", "We looked for it and did not find it."),
)

READ: Final = {
    "primary": "read in the document",
    "transcriptions": "read in transcriptions that agree",
    "one transcription": "read in one transcription",
    "digitised": "measured in the figure",
    "secondary": "from abstracts, documentation or copies",
    "computed": "computed here",
}
"""How we know a claim, as the page says it."""

SEARCHED: Final = {
    "primary": "searched in the documents",
    "transcriptions": "searched in transcriptions",
    "one transcription": "searched in one transcription",
    "computed": "searched, then computed here",
}
"""How we looked for what is unknown, as the page says it."""

CORRECTIONS: Final = (
    "wrong",
    "imprecise",
    "incomplete",
    "unsupported",
    "overclaim",
    "outdated",
    "scope",
    "not a quote",
)
"""What may be the matter with a common account."""


@dataclass(frozen=True)
class Claim:
    """One entry of the ledger; `text` ends with its sources."""

    id: str
    kind: Kind
    text: Markup
    read: str


@dataclass(frozen=True)
class Section:
    """Claims that belong together."""

    id: str
    title: str
    lead: Markup
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Recipe:
    """A row of the recipe: one part in R1-Zero, in R1 and in the students."""

    part: str
    zero: Markup
    r1: Markup
    students: Markup


@dataclass(frozen=True)
class Lab:
    """Who might do it again: with what, how far, and where it ends."""

    who: str
    means: Markup
    can: Markup
    cannot: Markup


@dataclass(frozen=True)
class Change:
    """What changed since; `what` ends with its sources."""

    name: str
    when: str
    what: Markup
    read: str


@dataclass(frozen=True)
class Lesson:
    """What the release teaches."""

    title: str
    text: Markup
    kind: Kind


@dataclass(frozen=True)
class Reading:
    """A work worth reading: its cite, and one line of why."""

    cite: Markup
    why: Markup


@dataclass(frozen=True)
class Correction:
    """A common account beside what the paper says; `paper` ends with its sources."""

    account: Markup
    paper: Markup
    kind: str


@dataclass(frozen=True)
class Group:
    """Corrections of one origin."""

    id: str
    title: str
    lead: Markup
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class Ledger:
    """The whole field report, its texts rendered.

    Attributes:
        kinds: every kind, with the number of its claims.
    """

    kinds: tuple[Kind, ...]
    sections: tuple[Section, ...]
    recipe: tuple[Recipe, ...]
    labs: tuple[Lab, ...]
    changes: tuple[Change, ...]
    lessons: tuple[Lesson, ...]
    readings: tuple[Reading, ...]
    groups: tuple[Group, ...]

    @property
    def total(self) -> int:
        """How many claims there are."""
        return sum(kind.count for kind in self.kinds)


def read_ledger(
    path: Path, html: Callable[[str], Markup], cite: Callable[[list[str]], Markup]
) -> Ledger:
    r"""Reads and checks the field report.

    The sources of a claim, a change or a correction are appended to its text as cites, in a span
    of the class `sources`, before it is rendered: so a number and its source stand in one
    paragraph.

    Args:
        path: the data, `site/data/field-report.toml`.
        html: turns the site's Markdown into HTML.
        cite: turns cites such as "R1v2 §2.1" into links to the references.

    Raises:
        BuildError: an unknown kind, section, group or way of reading, a source that is missing
            or does not fit the kind, an id that stands twice, an entry without a field.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> data = '[[section]]\nid = "a"\ntitle = "A"\nlead = "First."\n[[claim]]\nid = "b"\n' \
        ...     'section = "a"\nkind = "later"\ntext = "So."\nsource = ["DAPO"]\nread = "primary"'
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "report.toml")
        ...     _ = path.write_text(data, "utf-8")
        ...     ledger = read_ledger(path, Markup, lambda sources: Markup(", ".join(sources)))
        >>> ledger.sections[0].claims[0].text
        Markup('So. <span class="sources">[@DAPO]</span>')
    """
    tables = {
        name: [_Entry(path, name, number, table) for number, table in enumerate(rows, start=1)]
        for name, rows in tomllib.loads(path.read_text("utf-8")).items()
    }

    def entries(name: str) -> list[_Entry]:
        return tables.get(name, [])

    for name in ("section", "claim", "group"):
        _unique(entries(name))
    claims = [(entry, _claim(entry, html)) for entry in entries("claim")]
    for entry, _ in claims:
        entry.one_of("section", [section.text("id") for section in entries("section")])
    corrections = [(entry, _correction(entry, html)) for entry in entries("correction")]
    for entry, _ in corrections:
        entry.one_of("group", [group.text("id") for group in entries("group")])
    return Ledger(
        kinds=tuple(
            Kind(
                kind.id,
                kind.label,
                kind.about,
                kind.sources,
                sum(claim.kind is kind for _, claim in claims),
            )
            for kind in KINDS
        ),
        sections=tuple(
            Section(
                entry.text("id"),
                entry.text("title"),
                html(entry.text("lead")),
                tuple(claim for of, claim in claims if of.text("section") == entry.text("id")),
            )
            for entry in entries("section")
        ),
        recipe=tuple(
            Recipe(
                entry.text("part"), *(html(entry.text(who)) for who in ("zero", "r1", "students"))
            )
            for entry in entries("recipe")
        ),
        labs=tuple(
            Lab(entry.text("who"), *(html(entry.text(what)) for what in ("means", "can", "cannot")))
            for entry in entries("lab")
        ),
        changes=tuple(
            Change(
                entry.text("name"),
                entry.text("when"),
                html(entry.sourced("what")),
                READ[entry.one_of("read", READ)],
            )
            for entry in entries("change")
        ),
        lessons=tuple(
            Lesson(entry.text("title"), html(entry.text("text")), _kind(entry))
            for entry in entries("lesson")
        ),
        readings=tuple(
            Reading(cite([entry.text("key")]), html(entry.text("why")))
            for entry in entries("reading")
        ),
        groups=tuple(
            Group(
                entry.text("id"),
                entry.text("title"),
                html(entry.text("lead")),
                tuple(row for of, row in corrections if of.text("group") == entry.text("id")),
            )
            for entry in entries("group")
        ),
    )


@dataclass(frozen=True)
class _Entry:
    """One table of the file, with what is needed to say where it stands."""

    path: Path
    table: str
    number: int
    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        label = self.values.get("id") or self.values.get("name") or f"number {self.number}"
        return f"{self.path.name}: [[{self.table}]] {label}"

    def fail(self, cause: str, cure: str) -> BuildError:
        return BuildError(f"{self.name} {cause}.", cure)

    def text(self, field: str) -> str:
        value = self.values.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"has no {field}", f"Write `{field} = …` below it.")
        return value

    def one_of(self, field: str, known: Mapping[str, Any] | list[str] | tuple[str, ...]) -> str:
        value = self.text(field)
        if value not in known:
            raise self.fail(f"has the unknown {field} {value!r}", f"Use one of {', '.join(known)}.")
        return value

    def sources(self) -> list[str]:
        """Its cites; an entry that may do without has an empty list."""
        value = self.values.get("source")
        if not isinstance(value, list):
            raise self.fail("has no source", 'Write `source = ["R1v2 §2.1"]` below it.')
        return [str(source) for source in value]

    def sourced(self, field: str, may_be_empty: bool = False) -> str:
        """A text, followed by its sources as cites."""
        text, sources = self.text(field), self.sources()
        if not sources:
            if may_be_empty:
                return text
            raise self.fail("has an empty source", 'Name one, such as "R1v2 §2.1".')
        cites = " ".join(f"[@{source}]" for source in sources)
        return f'{text} <span class="sources">{cites}</span>'


def _unique(entries: list[_Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.text("id")
        if name in seen:
            raise entry.fail("has an id that stands twice", "Give one of the two another id.")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            raise entry.fail("has an id that makes no anchor", "Use a-z, 0-9 and hyphens.")
        seen.add(name)


def _kind(entry: _Entry) -> Kind:
    name = entry.one_of("kind", [kind.id for kind in KINDS])
    return next(kind for kind in KINDS if kind.id == name)


def _claim(entry: _Entry, html: Callable[[str], Markup]) -> Claim:
    kind, text = _kind(entry), entry.text("text")
    sourced = entry.sourced("text", may_be_empty=kind.id == "unknown")
    keys = {source.split()[0] for source in entry.sources()}
    if kind.sources and not keys & set(kind.sources):
        raise entry.fail(
            f"is of kind {kind.id} and names no source of that kind",
            f"Name one of {', '.join(kind.sources)}, or give it another kind.",
        )
    if kind.id == "inference" and not re.search(r"(Inferred|Computed) from", text):
        raise entry.fail("does not say what it is inferred from", "Write “Inferred from …”.")
    if kind.id == "unknown" and "Looked for in" not in text and not keys:
        raise entry.fail("does not say where it was looked for", "Write “Looked for in …”.")
    words = SEARCHED if kind.id == "unknown" else READ
    return Claim(entry.text("id"), kind, html(sourced), words[entry.one_of("read", words)])


def _correction(entry: _Entry, html: Callable[[str], Markup]) -> Correction:
    return Correction(
        html(entry.text("account")),
        html(entry.sourced("paper")),
        entry.one_of("kind", CORRECTIONS),
    )
