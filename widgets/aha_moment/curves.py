"""The curves: the shown solution growing turn by turn, the exact numbers, and the published run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from widgets.aha_moment import published
from widgets.aha_moment.agent import NO_DRAWS
from widgets.aha_moment.frames import SLUG, TICKS, TIME, keys, playhead
from widgets.aha_moment.model import CHECKPOINTS, Moment, View
from widgets.aha_moment.training import STEPS
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import GRID, Frame, Stretched, panel, path, spread
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.words import decimal, percent
from widgets.kit.working import named

__all__ = ["grown", "lengths", "printed", "shares"]

HALF: Final = 1.9
"""Half the width of a column, in steps. A column is centred on its step."""

SLOT: Final = CHECKPOINTS.step
"""From one column to the next, in steps."""

COLUMNS: Final = Linear(-SLOT / 2, STEPS + SLOT / 2)
"""The steps, with room for half a column at both ends."""

HEIGHTS: Final = ((10, 5), (15, 5), (NO_DRAWS // 2, 8))
"""Turns that a drawing of columns has room for, and how far its ticks are apart: the first that
will do. The last is the limit of turns."""

SHARE: Final = Linear(0, 1)
PUBLISHED_TIME: Final = Linear(0, published.LAST_STEP)
PUBLISHED_TICKS: Final = (0, 4000, 8000)

ROUNDING: Final = 1e-6
"""A mean may exceed the limit of turns by rounding."""


def grown(view: View) -> Markup:
    """The shown solution at every fifth step, as a column of its turns, and the mean of all."""
    columns = view.curves.columns
    means = [moment.length for moment in view.curves.moments]
    known = view.step // SLOT + 1 if view.secret else len(columns)
    longest = max(*means[:known], *(len(turns) for turns, _ in columns[:known]))
    high, apart = next(scale for scale in HEIGHTS if longest <= scale[0] + ROUNDING)
    frame = Frame(COLUMNS, Linear(0, high), height=250)
    number = view.chosen.number
    # The label has three lines of text, and stands as high as the dot where there is room.
    place = min(max(frame.y(view.now.length), 0.12), 0.9)
    top = f"{100 - 100 * place:.4g}%"
    return panel(
        f"Solution {number} at every fifth step, turn by turn",
        keys(*KEYS),
        frame.svg(
            "Turns of one solution over the steps, with the mean of all solutions",
            frame.y_axis("turns", ticks=range(0, high + 1, apart)),
            *_columns(frame, columns[:known]),
            frame.future(view.step - view.step % SLOT + SLOT / 2, secret=view.secret),
            *_mean(frame, view),
            frame.x_axis("step", ticks=TICKS),
            playhead(frame, view),
            frame.dot(view.step, view.now.length, "toy"),
            frame.label("100%", top, "mean of all", style="name", dx=8, dy=-12),
            frame.label("100%", top, "solutions", style="name", dx=8),
            frame.opens(
                SLUG,
                "length",
                "100%",
                top,
                decimal(view.now.length, 1),
                "Expected turns of a solution",
                style="name start",
                dx=8,
                dy=21,
            ),
            _drag(frame),
            role="group",
        ),
        size="full aha-grown",
        note="with the same luck at every step",
    )


KEYS: Final = (
    ("think", "think"),
    ("wait", "“wait”: check"),
    ("right", "right answer"),
    ("wrong", "wrong answer"),
)
"""The looks of a column's cells, and what they mean."""


def _drag(frame: Frame) -> Markup:
    """A surface that reaches from the first step to the last, not to the drawing's edges."""
    width = f"{100 * (frame.x(STEPS) - frame.x(0)):.4g}%"
    surface = Frame(TIME, frame.y, frame.height).drag("step")
    return tag("svg", surface, x=frame.left(0), width=width, height="100%")


def _columns(
    frame: Frame, columns: Sequence[tuple[tuple[bool, ...], bool | None]]
) -> list[Stretched]:
    """All cells, one path for each kind."""
    cells: dict[str, list[str]] = {look: [] for look, _ in KEYS}
    rows = [
        (round(GRID - GRID * frame.y(turn + 0.08)), round(GRID - GRID * frame.y(turn + 0.92)))
        for turn in range(max(len(turns) for turns, _ in columns))
    ]
    for step, (turns, right) in zip(CHECKPOINTS[: len(columns)], columns, strict=True):
        left, end = round(GRID * frame.x(step - HALF)), round(GRID * frame.x(step + HALF))
        looks = ["wait" if check else "think" for check in turns]
        if right is not None:
            looks[-1] = "right" if right else "wrong"
        for look, (low, high) in zip(looks, rows, strict=False):
            cells[look].append(f"M{left} {low}V{high}H{end}V{low}Z")
    return [path("".join(cells[look]), f"aha-cell {look}", "") for look, _ in KEYS]


def _mean(frame: Frame, view: View) -> list[Stretched]:
    """The exact mean length: up to now, and pale what is to come, unless that is hidden."""
    steps, values = _curve(view, lambda moment: moment.length)
    past = [(step, value) for step, value in zip(steps, values, strict=True) if step <= view.step]
    ahead = [(step, value) for step, value in zip(steps, values, strict=True) if step >= view.step]
    drawn = [
        frame.line(*_unzipped(past), "toy", "halo"),
        frame.line(*_unzipped(past), "toy"),
    ]
    if not view.secret:
        drawn.append(frame.line(*_unzipped(ahead), "toy", "faint"))
    return drawn


def _unzipped(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(step for step, _ in points), tuple(value for _, value in points)


def _curve(
    view: View, of: Callable[[Moment], float | None]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """A measure at the checkpoints and at the present step, where it is worth telling."""
    points = [
        (step, of(moment)) for step, moment in zip(CHECKPOINTS, view.curves.moments, strict=True)
    ]
    if view.step % SLOT:
        points.insert(view.step // SLOT + 1, (view.step, of(view.now)))
    told = [(float(step), value) for step, value in points if value is not None]
    return _unzipped(told)


def shares(view: View) -> Markup:
    """What was paid and what was not: accuracy, and the share of turns that are checks."""
    return panel(
        "Right answers, and turns spent on checking",
        _share(view, "accuracy", "right", "right", view.now.accuracy, lambda m: m.accuracy),
        _share(
            view, "checks", "checks", "part-4", view.now.checking, lambda m: m.checking, last=True
        ),
        size="half aha-shares",
        note="computed, not sampled; only the first is paid",
    )


def _share(
    view: View,
    key: str,
    name: str,
    role: Role,
    value: float,
    of: Callable[[Moment], float | None],
    last: bool = False,
) -> Markup:
    frame = Frame(TIME, SHARE, height=76)
    top = f"{100 - 100 * min(max(value, 0.35), 0.85):.4g}%"
    return frame.svg(
        f"Share of {name} over the steps",
        frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
        frame.line(*_curve(view, of), role),
        frame.future(view.step, secret=view.secret),
        playhead(frame, view),
        frame.dot(view.step, value, role),
        frame.label("100%", top, name, style="name", dx=8),
        frame.opens(
            SLUG,
            key,
            "100%",
            top,
            percent(value),
            "Right answers" if key == "accuracy" else "Turns that are checks",
            style="name start",
            dx=8,
            dy=22,
        ),
        frame.x_axis("step", ticks=TICKS) if last else Markup(),
        frame.drag("step"),
        role="group",
    )


def lengths(view: View) -> Markup:
    """How long right and wrong solutions are."""
    curves: tuple[tuple[Role, str, str, float | None, Callable[[Moment], float | None]], ...] = (
        ("wrong", "wrong", "", view.now.wrong_length, lambda moment: moment.wrong_length),
        ("right", "right", "dashed", view.now.right_length, lambda moment: moment.right_length),
    )
    drawn = [(_curve(view, of), role, style) for role, _, style, _, of in curves]
    frame = Frame(TIME, Linear(0, view.task.limit), height=190)
    told = [(role, name, value) for role, name, _, value, _ in curves if value is not None]
    places = spread([frame.y(value) for _, _, value in told], gap=44 / 190, low=0.1, high=0.95)
    labels = []
    for (role, name, value), place in zip(told, places, strict=True):
        top = f"{100 - 100 * place:.4g}%"
        labels += [
            frame.dot(view.step, value, role),
            frame.label("100%", top, name, role=role, style="name", dx=8),
            frame.opens(
                SLUG,
                named("ends", 1 if name == "right" else 2),
                "100%",
                top,
                decimal(value, 1),
                f"Expected turns of {name} solutions",
                style="name start",
                dx=8,
                dy=22,
            ),
        ]
    return panel(
        "Turns of right and of wrong solutions",
        frame.svg(
            "Expected turns of right and of wrong solutions over the steps",
            frame.y_axis(ticks=range(0, view.task.limit + 1, 8)),
            *(frame.line(xs, ys, role, style) for (xs, ys), role, style in drawn if xs),
            frame.future(view.step, secret=view.secret),
            frame.x_axis("step", ticks=TICKS),
            playhead(frame, view),
            *labels,
            frame.drag("step"),
            role="group",
        ),
        note="computed, not sampled; nobody pays for either",
    )


@lru_cache(maxsize=2)
def printed(secret: bool) -> Markup:
    """R1-Zero's accuracy and length, as version 1 of the paper printed them.

    Args:
        secret: whether a prediction waits for its run; the published one does not tell either.
    """
    if secret:
        later = "The published curves are shown once your run has ended."
        return panel("R1-Zero", size="full", note=later)
    return join((_printed_accuracy(), _printed_length()))


def _printed_accuracy() -> Markup:
    frame = Frame(PUBLISHED_TIME, SHARE, height=190)
    steps, single, vote = published.ACCURACY_STEPS, published.ACCURACY, published.VOTE
    return panel(
        "R1-Zero: right answers on AIME 2024",
        frame.svg(
            "Accuracy of R1-Zero over its training steps, published",
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            frame.line(steps, vote, "published", "dashed thin"),
            frame.label("100%", vote[-1], "majority", style="name", dx=10, dy=-12),
            frame.label("100%", vote[-1], "vote", style="name", dx=10),
            *_printed(frame, "one try", steps, single),
            frame.x_axis("step", ticks=PUBLISHED_TICKS),
        ),
        note="published, digitised from R1 v1 Figure 2",
    )


def _printed_length() -> Markup:
    frame = Frame(PUBLISHED_TIME, Linear(0, 10_000), height=190)
    steps, values = published.LENGTH_STEPS, published.LENGTH
    return panel(
        "R1-Zero: tokens in an answer",
        frame.svg(
            "Mean tokens of R1-Zero’s answers over its training steps, published",
            frame.y_axis(ticks=(0, 5000, 10_000)),
            *_printed(frame, "mean", steps, values),
            frame.x_axis("step", ticks=PUBLISHED_TICKS),
        ),
        note="published, digitised from R1 v1 Figure 3, which is smoothed",
    )


def _printed(
    frame: Frame, name: str, steps: Sequence[float], values: Sequence[float]
) -> list[Markup]:
    """A published curve with its name, and diamonds at both ends."""
    return [
        frame.line(steps, values, "published"),
        *(frame.diamond(steps[at], values[at]) for at in (0, -1)),
        frame.label("100%", values[-1], name, style="name", dx=10),
    ]
