"""The command line: `python -m grpo_core simulate --seed 7 --json`, or `sweep grid.toml`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

from grpo_core.advantage import ESTIMATORS
from grpo_core.export import to_csv, to_json
from grpo_core.simulator import Config, Run, simulate

__all__ = ["main"]

HELP = {
    "strategies": "names, separated by commas",
    "rates": "success rate of each strategy, separated by commas",
    "start_logits": "the policy before training, separated by commas",
    "steps": "rollout steps",
    "group_size": "G, completions per step",
    "learning_rate": "size of the ascent step on the logits",
    "beta": "weight of the KL term",
    "clip_low": "ε_low of the ratio clip",
    "clip_high": "ε_high of the ratio clip",
    "inner_epochs": "updates per sampled group",
    "estimator": "advantage estimator: " + ", ".join(ESTIMATORS),
    "temperature": "divides the logits, in sampling and in the loss",
    "exact_kl": "penalise the exact KL instead of the sampled k3",
    "seed": "fixes every draw",
}


SWEEP = """\
Run a grid of configurations × seeds, on several processes, into a table with a
row for each run: its settings, its seed, and where it ended.
"""

RESUME = """\
A grid's file says how many seeds, and what is varied; each value is run with
each of the others:

  seeds = 200

  [axes]
  beta = [0.0, 0.04, 0.3]
  group_size = [4, 16]

Rows are written as runs are done. After Ctrl-C, or whatever else has ended it,
the same command goes on where it was. It also does when the grid has got more
seeds.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status (2 for a bad value, with one plain line)."""
    parser = _parser()
    options = vars(parser.parse_args(arguments))
    if options.pop("command") == "sweep":
        # Imported here, because one run needs no processes.
        from grpo_core.sweep_command import run_sweep

        return run_sweep(**options)
    form = options.pop("form")
    try:
        config = Config(**options)
    except ValueError as error:
        parser.exit(2, f"grpo_core: {error}\n")
    write = {"json": to_json, "csv": to_csv, "table": to_table}[form]
    sys.stdout.write(write(simulate(config)))
    return 0


def to_table(run: Run) -> str:
    """The run for reading: every fifth step, the start and the end.

    Example:
        >>> print(to_table(simulate(Config(steps=0))).splitlines()[0])
        step   guess  recall  derive  verify  reward  entropy      KL
    """
    names = run.config.strategies
    lines = ["step" + "".join(f"{name:>8}" for name in names) + "  reward  entropy      KL"]
    last = len(run.steps)
    shares = "".join(f"{p:8.3f}" for p in run.reference)
    lines.append(f"{0:>4}{shares}{'':>8}{'':>9}{0.0:8.3f}")
    for step in run.steps:
        if step.number % 5 == 0 or step.number in (1, last):
            shares = "".join(f"{p:8.3f}" for p in step.policy)
            measures = f"{step.mean_reward:8.3f}{step.entropy:9.3f}{step.kl:8.3f}"
            lines.append(f"{step.number:>4}{shares}{measures}")
    return "\n".join(lines) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m grpo_core", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_sweep(
        commands.add_parser(
            "sweep",
            help="run a grid of configurations × seeds into a table",
            description=SWEEP,
            epilog=RESUME,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
    )
    command = commands.add_parser("simulate", help="train the simulator and print the run")
    form = command.add_mutually_exclusive_group()
    for name in ("json", "csv", "table"):
        form.add_argument(
            f"--{name}", dest="form", action="store_const", const=name, help=f"print as {name}"
        )
    command.set_defaults(form="table")
    for field in fields(Config):
        flag, text = "--" + field.name.replace("_", "-"), HELP[field.name]
        default = field.default
        if isinstance(default, bool):
            command.add_argument(flag, action="store_true", help=text)
        elif isinstance(default, tuple):
            of = type(default[0])
            command.add_argument(flag, type=_listed(of), default=default, help=text)
        else:
            command.add_argument(
                flag, type=type(default), default=default, help=f"{text} (default: {default})"
            )
    return parser


def _add_sweep(command: argparse.ArgumentParser) -> None:
    command.add_argument("grid", type=Path, help="the grid's file, TOML")
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        help="table, .csv or .parquet (default: the grid's, .csv)",
    )
    processors = os.cpu_count() or 1
    for name, default, text in (
        ("workers", processors, "processes; 1 runs all in this one (default: %(default)s)"),
        ("every", None, "a row also for step 0 and for every N steps (default: the last only)"),
        ("chunk", 25, "runs that a worker is handed at once (default: %(default)s)"),
    ):
        command.add_argument(
            f"--{name}", type=_at_least_one, default=default, metavar="N", help=text
        )
    command.add_argument("--quiet", action="store_true", help="say only what goes wrong")


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {number}")
    return number


def _listed(of: type[float] | type[str]) -> Callable[[str], tuple[float | str, ...]]:
    """A parser for `0.1,0.2` that gives a tuple of one type."""

    def listed(text: str) -> tuple[float | str, ...]:
        return tuple(of(part.strip()) for part in text.split(","))

    listed.__name__ = f"comma-separated {of.__name__}"
    return listed
