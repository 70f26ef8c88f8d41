"""Drawing: axes, lines, areas, bars and labels on a frame that has no width of its own.

A frame's shapes are placed by percentages and its lines are stretched to fit, so that one
picture fills a phone and a wide screen alike while its text keeps the size that the style sheet
gives it. Only the height is in CSS pixels. Text that stands outside the plot (ticks, end labels)
lies in the margins that the class of the enclosing panel provides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from widgets.kit.markup import Markup, join, number, tag
from widgets.kit.roles import Role
from widgets.kit.scales import Log, Scale
from widgets.kit.words import plain
from widgets.kit.working import opener

__all__ = ["GRID", "Frame", "Stretched", "panel", "path", "spread", "toolbar"]

Point = tuple[float, float]
Values = Sequence[float]

GRID = 2000
"""Units along each side of the stretched layer: finer than any screen shows."""


class Stretched(Markup):
    """A shape that is stretched with the frame: paths, whose coordinates cannot be percentages."""

    __slots__ = ()


@dataclass(frozen=True)
class Frame:
    """A rectangle with two scales.

    Attributes:
        x: from the left side to the right.
        y: from the bottom to the top.
        height: in CSS pixels; None where the style sheet ties it to the width.

    Example:
        >>> from widgets.kit.scales import Linear
        >>> frame = Frame(Linear(0, 10), Linear(0, 1), height=200)
        >>> frame.left(5), frame.top(0.25)
        ('50%', '75%')
        >>> frame.line((0, 10), (0, 1), "policy")
        '<path class="line r-policy" d="M0 2000L2000 0"></path>'
    """

    x: Scale
    y: Scale
    height: int | None

    def left(self, value: float) -> Markup:
        """Where a value stands from the left, as a percentage."""
        return _percent(self.x(value))

    def top(self, value: float) -> Markup:
        """Where a value stands from the top, as a percentage."""
        return _percent(1 - self.y(value))

    def line(self, xs: Values, ys: Values, role: Role, style: str = "") -> Stretched:
        """A curve through points.

        Args:
            xs: abscissae; a range or a tuple, which several curves can share at no cost.
            ys: ordinates, as many.
            role: what it means.
            style: further classes, such as `dashed` or `thin`.
        """
        return path("M" + "L".join(self._places(xs, ys)), f"line r-{role}", style)

    def area(self, xs: Values, low: Values, high: Values, role: Role, style: str = "") -> Stretched:
        """The surface between two curves with the same abscissae."""
        return _surface(self._places(xs, low), self._places(xs, high), role, style)

    def stack(self, xs: Values, layers: Sequence[Values], roles: Sequence[Role]) -> Markup:
        """Surfaces piled on one another from the bottom, the first layer lowest.

        Args:
            xs: the abscissae.
            layers: one sequence of heights per layer, each as long as `xs`.
            roles: one per layer.
        """
        heights = [0.0] * len(xs)
        floor = self._places(xs, heights)
        areas = []
        for layer, role in zip(layers, roles, strict=True):
            heights = [a + b for a, b in zip(heights, layer, strict=True)]
            ceiling = self._places(xs, heights)
            areas.append(_surface(floor, ceiling, role, "part"))
            floor = ceiling
        return Stretched(join(areas))

    def bar(
        self, x: tuple[float, float], y: tuple[float, float], role: Role, style: str = ""
    ) -> Markup:
        """A rectangle from one corner to the other, both in data."""
        left, right = sorted(map(self.x, x))
        bottom, top = sorted(map(self.y, y))
        return tag(
            "rect",
            x=_percent(left),
            y=_percent(1 - top),
            width=_percent(right - left),
            height=_percent(top - bottom),
            class_=f"bar r-{role} {style}".rstrip(),
        )

    def bars(self, spans: Sequence[Point], heights: Values, role: Role) -> Stretched:
        """Many bars from the zero line as one shape, where single elements would be too many.

        Args:
            spans: left and right edge of each bar, in data.
            heights: where each ends.
            role: what they all mean.
        """
        x, y = self.x, self.y
        base = round(GRID - GRID * y(0))
        outline = "".join(
            [
                f"M{round(GRID * x(left))} {base}V{round(GRID - GRID * y(height))}"
                f"H{round(GRID * x(right))}V{base}Z"
                for (left, right), height in zip(spans, heights, strict=True)
            ]
        )
        return path(outline, f"bar r-{role}", "")

    def cells(
        self, cells: Iterable[tuple[int, int, float]], role: Role, style: str = ""
    ) -> Stretched:
        """Rectangles of many sizes on a lattice, as one shape: a heat map without shades.

        The lattice has cells one unit wide and high: cell (2, 0) lies between 2 and 3 across and
        between 0 and 1 up or down.

        Args:
            cells: column, row, and the share of the cell's surface that is covered, 0 to 1.
            role: what they all mean.
            style: further classes, such as `hollow`.
        """
        outline = []
        for column, row, share in cells:
            half = 0.46 * share**0.5
            left, right = sorted((self.x(column + 0.5 - half), self.x(column + 0.5 + half)))
            low, high = sorted((self.y(row + 0.5 - half), self.y(row + 0.5 + half)))
            outline.append(
                f"M{round(GRID * left)} {round(GRID - GRID * high)}"
                f"V{round(GRID - GRID * low)}H{round(GRID * right)}V{round(GRID - GRID * high)}Z"
            )
        return path("".join(outline), f"cells r-{role}", style)

    def dot(self, x: float, y: float, role: Role, style: str = "") -> Markup:
        """A round mark at a point."""
        return tag(
            "circle",
            cx=self.left(x),
            cy=self.top(y),
            r="4",
            class_=f"dot r-{role} {style}".rstrip(),
        )

    def diamond(self, x: float, y: float, role: Role = "published") -> Markup:
        """The mark of a published number at a point."""
        return self.sign(x, y, "M0 -6L6 0L0 6L-6 0Z", f"diamond r-{role}")

    def sign(self, x: float, y: float, outline: str, classes: str, turn: float = 0.0) -> Markup:
        """A small shape of fixed size at a point.

        Args:
            x: in data.
            y: in data.
            outline: path data in CSS pixels around the point.
            classes: of the path.
            turn: degrees, clockwise.
        """
        turned = f"rotate({turn:.1f})" if turn else None
        shape = tag("path", d=Markup(outline), class_=classes, transform=turned)
        return tag("svg", shape, x=self.left(x), y=self.top(y), width="1", height="1")

    def segment(self, a: Point, b: Point, role: Role, style: str = "") -> Markup:
        """A straight line between two points."""
        ends = {
            "x1": self.left(a[0]),
            "y1": self.top(a[1]),
            "x2": self.left(b[0]),
            "y2": self.top(b[1]),
        }
        return tag("line", **ends, class_=f"rule r-{role} {style}".rstrip())

    def key(self, y: float, role: Role, *text: str, sets: str = "") -> Markup:
        """A label in the right margin with a swatch of what it names.

        Args:
            y: its height, in data.
            role: of the swatch.
            text: as for `label`.
            sets: what a click on it sets, as `name:text`; as with dragging, never the only way.
        """
        top = self.top(y)
        box = {"x": "100%", "y": top}
        return tag(
            "g",
            tag("rect", **box, width="86", height="24", class_="hit") if sets else None,
            tag("rect", **box, width="10", height="10", class_=f"swatch r-{role}"),
            self.label("100%", y, *text, style="name", dx=23),
            data_set=sets or None,
        )

    def rule(
        self,
        *,
        x: float | None = None,
        y: float | None = None,
        role: Role = "neutral",
        style: str = "",
    ) -> Markup:
        """A straight line across the frame at one value of x, or of y."""
        ends = (
            {"x1": self.left(x), "x2": self.left(x), "y1": "0%", "y2": "100%"}
            if x is not None
            else {"x1": "0%", "x2": "100%", "y1": self.top(y or 0.0), "y2": self.top(y or 0.0)}
        )
        return tag("line", **ends, class_=f"rule r-{role} {style}".rstrip())

    def future(self, now: float, *, secret: bool = False) -> Markup:
        """What has not happened yet, pale.

        Args:
            now: the present, in data; what lies to its right is to come.
            secret: whether it is hidden, because a prediction waits for it.
        """
        style = "veil secret" if secret else "veil"
        return self.bar((now, self.x.high), (self.y.low, self.y.high), "neutral", style)

    def label(
        self,
        x: float | str,
        y: float | str,
        *text: str,
        role: Role | None = None,
        style: str = "",
        dx: float = 0,
        dy: float = 4,
    ) -> Markup:
        """Words at a point.

        Args:
            x: in data, or a percentage written out.
            y: in data, or a percentage written out.
            text: the words; a second one is set lighter.
            role: what they speak of, if their colour should say so.
            style: `start`, `middle` or `end` for the side that stands at the point, and others.
            dx: CSS pixels to the right.
            dy: CSS pixels down; 4 puts the middle of a line of text on the point.
        """
        inner = [text[0], *(tag("tspan", f" {more}", class_="light") for more in text[1:])]
        return tag(
            "text",
            *inner,
            x=x if isinstance(x, str) else self.left(x),
            y=y if isinstance(y, str) else self.top(y),
            dx=dx or None,
            dy=dy,
            class_=f"label {f'r-{role} ' if role else ''}{style}".rstrip(),
        )

    def opens(
        self,
        slug: str,
        name: str,
        x: float | str,
        y: float | str,
        written: str,
        said: str,
        *,
        entry: bool = True,
        role: Role | None = None,
        style: str = "start",
        dx: float = 0,
        dy: float = 4,
    ) -> Markup:
        """A number at a point that opens; a drawing with one needs the role `group`.

        Args:
            slug: the widget's.
            name: the number's, from `widgets.kit.working.named`.
            x: in data, or a percentage written out.
            y: in data, or a percentage written out.
            written: the number.
            said: what it is, for those who cannot see it.
            entry: whether the Tab key stops here; in a `toolbar` one number does.
            role: as for `label`.
            style: as for `label`; one of `start`, `middle` and `end` is among it.
            dx: as for `label`.
            dy: as for `label`.
        """
        # As wide as the letters will be, near enough; as high as a finger needs.
        width = max(24.0, 6.4 * len(written) + 4)
        reach = {"end": width - 3, "middle": width / 2}.get(style.split()[-1], 3.0)
        box: dict[str, str | float] = {
            "x": x if isinstance(x, str) else self.left(x),
            "y": y if isinstance(y, str) else self.top(y),
            "width": width,
            "height": 24,
            "transform": f"translate({number(dx - reach)} {number(dy - 16)})",
        }
        return tag(
            "g",
            tag("rect", **box, rx="4", class_="touch"),
            self.label(x, y, written, role=role, style=style, dx=dx, dy=dy),
            class_="opens",
            role="button",
            **opener(slug, name, f"{said} {written}", entry),
        )

    def x_axis(
        self,
        title: str = "",
        about: int = 5,
        written: Callable[[float], str] = plain,
        ticks: Sequence[float] | None = None,
    ) -> Markup:
        """Ticks with their numbers below the frame, and the axis's name at its right end."""
        values = self.x.ticks(about) if ticks is None else ticks
        return _x_axis(self.x, title, tuple(values), tuple(map(written, values)))

    def y_axis(
        self,
        title: str = "",
        about: int = 4,
        written: Callable[[float], str] = plain,
        ticks: Sequence[float] | None = None,
    ) -> Markup:
        """Ticks left of the frame with hairlines across it, and the axis's name above."""
        values = self.y.ticks(about) if ticks is None else ticks
        return _y_axis(self.y, title, tuple(values), tuple(map(written, values)))

    def drag(self, control: str) -> Markup:
        """A surface on which a pointer sets a control by where it is along the x scale.

        Whatever it sets can be set by an ordinary control too: dragging is never the only way.

        Args:
            control: the name of the control.
        """
        return tag(
            "rect",
            x="0%",
            y="0%",
            width="100%",
            height="100%",
            class_="drag",
            data_drag=control,
            data_low=f"{self.x.low:.10g}",
            data_high=f"{self.x.high:.10g}",
            data_log="yes" if isinstance(self.x, Log) else None,
        )

    def svg(self, label: str, *layers: Markup, role: str = "img") -> Markup:
        """The drawing, its layers painted in order.

        Args:
            label: one phrase that names the drawing to a screen reader.
            layers: what the other methods returned.
            role: `group` if something in it takes the keyboard.
        """
        return tag(
            "svg",
            *_gathered(layers),
            width="100%",
            height=None if self.height is None else str(self.height),
            role=role,
            aria_label=label,
        )

    def _places(self, xs: Values, ys: Values) -> list[str]:
        """Points as coordinates of the stretched layer, in whole units."""
        heights = self.y.shares(ys)
        return [
            f"{x} {round(GRID - GRID * height)}"
            for x, height in zip(_across(self.x, xs), heights, strict=True)
        ]


def path(outline: str, classes: str, style: str = "") -> Stretched:
    """A shape of the stretched layer.

    Args:
        outline: path data, `GRID` units along each side, from the top left.
        classes: what it is.
        style: further classes.
    """
    return Stretched(tag("path", class_=f"{classes} {style}".rstrip(), d=Markup(outline)))


def toolbar(label: str, *layers: Markup) -> Markup:
    """Numbers that open and belong together: one stop for the Tab key, arrow keys inside.

    Args:
        label: what they are, for those who cannot see them.
        layers: the numbers, one of them made with `entry`; other marks may stand among them.
    """
    return tag("g", *layers, role="toolbar", aria_label=label)


def panel(title: str, *parts: Markup, size: str = "half", note: str = "") -> Markup:
    """A titled drawing, one cell of a picture.

    Args:
        title: what is drawn, in a few words.
        parts: drawings.
        size: its class in the picture's grid: `full` or `half`; more after a space.
        note: a line below the title; numbers that open may stand in it.
    """
    said = tag("span", " ", note) if note else None
    heading = tag("p", title, said, class_="panel-title")
    return tag("div", heading, tag("div", *parts, class_="drawing"), class_=f"panel {size}")


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Moves labels apart until none is closer to the next than `gap`, changing as little as may be.

    Args:
        positions: wanted places, in any order.
        gap: least distance between neighbours.
        low: least place allowed.
        high: greatest place allowed.

    Returns:
        One place per label, in the order given. If they cannot all fit, they share the room.

    Example:
        >>> spread([0.5, 0.5], gap=0.5, low=0.0, high=1.0)
        [0.25, 0.75]
        >>> spread([0.0, 0.05, 1.0], gap=0.1, low=0.0, high=1.0)
        [0.0, 0.1, 1.0]
    """
    count = len(positions)
    if count > 1:
        gap = min(gap, (high - low) / (count - 1))
    order = sorted(range(count), key=positions.__getitem__)
    # Neighbours that collide move as one block, centred on the mean of their wishes.
    blocks: list[list[int]] = []
    starts: list[float] = []
    for index in order:
        blocks.append([index])
        starts.append(min(max(positions[index], low), high))
        while len(blocks) > 1 and starts[-2] + gap * len(blocks[-2]) > starts[-1] + 1e-12:
            tail = blocks.pop()
            starts.pop()
            blocks[-1] += tail
            block = blocks[-1]
            wish = sum(positions[i] - gap * rank for rank, i in enumerate(block)) / len(block)
            starts[-1] = min(max(wish, low), high - gap * (len(block) - 1))
    places = [0.0] * count
    for block, start in zip(blocks, starts, strict=True):
        for rank, index in enumerate(block):
            places[index] = start + gap * rank
    return places


@lru_cache(maxsize=64)
def _across(scale: Scale, xs: Values) -> tuple[str, ...]:
    """Abscissae in the units of the stretched layer, remembered: most curves share them."""
    return tuple(str(round(GRID * scale(x))) for x in xs)


@lru_cache(maxsize=64)
def _x_axis(scale: Scale, title: str, values: Values, written: tuple[str, ...]) -> Markup:
    """An axis, remembered: it is a good part of a drawing, and seldom changes."""
    frame = Frame(scale, scale, None)
    parts = [tag("line", x1="0%", x2="100%", y1="100%", y2="100%", class_="axis")]
    parts += [
        frame.label(value, "100%", text, style="tick middle", dy=17)
        for value, text in zip(values, written, strict=True)
    ]
    if title:
        parts.append(frame.label("100%", "100%", title, style="title end", dy=33))
    return join(parts)


@lru_cache(maxsize=64)
def _y_axis(scale: Scale, title: str, values: Values, written: tuple[str, ...]) -> Markup:
    """The same at the side."""
    frame = Frame(scale, scale, None)
    parts = []
    for value, text in zip(values, written, strict=True):
        style = "zero" if value == 0 else "grid"
        parts.append(frame.rule(y=value, style=style))
        parts.append(frame.label("0%", value, text, style="tick end", dx=-8))
    if title:
        parts.append(frame.label("0%", "0%", title, style="title start", dx=-40, dy=-12))
    return join(parts)


def _surface(floor: list[str], ceiling: list[str], role: Role, style: str) -> Stretched:
    return path(f"M{'L'.join(floor)}L{'L'.join(reversed(ceiling))}Z", f"area r-{role}", style)


def _percent(share: float) -> Markup:
    """A share as a percentage for an attribute.

    Example:
        >>> _percent(1 / 3), _percent(-1e-17)
        ('33.33%', '0%')
    """
    return Markup(f"{round(100 * share, 2) + 0.0:g}%")


def _gathered(layers: Sequence[Markup]) -> list[Markup]:
    """Neighbouring stretched shapes put into one stretched layer."""
    parts: list[Markup] = []
    pending: list[Markup] = []
    for layer in (*layers, Markup("")):
        if isinstance(layer, Stretched):
            pending.append(layer)
            continue
        if pending:
            parts.append(
                tag(
                    "svg",
                    *pending,
                    viewBox=f"0 0 {GRID} {GRID}",
                    preserveAspectRatio="none",
                    width="100%",
                    height="100%",
                )
            )
            pending = []
        parts.append(layer)
    return parts
