"""The picture of a completion: as the rules see it, what it earns, the twelve, and the time."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor, log10
from typing import Final

from widgets.kit import plot
from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import laid, pick
from widgets.kit.plot import Frame, panel, spread
from widgets.kit.roles import Role
from widgets.kit.scales import Linear, Log
from widgets.kit.words import decimal
from widgets.kit.working import opens
from widgets.reward.cases import CASES, LENGTHS, QUESTION
from widgets.reward.marked import Bit
from widgets.reward.model import Answer, Row
from widgets.reward.timing import FAR, NEAR, Times
from widgets.reward.words import duration, ended_after

__all__ = ["SLUG", "answer_picture", "sign"]

SLUG: Final = "reward"
ROW: Final = 27
"""Height of one of the twelve in CSS pixels: enough for a finger."""

LABELS: Final = 2.3
"""How much room the names of the twelve have, where a rule's share has 1."""

RIGHT: Final = 2.65
"""Where the rows end: behind both shares there is room for their sum."""

TICKS: Final = (64, 1024, 16_384)
UNKNOWN: Final = "–"
"""Where a verdict would stand that is not known."""

POWERS: Final = ("1 s", "100 ms", "10 ms", "1 ms", "100 µs", "10 µs", "1 µs", "0.1 µs")


def answer_picture(answer: Answer) -> Markup:
    """The picture: the completion with its verdicts, the twelve, grading time against length."""
    return join((_completion(answer), _twelve(answer.rows), _time(answer)))


def sign(verdict: bool | None) -> Markup:
    """A verdict as a sign: paid, not paid, or not known."""
    if verdict is None:
        return tag("b", "?", class_="sign r-neutral")
    return tag("b", "✓" if verdict else "✗", class_=f"sign r-{'right' if verdict else 'wrong'}")


def _completion(answer: Answer) -> Markup:
    return panel(
        "The completion, as the rules see it",
        tag(
            "div",
            tag("div", _seen(answer), _legend(answer), class_="rw-seen"),
            _verdicts(answer),
            class_="rw-graded",
        ),
        size="full",
        note=f"{answer.characters:,} characters",
    )


def _seen(answer: Answer) -> Markup:
    right = answer.accuracy.right if answer.accuracy else None
    pieces = [_piece(bit, right) for bit in answer.bits]
    if not answer.bits or not answer.characters:
        pieces = [tag("span", "nothing", class_="rw-gap")]
    return tag("p", *pieces, class_="rw-rollout-text")


def _piece(bit: Bit, right: bool | None) -> Markup:
    match bit.kind:
        case "tag":
            return tag("b", bit.text, class_="rw-a-tag")
        case "gap":
            return tag("span", f"… {bit.text} characters …", class_="rw-gap")
        case "stated":
            verdict = "right" if right else "wrong"
            said = bit.text if bit.text.strip() else "empty"
            return tag("mark", said, class_=f"rw-stated r-{verdict}")
    return tag("span", bit.text, class_=f"rw-in-{bit.place or 'neither'}")


def _legend(answer: Answer) -> Markup:
    """What the marks mean: those that are there."""
    places = {bit.place for bit in answer.bits}
    parts = []
    if "think" in places:
        parts.append(tag("span", "thinking", class_="rw-in-think"))
    if any(bit.kind == "stated" for bit in answer.bits):
        found = answer.accuracy
        where = "a box" if found and found.boxed else "the answer tag"
        verdict = "right" if found and found.right else "wrong"
        said = f"answer read (from {where})"
        parts.append(tag("mark", said, class_=f"rw-stated r-{verdict}"))
    elif answer.accuracy:
        parts.append(tag("span", "no answer is read"))
    return tag("p", *[part for each in parts for part in (each, " ")], class_="legend")


def _verdicts(answer: Answer) -> Markup:
    """The ledger: two rules and their sum."""
    return tag(
        "div",
        _accuracy(answer),
        _format(answer),
        tag(
            "div",
            tag("b", "Reward"),
            tag("span", "their sum"),
            tag("span", *_total(answer), class_="rw-points"),
            class_="rw-entry rw-total",
        ),
        class_="rw-ledger",
    )


def _total(answer: Answer) -> tuple[Markup, ...]:
    if answer.reward is None:
        return (sign(None),)
    return (opens(SLUG, "reward", decimal(answer.reward, 0), "Reward", style="strong"),)


def _accuracy(answer: Answer) -> Markup:
    found = answer.accuracy
    if found is None:
        return _entry("Accuracy", None, tag("p", _unknown(answer)))
    read = tag("code", answer.stated or "nothing") if answer.stated is not None else "nothing"
    form = (" → ", tag("code", found.pred or "empty")) if answer.stated is not None else ()
    return _entry(
        "Accuracy",
        found.right,
        tag("p", "read ", read, *form, class_="rw-forms"),
        tag("p", "reference → ", tag("code", found.gold or "empty"), class_="rw-forms"),
        tag("p", found.why),
    )


def _format(answer: Answer) -> Markup:
    if answer.format:
        return _entry("Format", answer.format.kept, tag("p", answer.format.why))
    if answer.kept is None:
        return _entry("Format", None, tag("p", _unknown(answer)))
    why = f"ended after {ended_after(answer.ended)}" if answer.ended else "grading it failed"
    return _entry("Format", False, tag("p", f"your pattern: {why}"))


def _unknown(answer: Answer) -> str:
    return "not graded: it came to nothing" if answer.ended or answer.crashed else "not graded yet"


def _entry(rule: str, verdict: bool | None, *why: Markup) -> Markup:
    points = (sign(verdict), "" if verdict is None else " 1" if verdict else " 0")
    return tag(
        "div",
        tag("b", rule),
        tag("div", *why, class_="rw-why-so"),
        tag("span", *points, class_="rw-points"),
        class_="rw-entry",
    )


@lru_cache(maxsize=64)
def _twelve(rows: tuple[Row, ...]) -> Markup:
    """The twelve as rows of two shares, each paid or not."""
    frame = Frame(Linear(-LABELS, RIGHT), Linear(len(rows), 0), height=ROW * len(rows))
    entry = next((place for place, row in enumerate(rows) if row.chosen), 0)
    buttons = [_row(frame, place, row, place == entry) for place, row in enumerate(rows)]
    unknown = any(row.kept is None for row in rows)
    heads = [
        frame.label(x, "0%", head, style="tick middle", dy=-8)
        for x, head in ((0.5, "accuracy"), (1.5, "format"), (2.32, "reward"))
    ]
    return panel(
        f"Twelve answers to “{QUESTION}”",
        frame.svg(
            "What twelve completions earn: a share for accuracy and a share for format",
            plot.toolbar("The twelve completions", *buttons),
            *heads,
            role="group",
        ),
        size="half rw-twelve",
        note="press one; –: not graded by your pattern" if unknown else "press one",
    )


def _row(frame: Frame, place: int, row: Row, entry: bool) -> Markup:
    case = CASES[place]
    parts = [frame.bar((-LABELS, RIGHT), (place, place + 1), "neutral", "rw-strip")]
    style = "said start rw-literal" if case.literal else "said start"
    parts.append(frame.label(-LABELS, place + 0.5, case.label, style=style, dx=4))
    signs = []
    for start, verdict in ((0, row.right), (1, row.kept)):
        role: Role = "neutral" if verdict is None else "right" if verdict else "wrong"
        x, y = (start + 0.03, start + 0.97), (place + 0.14, place + 0.86)
        parts.append(frame.bar(x, y, role, "share" if verdict else "share rw-unpaid"))
        signs.append(UNKNOWN if verdict is None else "✓" if verdict else "✗")
        style = "sign middle rw-paid" if verdict else "sign middle"
        parts.append(frame.label(start + 0.5, place + 0.5, signs[-1], role=role, style=style))
    total = UNKNOWN if row.kept is None else str(row.right + row.kept)
    parts.append(frame.label(2.32, place + 0.5, total, style="rw-sum middle"))
    return tag(
        "g",
        *(part for each in parts for part in (each, " ")),
        class_="rw-case",
        id=f"{SLUG}-case-{case.name}",
        role="button",
        tabindex="0" if entry else "-1",
        aria_pressed="true" if row.chosen else "false",
        aria_label=f"{case.label} {' '.join(signs)} {total}: {_told(row)}",
        data_set=laid(completion=case.completion, gold=case.gold, length=case.length),
    )


def _told(row: Row) -> str:
    """The verdicts on one of the twelve for those who hear it, with the reason where one is 0."""
    told = []
    for rule, verdict, why in zip(("accuracy", "format"), row[:2], row.why, strict=True):
        paid = "not graded" if verdict is None else "paid" if verdict else "not paid"
        reason = f" ({why})" if why and verdict is False else ""
        told.append(f"{rule} {paid}{reason}")
    return ", ".join(told)


def _time(answer: Answer) -> Markup:
    title = "How long grading takes, by length"
    if not answer.rule:
        return panel(
            title,
            tag(
                "p",
                "Nothing was timed before the grading was ended."
                if answer.ended and answer.measuring
                else "Not timed yet. This completion, its thinking repeated until it has 64, 128"
                f" and so on up to {FAR:,} tokens, is graded at each length often enough for the"
                " clock to measure it. That takes less than a second in all.",
                class_="empty",
            ),
            *(() if answer.measuring else (_press_to_time(),)),
            size="half rw-time",
        )
    legend: list[Markup | str] = []
    if answer.grown is not None:
        number = opens(SLUG, "grown", decimal(answer.grown, 1), "Times as long")
        legend = [f"{FAR:,} tokens took ", number, f" times as long as {NEAR:,}. "]
    return panel(
        title,
        _curves(answer.rule, answer.own),
        tag(
            "p",
            *legend,
            "Dashed: in proportion to the length. ",
            _own_ended(answer),
            class_="legend",
        ),
        size="half rw-time",
        note="measured here, now",
    )


def _press_to_time() -> Markup:
    return pick(
        f"Time grading at {LENGTHS[0]} to {FAR:,} tokens",
        name="",
        key=f"{SLUG}-time-it",
        sets="measure:1",
        entry=True,
        style="rw-measures-time",
    )


def _own_ended(answer: Answer) -> str:
    """Why the reader's pattern was not timed at every length; empty if it was."""
    if answer.usual or len(answer.own) == len(answer.rule):
        return ""
    if answer.own:
        return "Your pattern: longer completions would take too long."
    return f"Your pattern was ended after {ended_after(answer.ended)}." if answer.ended else ""


@lru_cache(maxsize=8)
def _curves(rule: Times, own: Times) -> Markup:
    seconds = [time for _, time in (*rule, *own)]
    low, high = floor(log10(min(seconds))), ceil(log10(max(seconds)))
    frame = Frame(Log(LENGTHS[0], FAR), Log(10.0**low, 10.0 ** max(high, low + 1)), height=230)
    tokens, last = rule[-1]
    line = [(n, last * n / tokens) for n in LENGTHS]
    shares = [(n, time) for n, time in line if 0.0 <= frame.y(time) <= 1.0]
    layers: list[Markup] = [
        frame.line(tuple(n for n, _ in shares), [t for _, t in shares], "neutral", "rw-proportion"),
        *_measured(frame, rule, "toy"),
        *(_measured(frame, own, "kl") if len(own) else ()),
    ]
    return frame.svg(
        "Grading time against length, both on logarithmic axes",
        frame.y_axis(
            ticks=[10.0**power for power in range(low, max(high, low + 1) + 1)], written=_power
        ),
        *layers,
        *_names(frame, rule, own),
        frame.x_axis("tokens", ticks=(*TICKS, FAR), written=_thousands),
    )


def _measured(frame: Frame, times: Times, role: Role) -> list[Markup]:
    tokens, seconds = zip(*times, strict=True)
    parts: list[Markup] = [frame.line(tokens, seconds, role)] if len(times) > 1 else []
    return [*parts, *(frame.dot(n, t, role) for n, t in times)]


def _names(frame: Frame, rule: Times, own: Times) -> list[Markup]:
    """The lines by name, where each ends."""
    ends = [("both rules", rule[-1])] + ([("your pattern", own[-1])] if own else [])
    places = spread([frame.y(end[1]) for _, end in ends], gap=16 / 230, low=0.02, high=0.98)
    return [
        frame.label("100%", f"{100 * (1 - place):.2f}%", name, style="name start", dx=8)
        for (name, _), place in zip(ends, places, strict=True)
    ]


def _power(seconds: float) -> str:
    place = round(-log10(seconds))
    return POWERS[place] if 0 <= place < len(POWERS) else duration(seconds)


def _thousands(tokens: float) -> str:
    return f"{tokens / 1024:g}k" if tokens >= 1024 else f"{tokens:g}"
