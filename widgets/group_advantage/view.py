"""The picture of a group: its tries to turn over, their arithmetic, rivals, noise, memory."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from widgets.group_advantage.group import Row, Sum, Try
from widgets.group_advantage.model import Curve, View
from widgets.group_advantage.words import short
from widgets.kit import formula as f
from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import Frame, panel, spread
from widgets.kit.roles import Role
from widgets.kit.scales import Linear, Log
from widgets.kit.widget import Table
from widgets.kit.words import decimal, plain, signed

__all__ = ["render", "table"]

MOST_NUMBERS: Final = 32
"""Tries up to which each carries its advantage as a number."""

SIZES: Final = (1, 2, 4, 8, 16, 32, 64)
SPACE: Final = "\u2002"
SIGN: Final = 17
"""CSS pixels above and below the axis of rewards, for the ✓ and the ✗."""


class Name(NamedTuple):
    """What an estimator is called.

    Attributes:
        method: of the algorithm that uses it.
        baseline: what it compares a reward with, in a few words.
        line: what the line in the picture stands for; empty if there is none.
    """

    method: str
    baseline: str
    line: str


NAMES: Final = {
    "none": Name("REINFORCE", "no baseline", ""),
    "mean": Name("Dr. GRPO", "mean", "the group’s mean"),
    "leave_one_out": Name("RLOO", "others’ mean", "the mean of the others"),
    "mean_std": Name("GRPO", "mean and std", "the group’s mean"),
    "mean_std_sample": Name("GRPO", "sample std", "the group’s mean"),
    "critic": Name("PPO", "critic", "the critic’s guess for each try"),
}

SHORT: Final = {
    "none": "none",
    "mean": "mean",
    "leave_one_out": "others’",
    "mean_std": "std",
    "mean_std_sample": "sample",
    "critic": "critic",
}
"""The curves' names, beside their ends."""


def render(view: View) -> Markup:
    """The picture: the group and its arithmetic, the estimators, their noise, the memory."""
    return join((_group(view), _estimators(view), _noise(view), _memory(view.estimator)))


def table(view: View) -> Table:
    """Every estimator on this group, and over many groups of its size."""
    rows = []
    for row, noise in zip(view.rows, view.noise, strict=True):
        name = NAMES[row.estimator]
        rows.append(
            (
                f"{name.method}: {name.baseline}",
                _listed(row.right, 3),
                _listed(row.wrong, 3),
                decimal(noise.mean, 4),
                decimal(noise.std, 4),
                short(noise.relative) if noise.relative else "–",
            )
        )
    columns = ("Advantage", "✓ right", "✗ wrong", "Gradient’s mean", "Its std", "Noise per signal")
    caption = f"This group, and over all groups of {view.size} at p = {decimal(view.rate)}"
    return Table(caption, columns, tuple(rows))


def _group(view: View) -> Markup:
    numbered = view.size <= MOST_NUMBERS
    buttons = [_button(each, view.floor, view.ceiling, numbered) for each in view.tries]
    return panel(
        "The group",
        toolbar("The group’s tries", *buttons, style="tries" if numbered else "tries many"),
        tag("p", _reading(view), class_="legend"),
        tag("div", *_arithmetic(view), class_="sums"),
        size="full group",
        note="press a try to turn its reward over",
    )


@lru_cache(maxsize=512)
def _button(each: Try, floor: float, ceiling: float, numbered: bool) -> Markup:
    answer = "right" if each.right else "wrong"
    turned = ", turned over" if each.turned else ""
    written = signed(each.advantage)
    return pick(
        _try(each.right, each.baseline, each.advantage, floor, ceiling, 104 if numbered else 84),
        tag("span", written) if numbered else None,
        name=f"Try {each.place}: {answer}{turned}, advantage {written}; press to turn it over",
        key=f"group-try-{each.place}",
        flips=f"flipped:{each.place}",
        entry=each.place == 1,
        style="turned" if each.turned else "",
    )


@lru_cache(maxsize=256)
def _try(
    right: bool, baseline: float, advantage: float, floor: float, ceiling: float, height: int
) -> Markup:
    """A try: a bar from its baseline to its reward, with its sign at the reward."""
    room = SIGN * (ceiling - floor) / (height - 2 * SIGN)
    frame = Frame(Linear(0, 1), Linear(floor - room, ceiling + room), height)
    reward = 1.0 if right else 0.0
    above = advantage > 0.0 or (advantage == 0.0 and right)
    bar = frame.bar((0.2, 0.8), (baseline, reward), "gain" if above else "loss")
    sign = frame.label(
        0.5,
        reward,
        "✓" if right else "✗",
        role="right" if right else "wrong",
        style="sign middle",
        dy=-5 if above else 15,
    )
    line = frame.rule(y=baseline, style="baseline")
    inner = (bar, line, sign) if advantage else (line, sign)
    return tag("svg", *inner, width="100%", height=str(height), aria_hidden="true")


def _reading(view: View) -> str:
    """How to read the bars: what the line is, what a bar is, what a number is."""
    name, first = NAMES[view.estimator], view.sums[0]
    if not name.line:
        return "Bar and advantage: the reward itself, with nothing subtracted."
    line = f"Line: {name.line}"
    if view.estimator == "critic":
        line += f", {' or '.join(dict.fromkeys(map(decimal, view.guesses)))}"
    elif view.estimator != "leave_one_out":
        line += f", {first.part}/{first.whole} = {decimal(first.baseline)}"
    number = f" Advantage: the bar divided by the std, {decimal(view.std)}." if view.std else ""
    return f"{line}. Bar: reward minus line.{number}"


def _arithmetic(view: View) -> list[Markup]:
    """The formula with this group's numbers, once for each kind of try in it."""
    lines = [_formula(view, each) for each in view.sums]
    if view.std == 0.0:
        why = "Equal rewards do not say which try was better, so 0/0 is taken as 0."
        lines.append(tag("p", why, class_="legend"))
    if not view.sums[0].whole and view.estimator == "leave_one_out":
        why = "There are no others to compare it with, so its advantage is taken as 0."
        lines.append(tag("p", why, class_="legend"))
    return lines


def _formula(view: View, each: Sum) -> Markup:
    return f.formula(
        f"Advantage of a {'right' if each.right else 'wrong'} try",
        f.num("✓" if each.right else "✗", "right" if each.right else "wrong"),
        f.text(SPACE),
        f.sym("A", "i"),
        f.op("="),
        _RULES[view.estimator],
        f.op("="),
        *_value(view, each),
    )


_REWARD = f.sym("r", "i")
_DEVIATION = f.row(_REWARD, f.op("−"), f.text("mean"))
_RULES: Final = {
    "none": _REWARD,
    "mean": _DEVIATION,
    "leave_one_out": f.row(_REWARD, f.op("−"), f.text("others")),
    "mean_std": f.frac(_DEVIATION, f.text("std")),
    "mean_std_sample": f.frac(_DEVIATION, f.text("sample std")),
    "critic": f.row(_REWARD, f.op("−"), f.text("guess")),
}


def _value(view: View, each: Sum) -> list[Markup]:
    """One kind of try's numbers: what is substituted, and what comes of it."""
    role: Role = "gain" if each.advantage > 0.0 else "loss"
    result = f.num(signed(each.advantage), role if each.advantage else None)
    if view.estimator == "none":
        return [result]
    reward = f.num("1" if each.right else "0")
    if view.estimator == "critic":
        sign = "+" if each.baseline < 0.0 else "−"
        return [reward, f.op(sign), f.num(decimal(abs(each.baseline))), f.op("="), result]
    if not each.whole:
        return [result]
    above = [reward, f.op("−"), f.num(f"{each.part}/{each.whole}")]
    if view.std is None:
        return [*above, f.op("="), result]
    if not view.std:
        return [f.frac(f.row(*above), f.num("0")), f.op("="), f.frac(f.num("0"), f.num("0"))]
    return [f.frac(f.row(*above), f.num(decimal(view.std, 3))), f.op("="), result]


def _estimators(view: View) -> Markup:
    reach = view.reach
    frame = Frame(Linear(-reach, reach), Linear(len(view.rows), 0), height=294)
    rows = [
        _estimator(frame, place, row, row.estimator == view.estimator)
        for place, row in enumerate(view.rows)
    ]
    return panel(
        "Estimators side by side",
        frame.svg(
            "Advantage of right and wrong tries under each estimator",
            frame.rule(x=0, style="zero"),
            *rows,
            frame.x_axis("advantage", about=4, written=_tick),
        ),
        size="half estimators",
        note="on this very group; click one to choose it",
    )


def _tick(value: float) -> str:
    return signed(value, 0)


def _power(value: float) -> str:
    return plain(value) if 1e-3 <= value < 1e5 else short(value)


@lru_cache(maxsize=256)
def _estimator(frame: Frame, place: int, row: Row, chosen: bool) -> Markup:
    """One estimator: its name, its numbers, and a bar for right tries and for wrong ones."""
    reach, name = frame.x.high, NAMES[row.estimator]
    marks = []
    kinds: tuple[tuple[str, Role, tuple[float, ...], float], ...] = (
        ("✓", "right", row.right, place + 0.55),
        ("✗", "wrong", row.wrong, place + 0.87),
    )
    for sign, role, advantages, lane in kinds:
        # Where one kind of try gets several advantages, its signs stand on a thin bar.
        half = 0.07 if len(advantages) == 1 else 0.02
        for advantage in advantages:
            part: Role = "gain" if advantage > 0.0 else "loss"
            marks.append(frame.bar((0, advantage), (lane - half, lane + half), part))
        for advantage in advantages:
            beyond = 0 if len(advantages) > 1 or not advantage else 9 if advantage > 0.0 else -9
            marks.append(
                frame.label(advantage, lane, sign, role=role, style="sign middle", dx=beyond)
            )
    written = [f"{sign} {_listed(advantages)}" for sign, _, advantages, _ in kinds if advantages]
    return tag(
        "g",
        frame.bar((-reach, reach), (place, place + 1), "neutral", "band" + " chosen" * chosen),
        frame.label(-reach, place + 0.19, name.method, name.baseline, style="start method"),
        frame.label(reach, place + 0.19, "  ".join(written), style="end"),
        *marks,
        data_set=f"estimator:{row.estimator}",
        class_="chosen" if chosen else None,
    )


_SHARED: Final = "RLOO has the mean’s noise, the sample std the std’s."
_UNDRAWN: Final = {
    True: "Every try earns the same, so there is no signal to hold the noise against.",
    False: "Every try earns what it is compared with, so there is no noise.",
}


def _noise(view: View) -> Markup:
    return _noise_drawn(view.curves, view.size, view.low, view.high, view.relative)


@lru_cache(maxsize=16)
def _noise_drawn(
    curves: tuple[Curve, ...], size: int, low: float, high: float, relative: bool
) -> Markup:
    """The curves, remembered: turning a try over does not touch them."""
    title = "Noise of the gradient estimate"
    note = "std ÷ mean, over all groups" if relative else "its std over all groups"
    if not curves:
        return panel(title, tag("p", _UNDRAWN[relative], class_="empty"), size="half noise")
    frame = Frame(Log(1, 64), Log(low, high), height=294)
    # The chosen curve is painted last, on top of those that it nearly covers.
    painted = sorted(curves, key=lambda curve: curve.chosen)
    lines = [
        frame.line(c.sizes, c.noise, "toy" if c.chosen else "neutral", "" if c.chosen else "thin")
        for c in painted
    ]
    dots = [frame.dot(size, c.now, "toy") for c in painted if c.chosen and c.now]
    return panel(
        title,
        frame.svg(
            "Noise of the gradient estimate against group size",
            frame.y_axis(written=_power),
            *lines,
            frame.rule(x=size, style="playhead"),
            *dots,
            *_curve_names(frame, curves),
            frame.x_axis("group size G", ticks=SIZES),
        ),
        *([tag("p", _SHARED, class_="legend")] if relative else []),
        size="half noise",
        note=note,
    )


def _curve_names(frame: Frame, curves: tuple[Curve, ...]) -> list[Markup]:
    """Each curve's name and its noise at the present size, beside its end."""
    wishes = [frame.y(curve.noise[-1]) for curve in curves]
    places = spread(wishes, gap=17 / 252, low=0.02, high=0.98)
    return [
        frame.label(
            "100%",
            f"{100 - 100 * place:.4g}%",
            SHORT[curve.estimator],
            short(curve.now) if curve.now else "–",
            role="toy" if curve.chosen else None,
            style="name",
            dx=8,
        )
        for curve, place in zip(curves, places, strict=True)
    ]


@lru_cache(maxsize=8)
def _memory(estimator: str) -> Markup:
    """What has to be kept at hand to train, with a critic and without."""
    critic = estimator == "critic"
    other = NAMES["mean_std" if critic else estimator]
    rows = (
        ("PPO", critic, (_POLICY, _CRITIC, _REFERENCE, _REWARD_MODEL)),
        (other.method, not critic, (_POLICY, _COMPARED[estimator], _REFERENCE, _RULE)),
    )
    return panel(
        "What sits in memory",
        tag("div", *[_store(*row) for row in rows], class_="stores"),
        size="full memory",
        note="filled: trained; outlined: frozen; dashed: no model at all",
    )


class Part(NamedTuple):
    """Something that training needs.

    Attributes:
        name: what it is.
        state: `trained`, `frozen`, or what it is instead of a model.
        style: its class.
    """

    name: str
    state: str
    style: str


_POLICY = Part("policy", "trained", "trained")
_CRITIC = Part("critic", "trained", "trained")
_REFERENCE = Part("reference", "frozen", "frozen")
_REWARD_MODEL = Part("reward model", "frozen", "frozen")
_RULE = Part("rule", "a few lines of code", "ruled")
_MEAN = Part("group’s mean", "one number", "ruled")
_COMPARED: Final = {
    "none": Part("no baseline", "nothing", "ruled"),
    "leave_one_out": Part("others’ mean", "one number", "ruled"),
    "mean": _MEAN,
    "mean_std": _MEAN,
    "mean_std_sample": _MEAN,
    "critic": _MEAN,
}


def _store(method: str, chosen: bool, parts: tuple[Part, ...]) -> Markup:
    boxes = [
        tag("li", part.name, tag("span", part.state), class_=f"part {part.style}") for part in parts
    ]
    return tag(
        "div",
        tag("b", method),
        tag("ul", *boxes),
        class_="store chosen" if chosen else "store",
    )


def _listed(advantages: tuple[float, ...], digits: int = 2) -> str:
    """Advantages in a row, each once as it is written."""
    return ", ".join(dict.fromkeys(signed(each, digits) for each in advantages)) or "–"
