"""A small GRPO core: softmax policy, group-relative advantage, KL trust region, rule rewards.

Pure Python, standard library only. It is what runs behind every picture of "R1, taken apart",
in CPython when the site is built and in the reader's browser afterwards.

    >>> from grpo_core import Config, simulate
    >>> run = simulate(Config(seed=7))
    >>> [round(p, 2) for p in run.final]
    [0.02, 0.03, 0.06, 0.89]

Rule rewards live in `grpo_core.rewards` and are imported from there.
"""

from grpo_core.advantage import (
    ESTIMATORS,
    group_relative,
    group_relative_sample_std,
    leave_one_out,
    mean_baseline,
    no_baseline,
)
from grpo_core.divergence import KL_ESTIMATORS, k1, k2, k3, kl
from grpo_core.export import to_csv, to_json, to_python
from grpo_core.objective import (
    AGGREGATIONS,
    Clip,
    DecisionGradient,
    TokenObjective,
    clipped_surrogate,
    decision_gradient,
    logit_gradient,
    per_constant,
    per_sequence,
    per_token,
    token_objective,
)
from grpo_core.optimum import kl_regularised_optimum, penalised_reward
from grpo_core.policy import entropy, log_softmax, sample, sample_group, softmax
from grpo_core.simulator import (
    SHARED_DRAWS,
    Config,
    Rollout,
    Run,
    Step,
    draw_rows,
    draws,
    simulate,
    steps,
)

__version__ = "0.1.0"

__all__ = [
    "AGGREGATIONS",
    "ESTIMATORS",
    "KL_ESTIMATORS",
    "SHARED_DRAWS",
    "Clip",
    "Config",
    "DecisionGradient",
    "Rollout",
    "Run",
    "Step",
    "TokenObjective",
    "clipped_surrogate",
    "decision_gradient",
    "draw_rows",
    "draws",
    "entropy",
    "group_relative",
    "group_relative_sample_std",
    "k1",
    "k2",
    "k3",
    "kl",
    "kl_regularised_optimum",
    "leave_one_out",
    "log_softmax",
    "logit_gradient",
    "mean_baseline",
    "no_baseline",
    "penalised_reward",
    "per_constant",
    "per_sequence",
    "per_token",
    "sample",
    "sample_group",
    "simulate",
    "softmax",
    "steps",
    "to_csv",
    "to_json",
    "to_python",
    "token_objective",
]
