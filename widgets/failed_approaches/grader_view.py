"""The picture of best of N: the pick against N, what a score is worth, and a hundred picks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Final

from widgets.failed_approaches.controls import DOUBLINGS
from widgets.failed_approaches.grader import CONTESTS, Contest, score_below
from widgets.failed_approaches.model import Grading
from widgets.failed_approaches.strips import SHARE, Strip, frame_of, lower, playhead, upper
from widgets.failed_approaches.words import peak_of, shape_of
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

BINS: Final = 48
"""Into how many bins the scores are gathered where picks are piled up."""

HIGH: Final = 18
"""Picks that a pile has room for at least."""

ROOM: Final = 3
"""Doublings that words about what is hidden need."""

EDGE: Final = 3
"""Doublings from an end, within which a label must not reach to both sides."""

WIDE: Final = 6
"""Doublings that the name of the dashed line is wide, on a telephone."""

TALL: Final = 0.14
"""How far that name reaches from its line, as a share of the strip."""

HAIR: Final = 0.005
"""How far a curve that starts on the line may leave it and still be on it."""


def grading_picture(grading: Grading) -> Markup:
    """All three drawings."""
    return join((_against_n(grading), _worth(grading), _drawn(grading)))


def grading_table(grading: Grading) -> Table:
    """The picks among 1, 2, 4, … tries, as far as no prediction waits for them."""
    known = grading.picks[: grading.doublings + 1] if grading.secret else grading.picks
    rows = tuple(
        (f"{2**n:,}", percent(pick.right, 1), decimal(pick.score)) for n, pick in enumerate(known)
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
        "Grade the steps: sample N tries and let a grader pick one",
        frame.svg(
            "How often the pick is right, and its score, against the number of tries",
            rights.line(frame, NUMBERS, [pick.right for pick in grading.picks], "right"),
            scores.line(frame, NUMBERS, [pick.score for pick in grading.picks], "toy"),
            frame.future(grading.doublings, secret=grading.secret),
            *rights.ruled(frame, 4),
            *scores.ruled(frame, 3),
            frame.x_axis("tries sampled, N", ticks=(0, 5, 10, 14), written=_doubled),
            frame.segment(
                (0, rights.at(alone)), (DOUBLINGS, rights.at(alone)), "reference", "dashed"
            ),
            *_to_come(frame, grading, rights, scores),
            *playhead(frame, grading.doublings, rights, scores),
            rights.named(frame),
            scores.named(frame),
            frame.dot(grading.doublings, rights.at(now.right), "right"),
            frame.dot(grading.doublings, scores.at(now.score), "toy"),
            frame.drag("doublings"),
            *_peak(frame, rights, grading),
            *_alone(frame, rights, grading),
            role="group",
        ),
        size="full fail-strips",
        note=join(
            (
                "" if grading.grader.fooled else "no persuasive mistakes; ",
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


def _to_come(frame: Frame, grading: Grading, *strips: Strip) -> list[Markup]:
    """Words where the curves are hidden, if there is room for them."""
    if not grading.secret or DOUBLINGS - grading.doublings < ROOM:
        return []
    middle = (grading.doublings + DOUBLINGS) / 2
    return [
        frame.label(middle, (strip.low + strip.high) / 2, "to come", style="name middle")
        for strip in strips
    ]


def _peak(frame: Frame, rights: Strip, grading: Grading) -> list[Markup]:
    """A ring where more tries begin to harm, and what it says."""
    shares = [pick.right for pick in grading.picks]
    best = peak_of(shares)
    if grading.secret or not 0 < best < DOUBLINGS or shape_of(shares) != "falls":
        return []
    side = "start" if best < EDGE else "end" if best > DOUBLINGS - EDGE else "middle"
    height = rights.at(shares[best])
    said = f"{percent(shares[best])} at {2**best:,}"
    ring = frame.dot(best, height, "right", "hollow")
    return [ring, frame.label(best, height, said, role="right", style=f"name {side}", dy=-12)]


def _alone(frame: Frame, rights: Strip, grading: Grading) -> list[Markup]:
    """What the dashed line is, at whichever of its ends the curve leaves room."""
    shares = [pick.right for pick in grading.picks]
    alone = shares[0]
    places = [(below, left) for below in (True, False) for left in (True, False)]

    def crossed(place: tuple[bool, bool]) -> bool:
        below, left = place
        low, high = (alone - TALL, alone - HAIR) if below else (alone + HAIR, alone + TALL)
        near = shares[: WIDE + 1] if left else shares[-WIDE - 1 :]
        return low < 0.0 or high > 1.0 or any(low < share < high for share in near)

    below, left = min(places, key=crossed)
    side, towards = ("start", 1) if left else ("end", -1)
    words, number = (4, 65) if left else (44, 4)
    at, dy = ("0%" if left else "100%"), 16 if below else -7
    return [
        frame.label(
            at,
            rights.at(alone),
            "single try",
            role="reference",
            style=f"name {side}",
            dx=towards * words,
            dy=dy,
        ),
        frame.opens(
            SLUG,
            "alone",
            at,
            rights.at(alone),
            percent(alone),
            "A single try is right",
            role="reference",
            style=f"name {side}",
            dx=towards * number,
            dy=dy,
        ),
    ]


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
    """How often tries with a certain score are right."""
    frame = Frame(_scale(grading), SHARE, height=SHORT)
    inside = [n for n, score in enumerate(grading.scores.points) if 0 <= frame.x(score) <= 1]
    return panel(
        "How often a score is right",
        frame.svg(
            "How likely a try is right, against its score",
            frame.line(
                tuple([grading.scores.points[n] for n in inside]),
                [grading.scores.worth[n] for n in inside],
                "right",
            ),
            *_hidden(frame, grading),
            frame.y_axis(written=percent, ticks=(0, 0.5, 1)),
            frame.x_axis("score of a try", about=3),
            frame.rule(x=grading.pick.score, style="playhead"),
        ),
        size="half fail-wide",
        note="of tries with this score; the line: the pick’s score on average",
    )


def _hidden(frame: Frame, grading: Grading) -> list[Markup]:
    """What scores above the present one are worth is hidden while a prediction waits."""
    return [frame.future(grading.pick.score, secret=True)] if grading.secret else []


def _drawn(grading: Grading) -> Markup:
    """A hundred picks, drawn."""
    scale = _scale(grading)
    piles = _piled(scale, grading.drawn)
    most = max(len(pile) for pile in piles.values())
    frame = Frame(scale, Linear(0, max(most, HIGH)), height=SHORT)
    right = sum(contest.right for contest in grading.drawn)
    return panel(
        f"{CONTESTS} picks among {grading.tries:,}",
        frame.svg(
            f"{CONTESTS} picks by score",
            frame.y_axis(about=3),
            frame.x_axis("score of the pick", about=3),
            frame.rule(x=grading.pick.score, style="playhead"),
            *_specks(frame, piles),
        ),
        size="half fail-wide",
        note=join(
            (
                "drawn from the seed: ",
                _tied(f"● {right} right"),
                " ",
                _tied(f"({grading.pick.right * CONTESTS:.0f} expected),"),
                " ",
                _tied(f"○ {CONTESTS - right} wrong"),
            )
        ),
    )


def _piled(scale: Linear, drawn: Sequence[Contest]) -> dict[int, list[bool]]:
    """By bin of the score, whether each pick in it is right, the right ones first."""
    piles: dict[int, list[bool]] = {}
    for each in drawn:
        piles.setdefault(min(max(int(BINS * scale(each.score)), 0), BINS - 1), []).append(
            each.right
        )
    return {place: sorted(pile, reverse=True) for place, pile in piles.items()}


def _specks(frame: Frame, piles: Mapping[int, Sequence[bool]]) -> list[Markup]:
    """Right picks filled and wrong ones hollow, piled up by score."""
    low, high = frame.x.low, frame.x.high
    parts = []
    for good in (False, True):
        points = [
            (low + (high - low) * (place + 0.5) / BINS, height + 0.5)
            for place, pile in piles.items()
            for height, right in enumerate(pile)
            if right is good
        ]
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
