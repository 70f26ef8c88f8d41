"""The aha moment's picture: one solution as it grows, the same in words, and what came of all."""

from __future__ import annotations

from functools import lru_cache

from widgets.aha_moment.agent import VERIFY
from widgets.aha_moment.curves import grown, lengths, printed, shares
from widgets.aha_moment.frames import SLUG, when
from widgets.aha_moment.inside import policy, worth
from widgets.aha_moment.model import CHECKPOINTS, Member, View, moment_of
from widgets.aha_moment.story import Turn, task_said
from widgets.aha_moment.training import train
from widgets.kit.markup import Markup, join, tag
from widgets.kit.picks import pick, toolbar
from widgets.kit.plot import panel
from widgets.kit.widget import Table
from widgets.kit.words import count, decimal, percent, plain, signed
from widgets.kit.working import opens

__all__ = ["render", "table"]


def render(view: View) -> Markup:
    """The picture: a solution turn by turn, in words, the curves, the policy, the published run."""
    return join(
        (
            grown(view),
            _told(view),
            shares(view),
            lengths(view),
            policy(view),
            worth(view),
            printed(view.secret),
        )
    )


def table(view: View) -> Table:
    """The training in numbers: every twentieth step, and the one shown."""
    run = train(view.task, view.training)
    rows = []
    for step in sorted({*range(0, CHECKPOINTS[-1] + 1, 20), view.step}):
        now = moment_of(view.task, run.policies[step])
        ends = [
            "–" if value is None else decimal(value)
            for value in (now.right_length, now.wrong_length)
        ]
        rows.append(
            (
                str(step),
                decimal(now.length),
                *ends,
                percent(now.checking, 1),
                percent(now.checked, 1),
                percent(now.accuracy, 1),
            )
        )
    columns = (
        "Step",
        "Turns",
        "Turns if right",
        "Turns if wrong",
        "Share of checks",
        "Solutions with a check",
        "Right",
    )
    return Table(
        "Expected values at every twentieth step and at the one shown", columns, tuple(rows)
    )


def _told(view: View) -> Markup:
    """The chosen solution in words, the group it is one of, and the credit of its turns."""
    chosen = view.chosen
    checks = sum(turn.action == VERIFY for turn in chosen.turns)
    end = "cut off" if chosen.cut else "right" if chosen.right else "wrong"
    turns = [_turn(turn, chosen.right) for turn in chosen.turns]
    if chosen.cut:
        turns.append(tag("span", "… cut off ✗", class_="aha-turn r-wrong"))
    return panel(
        f"Solution {chosen.number} {when(view.step)}, in words",
        tag(
            "p", tag("b", f"{task_said(view.task.difficulty)} = ?"), " ", *turns, class_="aha-said"
        ),
        _group(view),
        _paid(view),
        size="full aha-words",
        note=join(
            (
                f"{count(len(chosen.turns), 'turn')}, {checks} of them “wait”: {end}; ",
                tag("span", "underlined", class_="aha-slip"),
                ": a wrong number",
            )
        ),
    )


def _turn(turn: Turn, right: bool) -> Markup:
    """One turn: a wait is lit, a wrong number is marked."""
    number = tag("span", turn.number, class_="aha-slip") if turn.slipped else turn.number
    said = (turn.said, " ", number) if turn.number else (turn.said,)
    if turn.action == VERIFY:
        return join((tag("mark", *said, ".", class_="aha-turn"), " "))
    if turn.action == "answer":
        sign, role = ("✓", "right") if right else ("✗", "wrong")
        return tag("b", *said, f" {sign}", class_=f"aha-turn r-{role}")
    return join((tag("span", *said, ".", class_="aha-turn"), " "))


def _group(view: View) -> Markup:
    """The sixteen solutions: whether right, and how long."""
    buttons = [
        _button(number, member, number == view.chosen.number)
        for number, member in enumerate(view.members, start=1)
    ]
    return join(
        (
            tag(
                "p",
                f"The {len(buttons)} solutions {when(view.step)}: ✓ right, ✗ wrong, and how many"
                " turns",
                class_="aha-heading",
            ),
            toolbar("The solutions of a group, with their turns", *buttons, style="aha-members"),
        )
    )


@lru_cache(maxsize=128)
def _button(number: int, member: Member, chosen: bool) -> Markup:
    """A solution of the group. Remembered: many are alike from one run to the next."""
    ending = _ending(member.right)
    return pick(
        tag("span", "✓" if member.right else "✗", class_=f"r-{ending}"),
        f" {member.length}",
        name=f"Solution {number}, {ending}, {count(member.length, 'turn')}",
        key=f"{SLUG}-solution-{number}",
        sets=f"solution:{number}",
        pressed=chosen,
        entry=chosen,
        style="aha-member",
    )


def _ending(right: bool) -> str:
    return "right" if right else "wrong"


def _paid(view: View) -> Markup:
    """Advantage, weight and credit of the chosen solution."""
    chosen = view.chosen
    right = sum(member.right for member in view.members)
    role = "gain" if chosen.advantage > 0 else "loss" if chosen.advantage < 0 else ""
    style = f"r-{role}" if role else ""
    return tag(
        "p",
        f"{right} of these {len(view.members)} are right. Advantage of solution {chosen.number} ",
        opens(SLUG, "advantage", signed(chosen.advantage), "Advantage", style=style),
        " × weight of a turn ",
        opens(SLUG, "weight", plain(chosen.weight, 2), "Weight of a turn"),
        " = credit of each of its turns ",
        opens(SLUG, "credit", credit(chosen.credit), "Credit of a turn", style=style),
        ".",
        class_="aha-paid",
    )


def credit(value: float) -> str:
    """A credit: two significant digits and its sign.

    Example:
        >>> credit(0.00416), credit(-0.0316), credit(0.0)
        ('+0.0042', '−0.032', '0')
    """
    return f"+{plain(value, 2)}" if value > 0.0 else plain(value, 2)
