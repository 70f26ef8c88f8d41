"""The simulator's picture: five drawings of one run, and its table."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from grpo_core import Rollout, Run, Step
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, panel, spread, toolbar
from widgets.kit.roles import Role, strategy_role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import count, decimal, limited, percent, signed
from widgets.kit.working import named, opens
from widgets.simulator.controls import NAMES, STEPS
from widgets.simulator.model import View, divergence_at, entropy_at, expected_reward

__all__ = ["render", "table"]

TIME = Linear(0, STEPS)
SHARE = Linear(0, 1)
MOMENTS = range(STEPS + 1)
TENS = tuple(range(0, STEPS + 1, 10))
SLUG = "simulator"
MOST_SIGNS = 24
"""Rollouts up to which each bar of a group carries its ✓ or ✗."""

Measure = Callable[[Run, int], float]
"""A number for each step of a run."""


def render(view: View) -> Markup:
    """The picture: shares over time, many seeds, the group, the logits, the measures."""
    return join(
        (
            _shares(view),
            _followed(view),
            _group(view),
            _logits(view),
            _measures(view),
        )
    )


def table(view: View) -> Table:
    """The run in numbers: every fifth step, and the one shown."""
    run = view.run
    rows = []
    for number in sorted({*range(0, STEPS + 1, 5), view.step}):
        shares = [percent(p, 1) for p in run.policy_at(number)]
        reward = decimal(run.steps[number - 1].mean_reward, 3) if number else "–"
        measures = [
            decimal(of(run, number), 3) for of in (expected_reward, entropy_at, divergence_at)
        ]
        rows.append((str(number), *shares, reward, *measures))
    columns = ("Step", *NAMES, "Group’s mean reward", "Expected reward", "Entropy", "KL")
    return Table("The run at every fifth step and at the one shown", columns, tuple(rows))


def _shares(view: View) -> Markup:
    frame = Frame(TIME, SHARE, height=240)
    run, now = view.run, view.run.policy_at(view.step)
    # The followed strategy lies at the bottom, on the zero line, where its share can be read off.
    order = [view.focus, *(a for a in reversed(range(len(NAMES))) if a != view.focus)]
    layers = [[run.policy_at(step)[a] for step in MOMENTS] for a in order]
    middles, floor = [], 0.0
    for a in order:
        middles.append(floor + now[a] / 2)
        floor += now[a]
    places = spread(middles, gap=24 / 240, low=0.04, high=0.96)
    top = order[-1]
    labels = [
        part
        for a, place in reversed(list(zip(order, places, strict=True)))
        for part in (
            frame.key(place, strategy_role(a), NAMES[a], sets=f"focus:{NAMES[a].lower()}"),
            frame.opens(
                SLUG,
                named("share", a + 1),
                "100%",
                place,
                percent(now[a]),
                f"Share of {NAMES[a]}",
                entry=a == top,
                dx=72,
            ),
        )
    ]
    followed = _share_of(view.focus)
    rates = ", ".join(
        f"{name} {percent(rate)}" for name, rate in zip(NAMES, run.config.rates, strict=True)
    )
    note = f"success rates: {rates}" if view.reveal else ""
    if view.pinned:
        note += f"{'; ' if note else ''}thin line: {NAMES[view.focus]} in the pinned run"
    return panel(
        "Share of each strategy in the policy",
        frame.svg(
            "Share of each strategy over the steps",
            frame.y_axis(written=percent, ticks=(0, 0.25, 0.5, 0.75, 1)),
            frame.stack(MOMENTS, layers, [strategy_role(a) for a in order]),
            *_pinned_line(frame, view, followed),
            frame.future(view.step, secret=view.secret),
            frame.x_axis("step", ticks=TENS),
            _playhead(frame, view.step),
            *_pinned_dot(frame, view, followed),
            toolbar("Present shares", *labels),
            frame.drag("step"),
            role="group",
        ),
        size="full shares",
        note=note,
    )


def _followed(view: View) -> Markup:
    a, name = view.focus, NAMES[view.focus]
    curve = [view.run.policy_at(n)[a] for n in MOMENTS]
    # A strategy that never gets anywhere is looked at closely; the axis says so.
    highest = max(curve + list(view.band.quantiles[-1] if view.band else ()))
    scale = Linear.around(highest, about=2) if highest < 0.2 and not view.pinned else SHARE
    frame = Frame(TIME, scale, height=190)
    layers: list[Markup] = [
        frame.y_axis(written=percent, about=2),
        frame.x_axis("step", ticks=TENS),
    ]
    if view.band:
        low, lower, middle, upper, high = view.band.quantiles
        layers += [
            frame.area(MOMENTS, low, high, "policy", "band"),
            frame.area(MOMENTS, lower, upper, "policy", "band"),
            frame.line(MOMENTS, middle, "policy", "thin"),
        ]
    layers += _pinned_line(frame, view, _share_of(a))
    layers += [frame.line(MOMENTS, curve, "policy"), frame.future(view.step, secret=view.secret)]
    layers += [_playhead(frame, view.step), *_pinned_dot(frame, view, _share_of(a))]
    layers.append(frame.dot(view.step, curve[view.step], "policy"))
    labels: list[tuple[str, float, Role]] = [("this run", curve[-1], "policy")]
    if view.pinned:
        labels.append(("pinned", view.pinned.final[a], "pinned"))
    wishes = [frame.y(share) for _, share, _ in labels]
    heights = spread(wishes, gap=15 / 190, low=0.02, high=0.98)
    layers += [
        frame.label("100%", f"{100 - 100 * place:.4g}%", text, role=role, style="name", dx=8)
        for (text, _, role), place in zip(labels, heights, strict=True)
    ]
    return panel(
        f"{name} under other seeds",
        frame.svg(f"Share of {name} over the steps", *layers, frame.drag("step")),
        note=_band_note(view),
    )


def _band_note(view: View) -> str:
    if not view.band:
        return "soon"
    more = "" if view.complete else "…"
    return f"shaded: half, and 9 in 10, of {view.band.seeds:,} runs{more}"


def _group(view: View) -> Markup:
    if view.step == 0:
        empty = tag("p", "No group yet. Step on, or press play.", class_="empty")
        return panel("The group", empty)
    group = sorted(view.run.steps[view.step - 1].group, key=lambda r: (r.action, -r.reward))
    values = sorted({rollout.advantage for rollout in group} | {0.0})
    reach = max(1.0, -values[0], values[-1])
    frame = Frame(Linear(0, len(group)), Linear(-1.4 * reach, 1.3 * reach), height=190)
    bars = _rollouts(frame, group)
    brackets, place = [], 0
    for action, members in groupby(group, key=lambda rollout: rollout.action):
        size = len(list(members))
        span = (place + 0.06, place + size - 0.06)
        strip = (-1.4 * reach, -1.34 * reach)
        brackets.append(frame.bar(span, strip, strategy_role(action), "part"))
        written = NAMES[action] if size / len(group) > 0.17 else NAMES[action][:2]
        brackets.append(frame.label(place + size / 2, "100%", written, style="tick middle", dy=16))
        place += size
    step = view.run.steps[view.step - 1]
    silent = values == [0.0]
    paid = {rollout.advantage: rollout.reward > 0 for rollout in group}
    near = any(abs(value) < 0.2 * reach for value in paid)
    return panel(
        f"The group of step {view.step}",
        frame.svg(
            f"Rewards and advantages of the {count(len(group), 'try', 'tries')} of"
            f" step {view.step}",
            frame.y_axis(
                ticks=values, written=lambda value: "" if value or near else signed(value)
            ),
            _advantages(frame, paid),
            *bars,
            *brackets,
            role="group",
        ),
        note=join(
            (
                "all equal: no advantage; " if silent else "one bar a try: its advantage; ",
                "mean reward ",
                opens(SLUG, "mean", decimal(step.mean_reward), "Mean reward"),
            )
        ),
    )


def _rollouts(frame: Frame, group: list[Rollout]) -> list[Markup]:
    """A group's advantages as bars; in a small group each with its reward as a sign."""
    if len(group) <= MOST_SIGNS:
        return [_rollout(frame, place, rollout) for place, rollout in enumerate(group)]
    bars: list[Markup] = []
    signs: tuple[tuple[Role, bool], ...] = (("gain", True), ("loss", False))
    for role, wanted in signs:
        places = [i for i, r in enumerate(group) if r.advantage and (r.advantage > 0) is wanted]
        spans = [(i + 0.15, i + 0.85) for i in places]
        bars.append(frame.bars(spans, [group[i].advantage for i in places], role))
    return bars


def _advantages(frame: Frame, paid: dict[float, bool]) -> Markup:
    """The advantages at their heights: that of right tries, and that of wrong ones."""
    order = sorted(paid, reverse=True)
    return toolbar(
        "Advantages",
        *(
            frame.opens(
                SLUG,
                named("advantage", 1 if paid[value] else 2),
                "0%",
                value,
                signed(value),
                f"Advantage of {'right' if paid[value] else 'wrong'} tries",
                entry=value == order[0],
                style="tick end",
                dx=-8,
            )
            for value in order
        ),
    )


def _rollout(frame: Frame, place: int, rollout: Rollout) -> Markup:
    """One rollout of a group: its advantage as a bar, its reward as a sign beyond the bar."""
    up = rollout.advantage > 0 or (rollout.advantage == 0 and rollout.reward > 0)
    right = rollout.reward > 0
    sign = frame.label(
        place + 0.5,
        rollout.advantage,
        "✓" if right else "✗",
        role="right" if right else "wrong",
        style="sign middle",
        dy=-5 if up else 15,
    )
    span = (place + 0.15, place + 0.85)
    bar = frame.bar(span, (0, rollout.advantage), "gain" if up else "loss")
    return tag("g", bar, sign, id=f"rollout-{place}")


def _logits(view: View) -> Markup:
    run = view.run
    values = [z for step in run.steps for z in step.logits] + list(run.config.start_logits)
    room = 0.06 * (max(values) - min(values))
    scale = Linear.around(min(values) - room, max(values) + room, zero=False)
    frame = Frame(scale, Linear(len(NAMES), 0), height=190)
    step: Step | None = run.steps[view.step - 1] if view.step else None
    rows = []
    for a, name in enumerate(NAMES):
        middle, start = a + 0.5, run.config.start_logits[a]
        before, now = (step.logits_before[a], step.logits[a]) if step else (start, start)
        rows.append(
            tag(
                "g",
                frame.rule(y=middle, style="grid"),
                frame.segment((start, middle), (now, middle), "policy"),
                frame.segment((start, a + 0.2), (start, a + 0.8), "reference", "dashed"),
                frame.dot(now, middle, "policy"),
                frame.label("0%", middle, name, style="tick end", dx=-8),
                *_logit(frame, a, now, now - before, moved=step is not None),
                id=f"logit-{a}",
            )
        )
    return panel(
        "Logits",
        frame.svg(
            "Logit of each strategy, where it started, and its last change",
            frame.label("100%", "0%", "now", style="tick end", dx=44),
            frame.label("100%", "0%", "change", style="tick end", dx=92),
            toolbar("Logits and their changes", *rows) if step else join(rows),
            *_pinned_logits(frame, view),
            frame.x_axis(),
            role="group",
        ),
        size="half logits",
        note="dashed: the reference; change: of this step",
    )


def _logit(frame: Frame, a: int, now: float, change: float, *, moved: bool) -> list[Markup]:
    """A logit and its last change, which open once there has been one."""
    columns = (
        ("logit", "Logit", limited(now), 44),
        ("change", "Change", limited(change, signed), 92),
    )
    if not moved:
        return [
            frame.label("100%", a + 0.5, written, style="end", dx=dx)
            for _, _, written, dx in columns
        ]
    return [
        frame.opens(
            SLUG,
            named(key, a + 1),
            "100%",
            a + 0.5,
            written,
            f"{said} of {NAMES[a]}",
            entry=key == "logit" and a == 0,
            style="end",
            dx=dx,
        )
        for key, said, written, dx in columns
    ]


def _pinned_logits(frame: Frame, view: View) -> list[Markup]:
    if not view.pinned:
        return []
    step = view.step
    logits = view.pinned.steps[step - 1].logits if step else view.pinned.config.start_logits
    return [
        frame.dot(z, a + 0.5, "pinned", "hollow")
        for a, z in enumerate(logits)
        if 0 <= frame.x(z) <= 1
    ]


def _measures(view: View) -> Markup:
    """Three small curves, one below the other: reward, entropy, KL."""
    runs = [run for run in (view.run, view.pinned) if run]
    reached = max(2.0, *(step.kl for run in runs for step in run.steps))
    kl_scale = Linear.around(reached, about=1)
    rewards = [step.mean_reward for step in view.run.steps]
    sampled = Frame(TIME, SHARE, height=44).line(MOMENTS[1:], rewards, "neutral", "thin")
    return panel(
        "Expected reward, entropy, KL to the reference",
        _measure(view, "reward", "right", SHARE, expected_reward, sampled),
        _measure(view, "entropy", "toy", Linear(0, 1.5), entropy_at),
        _measure(view, "KL", "kl", kl_scale, divergence_at, last=True),
        size="half measures",
        note="thin: what each group earned",
    )


def _measure(
    view: View,
    name: str,
    role: Role,
    scale: Linear,
    of: Measure,
    *behind: Markup,
    last: bool = False,
) -> Markup:
    """A small curve of one measure over the steps, its present value at the right."""
    frame = Frame(TIME, scale, height=44)
    value = of(view.run, view.step)
    return frame.svg(
        f"{name} over the steps",
        frame.y_axis(ticks=(scale.low, scale.high)),
        *behind,
        *_pinned_line(frame, view, of),
        frame.line(MOMENTS, [of(view.run, n) for n in MOMENTS], role),
        frame.future(view.step, secret=view.secret),
        _playhead(frame, view.step),
        *_pinned_dot(frame, view, of),
        frame.dot(view.step, value, role),
        frame.label("100%", "30%", name, style="name", dx=8),
        frame.opens(
            SLUG,
            name.lower(),
            "100%",
            "30%",
            decimal(value),
            name,
            style="name start",
            role=role,
            dx=8,
            dy=22,
        ),
        frame.x_axis(ticks=TENS) if last else Markup(),
        frame.drag("step"),
        role="group",
    )


def _pinned_line(frame: Frame, view: View, of: Measure) -> list[Markup]:
    """The pinned run's curve: a thin dark line."""
    if not view.pinned:
        return []
    pinned = view.pinned
    curve = [of(pinned, n) for n in MOMENTS]
    return [
        frame.line(MOMENTS, curve, "pinned", "halo"),
        frame.line(MOMENTS, curve, "pinned", "thin"),
    ]


def _pinned_dot(frame: Frame, view: View, of: Measure) -> list[Markup]:
    """Where the pinned run is at the present step."""
    if not view.pinned:
        return []
    return [frame.dot(view.step, of(view.pinned, view.step), "pinned", "hollow")]


def _share_of(strategy: int) -> Measure:
    return lambda run, step: run.policy_at(step)[strategy]


def _playhead(frame: Frame, step: int) -> Markup:
    return frame.rule(x=step, role="neutral", style="playhead")
