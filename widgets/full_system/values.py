"""The numbers of the chosen part, as a small table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from widgets.full_system.batch import policy_row
from widgets.full_system.model import View
from widgets.full_system.texts import KINDS, LETTERS, QUESTIONS
from widgets.kit.markup import Child, Markup, join, tag
from widgets.kit.words import decimal, limited, percent, plain, signed
from widgets.kit.working import named, opens

__all__ = ["SIDE_BY_SIDE", "numbers"]

SLUG: Final = "full-system"

SIDE_BY_SIDE: Final = ("reward", "baseline", "advantages")
"""The parts whose tables show, beside each value, what it was before a change."""


def numbers(view: View) -> Markup:
    """What the chosen part computed, text by text where there is one number for each.

    Args:
        view: the step; its batch has come to the part.
    """
    return SHOWN[view.part](view)


def _grid(heads: Sequence[str], rows: Sequence[Sequence[Child]], style: str = "") -> Markup:
    """Some rows of numbers below their heads."""
    return tag(
        "table",
        tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads))),
        tag(
            "tbody",
            *(
                tag("tr", tag("th", first, scope="row"), *(tag("td", cell) for cell in rest))
                for first, *rest in rows
            ),
        ),
        class_=f"fs-grid {style}".rstrip(),
    )


def _open(key: str, written: str, said: str, text: int | None = None) -> Markup:
    return opens(SLUG, named(key, 0 if text is None else text + 1), written, said)


def _question(view: View) -> Markup:
    question = QUESTIONS[view.values["question"]]
    rows = [(f"{letter}", text) for letter, text in zip(LETTERS, question.texts, strict=True)]
    return join(
        (
            tag("p", "Asked: ", tag("b", question.asked), " The policy knows six texts for it:"),
            _grid(("Text", "as it is written"), rows, "fs-texts"),
        )
    )


def _policy(view: View) -> Markup:
    policy, question = view.values["policy"], view.values["question"]
    then, now = (policy_row(rows[question]) for rows in policy)
    rows = [
        (letter, kind, percent(then[n]), percent(now[n]))
        for n, (letter, kind) in enumerate(zip(LETTERS, KINDS, strict=True))
    ]
    return _grid(("Text", "what it is", "when sampled, π_old", "now, π"), rows, "fs-kinds")


def _gold(view: View) -> Markup:
    return tag("p", "The answer that counts as right: ", tag("b", view.values["gold"]))


def _reference(view: View) -> Markup:
    question = view.values["question"]
    reference = policy_row(view.values["reference"][question])
    now = policy_row(view.values["policy"].now[question])
    rows = [
        (letter, kind, percent(reference[n]), percent(now[n]))
        for n, (letter, kind) in enumerate(zip(LETTERS, KINDS, strict=True))
    ]
    return _grid(("Text", "what it is", "reference", "policy now, π"), rows, "fs-kinds")


def _rollouts(view: View) -> Markup:
    places = [rollout.place for rollout in view.values["rollouts"]]
    texts = QUESTIONS[view.values["question"]].texts
    shares = policy_row(view.values["policy"].sampling[view.values["question"]])
    rows = [
        (
            LETTERS[text],
            f"{places.count(text)}×",
            _open("share", percent(shares[text]), f"Share of text {LETTERS[text]}", text),
            texts[text],
        )
        for text in view.sampled
    ]
    heads = ("Text", "sampled", "share, π_old", "as it is written")
    return _grid(heads, rows, "fs-texts")


def _reward(view: View) -> Markup:
    rewards = view.values["reward"]
    rows = []
    for text in view.sampled:
        found = rewards[view.first(text)]
        rows.append(
            (
                LETTERS[text],
                KINDS[text],
                _sign(found.accuracy),
                _sign(found.format),
                _open("total", f"{found.total:.0f}", f"Reward of text {LETTERS[text]}", text),
                *_was(view, "reward", text, lambda reward: f"{reward.total:.0f}"),
            )
        )
    heads = ("Text", "what it is", "answer", "format", "reward", *_was_head(view, "reward"))
    return _grid(heads, rows, "fs-kinds")


def _was_head(view: View, part: str) -> tuple[str, ...]:
    return ("was",) if view.was and part in view.changed else ()


def _was(view: View, part: str, text: int, written: Callable[[Any], str]) -> tuple[str, ...]:
    """What a text's value was before the change, as a cell; none if the part has not changed."""
    if view.was is None or part not in view.changed:
        return ()
    places = [rollout.place for rollout in view.was["rollouts"]]
    return (written(view.was[part][places.index(text)]) if text in places else "not sampled",)


def _sign(reward: float) -> Markup:
    if reward:
        return tag("span", "✓", class_="fs-tick r-right")
    return tag("span", "✗", class_="fs-tick r-wrong")


def _baseline(view: View) -> Markup:
    baseline = view.values["baseline"]
    head = _was_head(view, "baseline")
    was = view.was["baseline"] if view.was else baseline
    rows = (
        ("Mean", _open("mean", decimal(baseline.mean), "Mean of the rewards"), decimal(was.mean)),
        (
            "Std",
            _open("std", decimal(baseline.std), "Standard deviation of the rewards"),
            decimal(was.std),
        ),
    )
    return _grid(("Of the group’s rewards", "value", *head), [row[: 2 + len(head)] for row in rows])


def _advantages(view: View) -> Markup:
    rows = []
    for text in view.sampled:
        at = view.first(text)
        advantage = view.values["advantages"][at]
        rows.append(
            (
                LETTERS[text],
                f"{view.values['reward'][at].total:.0f}",
                _open("advantage", signed(advantage), f"Advantage of text {LETTERS[text]}", text),
                *_was(view, "advantages", text, signed),
            )
        )
    return _grid(("Text", "reward", "advantage", *_was_head(view, "advantages")), rows)


def _surrogate(view: View) -> Markup:
    found, rows = view.values["surrogate"], []
    for text in view.sampled:
        at = view.first(text)
        rows.append(
            (
                LETTERS[text],
                signed(view.values["advantages"][at]),
                _open(
                    "ratio", decimal(found.ratios[at], 3), f"Ratio of text {LETTERS[text]}", text
                ),
                _open(
                    "term",
                    limited(found.terms[at], _signed),
                    f"Term of text {LETTERS[text]}",
                    text,
                ),
                "clipped" if found.clipped[at] else "–",
            )
        )
    mean = _open("surrogate", limited(found.mean, _three), "Mean of the terms")
    return join(
        (
            _grid(("Text", "advantage", "ratio", "term", "clip"), rows),
            tag("p", f"ε = {plain(view.settings.epsilon)}. Mean over the rollouts: ", mean),
            tag(
                "p",
                "At ratios of 1 this is the advantages’ mean, 0. Yet each term changes with its"
                " ratio, at the rate of its advantage: that is the push.",
            )
            if set(found.ratios) == {1.0}
            else None,
        )
    )


def _divergence(view: View) -> Markup:
    found, rows = view.values["kl"], []
    for text in view.sampled:
        at = view.first(text)
        rows.append(
            (
                LETTERS[text],
                limited(found.ratios[at], _three),
                _open("k3", limited(found.terms[at], _three), f"k3 of text {LETTERS[text]}", text),
            )
        )
    mean = _open("kl", limited(found.mean, _three), "Mean of k3")
    return join(
        (
            _grid(("Text", "π_ref / π", "k3, in nats"), rows),
            tag("p", "Mean over the rollouts: ", mean),
        )
    )


def _objective(view: View) -> Markup:
    values = view.values
    rows = (
        ("Surrogate", limited(values["surrogate"].mean, _three)),
        ("β", plain(view.settings.beta)),
        ("KL estimate", limited(values["kl"].mean, _three)),
        ("J", _open("objective", limited(values["objective"].value, _three), "Objective J")),
    )
    return _grid(("Number", "value"), rows)


def _update(view: View) -> Markup:
    update = view.values["update"]
    rows = [
        (
            letter,
            decimal(update.before[n], 3),
            _open(
                "gradient", limited(update.gradient[n], _signed), f"Gradient of logit {letter}", n
            ),
            _open("logit", limited(update.logits[n], _three), f"Logit {letter}", n),
        )
        for n, letter in enumerate(LETTERS)
    ]
    return join(
        (
            _grid(("Text", "logit before", "gradient", "new logit"), rows),
            tag("p", f"Learning rate {plain(view.settings.rate)}."),
        )
    )


def _three(value: float) -> str:
    return decimal(value, 3)


def _signed(value: float) -> str:
    return signed(value, 3)


SHOWN: Final[Mapping[str, Callable[[View], Markup]]] = {
    "question": _question,
    "policy": _policy,
    "gold": _gold,
    "reference": _reference,
    "rollouts": _rollouts,
    "reward": _reward,
    "baseline": _baseline,
    "advantages": _advantages,
    "surrogate": _surrogate,
    "kl": _divergence,
    "objective": _objective,
    "update": _update,
}
"""What shows each part's numbers."""
