"""What a browser makes of one of our drawings, without a browser: styles and places worked out.

A drawing of the kit has no width, no colour and no letters of its own: the style sheets say. Here
they are applied to it as it stands in a panel of a given width on the light theme, and what comes
out is an SVG of plain presentation attributes and CSS pixels, which any renderer draws alike.

Understood is what our drawings and style sheets use. Rules inside at-rules (other themes, other
widths, print) are left aside; anything else that cannot be worked out is an error, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

import tinycss2
from cssselect2 import (
    ElementWrapper,
    Matcher,
    SelectorError,
    compile_selector_list,
)
from tinycss2 import ast
from tinycss2.color4 import parse_color

from sitebuild.errors import BuildError
from widgets.kit.markup import number

__all__ = ["Drawing", "Sheets", "plain_drawing", "read_sheets"]

Style = dict[str, str]
"""Properties by name, custom ones among them, every `var()` replaced."""

Tokens = Sequence[ast.Node]

INHERITED: Final = frozenset(
    (
        *("color", "visibility", "fill", "fill-opacity", "fill-rule", "paint-order"),
        *("stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linecap"),
        *("stroke-linejoin", "font-family", "font-size", "font-weight", "font-style"),
        *("text-anchor", "letter-spacing"),
    )
)
"""Properties that an element has from the one that it stands in."""

OWN: Final = frozenset(
    (
        *("opacity", "display", "overflow", "transform", "vector-effect", "width", "height"),
        *("aspect-ratio", "margin-top", "margin-right", "margin-bottom", "margin-left"),
    )
)
"""The other properties that say something about a drawing."""

SIDES: Final = ("margin-top", "margin-right", "margin-bottom", "margin-left")

STROKE: Final = {
    "stroke-width": "1",
    "stroke-dasharray": "none",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
}
"""How a line is drawn, and what SVG starts from."""

LETTERS: Final = {"font-style": "normal", "text-anchor": "start", "letter-spacing": "normal"}
"""How words are set, besides their family, size and weight, and what SVG starts from."""

BROWSER_SIZE: Final = 16.0
"""Size of letters that a browser starts from, in CSS pixels."""

VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
CASED: Final = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}

PLACES: Final = {
    "circle": ("cx", "cy", "r"),
    "line": ("x1", "y1", "x2", "y2"),
    "path": (),
    "rect": ("x", "y", "width", "height", "rx"),
    "text": ("x", "y", "dx", "dy"),
    "tspan": ("x", "y", "dx", "dy"),
}
"""What can be drawn, and the attributes that place it."""

DOWN: Final = frozenset({"y", "y1", "y2", "cy", "height", "dy"})
"""Attributes whose percentages are of the height."""


class Drawing(NamedTuple):
    """A drawing as it stands in its panel.

    Attributes:
        markup: an SVG `g` in CSS pixels, its origin the upper left corner of the plot.
        width: of the plot, in CSS pixels.
        height: of the plot, in CSS pixels.
        margins: what the style sheet keeps free around it, in CSS pixels: top, right, bottom, left.
        label: what it is called to those who cannot see it.
        title: the heading of its panel.
    """

    markup: str
    width: float
    height: float
    margins: tuple[float, float, float, float]
    label: str
    title: str


class Sheets(NamedTuple):
    """Style sheets, ready to be matched.

    Attributes:
        matcher: selectors, with the declarations of their rules.
    """

    matcher: Matcher

    def root(self) -> Style:
        """The style of the light page's root: every token of the theme."""
        html = ElementWrapper.from_html_root(Element("html", {"data-theme": "light"}))
        return _computed(html, {}, self, BROWSER_SIZE)


def read_sheets(*texts: str) -> Sheets:
    """Style sheets, in the order in which a page has them.

    Args:
        texts: the text of each.

    Raises:
        BuildError: a rule that cannot be read.

    Example:
        >>> sheets = read_sheets(":root { --ink: #111111 } @media print { :root { --ink: #000 } }")
        >>> sheets.root()["--ink"]
        '#111111'
    """
    matcher = Matcher()
    for text in texts:
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type == "qualified-rule":
                _add_rule(matcher, rule)
            elif rule.type == "error":
                raise _no_sense("A style sheet", rule.message)
    return Sheets(matcher)


def plain_drawing(picture: str, sheets: Sheets, room: float, panel: str = "") -> Drawing:
    """One drawing of a picture, with all that the style sheets say of it written out.

    Args:
        picture: what a widget's `render` returned.
        sheets: the site's style sheets.
        room: width of the panel, in CSS pixels.
        panel: a class of the panel; without it the first whose drawing is an SVG is taken.

    Raises:
        BuildError: there is no such drawing, or something in it cannot be worked out.

    Example:
        >>> picture = (
        ...     '<div class="panel"><div class="drawing"><svg height="10">'
        ...     '<rect x="50%" width="50%" height="10" class="bar"></rect></svg></div></div>'
        ... )
        >>> sheets = read_sheets(":root { --ink: #123456 } .bar { fill: var(--ink) }")
        >>> plain_drawing(picture, sheets, room=80).markup
        '<g><rect x="40" width="40" height="10" fill="#123456" /></g>'
    """
    html, stage = _empty_page()
    reader = _Reader(stage)
    reader.feed(picture)
    reader.close()
    svg, title = _choose(stage, panel)
    page = ElementWrapper.from_html_root(html)
    (chosen,) = (element for element in page.iter_subtree() if element.etree_element is svg)
    style, rem = sheets.root(), _pixels(sheets.root()["font-size"])
    for ancestor in chosen.ancestors:
        style = _computed(ancestor, style, sheets, rem)
    style = _computed(chosen, style, sheets, rem)

    def extent(name: str, base: float) -> float:
        return _length(style.get(name, svg.get(name, "100%")), base, rem, _pixels_of(style))

    width = extent("width", room)
    ratio = style.get("aspect-ratio", "auto")
    if style.get("height", svg.get("height", "auto")) != "auto":
        height = extent("height", width)
    elif ratio != "auto":
        across, _, down = ratio.partition("/")
        height = width * float(down or 1) / float(across)
    else:
        raise _no_sense("The height of a drawing", "neither a height nor an aspect-ratio")
    top, right, bottom, left = (
        0.0
        if style.get(side, "0") == "auto"
        else _length(style.get(side, "0"), room, rem, _pixels_of(style))
        for side in SIDES
    )
    group = Element("g")
    _Pen(sheets, rem, width, height).draw_all(chosen, style, group)
    return Drawing(
        tostring(group, encoding="unicode"),
        width,
        height,
        (top, right, bottom, left),
        svg.get("aria-label", ""),
        title,
    )


# --- the page ---------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """Reads HTML, as elements below one that is given."""

    def __init__(self, top: Element) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {CASED.get(name, name): value or "" for name, value in attrs}
        element = SubElement(self.open[-1], tag, named)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        parent = self.open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


def _empty_page() -> tuple[Element, Element]:
    """A page's root, and in it an empty picture, nested as the templates nest it."""
    html = Element("html", {"data-theme": "light", "class": "js"})
    inner = SubElement(SubElement(html, "body"), "main")
    for name, classes in (
        ("article", "chapter"),
        ("figure", "widget"),
        ("form", "frame"),
        ("div", "stage"),
        ("div", "picture"),
    ):
        inner = SubElement(inner, name, {"class": classes})
    return html, inner


def _choose(stage: Element, panel: str) -> tuple[Element, str]:
    """The drawing of the panel with a class, or the first that is an SVG; its panel's title."""
    for element in stage.iter("div"):
        classes = element.get("class", "").split()
        svg = element.find("./div[@class='drawing']/svg")
        if "panel" in classes and svg is not None and (not panel or panel in classes):
            heading = element.find("./p[@class='panel-title']")
            return svg, "" if heading is None else (heading.text or "").strip()
    raise BuildError(
        f"The picture has no panel{f' {panel!r}' if panel else ''} whose drawing is an SVG.",
        "Name one that has, by a class, in the widget's `poster`.",
    )


# --- styles -----------------------------------------------------------------------------------


def _add_rule(matcher: Matcher, rule: ast.QualifiedRule) -> None:
    declarations = tinycss2.parse_blocks_contents(
        rule.content, skip_comments=True, skip_whitespace=True
    )
    if any(item.type != "declaration" for item in declarations):
        raise _no_sense(
            f"The rule of {_written(rule.prelude)!r}", "it holds something else than declarations"
        )
    for tokens in _between_commas(rule.prelude):
        try:
            (selector,) = compile_selector_list(tokens)
        except SelectorError as error:
            if "pseudo" in str(error):
                continue  # a state or a part that no drawing has when nobody touches it
            raise _no_sense(f"The selector {_written(tokens)!r}", error) from None
        if selector.pseudo_element is None:
            matcher.add_selector(selector, declarations)


def _between_commas(tokens: Tokens) -> list[Tokens]:
    parts: list[list[ast.Node]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [*parts]


def _computed(
    element: ElementWrapper, above: Mapping[str, str], sheets: Sheets, rem: float
) -> Style:
    """The style of an element: what it inherits, and what the sheets say of it."""
    won: dict[str, Tokens] = {}
    important: dict[str, Tokens] = {}
    for _, _, _, declarations in sheets.matcher.match(element):
        for declaration in declarations:
            (important if declaration.important else won).update(_longhands(declaration))
    won |= important
    style: Style = {
        name: value for name, value in above.items() if name in INHERITED or name[:2] == "--"
    }
    style |= {
        name: value
        for name, value in element.etree_element.attrib.items()
        if name in INHERITED or name in ("opacity", "transform")
    }
    custom = {name: won[name] for name in won if name[:2] == "--"}
    for name in custom:
        style.pop(name, None)
    for name in custom:
        _settle(name, custom, style)
    size_above = _pixels(above.get("font-size", f"{BROWSER_SIZE}px"))
    for name, tokens in won.items():
        if name in INHERITED or name in OWN:
            value = _written(_replaced(tokens, style.__getitem__, name))
            if name == "font-size":
                value = f"{_length(value, size_above, rem, size_above)}px"
            style[name] = above.get(name, "") if value == "inherit" else value
    style.setdefault("font-size", f"{BROWSER_SIZE}px")
    return style


def _settle(name: str, custom: Mapping[str, Tokens], style: Style) -> None:
    """Puts a custom property into a style, after those that it speaks of; not one without sense."""

    def looked_up(other: str) -> str:
        if other not in style and other in custom and other != name:
            _settle(other, {key: custom[key] for key in custom if key != name}, style)
        return style[other]

    try:
        style[name] = _written(_replaced(custom[name], looked_up, name))
    except BuildError:
        style.pop(name, None)  # an error only where it is used, as in a browser


def _replaced(tokens: Tokens, value: Callable[[str], str], owner: str) -> list[ast.Node]:
    """A value with each `var()` in it replaced."""
    result: list[ast.Node] = []
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            name, fallback = _reference(token)
            try:
                result += tinycss2.parse_component_value_list(value(name))
            except KeyError:
                if fallback is None:
                    raise BuildError(
                        f"The style sheets ask for var({name}) in `{owner}`, which has no value.",
                        "Give it one where the drawing stands, or a fallback.",
                    ) from None
                result += _replaced(fallback, value, owner)
        elif token.type in ("function", "() block"):
            inside = token.arguments if token.type == "function" else token.content
            words = tinycss2.serialize(_replaced(inside, value, owner))
            opening = f"{token.name}(" if token.type == "function" else "("
            result += tinycss2.parse_component_value_list(f"{opening}{words})")
        else:
            result.append(token)
    return result


def _reference(function: ast.FunctionBlock) -> tuple[str, Tokens | None]:
    """The name in a `var()`, and the fallback behind the comma, if there is one."""
    arguments = list(function.arguments)
    commas = [at for at, token in enumerate(arguments) if token == ","]
    name = _written(arguments[: commas[0]] if commas else arguments)
    return name, arguments[commas[0] + 1 :] if commas else None


def _longhands(declaration: ast.Declaration) -> Iterator[tuple[str, Tokens]]:
    """A declaration as those of single properties, where it is a shorthand that we use."""
    name, tokens = declaration.name, declaration.value
    parts = [token for token in tokens if token.type != "whitespace"]
    if name == "margin":
        by_count = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1), 4: (0, 1, 2, 3)}
        yield from (
            (side, [parts[at]]) for side, at in zip(SIDES, by_count[len(parts)], strict=True)
        )
    elif name in ("margin-inline", "margin-block"):
        sides = (3, 1) if name == "margin-inline" else (0, 2)
        yield SIDES[sides[0]], [parts[0]]
        yield SIDES[sides[1]], [parts[-1]]
    elif name == "font" and len(parts) > 1:
        yield from _font(parts)
    else:
        yield (name if name[:2] == "--" else declaration.lower_name), tokens


def _font(parts: Tokens) -> Iterator[tuple[str, Tokens]]:
    """The properties that we use of the shorthand `font`."""
    is_size = [
        part.type in ("dimension", "percentage") or part.type == "function" for part in parts
    ]
    at = is_size.index(True)
    weights = [part for part in parts[:at] if part.type == "number" or part == "bold"]
    family = at + 3 if parts[at + 1] == "/" else at + 1
    yield "font-size", [parts[at]]
    yield "font-weight", weights or tinycss2.parse_component_value_list("400")
    yield (
        "font-style",
        [part for part in parts[:at] if part == "italic"]
        or (tinycss2.parse_component_value_list("normal")),
    )
    yield "font-family", parts[family:]


def _written(tokens: Tokens) -> str:
    return str(tinycss2.serialize(tokens)).strip()


# --- lengths ----------------------------------------------------------------------------------


def _length(written: str, base: float, rem: float, em: float) -> float:
    """A length in CSS pixels.

    Args:
        written: as in a style sheet; may calculate.
        base: what percentages are of.
        rem: size of the root's letters.
        em: size of the letters here.

    Example:
        >>> _length("calc(100% - 2 * 1rem)", 100, 17, 15), _length("min(100%, 3em)", 100, 17, 15)
        (66.0, 45.0)
    """
    tokens = _solid(tinycss2.parse_component_value_list(written))
    try:
        value, rest = _sum(tokens, {"%": base / 100, "px": 1.0, "rem": rem, "em": em})
    except (IndexError, KeyError, ValueError):
        raise _no_sense("The length", repr(written)) from None
    if rest:
        raise _no_sense("The length", repr(written))
    return value


def _sum(tokens: Tokens, units: Mapping[str, float]) -> tuple[float, Tokens]:
    total, rest = _product(tokens, units)
    while rest and rest[0] in ("+", "-"):
        sign = 1.0 if rest[0] == "+" else -1.0
        value, rest = _product(rest[1:], units)
        total += sign * value
    return total, rest


def _product(tokens: Tokens, units: Mapping[str, float]) -> tuple[float, Tokens]:
    total, rest = _term(tokens[0], units), tokens[1:]
    while rest and rest[0] in ("*", "/"):
        value = _term(rest[1], units)
        total, rest = (total * value if rest[0] == "*" else total / value), rest[2:]
    return total, rest


def _term(token: ast.Node, units: Mapping[str, float]) -> float:
    if token.type == "number":
        return float(token.value)
    if token.type == "percentage":
        return float(token.value) * units["%"]
    if token.type == "dimension":
        return float(token.value) * units[token.lower_unit]
    if token.type == "() block":
        return _whole(token.content, units)
    if token.type == "function" and token.lower_name == "calc":
        return _whole(token.arguments, units)
    if token.type == "function" and token.lower_name in ("min", "max", "clamp"):
        values = [_whole(part, units) for part in _between_commas(token.arguments)]
        if token.lower_name == "clamp":
            low, wished, high = values
            return max(low, min(wished, high))
        return min(values) if token.lower_name == "min" else max(values)
    raise ValueError(token.type)


def _whole(tokens: Tokens, units: Mapping[str, float]) -> float:
    value, rest = _sum(_solid(tokens), units)
    if rest:
        raise ValueError(_written(rest))
    return value


def _solid(tokens: Tokens) -> list[ast.Node]:
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def _pixels(written: str) -> float:
    """The number of a length that has been worked out."""
    return float(written.removesuffix("px"))


def _pixels_of(style: Style) -> float:
    return _pixels(style["font-size"])


# --- drawing ----------------------------------------------------------------------------------


class _Pen(NamedTuple):
    """What draws elements inside one viewport.

    Attributes:
        sheets: the style sheets.
        rem: size of the root's letters.
        width: of the viewport, in CSS pixels.
        height: of the viewport, in CSS pixels.
        box: where coordinates are stretched, the box that fills the viewport: x, y, width, height.
    """

    sheets: Sheets
    rem: float
    width: float
    height: float
    box: tuple[float, float, float, float] | None = None

    def draw_all(self, parent: ElementWrapper, style: Style, into: Element) -> None:
        """Draws what stands in an element."""
        for child in parent.iter_children():
            self.draw(child, _computed(child, style, self.sheets, self.rem), into)

    def draw(self, element: ElementWrapper, style: Style, into: Element) -> None:
        """Draws one element, and what stands in it; nothing if it cannot be seen."""
        name = element.local_name
        if style.get("display") == "none" or style.get("visibility") == "hidden":
            return
        if name == "svg":
            self._draw_viewport(element, style, into)
        elif name == "g":
            group = SubElement(into, "g", _group(style))
            self.draw_all(element, style, group)
            if not len(group):
                into.remove(group)
        elif name in PLACES:
            self._draw_shape(element, style, into)
        else:
            raise _no_sense("In a drawing the element", f"<{name}>")

    def _draw_viewport(self, element: ElementWrapper, style: Style, into: Element) -> None:
        given = element.etree_element.attrib
        if style.get("overflow", "hidden") != "visible":
            raise _no_sense("A drawing in a drawing", "it must have `overflow: visible`")
        place = {name: self._place(name, given.get(name, "0"), style) for name in ("x", "y")}
        size = [self._place(name, given.get(name, "100%"), style) for name in ("width", "height")]
        box = None
        if "viewBox" in given:
            if given.get("preserveAspectRatio") != "none":
                raise _no_sense("A viewBox", "only one stretched to fit is understood")
            left, top, across, down = map(float, given["viewBox"].split())
            box = (left, top, across, down)
        moved = {"transform": f"translate({number(place['x'])} {number(place['y'])})"}
        group = SubElement(into, "g", moved if any(place.values()) else {})
        _Pen(self.sheets, self.rem, size[0], size[1], box).draw_all(element, style, group)
        if not len(group):
            into.remove(group)

    def _draw_shape(self, element: ElementWrapper, style: Style, into: Element) -> None:
        name, given = element.local_name, element.etree_element
        painted = _painted(style, self.rem)
        if not painted:
            return
        shape = SubElement(into, name)
        for place in PLACES[name]:
            if place in given.attrib:
                shape.set(place, number(self._place(place, given.attrib[place], style)))
        if self.box is not None:
            if name != "path" or _group(style):
                raise _no_sense("In a stretched layer", f"<{name}>; only paths are understood")
            if "stroke" in painted and style.get("vector-effect") != "non-scaling-stroke":
                raise _no_sense("A stretched line", "it must have a stroke that does not scale")
        if name == "path":
            shape.set("d", self._outline(given.get("d", "")))
        for key, value in {**_group(style), **painted}.items():
            shape.set(key, value)
        if name in ("text", "tspan"):
            for key, value in _lettered(style).items():
                shape.set(key, value)
            shape.set("xml:space", "preserve")  # a space may begin a tspan
            shape.text = given.text
            for child in element.iter_children():
                below = _computed(child, style, self.sheets, self.rem)
                self.draw(child, below, shape)
                shape[-1].tail = child.etree_element.tail

    def _place(self, name: str, written: str, style: Style) -> float:
        base = self.height if name in DOWN else self.width
        return _length(written, base, self.rem, _pixels_of(style))

    def _outline(self, d: str) -> str:
        """Path data in CSS pixels."""
        if self.box is None:
            return d
        left, top, across, down = self.box
        words: list[str] = []
        turn = 0
        for command, value in re.findall(r"([A-Za-z])|(-?[\d.]+)", d):
            if command:
                if command not in "MLHVZ":
                    raise _no_sense("In a stretched path the command", repr(command))
                letter, turn = command, 1 if command == "V" else 0
                words.append(letter)
            else:
                share = (float(value) - top) / down if turn else (float(value) - left) / across
                words.append(number(share * (self.height if turn else self.width)))
                turn = turn if letter in "HV" else 1 - turn
        return " ".join(words)


def _group(style: Style) -> dict[str, str]:
    """The attributes that an element hands to all that stands in it."""
    written = {}
    if (moved := style.get("transform", "none")) != "none":
        written["transform"] = _transform(moved)
    if float(style.get("opacity", "1")) != 1:
        written["opacity"] = style["opacity"]
    return written


def _transform(css: str) -> str:
    """A transformation of a style sheet, or of an attribute, as an attribute.

    Example:
        >>> _transform("translateY(-12px) rotate(90deg)"), _transform("rotate(-96.3)")
        ('translate(0 -12) rotate(90)', 'rotate(-96.3)')
    """
    steps = []
    for name, inside in re.findall(r"([A-Za-z]+)\(([^()]*)\)", css):
        values = re.findall(r"(-?[\d.]+)(px|deg)?(?=[\s,]|$)", inside)
        numbers = [value for value, _ in values]
        if len(numbers) != len(re.split(r"[\s,]+", inside.strip())):
            raise _no_sense("The transformation", repr(css))
        match name:
            case "translateX":
                steps.append(f"translate({numbers[0]} 0)")
            case "translateY":
                steps.append(f"translate(0 {numbers[0]})")
            case "translate" | "rotate" | "scale":
                steps.append(f"{name}({' '.join(numbers)})")
            case _:
                raise _no_sense("The transformation", repr(css))
    if not steps:
        raise _no_sense("The transformation", repr(css))
    return " ".join(steps)


def _painted(style: Style, rem: float) -> dict[str, str]:
    """The attributes that paint a shape; none if nothing of it is to be seen."""
    fill, veil = _paint(style, "fill", "black")
    line, haze = _paint(style, "stroke", "none")
    width = _length(style.get("stroke-width", "1"), 0, rem, _pixels_of(style))
    if width == 0:
        line = "none"
    if fill == line == "none":
        return {}
    written = {"fill": fill}
    if fill != "none" and veil != 1:
        written["fill-opacity"] = number(veil)
    if style.get("fill-rule", "nonzero") != "nonzero":
        written["fill-rule"] = style["fill-rule"]
    if line != "none":
        written["stroke"] = line
        if haze != 1:
            written["stroke-opacity"] = number(haze)
        written |= {
            name: style[name] for name, start in STROKE.items() if style.get(name, start) != start
        }
        if "stroke-width" in written:
            written["stroke-width"] = number(width)
        if style.get("paint-order", "normal") != "normal":
            written["paint-order"] = style["paint-order"]
    return written


def _paint(style: Style, name: str, start: str) -> tuple[str, float]:
    """A colour as six digits, and how much of it there is, 0 to 1."""
    written = style.get(name, start)
    if written == "none":
        return "none", 1.0
    if written.lower() == "currentcolor":
        written = style.get("color", "black")
    colour = parse_color(written)
    if colour is None or isinstance(colour, str):
        raise _no_sense(f"As `{name}` the colour", repr(written))
    red, green, blue = (round(255 * part) for part in colour.to("srgb").coordinates)
    opacity = float(colour.alpha) * float(style.get(f"{name}-opacity", "1"))
    return (f"#{red:02x}{green:02x}{blue:02x}", opacity) if opacity else ("none", 1.0)


def _lettered(style: Style) -> dict[str, str]:
    """The attributes of words."""
    weight = {"normal": "400", "bold": "700"}.get(
        style.get("font-weight", "400"), style.get("font-weight", "400")
    )
    if not weight.isdecimal():
        raise _no_sense("As a weight of letters", repr(weight))
    if "font-family" not in style:
        raise _no_sense("Words in a drawing", "no style sheet names their family")
    return {
        "font-family": style["font-family"],
        "font-size": number(_pixels_of(style)),
        "font-weight": weight,
    } | {name: style[name] for name, start in LETTERS.items() if style.get(name, start) != start}


def _no_sense(what: str, why: object) -> BuildError:
    return BuildError(
        f"{what} cannot be worked out without a browser: {why}.",
        "Write it more simply in site/css, or teach it to sitebuild/svgstyle.py.",
    )
