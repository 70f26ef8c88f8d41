"""The simplex of three shares as a triangle with equal units, and the points a hand can move in it.

Every policy over three options is a place in the triangle: the corners are the options, the
nearer a corner the larger its share. Shapes are placed by percentages like those of a `Frame`;
what makes the units equal is the style sheet, which ties the drawing's height to its width.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, degrees, hypot, sqrt
from typing import Final, NamedTuple

from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import GRID, Frame, Stretched, path
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.words import listed, percent

__all__ = ["Triangle"]

Shares = tuple[float, float, float]

UNIT: Final = Linear(0, 1)
FRAME: Final = Frame(UNIT, UNIT, height=None)
HEIGHT: Final = sqrt(3) / 2
"""The triangle's height in units of its width."""

CORNERS: Final[tuple[Shares, ...]] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


class Triangle(NamedTuple):
    """A triangle whose corners are three options: left, right and top.

    Attributes:
        names: of the options.

    Example:
        >>> triangle = Triangle(("Guess", "Derive", "Verify"))
        >>> triangle.place((0.5, 0.0, 0.5))
        (0.25, 0.5)
        >>> triangle.line([(1, 0, 0), (0, 1, 0)], "policy")
        '<path class="line r-policy" d="M0 2000L2000 2000"></path>'
    """

    names: tuple[str, str, str]

    def place(self, shares: Shares) -> tuple[float, float]:
        """Where three shares stand: across from the left, and up from the base, both 0 to 1."""
        return (shares[1] + shares[2] / 2, shares[2])

    def line(self, points: Sequence[Shares], role: Role, style: str = "") -> Stretched:
        """A curve through policies."""
        return path(f"M{self._through(points)}", f"line r-{role}", style)

    def area(self, points: Sequence[Shares], role: Role, style: str = "") -> Stretched:
        """The surface inside a closed curve through policies."""
        return path(f"M{self._through(points)}Z", f"area r-{role}", style)

    def dot(self, shares: Shares, role: Role, style: str = "") -> Markup:
        """A round mark at a policy."""
        return FRAME.dot(*self.place(shares), role, style)

    def sign(self, shares: Shares, outline: str, classes: str) -> Markup:
        """A small shape of fixed size at a policy; see `Frame.sign`."""
        return FRAME.sign(*self.place(shares), outline, classes)

    def arrow(self, a: Shares, b: Shares, role: Role) -> Markup:
        """An arrow from one policy to another; nothing if they are the same.

        The tip may lie outside the triangle: an arrow is a direction, not a policy.
        """
        (x1, y1), (x2, y2) = self.place(a), self.place(b)
        across, up = x2 - x1, HEIGHT * (y2 - y1)
        if hypot(across, up) < 1e-6:
            return Markup()
        head = FRAME.sign(
            x2, y2, "M0 0L-9 -4.5V4.5Z", f"head r-{role}", -degrees(atan2(up, across))
        )
        return join((FRAME.segment((x1, y1), (x2, y2), role, "shaft"), head))

    def label(
        self,
        shares: Shares,
        *text: str,
        role: Role | None = None,
        style: str = "name",
        dx: float = 0,
        dy: float = 4,
    ) -> Markup:
        """Words at a policy; see `Frame.label`."""
        x, y = self.place(shares)
        return FRAME.label(x, y, *text, role=role, style=style, dx=dx, dy=dy)

    def outline(self, *notes: str) -> tuple[Markup, ...]:
        """The triangle's sides, and its corners' names with a note each: layers."""
        places = (("start", 18.0), ("end", 18.0), ("middle", -10.0))
        names = [
            self.label(corner, name, *notes[at : at + 1], style=f"name {side}", dy=dy)
            for at, (corner, name, (side, dy)) in enumerate(
                zip(CORNERS, self.names, places, strict=True)
            )
        ]
        return (self.line((*CORNERS, CORNERS[0]), "neutral", "thin"), *names)

    def surface(self, control: str) -> Markup:
        """What a click on the triangle sets: the point that a control holds.

        Args:
            control: the name of a `Mixture`.
        """
        side = {"width": "100%", "height": "100%"}
        return tag("rect", x="0%", y="0%", **side, class_="place", data_place=control)

    def handle(self, control: str, shares: Shares, role: Role, name: str) -> Markup:
        """A point that a pointer can drag and the arrow keys can move.

        Args:
            control: the name of the `Mixture` it holds.
            shares: where it stands.
            role: what it is.
            name: what it is called to those who cannot see it.
        """
        x, y = self.place(shares)
        told = listed([f"{n} {percent(s)}" for n, s in zip(self.names, shares, strict=True)])
        at = {"cx": FRAME.left(x), "cy": FRAME.top(y)}
        return tag(
            "g",
            tag("circle", **at, r="18", class_="grip"),
            tag("circle", **at, r="8", class_=f"knob r-{role}"),
            id=f"handle-{control}",
            class_="drag handle",
            data_drag=control,
            data_at=f"{x:.4f},{y:.4f}",
            tabindex="0",
            role="slider",
            aria_label=name,
            aria_valuemin="0",
            aria_valuemax="100",
            aria_valuenow=f"{100 * shares[2]:.0f}",
            aria_valuetext=told,
        )

    def svg(self, label: str, *layers: Markup) -> Markup:
        """The drawing, its layers painted in order."""
        return FRAME.svg(label, *layers, role="group")

    def _through(self, points: Sequence[Shares]) -> str:
        """Points as coordinates of the stretched layer, in whole units."""
        return "L".join(
            [
                f"{round(GRID * (right + top / 2))} {round(GRID - GRID * top)}"
                for _, right, top in points
            ]
        )
