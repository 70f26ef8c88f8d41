"""What two rewards say of each response, and what becomes of a policy that one of them pays."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from grpo_core.rewards import rule_reward
from widgets.kit.words import count, decimal, percent
from widgets.reward_hacking.controls import MOST_LINES, Controls
from widgets.reward_hacking.prm import (
    LENGTH,
    Model,
    Scored,
    learned,
    pooled,
    score_response,
    tokens_of,
)
from widgets.reward_hacking.responses import GOLD, HONEST, PROBLEM, Response, responses
from widgets.reward_hacking.run import STEPS, Run, expected, optimise

__all__ = ["Judged", "Line", "View", "compute"]

MOST_WIDTH: Final = 400
"""Characters of a line that are shown."""

MOST_LIT: Final = 160
"""Pieces of a response that are lit, at most."""

NEAR: Final = 0.02
"""A change of the share of right answers below which it stayed about the same."""

NUMBERS: Final = ("none", "one", "two", "three", "four", "five", "six")


class Judged(NamedTuple):
    """A response, and what both rewards say of it.

    Attributes:
        response: the response.
        scored: its steps, as the learned model sees them.
        score: the learned model's score, between 0 and 1.
        right: 1 if the rule finds the right answer, else 0.
        format: 1 if the rule finds the format kept, else 0.
    """

    response: Response
    scored: Scored
    score: float
    right: float
    format: float

    @property
    def rule(self) -> float:
        """What the rule pays: accuracy plus format."""
        return self.right + self.format


class Line(NamedTuple):
    """A line of the response that is shown.

    Attributes:
        parts: its text in pieces, each with the weight of the word or sign that it is; 0 for the
            rest, words of no kind among them.
        cut: whether the line is longer than what is shown.
        score: the model's score of it; None if it is not a step.
        features: its counts; empty if it is not a step.
    """

    parts: tuple[tuple[str, float], ...]
    cut: bool
    score: float | None
    features: tuple[float, ...]


class View(NamedTuple):
    """What the picture shows.

    Attributes:
        finding: the picture in a few sentences.
        model: the learned model.
        judged: the responses, the honest one first and the reader's own, if any, last.
        by_rule: whether the rule is the reward that is optimised.
        rewards: what each response earns in training.
        run: the training.
        other: the same training under the other reward.
        step: which moment of it, 0 for the start.
        chosen: index of the response that is shown; beyond the last if nobody has written it.
        lines: its lines.
        more: how many lines it has beyond those.
        least: whether a response's score is that of its weakest step.
        order: the responses as every panel lists them, the best-paid by the learned model first.
        secret: whether the rest of the run is hidden, because a prediction waits for it.
    """

    finding: str
    model: Model
    judged: tuple[Judged, ...]
    by_rule: bool
    rewards: tuple[float, ...]
    run: Run
    other: Run
    step: int
    chosen: int
    lines: tuple[Line, ...]
    more: int
    least: bool
    order: tuple[int, ...]
    secret: bool

    @property
    def policy(self) -> tuple[float, ...]:
        """The shares of the responses at the step shown."""
        return self.run.policies[self.step]

    @property
    def rights(self) -> tuple[float, ...]:
        """1 per right response, 0 per wrong one."""
        return tuple(item.right for item in self.judged)


def compute(controls: Controls) -> View:
    """Both rewards of each response, the training at the chosen step, and the finding.

    Args:
        controls: the reader's settings.
    """
    judged = _judged(controls.own, controls.pooling)
    scores = tuple(item.score for item in judged)
    rules = tuple(item.rule for item in judged)
    by_rule = controls.reward == "rule"
    start = tuple(item.response.start for item in judged)
    settings = (start, controls.learning_rate, controls.beta, controls.seed)
    rewards, others = (rules, scores) if by_rule else (scores, rules)
    keys = [item.response.key for item in judged]
    chosen = keys.index(controls.chosen) if controls.chosen in keys else len(keys)
    lines, more = _lines(judged[chosen].response.text) if chosen < len(keys) else ((), 0)
    view = View(
        finding="",
        model=learned(),
        judged=judged,
        by_rule=by_rule,
        rewards=rewards,
        run=optimise(rewards, *settings),
        other=optimise(others, *settings),
        step=controls.step,
        chosen=chosen,
        lines=lines,
        more=more,
        least=controls.pooling == "least",
        order=tuple(sorted(range(len(judged)), key=lambda place: -scores[place])),
        secret=bool(controls.predict) and controls.step < STEPS,
    )
    sentences = (_training(view), _disagreement(view), _own(view), _verdict(view, controls.predict))
    return view._replace(finding=" ".join(filter(None, sentences)))


@lru_cache(maxsize=16)
def _judged(own: str, pooling: str) -> tuple[Judged, ...]:
    """The responses and what both rewards say of them, remembered."""
    found = []
    for response in responses(own):
        scored = score_response(response.text, PROBLEM)
        rule = rule_reward(response.text, GOLD)
        score = pooled(scored.scores, pooling)
        found.append(Judged(response, scored, score, rule.accuracy, rule.format))
    return tuple(found)


@lru_cache(maxsize=16)
def _lines(text: str) -> tuple[tuple[Line, ...], int]:
    """A response's lines as they are shown, and how many more there are."""
    weights = learned().weights
    nothing: tuple[int, tuple[float, ...], float | None] = (0, (), None)
    steps: dict[int, tuple[int, tuple[float, ...], float | None]] = {
        start: (end, features, score)
        for (start, end), features, score in zip(*score_response(text, PROBLEM), strict=True)
    }
    lines: list[Line] = []
    start, lit = 0, 0
    while start <= len(text) and len(lines) < MOST_LINES:
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        end = min(stop, start + MOST_WIDTH)
        last, features, score = steps.get(start, nothing)
        parts: list[tuple[str, float]] = []
        place = start
        for token in tokens_of(text, start, min(last, end), PROBLEM):
            weight = weights[token.kind] if token.kind != LENGTH else 0.0
            if weight and lit < MOST_LIT:
                parts += [(text[place : token.start], 0.0), (text[token.start : token.end], weight)]
                place = token.end
                lit += 1
        parts.append((text[place:end], 0.0))
        if text[start:stop].strip():
            shown = tuple(part for part in parts if part[0])
            lines.append(Line(shown, end < stop, score, features))
        start = stop + 1
    return tuple(lines), text.count("\n", start) + 1 if start < len(text) else 0


def _disagreement(view: View) -> str:
    """How the two rewards rank the honest solution."""
    honest = view.judged[HONEST]
    exploits = view.judged[1:6]
    below = sum(item.score < honest.score for item in exploits)
    least, most = min(item.score for item in exploits), max(item.score for item in exploits)
    best = max(item.rule for item in exploits)
    rank = "less than" if not below else f"more than {NUMBERS[below]} of"
    return (
        f"The learned model scores the honest solution {decimal(honest.score)}, {rank} the five"
        f" exploits ({decimal(least)} to {decimal(most)}); the rule pays it"
        f" {honest.rule:.0f}, and the exploits {best:.0f} at most."
    )


def _training(view: View) -> str:
    """What training has done so far: to the right answers, and to what is paid."""
    payer, paid = ("the rule", "reward") if view.by_rule else ("the learned score", "score")
    moments = (view.run.policies[0], view.policy)
    rights = [percent(expected(policy, view.rights)) for policy in moments]
    if not view.step:
        return f"Before training, paid by {payer}, {rights[0]} of the tries are right."
    earned = [decimal(expected(policy, view.rewards)) for policy in moments]
    change = expected(view.policy, view.rights) - expected(moments[0], view.rights)
    gain = expected(view.policy, view.rewards) - expected(moments[0], view.rewards)
    between = "while" if change * gain < 0 else "and"
    leader = max(range(len(view.judged)), key=view.policy.__getitem__)
    return (
        f"Paid by {payer}, right answers {_moved(rights, change, 'fall', 'rise', 'stay')} in"
        f" {count(view.step, 'step')}, {between} the {paid}"
        f" {_moved(earned, gain, 'falls', 'rises', 'stays')}."
        f" {view.judged[leader].response.name} holds {percent(view.policy[leader])} of the policy."
    )


def _moved(ends: list[str], change: float, fall: str, rise: str, stay: str) -> str:
    """From where to where, in words."""
    if ends[0] == ends[1]:
        return f"{stay} at {ends[0]}"
    return f"{rise if change > 0 else fall} from {ends[0]} to {ends[1]}"


def _own(view: View) -> str:
    """What both rewards say of the reader's own response."""
    if len(view.judged) <= 6:
        return ""
    own = view.judged[6]
    better = sum(item.score > own.score for item in view.judged[:6])
    told = {0: "more than all six", 6: "less than all six"}.get(
        better, f"less than {NUMBERS[better]} of the six"
    )
    right = "finds the right answer in it" if own.right else "does not find the right answer in it"
    return (
        f"Yours gets {decimal(own.score)} from the learned model, {told}, and {own.rule:.0f} from"
        f" the rule, which {right}."
    )


def _verdict(view: View, said: str) -> str:
    """What became of a prediction."""
    if not said:
        return ""
    words = {"rises": "rises", "stays": "stays about the same", "falls": "falls"}
    if view.step < STEPS:
        return f"You predicted that the share of right answers {words[said]}."
    first, last = (expected(view.run.policies[n], view.rights) for n in (0, STEPS))
    found = "rises" if last > first + NEAR else "falls" if last < first - NEAR else "stays"
    if found == said:
        return f"You predicted that the share of right answers {words[said]}, and it does."
    return f"You predicted that the share of right answers {words[said]}; it {words[found]}."
