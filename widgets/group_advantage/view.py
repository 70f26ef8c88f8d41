"""The picture of a group: its tries to turn over, their arithmetic, rivals, noise, memory."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from widgets.group_advantage.group import Row, Sum, Try
from widgets.group_advantage.model import ROWS, Curve, View, answers, baselines
from widgets.group_advantage.noise import Estimate
from widgets.group_advantage.words import short
from widgets.kit import formula as f
from widgets.kit import plot
from widgets.kit.markup import Markup, escape, join, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import Frame, panel, spread
from widgets.kit.roles import Role
from widgets.kit.scales import Linear, Log
from widgets.kit.widget import Table
from widgets.kit.words import decimal, plain, signed
from widgets.kit.working import named, opens

__all__ = ["render", "table"]

SLUG: Final = "group-advantage"
MOST_NUMBERS: Final = 32
"""Tries up to which each carries its advantage as a number."""

SIZES: Final = (1, 2, 4, 8, 16, 32, 64)
SPACE: Final = "\u2002"
SIGN: Final = 17
"""CSS pixels above and below the axis of rewards, for the ✓ and the ✗."""

ROOM: Final = 1.14
"""How much longer the axis of advantages is than its reach, for the ✓ and the ✗ at its ends."""


class Name(NamedTuple):
    """What an estimator is called.

    Attributes:
        method: of the algorithm that uses it.
        baseline: what it compares a reward with, in a few words.
        line: what the line in the picture stands for; empty if there is none.
        level: the same in one word, beside the line's height.
    """

    method: str
    baseline: str
    line: str
    level: str


NAMES: Final = {
    "none": Name("REINFORCE", "no baseline", "", ""),
    "mean": Name("Dr. GRPO", "mean", "the group’s mean", "mean"),
    "leave_one_out": Name("RLOO", "others’ mean", "the mean of the others", "others"),
    "mean_std": Name("GRPO", "mean and std", "the group’s mean", "mean"),
    "mean_std_sample": Name("GRPO", "sample std", "the group’s mean", "mean"),
    "critic": Name("PPO", "critic", "the critic’s guess for each try", "guess"),
}

JOINT: Final = {"mean": ("Dr. GRPO, RLOO",), "mean_std": ("GRPO", "either std")}
"""What a curve is called that is two estimators' at once: `APART` in the model says which."""

SINGLE: Final = {"mean_std_sample": ("GRPO", "sample std")}
"""What a curve is called where the method alone does not tell it from another."""


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
    columns = ("Advantage", "✓ right", "✗ wrong", "Gradient’s mean", "Its std", "Noise ÷ signal")
    caption = f"This group, and over all groups of {view.size} at p = {decimal(view.rate)}"
    return Table(caption, columns, tuple(rows))


def _group(view: View) -> Markup:
    numbered = view.size <= MOST_NUMBERS
    buttons = [_button(each, view.floor, view.ceiling, numbered) for each in view.tries]
    return panel(
        "The group",
        tag(
            "div",
            _levels(view.floor, view.ceiling, _named_levels(view), _height(numbered)),
            toolbar("The group’s tries", *buttons, style="tries" if numbered else "tries many"),
            class_="levelled",
        ),
        tag("p", _reading(view), class_="legend"),
        tag("div", *_arithmetic(view), class_="sums"),
        size="full group",
        note="press a try to turn its reward over",
    )


def _height(numbered: bool) -> int:
    """Of a try's bar, in CSS pixels."""
    return 104 if numbered else 84


def _upright(floor: float, ceiling: float, height: int) -> Frame:
    """The axis of rewards, with room for the signs above and below."""
    room = SIGN * (ceiling - floor) / (height - 2 * SIGN)
    return Frame(Linear(0, 1), Linear(floor - room, ceiling + room), height)


def _named_levels(view: View) -> tuple[tuple[float, str], ...]:
    """The heights that mean something, each with its words: both rewards and the baselines."""
    word, levels = NAMES[view.estimator].level, [(1.0, "right = 1"), (0.0, "wrong = 0")]
    if word and (view.estimator == "critic" or view.sums[0].whole):
        written = {decimal(each.baseline): each.baseline for each in view.sums}
        levels += [(baseline, f"{word} {text}") for text, baseline in written.items()]
    return tuple(levels)


@lru_cache(maxsize=64)
def _levels(
    floor: float, ceiling: float, levels: tuple[tuple[float, str], ...], height: int
) -> Markup:
    """What the heights of the bars mean, once, beside the first row."""
    frame = _upright(floor, ceiling, height)
    wishes = [frame.y(level) for level, _ in levels]
    places = spread(wishes, gap=15.5 / height, low=0.05, high=0.95)
    labels = [
        frame.label("100%", f"{100 - 100 * place:.4g}%", words, style="tick end")
        for (_, words), place in zip(levels, places, strict=True)
    ]
    return tag("svg", *labels, class_="scale", width="100%", height=str(height), aria_hidden="true")


@lru_cache(maxsize=64)
def _button(each: Try, floor: float, ceiling: float, numbered: bool) -> Markup:
    answer = "right" if each.right else "wrong"
    turned = ", turned over" if each.turned else ""
    written = signed(each.advantage)
    return pick(
        _try(each.right, each.baseline, each.advantage, floor, ceiling, _height(numbered)),
        tag("span", written) if numbered else None,
        name=f"Try {each.place}: {answer}{turned}, advantage {written}; press to turn it over",
        key=f"group-try-{each.place}",
        flips=f"flipped:{each.place}",
        entry=each.place == 1,
        style="turned" if each.turned else "",
    )


@lru_cache(maxsize=128)
def _try(
    right: bool, baseline: float, advantage: float, floor: float, ceiling: float, height: int
) -> Markup:
    """A try: a bar from its baseline to its reward, with its sign at the reward."""
    frame = _upright(floor, ceiling, height)
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


def _reading(view: View) -> Markup:
    """How to read the bars: what the line is, what a bar is, what a number is."""
    name, first = NAMES[view.estimator], view.sums[0]
    turned = " Dashed: turned over." if any(each.turned for each in view.tries) else ""
    if not name.line:
        return escape(f"Bar and advantage: the reward itself, with nothing subtracted.{turned}")
    told: list[str] = [f"Line: {name.line}"]
    buttons = {
        place: opens(SLUG, named("baseline", place), decimal(value), "Baseline")
        for place, value in baselines(view).items()
    }
    if view.estimator == "critic":
        told += [", ", join(buttons.values()) if len(buttons) < 2 else _either(buttons)]
    elif view.estimator != "leave_one_out":
        told += [f", {first.part}/{first.whole} = ", buttons[1]]
    else:
        whose = {1: "of right tries", 2: "of wrong ones"}
        for place, button in buttons.items():
            told += [", ", button, f" {whose[place]}"]
    told.append(". Bar: reward minus line.")
    if view.std:
        button = opens(SLUG, "std", decimal(view.std), "Standard deviation")
        told += [" Advantage: the bar divided by the std, ", button, "."]
    return join((*told, turned))


def _either(buttons: dict[int, Markup]) -> Markup:
    return join((buttons[1], " or ", buttons[2]))


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
    limit = ROOM * view.reach
    frame = Frame(Linear(-limit, limit), Linear(len(view.rows), 0), height=294)
    rows = [
        _estimator(frame, place, row, row.estimator == view.estimator)
        for place, row in enumerate(view.rows)
    ]
    return panel(
        "Estimators side by side",
        frame.svg(
            "Advantage of right and wrong tries under each estimator",
            plot.toolbar("Advantages of this group’s tries", *rows),
            frame.x_axis(
                "advantage", written=_tick, ticks=Linear(-view.reach, view.reach).ticks(4)
            ),
            role="group",
        ),
        size="half estimators",
        note="press one to choose it",
    )


def _tick(value: float) -> str:
    return signed(value, 0)


def _power(value: float) -> str:
    return plain(value) if 1e-3 <= value < 1e5 else short(value)


@lru_cache(maxsize=32)
def _estimator(frame: Frame, place: int, row: Row, chosen: bool) -> Markup:
    """One estimator: its name, its numbers, and a bar for right tries and for wrong ones."""
    limit, name = frame.x.high, NAMES[row.estimator]
    # The zero line stands between the bars only: the numbers above them may cross the middle.
    marks = [frame.segment((0, place + 0.37), (0, place + 0.94), "neutral", "zero")]
    kinds: tuple[tuple[str, Role, tuple[float, ...], float], ...] = (
        ("✓", "right", row.right, place + 0.49),
        ("✗", "wrong", row.wrong, place + 0.81),
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
    return tag(
        "g",
        frame.bar((-limit, limit), (place, place + 1), "neutral", "band" + " chosen" * chosen),
        frame.label(-limit, place + 0.17, name.method, name.baseline, style="start method", dx=6),
        *_answers(frame, place, row),
        *marks,
        data_set=f"estimator:{row.estimator}",
        class_="chosen" if chosen else None,
    )


def _answers(frame: Frame, place: int, row: Row) -> list[Markup]:
    """An estimator's advantages as numbers, from the right edge to the left: ✗ and then ✓."""
    parts, dx, limit, name = [], -6, frame.x.high, NAMES[row.estimator]
    for key, sign, values in (("wrong", "✗", row.wrong), ("right", "✓", row.right)):
        found = answers(place, values)
        for at, value in reversed(found.items()):
            leftmost = at == next(iter(found))
            number = frame.opens(
                SLUG,
                named(key, at),
                limit,
                place + 0.17,
                f"{sign} {signed(value)}" if leftmost else signed(value),
                f"{name.method}, {name.baseline}: advantage of {key} tries",
                entry=place == 0 and (key == "right" or not row.right),
                style="end",
                dx=dx,
            )
            parts.append(number)
            dx -= 45 if leftmost else 33
    return parts[::-1]


_UNDRAWN: Final = {
    True: "Every try earns the same, so there is no signal to hold the noise against.",
    False: "Every try earns what it is compared with, so there is no noise.",
}


def _noise(view: View) -> Markup:
    worth = view.noise[ROWS.index(view.estimator)] if view.relative else None
    return _noise_drawn(view.curves, view.size, view.low, view.high, worth)


@lru_cache(maxsize=16)
def _noise_drawn(
    curves: tuple[Curve, ...], size: int, low: float, high: float, worth: Estimate | None
) -> Markup:
    """The curves, remembered: turning a try over does not touch them.

    Args:
        curves: one an estimator, or for two that differ by a factor.
        size: G.
        low: of the axis.
        high: of the axis.
        worth: the chosen estimator's numbers where noise is shown per unit of signal, else None.
    """
    relative = worth is not None
    title = "Noise ÷ signal" if relative else "Noise"
    note = f"{'std ÷ mean' if relative else 'std'} of one group’s gradient, in the toy"
    if worth and worth.relative:
        spread_button = opens(SLUG, "spread", short(worth.std), "Std of the gradient")
        mean_button = opens(SLUG, "signal", short(worth.mean), "Mean of the gradient")
        note = join((note, ": ", spread_button, " ÷ ", mean_button))
    if not curves:
        return panel(title, tag("p", _UNDRAWN[relative], class_="empty"), size="half noise")
    frame = Frame(Log(1, 64), Log(low, high), height=294)
    # The chosen curve is painted last, on top of those that it nearly covers.
    painted = sorted(curves, key=lambda curve: curve.chosen)
    lines = [
        frame.line(c.sizes, c.noise, "toy" if c.chosen else "neutral", "" if c.chosen else "thin")
        for c in painted
    ]
    key = "noise" if relative else "spread"
    dots = [
        part for c in painted if c.chosen and c.now for part in _present(frame, size, c.now, key)
    ]
    return panel(
        title,
        frame.svg(
            f"{title} of the gradient against group size",
            frame.y_axis(written=_power),
            *lines,
            frame.rule(x=size, style="playhead"),
            *dots,
            *_curve_names(frame, curves, relative),
            frame.x_axis("group size G", ticks=SIZES),
            role="group",
        ),
        size="half noise",
        note=note,
    )


def _present(frame: Frame, size: int, noise: float, key: str) -> tuple[Markup, Markup]:
    """The chosen curve's noise at the present size: a mark, and the number on its free side."""
    early = size <= 16
    number = frame.opens(
        SLUG,
        key,
        size,
        noise,
        short(noise),
        "Noise ÷ signal" if key == "noise" else "Noise",
        role="toy",
        style=f"name {'start' if early else 'end'}",
        dx=8 if early else -8,
        dy=-7 if early else 17,
    )
    return frame.dot(size, noise, "toy"), number


def _curve_names(frame: Frame, curves: tuple[Curve, ...], relative: bool) -> list[Markup]:
    """Each curve's name beside its end."""
    wishes = [frame.y(curve.noise[-1]) for curve in curves]
    places = spread(wishes, gap=17 / 294, low=0.02, high=0.98)
    named = JOINT if relative else SINGLE
    return [
        frame.label(
            "100%",
            f"{100 - 100 * place:.4g}%",
            *named.get(curve.estimator, (NAMES[curve.estimator].method,)),
            role="toy" if curve.chosen else "neutral",
            style="name chosen" if curve.chosen else "name",
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
        tag("p", "RLOO, Dr. GRPO and REINFORCE need the models that GRPO needs.", class_="legend"),
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


_POLICY = Part("policy", "trained", "trained policy")
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
