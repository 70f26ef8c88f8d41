"""The pages: chapters rendered by the same Python that the browser runs, in Jinja shells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bench.kept import read_results
from sitebuild import benchmarks
from sitebuild.archive import ARCHIVE_NAME
from sitebuild.around import bibtex, glossary, primer, symbols
from sitebuild.chapters import PLACE, Section, printed, shown_at_first, written_chapters
from sitebuild.contents import AROUND, read_argument
from sitebuild.embeds import FORMS, oembed_path, read_embeds, snippet
from sitebuild.gallery import exhibits, swatches
from sitebuild.hosting import SECURITY_HEADERS
from sitebuild.ledger import read_ledger
from sitebuild.library import READ, Library, Reference, numbered, read_library
from sitebuild.listing import model_listings
from sitebuild.meta import EXAMPLE, card, site_root
from sitebuild.posters import SITE_CHAPTER, poster_alt, poster_path
from sitebuild.prose import Prose, reading_minutes
from sitebuild.reference import read_api, resolve
from sitebuild.wheel import WHEEL_NAME
from widgets import OPENING, SPECIMEN
from widgets.kit.controls import TRAVEL, pairs

__all__ = ["DESCRIPTION", "NAME", "Page", "Placing", "Site", "make_about", "make_pages"]

MARK_NAMES: Final = {"toy": "toy model", "published": "published", "inference": "inference"}
THEMES: Final = ("light", "dark")
NAME: Final = "R1, taken apart"
DESCRIPTION: Final = (
    "The DeepSeek-R1 paper in sixteen chapters, each with a widget that runs a small pure-Python"
    " GRPO core in your browser."
)

Page = tuple[str, str]
"""A path below the site's root, and the HTML."""


@dataclass(frozen=True)
class Placing:
    """Where the parts of the site lie, below its root.

    Attributes:
        assets: folder of style sheet, scripts and fonts.
        preload: fonts of the first screen.
        runtime: folder of Pyodide.
        app: the archive with our Python.
        address: the site's own address with a slash at its end; None if it is not known.
        archive_size: of the zip with the whole site, in words; only the about page tells it.
    """

    assets: str
    preload: tuple[str, ...]
    runtime: str
    app: str
    address: str | None = None
    archive_size: str = ""


@dataclass(frozen=True)
class Note:
    """What opens in place: a source, or a term."""

    id: str
    title: str
    body: Markup
    place: str = ""
    reference: Reference | None = None
    href: str = ""


@dataclass(frozen=True)
class Told:
    """A chapter with its words as HTML.

    Attributes:
        section: the chapter.
        before: the words above the picture.
        after: the words below it.
        minutes: how long they take to read.
        previous: the written chapter before it, if there is one.
        next: the written chapter after it, if there is one.
    """

    section: Section
    before: Markup
    after: Markup
    minutes: int
    previous: Section | None
    next: Section | None


class Site:
    """Everything that pages are made from, read and rendered once.

    Attributes:
        root: the checkout.
        sections: the written chapters.
        measured: what the benchmarks found last, by benchmark.
        library: what the texts may name.
        argument: the sixteen as one argument.
        opening: the widget at the head of the explainer.
        specimen: the widget of the kit's page.
        findings: what each written chapter's picture shows at its defaults, by slug.
        api: the reference of `grpo_core`.
        listings: the Python of each written chapter's model, by slug.
        embeds: what shows each written widget on other pages, by slug.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sections = written_chapters(root)
        self.primer = (root / "site/primer.md").read_text("utf-8")
        self.measured = read_results(root / "bench/results")
        texts = {str(section.number): ("", section.text) for section in self.sections}
        self.library = read_library(
            root / "site", numbered({**texts, "P": ("primer/", self.primer)}), self.measured
        )
        self.argument = read_argument(root / "site/data/argument.toml")
        self.opening = printed(OPENING, "widgets/simulator/")
        self.specimen = printed(SPECIMEN, "kit/")
        self.findings = {section.slug: section.widget.finding for section in self.sections}
        self.api = read_api(root)
        self.listings = {
            section.slug: model_listings(section.chapter, root) for section in self.sections
        }
        self.embeds = read_embeds(root / "site/data/frame-heights.toml", self.sections)


def make_pages(site: Site, placing: Placing) -> list[Page]:
    """The explainer, what is around it, two pages a widget (itself, its Python), and the kit's."""
    press = _Press(site, placing)
    return [
        press.explainer(),
        press.field_report(),
        press.primer(),
        press.glossary(),
        press.symbols(),
        press.api(),
        press.references(),
        press.embed(),
        press.benchmarks(),
        press.about(),
        *(press.alone(section) for section in site.sections),
        *(press.model(section) for section in site.sections),
        press.kit(),
        press.lost(),
    ]


def make_about(site: Site, placing: Placing) -> Page:
    """The about page by itself: it is the last, for it tells how large all others are."""
    return _Press(site, placing).about()


class _Press:
    """Prints pages."""

    def __init__(self, site: Site, placing: Placing) -> None:
        self.site = site
        self.placing = placing
        self.environment = Environment(
            loader=FileSystemLoader(site.root / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters["pairs"] = pairs
        self.environment.tests["shown_at_first"] = shown_at_first
        self.environment.globals |= {
            "mark_names": MARK_NAMES,
            "travel": TRAVEL,
            "csp": SECURITY_HEADERS["Content-Security-Policy"],
            "preload": placing.preload,
            "name": NAME,
            "argument": site.argument,
            "around": AROUND,
            "read_words": READ,
            "embeds": site.embeds,
            "forms": FORMS,
        }

    def explainer(self) -> Page:
        prose = Prose(self.site.library)
        front = (self.site.root / "site/front.md").read_text("utf-8").split(PLACE)
        before, after = (prose.html(part) for part in front)
        told = list(_told(self.site.sections, prose))
        return self._page(
            "explainer.html",
            "index.html",
            prose,
            scope="explainer",
            title=NAME,
            description=DESCRIPTION,
            before=before,
            after=after,
            opening=self.site.opening,
            chapters=told,
            minutes=sum(chapter.minutes for chapter in told),
            references=_bibliography(self.site.library, prose),
        )

    def field_report(self) -> Page:
        prose = Prose(self.site.library, "../", "field-report/")
        path = self.site.root / "site/data/field-report.toml"
        return self._page(
            "field-report.html",
            "field-report/index.html",
            prose,
            title=f"Field report · {NAME}",
            description="The DeepSeek-R1 release as a ledger of claims: who makes each, where it"
            " stands, and how we know.",
            ledger=read_ledger(path, prose.html, prose.cited),
        )

    def primer(self) -> Page:
        prose = Prose(self.site.library, "../", "primer/")
        lead, parts = primer(self.site.primer, prose)
        return self._page(
            "primer.html",
            "primer/index.html",
            prose,
            title=f"Primer · {NAME}",
            description="Training compute, the transformer block, the stages of post-training and"
            " policy gradients: half a page each.",
            lead=lead,
            parts=parts,
        )

    def glossary(self) -> Page:
        prose = Prose(self.site.library, "../", "glossary/")
        return self._page(
            "glossary.html",
            "glossary/index.html",
            prose,
            title=f"Glossary · {NAME}",
            description="The words of the sixteen chapters, each as it is used here.",
            terms=glossary(self.site.library, prose),
        )

    def symbols(self) -> Page:
        prose = Prose(self.site.library, "../", "symbols/")
        path = self.site.root / "site/data/symbols.toml"
        return self._page(
            "symbols.html",
            "symbols/index.html",
            prose,
            title=f"Symbols · {NAME}",
            description="Every letter in the formulas: how to say it, what it means, and the Python"
            " that computes or holds it.",
            symbols=symbols(path, prose, resolve),
        )

    def api(self) -> Page:
        return self._page(
            "api.html",
            "api/index.html",
            Prose(self.site.library, "../", "api/"),
            title=f"The code · {NAME}",
            description="Reference of grpo_core, made from its docstrings: every function with its"
            " equation, its source and an example that runs.",
            api=self.site.api,
            wheel=WHEEL_NAME,
            example=EXAMPLE,
        )

    def about(self) -> Page:
        prose = Prose(self.site.library, "../", "about/")
        text = (self.site.root / "site/about.md").read_text("utf-8")
        text = text.replace("[archive]", ARCHIVE_NAME)
        text = text.replace("[archive-size]", self.placing.archive_size)
        before, after = (prose.html(part) for part in text.split("\n[cite-block]\n"))
        return self._page(
            "about.html",
            "about/index.html",
            prose,
            title=f"About · {NAME}",
            description="How this is made, what it keeps to itself, how to cite it, its licence.",
            before=before,
            after=after,
            bibtex=bibtex(self.placing.address or ""),
            citation="../CITATION.cff",
        )

    def references(self) -> Page:
        prose = Prose(self.site.library, "../", "references/")
        return self._page(
            "references.html",
            "references/index.html",
            prose,
            title=f"References · {NAME}",
            description="Every source that these pages cite, with its version and how we know what"
            " it says.",
            references=_bibliography(self.site.library, prose),
        )

    def embed(self) -> Page:
        prose = Prose(self.site.library, "../", "embed/")
        text = (self.site.root / "site/embed.md").read_text("utf-8")
        lead, words = (prose.html(part) for part in text.split("\n[try-out]\n"))
        address = self.placing.address
        return self._page(
            "embed.html",
            "embed/index.html",
            prose,
            title=f"Embedding · {NAME}",
            description="How to show one of the sixteen widgets on a page of your own: a line to"
            " paste, options, and what your page must allow.",
            lead=lead,
            words=words,
            example=EXAMPLE,
            sections=self.site.sections,
            frames={
                slug: snippet(FORMS[0], embed, address) for slug, embed in self.site.embeds.items()
            },
        )

    def benchmarks(self) -> Page:
        prose = Prose(self.site.library, "../", "benchmarks/")
        text = (self.site.root / "site/benchmarks.md").read_text("utf-8")
        lead, words = (prose.html(part) for part in text.split("\n[promises]\n"))
        verdicts = benchmarks.verdicts(self.site.measured)
        return self._page(
            "benchmarks.html",
            "benchmarks/index.html",
            prose,
            title=f"Benchmarks · {NAME}",
            description="What this site promises of speed, size and steadiness, and what was"
            " measured of it, beside what one would otherwise use.",
            lead=lead,
            words=words,
            verdicts=verdicts,
            counts=Counter(verdict.state for verdict in verdicts),
            chapters=benchmarks.chapters(self.site.measured),
        )

    def alone(self, section: Section) -> Page:
        prose = Prose(self.site.library, "../../", f"widgets/{section.slug}/")
        return self._page(
            "alone.html",
            f"widgets/{section.slug}/index.html",
            prose,
            scope="widget",
            title=f"{section.chapter.title} · {NAME}",
            description=section.chapter.point,
            poster=section.slug,
            oembed=oembed_path(section.slug),
            chapter=section,
        )

    def model(self, section: Section) -> Page:
        place = f"widgets/{section.slug}/model/"
        return self._page(
            "model.html",
            f"{place}index.html",
            Prose(self.site.library, "../../../", place),
            title=f"{section.chapter.title}: the Python · {NAME}",
            description="The Python that runs behind the picture, file by file, unabridged.",
            poster=section.slug,
            chapter=section,
            listings=self.site.listings[section.slug],
        )

    def kit(self) -> Page:
        return self._page(
            "kit.html",
            "kit/index.html",
            Prose(self.site.library, "../", "kit/"),
            scope="widget",
            title=f"The kit · {NAME}",
            description=SPECIMEN.point,
            specimen=self.site.specimen,
            roles=swatches(),
            exhibits={theme: exhibits(theme) for theme in THEMES},
        )

    def lost(self) -> Page:
        """Shown for any address that leads nowhere, so its links start at the host's root."""
        root = site_root(self.placing.address)
        return self._page(
            "404.html",
            "404.html",
            Prose(self.site.library, root, "404.html"),
            title=f"No such page · {NAME}",
            description="The address leads nowhere on this site.",
        )

    def _page(
        self,
        template: str,
        path: str,
        prose: Prose,
        *,
        title: str,
        description: str,
        scope: str = "text",
        poster: str = "",
        oembed: str = "",
        **values: Any,
    ) -> Page:
        above = prose.above
        own = title.removesuffix(f" · {NAME}")
        # Whatever has no poster of its own is shown by the site's.
        pictured = poster_alt(own if poster else NAME, self.site.findings[poster or SITE_CHAPTER])
        html = self.environment.get_template(template).render(
            root=above,
            here=path.removesuffix("index.html").rstrip("/"),
            assets=above + self.placing.assets,
            runtime=self.placing.runtime,
            app=self.placing.app,
            address=self.placing.address,
            scope=scope,
            oembed=oembed,
            title=title,
            description=description,
            card=card(path, own, description, poster_path(poster), pictured, self.placing.address),
            notes=list(_notes(prose)),
            **values,
        )
        return path, html


def _told(sections: list[Section], prose: Prose) -> Iterator[Told]:
    """The chapters with their words, each knowing its neighbours."""
    for before, section, after in zip(
        [None, *sections], sections, [*sections[1:], None], strict=False
    ):
        prefix = f"{section.slug}-"
        words = prose.html(section.before, prefix), prose.html(section.after, prefix)
        yield Told(section, *words, reading_minutes(*words), before, after)


def _bibliography(library: Library, prose: Prose) -> list[tuple[Reference, Markup, Markup]]:
    """Every source, its title and its note as HTML."""
    return [
        (reference, prose.line(reference.title), prose.line(reference.note))
        for reference in library.references.values()
    ]


def _notes(prose: Prose) -> Iterator[Note]:
    """What the page's terms and cites open. Terms first: their definitions may cite."""
    library = prose.library
    for name in list(prose.terms):
        term = library.terms[name]
        href = f"{prose.above}glossary/#{name}"
        yield Note(f"term-{name}", term.name, prose.line(term.text), href=href)
    for name, (key, place) in list(prose.cites.items()):
        reference = library.references[key]
        href = f"{prose.above}references/#{reference.anchor}"
        title = prose.line(reference.title)
        yield Note(name, key, title, place=place, reference=reference, href=href)
