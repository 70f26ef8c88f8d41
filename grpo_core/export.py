"""A run, taken home: as JSON, as CSV, and as the Python that reproduces it.

The page's download buttons and the command line both call these, so they give the same numbers.
Floats are written in full; reading them back gives the same bits.
"""

from __future__ import annotations

import json
from dataclasses import fields

from grpo_core.policy import entropy
from grpo_core.simulator import Config, Run

__all__ = ["to_csv", "to_json", "to_python"]


def to_json(run: Run) -> str:
    """The whole run: configuration, reference policy and every step with its group.

    Keys are the attribute names of `Config` and `Step`; rollouts name their strategy by index.

    Example:
        >>> from grpo_core.simulator import simulate
        >>> record = json.loads(to_json(simulate(Config(steps=1))))
        >>> sorted(record), record["steps"][0]["number"]
        (['config', 'reference', 'steps'], 1)
    """
    config = {field.name: getattr(run.config, field.name) for field in fields(Config)}
    record = {
        "config": config,
        "reference": run.reference,
        "steps": [
            step._asdict() | {"group": [rollout._asdict() for rollout in step.group]}
            for step in run.steps
        ],
    }
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def to_csv(run: Run) -> str:
    r"""One line per step, the start being step 0, with a header line.

    Columns: step, mean_reward (of the group sampled in that step; empty at the start),
    expected_reward, entropy and kl (nats), then the probability (`p_`) and the logit (`z_`) of
    each strategy. A name with a comma or a quote is quoted as RFC 4180 says.

    Example:
        >>> from grpo_core.simulator import simulate
        >>> lines = to_csv(simulate(Config(steps=2))).splitlines()
        >>> lines[0][:40], len(lines)
        ('step,mean_reward,expected_reward,entropy', 4)
    """
    # Imported here, because a page that nobody downloads from should not wait for it.
    import csv
    import io

    names = run.config.strategies
    header = ["step", "mean_reward", "expected_reward", "entropy", "kl"]
    header += [f"p_{name}" for name in names] + [f"z_{name}" for name in names]
    start = sum(p * r for p, r in zip(run.reference, run.config.rates, strict=True))
    rows: list[list[object]] = [
        [0, "", start, entropy(run.reference), 0.0, *run.reference, *run.config.start_logits]
    ]
    for step in run.steps:
        measures = [step.mean_reward, step.expected_reward, step.entropy, step.kl]
        rows.append([step.number, *measures, *step.policy, *step.logits])
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([header, *rows])
    return table.getvalue()


def to_python(config: Config) -> str:
    """A script that reruns this configuration and prints where it ended.

    Only settings that differ from the defaults are written out, and the seed always.

    Example:
        >>> print(to_python(Config(beta=0.1, seed=3)))
        from grpo_core import Config, simulate
        <BLANKLINE>
        run = simulate(
            Config(
                beta=0.1,
                seed=3,
            )
        )
        for name, p in zip(run.config.strategies, run.final):
            print(f"{name:>8}  {p:.4f}")
        <BLANKLINE>
    """
    usual = Config()
    changed = [
        f"        {field.name}={getattr(config, field.name)!r},\n"
        for field in fields(Config)
        if field.name == "seed" or getattr(config, field.name) != getattr(usual, field.name)
    ]
    return (
        "from grpo_core import Config, simulate\n\n"
        "run = simulate(\n    Config(\n" + "".join(changed) + "    )\n)\n"
        "for name, p in zip(run.config.strategies, run.final):\n"
        '    print(f"{name:>8}  {p:.4f}")\n'
    )
