"""The trust region's picture: the hill, what a climb earns and pays, four measures of KL."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from widgets.kit import formula as f
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, Stretched, panel, spread, toolbar
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.simplex import CORNERS, Triangle
from widgets.kit.widget import Table
from widgets.kit.words import decimal, percent, plain
from widgets.kit.working import named, opens
from widgets.trust_region.controls import NAMES, STEPS
from widgets.trust_region.model import Landscape, View

__all__ = ["render", "table"]

SLUG: Final = "trust-region"
TRIANGLE: Final = Triangle(NAMES)
TIME: Final = Linear(0, STEPS)
HUNDREDS: Final = tuple(range(0, STEPS + 1, 100))
FOURTH: Final = tuple(range(0, STEPS + 1, 4))
"""Moments at which curves are drawn."""

SMOOTH: Final = (*range(0, 160, 4), *range(160, STEPS + 1, 16))
"""The same for an exact climb, which is gentle once it is under way."""

TARGET: Final = "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0M-11 0h6M5 0h6M0-11v6M0 5v6"
RING: Final = "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0"
BALL: Final = "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0"
CORE: Final = "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0"
DISC: Final = "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0"
CAP: Final = "M0-8V8"
"""Outlines in CSS pixels: where a climb rests, where one would have rested, the policy, the policy
in its handle, the present reference, the end of a whisker."""

GRADIENTS: Final = {"exact": "as KL", "k1": "zero", "k2": "as KL", "k3": "another"}
"""The mean gradient of each measure when it stands in the loss."""


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
            TRIANGLE.line(view.ahead, "policy", "faint") if view.ahead else Markup(),
            TRIANGLE.line(view.done, "policy"),
            _corners(view.names),
            *_references(view),
            TRIANGLE.arrow(view.policy, view.reward_tip, "gain"),
            TRIANGLE.arrow(view.policy, view.kl_tip, "kl"),
            TRIANGLE.surface(view.hand),
            TRIANGLE.handle("reference", view.reference, "reference", "Reference"),
            TRIANGLE.handle("policy", view.start, "policy", "Policy at the start"),
            TRIANGLE.sign(view.policy, BALL if view.step else CORE, "now r-policy"),
            TRIANGLE.sign(land.balance, TARGET, "target r-objective"),
            TRIANGLE.sign(view.rest, TARGET, "target r-kl") if view.rest else Markup(),
            *labels,
        ),
        _formula(view),
        _balance(view),
        tag("p", _arrows(view), class_="arrows"),
        size="full simplex region",
        note="the stronger the shade, the greater J; purple rings: KL from the reference;"
        " dashed: π* for every β",
    )


def _arrows(view: View) -> str:
    """What the arrows are, in words; one that is missing is named."""
    told = "Arrows: the reward’s push and KL’s pull, the two parts of the next update"
    parts = [f"{told}." if view.estimator == "exact" else f"{told} (averaged over groups)."]
    if view.lone:
        parts.append("With one try in a group there is no push.")
    if view.estimator == "k1":
        parts.append("k1 has no pull.")
    elif not view.lone:
        parts.append(f"They cancel at the {'purple target' if view.rest else 'balance point'}.")
    short = []
    if view.reward_tip is view.policy and not view.lone:
        short.append("push")
    if view.kl_tip is view.policy and view.estimator != "k1":
        short.append("pull")
    if short:
        which = "both are" if len(short) > 1 else f"the {short[0]} is"
        parts.append(f"Here {which} too short to draw.")
    elif view.estimator != "k1":
        parts.append("The pull need not aim straight at the reference.")
    return " ".join(parts)


@lru_cache(maxsize=4)
def _corners(names: tuple[tuple[str, str], ...]) -> Markup:
    """The corners' names, so far out that a policy in the corner covers none."""
    places = (("start", 0, 22), ("end", 0, 22), ("middle", 0, -18))
    return join(
        TRIANGLE.label(corner, *words, style=f"name {side}", dx=dx, dy=dy)
        for corner, words, (side, dx, dy) in zip(CORNERS, names, places, strict=True)
    )


@lru_cache(maxsize=4)
def _ground(land: Landscape) -> Stretched:
    """What stays while the policy is dragged: terrain, rings, the ridge of all balances, sides."""
    return Stretched(
        join(
            (
                *(TRIANGLE.area(contour, "objective", "terrain") for contour in land.terrain),
                *(TRIANGLE.line((*ring, ring[0]), "kl", "thin ring") for _, ring in land.rings),
                TRIANGLE.line(land.ridge, "neutral", "thin dashed"),
                TRIANGLE.line((*CORNERS, CORNERS[0]), "neutral", "thin"),
            )
        )
    )


def _references(view: View) -> list[Markup]:
    """References that have had their time, and the present one where it is not the first."""
    marks = [TRIANGLE.dot(shares, "reference", "hollow") for shares in view.past]
    if view.left:
        marks.append(TRIANGLE.sign(view.in_force, DISC, "now r-reference"))
        marks.append(TRIANGLE.sign(view.left, RING, "target left r-objective"))
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
        f.num(decimal(view.path.objective[view.step], 3), "objective"),
    )


def _balance(view: View) -> Markup:
    """Where the hill of the present reference is highest, in numbers."""
    land = view.landscape
    shares: list[str] = []
    for place, (name, share) in enumerate(zip(NAMES, land.balance, strict=True), start=1):
        said = f"{name} at the balance point"
        shares += [f"{name} ", opens(SLUG, named("balance", place), percent(share), said), ", "]
    summit = opens(SLUG, "summit", decimal(land.summit, 3), "J at the balance point")
    return tag("p", "Balance point π*: ", *shares, "with J = ", summit, class_="balance")


def _account(view: View) -> Markup:
    """What the policy earns, what it pays, and what remains, over the steps."""
    path, beta = view.path, view.beta
    times = _times(view)
    curves: tuple[tuple[str, Role, list[float]], ...] = (
        ("reward", "right", [path.rewards[n] for n in times]),
        ("J", "objective", [path.objective[n] for n in times]),
        ("β·KL", "kl", [beta * path.divergences[n] for n in times]),
    )
    values = [bound for _, _, curve in curves for bound in (min(curve), max(curve))]
    frame = Frame(TIME, Linear.around(*values), height=190)
    now = [path.rewards[view.step], path.objective[view.step], beta * path.divergences[view.step]]
    # A line ends where it is last seen.
    ends = now if view.secret else [curve[-1] for _, _, curve in curves]
    places = spread([frame.y(value) for value in ends], gap=18 / 190, low=0.02, high=0.98)
    labels = [
        frame.label("100%", f"{100 - 100 * place:.4g}%", name, role=role, style="name", dx=10)
        for (name, role, _), place in zip(curves, places, strict=True)
    ]
    return panel(
        "Reward, price, and what remains",
        frame.svg(
            "Expected reward, β times KL, and J over the steps",
            frame.y_axis(),
            *(frame.line(times, curve, role) for _, role, curve in curves),
            frame.future(view.step, secret=view.secret),
            frame.x_axis("step", ticks=HUNDREDS),
            frame.rule(x=view.step, style="playhead"),
            *(
                frame.dot(view.step, value, role)
                for (_, role, _), value in zip(curves, now, strict=True)
            ),
            *labels,
            frame.drag("step"),
        ),
        size="half earned",
        note=join(
            (
                "now: reward ",
                opens(SLUG, "reward", decimal(now[0]), "Reward"),
                ", β·KL ",
                opens(SLUG, "price", decimal(now[2]), "β·KL"),
                ", J ",
                opens(SLUG, "objective", decimal(now[1]), "J"),
            )
        ),
    )


def _times(view: View) -> tuple[int, ...]:
    """Moments at which the curves are drawn, both sides of every change of reference included."""
    if len(view.path.references) == 1:
        return SMOOTH if view.estimator == "exact" else FOURTH
    changes = [since for since, _ in view.path.references[1:]]
    return tuple(sorted({*FOURTH, *changes, *(since - 1 for since in changes)}))


def _measures(view: View) -> Markup:
    """KL of the present policy by all four measures; a press puts one into the loss."""
    spans = [bound for m in view.measured for bound in (m.mean - m.std, m.mean + m.std)]
    scale, ticks = _scale(spans)
    frame = Frame(scale, Linear(len(view.measured), 0), height=190)
    rows = []
    for place, measured in enumerate(view.measured):
        middle, name = place + 0.5, measured.name
        ends = (measured.mean - measured.std, measured.mean + measured.std)
        style = "strong " if name == view.estimator else ""
        whisker = [frame.segment((ends[0], middle), (ends[1], middle), "kl", "whisker")]
        whisker += [frame.sign(end, middle, CAP, "cap r-kl") for end in ends]
        rows.append(
            tag(
                "g",
                frame.bar((frame.x.low, frame.x.high), (place, place + 1), "neutral", "row"),
                *(whisker if measured.std else ()),
                frame.dot(measured.mean, middle, "kl"),
                frame.label("0%", middle, name, style=f"{style}end", dx=-8),
                frame.opens(
                    SLUG,
                    named("mean", place + 1),
                    "100%",
                    middle,
                    decimal(measured.mean, 3),
                    f"KL, {name}: mean",
                    entry=place == 0,
                    style=f"{style}end",
                    dx=46,
                ),
                frame.label("100%", middle, GRADIENTS[name], style=f"{style}start", dx=56),
                id=f"measure-{name}",
                class_="measure",
                data_set=f"estimator:{name}",
            )
        )
    return panel(
        "KL from one try",
        frame.svg(
            "Mean and spread of the KL estimates from one try",
            frame.rule(x=view.measured[0].mean, role="kl", style="dashed"),
            toolbar("Means", *rows),
            frame.label("0%", "0%", "in loss", style="tick end", dx=-8, dy=-6),
            frame.label("100%", "0%", "mean", style="tick end", dx=46, dy=-6),
            frame.label("100%", "0%", "gradient", style="tick start", dx=56, dy=-6),
            frame.x_axis("nats", ticks=ticks),
            role="group",
        ),
        size="half measured",
        note="dot: mean; line: ± one standard deviation",
    )


def _scale(spans: list[float]) -> tuple[Linear, list[float]]:
    """A scale that holds all the values, and up to four ticks that fit below a narrow drawing."""
    for about in (2, 3):
        scale = Linear.around(*spans, about=about)
        ticks = Linear(*sorted((min(*spans, 0.0), max(*spans, 0.0)))).ticks(about)
        ticks = sorted({*ticks, scale.low, scale.high})
        if len(ticks) > 2:
            break
    if len(ticks) > 4:
        return scale, ticks[::2]
    wide = len(ticks) == 4 and max(len(plain(tick)) for tick in ticks) > 4
    return scale, ticks[::3] if wide else ticks
