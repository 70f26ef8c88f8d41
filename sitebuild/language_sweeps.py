"""Where the training of chapter 13 ends, for six weights of its language reward and many seeds.

A second derivation of that training, over all seeds at once by numpy: tokens are written one by one
and cut where the budget ends, and the consistency of every text is asked of `grpo_core`.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grpo_core.rewards import language_consistency
from widgets.alignment_tax.controls import PRESETS, Controls, settings_of
from widgets.alignment_tax.sweep import WEIGHTS, key_of
from widgets.alignment_tax.thoughts import KINDS, LANGUAGES, PAUSES, THOUGHTS, tokens_of
from widgets.alignment_tax.training import DRAWS, MOST_TRIES, STEPS, Settings

__all__ = ["SEEDS", "language_sweeps", "train_all", "written_texts"]

Floats = NDArray[np.float64]

SEEDS = 200

SLIPS: Floats = np.array([[wording.slip for wording in thought.wordings] for thought in THOUGHTS])


def written_texts(choice: int, key: str) -> Floats:
    """The consistency of a chain of thought after each token of its sentences, none included.

    Args:
        choice: the languages as a number, the first thought its highest bit.
        key: the target's.
    """
    sentences = [tokens_of(place, _language(choice, place)) for place in range(KINDS)]
    texts = [""]
    for sentence in sentences:
        begun = texts[-1] + " "
        texts += [begun + "".join(sentence[:end]) for end in range(1, len(sentence) + 1)]
    return np.array([language_consistency(text, key) for text in texts])


def train_all(settings: Settings, seeds: int) -> Floats:
    """The probability of Chinese at every step of every run.

    Args:
        settings: of the runs; its own seed is not used.
        seeds: how many runs, counted from seed 0.

    Returns:
        Shaped (seeds, steps + 1, thoughts).
    """
    size = settings.group_size
    luck = _luck(seeds)[:, :, :size]
    key = LANGUAGES[settings.target].key
    by_choice = [written_texts(choice, key) for choice in range(2**KINDS)]
    longest = max(map(len, by_choice))
    texts = np.stack([np.pad(row, (0, longest - len(row)), mode="edge") for row in by_choice])
    lengths = np.array(
        [[len(tokens_of(place, language)) for language in (0, 1)] for place in range(KINDS)]
    )
    pauses = np.floor(PAUSES * luck[..., 5:10]).astype(int)
    ahead = np.full((seeds, KINDS), np.log(settings.start / (1 - settings.start)))
    policies = [_sigmoid(ahead)]
    places = np.arange(KINDS)
    for step in range(STEPS):
        chinese = luck[:, step, :, :KINDS] < policies[-1][:, None, :]
        language = chinese.astype(int)
        ends = np.cumsum(pauses[:, step] + lengths[places, language], axis=2)
        starts = ends - lengths[places, language]
        written = np.clip(settings.budget - starts, 0, ends - starts).sum(axis=2)
        fits = ends[:, :, -1] <= settings.budget
        unslipped = luck[:, step, :, 10] < (1 - SLIPS[places, language]).prod(axis=2)
        choice = (language << np.arange(KINDS - 1, -1, -1)).sum(axis=2)
        rewards = (fits & unslipped) + settings.weight * texts[choice, written]
        centred = rewards - rewards.mean(axis=1, keepdims=True)
        std = rewards.std(axis=1, keepdims=True)
        # Equal rewards may differ by the rounding of their mean.
        equal = np.ptp(rewards, axis=1, keepdims=True) == 0
        advantages = np.divide(centred, std, out=np.zeros_like(centred), where=~equal)
        slope = advantages[:, :, None] * (language - policies[-1][:, None, :])
        # The Chinese logit goes up by as much as the English one goes down.
        ahead = ahead + 2 * settings.learning_rate * slope.mean(axis=1)
        policies.append(_sigmoid(ahead))
    return np.stack(policies, axis=1)


def language_sweeps(seeds: int = SEEDS) -> dict[str, Any]:
    """The sweep of every preset's settings.

    Args:
        seeds: how many, counted from 0.

    Returns:
        By the first preset with those settings: `seeds`, and `points`, for each of `WEIGHTS` the
        mean consistency and the mean accuracy at the end.
    """
    # The exact tables are the widget's own: they are tested against counting.
    from widgets.alignment_tax.exact import CHOICES, tables_of

    sweeps: dict[str, Any] = {}
    done: set[Settings] = set()
    bits = np.array(CHOICES)
    for preset in PRESETS:
        key = key_of(settings_of(Controls(**preset.values)))
        if key in done:
            continue
        done.add(key)
        tables = tables_of(key.budget, key.target)
        values = np.array([tables.consistency, tables.accuracy])
        points = []
        for weight in WEIGHTS:
            last = train_all(key._replace(weight=weight), seeds)[:, -1]
            shares = np.where(bits, last[:, None, :], 1 - last[:, None, :]).prod(axis=2)
            points.append([round(float(x), 5) for x in (shares @ values.T).mean(axis=0)])
        sweeps[preset.name] = {"seeds": seeds, "points": points}
    return sweeps


def _language(choice: int, place: int) -> int:
    return choice >> (KINDS - 1 - place) & 1


def _sigmoid(ahead: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * ahead)))


@lru_cache(maxsize=1)
def _luck(seeds: int) -> Floats:
    return np.stack([_draws(seed) for seed in range(seeds)])


def _draws(seed: int) -> Floats:
    """The numbers of `grpo_core.draws`, by numpy's twister from the state of Python's."""
    *key, position = Random(seed).getstate()[1]
    twister = np.random.RandomState()
    twister.set_state(("MT19937", np.array(key, dtype=np.uint32), position, 0, 0.0))
    return twister.random_sample((STEPS, MOST_TRIES, DRAWS))
