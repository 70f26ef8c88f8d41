"""The simulator's picture: five drawings of one run, and its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from grpo_core import Rollout, Run, Step, entropy
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, panel, spread
from widgets.kit.roles import Role, strategy_role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import count, decimal, percent, signed
from widgets.simulator.controls import NAMES, STEPS
from widgets.simulator.model import View

__all__ = ["render", "table"]

TIME = Linear(0, STEPS)
SHARE = Linear(0, 1)
TENS = tuple(range(0, STEPS + 1, 10))
MOST_SIGNS = 24
"""Rollouts up to which each bar of a group carries its ✓ or ✗."""


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
        measures = [decimal(of(run, number), 3) for of in (_expected, _entropy, _kl)]
        rows.append((str(number), *shares, reward, *measures))
    columns = ("Step", *NAMES, "Group’s mean reward", "Expected reward", "Entropy", "KL")
    return Table("The run at every fifth step and at the one shown", columns, tuple(rows))


def _shares(view: View) -> Markup:
    frame = Frame(TIME, SHARE, height=280)
    run, now = view.run, view.run.policy_at(view.step)
    order = range(len(NAMES) - 1, -1, -1)  # the last strategy lies at the bottom, on the zero line
    layers = [[run.policy_at(step)[a] for step in range(STEPS + 1)] for a in order]
    middles, floor = [], 0.0
    for a in order:
        middles.append(floor + now[a] / 2)
        floor += now[a]
    labels = []
    for a, place in zip(order, spread(middles, gap=17 / 280, low=0.03, high=0.97), strict=True):
        labels.append(frame.label(view.step, place, NAMES[a], percent(now[a]), style="name", dx=10))
    rates = ", ".join(
        f"{name} {percent(rate)}" for name, rate in zip(NAMES, run.config.rates, strict=True)
    )
    return panel(
        "Share of each strategy in the policy",
        frame.svg(
            "Share of each strategy over the steps",
            frame.stack(range(STEPS + 1), layers, [strategy_role(a) for a in order]),
            frame.bar((view.step, STEPS), (0, 1), "neutral", "veil"),
            frame.y_axis(written=percent, ticks=(0, 0.25, 0.5, 0.75, 1)),
            frame.x_axis("step", ticks=TENS),
            _playhead(frame, view.step),
            *labels,
            frame.drag(x="step"),
        ),
        size="full shares",
        note=f"success rates: {rates}" if view.reveal else "",
    )


def _followed(view: View) -> Markup:
    frame = Frame(TIME, SHARE, height=190)
    a, name = view.focus, NAMES[view.focus]
    layers: list[Markup] = []
    if view.band:
        low, lower, middle, upper, high = (list(enumerate(c)) for c in view.band.quantiles)
        layers += [
            frame.area(low, high, "policy", "band"),
            frame.area(lower, upper, "policy", "band"),
            frame.line(middle, "policy", "thin"),
        ]
    layers += [frame.y_axis(written=percent, ticks=(0, 0.5, 1)), frame.x_axis("step", ticks=TENS)]
    labels: list[tuple[str, float, Role]] = [("this run", view.run.final[a], "policy")]
    if view.pinned:
        pinned = _curve(view.pinned, a)
        layers += [frame.line(pinned, "pinned"), frame.line(pinned, "pinned", "hollow")]
        labels.append(("pinned", view.pinned.final[a], "pinned"))
    layers += [frame.line(_curve(view.run, a), "policy"), _playhead(frame, view.step)]
    layers.append(frame.dot(view.step, view.run.policy_at(view.step)[a], "policy"))
    heights = spread([share for _, share, _ in labels], gap=15 / 190, low=0.02, high=0.98)
    layers += [
        frame.label("100%", place, text, role=role, style="name", dx=8)
        for (text, _, role), place in zip(labels, heights, strict=True)
    ]
    note = (
        f"shaded: 50% and 90% of {count(view.band.seeds, 'seed')}"
        if view.band
        else "other seeds follow"
    )
    return panel(
        f"{name} among other seeds",
        frame.svg(f"Share of {name} over the steps", *layers, frame.drag(x="step")),
        note=note,
    )


def _group(view: View) -> Markup:
    title = f"The group sampled at step {view.step}"
    if view.step == 0:
        empty = tag("p", "No group yet. Step on, or press play.", class_="empty")
        return panel("The group", empty)
    group = sorted(view.run.steps[view.step - 1].group, key=lambda r: (r.action, -r.reward))
    reach = max(2.0, *(abs(rollout.advantage) for rollout in group))
    frame = Frame(Linear(0, len(group)), Linear(-1.35 * reach, 1.35 * reach), height=190)
    bars = [_rollout(frame, place, r, len(group)) for place, r in enumerate(group)]
    brackets, place = [], 0
    for action, members in groupby(group, key=lambda rollout: rollout.action):
        size = len(list(members))
        share = size / len(group)
        brackets.append(
            frame.bar(
                (place + 0.06, place + size - 0.06),
                (-1.35 * reach, -1.29 * reach),
                strategy_role(action),
                "part",
            )
        )
        written = NAMES[action] if share > 0.17 else NAMES[action][0]
        brackets.append(frame.label(place + size / 2, "100%", written, style="tick middle", dy=16))
        place += size
    silent = not any(rollout.advantage for rollout in group)
    note = "all equal: no advantage" if silent else "bars: advantage"
    return panel(
        title,
        frame.svg(
            f"Rewards and advantages of the {count(len(group), 'rollout')} of step {view.step}",
            frame.y_axis(ticks=(-reach, 0, reach), written=lambda v: signed(v, 1)),
            *bars,
            *brackets,
        ),
        note=note,
    )


def _rollout(frame: Frame, place: int, rollout: Rollout, size: int) -> Markup:
    """One rollout of a group: its advantage as a bar, its reward as a sign beyond the bar."""
    up = rollout.advantage > 0 or (rollout.advantage == 0 and rollout.reward > 0)
    role: Role = "gain" if up else "loss"
    sign = None
    if size <= MOST_SIGNS:
        glyph, meaning = ("✓", "right") if rollout.reward else ("✗", "wrong")
        sign = frame.label(
            place + 0.5,
            rollout.advantage,
            glyph,
            role="right" if meaning == "right" else "wrong",
            style="sign middle",
            dy=-5 if up else 15,
        )
    bar = frame.bar((place + 0.15, place + 0.85), (0, rollout.advantage), role)
    return tag("g", bar, sign, id=f"rollout-{place}")


def _logits(view: View) -> Markup:
    run = view.run
    values = [z for step in run.steps for z in step.logits] + list(run.config.start_logits)
    frame = Frame(Linear.around(*values, zero=False), Linear(len(NAMES), 0), height=190)
    step: Step | None = run.steps[view.step - 1] if view.step else None
    rows = []
    for a, name in enumerate(NAMES):
        middle = a + 0.5
        start = run.config.start_logits[a]
        before, now = (step.logits_before[a], step.logits[a]) if step else (start, start)
        rows.append(
            tag(
                "g",
                frame.rule(y=middle, style="grid"),
                tag(
                    "line",
                    x1=frame.left(start),
                    x2=frame.left(start),
                    y1=frame.top(a + 0.2),
                    y2=frame.top(a + 0.8),
                    class_="rule r-reference dashed",
                ),
                tag(
                    "line",
                    x1=frame.left(before),
                    x2=frame.left(now),
                    y1=frame.top(middle),
                    y2=frame.top(middle),
                    class_=f"rule change r-{'gain' if now > before else 'loss'}",
                ),
                frame.dot(now, middle, "policy"),
                frame.label("0%", middle, name, style="tick end", dx=-8),
                frame.label("100%", middle, decimal(now), style="name end", dx=44),
                frame.label("100%", middle, signed(now - before), style="end", dx=90),
                id=f"logit-{a}",
            )
        )
    return panel(
        "Logits",
        frame.svg("Logit of each strategy, its start, and its last change", *rows, frame.x_axis()),
        size="half logits",
        note="dashed: start; right: value, change",
    )


def _measures(view: View) -> Markup:
    """Three small curves, one below the other: reward, entropy, KL."""
    reach = [run for run in (view.run, view.pinned) if run]
    kl_scale = Linear.around(*(step.kl for run in reach for step in run.steps), about=2)
    rewards = [(step.number, step.mean_reward) for step in view.run.steps]
    sampled = Frame(TIME, SHARE, height=44).line(rewards, "neutral", "thin")
    return panel(
        "Reward, entropy, KL",
        _measure(view, "Reward", "right", SHARE, _expected, sampled),
        _measure(view, "Entropy", "neutral", Linear(0, 1.5), _entropy),
        _measure(view, "KL", "kl", kl_scale, _kl),
        size="half measures",
        note="grey: the groups’ own reward",
    )


def _measure(
    view: View,
    name: str,
    role: Role,
    scale: Linear,
    of: Callable[[Run, int], float],
    *behind: Markup,
) -> Markup:
    """A small curve of one measure over the steps, its present value at the right."""
    frame = Frame(TIME, scale, height=44)
    layers: list[Markup] = [frame.y_axis(ticks=(scale.low, scale.high)), *behind]
    if view.pinned:
        pinned = [(n, of(view.pinned, n)) for n in range(STEPS + 1)]
        layers += [frame.line(pinned, "pinned"), frame.line(pinned, "pinned", "hollow")]
    value = of(view.run, view.step)
    layers += [
        frame.line([(n, of(view.run, n)) for n in range(STEPS + 1)], role),
        _playhead(frame, view.step),
        frame.dot(view.step, value, role),
        frame.label("100%", "30%", name, style="name", dx=8),
        frame.label("100%", "30%", decimal(value), style="name", role=role, dx=8, dy=20),
        frame.drag(x="step"),
    ]
    return frame.svg(f"{name} over the steps", *layers)


def _playhead(frame: Frame, step: int) -> Markup:
    return frame.rule(x=step, role="neutral", style="playhead")


def _curve(run: Run, strategy: int) -> Sequence[tuple[float, float]]:
    return [(step, run.policy_at(step)[strategy]) for step in range(STEPS + 1)]


def _expected(run: Run, step: int) -> float:
    return sum(p * r for p, r in zip(run.policy_at(step), run.config.rates, strict=True))


def _entropy(run: Run, step: int) -> float:
    return run.steps[step - 1].entropy if step else entropy(run.reference)


def _kl(run: Run, step: int) -> float:
    return run.steps[step - 1].kl if step else 0.0
