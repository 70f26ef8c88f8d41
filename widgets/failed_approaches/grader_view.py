"""The picture of best of N: the pick against N, what a score is worth, and a hundred picks."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Final

from widgets.failed_approaches.controls import DOUBLINGS
from widgets.failed_approaches.grader import CONTESTS, Contest, score_below
from widgets.failed_approaches.model import Grading
from widgets.failed_approaches.strips import SHARE, frame_of, lower, playhead, upper
from widgets.kit.markup import Markup, join, tag
from widgets.kit.plot import GRID, Frame, panel, path
from widgets.kit.roles import Role
from widgets.kit.scales import Linear
from widgets.kit.widget import Table
from widgets.kit.words import decimal, percent
from widgets.kit.working import opens

__all__ = ["grading_picture", "grading_table", "specks"]

SLUG: Final = "failed-approaches"
NUMBERS: Final = range(DOUBLINGS + 1)
ACROSS: Final = Linear(0, DOUBLINGS)
SHORT: Final = 176
"""Height of the two smaller drawings, in CSS pixels."""


def grading_picture(grading: Grading) -> Markup:
    """All three drawings."""
    return join((_against_n(grading), _worth(grading), _drawn(grading)))


def grading_table(grading: Grading) -> Table:
    """The picks among 1, 2, 4, … tries."""
    rows = tuple(
        (f"{2**n:,}", percent(pick.right, 1), decimal(pick.score))
        for n, pick in enumerate(grading.picks)
    )
    columns = ("Tries N", "The pick is right", "Score of the pick")
    return Table("The grader’s pick among N tries", columns, rows)


def _against_n(grading: Grading) -> Markup:
    """How often the pick is right, and below it the pick's score, against N."""
    frame, now = frame_of(ACROSS), grading.pick
    alone = grading.picks[0].right
    rights = upper("how often the pick is right")
    scores = lower("score of the pick", [pick.score for pick in grading.picks])
    return panel(
        "Sample N tries and let a grader pick one",
        frame.svg(
            "How often the pick is right, and its score, against the number of tries",
            *rights.ruled(frame, 4),
            *scores.ruled(frame, 3),
            frame.x_axis("tries sampled, N", ticks=(0, 4, 8, 12), written=_doubled),
            rights.line(frame, NUMBERS, [pick.right for pick in grading.picks], "right"),
            scores.line(frame, NUMBERS, [pick.score for pick in grading.picks], "toy"),
            frame.future(grading.doublings, secret=grading.secret),
            frame.segment(
                (0, rights.at(alone)), (DOUBLINGS, rights.at(alone)), "reference", "dashed"
            ),
            *playhead(frame, grading.doublings, rights, scores),
            rights.named(frame),
            scores.named(frame),
            frame.dot(grading.doublings, rights.at(now.right), "right"),
            frame.dot(grading.doublings, scores.at(now.score), "toy"),
            frame.drag("doublings"),
            frame.label(
                "100%", rights.at(alone), "single try", role="reference", style="name", dx=8
            ),
            frame.opens(
                SLUG,
                "alone",
                "100%",
                rights.at(alone),
                percent(alone),
                "A single try is right",
                role="reference",
                style="name start",
                dx=8,
                dy=21,
            ),
            role="group",
        ),
        size="full fail-strips",
        note=join(
            (
                f"N = {grading.tries:,}: right ",
                _tied(
                    opens(SLUG, "picked", percent(now.right), "The pick is right", style="r-right"),
                    " of the time,",
                ),
                " score ",
                opens(SLUG, "score", decimal(now.score), "Score of the pick"),
            )
        ),
    )


def _doubled(doublings: float) -> str:
    return f"{2 ** round(doublings):,}"


def _tied(*parts: Markup | str) -> Markup:
    """Words that stay on one line with a number."""
    return tag("span", *parts, class_="fail-tied")


def _scale(grading: Grading) -> Linear:
    """Scores from those of many a single try to those of the best of the most."""
    low = score_below(grading.scores, log(0.25))
    high = score_below(grading.scores, log(0.98) / 2**DOUBLINGS)
    return Linear.around(low, high, zero=False, about=4)


def _worth(grading: Grading) -> Markup:
    """How likely a try with a certain score is right."""
    frame = Frame(_scale(grading), SHARE, height=SHORT)
    inside = [n for n, score in enumerate(grading.scores.points) if 0 <= frame.x(score) <= 1]
    return panel(
        "What a score is worth",
        frame.svg(
            "How likely a try is right, against its score",
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            frame.x_axis("score of a try", about=3),
            frame.line(
                tuple([grading.scores.points[n] for n in inside]),
                [grading.scores.worth[n] for n in inside],
                "right",
            ),
            *_hidden(frame, grading),
            frame.rule(x=grading.pick.score, style="playhead"),
        ),
        size="half fail-wide",
        note="how often tries with this score are right; the line: the pick’s score on average",
    )


def _hidden(frame: Frame, grading: Grading) -> list[Markup]:
    """What scores above the present one are worth is hidden while a prediction waits."""
    return [frame.future(grading.pick.score, secret=True)] if grading.secret else []


def _drawn(grading: Grading) -> Markup:
    """A hundred picks, drawn."""
    frame = Frame(_scale(grading), SHARE, height=SHORT)
    right = sum(contest.right for contest in grading.drawn)
    return panel(
        f"{CONTESTS} picks among {grading.tries:,}",
        frame.svg(
            f"{CONTESTS} picks by score",
            frame.x_axis("score of the pick", about=3),
            *_specks(frame, grading.drawn),
            frame.rule(x=grading.pick.score, style="playhead"),
        ),
        size="half fail-wide",
        note=join(
            (
                "drawn from the seed: ",
                _tied(f"● right, {right};"),
                " ",
                _tied(f"○ wrong, {CONTESTS - right}"),
            )
        ),
    )


def _specks(frame: Frame, drawn: Sequence[Contest]) -> list[Markup]:
    """Right picks filled and wrong ones hollow; their height means nothing."""
    parts = []
    for good in (False, True):
        points = [(each.score, each.height) for each in drawn if each.right is good]
        role: Role = "right" if good else "wrong"
        parts += specks(frame, points, role, hollow=not good)
    return parts


def specks(
    frame: Frame, points: Sequence[tuple[float, float]], role: Role, *, hollow: bool, size: str = ""
) -> list[Markup]:
    """Many small round marks as one shape, or two where they are hollow.

    Args:
        frame: where they are drawn; what lies outside stands at its edge.
        points: in data.
        role: what they all mean.
        hollow: whether they are rings.
        size: a further class.
    """
    outline = "".join(
        [
            f"M{round(GRID * min(max(frame.x(x), 0.0), 1.0))} {round(GRID - GRID * frame.y(y))}h1"
            for x, y in points
        ]
    )
    if not outline:
        return []
    marks: list[Markup] = [path(outline, f"fail-speck r-{role}", size)]
    if hollow:
        marks.append(path(outline, "fail-speck fail-hole", size))
    return marks
