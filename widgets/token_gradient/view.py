"""The token gradient's picture: a group, a rollout's tokens, a gradient, and one number of it."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from widgets.kit import formula as f
from widgets.kit.markup import Markup, join, number, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import GRID, Frame, Stretched, panel, path, spread
from widgets.kit.plot import toolbar as toolbar_in
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import count, decimal, percent, plain, signed
from widgets.kit.working import named, opens
from widgets.token_gradient.model import NEAR, Cell, Member, Said, View, amount, push, written_ratio
from widgets.token_gradient.toy import ANSWER, GROUP, LONGEST, SLIP, VOCABULARY, WAIT

__all__ = ["render", "table"]

ROWS = Linear(len(VOCABULARY), 0)
ROW_HEIGHT = 24
POLICY_ROW = 40
"""Height of a row of the policy in CSS pixels: two bars, and room for a finger."""
LONG = 22
"""Tokens for which the strips have room in any group: a count and a recount."""
STRIP = 40
"""Height of a rollout's strip in CSS pixels: bars on one side of the line, words on the other."""
SLUG = "token-gradient"
DUST = 0.02
"""Share of a scale's reach below which a value gets no side of its own, and no cell."""
EDGES = tuple(place + side for place in range(1, GROUP + 1) for side in (-0.5, 0.5))
"""Where a line that is flat over each rollout begins and ends."""
AGGREGATION_LABELS = ("GRPO", "DAPO", "Dr. GRPO")


def render(view: View) -> Markup:
    """The picture: group, tokens, gradient, one number of it, the policy it acts on, weights."""
    return join(
        (
            _group(view),
            _tokens(view),
            _gradient(view),
            _arithmetic(view),
            _policy(view),
            _weights(view),
        )
    )


def table(view: View) -> Table:
    """The rollout in numbers, one row a token."""
    rows = tuple(
        (
            str(place),
            VOCABULARY[token.token],
            percent(token.probability, 1),
            written_ratio(token.ratio),
            push(token.credit),
            push(token.push),
            "held" if token.held else "",
        )
        for place, token in enumerate(view.said, start=1)
    )
    columns = ("Position", "Token", "π", "Ratio ρ", "Credit", "On its own logit", "Clip")
    return Table(f"Rollout {view.chosen + 1}, token by token", columns, rows)


def _group(view: View) -> Markup:
    heights = [p for member in view.members for p in (*member.pushes, *member.unheld)]
    reach = max(map(abs, heights)) or 1.0
    longest = max(LONG, *(member.length for member in view.members))
    members = [
        _member(place, member, reach, longest, place == view.chosen + 1)
        for place, member in enumerate(view.members, start=1)
    ]
    return panel(
        "Eight rollouts, and the push on each token’s own logit",
        tag(
            "p",
            "Prompt: ",
            tag("b", "9 × 7 = ?"),
            f" counted in sevens. Right answer: {VOCABULARY[ANSWER]}. A slip: {VOCABULARY[SLIP]}.",
            class_="task",
        ),
        toolbar("The eight rollouts and their rewards", *members, style="members"),
        size="full",
        note="above the line: up; press a ✓ or ✗ to turn that reward over",
    )


@lru_cache(maxsize=32)
def _member(place: int, member: Member, reach: float, longest: int, chosen: bool) -> Markup:
    """One rollout: a button that chooses it, and one that turns its reward over."""
    role: Role = "right" if member.right else "wrong"
    word, advantage = "right" if member.right else "wrong", signed(member.advantage)
    return tag(
        "div",
        pick(
            tag("b", str(place)),
            _strip(member, reach, longest),
            name="",
            key=f"token-gradient-rollout-{place}",
            sets=f"rollout:{place}",
            pressed=chosen,
            entry=chosen,
        ),
        pick(
            tag("b", "✓" if member.right else "✗"),
            f" {advantage}",
            name=f"Rollout {place} counts as {word}, advantage {advantage}; turn it over",
            key=f"token-gradient-reward-{place}",
            flips=f"flipped:{place}",
            style=f"r-{role} turned" if member.flipped else f"r-{role}",
        ),
        class_="member",
    )


def _strip(member: Member, reach: float, longest: int) -> Markup:
    """A rollout's pushes, a bar a position; those that had room carry their token."""
    frame = Frame(Linear(0, longest), Linear(-reach, reach), height=STRIP)
    layers: list[Markup] = [frame.segment((0, 0), (member.length, 0), "neutral")]
    signs: tuple[tuple[Role, float], ...] = (("gain", 1.0), ("loss", -1.0))
    for role, sign in signs:
        for heights, style in ((member.unheld, "unheld"), (member.pushes, "")):
            places = [i for i, value in enumerate(heights) if value * sign > 0.0]
            if places:
                layers.append(_bars(frame, places, heights, f"bar r-{role}", style))
    # The words stand on the side of the line that the bars leave free.
    dy = -5 if member.advantage < 0 else 14
    places = [place for place, _ in member.names]
    for (place, word), side in zip(member.names, _sides(places), strict=True):
        edge = {"start": 0.0, "middle": 0.5, "end": 1.0}[side]
        layers.append(
            frame.label(
                place + edge,
                "50%",
                word,
                role=_role(member.advantage),
                style=f"name {side}",
                dy=dy,
            )
        )
    does = "waits" if member.waits else "does not wait"
    return frame.svg(f"rollout of {count(member.length, 'token')}, {does}", *layers)


def _bars(
    frame: Frame, places: list[int], heights: tuple[float, ...], classes: str, style: str
) -> Stretched:
    """Bars at some positions, from the zero line, as one shape."""
    x, y = frame.x, frame.y
    base = round(GRID - GRID * y(0))
    outline = "".join(
        [
            f"M{round(GRID * x(place + 0.1))} {base}V{round(GRID - GRID * y(heights[place]))}"
            f"H{round(GRID * x(place + 0.9))}V{base}Z"
            for place in places
        ]
    )
    return path(outline, classes, style)


def _sides(places: list[int]) -> list[str]:
    """Which side of each word stands at its bar, so that two close by do not meet.

    Example:
        >>> _sides([8, 10, 21])
        ['end', 'start', 'middle']
    """
    if not places:
        return []
    close = [b - a < NEAR for a, b in pairwise(places)]
    return [
        "start" if before else "end" if after else "middle"
        for before, after in zip([False, *close], [*close, False], strict=True)
    ]


def _reaching(values: tuple[float, ...], reach: float) -> Linear:
    """A scale with room above or below zero only where values go there, dust left aside."""
    low, high = min(values), max(values)
    return Linear(
        -reach if low < -DUST * reach else 0.0,
        reach if high > DUST * reach or low >= -DUST * reach else 0.0,
    )


def _tokens(view: View) -> Markup:
    heights = (
        *(token.credit for token in view.said),
        *(token.unheld for token in view.said if token.held),
    )
    scale = _reaching(heights, max(map(abs, heights)) or 1.0)
    lines: list[list[Markup]] = [[]]
    for place, token in enumerate(view.said, start=1):
        lines[-1].append(_token(place, token, scale, place == view.position + 1))
        if token.token == WAIT:
            lines.append([])
    held = any(any(member.unheld) for member in view.members)
    return panel(
        f"Rollout {view.chosen + 1}, token by token",
        toolbar(
            f"The tokens of rollout {view.chosen + 1}",
            *(tag("div", *line, class_="count") for line in lines if line),
            style="tokens falls" if scale.high <= 0.0 else "tokens",
        ),
        tag(
            "p",
            _shape("credit", view),
            " the credit, which all of them share " if view.epoch == 1 else " the credit ",
            _shape("push", view),
            " what of it reaches the token’s own logit: the push",
            *((" ", _shape("unheld", view), " held: the clip drops it") if held else ()),
            class_="credits",
        ),
        size="full",
    )


def _shape(style: str, view: View) -> Markup:
    """A mark of the legend, in the colour of the rollout."""
    role = _role(view.members[view.chosen].advantage) or "neutral"
    return tag("span", class_=f"shape {style} r-{role}")


@lru_cache(maxsize=64)
def _token(place: int, token: Said, scale: Linear, chosen: bool) -> Markup:
    """A token as a button: its credit pale, and on it what reaches its own logit."""
    word, zero = VOCABULARY[token.token], scale(0.0)
    bars = [
        tag(
            "rect",
            x="8%",
            width="84%",
            y=_share(1 - max(zero, scale(value))),
            height=_share(abs(scale(value) - zero)),
            class_=style,
        )
        for value, style in (
            (token.unheld, "unheld") if token.held else (token.credit, "credit"),
            (token.push, "push"),
        )
        if value
    ]
    way = "held by the clip" if token.held else f"on its own logit {push(token.push)}"
    role: Role = "gain" if (token.unheld if token.held else token.credit) > 0 else "loss"
    return pick(
        tag("svg", *bars, class_="bars", width="100%", aria_hidden="true"),
        word,
        name=f"{word}, position {place}, credit {push(token.credit)}, {way}",
        key=f"token-gradient-token-{place}",
        sets=f"position:{place};token:",
        pressed=chosen,
        entry=chosen,
        style=f"r-{role} wide" if len(word) > 3 else f"r-{role}",
    )


def _gradient(view: View) -> Markup:
    length = len(view.rows)
    frame = _lattice(length)
    column = (view.position, view.position + 1)
    return panel(
        "All that this rollout pushes",
        frame.svg(
            f"The gradient of rollout {view.chosen + 1}: a column a token, a row a logit",
            frame.bar((0, length), (view.cell.token, view.cell.token + 1), "neutral", "shadow"),
            frame.bar(column, (0, len(VOCABULARY)), "neutral", "shadow"),
            *_words(frame),
            *_cells(view.rows),
            *_surfaces(length),
        ),
        size="half lattice",
        note="filled: up; hollow: down; surface: how much; below 2% of the largest: not drawn",
    )


def _lattice(length: int) -> Frame:
    return Frame(Linear(0, length), ROWS, height=ROW_HEIGHT * len(VOCABULARY))


@lru_cache(maxsize=8)
def _cells(rows: tuple[tuple[float, ...], ...]) -> tuple[Markup, ...]:
    """The gradient as rectangles, and the positions below it."""
    length, frame = len(rows), _lattice(len(rows))
    greatest = max(abs(value) for row in rows for value in row) or 1.0
    places = [
        (column, token, value / greatest)
        for column, row in enumerate(rows)
        for token, value in enumerate(row)
        if abs(value) >= DUST * greatest
    ]
    return (
        frame.cells([(c, r, s) for c, r, s in places if s > 0], "gain"),
        frame.cells([(c, r, -s) for c, r, s in places if s < 0], "loss", "hollow"),
        *(
            frame.label(place - 0.5, "100%", str(place), style="tick middle", dy=17)
            for place in (1, *range(5, length + 1, 5))
        ),
        frame.label("100%", "100%", "position", style="title end", dy=33),
    )


def _policy(view: View) -> Markup:
    shown = view.shown
    rows = [(VOCABULARY[token], view.before[token], view.after[token]) for token in shown]
    if len(shown) < len(VOCABULARY):
        others = count(len(VOCABULARY) - len(shown), "other")
        rows.append((others, view.rest_before, view.rest_after))
    frame = Frame(Linear(0, 1), Linear(len(rows), 0), height=POLICY_ROW * len(rows))
    chosen = shown.index(view.cell.token)
    layers: list[Markup] = [frame.bar((0, 1), (chosen, chosen + 1), "neutral", "shadow")]
    for row, (word, before, after) in enumerate(rows):
        layers += [
            frame.label("0%", row + 0.5, word, style="tick end", dx=-8),
            frame.bar((0, before), (row + 0.16, row + 0.46), "policy", "before"),
            frame.bar((0, after), (row + 0.54, row + 0.84), "policy"),
            *_change(frame, row, (*shown, len(VOCABULARY))[row], word, (before, after)),
        ]
    return panel(
        f"The policy {view.context}",
        frame.svg(
            f"The policy {view.context}, before and after the update",
            toolbar_in("Shares before and after", *layers),
            frame.x_axis(ticks=(0, 0.5, 1), written=percent),
            *(_surface(row, len(rows), VOCABULARY[token], None) for row, token in enumerate(shown)),
            role="group",
        ),
        size="half tokens-policy",
        note="hollow: before; filled: after the whole group’s update",
    )


def _change(
    frame: Frame, row: int, token: int, word: str, shares: tuple[float, float]
) -> list[Markup]:
    """A token's share before and after: two numbers with an arrow between them."""
    sides = (("before", "end", 52), ("after", "start", 72))
    before, after = (
        frame.opens(
            SLUG,
            named(key, token + 1),
            "100%",
            row + 0.5,
            percent(share),
            f"Share of “{word}” {key}",
            entry=row == 0 and key == "before",
            style=side,
            dx=dx,
        )
        for (key, side, dx), share in zip(sides, shares, strict=True)
    )
    return [before, frame.label("100%", row + 0.5, "→", style="start", dx=56), after]


@lru_cache(maxsize=4)
def _words(frame: Frame) -> list[Markup]:
    """The vocabulary beside its rows."""
    return [
        frame.label("0%", row + 0.5, word, style="tick end", dx=-8)
        for row, word in enumerate(VOCABULARY)
    ]


@lru_cache(maxsize=32)
def _surfaces(length: int) -> list[Markup]:
    """What a pointer takes hold of in the gradient."""
    words = enumerate(VOCABULARY)
    return [_surface(row, len(VOCABULARY), word, length) for row, word in words]


def _surface(row: int, rows: int, word: str, length: int | None) -> Markup:
    """A row to press, which chooses its logit; with a length, across it the position too."""
    return tag(
        "rect",
        x="0%",
        y=_share(row / rows),
        width="100%",
        height=_share(1 / rows),
        class_="drag" if length else "grip",
        data_drag="position" if length else None,
        data_low=0.5 if length else None,
        data_high=length + 0.5 if length else None,
        data_set=f"token:{word}",
    )


def _arithmetic(view: View) -> Markup:
    cell, said = view.cell, VOCABULARY[view.said[view.position].token]
    word = VOCABULARY[cell.token]
    return panel(
        "The arithmetic of one number",
        tag(
            "div",
            _factor(
                "Weight",
                _weight_words(view),
                f.row(f.op("="), f.frac(f.num("1"), f.num(cell.divisor))),
                letters=f.sym("w"),
                result=opens(SLUG, "weight", amount(cell.weight), "Weight"),
            ),
            _factor(
                "Credit",
                _credit_words(cell, said, view.clip),
                *_credit(cell),
                letters=_letters(cell),
                apart=True,
                result=_signed_number("credit", "Credit", cell.credit),
            ),
            _factor(
                "Room",
                f"one-hot minus π: “{word}” was {'' if cell.said else 'not '}said, and had"
                f" {percent(cell.probability)}.",
                f.row(
                    f.op("="),
                    f.num("1" if cell.said else "0"),
                    f.op("−"),
                    f.num(decimal(cell.probability, 3)),
                ),
                result=opens(SLUG, "room", signed(cell.room, 3), "Room"),
                letters=f.row(f.sym("1", "said"), f.op("−"), f.sym("π"), f.fenced(tag("mi", "v"))),
            ),
            tag(
                "p",
                tag("b", "Push: credit × room"),
                f" = {amount(cell.credit)} × {_bracketed(decimal(cell.room, 3))} = ",
                _signed_number("push", "Push", cell.value),
                class_="product",
            ),
            class_="factors",
        ),
        note=f"position {view.position + 1}, logit of “{word}”",
    )


def _factor(
    name: str, words: str, *steps: Markup, letters: Markup, result: Markup, apart: bool = False
) -> Markup:
    """One factor: its name and what it is, its letters, and the numbers put in.

    Args:
        name: of the factor.
        words: what it is.
        steps: the numbers; a line may break between them.
        letters: the factor in letters.
        result: what it comes to, a number that opens.
        apart: whether the numbers begin on a line of their own.
    """
    parts = [tag("math", part, displaystyle="true") for part in (letters, *steps)]
    parts.append(tag("span", "= ", result, class_="came-to"))
    lines = [parts[:1], parts[1:]] if apart else [parts]
    return tag(
        "div",
        tag("p", tag("b", name), " ", words),
        *(tag("p", *line) for line in lines),
        class_="factor",
    )


def _weight_words(view: View) -> str:
    return (
        f"One of {GROUP} rollouts, shared by its {count(len(view.said), 'token')}.",
        "The same for every token of the group.",
        f"A constant: {GROUP} rollouts of at most {LONGEST} tokens.",
    )[view.aggregation]


def _credit_words(cell: Cell, said: str, clip: float) -> Markup:
    ratio = opens(SLUG, "ratio", written_ratio(cell.ratio), "Ratio")
    advantage = opens(SLUG, "advantage", signed(cell.advantage), "Advantage")
    if not cell.held:
        words = (": weight times (ratio ", ratio, " times advantage ", advantage)
        return join((f"of “{said}”", *words, ", less the KL term)."))
    side, bound = ("above", 1 + clip) if cell.advantage > 0 else ("below", 1 - clip)
    why = f", is {side} {plain(bound)}, so the clip drops the reward’s term (advantage "
    return join(
        (f"of “{said}”: its ratio, ", ratio, why, advantage, "); only the KL term is left.")
    )


def _letters(cell: Cell) -> Markup:
    """The credit in letters; its probabilities are those of the token that was said."""
    wants = (f.num("0"),) if cell.held else (f.sym("ρ"), f.sym("A"))
    said = f.fenced(f.sym("o", "t"))
    drift = f.frac(f.row(f.sym("π", "ref"), said), f.row(f.sym("π"), said))
    less = (f.op("−"), f.sym("β"), f.fenced(f.num("1"), f.op("−"), drift))
    return f.row(f.sym("w"), f.fenced(*wants, *less))


def _credit(cell: Cell) -> tuple[Markup, ...]:
    """The credit with its numbers, and what it comes to; a line may break between parts."""
    wants = (
        (f.num("0"),)
        if cell.held
        else (
            f.num(written_ratio(cell.ratio)),
            f.op("×"),
            f.num(_bracketed(decimal(cell.advantage))),
        )
    )
    drift = f.fenced(f.num("1"), f.op("−"), f.num(written_ratio(cell.drift)))
    return (
        f.row(f.op("="), f.num(amount(cell.weight)), f.op("×"), tag("mo", "("), *wants),
        f.row(tag("mo", "−", form="infix"), f.num(plain(cell.beta)), drift, tag("mo", ")")),
    )


def _weights(view: View) -> Markup:
    lengths = tuple(member.length for member in view.members)
    return _weights_of(view.weights, view.aggregation, lengths, view.chosen)


@lru_cache(maxsize=8)
def _weights_of(
    weights: tuple[tuple[float, ...], ...], present: int, lengths: tuple[int, ...], chosen: int
) -> Markup:
    greatest = max(weight for row in weights for weight in row)
    heights = Linear.around(greatest, about=3)
    frame = Frame(Linear(0.5, GROUP + 0.5), heights, height=190)
    layers: list[Markup] = [
        frame.bar((chosen + 0.5, chosen + 1.5), (0, heights.high), "neutral", "shadow")
    ]
    layers += [
        frame.bar((place - 0.2, place + 0.2), (0, weight), "toy")
        for place, weight in enumerate(weights[present], start=1)
    ]
    layers += [
        frame.line(EDGES, [weight for weight in row for _ in range(2)], "neutral", "dashed")
        for index, row in enumerate(weights)
        if index != present
    ]
    ends = spread([frame.y(row[-1]) for row in weights], gap=16 / 190, low=0.02, high=0.98)
    layers += [
        frame.label(
            "100%",
            _share(1 - height),
            name,
            role=None if index == present else "neutral",
            style="name present" if index == present else "name",
            dx=8,
        )
        for index, (name, height) in enumerate(zip(AGGREGATION_LABELS, ends, strict=True))
    ]
    layers += [
        frame.label(place, "100%", str(length), style="tick middle", dy=17)
        for place, length in enumerate(lengths, start=1)
    ]
    return panel(
        "What one token weighs",
        frame.svg(
            "The weight of a token in each of the eight rollouts",
            frame.y_axis(about=3),
            *layers,
            frame.label("100%", "100%", "tokens in rollouts 1 to 8", style="title end", dy=33),
            frame.drag("rollout"),
        ),
        note="bars: the way in bold; dashed: the others",
    )


def _bracketed(written: str) -> str:
    """A factor as it stands behind a multiplication sign."""
    return f"({written})" if written.startswith("−") else written


def _role(value: float) -> Role | None:
    return "gain" if value > 0 else "loss" if value < 0 else None


def _signed_number(key: str, said: str, value: float) -> Markup:
    """A number that opens, in the colour of its sign."""
    role = _role(value)
    return opens(SLUG, key, push(value), said, style=f"strong r-{role}" if role else "strong")


def _share(share: float) -> str:
    return f"{number(100 * share)}%"
