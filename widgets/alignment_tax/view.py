"""The picture: a chain of thought, what one language costs, the policy, and its training."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from widgets.alignment_tax.chain import SLUG, chain
from widgets.alignment_tax.exact import Tables
from widgets.alignment_tax.model import View
from widgets.alignment_tax.sweep import PAGE_SEEDS, WEIGHTS
from widgets.alignment_tax.thoughts import CHINESE, KINDS, LANGUAGES, THOUGHTS
from widgets.alignment_tax.training import STEPS
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, panel, spread, toolbar
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import count, percent, plain
from widgets.kit.working import named

__all__ = ["render", "table"]

SHARE: Final = Linear(0, 1)
TIME: Final = Linear(0, STEPS)
MOMENTS: Final = range(STEPS + 1)
ROW: Final = 30
"""Height of a thought's row, in CSS pixels."""
TALL: Final = 190
"""Height of the curves, in CSS pixels."""
GAP: Final = 20
"""Between the names of two curves, in CSS pixels."""

Point = tuple[float, float]


def render(view: View) -> Markup:
    """The picture: the chain, the frontier, the five probabilities, the training."""
    return join((chain(view), _frontier(view), _policy(view), _training(view)))


def table(view: View) -> Table:
    """Every fifth step and the one shown, in numbers."""
    target = LANGUAGES[view.settings.target].name
    rows = []
    for step in sorted({*range(0, STEPS + 1, 5), view.step}):
        shares = [_asked(view, p) for p in view.run.chinese[step]]
        rows.append(
            (
                str(step),
                percent(view.accuracy[step], 1),
                percent(view.consistency[step], 1),
                *(percent(share, 1) for share in shares),
            )
        )
    columns = ("Step", "Accuracy", "Consistency", *(thought.name for thought in THOUGHTS))
    caption = f"Accuracy, consistency, and the probability of {target} for each thought"
    return Table(caption, columns, tuple(rows))


def _asked(view: View, chinese: float) -> float:
    """The probability of the target language."""
    return chinese if view.settings.target == CHINESE else 1.0 - chinese


def _frontier(view: View) -> Markup:
    """Accuracy against consistency: all choices, the policy, and where training ends."""
    target = LANGUAGES[view.settings.target].name
    title = "What one language costs"
    if view.secret:
        said = f"Hidden until step {STEPS}: it would tell how the run ends."
        return panel(title, tag("p", said, class_="empty"), size="full tax-frontier")
    frame = Frame(SHARE, SHARE, height=240)
    now = (view.consistency[view.step], view.accuracy[view.step])
    trail = (view.consistency[: view.step + 1], view.accuracy[: view.step + 1])
    return panel(
        title,
        frame.svg(
            "Accuracy against language consistency",
            frame.y_axis("accuracy", written=percent, ticks=(0, 0.25, 0.5, 0.75, 1)),
            frame.x_axis(f"{target} words", written=percent, ticks=(0, 0.5, 1)),
            _choices(view.tables, view.edge),
            *_sweep(view, frame),
            frame.line(*trail, "policy", "tax-trail"),
            frame.dot(*now, "policy", "tax-now"),
        ),
        _legend(view),
        size="full tax-frontier",
        note="in accuracy, at this budget",
    )


def _legend(view: View) -> Markup:
    """What the marks of the frontier are."""
    done = view.sweep
    ends = ", ".join(plain(weight) for weight in WEIGHTS[:-1])
    if done is None:
        swept = "Where training ends for other λ is being run."
    else:
        more = "" if done.seeds >= PAGE_SEEDS else " so far"
        swept = (
            f"Rings: where training ends for λ = {ends} and {plain(WEIGHTS[-1])}, a mean of"
            f" {count(done.seeds, 'seed')}{more}."
        )
    return tag(
        "p",
        "Small dots: the 32 ways to give each thought one language; the line joins those that no"
        f" other beats. {swept} Blue: this policy, and its way there.",
        class_="tax-legend",
    )


@lru_cache(maxsize=16)
def _choices(tables: Tables, edge: tuple[int, ...]) -> Markup:
    """The 32 choices of language, and the edge of what is possible."""
    frame = Frame(SHARE, SHARE, height=240)
    points = list(zip(tables.consistency, tables.accuracy, strict=True))
    corner = [points[choice] for choice in edge]
    return join(
        (
            tag(
                "svg",
                frame.line(*_columns(corner), "neutral", "thin"),
                viewBox="0 0 2000 2000",
                preserveAspectRatio="none",
                width="100%",
                height="100%",
            ),
            *(frame.dot(x, y, "neutral", "tax-choice") for x, y in points),
        )
    )


def _sweep(view: View, frame: Frame) -> list[Markup]:
    """Where training ends for other weights, the first and the last of them named."""
    if view.sweep is None:
        return []
    points = view.sweep.points
    first, last = points[0], points[-1]
    return [
        frame.line(*_columns(points), "toy", "tax-sweep"),
        *(frame.dot(x, y, "toy", "hollow") for x, y in points),
        frame.label(*first, f"λ = {plain(WEIGHTS[0])}", style="name middle", dy=-12),
        frame.label(*last, f"λ = {plain(WEIGHTS[-1])}", style="name start", dx=10),
    ]


def _columns(points: Sequence[Point]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Abscissae and ordinates of some points."""
    return tuple([x for x, _ in points]), tuple([y for _, y in points])


def _policy(view: View) -> Markup:
    """The probability of the target language for each thought."""
    target = LANGUAGES[view.settings.target].name
    start = _asked(view, view.settings.start)
    frame = Frame(SHARE, Linear(KINDS, 0), height=ROW * KINDS)
    parts: list[Markup] = [frame.rule(x=0, style="zero")]
    for place, (thought, chinese) in enumerate(zip(THOUGHTS, view.chinese, strict=True)):
        share = _asked(view, chinese)
        rows = (place + 0.2, place + 0.8)
        parts += [
            frame.label("0%", place + 0.5, thought.name, style="tick end", dx=-8),
            frame.bar((0, share), rows, "policy"),
            frame.bar((0, start), rows, "reference", "tax-start"),
            frame.opens(
                SLUG,
                named("share", place + 1),
                "100%",
                place + 0.5,
                percent(share),
                f"Probability of {target} for {thought.name}",
                entry=place == 0,
                dx=12,
            ),
        ]
    return panel(
        f"Probability of {target}",
        frame.svg(
            f"Probability of {target} for each thought",
            toolbar("Probabilities", *parts),
            role="group",
        ),
        size="half tax-policy",
        note="for each thought; dashed: before training",
    )


def _training(view: View) -> Markup:
    """Accuracy and consistency over the steps."""
    frame = Frame(TIME, SHARE, height=TALL)
    step = view.step
    at = step if view.secret else STEPS
    compared = bool(view.settings.weight) and not view.secret
    curves = [
        ("accuracy", view.accuracy, ""),
        ("consistency", view.consistency, "dashed"),
    ]
    ends = [curve[at] for _, curve, _ in curves]
    if compared:
        ends.append(view.plain[-1])
    places = spread([SHARE(end) for end in ends], gap=GAP / TALL, low=0.05, high=0.95)
    names: list[Markup] = []
    for (name, curve, _), height in zip(curves, places[:2], strict=True):
        key = "accuracy" if name == "accuracy" else "average"
        names += [
            frame.label("100%", height, name, role="toy", style="name", dx=8),
            frame.opens(
                SLUG,
                key,
                "100%",
                height,
                percent(curve[step]),
                f"{name.capitalize()} of the policy",
                entry=name == "accuracy",
                dx=82,
            ),
        ]
    others: list[Markup] = []
    if compared:
        others.append(frame.line(MOMENTS, view.plain, "toy", "thin faint"))
        names.append(
            frame.label("100%", places[2], "accuracy, λ = 0", style="name tax-light", dx=8)
        )
    return panel(
        "Over training",
        frame.svg(
            "Accuracy and language consistency over the steps",
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            *others,
            *(frame.line(MOMENTS, curve, "toy", style) for _, curve, style in curves),
            frame.future(step, secret=view.secret),
            frame.x_axis("step", ticks=(0, 25, 50)),
            frame.rule(x=step, style="playhead"),
            *(frame.dot(step, curve[step], "toy") for _, curve, _ in curves),
            toolbar("Present values", *names),
            frame.drag("step"),
            role="group",
        ),
        size="half tax-training",
        note="exact means of the policy",
    )
