"""Posters and icons: that a drawing is worked out as a browser does it, and drawn on its card."""

import json
import re
import struct
import sysconfig
import zlib
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest

from sitebuild.chapters import written_chapters
from sitebuild.errors import BuildError
from sitebuild.icons import make_icons
from sitebuild.lettering import SANS, SERIF, Lettering, wrap
from sitebuild.node import Toolchain, in_wheel, on_path
from sitebuild.posters import (
    COLUMN,
    CUTS,
    FRAME,
    HEIGHT,
    WIDTH,
    Poster,
    compose,
    make_posters,
    poster_path,
)
from sitebuild.raster import Picture, draw
from sitebuild.svgstyle import plain_drawing, read_sheets
from widgets import CHAPTERS, widget

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
CHOSEN = [chapter for chapter in CHAPTERS if chapter.written]
SHEETS = [path.read_text("utf-8") for path in sorted((ROOT / "site/css").glob("*.css"))]


def drawn(markup, css="", *, panel="", room=100.0, svg='height="50"'):
    """A drawing with one or more elements, and its style sheet, worked out."""
    picture = (
        '<div class="panel"><p class="panel-title">Other</p><div class="drawing"><p>text</p></div>'
        '</div><div class="panel shown"><p class="panel-title">Title<span> note</span></p>'
        f'<div class="drawing"><svg {svg} aria-label="A label">{markup}</svg></div></div>'
    )
    return plain_drawing(picture, read_sheets(css), room, panel)


def shapes(drawing):
    """What is drawn: every element that is no group, as its name and its attributes."""
    every = fromstring(drawing.markup).iter()
    return [(element.tag, dict(element.attrib)) for element in every if element.tag != "g"]


def size_of(png):
    """Width and height of a PNG, from its header."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def pixels(png):
    """Rows of red, green, blue and opacity of a PNG as resvg writes it."""
    width, height = size_of(png)
    packed, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += 12 + length
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + 4 * width)
    assert set(rows[:, 0]) == {1}, "each row says how a pixel differs from its left neighbour"
    return np.cumsum(rows[:, 1:].reshape(height, width, 4), axis=1, dtype=np.uint8)


def count(png, colour):
    """How many pixels have exactly this colour, opaque."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return int((pixels(png) == [*wanted, 255]).all(axis=2).sum())


# --- styles, worked out ---------------------------------------------------------------------


def test_the_stronger_selector_wins_and_then_the_later_rule():
    css = ".a.b { fill: #111111 } .a { fill: #222222 } rect { fill: #333333 } .c { fill: #444444 }"
    css += ".a { fill: #555555 } .d { fill: #666666 !important } .a.b.d { fill: #777777 }"
    rect = '<rect class="{}" width="1" height="1"></rect>'
    fills = [
        shapes(drawn(rect.format(classes), css))[0][1]["fill"] for classes in ("a b", "a", "", "d")
    ]
    assert fills == ["#111111", "#555555", "#333333", "#666666"]


def test_a_custom_property_is_worked_out_where_it_is_given_and_then_inherited():
    css = ":root { --policy: #0f62a5; --ink-of: #000000 } .r-policy { --ink-of: var(--policy) }"
    css += ".dot { fill: var(--ink-of); stroke: var(--none, var(--policy)) }"
    markup = '<g class="r-policy"><circle class="dot" r="3"></circle></g>'
    ((_, circle),) = shapes(drawn(markup, css))
    assert (circle["fill"], circle["stroke"]) == ("#0f62a5", "#0f62a5")


@pytest.mark.parametrize(
    ("css", "complaint"),
    [
        (".x { fill: var(--nowhere) }", r"var\(--nowhere\) in `fill`"),
        (":root { --a: var(--b); --b: var(--a) } .x { fill: var(--a) }", r"var\(--a\) in `fill`"),
        (".x { fill: color-mix(in srgb, red, blue) }", "colour"),
        (".x { transform: skewX(3deg) }", "transformation"),
        (".x { stroke: red; stroke-width: 1furlong }", "length"),
        (".x { & .y { fill: red } }", "something else than declarations"),
        ("a!b { fill: red }", "selector"),
    ],
)
def test_what_cannot_be_worked_out_is_an_error_and_never_a_guess(css, complaint):
    with pytest.raises(BuildError, match=complaint):
        drawn('<rect class="x" width="1" height="1"></rect>', css)


def test_what_has_no_sense_does_no_harm_where_nothing_uses_it():
    css = ":root { --bad: var(--nowhere) } p { color: var(--nowhere) }"
    css += ".x:open, ::-webkit-thing, rect { fill: #123456 }"
    assert shapes(drawn('<rect width="1" height="1"></rect>', css))[0][1]["fill"] == "#123456"


def test_the_light_theme_holds_and_nothing_inside_an_at_rule():
    sheets = read_sheets(*SHEETS)
    tokens = SHEETS[0].partition('[data-theme="dark"]')[0]
    assert sheets.root()["--paper"] == re.findall(r"--paper: (#\w+)", tokens)[0]
    css = "rect { fill: #111111 } @media print { rect { fill: #222222 } }"
    assert shapes(drawn('<rect width="1" height="1"></rect>', css))[0][1]["fill"] == "#111111"


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("svg { width: calc(100% - 2rem) }", (66.0, 50.0)),
        ("html { font-size: 106.25% } svg { width: calc(100% - (1rem + 3px) * 2) }", (60.0, 50.0)),
        ("svg { width: min(100%, 3em, 400px); height: auto; aspect-ratio: 2 / 3 }", (48.0, 72.0)),
        ("svg { width: clamp(10px, 100% / 2, 40px) }", (40.0, 50.0)),
        ("svg { margin: 1px auto 2px 3px }", (100.0, 50.0)),
    ],
)
def test_the_style_sheet_sizes_the_drawing(css, expected):
    css = css if "html" in css else f"html {{ font-size: 17px }} svg {{ font-size: 16px }} {css}"
    drawing = drawn("", css)
    assert (drawing.width, drawing.height) == pytest.approx(expected)
    if "margin" in css:
        assert drawing.margins == (1, 0, 2, 3)


def test_places_become_pixels_of_the_drawing():
    markup = (
        '<line x1="25%" y1="0%" x2="100%" y2="50%"></line>'
        '<svg x="50%" y="20%" width="1" height="1"><path d="M0 0L-9 4" transform="rotate(-96.3)">'
        "</path></svg>"
    )
    css = "svg { overflow: visible } line, path { stroke: red } path { fill: none }"
    drawing = drawn(markup, css, room=200)
    (_, line), (_, path) = shapes(drawing)
    assert [line[name] for name in ("x1", "y1", "x2", "y2")] == ["50", "0", "200", "25"]
    assert path["d"] == "M0 0L-9 4"
    assert path["transform"] == "rotate(-96.3)"
    assert '<g transform="translate(100 10)">' in drawing.markup


STRETCHED = '<svg viewBox="0 0 2000 2000" preserveAspectRatio="none"><path d="{}"></path></svg>'
FITTING = "svg { overflow: visible } path { stroke: red; vector-effect: non-scaling-stroke }"


def test_a_stretched_path_fills_the_drawing_and_its_line_keeps_its_width():
    drawing = drawn(STRETCHED.format("M0 2000L1000 500V0H2000Z"), FITTING)
    ((_, path),) = shapes(drawing)
    assert path["d"] == "M 0 50 L 50 12.5 V 0 H 100 Z"
    assert "stroke-width" not in path


@pytest.mark.parametrize(
    ("markup", "css"),
    [
        (STRETCHED.format("M0 0l5 5"), FITTING),
        (STRETCHED.format("M0 0L5 5"), FITTING.replace("non-scaling-stroke", "none")),
        (STRETCHED.format("M0 0L5 5"), FITTING.replace("visible", "hidden")),
        (STRETCHED.format("M0 0L5 5").replace("none", "xMidYMid"), FITTING),
        (STRETCHED.replace("path", "ellipse"), FITTING),
        ("<foreignObject></foreignObject>", ""),
    ],
)
def test_what_a_browser_would_draw_otherwise_is_refused(markup, css):
    with pytest.raises(BuildError, match="cannot be worked out"):
        drawn(markup, css)


def test_what_nobody_sees_is_left_out():
    markup = '<rect class="{}" width="1" height="1"></rect>'
    css = ".a { fill: transparent } .b { fill: none } .c { display: none } .d { fill-opacity: 0 }"
    css += ".e { visibility: hidden } .f { fill: none; stroke: red; stroke-width: 0 }"
    assert shapes(drawn("".join(map(markup.format, "abcdef")), css)) == []


def test_words_carry_their_letters_and_keep_their_spaces():
    css = "body { font: 500 20px/1.5 Serif, serif } .light { font-weight: 400 } "
    css += "text { font-size: 0.65em; text-anchor: end; fill: #123456 }"
    markup = '<text x="100%" y="50%" dx="-8">Guess<tspan class="light"> 2% &lt;</tspan></text>'
    drawing = drawn(markup, css)
    (_, text), (_, span) = shapes(drawing)
    assert text["font-family"].split(",") == ["Serif", "serif"]
    assert [text[name] for name in ("font-size", "font-weight", "x", "dx")] == (
        ["13", "500", "100", "-8"]
    )
    assert (text["text-anchor"], span["font-weight"]) == ("end", "400")
    assert text[SPACE] == "preserve"
    assert "".join(fromstring(drawing.markup).itertext()) == "Guess 2% <"


def test_the_first_panel_with_an_svg_is_taken_or_the_one_that_is_named():
    assert drawn("").title == drawn("", panel="shown").title == "Title"
    assert drawn("").label == "A label"
    with pytest.raises(BuildError, match="no panel 'other'"):
        drawn("", panel="other")


@pytest.mark.parametrize("chapter", CHOSEN, ids=lambda chapter: chapter.slug)
def test_every_panel_that_stands_for_a_chapter_can_be_worked_out(chapter):
    chosen = widget(chapter.slug)
    picture = chosen.render(chosen.view(chosen.controls()))
    drawing = plain_drawing(picture, read_sheets(*SHEETS), 400, chosen.poster)
    assert "var(" not in drawing.markup
    assert "%" not in re.sub(r">[^<]*<", "", drawing.markup)
    assert drawing.title
    assert len(shapes(drawing)) > 10


# --- letters --------------------------------------------------------------------------------


def test_wrapping_gives_the_fewest_lines_evenly_and_none_where_a_word_is_too_wide():
    words = ["a", "bb", "ccc", "dddd", "eeeee"]
    widths = [len(word) for word in words]
    assert wrap(words, widths, 1, 100) == ["a bb ccc dddd eeeee"]
    assert wrap(words, widths, 1, 13) == ["a bb ccc", "dddd eeeee"]
    assert wrap(words, widths, 1, 4) == []


def test_letters_are_measured_at_their_weight():
    letters = Lettering(MODULES, ((SANS, 400), (SANS, 700), (SERIF, 600)), "Group ✓✗")
    thin, bold = (letters.width("Group", SANS, weight, 20) for weight in (400, 700))
    assert 40 < thin < bold < 65
    assert letters.width("GroupGroup", SANS, 400, 10) == pytest.approx(thin)


def test_a_character_that_no_typeface_has_is_an_error():
    with pytest.raises(BuildError, match="None of our typefaces has '漢'"):
        _ = Lettering(MODULES, ((SANS, 400),), "漢 π → ✗").fonts


# --- cards ----------------------------------------------------------------------------------

POSTER = Poster(
    name="one",
    kicker="Chapter 3",
    title="A title that takes more than a single line of the card",
    point="And a point that takes a few lines as well, being so long.",
    picture=(
        '<div class="panel"><p class="panel-title">Heading</p><div class="drawing">'
        '<svg height="200"><path class="bar r-policy" d="M0 0L10 10V0Z"></path></svg></div></div>'
    ),
    panel="",
)


def composed(poster):
    words = "".join(poster[:4]) + "HeadingR1, taken apart The DeepSeek-R1 paper in sixteen chapters"
    letters = Lettering(MODULES, CUTS, words)
    root = fromstring(compose(poster, read_sheets(*SHEETS), letters))
    return letters, root


def lines_of(root):
    """Lines of text that stand on the card itself: words, typeface, weight and size."""
    namespace = "{http://www.w3.org/2000/svg}"
    return [
        (
            text.text,
            text.get("font-family").strip("'"),
            int(text.get("font-weight")),
            float(text.get("font-size")),
        )
        for text in root.findall(f"{namespace}text")
    ]


def test_long_texts_wrap_inside_their_column():
    letters, root = composed(POSTER)
    lines = lines_of(root)
    texts = [text for text, *_ in lines]
    assert " ".join(texts[1:-2]) == f"{POSTER.title} {POSTER.point}"
    assert len(texts) > 6
    assert max(letters.width(*line) for line in lines) <= COLUMN


@pytest.mark.parametrize(
    "poster",
    [
        POSTER._replace(title="Incomprehensibilitiesandmore"),
        POSTER._replace(point="A point of many words. " * 20),
        POSTER._replace(kicker="", point="A point of many words. " * 9),
    ],
)
def test_what_does_not_fit_is_refused(poster):
    with pytest.raises(BuildError, match="too long for a poster"):
        composed(poster)


def test_a_drawing_that_is_too_high_is_refused():
    tall = POSTER._replace(picture=POSTER.picture.replace('height="200"', 'height="900"'))
    with pytest.raises(BuildError, match="too high"):
        composed(tall)


def test_a_card_holds_the_path_of_its_picture():
    _, root = composed(POSTER)
    (path,) = root.iter("{http://www.w3.org/2000/svg}path")
    assert path.get("d") == "M0 0L10 10V0Z"
    assert path.get("fill") == read_sheets(*SHEETS).root()["--policy"]


# --- drawn by resvg -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def toolchain():
    return on_path(ROOT) or in_wheel(ROOT, Path(sysconfig.get_path("platlib")))


@pytest.fixture(scope="module")
def sections():
    return written_chapters(ROOT)


@pytest.fixture(scope="module")
def posters(toolchain, sections):
    return make_posters(ROOT, toolchain, sections)


@pytest.mark.node
def test_the_site_and_every_written_chapter_have_a_poster(posters):
    slugs = ["", *(chapter.slug for chapter in CHOSEN)]
    assert set(posters) == {poster_path(slug) for slug in slugs}
    assert {size_of(png) for png in posters.values()} == {(WIDTH, HEIGHT)}
    assert len(set(posters.values())) == len(slugs)


@pytest.mark.node
def test_on_each_poster_stands_its_own_picture(posters):
    tokens = read_sheets(*SHEETS).root()
    stands_out = {
        "simulator": ("--part-4", "--kl"),
        "trust-region": ("--policy", "--part-4"),
        "token-gradient": ("--right", "--kl"),
        "group-advantage": ("--wrong", "--part-4"),
    }
    for slug, (has, has_not) in stands_out.items():
        png = posters[poster_path(slug)]
        assert count(png, tokens[has]) > 300, (slug, has)
        assert count(png, tokens[has_not]) == 0, (slug, has_not)


@pytest.mark.node
def test_around_each_poster_is_paper(posters):
    paper = read_sheets(*SHEETS).root()["--paper"]
    wanted = [int(paper[at : at + 2], 16) for at in (1, 3, 5)]
    for png in posters.values():
        card = pixels(png)
        inner = np.zeros(card.shape[:2], bool)
        inner[FRAME:-FRAME, FRAME:-FRAME] = True
        assert (card[~inner][:, :3] == wanted).all()
        assert (card[inner][:, :3] != wanted).any()


@pytest.mark.node
def test_with_nothing_changed_node_does_not_start(posters, sections):
    idle = Toolchain(ROOT, Path("no-node-here"), (Path("no-npm-here"),))
    assert make_posters(ROOT, idle, sections) == posters
    changed = [replace(sections[0], number=99), *sections[1:]]
    with pytest.raises(OSError, match="no-node-here"):
        make_posters(ROOT, idle, changed)


@pytest.mark.browser
def test_a_browser_draws_the_same_pictures(toolchain, browser, site):
    # All in one test: resvg and our style sheets are read once for all of them.
    sheets = read_sheets(*SHEETS)
    page = browser.new_page(viewport={"width": 1280, "height": 1600}, java_script_enabled=False)
    theirs, plotted, letters = [], [], ""
    for chapter in CHOSEN:
        chosen = widget(chapter.slug)
        picture = chosen.render(chosen.view(chosen.controls()))
        page.goto(f"{site}/widgets/{chapter.slug}/")
        panel = page.locator(f".panel.{chosen.poster}")
        panel.scroll_into_view_if_needed()
        room, plot = panel.bounding_box(), panel.locator(".drawing > svg").bounding_box()
        # A browser begins a drawing at a whole pixel, and so it does with what is contained and
        # has the drawing in it, wherever the page would have them begin.
        around = [page.locator(each).bounding_box() for each in (".chapter", ".widget")]
        clip = {name: round(plot[name]) for name in ("width", "height")}
        for name in ("x", "y"):
            clip[name], before = 0, 0.0
            for box in (*around, plot):
                clip[name], before = round(clip[name] + box[name] - before), box[name]
        theirs.append(page.screenshot(clip=clip))
        drawing = plain_drawing(picture, sheets, room["width"], chosen.poster)
        assert drawing.width == pytest.approx(plot["width"], abs=0.6), chapter.slug
        assert drawing.height == pytest.approx(plot["height"], abs=0.6), chapter.slug
        across, down = size_of(theirs[-1])
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}"'
            f' width="{across}" height="{down}">{drawing.markup}</svg>'
        )
        # Labels stand out over the plot, so there is no frame to keep free.
        raised = sheets.root()["--raised"]
        plotted.append(Picture(chapter.slug, svg, across, raised, frame=-1000))
        letters += "".join(fromstring(drawing.markup).itertext())
    page.close()
    ours = draw(toolchain, plotted, Lettering(MODULES, CUTS, letters).fonts)
    blank = browser.new_page()
    differ = {
        chapter.slug: blank.evaluate(DIFFER, [b64encode(png).decode() for png in pair])
        for chapter, pair in zip(CHOSEN, zip(theirs, ours, strict=True), strict=True)
    }
    blank.close()
    assert {slug: share for slug, share in differ.items() if share >= 0.03} == {}


DIFFER = """async (pictures) => {
  const [a, b] = await Promise.all(pictures.map(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height);
  }));
  if (a.width !== b.width || a.height !== b.height) return 1;
  let differ = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    const by = [0, 1, 2].map((k) => Math.abs(a.data[at + k] - b.data[at + k]));
    if (Math.max(...by) > 64) differ += 1;
  }
  return differ / (a.width * a.height);
}"""
"""Which share of the pixels of two pictures are not alike."""


@pytest.mark.node
def test_ink_in_the_frame_is_an_error(toolchain):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50">{}</svg>'
    inside = svg.format('<rect x="10" y="10" width="30" height="30"/>')
    (png,) = draw(toolchain, [Picture("A card", inside, 100, "#ffffff", 10)])
    assert size_of(png) == (100, 100)
    assert count(png, "#000000") == 60 * 60
    outside = svg.format('<rect x="10" y="10" width="31" height="30"/>')
    with pytest.raises(BuildError, match="A card leaves its frame"):
        draw(toolchain, [Picture("A card", outside, 100, "#ffffff", 10)])


@pytest.mark.node
def test_the_icons_have_the_sizes_that_they_are_said_to_have(toolchain):
    icons = make_icons(ROOT, toolchain, "R1, taken apart", "The paper, in chapters.")
    assert size_of(icons["apple-touch-icon.png"]) == (180, 180)
    manifest = json.loads(icons["manifest.webmanifest"])
    assert (manifest["start_url"], manifest["display"]) == ("./", "browser")
    for icon in manifest["icons"]:
        side = "x".join(map(str, size_of(icons[icon["src"]])))
        assert side == icon["sizes"]
    favicon = icons["favicon.ico"]
    _, kind, number = struct.unpack("<HHH", favicon[:6])
    assert kind == 1
    sides = []
    for at in range(number):
        entry = struct.unpack("<BBBBHHII", favicon[6 + 16 * at : 22 + 16 * at])
        sides.append(entry[0])
        assert size_of(favicon[entry[7] : entry[7] + entry[6]]) == (entry[0], entry[1])
    assert sides == [16, 32]


@pytest.mark.node
def test_the_icon_of_phones_has_no_corners_cut_off(toolchain):
    icons = make_icons(ROOT, toolchain, "R1", "")
    assert (pixels(icons["apple-touch-icon.png"])[..., 3] == 255).all()
    assert pixels(icons["icon-192.png"])[0, 0, 3] == 0
