"""What other sites show beside a link to ours: a card for each chapter, with its real drawing.

A poster has the chapter's number, title and point on the left, and on the right one drawing of its
widget at the defaults, drawn as the page draws it. The site's own poster has a drawing below its
name. They are drawn without a browser, so every build makes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.etree.ElementTree import fromstring

from sitebuild import lettering, raster, svgstyle
from sitebuild.errors import BuildError
from sitebuild.lettering import SANS, SERIF, Lettering, font_files, wrap
from sitebuild.node import Toolchain
from sitebuild.raster import Picture, draw, kept
from sitebuild.svgstyle import Drawing, Sheets, plain_drawing, read_sheets
from widgets import widget
from widgets.kit.markup import Markup, number, tag

if TYPE_CHECKING:
    from sitebuild.chapters import Section

__all__ = [
    "HEIGHT",
    "SITE_CHAPTER",
    "WIDTH",
    "Poster",
    "compose",
    "make_posters",
    "poster_alt",
    "poster_path",
]

WIDTH: Final = 1200
HEIGHT: Final = 630
EDGE: Final = 64
"""From the card's side to what stands on it, in pixels."""
FRAME: Final = 30
"""What stays free whatever happens; labels may stand out over `EDGE` a little."""
COLUMN: Final = 396
"""Width of the words beside a drawing."""
GUTTER: Final = 56
"""Between the words and the drawing."""

SITE: Final = "R1, taken apart"
SITE_POINT: Final = (
    "The DeepSeek-R1 paper in sixteen chapters, each with a picture computed in your browser"
)
SITE_LINE: Final = "The DeepSeek-R1 paper in sixteen chapters"
"""At the foot of a chapter's poster."""
SITE_CHAPTER: Final = "simulator"
"""The chapter whose drawing stands for the site."""

CUTS: Final = ((SERIF, 600), (SANS, 400), (SANS, 500), (SANS, 600), (SANS, 700))
TITLES: Final = (64, 58, 52, 46, 40)
"""Sizes of a title, the largest that fits being taken."""
LARGEST: Final = 84
"""Size of the site's name on its own card."""
LINES: Final = 3
"""Of a title, at most."""
POINT: Final = 28
"""Size of the words that say the point."""
SMALL: Final = 25
"""Size of a chapter's number, and of the site's name at the foot."""
SMALLEST: Final = 20
"""Size of what stands below that."""
ABOVE, BELOW = 23, 37
"""What the names of the axes need above and below a plot, in CSS pixels."""
HEADING: Final = 15
"""Size of a drawing's heading, in CSS pixels."""
SCALES: Final = tuple(scale / 100 for scale in range(160, 129, -5))
"""How much larger than on a page a drawing can be, best first."""
NARROWEST: Final = 280
"""Width in CSS pixels below which a panel is never laid out."""


class Poster(NamedTuple):
    """What a card says and shows.

    Attributes:
        name: of its file, without the ending.
        kicker: a word above the title; empty for the site's own card.
        title: in large letters.
        point: below it.
        picture: the markup of a widget's picture.
        panel: a class of the panel whose drawing is shown; empty for the first that is an SVG.
    """

    name: str
    kicker: str
    title: str
    point: str
    picture: str
    panel: str


def make_posters(root: Path, toolchain: Toolchain, sections: list[Section]) -> dict[str, bytes]:
    """The posters of the site and of every written chapter.

    Args:
        root: the checkout.
        toolchain: Node and the npm packages.
        sections: the written chapters.

    Returns:
        PNG files, 1200 × 630, by their paths below the site's root.

    Raises:
        BuildError: a drawing cannot be worked out, a text is too long for its card, or a
            package is missing.
    """
    texts = [path.read_text("utf-8") for path in sorted((root / "site/css").glob("*.css"))]
    posters = {poster.name: poster for poster in _posters(sections)}
    decided_by = [
        *(text.encode() for text in texts),
        *(path.read_bytes() for path in font_files(toolchain.modules)),
        *(Path(str(module.__file__)).read_bytes() for module in (lettering, raster, svgstyle)),
        Path(__file__).read_bytes(),
        raster.SCRIPT.read_bytes(),
        (toolchain.modules / "@resvg/resvg-wasm/package.json").read_bytes(),
    ]

    def make(names: list[str]) -> dict[str, bytes]:
        # On a card nothing is raised: what a page lays on white lies on the card's paper.
        sheets = read_sheets(*texts, ":root { --raised: var(--paper) }")
        chosen = [posters[name] for name in names]
        drawings = [plain_drawing(p.picture, sheets, 400, p.panel) for p in chosen]
        words = "".join(
            [
                *(SITE, SITE_LINE),
                *(word for poster in chosen for word in poster[:4]),
                *(drawing.title for drawing in drawings),
                *(word for drawing in drawings for word in fromstring(drawing.markup).itertext()),
            ]
        )
        letters = Lettering(toolchain.modules, CUTS, words)
        paper = sheets.root()["--paper"]
        pictures = [
            Picture(poster.title, compose(poster, sheets, letters), WIDTH, paper, FRAME)
            for poster in chosen
        ]
        return dict(zip(names, draw(toolchain, pictures, letters.fonts), strict=True))

    made_of = {
        name: [*decided_by, *(part.encode() for part in poster)] for name, poster in posters.items()
    }
    made = kept(root / ".cache/posters", made_of, make)
    return {poster_path(name): content for name, content in made.items()}


def poster_path(slug: str = "") -> str:
    """Where a chapter's poster lies below the site's root; without a slug, the site's own.

    Example:
        >>> poster_path("simulator"), poster_path()
        ('posters/simulator.png', 'posters/r1-taken-apart.png')
    """
    return f"posters/{slug or 'r1-taken-apart'}.png"


def poster_alt(title: str, finding: str) -> str:
    """What a poster shows, for those who cannot see it.

    Args:
        title: of the chapter, or the site's name.
        finding: of the widget whose drawing it shows.

    Example:
        >>> poster_alt("The simulator", "Verify has 89%.")
        'A card with the title “The simulator” and a drawing. Verify has 89%.'
    """
    return f"A card with the title “{title}” and a drawing. {finding}"


def compose(poster: Poster, sheets: Sheets, letters: Lettering) -> str:
    """A poster as plain SVG.

    Args:
        poster: what it says and shows.
        sheets: the site's style sheets.
        letters: typefaces with all its characters.

    Raises:
        BuildError: a text is too long, or the drawing cannot be worked out.
    """
    pen = _Pen(sheets.root(), letters)
    return tag(
        "svg",
        *(_beside if poster.kicker else _below)(poster, sheets, pen),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=Markup(f"0 0 {WIDTH} {HEIGHT}"),
        width=str(WIDTH),
        height=str(HEIGHT),
    )


class _Pen(NamedTuple):
    """Sets words.

    Attributes:
        tokens: the theme.
        letters: the typefaces.
    """

    tokens: dict[str, str]
    letters: Lettering

    def set(
        self, x: float, y: float, text: str, cut: tuple[str, int], size: float, ink: str
    ) -> Markup:
        """One line, from its left end and its base line."""
        return tag(
            "text",
            text,
            x=x,
            y=y,
            font_family=f"'{cut[0]}'",
            font_weight=str(cut[1]),
            font_size=size,
            fill=self.tokens[ink],
        )

    def lines(self, text: str, cut: tuple[str, int], size: float, room: float) -> list[str]:
        """A text in lines no wider than the room; none if a word alone is."""
        words = text.split()
        widths = [self.letters.width(word, *cut, size) for word in words]
        return wrap(words, widths, self.letters.width(" ", *cut, size), room)


class _Figure(NamedTuple):
    """A drawing with its heading, to be placed.

    Attributes:
        drawing: in CSS pixels.
        heading: in lines.
        scale: pixels of the card for each CSS pixel.
    """

    drawing: Drawing
    heading: list[str]
    scale: float

    @property
    def above(self) -> float:
        """From the top to the plot, in CSS pixels."""
        return HEADING * 1.3 * len(self.heading) + max(ABOVE, self.drawing.margins[0])

    @property
    def size(self) -> tuple[float, float]:
        """Width and height, in pixels of the card."""
        _, right, bottom, left = self.drawing.margins
        across = left + self.drawing.width + right
        down = self.above + self.drawing.height + max(BELOW, bottom)
        return across * self.scale, down * self.scale

    def placed(self, x: float, y: float, pen: _Pen) -> Markup:
        """The figure with its upper left corner at a place."""
        heading = [
            pen.set(0, HEADING * (0.8 + 1.3 * at), line, (SANS, 600), HEADING, "--ink")
            for at, line in enumerate(self.heading)
        ]
        plot = tag(
            "g",
            Markup(self.drawing.markup),
            transform=f"translate({number(self.drawing.margins[3])} {number(self.above)})",
        )
        scaled = f"translate({number(x)} {number(y)}) scale({self.scale})"
        return tag("g", *heading, plot, transform=scaled)


def _posters(sections: Sequence[Section]) -> list[Poster]:
    """The site's own, and one a chapter."""
    made = []
    for chapter, kicker, title, point in (
        (SITE_CHAPTER, "", SITE, SITE_POINT),
        *((s.slug, f"Chapter {s.number}", s.chapter.title, s.chapter.point) for s in sections),
    ):
        chosen = widget(chapter)
        picture = chosen.render(chosen.view(chosen.controls()))
        name = chapter if kicker else ""
        made.append(Poster(name, kicker, title, point, picture, chosen.poster))
    return made


def _beside(poster: Poster, sheets: Sheets, pen: _Pen) -> list[Markup]:
    """A chapter's card: words on the left, its drawing on the right."""
    left, line = EDGE + COLUMN + GUTTER, EDGE + SMALL * 0.7
    room = WIDTH - EDGE / 2 - left
    figure = _figure(poster, sheets, pen, room, HEIGHT - FRAME - EDGE)
    heading = line - HEADING * 0.8 * figure.scale
    return [
        pen.set(EDGE, line, poster.kicker, (SANS, 500), SMALL, "--soft"),
        *_title_and_point(poster, pen, line, HEIGHT - EDGE - 3 * SMALL),
        pen.set(EDGE, HEIGHT - EDGE - SMALLEST * 1.5, SITE, (SERIF, 600), SMALL, "--ink"),
        pen.set(EDGE, HEIGHT - EDGE, SITE_LINE, (SANS, 400), SMALLEST, "--soft"),
        figure.placed(left + (room - figure.size[0]) / 2, heading, pen),
    ]


def _below(poster: Poster, sheets: Sheets, pen: _Pen) -> list[Markup]:
    """The site's own card: its name, beside it its point, below them a drawing."""
    foot = EDGE + LARGEST * 0.7
    wide = pen.letters.width(poster.title, SERIF, 600, LARGEST)
    left = EDGE + wide + GUTTER
    lines = pen.lines(poster.point, (SANS, 400), POINT, WIDTH - EDGE - left)
    if not lines or len(lines) > 3:
        raise _too_long(poster)
    # The middle of the lines stands beside the middle of the name's letters.
    top = foot - LARGEST * 0.33 + (0.7 - 1.3 * (len(lines) - 1)) * POINT / 2
    figure = _figure(poster, sheets, pen, WIDTH - 1.5 * EDGE, HEIGHT - EDGE * 1.3 - foot)
    return [
        pen.set(EDGE, foot, poster.title, (SERIF, 600), LARGEST, "--ink"),
        *(
            pen.set(left, top + at * POINT * 1.3, line, (SANS, 400), POINT, "--soft")
            for at, line in enumerate(lines)
        ),
        figure.placed(EDGE, HEIGHT - EDGE / 2 - figure.size[1], pen),
    ]


def _title_and_point(poster: Poster, pen: _Pen, top: float, bottom: float) -> list[Markup]:
    """Title and point in a column, below one line and above another."""
    for size in TITLES:
        title = pen.lines(poster.title, (SERIF, 600), size, COLUMN)
        point = pen.lines(poster.point, (SANS, 400), POINT, COLUMN)
        first = top + 0.55 * size + 0.75 * size
        below = first + (len(title) - 1) * 1.1 * size + 0.5 * size + POINT
        if 0 < len(title) <= LINES and point and below + (len(point) - 1) * 1.3 * POINT <= bottom:
            return [
                *(
                    pen.set(EDGE, first + at * 1.1 * size, line, (SERIF, 600), size, "--ink")
                    for at, line in enumerate(title)
                ),
                *(
                    pen.set(EDGE, below + at * 1.3 * POINT, line, (SANS, 400), POINT, "--ink")
                    for at, line in enumerate(point)
                ),
            ]
    raise _too_long(poster)


def _figure(poster: Poster, sheets: Sheets, pen: _Pen, room: float, height: float) -> _Figure:
    """The drawing as large as it can stand in a room."""

    def laid_out(width: float, scale: float) -> _Figure:
        drawing = plain_drawing(poster.picture, sheets, width, poster.panel)
        return _Figure(drawing, pen.lines(drawing.title, (SANS, 600), HEADING, width), scale)

    narrower = range(int(room / SCALES[-1]), NARROWEST, -8)
    for width, scale in (
        *((room / scale, scale) for scale in SCALES),
        *((float(width), SCALES[-1]) for width in narrower),
    ):
        figure = laid_out(width, scale)
        if figure.size[1] <= height:
            return figure
    raise BuildError(
        f"The drawing of the poster {poster.title!r} is too high for a card.",
        "Name a lower panel in the widget's `poster`.",
    )


def _too_long(poster: Poster) -> BuildError:
    return BuildError(
        f"Title or point of {poster.title!r} is too long for a poster.",
        "Shorten it in widgets/__init__.py.",
    )
