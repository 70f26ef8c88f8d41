"""What a chapter's widget is made of: its controls, its model, its picture, its table."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from widgets.kit.controls import Opened, declared
from widgets.kit.markup import Markup, join, tag
from widgets.kit.working import NAME, Working, card, shown_open

__all__ = [
    "Background",
    "Errand",
    "Export",
    "HasFinding",
    "Mark",
    "Outcome",
    "Preset",
    "Report",
    "Table",
    "Widget",
]


class HasFinding(Protocol):
    """A view: numbers and words, and the one sentence that says what the picture shows."""

    @property
    def finding(self) -> str:
        """What the picture now shows, in words and numbers; plain text."""


C = TypeVar("C")
V = TypeVar("V", bound=HasFinding)


class Preset(NamedTuple):
    """A named state that tells part of the story.

    Attributes:
        name: for links and tests.
        label: on the button.
        why: one line: what to look for.
        values: what differs from the defaults. The seed and the step stay as they are unless
            named here.
    """

    name: str
    label: str
    why: str
    values: Mapping[str, Any]


class Mark(NamedTuple):
    """Where a picture's numbers come from.

    Attributes:
        kind: `toy` (computed here), `published` (with its source) or `inference` (ours).
        text: what exactly is marked so; plain text.
    """

    kind: str
    text: str


class Export(NamedTuple):
    """Something to take home.

    Attributes:
        name: for the button's address, such as `csv`.
        label: on the button.
        filename: what the browser saves it as.
        media_type: its MIME type.
        make: the file's text, from the controls.
    """

    name: str
    label: str
    filename: str
    media_type: str
    make: Callable[[Any], str]


class Background(NamedTuple):
    """Work too long for one frame, to be done in slices.

    Attributes:
        key: what the work depends on. While it stays the same the work goes on and keeps what
            it has; when it changes the work starts anew.
        slices: each value is the result so far, and ready within about ten milliseconds.
    """

    key: Hashable
    slices: Iterator[Any]


class Errand(NamedTuple):
    """Work that may never end, or that runs what a stranger wrote: it is done elsewhere.

    Attributes:
        text: what is to be done; the same text has the same outcome.
        asks: whether it waits until the reader presses what the picture marks with `data-run`. It
            then has the whole standard library and an interpreter of its own.
    """

    text: str
    asks: bool = False


class Outcome(NamedTuple):
    """What became of an errand. Nothing in it can be trusted: strangers' code may have written it.

    Attributes:
        result: what `perform` returned; if it could not finish, what it last reported.
        ended: seconds after which it was ended by the watchdog; 0.0 if it was not.
        crashed: why its interpreter died; empty if it did not.
    """

    result: str
    ended: float = 0.0
    crashed: str = ""


Report = Callable[[str], object]
"""Is told how far an errand has come: a result that counts if it goes no further."""


class Table(NamedTuple):
    """A picture's numbers.

    Attributes:
        caption: what the rows are.
        columns: headings, the first for the row's own name.
        rows: cells as they are printed; each row as long as `columns`.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def html(self) -> Markup:
        """The table as HTML, with scopes for screen readers.

        Example:
            >>> Table("Squares", ("n", "n²"), (("2", "4"),)).html()[:47]
            '<table><caption>Squares</caption><thead><tr><th'
        """
        head = tag("tr", *(tag("th", column, scope="col") for column in self.columns))
        body = join(
            tag("tr", tag("th", first, scope="row"), *(tag("td", cell) for cell in rest))
            for first, *rest in self.rows
        )
        return tag("table", tag("caption", self.caption), tag("thead", head), tag("tbody", body))


@dataclass(frozen=True)
class Widget(Generic[C, V]):
    """One chapter's widget: a picture as a pure function of its controls.

    Attributes:
        slug: its address; also its folder's name, with hyphens for underscores.
        controls: the dataclass that declares what a reader can change.
        compute: controls to view. Pure: every random draw comes from the seed. A widget with
            background work is also given what that work has found so far, or None; one with
            errands, the `Outcome` of the present one, or None.
        render: view to picture, by the kit. No arithmetic beyond scales.
        table: view to its numbers.
        presets: states that tell the story.
        marks: where the numbers come from.
        background: the work that would refine the picture, or None if these controls need none.
        errand: what must be done elsewhere before the picture of a state is whole, or None.
        perform: does an errand, from its text, and returns the result's.
        exports: what can be taken home.
        code: the Python that reproduces the picture's numbers, or None.
        workings: how the numbers that open were computed, by key, from the view and the number's
            place (0 where it stands alone); None where the picture does not have that number.
        poster: a class of the panel that stands for the chapter where others link to it; empty for
            the first panel whose drawing is an SVG.
    """

    slug: str
    controls: type[C]
    compute: Callable[..., V]
    render: Callable[[V], Markup]
    table: Callable[[V], Table]
    presets: tuple[Preset, ...]
    marks: tuple[Mark, ...]
    background: Callable[[C], Background | None] | None = None
    errand: Callable[[C], Errand | None] | None = None
    perform: Callable[[str, Report], str] | None = None
    exports: tuple[Export, ...] = ()
    code: Callable[[C], str] | None = None
    workings: Mapping[str, Callable[[V, int], Working | None]] = field(default_factory=dict)
    poster: str = ""

    def view(self, controls: C, latest: Any = None) -> V:
        """The view of a state.

        Args:
            controls: the state.
            latest: what the background work has found so far, or the outcome of the errand; None
                before there is one.
        """
        waits = self.background or self.errand
        return self.compute(controls, latest) if waits else self.compute(controls)

    def picture(self, controls: C, view: V) -> Markup:
        """The picture, with the card of the number that is open.

        Args:
            controls: the state.
            view: its view.
        """
        picture = self.render(view)
        name = getattr(controls, NAME, "")
        working = self.working(view, name) if name else None
        if working is None:
            return picture
        rail = tag("div", card(self.slug, working), class_="rail")
        return join((shown_open(picture, name), rail))

    def working(self, view: V, name: str) -> Working | None:
        """How the number of that name was computed; None if this view does not have it."""
        control = declared(self.controls).get(NAME)
        found = control.place(name) if isinstance(control, Opened) else None
        return self.workings[found[0]](view, found[1]) if found else None
