"""The picture of two rewards: who pays whom, what training makes of it, and what the model sees."""

from __future__ import annotations

from functools import lru_cache

from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import laid, pick
from widgets.kit.picks import toolbar as row_of
from widgets.kit.plot import Frame, panel, spread, toolbar
from widgets.kit.roles import Role, strategy_role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import count, decimal, percent, signed
from widgets.kit.working import named, opens
from widgets.reward_hacking.model import Judged, Line, View
from widgets.reward_hacking.prm import FEATURES, Model
from widgets.reward_hacking.responses import HONEST, OWN, PROBLEM, STARTS
from widgets.reward_hacking.run import STEPS, expected

__all__ = ["render", "table"]

SLUG = "reward-hacking"
TIME = Linear(0, STEPS)
SHARE = Linear(0, 1)
MOMENTS = range(STEPS + 1)
TENS = tuple(range(0, STEPS + 1, 10))
FULL_MARKS = 2
"""What the rule pays at most."""

FAINT, STRONG = 0.3, 1.0
"""Weights from which a word is lit at all, and fully."""


def render(view: View) -> Markup:
    """The picture: two scores, the training, one response's words, and three looks behind it."""
    return join(
        (
            _scores(view),
            _training(view),
            _words(view),
            _shares(view),
            _group(view),
            _weights(view.model),
            _trust(view.model),
        )
    )


def table(view: View) -> Table:
    """The responses in numbers."""
    start = view.run.policies[0]
    rows = tuple(
        (
            item.response.name,
            decimal(item.score, 3),
            f"{item.right:.0f}",
            f"{item.format:.0f}",
            percent(start[place], 1),
            percent(view.policy[place], 1),
        )
        for place, item in enumerate(view.judged)
    )
    now = f"Share at step {view.step}"
    columns = ("Response", "Learned score", "Right", "Format kept", "Share at the start", now)
    return Table("The responses, their scores and their shares", columns, rows)


def _scores(view: View) -> Markup:
    """One row a response: its two scores as bars that start at the same place."""
    order = sorted(range(len(view.judged)), key=lambda place: -view.judged[place].score)
    rows = [_row_of(place, view.judged[place], place == view.chosen) for place in order]
    if len(rows) == OWN:
        rows.append(_unwritten(view.chosen == OWN))
    head = tag(
        "div",
        tag("span", "Response"),
        tag("span", "Learned model"),
        tag("span", "Rule"),
        class_="hack-row hack-head",
    )
    return panel(
        "One problem, and what two rewards pay for each response to it",
        tag("p", tag("b", "Problem: "), PROBLEM, class_="hack-problem"),
        head,
        row_of("The responses, by the learned model’s score", *rows, style="hack-rows"),
        size="full",
        note="bars from 0 to 1, and from 0 to 2; press a name to see its words",
    )


def _row_of(place: int, item: Judged, chosen: bool) -> Markup:
    response = item.response
    return _row(place, response.key, response.name, response.way, item[2:], chosen)


@lru_cache(maxsize=32)
def _row(
    place: int, key: str, name: str, way: str, paid: tuple[float, float, float], chosen: bool
) -> Markup:
    """A response by name, with its score, and accuracy and format added up."""
    score, right, kept = paid
    total = right + kept
    role: Role = "right" if right else "wrong"
    return tag(
        "div",
        pick(
            tag("span", "✓" if right else "✗", class_=f"hack-sign r-{role}"),
            name,
            name=f"{name}: {way}; its answer is {role}",
            key=f"{SLUG}-row-{key}",
            sets=f"chosen:{key}",
            pressed=chosen,
            entry=chosen,
            style="hack-name",
        ),
        _bar(score, 1, "toy", f"{name}, learned score"),
        opens(
            SLUG,
            named("score", place + 1),
            decimal(score),
            f"Learned score of {name}",
            entry=False,
        ),
        _bar(total, FULL_MARKS, role, f"{name}, the rule’s reward"),
        opens(
            SLUG,
            named("rule", place + 1),
            f"{total:.0f}",
            f"The rule’s reward for {name}",
            entry=False,
        ),
        class_="hack-row chosen" if chosen else "hack-row",
    )


@lru_cache(maxsize=2)
def _unwritten(chosen: bool) -> Markup:
    """The row of the reader's own response while there is none."""
    return tag(
        "div",
        pick(
            tag("span", class_="hack-sign"),
            "Yours",
            name="Yours: write a response of your own",
            key=f"{SLUG}-row-own",
            sets="chosen:own",
            pressed=chosen,
            entry=chosen,
            style="hack-name",
        ),
        tag("span", "write one, and try to fool either", class_="hack-invites"),
        class_="hack-row chosen" if chosen else "hack-row",
    )


def _bar(value: float, most: float, role: Role, label: str) -> Markup:
    frame = Frame(Linear(0, most), SHARE, height=16)
    return frame.svg(
        label,
        frame.bar((0, most), (0, 1), "neutral", "hack-room"),
        frame.bar((0, value), (0, 1), role),
    )


def _training(view: View) -> Markup:
    """Right answers and what is earned, over the steps."""
    frame = Frame(TIME, SHARE, height=200)
    most = FULL_MARKS if view.by_rule else 1
    rights = view.rights
    right = [expected(policy, rights) for policy in view.run.policies]
    earned = [expected(policy, view.rewards) / most for policy in view.run.policies]
    other = [expected(policy, rights) for policy in view.other.policies]
    this, that = ("the rule", "the learned score")[:: 1 if view.by_rule else -1]
    # While the end is hidden the names stand where the curves are now.
    at = view.step if view.secret else STEPS
    names: list[tuple[str, float, Role]] = [
        ("right answers", right[at], "right"),
        ("earned", earned[at], "toy"),
    ]
    if not view.secret:
        names.append((f"right, {'learned' if view.by_rule else 'rule'}", other[at], "right"))
    heights = spread([frame.y(value) for _, value, _ in names], 16 / 200, 0.02, 0.98)
    labels = [
        frame.label("100%", f"{100 - 100 * height:.4g}%", text, role=role, style="name", dx=8)
        for (text, _, role), height in zip(names, heights, strict=True)
    ]
    scale = "" if most == 1 else f" of {FULL_MARKS}"
    return panel(
        f"Training on {this}",
        frame.svg(
            "Share of right answers and what is earned, over the steps",
            frame.y_axis(written=percent, ticks=(0, 0.25, 0.5, 0.75, 1)),
            frame.x_axis("step", ticks=TENS),
            frame.line(MOMENTS, other, "right", "thin dashed"),
            frame.line(MOMENTS, earned, "toy"),
            frame.line(MOMENTS, right, "right"),
            _future(frame, view),
            frame.rule(x=view.step, role="neutral", style="playhead"),
            frame.dot(view.step, earned[view.step], "toy"),
            frame.dot(view.step, right[view.step], "right"),
            *labels,
            frame.drag("step"),
        ),
        size="full hack-training",
        note=join(
            (
                f"at step {view.step}: right answers ",
                opens(
                    SLUG,
                    "accuracy",
                    percent(right[view.step]),
                    "Share of right answers",
                    style="r-right",
                ),
                ", earned ",
                opens(SLUG, "earned", decimal(earned[view.step] * most), "Earned on average"),
                f"{scale}; dashed: right answers under {that}",
            )
        ),
    )


def _future(frame: Frame, view: View) -> Markup:
    """What has not happened yet, pale; hidden while a prediction waits for it."""
    style = "veil secret" if view.secret else "veil"
    return frame.bar((view.step, STEPS), (0, 1), "neutral", style)


def _words(view: View) -> Markup:
    """The chosen response with what the model likes in it."""
    if view.chosen >= len(view.judged):
        return panel(
            "Yours, as the model reads it",
            tag("p", "Nothing is written yet. Write in the field, or begin with:", class_="empty"),
            _starts(),
            size="full",
        )
    item = view.judged[view.chosen]
    rows, number = [_starts()] if view.chosen == OWN else [], 0
    for line in view.lines:
        number += line.score is not None
        rows.append(_line(line, number))
    if view.more:
        rows.append(tag("p", f"… and {count(view.more, 'further line')}", class_="empty"))
    return panel(
        f"{item.response.name}, as the model reads it",
        *rows,
        tag(
            "p",
            tag("span", "likes", class_="lit up strong"),
            " ",
            tag("span", "likes a little", class_="lit up"),
            " ",
            tag("span", "dislikes", class_="lit down"),
            "; each word, of whatever kind, adds "
            f"{decimal(view.model.weights[0] / 10)} to a step before the sigmoid",
            class_="hack-legend",
        ),
        size="full hack-words",
        note=f"{item.response.way}; at the left the score of each step",
    )


@lru_cache(maxsize=1)
def _starts() -> Markup:
    """Texts that the reader may begin with."""
    picks = (
        pick(
            name,
            name=f"Begin with: {name}",
            key=f"{SLUG}-start-{number}",
            sets=laid(own=text),
            entry=number == 1,
        )
        for number, (name, text) in enumerate(STARTS, start=1)
    )
    return row_of("Texts to begin with", *picks, style="hack-starts")


@lru_cache(maxsize=128)
def _line(line: Line, number: int) -> Markup:
    """A line of a response; if it is a step, with its score."""
    words = tag(
        "p",
        *(
            tag("span", text, class_=f"lit {_look(weight)}") if abs(weight) >= FAINT else text
            for text, weight in line.parts
        ),
        "…" if line.cut else None,
        dir="auto",
    )
    if line.score is None:
        return tag("div", tag("span"), words, class_="hack-line aside")
    score = decimal(line.score)
    if number > 24:
        return tag("div", tag("span", score), words, class_="hack-line")
    button = opens(SLUG, named("line", number), score, f"Score of step {number}")
    return tag("div", button, words, class_="hack-line")


def _look(weight: float) -> str:
    if weight < 0.0:
        return "down"
    return "up strong" if weight >= STRONG else "up"


def _shares(view: View) -> Markup:
    """The policy over the steps, the honest response at the bottom."""
    frame = Frame(TIME, SHARE, height=216)
    places = list(range(len(view.judged)))
    policies, now = view.run.policies, view.policy
    middles, floor = [], 0.0
    for place in places:
        middles.append(floor + now[place] / 2)
        floor += now[place]
    heights = spread(middles, gap=26 / 216, low=0.05, high=0.95)
    roles = [_part(place, view.chosen) for place in places]
    labels = []
    for place in reversed(places):
        response = view.judged[place].response
        labels += [
            frame.key(heights[place], roles[place], response.name, sets=f"chosen:{response.key}"),
            frame.opens(
                SLUG,
                named("share", place + 1),
                "100%",
                heights[place],
                percent(now[place]),
                f"Share of {response.name}",
                entry=place == places[-1],
                dx=86,
            ),
        ]
    return panel(
        "The policy",
        frame.svg(
            "Share of each response over the steps",
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            frame.stack(MOMENTS, [[p[place] for p in policies] for place in places], roles),
            _future(frame, view),
            frame.x_axis("step", ticks=(0, 25, 50)),
            frame.rule(x=view.step, role="neutral", style="playhead"),
            toolbar("Present shares", *labels),
            frame.drag("step"),
            role="group",
        ),
        size="half hack-shares",
        note="share of each response",
    )


def _part(place: int, chosen: int) -> Role:
    """The honest response is the deepest blue, the chosen one the next, the rest alternate."""
    if place == HONEST:
        return strategy_role(3)
    return strategy_role(2 if place == chosen else place % 2)


def _group(view: View) -> Markup:
    """What the group of this step made of each response: its advantage."""
    if not view.step:
        empty = tag("p", "No group yet. Step on, or press play.", class_="empty")
        return panel("The group", empty)
    group = view.run.steps[view.step - 1]
    found = dict(zip(group.actions, group.advantages, strict=True))
    reach = max(1.0, *map(abs, found.values()))
    rows = len(view.judged)
    frame = Frame(Linear(-reach, reach), Linear(rows, 0), height=30 * rows)
    parts: list[Markup] = [frame.rule(x=0, style="zero")]
    for place, item in enumerate(view.judged):
        tries = group.actions.count(place)
        name = item.response.name
        parts.append(
            frame.label(
                "0%", place + 0.5, f"{tries} × {name}" if tries else name, style="tick end", dx=-8
            )
        )
        if place not in found:
            continue
        advantage = found[place]
        role: Role = "gain" if advantage > 0 else "loss"
        if advantage:
            parts.append(
                frame.bar((0, advantage), (place + 0.25, place + 0.75), role, "hack-" + role)
            )
        parts.append(
            frame.opens(
                SLUG,
                named("advantage", place + 1),
                "100%",
                place + 0.5,
                signed(advantage),
                f"Advantage of {name}",
                entry=place == min(found),
                dx=12,
            )
        )
    silent = not any(found.values())
    return panel(
        f"The group of step {view.step}",
        frame.svg(
            f"Advantage of each response in the group of step {view.step}",
            toolbar("Advantages", *parts),
            role="group",
        ),
        size="half hack-group",
        note="all equal: no advantage" if silent else "16 tries; the advantage of each",
    )


@lru_cache(maxsize=2)
def _weights(model: Model) -> Markup:
    """What the model has learned to like."""
    order = sorted(range(len(FEATURES)), key=lambda place: -model.weights[place])
    reach = max(map(abs, model.weights))
    frame = Frame(Linear(-reach, reach), Linear(len(order), 0), height=24 * len(order))
    parts: list[Markup] = [frame.rule(x=0, style="zero")]
    for row, place in enumerate(order):
        weight = model.weights[place]
        role: Role = "gain" if weight > 0 else "loss"
        parts += [
            frame.label("0%", row + 0.5, FEATURES[place].label, style="tick end", dx=-8),
            frame.bar((0, weight), (row + 0.2, row + 0.8), role, "hack-" + role),
            frame.label("100%", row + 0.5, signed(weight), style="start", dx=10),
        ]
    return panel(
        "What the model has learned to like",
        frame.svg("The weight of each feature of a step", *parts),
        size="half hack-weights",
        note="weight of each, per count",
    )


@lru_cache(maxsize=2)
def _trust(model: Model) -> Markup:
    """How well the model does on steps like those it has learned from."""
    always = max(model.good, model.steps - model.good) / model.steps
    word = "good" if model.good > model.steps - model.good else "bad"
    rows = (
        ("its own steps", model.right),
        ("new problems", model.held_out),
        (f"always “{word}”", always),
    )
    frame = Frame(SHARE, Linear(len(rows), 0), height=34 * len(rows))
    parts: list[Markup] = []
    for row, (name, share) in enumerate(rows):
        parts += [
            frame.label("0%", row + 0.5, name, style="tick end", dx=-8),
            frame.bar((0, share), (row + 0.2, row + 0.8), "toy" if row < 2 else "neutral"),
            frame.label("100%", row + 0.5, percent(share), style="start", dx=10),
        ]
    return panel(
        "A fair model of the steps it was trained on",
        frame.svg("Share of steps that the model judges rightly", *parts),
        tag(
            "p",
            f"Trained on {model.steps} labelled steps, {model.good} of them good, from"
            f" {count(model.problems, 'problem')}. “New problems”: cross-validation, a problem’s"
            " steps kept together.",
            class_="hack-legend",
        ),
        size="half hack-trust",
        note="share judged rightly",
    )
