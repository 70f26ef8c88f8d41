"""The fifty-step simulator: GRPO on a policy that chooses among a few strategies.

One question, a handful of strategies, each with a success rate that the policy cannot see. At
every step the policy samples a group, a rule pays 1 for success and 0 for failure, the group's
own statistics make advantages, and the logits take a step of gradient ascent on the clipped
objective with its KL term. Nothing else happens: what the policy learns, it learns from that.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import isfinite
from random import Random
from typing import Final, NamedTuple

from grpo_core.advantage import ESTIMATORS
from grpo_core.divergence import kl
from grpo_core.objective import Clip, decision_gradient
from grpo_core.policy import entropy, log_softmax, sample_group, softmax

__all__ = [
    "SHARED_DRAWS",
    "Config",
    "Rollout",
    "Run",
    "Step",
    "draw_rows",
    "draws",
    "simulate",
    "steps",
]

SHARED_DRAWS: Final = 64
"""Rollouts a step for which luck is laid out in advance, whatever the group size."""


@dataclass(frozen=True)
class Config:
    """Everything that decides a run. Equal configurations give equal runs.

    Attributes:
        strategies: names, one per option.
        rates: probability that each strategy earns the reward, from 0 to 1.
        start_logits: the policy before training; also the reference policy.
        steps: rollout steps, 0 or more.
        group_size: G, completions sampled per step, 1 or more.
        learning_rate: size of the ascent step on the logits, 0 or more.
        beta: weight of the KL term, 0 or more. (R1: 0.001; DeepSeekMath: 0.04.)
        clip_low: ε_low. (R1 prints one ε for both sides.)
        clip_high: ε_high.
        inner_epochs: updates made on each sampled group, 1 or more. (R1: 1.)
        estimator: a name from `grpo_core.advantage.ESTIMATORS`.
        temperature: T divides the logits when sampling and in the loss alike, as TRL and
            verl do; the reference is read at the same temperature. (R1: 1.)
        exact_kl: penalise the exact KL in place of the paper's k3 at the sampled strategies.
        seed: a whole number, 0 or more; fixes every draw.

    Raises:
        ValueError: a value outside these ranges; the message names it.

    Example:
        >>> Config(seed=7).group_size
        8
        >>> Config(rates=(0.1, 0.2, 0.3, 1.5))
        Traceback (most recent call last):
        ...
        ValueError: rates must lie between 0 and 1, not 1.5
    """

    strategies: tuple[str, ...] = ("guess", "recall", "derive", "verify")
    rates: tuple[float, ...] = (0.10, 0.30, 0.55, 0.80)
    start_logits: tuple[float, ...] = (0.9, 0.6, 0.3, 0.0)
    steps: int = 50
    group_size: int = 8
    learning_rate: float = 0.5
    beta: float = 0.04
    clip_low: float = 0.2
    clip_high: float = 0.2
    inner_epochs: int = 1
    estimator: str = "mean_std"
    temperature: float = 1.0
    exact_kl: bool = False
    seed: int = 7

    def __post_init__(self) -> None:
        count = len(self.strategies)
        if not count or len(self.rates) != count or len(self.start_logits) != count:
            raise ValueError(
                "strategies, rates and start_logits must have one entry each per strategy, not "
                f"{count}, {len(self.rates)} and {len(self.start_logits)}"
            )
        for rate in self.rates:
            if not 0.0 <= rate <= 1.0:
                raise ValueError(f"rates must lie between 0 and 1, not {rate!r}")
        for logit in self.start_logits:
            if not isfinite(logit):
                raise ValueError(f"start_logits must be finite, not {logit!r}")
        for name, least in (("steps", 0), ("group_size", 1), ("inner_epochs", 1), ("seed", 0)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be {least} or more, not {getattr(self, name)!r}")
        for name in ("learning_rate", "beta", "clip_low", "clip_high"):
            value = getattr(self, name)
            if not (isfinite(value) and value >= 0.0):
                raise ValueError(f"{name} must be zero or more and finite, not {value!r}")
        if not (isfinite(self.temperature) and self.temperature > 0.0):
            raise ValueError(f"temperature must be above zero, not {self.temperature!r}")
        if self.estimator not in ESTIMATORS:
            raise ValueError(
                f"estimator must be one of {', '.join(ESTIMATORS)}, not {self.estimator!r}"
            )


class Rollout(NamedTuple):
    """One completion of a group.

    Attributes:
        action: index of the strategy that was sampled.
        reward: what the rule paid, 0 or 1.
        advantage: what the group made of it.
    """

    action: int
    reward: float
    advantage: float


class Step(NamedTuple):
    """What one step of training did.

    Attributes:
        number: 1 for the first step.
        policy_before: π that sampled the group, one probability per strategy.
        group: its G rollouts.
        logits_before: z before the update.
        gradient: ∂J/∂z, summed over the inner epochs, one number per strategy.
        logits: z after the update: logits_before + learning rate × gradient.
        policy: π after the update.
        mean_reward: mean of the group's rewards.
        expected_reward: Σ_a π(a)·rate(a) of the updated policy; no sampling in it.
        entropy: H(π) of the updated policy, in nats.
        kl: KL(π ‖ π_ref) of the updated policy, in nats.
        clipped: rollouts silenced by the clip, counted over all inner epochs.
    """

    number: int
    policy_before: tuple[float, ...]
    group: tuple[Rollout, ...]
    logits_before: tuple[float, ...]
    gradient: tuple[float, ...]
    logits: tuple[float, ...]
    policy: tuple[float, ...]
    mean_reward: float
    expected_reward: float
    entropy: float
    kl: float
    clipped: int


@dataclass(frozen=True)
class Run:
    """A configuration and all that came of it.

    Attributes:
        config: what was run.
        reference: π_ref, the policy before the first step.
        steps: one record per step, in order.
    """

    config: Config
    reference: tuple[float, ...]
    steps: tuple[Step, ...]

    def policy_at(self, step: int) -> tuple[float, ...]:
        """π after `step` steps; step 0 is the start.

        Raises:
            IndexError: the run is shorter than that, or the step is negative.

        Example:
            >>> run = simulate(Config(steps=2))
            >>> run.policy_at(0) == run.reference, run.policy_at(2) == run.steps[1].policy
            (True, True)
        """
        if step < 0:
            raise IndexError(f"step must be zero or more, not {step}")
        return self.steps[step - 1].policy if step else self.reference

    @property
    def final(self) -> tuple[float, ...]:
        """π after the last step."""
        return self.policy_at(len(self.steps))


def draws(seed: int, steps: int, width: int = SHARED_DRAWS) -> list[array[float]]:
    """The luck of a run: uniform numbers in [0, 1), laid out before anything is decided.

    Rollout i of a step takes numbers 2i (which strategy) and 2i + 1 (whether it succeeds) of
    that step's row. Rows have the same length for every group size up to `SHARED_DRAWS`, so
    two runs with one seed meet the same luck even when their group sizes differ.

    Args:
        seed: for Python's Mersenne Twister, whose `random()` is the same in every version.
        steps: number of rows.
        width: rollouts a row has numbers for.

    Returns:
        `steps` rows of 2 × `width` numbers, as arrays: lists would hold more than twice as much
        memory, and luck is most of what a page remembers.

    Example:
        >>> draws(7, 2) == draws(7, 3)[:2]
        True
        >>> round(draws(7, 1)[0][0], 6)
        0.323833
    """
    return list(islice(draw_rows(seed, width), steps))


def draw_rows(seed: int, width: int = SHARED_DRAWS) -> Iterator[array[float]]:
    """The rows of `draws` without end, each drawn when it is asked for.

    For those who cannot tell in advance how many they need.

    Example:
        >>> rows = draw_rows(7)
        >>> [next(rows), next(rows)] == draws(7, 2)
        True
    """
    uniform = Random(seed).random
    while True:
        yield array("d", [uniform() for _ in range(2 * width)])


@lru_cache(maxsize=3)
def _draws(seed: int, steps: int, width: int) -> list[array[float]]:
    """`draws`, remembered: a slider that is not the seed changes no luck."""
    return draws(seed, steps, width)


def steps(config: Config) -> Iterator[Step]:
    """Train step by step: yields each step's record as soon as it is done.

    Example:
        >>> training = steps(Config(seed=7))
        >>> first = next(training)
        >>> first.number, len(first.group)
        (1, 8)
    """
    temperature = config.temperature
    advantage_of, rates = ESTIMATORS[config.estimator], config.rates
    clip = Clip(config.clip_low, config.clip_high)
    logits = list(config.start_logits)
    policy = softmax(logits, temperature)
    reference, ref_logp = policy, log_softmax(logits, temperature)
    width = max(SHARED_DRAWS, config.group_size)
    for number, luck in enumerate(_draws(config.seed, config.steps, width), start=1):
        used = luck[: 2 * config.group_size]
        actions = sample_group(policy, used[::2])
        rewards = [float(u < rates[a]) for u, a in zip(used[1::2], actions, strict=True)]
        advantages = advantage_of(rewards)

        before, policy_before = tuple(logits), tuple(policy)
        old_logp = log_softmax(logits, temperature)
        gradient, clipped = [0.0] * len(logits), 0
        for _ in range(config.inner_epochs):
            result = decision_gradient(
                logits,
                old_logp,
                ref_logp,
                actions,
                advantages,
                clip=clip,
                beta=config.beta,
                temperature=temperature,
                exact_kl=config.exact_kl,
            )
            gradient = [g + d for g, d in zip(gradient, result.gradient, strict=True)]
            logits = [z + config.learning_rate * g for z, g in zip(before, gradient, strict=True)]
            clipped += result.clipped

        policy = softmax(logits, temperature)
        yield Step(
            number=number,
            policy_before=policy_before,
            group=tuple(map(Rollout, actions, rewards, advantages)),
            logits_before=before,
            gradient=tuple(gradient),
            logits=tuple(logits),
            policy=tuple(policy),
            mean_reward=sum(rewards) / len(rewards),
            expected_reward=sum(p * r for p, r in zip(policy, rates, strict=True)),
            entropy=entropy(policy),
            kl=kl(policy, reference),
            clipped=clipped,
        )


def simulate(config: Config) -> Run:
    """Train to the end and keep every step.

    Example:
        >>> run = simulate(Config(seed=7))
        >>> max(zip(run.final, run.config.strategies))[1]
        'verify'
        >>> simulate(Config(seed=7)) == run
        True
    """
    reference = tuple(softmax(config.start_logits, config.temperature))
    return Run(config, reference, tuple(steps(config)))
