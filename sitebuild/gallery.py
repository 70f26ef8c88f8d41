"""The kit's marks, each drawn once: what the kit's own page shows beside its roles and controls."""

from __future__ import annotations

from typing import NamedTuple

from widgets.kit import formula as f
from widgets.kit.markup import Markup, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import Frame, panel
from widgets.kit.roles import ROLES, strategy_role
from widgets.kit.scales import Linear, Log
from widgets.kit.simplex import Triangle
from widgets.kit.widget import Table
from widgets.kit.words import percent
from widgets.kit.working import Working, card, opens, shown_open

__all__ = ["Exhibit", "exhibits", "swatches"]

TIME = range(11)
RISE = [1 - 0.7**n for n in TIME]
FALL = [0.7**n for n in TIME]
FRAME = Frame(Linear(0, 10), Linear(0, 1), height=120)


class Exhibit(NamedTuple):
    """A mark of the kit.

    Attributes:
        name: the function that draws it.
        note: when to use it.
        drawing: HTML.
    """

    name: str
    note: str
    drawing: Markup


def swatches() -> list[tuple[str, str, str, str, Markup]]:
    """Every role with its word, its sign, its colour, and a sample of line, bar and dot."""
    frame = Frame(Linear(0, 4), Linear(0, 1), height=24)
    return [
        (
            role,
            look.word,
            look.sign,
            look.colour,
            tag(
                "div",
                frame.svg(
                    look.word,
                    frame.line((0, 1), (0.5, 0.5), role),
                    frame.bar((1.5, 2.5), (0.1, 0.9), role),
                    frame.dot(3.2, 0.5, role),
                ),
                class_="drawing sample",
            ),
        )
        for role, look in ROLES.items()
    ]


def exhibits(theme: str) -> list[Exhibit]:
    """Every mark once.

    Args:
        theme: makes the ids of this copy its own.
    """
    return [*_curves(), *_shapes(), *_words(), *_hands(theme)]


def _curves() -> list[Exhibit]:
    low = [0.7 * value for value in RISE]
    return [
        Exhibit(
            "Frame.line",
            "a curve: the present run; thin for what stands behind, dashed for the reference,"
            " pinned for a run kept to compare",
            _drawn(
                FRAME.line(TIME, RISE, "policy"),
                FRAME.line(TIME, low, "neutral", "thin"),
                FRAME.line(TIME, FALL, "reference", "dashed"),
                FRAME.line(TIME, [0.8 * v for v in FALL], "pinned", "halo"),
                FRAME.line(TIME, [0.8 * v for v in FALL], "pinned", "thin"),
            ),
        ),
        Exhibit(
            "Frame.area, style band",
            "where many runs lie",
            _drawn(FRAME.area(TIME, low, RISE, "policy", "band")),
        ),
        Exhibit(
            "Frame.stack",
            "shares that sum to one, the followed one lowest",
            _drawn(
                FRAME.stack(
                    TIME,
                    [[0.4] * 11, [0.3] * 11, [0.2] * 11, [0.1] * 11],
                    [strategy_role(n) for n in (3, 2, 1, 0)],
                )
            ),
        ),
        Exhibit(
            "Frame.rule, style playhead; Frame.bar, style veil",
            "the present moment, and what has not happened yet",
            _drawn(
                FRAME.line(TIME, RISE, "policy"),
                FRAME.bar((4, 10), (0, 1), "neutral", "veil"),
                FRAME.rule(x=4, style="playhead"),
                FRAME.dot(4, RISE[4], "policy"),
            ),
        ),
    ]


def _shapes() -> list[Exhibit]:
    level = Frame(Linear(0, 4), Linear(-1, 1), height=120)
    lattice = Frame(Linear(0, 6), Linear(3, 0), height=120)
    triangle = Triangle(("Guess", "Derive", "Verify"))
    return [
        Exhibit(
            "Frame.bar",
            "an advantage or an update: upwards or downwards, never colour alone",
            _drawn(
                level.bar((0.3, 1.7), (0, 0.8), "gain"),
                level.bar((2.3, 3.7), (0, -0.6), "loss"),
                level.rule(y=0, style="zero"),
                level.label(1, 0.8, "✓", role="right", style="sign middle", dy=-5),
                level.label(3, -0.6, "✗", role="wrong", style="sign middle", dy=15),
                frame=level,
            ),
        ),
        Exhibit(
            "Frame.cells",
            "a heat map: surface says how much; filled is up, hollow is down",
            _drawn(
                lattice.cells([(n, n % 3, (n + 1) / 6) for n in range(6)], "gain"),
                lattice.cells([(n, (n + 1) % 3, (n + 1) / 9) for n in range(6)], "loss", "hollow"),
                frame=lattice,
            ),
        ),
        Exhibit(
            "Frame.dot, Frame.diamond",
            "a toy’s number is round and filled; a pinned run’s is hollow; a published one is a"
            " diamond",
            _drawn(
                FRAME.dot(2, 0.5, "toy"),
                FRAME.dot(5, 0.5, "pinned", "hollow"),
                FRAME.diamond(8, 0.5),
            ),
        ),
        Exhibit(
            "Triangle",
            "policies over three options, with equal units; arrows, terrain, points",
            panel(
                "",
                triangle.svg(
                    "A triangle",
                    triangle.area(
                        ((0.1, 0.1, 0.8), (0.4, 0.1, 0.5), (0.1, 0.4, 0.5)), "policy", "terrain"
                    ),
                    *triangle.outline(),
                    triangle.arrow((0.5, 0.3, 0.2), (0.35, 0.25, 0.4), "gain"),
                    triangle.arrow((0.5, 0.3, 0.2), (0.6, 0.3, 0.1), "kl"),
                    triangle.dot((0.5, 0.3, 0.2), "policy"),
                    triangle.label((0.5, 0.3, 0.2), "π", role="policy", dx=10),
                ),
                size="full simplex",
            ),
        ),
    ]


def _words() -> list[Exhibit]:
    log = Frame(Log(1, 1000), Linear(0, 1), height=120)
    return [
        Exhibit(
            "Frame.x_axis, Frame.y_axis",
            "few round ticks, units, an honest zero; logarithmic where factors matter",
            _drawn(log.y_axis("share", written=percent), log.x_axis("tokens"), frame=log),
        ),
        Exhibit(
            "Frame.label, Frame.key",
            "names stand beside what they name; a key may set a control",
            _drawn(
                FRAME.label(0, 0.8, "a name", "and a lighter word", style="name"),
                FRAME.label(0, 0.5, "in its role’s colour", role="kl", style="name"),
                FRAME.label(0, 0.2, "a tick", style="tick"),
                FRAME.key(0.5, "part-3", "a key", "42%"),
            ),
        ),
        Exhibit(
            "formula",
            "a formula with the present numbers in it",
            f.formula(
                "An advantage",
                f.sym("A", "i"),
                f.op("="),
                f.frac(f.row(f.num("1"), f.op("−"), f.num("0.25")), f.root(f.num("0.1875"))),
                f.op("="),
                f.under(f.num("+1.73", "gain"), "better than its group"),
            ),
        ),
        Exhibit(
            "Table",
            "the picture’s numbers, folded away below it",
            Table("A table", ("Step", "Value"), (("0", "0.30"), ("1", "0.51"))).html(),
        ),
    ]


def _hands(theme: str) -> list[Exhibit]:
    triangle = Triangle(("Guess", "Derive", "Verify"))
    picks = [
        pick("a token", name="", key=f"{theme}-pick-1", entry=True),
        pick("chosen", name="", key=f"{theme}-pick-2", pressed=True),
        pick("✓", name="Right", key=f"{theme}-pick-3", style="r-right"),
        pick("✗", name="Wrong", key=f"{theme}-pick-4", style="r-wrong"),
    ]
    return [
        Exhibit("pick, toolbar", "what can be chosen or turned over", toolbar("Picks", *picks)),
        *_openings(theme),
        Exhibit(
            "Triangle.handle",
            "a point to drag: filled for the policy, a dashed ring for the reference",
            panel(
                "",
                triangle.svg(
                    "Two points in a triangle",
                    *triangle.outline(),
                    triangle.handle(f"{theme}-policy", (0.2, 0.2, 0.6), "policy", "Policy"),
                    triangle.handle(
                        f"{theme}-reference", (0.5, 0.3, 0.2), "reference", "Reference"
                    ),
                ),
                size="full simplex",
            ),
        ),
    ]


def _openings(theme: str) -> list[Exhibit]:
    number, again = (opens(f"{theme}-{at}", "kl", "0.69", "KL") for at in ("first", "second"))
    working = Working(
        title="KL to the reference",
        left=f.row(f.text("KL"), f.fenced(f.sym("π"), f.op("‖"), f.sym("π", "ref"))),
        letters=f.total("a", f.sym("π"), f.log(f.frac(f.sym("π"), f.sym("π", "ref")))),
        steps=(f.row(f.num("1"), f.op("×"), f.log(f.frac(f.num("1"), f.num("0.500")))),),
        result="0.69",
        function="grpo_core.divergence.kl",
    )
    return [
        Exhibit(
            "opens, Frame.opens",
            "a number that shows how it was computed; open, it has an outline",
            tag("p", "closed ", number, " open ", shown_open(again, "kl")),
        ),
        Exhibit(
            "card",
            "what it shows: title, formula, numbers, function",
            card(theme, working, root="../"),
        ),
    ]


def _drawn(*layers: Markup, frame: Frame = FRAME) -> Markup:
    base = frame.rule(y=0.0, style="grid") if frame is FRAME else Markup()
    return panel("", frame.svg("An example", base, *layers), size="full")
