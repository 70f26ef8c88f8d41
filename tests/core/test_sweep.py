"""Sweeps: grids and their files, any executor, tables that go on, the command, a Dask cluster."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import fields, replace
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import grpo_core.sweep_file
from grpo_core import Config, simulate
from grpo_core.cli import main
from grpo_core.grid import SETTINGS, Grid, read_grid
from grpo_core.sweep import SweepError, map_grid, outcomes, pool, sweep
from grpo_core.sweep_command import Progress
from grpo_core.sweep_file import columns, save
from sitebuild.recipes import train

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/sweeps.md").read_text("utf-8")
(EXAMPLE,) = re.findall(r"<!-- example -->\n```toml\n(.*?)```", DOCUMENT, re.DOTALL)

PAIR = Config(strategies=("a", "b"), rates=(0.2, 0.7), start_logits=(0.5, 0.0), steps=3)
SMALL = Grid.product((4, 0, 9), base=PAIR, beta=[0.0, 0.3])


# Grids.


@given(st.integers(1, 4), st.lists(st.integers(0, 10**6), min_size=1, max_size=8, unique=True))
def test_a_grid_has_every_configuration_under_every_seed_seed_by_seed(count, seeds):
    configs = [Config(group_size=size + 1, seed=99) for size in range(count)]
    grid = Grid(configs, seeds)
    cells = [grid.cell(place) for place in range(len(grid))]
    assert [cell.place for cell in cells] == list(range(count * len(seeds)))
    assert [cell.config for cell in cells] == [
        replace(config, seed=seed) for seed in seeds for config in configs
    ]
    with pytest.raises(IndexError):
        grid.cell(len(grid))
    with pytest.raises(IndexError):
        grid.cell(-1)


def test_the_documented_grid_is_what_is_said_of_it():
    grid = read_grid(EXAMPLE)
    assert "12 configurations, 2,400 runs" in DOCUMENT
    assert (len(grid.configs), len(grid)) == (12, 2400)
    assert grid.names == ("as in R1",) * 6 + ("higher clip above",) * 6
    assert {config.steps for config in grid.configs} == {100}
    assert grid.configs[1] == Config(
        steps=100, beta=0.001, clip_high=10.0, group_size=4, estimator="mean"
    )
    assert grid.configs[8] == Config(
        steps=100, clip_high=0.28, estimator="leave_one_out", group_size=4
    )


def test_the_grid_in_the_readme_is_one():
    (text,) = re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert len(read_grid(text)) == 3 * 2 * 200


@pytest.mark.parametrize(
    ("text", "seeds"),
    [
        ("seeds = 3", [0, 1, 2]),
        ("seeds = { first = 7, count = 2 }", [7, 8]),
        ("seeds = [5, 3]", [5, 3]),
    ],
)
def test_seeds_are_counted_ranged_or_listed(text, seeds):
    grid = read_grid(text)
    assert list(grid.seeds) == seeds
    assert list(grid.configs) == [Config()]
    assert grid.cell(1).name == ""


def test_values_become_what_config_has():
    grid = read_grid(
        "seeds = 1\n[axes]\nbeta = [0, 1.5]\n"
        "rates = [[0, 1, 0.5, 0.25], [1, 1, 1, 1]]\n[base]\nexact_kl = true"
    )
    assert [repr(config.beta) for config in grid.configs] == ["0.0", "0.0", "1.5", "1.5"]
    assert grid.configs[0].rates == (0.0, 1.0, 0.5, 0.25)
    assert all(config.exact_kl for config in grid.configs)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seeds = ", "at end of document|at line 1"),
        ("", "no line that says how many seeds, such as seeds = 200"),
        ("[base]\nseeds = 3", r"it stands in \[base\], but must stand above all tables"),
        ("seeds = 0", "seeds must be how many"),
        ("seeds = true", "seeds must be how many"),
        ("seeds = []", "seeds must be how many"),
        ("seeds = [1, 2.0]", "seeds must be how many"),
        ("seeds = { from = 1 }", "seeds must be how many"),
        ("seeds = { first = 1, count = 0 }", "seeds must be how many"),
        ("seeds = [4, 5, 4]", "seeds has 4 twice"),
        ("seeds = [-1]", "seeds must be 0 or more"),
        ("seeds = { first = -5, count = 9 }", "seeds must be 0 or more and below 2.53, not -5"),
        ("seeds = 1\nbeta = 3", r"'beta' has no place at the top: it must be \[base\] or \[axes\]"),
        ("seeds = 1\nfoo = 3", "'foo' has no place at the top: it must be one of seeds, base"),
        ("seeds = 1\nbase = 3", r"base must be a table, \[base\]"),
        (
            "seeds = 1\n[base]\nbta = 3",
            r"no setting 'bta' \(did you mean beta\?\); there are strat",
        ),
        ("seeds = 1\n[axes]\nseed = [3]", "seeds says which are run"),
        ("seeds = 1\n[axes]\nbeta = 3", "axis beta must be a list of values, not 3"),
        ('seeds = 1\n[axes]\nestimator = "mean"', "axis estimator must be a list of values"),
        ("seeds = 1\n[axes]\nbeta = []", "axis beta is empty"),
        ("seeds = 1\n[axes]\nbeta = [1, 1.0]", "axis beta has 1.0 twice"),
        ('seeds = 1\n[axes]\nbeta = ["high"]', "beta must be a number, not 'high'"),
        ("seeds = 1\n[axes]\nbeta = [true]", "beta must be a number, not True"),
        ("seeds = 1\n[axes]\nsteps = [2.5]", "steps must be a whole number, not 2.5"),
        ("seeds = 1\n[axes]\nexact_kl = [1]", "exact_kl must be true or false, not 1"),
        ("seeds = 1\n[base]\nestimator = 3", "estimator must be a text, not 3"),
        (
            "seeds = 1\n[axes]\nrates = [0.1, 0.2]",
            "rates must be a list of numbers, one a strategy",
        ),
        ('seeds = 1\n[base]\nstrategies = ["a", 2]', "strategies must be a list of texts"),
        ("seeds = 1\n[base]\nbeta = -1", "with beta = -1.0: beta must be zero or more"),
        (
            "seeds = 1\n[axes]\nbeta = [0.1]\ntemperature = [1, 0]",
            "with beta = 0.1, temperature = 0.0: temperature must be above zero",
        ),
        ("seeds = 1\n[axes]\nbeta = [nan]", "with beta = nan: beta must be"),
        ("seeds = 1\n[base]\nbeta = 1\n[axes]\nbeta = [2]", r"beta is in \[base\] and in \[axes\]"),
        ("seeds = 1\n[variants]\nbeta = 1", r"variants must be written as \[\[variants\]\]"),
        ("seeds = 1\n[[variants]]\nbeta = 1", "needs a name"),
        ('seeds = 1\n[[variants]]\nname = "a\\nb"', "a name must be one line of text"),
        ('seeds = 1\n[[variants]]\nname = "a"\n[[variants]]\nname = "a"', "have the name 'a'"),
        (
            'seeds = 1\n[[variants]]\nname = "a"\n[[variants]]\nname = "b"',
            r"configurations 1 and 2 \(a and b\) are the same",
        ),
        (
            'seeds = 1\n[axes]\nbeta = [1]\n[[variants]]\nname = "a"\nbeta = 2',
            "beta is an axis and also set by the variant 'a'",
        ),
    ],
)
def test_what_is_off_in_a_grid_is_named(text, message):
    with pytest.raises(ValueError, match=message):
        read_grid(text)


anything = st.recursive(
    st.booleans() | st.integers(-3, 2**70) | st.floats() | st.sampled_from(["a", "mean", "\n", ""]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)
tables = st.dictionaries(st.sampled_from([*SETTINGS, "seed", "name", "x"]), anything, max_size=3)


@settings(max_examples=300, deadline=None)
@given(anything, tables, tables, st.lists(tables, max_size=2))
def test_whatever_is_written_is_a_grid_or_a_plain_error(seeds, base, axes, variants):
    def toml(value):
        return re.sub(r"\bInfinity\b", "inf", json.dumps(value)).replace("NaN", "nan")

    def table(title, entries):
        return [title, *(f"{name} = {toml(value)}" for name, value in entries.items())]

    lines = [f"seeds = {toml(seeds)}", *table("[base]", base), *table("[axes]", axes)]
    for variant in variants:
        lines += table("[[variants]]", variant)
    try:
        grid = read_grid("\n".join(lines))
    except ValueError as error:
        assert str(error)
    else:
        assert len(grid) >= 1


def test_grids_made_in_python_are_checked_too():
    for make, message in (
        (lambda: Grid((), [1]), "at least one configuration"),
        (lambda: Grid((Config(),), []), "one seed"),
        (lambda: Grid((Config(), Config(beta=1.0)), [1], ("a",)), "2 configurations need"),
        (lambda: Grid((Config(seed=1), Config(seed=2)), [1]), "1 and 2 are the same"),
        (lambda: Grid.product([1], bta=[1]), "did you mean beta"),
    ):
        with pytest.raises(ValueError, match=message):
            make()


# Running.


def test_outcomes_are_what_the_simulator_says():
    config = Config(beta=0.1)
    for seed, found in zip((3, 7), outcomes(config, [3, 7], every=20), strict=True):
        run = simulate(replace(config, seed=seed))
        assert [outcome.step for outcome in found] == [0, 20, 40, 50]
        assert found[0].policy == run.reference
        assert (found[0].reward_so_far, found[0].kl) == (None, 0.0)
        for outcome in found[1:]:
            step = run.steps[outcome.step - 1]
            assert outcome.policy == step.policy
            assert (outcome.entropy, outcome.kl) == (step.entropy, step.kl)
            assert outcome.expected_reward == step.expected_reward
            rewards = [step.mean_reward for step in run.steps[: outcome.step]]
            assert outcome.reward_so_far == pytest.approx(sum(rewards) / len(rewards))
            ahead = [step.number for step in run.steps if step.policy[3] > 0.5]
            first = ahead[0] if ahead and ahead[0] <= outcome.step else None
            assert outcome.majority_step == first
        (last,) = outcomes(config, [seed])[0]
        assert last == found[-1]


def test_majority_counts_all_that_pay_best_and_the_start():
    tied = replace(PAIR, rates=(0.7, 0.7), start_logits=(0.0, 0.0))
    assert outcomes(tied, [1])[0][0].majority_step == 0
    assert outcomes(replace(tied, steps=0), [1])[0][0].reward_so_far is None
    assert outcomes(replace(PAIR, learning_rate=0.0), [1])[0][0].majority_step is None


@settings(max_examples=25, deadline=None)
@given(
    chunk=st.integers(1, 9), ahead=st.integers(1, 5), start=st.integers(0, 7), apart=st.booleans()
)
def test_rows_depend_on_nothing_but_the_grid(chunk, ahead, start, apart):
    expected = [
        (cell, outcome)
        for cell in map(SMALL.cell, range(len(SMALL)))
        for outcome in outcomes(cell.config, [cell.config.seed], every=2)[0]
    ]
    executor = ThreadPoolExecutor(3) if apart else None
    found = list(sweep(SMALL, executor, every=2, chunk=chunk, ahead=ahead, start=start))
    assert found == [(cell, outcome) for cell, outcome in expected if cell.place >= start]
    if executor:
        executor.shutdown()


def test_processes_give_the_same_rows():
    with pool(2) as executor:
        assert list(sweep(SMALL, executor, chunk=2)) == list(sweep(SMALL))


def test_order_is_the_grids_though_the_first_is_finished_last():
    late = Event()

    def job(config, seeds):
        if 0 in seeds:
            assert late.wait(60)
        elif 5 in seeds:
            late.set()
        return seeds

    grid = Grid((Config(),), range(6))
    with ThreadPoolExecutor(6) as executor:
        found = list(map_grid(job, grid, executor, chunk=1))
    assert [result for _, result in found] == [0, 1, 2, 3, 4, 5]


class Slow(Executor):
    """Does nothing until somebody waits; remembers what it was handed."""

    def __init__(self):
        self.handed = []

    def submit(self, fn, /, *args, **kwargs):
        class Asked(Future):
            def result(self, timeout=None):
                self.set_result(fn(*args, **kwargs))
                return super().result()

        self.handed.append(Asked())
        return self.handed[-1]


def test_a_huge_grid_is_not_handed_out_whole_and_what_is_left_is_cancelled():
    executor = Slow()
    grid = Grid((Config(), Config(beta=0.0)), range(10**12))
    found = map_grid(lambda _, seeds: seeds, grid, executor, chunk=10, ahead=3)
    assert [result for _, result in islice(found, 25)] == [
        seed for seed in range(13) for _ in "ab"
    ][:25]
    assert len(executor.handed) == 5
    found.close()
    assert [future.cancelled() for future in executor.handed] == [False] * 3 + [True] * 2


def test_a_run_that_fails_is_named():
    def job(config, seeds):
        if config.beta and 7 in seeds:
            raise ZeroDivisionError("no luck")
        return seeds

    grid = Grid.product(range(10), beta=[0.0, 0.3], group_size=[4])
    executor = Slow()
    with pytest.raises(
        SweepError, match=r"group_size = 4, beta = 0\.3, seed 7 failed: Zero.*no luck"
    ):
        list(map_grid(job, grid, executor, chunk=12, ahead=2))
    with pytest.raises(SweepError, match="seed 7 failed"):
        list(map_grid(job, grid))
    short = Grid((Config(),), range(4))
    with pytest.raises(SweepError, match="seeds 0 to 3: the job gave 1 results for 4 seeds"):
        list(map_grid(lambda *_: [1], short))
    with pytest.raises(ValueError, match="1 or more"):
        list(map_grid(job, short, chunk=0))


def failing(config, seeds):
    raise OSError(5, "broken")


def test_a_failure_in_another_process_comes_back_and_ends_the_pool():
    with pytest.raises(SweepError, match=r"seed 4 failed: OSError.*broken"), pool(1) as executor:
        list(map_grid(failing, SMALL, executor))


def test_the_vectorised_derivation_runs_as_a_job():
    for cell, policies in map_grid(train, SMALL, chunk=4):
        assert policies[-1] == pytest.approx(simulate(cell.config).final)


# Tables.


def saved(path, grid=SMALL, **options):
    return save(grid, path, **options)


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_table_has_a_row_for_each_run_from_which_it_can_be_made_again(tmp_path):
    grid = read_grid(EXAMPLE.replace("200", "2"))
    assert saved(tmp_path / "runs.csv", grid) == 24
    rows = rows_of(tmp_path / "runs.csv")
    assert tuple(rows[0]) == columns(grid)
    for row, (cell, outcome) in zip(rows, sweep(grid), strict=True):
        values = {}
        for field in fields(Config):
            if field.name in ("rates", "start_logits"):
                begin = {"rates": "rate_", "start_logits": "start_logit_"}[field.name]
                values[field.name] = tuple(
                    float(text) for title, text in row.items() if title.startswith(begin)
                )
            elif field.name != "strategies":
                read = {"True": True, "False": False}.get(row[field.name], row[field.name])
                values[field.name] = type(field.default)(read)
        config = Config(**values)
        assert (config, row["name"]) == (cell.config, cell.name)
        assert [float(row[f"p_{name}"]) for name in config.strategies] == list(outcome.policy)
        assert float(row["kl"]) == outcome.kl
        assert row["majority_step"] == (
            "" if outcome.majority_step is None else str(outcome.majority_step)
        )
        assert simulate(config).final == outcome.policy


def test_strategies_that_a_configuration_lacks_are_empty(tmp_path):
    one = replace(PAIR, strategies=("b",), rates=(0.5,), start_logits=(0.0,))
    saved(tmp_path / "runs.csv", Grid((one, PAIR), [3]))
    first, second = rows_of(tmp_path / "runs.csv")
    assert (first["rate_a"], first["p_a"], first["p_b"]) == ("", "", "1.0")
    assert second["rate_a"] == "0.2"
    swapped = replace(PAIR, strategies=("b", "a"))
    for grid, message in (
        (Grid((PAIR, swapped), [1]), "b, a is not in order"),
        (Grid((replace(PAIR, strategies=("a", "a")),), [1]), "no name may come twice"),
        (Grid((replace(PAIR, strategies=("a", "b\n")),), [1]), "one line of text"),
    ):
        with pytest.raises(SweepError, match=message):
            saved(tmp_path / "other.csv", grid)
    assert not (tmp_path / "other.csv").exists()


def test_odd_names_stay_in_their_columns(tmp_path):
    odd = replace(PAIR, strategies=('a,"b"', "π"))
    grid = Grid((odd, replace(odd, beta=0.0)), [1], ('x, "y"', "β=0"))
    whole = tmp_path / "runs.csv"
    saved(whole, grid)
    assert [row["name"] for row in rows_of(whole)] == ['x, "y"', "β=0"]
    assert 'p_a,"b"' in rows_of(whole)[0]
    assert saved(whole, grid) == 0


def test_cut_anywhere_it_goes_on_and_ends_the_same(tmp_path):
    path = tmp_path / "runs.csv"
    saved(path, every=2)
    whole = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == 10]
    for length in sorted({*range(0, len(whole), 5), *ends, *(end - 1 for end in ends)}):
        path.write_bytes(whole[:length])
        made = saved(path, every=2)
        assert path.read_bytes() == whole, length
        lines = whole[:length].count(b"\n")
        assert made == len(SMALL) - max(lines - 1, 0) // 3


def test_more_seeds_go_on_behind_those_that_are_there(tmp_path):
    few, many = tmp_path / "few.csv", tmp_path / "many.csv"
    assert saved(few, replace(SMALL, seeds=range(2))) == 4
    assert saved(few, replace(SMALL, seeds=range(5))) == 6
    saved(many, replace(SMALL, seeds=range(5)))
    assert few.read_bytes() == many.read_bytes()


def test_progress_counts_what_was_there(tmp_path):
    told = []
    saved(tmp_path / "runs.csv", replace(SMALL, seeds=(4,)), progress=told.append)
    assert told == [0, 1, 2]
    told.clear()
    saved(tmp_path / "runs.csv", progress=told.append)
    assert told == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("grid", "options", "message"),
    [
        (
            Grid.product((4, 0, 9), PAIR, beta=[0.0, 0.4]),
            {},
            "line 3: beta is 0.3 there and 0.4 in",
        ),
        (Grid.product((4, 1, 9), PAIR, beta=[0.0, 0.3]), {}, "line 4: seed is 0 there and 1 in"),
        (Grid.product((4, 0), PAIR, beta=[0.0, 0.3]), {}, "goes on after the last run"),
        (SMALL, {"every": 1}, "line 2: step is 3 there and 0 in"),
        (replace(SMALL, names=("x", "y")), {}, "other columns"),
    ],
)
def test_a_table_of_another_grid_is_refused_and_left_alone(tmp_path, grid, options, message):
    path = tmp_path / "runs.csv"
    saved(path)
    whole = path.read_bytes()
    with pytest.raises(SweepError, match=f"{message}.*Choose another name"):
        saved(path, grid, **options)
    assert path.read_bytes() == whole


def test_a_table_of_another_version_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "runs.csv"
    saved(path)
    monkeypatch.setattr(grpo_core.sweep_file, "__version__", "9.9")
    with pytest.raises(SweepError, match=r"grpo_core is 0\.1\.0 there and 9\.9 in this sweep"):
        saved(path)


@pytest.mark.parametrize("content", [b"my own notes", b"x,y\n1,2\n", b"\0\0\0\n"])
def test_what_is_no_table_of_ours_is_left_alone(tmp_path, content):
    path = tmp_path / "notes.csv"
    path.write_bytes(content)
    with pytest.raises(SweepError, match="other columns"):
        saved(path)
    assert path.read_bytes() == content


def test_other_names_and_numbers_are_refused_before_anything_is_run(tmp_path):
    with pytest.raises(SweepError, match=r"must end in \.csv or \.parquet"):
        saved(tmp_path / "runs.txt")
    with pytest.raises(SweepError, match="every must be 1 step or more"):
        saved(tmp_path / "runs.csv", every=0)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="has other locks")
def test_two_sweeps_do_not_write_one_table(tmp_path):
    path = tmp_path / "runs.csv"

    def again(done):
        if done == 3:
            with pytest.raises(SweepError, match="is being written by another sweep"):
                saved(path)

    assert saved(path, progress=again) == 6
    assert len(rows_of(path)) == 6


# Parquet.


def read_parquet(path):
    from pyarrow import parquet

    return parquet.read_table(path)


def test_parquet_holds_what_csv_holds(tmp_path):
    grid = replace(SMALL, names=("none", "some"))
    saved(tmp_path / "runs.csv", grid, every=2)
    assert saved(tmp_path / "runs.parquet", grid, every=2) == 6
    table = read_parquet(tmp_path / "runs.parquet")
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    for kind, names in (
        ("string", ("grpo_core", "name", "estimator")),
        ("double", ("rate_a", "beta", "reward_so_far", "kl", "p_b")),
        ("int64", ("steps", "group_size", "seed", "step", "majority_step")),
        ("bool", ("exact_kl",)),
    ):
        assert {types[name] for name in names} == {kind}
    texts = [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in table.to_pylist()
    ]
    assert texts == rows_of(tmp_path / "runs.csv")
    assert {path.name for path in tmp_path.iterdir()} == {"runs.csv", "runs.parquet"}


def test_parquet_goes_on_says_when_it_is_whole_and_refuses_other_grids(tmp_path):
    path, rows = tmp_path / "runs.parquet", tmp_path / "runs.parquet.csv"
    found = save(SMALL, rows)
    rows.write_bytes(rows.read_bytes()[:-5])
    assert found == 6
    assert saved(path) == 1
    assert not rows.exists()
    table = read_parquet(path)
    assert table.column("p_b").to_pylist() == [outcome.policy[1] for _, outcome in sweep(SMALL)]
    assert saved(path) == 0
    with pytest.raises(SweepError, match="holds another sweep"):
        saved(path, replace(SMALL, seeds=(4,)))
    path.write_bytes(b"my own notes")
    with pytest.raises(SweepError, match="cannot be read"):
        saved(path)
    assert path.read_bytes() == b"my own notes"


def test_without_pyarrow_csv_works_and_parquet_says_what_it_needs(tmp_path):
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from importlib import util; util.find_spec = lambda name: None\n"
        "from grpo_core.cli import main\n"
        "print(main(['sweep', 'g.toml', '--quiet', '--workers', '1', '-o', sys.argv[1]]))"
    )
    (tmp_path / "g.toml").write_text("seeds = 1", encoding="utf-8")
    said = {}
    for name in ("a.csv", "a.parquet"):
        said[name] = subprocess.run(
            [sys.executable, "-c", code, name],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
    assert (said["a.csv"].stdout, said["a.csv"].stderr) == ("0\n", "")
    assert said["a.parquet"].stdout == "2\n"
    assert "install grpo_core[parquet]" in said["a.parquet"].stderr


# The command.


@pytest.fixture
def grid_file(tmp_path):
    path = tmp_path / "grid.toml"
    path.write_text("seeds = 30\n[axes]\nbeta = [0, 0.3]\n[base]\nsteps = 4\n", encoding="utf-8")
    return path


def test_the_command_fills_a_table_and_then_has_nothing_to_do(grid_file, capsys):
    assert main(["sweep", str(grid_file), "--workers", "2"]) == 0
    said = capsys.readouterr().err.splitlines()
    table = grid_file.with_suffix(".csv")
    assert said == [
        f"2 × 30 seeds = 60 runs, workers: 2, into {table}",
        f"all 60 runs are in {table}",
    ]
    grid = read_grid(grid_file.read_text("utf-8"))
    expected = grid_file.with_name("here.csv")
    save(grid, expected)
    assert table.read_bytes() == expected.read_bytes()
    assert main(["sweep", str(grid_file), "--workers", "1"]) == 0
    assert "already: nothing to do" in capsys.readouterr().err
    assert main(["sweep", str(grid_file), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_the_command_says_what_is_wrong(grid_file, tmp_path, capsys, monkeypatch):
    bad = tmp_path / "bad.toml"
    bad.write_text("seeds = 3\n[axes]\nbta = [1]", encoding="utf-8")
    notes = tmp_path / "notes.csv"
    notes.write_text("mine", encoding="utf-8")
    missing = tmp_path / "no" / "a.csv"
    for arguments, status, words in (
        ([str(bad)], 2, "bad.toml: there is no setting 'bta' (did you mean beta?)"),
        ([str(tmp_path / "none.toml")], 2, "No such file"),
        ([str(grid_file), "-o", str(notes)], 2, "other columns"),
        ([str(grid_file), "-o", str(missing)], 1, "No such file"),
        ([str(grid_file), "-o", "a.txt"], 2, "must end in .csv or .parquet"),
    ):
        assert main(["sweep", *arguments, "--workers", "1"]) == status
        said = capsys.readouterr().err
        assert words in said, arguments
        assert "Traceback" not in said
    with pytest.raises(SystemExit) as stop:
        main(["sweep", str(grid_file), "--workers", "0"])
    assert stop.value.code == 2
    assert "must be 1 or more, not 0" in capsys.readouterr().err

    def broken(*arguments, progress, **options):
        progress(12)
        raise BrokenProcessPool("ended")

    monkeypatch.setattr("grpo_core.sweep_command.save", broken)
    assert main(["sweep", str(grid_file), "--workers", "1"]) == 1
    assert "12 of 60 runs are in" in capsys.readouterr().err


def begun(tmp_path, *options):
    """A sweep that would take long, in processes of its own, some of its rows being there."""
    grid, table = tmp_path / "long.toml", tmp_path / "long.csv"
    grid.write_text("seeds = 100_000\n[axes]\nbeta = [0, 0.3]\n", encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "grpo_core", "sweep", str(grid), "--workers", "2", *options],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Whoever runs the tests in the background may have them born deaf to Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    )
    while not table.exists() or table.read_bytes().count(b"\n") < 30:
        assert running.poll() is None
        time.sleep(0.02)
    return running, grid, table


@pytest.mark.skipif(sys.platform == "win32", reason="has other signals")
def test_interrupted_it_says_how_to_go_on_and_does(tmp_path):
    running, grid, table = begun(tmp_path)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: all of its processes
    said = running.communicate(timeout=60)[1]
    assert running.returncode == 130
    there = len(rows_of(table))
    told = re.search(r"\ngrpo_core: stopped\. ([\d,]+) of 200,000 runs are in (.*); the same", said)
    assert told[2] == str(table)
    assert there - int(told[1].replace(",", "")) in (0, 1)  # it may have been writing one
    assert "Traceback" not in said
    seeds = there // 2 + 5
    grid.write_text(f"seeds = {seeds}\n[axes]\nbeta = [0, 0.3]\n", encoding="utf-8")
    assert main(["sweep", str(grid), "--workers", "2", "--quiet"]) == 0
    save(Grid.product(range(seeds), beta=[0.0, 0.3]), tmp_path / "here.csv")
    assert table.read_bytes() == (tmp_path / "here.csv").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="has other signals")
def test_killed_it_leaves_a_table_that_goes_on_and_no_process(tmp_path):
    running, grid, table = begun(tmp_path)
    running.kill()
    # Every process of the sweep holds this pipe: it ends when the last of them has.
    running.communicate(timeout=60)
    there = table.read_bytes().count(b"\n") - 1
    grid.write_text(f"seeds = {there // 2 + 1}\n[axes]\nbeta = [0, 0.3]\n", encoding="utf-8")
    assert main(["sweep", str(grid), "--workers", "1", "--quiet"]) == 0
    save(Grid.product(range(there // 2 + 1), beta=[0.0, 0.3]), tmp_path / "here.csv")
    assert table.read_bytes() == (tmp_path / "here.csv").read_bytes()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_one_line_on_a_terminal_and_few_lines_elsewhere():
    for stream, expected in (
        (Terminal(), "\r15 of 400 runs, 3 %, 1 a second, 6 min 25 s left\r"),
        (io.StringIO(), "15 of 400 runs, 3 %, 1 a second, 6 min 25 s left\n"),
    ):
        times = iter([0.0, 15.0, 15.01, 30.0])
        progress = Progress(400, stream, lambda times=times: next(times))
        for done in (0, 15, 16, 390):
            progress(done)
        progress.close()
        said = stream.getvalue()
        assert said.startswith(expected)
        last = said.removeprefix(expected).rstrip("\n")
        assert last.rstrip() == "390 of 400 runs, 97 %, 13 a second, 1 s left"
        assert said.endswith("\n")
    progress = Progress(400, None, lambda: 1 / 0)
    progress(3)
    assert progress.done == 3


# Dask.


def test_on_a_dask_cluster_the_table_is_the_same(tmp_path):
    from distributed import Client, LocalCluster

    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    grid = Grid.product(range(20), base=Config(steps=5), beta=[0.0, 0.04, 0.3])
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            local_directory=tmp_path,
        ) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor()
        assert save(grid, there, executor, chunk=7, ahead=4) == 60
        workers = set(client.run(os.getpid).values())
        assert len(workers | {os.getpid()}) == 3
        with pytest.raises(SweepError, match=r"seed 4 failed: OSError.*broken"):
            list(map_grid(failing, SMALL, executor))
        begun = sweep(grid, executor, chunk=1)
        next(begun)
        begun.close()  # and what was handed out is taken back
    save(grid, here)
    assert there.read_bytes() == here.read_bytes()
