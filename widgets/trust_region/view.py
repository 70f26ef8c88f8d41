"""The trust region's picture: the hill, what a climb earns and pays, four measures of KL."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.kit import formula as f
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, Stretched, panel, spread
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.simplex import CORNERS, Triangle
from widgets.kit.widget import Table
from widgets.kit.words import decimal, percent, plain
from widgets.trust_region.controls import NAMES, STEPS
from widgets.trust_region.model import Landscape, View

__all__ = ["render", "table"]

TRIANGLE: Final = Triangle(NAMES)
TIME: Final = Linear(0, STEPS)
HUNDREDS: Final = tuple(range(0, STEPS + 1, 100))
FOURTH: Final = tuple(range(0, STEPS + 1, 4))
"""Moments at which curves are drawn."""

SMOOTH: Final = (*range(0, 160, 4), *range(160, STEPS + 1, 16))
"""The same for an exact climb, which is gentle once it is under way."""

RING: Final = "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0"
BALL: Final = "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0"
"""Outlines in CSS pixels: of the balance point's mark, and of the policy's."""

PULLS: Final = {"exact": "KL’s", "k1": "none", "k2": "KL’s", "k3": "its own"}
"""How each measure pulls on average when it stands in the loss."""


def render(view: View) -> Markup:
    """The picture: the triangle with its formula, the account of the climb, the measures of KL."""
    return join((_triangle(view), _account(view), _measures(view)))


def table(view: View) -> Table:
    """The climb in numbers: every fortieth step, the one shown, and the balance point."""
    path = view.path
    rows = []
    for number in sorted({*range(0, STEPS + 1, 40), view.step}):
        shares = [percent(p, 1) for p in path.policies[number]]
        measures = (path.rewards[number], path.divergences[number], path.objective[number])
        rows.append((str(number), *shares, *(decimal(value, 3) for value in measures)))
    land = view.landscape
    shares = [percent(p, 1) for p in land.balance]
    measures = (land.reward, land.divergence, land.summit)
    rows.append(("π*", *shares, *(decimal(value, 3) for value in measures)))
    columns = ("Step", *NAMES, "Expected reward", "KL to the reference", "J")
    return Table("The climb, and the balance point of the present reference", columns, tuple(rows))


def _triangle(view: View) -> Markup:
    land = view.landscape
    labels = [
        TRIANGLE.label(
            label.at,
            label.text,
            role=label.role,
            style=f"name {label.side}",
            dx=label.dx,
            dy=label.dy,
        )
        for label in view.labels
    ]
    return panel(
        "Where the climb ends",
        TRIANGLE.svg(
            "The triangle of policies: hill, climb, pulls and balance point",
            _ground(land),
            TRIANGLE.line(view.ahead, "policy", "thin") if view.ahead else Markup(),
            TRIANGLE.line(view.done, "policy"),
            *_corners(view),
            *_anchors(view),
            TRIANGLE.sign(land.balance, RING, "target r-policy"),
            TRIANGLE.sign(view.rest, RING, "target r-kl") if view.rest else Markup(),
            TRIANGLE.arrow(view.policy, view.reward_tip, "gain"),
            TRIANGLE.arrow(view.policy, view.anchor_tip, "kl"),
            *labels,
            TRIANGLE.surface(view.hand),
            TRIANGLE.handle("reference", view.reference, "reference", "Reference"),
            TRIANGLE.handle("policy", view.start, "policy", "Policy at the start"),
            TRIANGLE.sign(view.policy, BALL, "now r-policy"),
        ),
        _formula(view),
        size="full simplex region",
        note="the deeper the blue, the greater J; purple: KL from the reference;"
        " dashed: π* for every β",
    )


def _corners(view: View) -> list[Markup]:
    """The sides, and the corners' names, so far out that a policy in the corner covers none."""
    places = (("start", 0, 20), ("end", 0, 20), ("middle", 0, -17))
    sides: list[Markup] = [TRIANGLE.line((*CORNERS, CORNERS[0]), "neutral", "thin")]
    for corner, words, (side, dx, dy) in zip(CORNERS, view.names, places, strict=True):
        sides.append(TRIANGLE.label(corner, *words, style=f"name {side}", dx=dx, dy=dy))
    return sides


@lru_cache(maxsize=4)
def _ground(land: Landscape) -> Stretched:
    """What stays while the policy is dragged: terrain, rings, and the ridge of all balances."""
    return Stretched(
        join(
            (
                *(TRIANGLE.area(contour, "policy", "terrain") for contour in land.terrain),
                *(TRIANGLE.line((*ring, ring[0]), "kl", "thin ring") for _, ring in land.rings),
                TRIANGLE.line(land.ridge, "neutral", "thin dashed"),
            )
        )
    )


def _anchors(view: View) -> list[Markup]:
    """References that have had their time, and the present one where it is not the first."""
    marks = [TRIANGLE.dot(shares, "reference", "hollow") for shares in view.past]
    if view.left:
        marks.append(TRIANGLE.sign(view.anchor, RING, "target dashed r-reference"))
        marks.append(TRIANGLE.sign(view.left, RING, "target left r-policy"))
    return marks


def _formula(view: View) -> Markup:
    """J of the present policy, with its numbers."""
    earned, distance = view.path.rewards[view.step], view.path.divergences[view.step]
    return f.formula(
        "The objective of the present policy",
        f.sym("J"),
        f.op("="),
        f.under(f.num(decimal(earned, 3), "right"), "reward"),
        f.op("−"),
        f.under(f.num(plain(view.beta)), "β"),
        f.op("×"),
        f.under(f.num(decimal(distance, 3), "kl"), "KL"),
        f.op("="),
        f.num(decimal(view.path.objective[view.step], 3), "policy"),
    )


def _account(view: View) -> Markup:
    """What the policy earns, what it pays, and what remains, over the steps."""
    path, beta = view.path, view.beta
    times = _times(view)
    curves: tuple[tuple[str, Role, list[float]], ...] = (
        ("reward", "right", [path.rewards[n] for n in times]),
        ("J", "policy", [path.objective[n] for n in times]),
        ("β·KL", "kl", [beta * path.divergences[n] for n in times]),
    )
    values = [bound for _, _, curve in curves for bound in (min(curve), max(curve))]
    frame = Frame(TIME, Linear.around(*values), height=190)
    now = [path.rewards[view.step], path.objective[view.step], beta * path.divergences[view.step]]
    places = spread([frame.y(value) for value in now], gap=18 / 190, low=0.02, high=0.98)
    labels = [
        frame.label(
            "100%", f"{100 - 100 * place:.4g}%", name, decimal(value), role=role, style="name", dx=8
        )
        for (name, role, _), value, place in zip(curves, now, places, strict=True)
    ]
    veil = frame.bar(
        (view.step, STEPS),
        (frame.y.low, frame.y.high),
        "neutral",
        "veil secret" if view.secret else "veil",
    )
    return panel(
        "Reward, price, and what remains",
        frame.svg(
            "Expected reward, β times KL, and J over the steps",
            frame.y_axis(),
            *(frame.line(times, curve, role) for _, role, curve in curves),
            veil,
            frame.x_axis("step", ticks=HUNDREDS),
            frame.rule(x=view.step, style="playhead"),
            *(
                frame.dot(view.step, value, role)
                for (_, role, _), value in zip(curves, now, strict=True)
            ),
            *labels,
            frame.drag("step"),
        ),
        size="half account",
        note="J = reward − β·KL",
    )


def _times(view: View) -> tuple[int, ...]:
    """Moments at which the curves are drawn, both sides of every change of reference included."""
    if len(view.path.anchors) == 1:
        return SMOOTH if view.estimator == "exact" else FOURTH
    changes = [since for since, _ in view.path.anchors[1:]]
    return tuple(sorted({*FOURTH, *changes, *(since - 1 for since in changes)}))


def _measures(view: View) -> Markup:
    """KL of the present policy by all four measures; a click puts one into the loss."""
    spans = [bound for m in view.measured for bound in (m.mean - m.std, m.mean + m.std)]
    frame = Frame(Linear.around(*spans, about=4), Linear(len(view.measured), 0), height=190)
    exact = view.measured[0].mean
    rows = []
    for place, measured in enumerate(view.measured):
        middle, chosen = place + 0.5, measured.name == view.estimator
        ends = (measured.mean - measured.std, measured.mean + measured.std)
        style = "strong " if chosen else ""
        rows.append(
            tag(
                "g",
                frame.bar((frame.x.low, frame.x.high), (place, place + 1), "neutral", "row"),
                frame.segment((ends[0], middle), (ends[1], middle), "kl", "whisker"),
                frame.dot(measured.mean, middle, "kl", "" if chosen else "hollow"),
                frame.label("0%", middle, measured.name, style=f"{style}end", dx=-8),
                frame.label("100%", middle, decimal(measured.mean, 3), style=f"{style}end", dx=50),
                frame.label("100%", middle, PULLS[measured.name], style=f"{style}start", dx=62),
                id=f"measure-{measured.name}",
                class_="measure",
                data_set=f"estimator:{measured.name}",
            )
        )
    return panel(
        "KL from one try",
        frame.svg(
            "Mean and spread of the KL estimates from one try",
            frame.rule(x=exact, role="kl", style="dashed"),
            *rows,
            frame.label("100%", "0%", "mean", style="tick end", dx=50, dy=-6),
            frame.label("100%", "0%", "pull", style="tick start", dx=62, dy=-6),
            frame.x_axis("nats", about=2),
        ),
        size="half measured",
        note="dot: mean; line: ± one std",
    )
