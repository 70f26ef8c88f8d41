"""The simulator's training by PyTorch, which finds the gradient itself, as is done at scale.

What `grpo_core` has in closed form is here the objective alone, and autograd does the rest. Many
runs are trained together, one a row. This module needs PyTorch, which nothing else here does.
"""

import torch

from grpo_core import Config
from sitebuild.recipes import Floats, luck

__all__ = ["VERSION", "objective", "train"]

VERSION = torch.__version__

torch.set_num_threads(1)  # as all that it is compared with


def train(config: Config, seeds: range) -> Floats:
    """The policy at every step of every run, in double precision.

    Args:
        config: what to train; its own seed is not used.
        seeds: one run each.

    Returns:
        Probabilities, shaped (seeds, steps + 1, strategies).

    Raises:
        ValueError: an estimator or a divergence other than R1's.
    """
    if config.estimator != "mean_std" or config.exact_kl:
        raise ValueError("PyTorch's side knows R1's advantages and its k3 estimate, nothing else")
    uniform = torch.from_numpy(luck(config, seeds))
    rates = torch.tensor(config.rates, dtype=torch.float64)
    start = torch.tensor(config.start_logits, dtype=torch.float64)
    logits = start.repeat(len(seeds), 1)
    reference = _log_policy(logits, config)
    policies = [reference.exp()]
    for step in range(config.steps):
        old = _log_policy(logits, config)
        edges = old.exp().cumsum(dim=1)
        reach = uniform[:, step, :, :1] * edges[:, None, -1:]
        actions = (reach >= edges[:, None, :]).sum(dim=2)
        rewards = (uniform[:, step, :, 1] < rates[actions]).to(torch.float64)
        spread = rewards.std(dim=1, correction=0, keepdim=True)
        centred = rewards - rewards.mean(dim=1, keepdim=True)
        advantages = torch.where(spread > 0, centred / spread, 0.0)
        for _ in range(config.inner_epochs):
            logits = logits.detach().requires_grad_()
            logp = _log_policy(logits, config).gather(1, actions)
            value = objective(
                logp, old.gather(1, actions), reference.gather(1, actions), advantages, config
            )
            (gradient,) = torch.autograd.grad(value.mean(dim=1).sum(), logits)
            logits = logits.detach() + config.learning_rate * gradient
        policies.append(_log_policy(logits, config).exp())
    found: Floats = torch.stack(policies, dim=1).numpy()
    return found


def objective(
    logp: torch.Tensor,
    old: torch.Tensor,
    reference: torch.Tensor,
    advantages: torch.Tensor,
    config: Config,
) -> torch.Tensor:
    """The clipped objective with its KL term for each token (DeepSeekMath eq. 3), to be made large.

    Args:
        logp: log π of each sampled token, which autograd follows.
        old: the same under the policy that sampled them.
        reference: the same under the reference.
        advantages: in a shape that goes with these.
        config: has the clip's range and β.
    """
    ratio = (logp - old).exp()
    held = ratio.clamp(1 - config.clip_low, 1 + config.clip_high)
    surrogate = torch.minimum(ratio * advantages, held * advantages)
    gap = reference - logp
    return surrogate - config.beta * (gap.exp() - gap - 1)


def _log_policy(logits: torch.Tensor, config: Config) -> torch.Tensor:
    return torch.log_softmax(logits / config.temperature, dim=1)
