"""The picture of two rewards: who pays whom, what training makes of it, and what the model sees."""

from __future__ import annotations

from collections.abc import Sequence
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
LEADER = 1.07 * STEPS
"""Where the lines from the bands to their names end."""

TENS = tuple(range(0, STEPS + 1, 10))
FULL_MARKS = 2
"""What the rule pays at most."""

TALL = 262
"""Height of the training's two strips together, in CSS pixels."""

BELOW, ABOVE = (0.0, 0.3), (0.42, 0.94)
"""Where the strips lie in it, from the bottom."""

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
        for place, item in ((place, view.judged[place]) for place in view.order)
    )
    now = f"Share at step {view.step}"
    columns = ("Response", "Learned score", "Right", "Format kept", "Share at the start", now)
    return Table("The responses, their scores and their shares", columns, rows)


def _scores(view: View) -> Markup:
    """One row a response: its two scores as bars that start at the same place."""
    rows = [_row_of(place, view.judged[place], place == view.chosen) for place in view.order]
    if len(rows) == OWN:
        rows.append(_unwritten(view.chosen == OWN))
    head = tag(
        "div",
        tag("span", "Response"),
        tag("span", "Learned model, ", tag("span", "0 to 1")),
        tag("span", "Rule, ", tag("span", "0 to 2")),
        class_="hack-row hack-head",
    )
    return panel(
        "One problem, and what two rewards pay for each response to it",
        tag("p", tag("b", "Problem: "), PROBLEM, class_="hack-problem"),
        head,
        row_of("The responses, by the learned model’s score", *rows, style="hack-rows"),
        _starts() if view.chosen == OWN else Markup(""),
        size="full",
        note="press a name to see its words",
    )


def _row_of(place: int, item: Judged, chosen: bool) -> Markup:
    response = item.response
    names = (response.name, response.gloss, response.way)
    return _row(place, response.key, names, item[2:], chosen)


@lru_cache(maxsize=32)
def _row(
    place: int,
    key: str,
    names: tuple[str, str, str],
    paid: tuple[float, float, float],
    chosen: bool,
) -> Markup:
    """A response by name, with its score, and accuracy and format added up."""
    name, gloss, way = names
    score, right, kept = paid
    total = right + kept
    role: Role = "right" if right else "wrong"
    return tag(
        "div",
        pick(
            tag("span", "✓" if right else "✗", class_=f"hack-sign r-{role}"),
            name,
            tag("span", " ", gloss, class_="hack-gloss"),
            name=f"{name} {gloss}: {way}; its answer is {role}",
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
        frame.bar((0, value), (0, 1), role, "hack-score" if role == "toy" else ""),
    )


def _training(view: View) -> Markup:
    """Two strips over the steps: right answers above, what is earned below on its own scale."""
    frame = Frame(TIME, SHARE, height=TALL)
    most = FULL_MARKS if view.by_rule else 1
    rights = view.rights
    right = [expected(policy, rights) for policy in view.run.policies]
    earned = [expected(policy, view.rewards) for policy in view.run.policies]
    other = [expected(policy, rights) for policy in view.other.policies]
    this, that = ("the rule", "the learned score")[:: 1 if view.by_rule else -1]
    paid = "the rule’s reward of a try" if view.by_rule else "learned score of a try"
    return panel(
        f"Training on {this}",
        frame.svg(
            "Share of right answers and what a try earns, over the steps",
            *_ruled(frame, ABOVE, [(n / 4, percent(n / 4)) for n in range(5)]),
            *_ruled(frame, BELOW, [(n / 2, decimal(most * n / 2, 1)) for n in range(3)]),
            frame.x_axis("step", ticks=TENS),
            frame.line(MOMENTS, _put(other, ABOVE), "right", "hack-other dashed"),
            frame.line(MOMENTS, _put(right, ABOVE), "right"),
            frame.line(MOMENTS, _put([value / most for value in earned], BELOW), "toy"),
            frame.future(view.step, secret=view.secret),
            frame.rule(x=view.step, role="neutral", style="playhead"),
            _titled(frame, "right answers", ABOVE),
            _titled(frame, paid, BELOW),
            frame.dot(view.step, _at(right[view.step], ABOVE), "right"),
            frame.dot(view.step, _at(earned[view.step] / most, BELOW), "toy"),
            *_payers(frame, view, right, other, (this, that)),
            frame.drag("step"),
        ),
        size="full hack-training",
        note=join(
            (
                f"at step {view.step}: right answers ",
                tag(
                    "span",
                    opens(
                        SLUG,
                        "accuracy",
                        percent(right[view.step]),
                        "Share of right answers",
                        style="r-right",
                    ),
                    ",",
                    class_="hack-tied",
                ),
                " earned ",
                opens(SLUG, "earned", decimal(earned[view.step]), "Earned on average"),
                f" of {most}" if view.by_rule else "",
            )
        ),
    )


def _put(values: Sequence[float], strip: tuple[float, float]) -> list[float]:
    """Shares of a strip's height as shares of the whole drawing's."""
    return [_at(value, strip) for value in values]


def _at(value: float, strip: tuple[float, float]) -> float:
    low, high = strip
    return low + (high - low) * value


def _ruled(
    frame: Frame, strip: tuple[float, float], ticks: Sequence[tuple[float, str]]
) -> list[Markup]:
    """A strip's hairlines with their numbers."""
    parts = []
    for share, written in ticks:
        height = _at(share, strip)
        parts += [
            frame.rule(y=height, style="grid" if share else "zero"),
            frame.label("0%", height, written, style="tick end", dx=-8),
        ]
    return parts


def _titled(frame: Frame, title: str, strip: tuple[float, float]) -> Markup:
    """A strip's name above it; it says nothing of the end, so no veil lies over it."""
    return frame.label("0%", strip[1], title, style="name start", dy=-9)


def _payers(
    frame: Frame,
    view: View,
    right: Sequence[float],
    other: Sequence[float],
    payers: tuple[str, str],
) -> list[Markup]:
    """At the two curves of right answers, who pays; the second only when nothing is hidden."""
    # While the end is hidden the name stands where the curve is now.
    ends = [right[view.step]] if view.secret else [right[STEPS], other[STEPS]]
    heights = spread(_put(ends, ABOVE), 34 / TALL, ABOVE[0] + 0.03, 0.97)
    labels = []
    for height, payer, verb in zip(heights, payers, ("paid by", "if paid by"), strict=False):
        for text, dy in ((verb, -4), (payer, 11)):
            labels.append(
                frame.label("100%", height, text, role="right", style="name", dx=8, dy=dy)
            )
    return labels


def _words(view: View) -> Markup:
    """The chosen response with what the model likes in it."""
    if view.chosen >= len(view.judged):
        return panel(
            "Yours, as the model reads it",
            tag("p", "Nothing is written yet.", class_="empty"),
            size="full",
        )
    item = view.judged[view.chosen]
    rows: list[Markup] = []
    number = 0
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
            f". Longer steps score higher: {signed(view.model.weights[0] / 10)} a word, on the"
            " scale of the weights below.",
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
    return join(
        (
            tag("p", "Write in the field, or begin with:", class_="hack-begin"),
            row_of("Texts to begin with", *picks, style="hack-starts"),
        )
    )


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
    """The policy over the steps, piled in the order of the table."""
    frame = Frame(TIME, SHARE, height=216)
    places = view.order[::-1]
    policies = view.run.policies
    # While the end is hidden the names stand where the bands are now.
    at = view.step if view.secret else STEPS
    floors, floor = [[0.0] * (STEPS + 1)], [0.0] * (STEPS + 1)
    for place in places:
        floor = [low + policy[place] for low, policy in zip(floor, policies, strict=True)]
        floors.append(floor)
    middles = [(floors[n][at] + floors[n + 1][at]) / 2 for n in range(len(places))]
    heights = spread(middles, gap=26 / 216, low=0.05, high=0.95)
    labels, leaders, outline = [], [], []
    for n in reversed(range(len(places))):
        place = places[n]
        response = view.judged[place].response
        chosen = place == view.chosen
        leaders.append(frame.segment((at, middles[n]), (LEADER, heights[n]), "neutral"))
        labels += [
            _named(frame, heights[n], response.key, response.name, chosen),
            frame.opens(
                SLUG,
                named("share", place + 1),
                "100%",
                heights[n],
                percent(view.policy[place]),
                f"Share of {response.name}",
                entry=n == len(places) - 1,
                dx=92,
            ),
        ]
        if chosen:
            outline.append(
                frame.area(MOMENTS, floors[n], floors[n + 1], "neutral", "hack-selected")
            )
    return panel(
        "The policy",
        frame.svg(
            "Share of each response over the steps",
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            frame.stack(
                MOMENTS, [[p[place] for p in policies] for place in places], _parts(places)
            ),
            *outline,
            frame.future(view.step, secret=view.secret),
            *leaders,
            frame.x_axis("step", ticks=(0, 25, 50)),
            frame.rule(x=view.step, role="neutral", style="playhead"),
            toolbar("Present shares", *labels),
            frame.drag("step"),
            role="group",
        ),
        size="half hack-shares",
        note=f"share of each response; numbers at step {view.step}",
    )


def _named(frame: Frame, height: float, key: str, name: str, chosen: bool) -> Markup:
    """A band's name, which chooses its response; the chosen one's is bold."""
    box = {"x": "100%", "y": frame.top(height)}
    return tag(
        "g",
        tag("rect", **box, width="90", height="24", class_="hit"),
        frame.label("100%", height, name, style="name hack-on" if chosen else "name", dx=20),
        data_set=f"chosen:{key}",
    )


def _parts(places: Sequence[int]) -> list[Role]:
    """The honest response is the deepest blue, the reader's own the next; exploits are pale."""
    shades = {HONEST: 3, OWN: 2}
    return [strategy_role(shades.get(place, 0)) for place in places]


def _group(view: View) -> Markup:
    """What the group of this step made of each response: its advantage."""
    if not view.step:
        empty = tag("p", "No group yet. Step on, or press play.", class_="empty")
        return panel("The group", empty)
    group = view.run.steps[view.step - 1]
    found = dict(zip(group.actions, group.advantages, strict=True))
    title = f"The group of step {view.step}"
    if not any(found.values()):
        said = f"All {len(group.actions)} tries earned the same, so every advantage is 0."
        return panel(title, tag("p", said, class_="empty"))
    reach = max(1.0, *map(abs, found.values()))
    rows = len(view.judged)
    frame = Frame(Linear(-reach, reach), Linear(rows, 0), height=30 * rows)
    parts: list[Markup] = [frame.rule(x=0, style="zero")]
    first = next(place for place in view.order if place in found)
    for row, place in enumerate(view.order):
        tries = group.actions.count(place)
        name = view.judged[place].response.name
        parts.append(frame.label("0%", row + 0.5, f"{tries} × {name}", style="tick end", dx=-8))
        if place not in found:
            continue
        advantage = found[place]
        role: Role = "gain" if advantage > 0 else "loss"
        if advantage:
            parts.append(frame.bar((0, advantage), (row + 0.25, row + 0.75), role, "hack-" + role))
        parts.append(
            frame.opens(
                SLUG,
                named("advantage", place + 1),
                "100%",
                row + 0.5,
                signed(advantage),
                f"Advantage of {name}",
                entry=place == first,
                dx=12,
            )
        )
    return panel(
        title,
        frame.svg(
            f"Advantage of each response in the group of step {view.step}",
            toolbar("Advantages", *parts),
            role="group",
        ),
        size="half hack-group",
        note=f"{len(group.actions)} tries; the advantage of each",
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
        note="weight: what one more adds",
    )


@lru_cache(maxsize=2)
def _trust(model: Model) -> Markup:
    """How well the model does on steps like those it has learned from."""
    always = max(model.good, model.steps - model.good) / model.steps
    word = "good" if model.good > model.steps - model.good else "bad"
    rows = (
        ("training steps", model.right),
        ("new problems", model.held_out),
        (f"always “{word}”", always),
    )
    frame = Frame(SHARE, Linear(len(rows), 0), height=34 * len(rows))
    parts: list[Markup] = []
    for row, (name, share) in enumerate(rows):
        parts += [
            frame.label("0%", row + 0.5, name, style="tick end", dx=-8),
            frame.bar(
                (0, share),
                (row + 0.2, row + 0.8),
                "toy" if row < 2 else "neutral",
                "hack-score" if row < 2 else "hack-base",
            ),
            frame.label("100%", row + 0.5, percent(share), style="start", dx=10),
        ]
    return panel(
        "How often the model judges a step rightly",
        frame.svg("Share of steps that the model judges rightly", *parts),
        tag(
            "p",
            f"Trained on {model.steps} labelled steps, {model.good} of them good, from"
            f" {count(model.problems, 'problem')}. “New problems”: cross-validation, a problem’s"
            f" steps kept together. For comparison, who always says “{word}”.",
            class_="hack-legend",
        ),
        size="half hack-trust",
    )
