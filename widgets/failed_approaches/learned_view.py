"""The picture of a learned reward: truth and reward against KL, the answers, and who holds most."""

from __future__ import annotations

from math import log
from typing import Final

from widgets.failed_approaches.grader_view import specks
from widgets.failed_approaches.learned import RIGHT, TRIES
from widgets.failed_approaches.model import Learning
from widgets.failed_approaches.strips import SHARE, frame_of, lower, playhead, upper
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import Frame, panel, toolbar
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import decimal, percent, plain
from widgets.kit.working import named, opens

__all__ = ["learning_picture", "learning_table"]

SLUG: Final = "failed-approaches"
START: Final = RIGHT / TRIES
ACROSS: Final = Linear(0, log(TRIES))
SHORT: Final = 176
"""Height of the smaller drawings, in CSS pixels."""

LANES: Final = ((0.08, 0.42), (0.58, 0.92))
"""Where wrong and right answers are drawn, as shares of the height."""

SIZES: Final = (0.0, 0.01, 0.08)
"""From which share of the policy on an answer is drawn in each size."""


def learning_picture(learning: Learning) -> Markup:
    """All three drawings."""
    return join((_against_kl(learning), _answers(learning), _holders(learning)))


def learning_table(learning: Learning) -> Table:
    """Some of the optima, and the present one."""
    points = sorted({*learning.path[::4], learning.now}, key=lambda point: -point.beta)
    rows = tuple(
        (
            plain(point.beta),
            decimal(point.kl, 3),
            percent(point.truth, 1),
            decimal(point.learned, 3),
        )
        for point in points
    )
    columns = ("β", "KL", "Right tries", "Learned reward of a try")
    return Table("The optimum of the learned reward", columns, rows)


def _against_kl(learning: Learning) -> Markup:
    """How often a try is right, and below it the learned reward, against KL."""
    frame, now, points = frame_of(ACROSS), learning.now, learning.path
    rights = upper("how often a try is right")
    scores = lower("learned reward of a try", [point.learned for point in points])
    across = tuple(point.kl for point in points)
    return panel(
        "Learn the reward: what its optimum is like",
        frame.svg(
            "How often a try is right, and its learned reward, against KL",
            *rights.ruled(frame, 4),
            *scores.ruled(frame, 3),
            frame.x_axis("KL to the reference, in nats; smaller β →", ticks=(0, 1, 2, 3, 4, 5)),
            frame.segment(
                (0, rights.at(START)), (log(TRIES), rights.at(START)), "reference", "dashed"
            ),
            rights.line(frame, across, [point.truth for point in points], "right"),
            scores.line(frame, across, [point.learned for point in points], "toy"),
            *playhead(frame, now.kl, rights, scores),
            rights.named(frame),
            scores.named(frame),
            frame.dot(now.kl, rights.at(now.truth), "right"),
            frame.dot(now.kl, scores.at(now.learned), "toy"),
            frame.label(
                "100%",
                rights.at(START),
                "reference",
                percent(START),
                role="reference",
                style="name end",
                dx=-4,
                dy=-7 if points[-1].truth < START else 16,
            ),
        ),
        size="full fail-strips",
        note=join(
            (
                f"β = {plain(now.beta)}: KL ",
                tag(
                    "span",
                    opens(SLUG, "kl", decimal(now.kl), "KL to the reference", style="r-kl"),
                    ",",
                    class_="fail-tied",
                ),
                " right ",
                tag(
                    "span",
                    opens(SLUG, "accuracy", percent(now.truth), "A try is right", style="r-right"),
                    " of the time,",
                    class_="fail-tied",
                ),
                " learned reward ",
                opens(SLUG, "earned", decimal(now.learned), "Learned reward of a try"),
            )
        ),
    )


def _answers(learning: Learning) -> Markup:
    """Every answer by its learned reward, in the lane of the right or of the wrong."""
    answers = learning.answers
    scale = Linear.around(min(answers.learned), max(answers.learned), about=4)
    frame = Frame(scale, SHARE, height=SHORT)
    parts: list[Markup] = []
    for good in (False, True):
        role: Role = "right" if good else "wrong"
        low, high = LANES[good]
        for size, least in enumerate(SIZES):
            most = SIZES[size + 1] if size + 1 < len(SIZES) else 2.0
            points = [
                (reward, low + (high - low) * height)
                for share, truth, reward, height in zip(
                    learning.policy, answers.truth, answers.learned, answers.height, strict=True
                )
                if bool(truth) is good and least <= share < most
            ]
            parts += specks(frame, points, role, hollow=not good, size=f"fail-size-{size}")
    return panel(
        f"The {TRIES} answers",
        frame.svg(
            "The answers by learned reward, right ones above and wrong ones below",
            frame.rule(y=0.5, style="grid"),
            frame.x_axis("learned reward", about=4),
            *parts,
            frame.label(
                "0%", LANES[1][0] / 2 + LANES[1][1] / 2, "right", role="right", style="end", dx=-8
            ),
            frame.label(
                "0%", LANES[0][0] / 2 + LANES[0][1] / 2, "wrong", role="wrong", style="end", dx=-8
            ),
        ),
        size="half fail-wide",
        note=f"● {RIGHT} right, ○ {TRIES - RIGHT} wrong; the larger the likelier now",
    )


def _holders(learning: Learning) -> Markup:
    """The answers that hold most of the policy."""
    rows = len(learning.best)
    frame = Frame(Linear(0, 1), Linear(rows, 0), height=30 * rows)
    parts: list[Markup] = [
        frame.rule(x=0, style="zero"),
        frame.label("0%", "0%", "reward", style="title end", dx=-8, dy=-9),
        frame.label("100%", "0%", "share", style="title start", dx=12, dy=-9),
    ]
    for row, place in enumerate(learning.best):
        good = bool(learning.answers.truth[place])
        role: Role = "right" if good else "wrong"
        share = learning.policy[place]
        said = f"{'✓' if good else '✗'} {decimal(learning.answers.learned[place])}"
        parts += [
            frame.label("0%", row + 0.5, said, role=role, style="end", dx=-8),
            frame.bar((0, share), (row + 0.22, row + 0.78), "policy"),
            frame.opens(
                SLUG,
                named("share", row + 1),
                "100%",
                row + 0.5,
                percent(share),
                f"Share of the answer at place {row + 1}",
                entry=row == 0,
                dx=12,
            ),
        ]
    return panel(
        "Which answers the policy takes most",
        frame.svg(
            "Shares of the likeliest answers",
            toolbar("Shares", *parts),
            role="group",
        ),
        size="half fail-holders",
        note="✓ right, ✗ wrong; the learned reward of each, and its share of the policy",
    )
