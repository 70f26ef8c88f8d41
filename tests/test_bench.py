"""The benchmarks' own arithmetic, printing and plans; how fast anything is, no test asks."""

import contextlib
import json
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import (
    __main__,
    answers,
    boot,
    build_time,
    core,
    lighthouse,
    measure,
    memory,
    peers,
    record,
    scrub,
    stats,
    table,
    traffic,
    weight,
)
from grpo_core import SHARED_DRAWS, simulate
from sitebuild.errors import BuildError
from widgets import CHAPTERS, widget
from widgets.kit.controls import (
    TRAVEL,
    Choice,
    Pin,
    Prediction,
    Seed,
    Slider,
    Stepper,
    Toggle,
    declared,
)

FINITE = st.floats(-1e6, 1e6)


# --- statistics -----------------------------------------------------------------------------


@given(st.lists(FINITE, min_size=1), st.floats(0, 1), st.floats(0, 1))
def test_quantiles_lie_within_and_rise(values: list[float], one: float, other: float) -> None:
    low, high = (stats.quantile(values, share) for share in sorted((one, other)))
    assert min(values) <= low <= high + 1e-6
    assert high <= max(values) + 1e-6


@given(st.lists(FINITE, min_size=1))
def test_the_outermost_quantiles_are_the_extremes(values: list[float]) -> None:
    assert stats.quantile(values, 0) == min(values)
    assert stats.quantile(values, 1) == max(values)
    assert stats.median([3.0, 1.0, 2.0]) == 2.0


@given(st.floats(-3, 3), st.floats(0.01, 100))
def test_the_slope_of_a_power_law_is_its_exponent(exponent: float, factor: float) -> None:
    sizes = [1, 3, 10, 40]
    costs = [factor * size**exponent for size in sizes]
    assert stats.slope(sizes, costs) == pytest.approx(exponent, abs=1e-9)


# --- tables and records ---------------------------------------------------------------------

FOUND = table.Table(
    "speed, in ms",
    ("who", "times", "ms"),
    [("ours", 3, 1.23456), ("a longer name", 12, 345.678), ("nobody", 0, None)],
    ("One note.",),
)


def test_a_table_is_aligned_words_left_and_numbers_right() -> None:
    assert FOUND.text().splitlines() == [
        "speed, in ms",
        "--------------------------",
        "who            times    ms",
        "--------------------------",
        "ours               3  1.23",
        "a longer name     12   346",
        "nobody             0",
        "--------------------------",
        "One note.",
    ]


def test_a_table_without_rows_still_prints() -> None:
    assert table.Table("nothing", ("who", "ms"), []).text().startswith("nothing\n")


def test_a_record_names_its_numbers_and_keeps_four_digits() -> None:
    rows = FOUND.record()["rows"]
    assert isinstance(rows, list)
    assert rows[0] == {"who": "ours", "times": 3, "ms": 1.235}
    assert rows[2]["ms"] is None


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    content = record.record("speed", {"processors": 2}, [FOUND])
    record.write(tmp_path / "deep" / "speed.json", content)
    assert json.loads((tmp_path / "deep" / "speed.json").read_text("utf-8")) == content


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("AMD EPYC 9R14 96-Core Processor", "AMD EPYC"),
        ("11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz", "Intel Core"),
        ("Apple M2 Pro", "Apple M2 Pro"),
        ("", "unknown"),
    ],
)
def test_a_processor_is_told_by_its_family(name: str, kept: str) -> None:
    assert record.model_class(name) == kept


def test_kept_results_tell_their_circumstances() -> None:
    for path in __main__.RESULTS.glob("*.json"):
        kept = json.loads(path.read_text("utf-8"))
        assert kept["benchmark"] == path.stem
        assert {"date", "processor", "processors", "browser"} <= kept["circumstances"].keys()
        for found in kept["tables"]:
            assert len({tuple(row) for row in found["rows"]}) == 1


# --- plans ----------------------------------------------------------------------------------


def test_a_linear_slider_is_swept_from_end_to_end() -> None:
    places = scrub.positions(Slider(label="", default=0.0, low=-4.0, high=4.0))
    assert (places[0], places[-1], len(places)) == ("-4.00", "4.00", scrub.POSITIONS)


def test_a_logarithmic_slider_is_swept_over_its_travel() -> None:
    places = scrub.positions(Slider(label="", default=1.0, low=0.1, high=10.0, logarithmic=True))
    assert (places[0], places[-1]) == ("0", str(TRAVEL))


def test_no_position_comes_twice_even_where_there_are_few() -> None:
    stepper = Stepper(label="", default=1, low=1, high=8)
    assert scrub.positions(stepper) == [str(number) for number in range(1, 9)]
    assert scrub.positions(Slider(label="", default=0.0, low=0.0, high=0.1)) == [
        f"{number / 100:.2f}" for number in range(11)
    ]


def test_what_has_no_handle_is_put_through_its_values() -> None:
    assert scrub.positions(Toggle(label="", default=False)) == ["1", "0"]
    options = (("a", "A"), ("b", "B"))
    assert scrub.positions(Choice(label="", default="a", options=options)) == ["a", "b"]
    seeds = scrub.positions(Seed(label="", default=7, low=0, high=999_999))
    assert len(set(seeds)) == scrub.POSITIONS


def test_what_is_pressed_is_not_swept() -> None:
    prediction = Prediction(label="", default="", options=(("", "not yet"),), values=())
    assert scrub.positions(prediction) == scrub.positions(Pin(label="", default=None)) == []


@pytest.mark.parametrize("slug", [chapter.slug for chapter in CHAPTERS if chapter.written])
def test_every_position_is_a_value_of_its_control(slug: str) -> None:
    for control in declared(widget(slug).controls).values():
        if not (isinstance(control, Slider) and control.logarithmic):
            for place in scrub.positions(control):
                value = control.parse(place)
                if isinstance(control, Slider | Stepper):
                    assert value == pytest.approx(float(place))


def test_the_first_moves_are_told_apart_in_the_order_they_were_made() -> None:
    swept = {name: [{"at": float(at)} for at in range(3)] for name in "cab"}
    first, rest = scrub.apart(swept, 4)
    assert [move["at"] for move in first] == [0, 1, 2, 0]
    assert {name: len(found) for name, found in rest.items()} == {"c": 0, "a": 2, "b": 3}
    assert scrub.apart(swept, 99)[1] == {"c": [], "a": [], "b": []}


def move(**parts: float) -> scrub.Move:
    given = {**dict.fromkeys(scrub.PARTS, 1.0), **parts}
    return {**given, "painted": sum(given.values()), "updated": 1.0, "empty": 4.0}


def test_the_overview_names_the_slowest_control_and_counts_the_light_chapters() -> None:
    quick = scrub.Swept(moves={"beta": [move(python=2.0)] * 20})
    slow = scrub.Swept(
        moves={"seed": [move(python=30.0)] * 20, "step": [move(paint=3.0)] * 20},
        early=[move(python=60.0)],
    )
    times, parts, light = scrub.overview({"quick": quick, "slow": slow})
    rows = {row[0]: dict(zip(times.headings, row, strict=True)) for row in times.rows}
    assert list(rows) == ["quick", "slow", "all"]
    assert rows["quick"]["painted"] == 7.0
    assert rows["quick"]["work"] == 6.0
    assert (rows["slow"]["slowest control"], rows["slow"]["slowest p95"]) == ("seed", 35.0)
    assert (rows["all"]["slowest control"], rows["all"]["moves"]) == ("seed in slow", 61)
    assert [row[-1] for row in parts.rows] == ["python", "python", "python"]
    assert [row[1:] for row in light.rows] == [
        (1, 2, 50.0),
        (1, 2, 50.0),
        (1, 2, 50.0),
        (2, 2, 100.0),
    ]


def test_moves_for_memory_wake_every_chapter_and_then_go_by_chance() -> None:
    made = memory.moves(400, Random(1))
    slugs = [slug for slug, _, _ in made]
    awake = list(dict.fromkeys(slugs))
    assert slugs[: len(awake)] == awake
    assert set(awake) <= {chapter.slug for chapter in CHAPTERS}
    assert memory.moves(400, Random(1)) == made != memory.moves(400, Random(2))
    for slug, name, text in made:
        assert text in scrub.positions(declared(widget(slug).controls)[name])


def test_growth_counts_from_the_first_thousand_moves() -> None:
    def look(moves: int, size: float) -> memory.Look:
        return memory.Look(moves, size, size, 2 * size, 10 * size, 100, 7)

    found = memory.growth([look(0, 1.0), look(1000, 10.0), look(2000, 50.0), look(3000, 11.0)])
    row = dict(zip(found.headings, found.rows[0], strict=True))
    assert (row["from"], row["to"]) == (1000, 3000)
    assert row["memory, %"] == row["processes, %"] == pytest.approx(10.0)
    assert row["listeners"] == 0


def test_what_travels_is_told_by_kind() -> None:
    kinds = {
        "/": "html",
        "/field-report/": "html",
        "/404.html": "html",
        "/assets/0123456789ab/host.js": "js",
        "/assets/0123456789ab/a.woff2": "fonts",
        "/python/0123456789ab/simulator.zip": "python",
        "/runtime/0123456789ab/pyodide.asm.wasm?x": "python",
        "/favicon.ico": "other",
    }
    assert {path: traffic.kind_of(path) for path in kinds} == kinds
    assert set(kinds.values()) <= set(traffic.KINDS)


def test_elements_are_those_of_the_picture_without_an_open_numbers_card() -> None:
    picture = "<svg><path/><g><path/></g></svg><p>a<br>b</p>"
    assert weight.elements_of(picture) == 6
    assert weight.elements_of(f'{picture}<div class="rail"><p>c</p></div>') == 6


def test_a_change_of_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "prose.md").write_text("One.\n", encoding="utf-8")
    build_time.changed(tmp_path / "prose.md", "Two.\n")
    assert (tmp_path / "prose.md").read_text("utf-8") == "One.\nTwo.\n"
    with pytest.raises(BuildError, match=r"no view\.py"):
        build_time.changed(tmp_path / "view.py", "x")


def test_rounds_begin_with_each_page_in_turn() -> None:
    rounds = list(boot.in_turn(["a", "b", "c"], 4))
    assert [names[0] for names in rounds] == ["a", "b", "c", "a"]
    assert all(sorted(names) == ["a", "b", "c"] for names in rounds)


def test_questions_come_in_rounds_of_every_kind_and_never_repeat_a_run() -> None:
    asked = answers.questions(60)
    assert len(asked) == 60 * len(answers.KINDS)
    trained = [str(texts) for texts in asked if "step" not in texts]
    assert len(set(trained)) == len(trained)


def test_configurations_of_any_number_of_arms_can_be_trained() -> None:
    for count in (2, 5, 32):
        run = simulate(core.with_arms(count))
        assert len(run.final) == count


def test_growth_is_measured_at_sizes_that_rise_and_draw_luck_alike() -> None:
    for growth in core.growths():
        assert list(growth.sizes) == sorted(set(growth.sizes))
        if growth.what == "group size":
            assert max(growth.sizes) <= SHARED_DRAWS


# --- Lighthouse's report ----------------------------------------------------------------------


def audit(title: str, score: float | None, mode: str = "metricSavings", **more: object) -> object:
    return {"title": title, "score": score, "scoreDisplayMode": mode, **more}


def report(**changes: object) -> dict[str, Any]:
    """A report as Lighthouse 13 writes it, as far as we read it."""
    audits = {name: audit(name, 1.0, "numeric", numericValue=1500.0) for name in lighthouse.METRICS}
    audits |= {
        "slow": audit("Be [quick](https://example.org/)", 0.5, displayValue="Saves  7 KiB"),
        "near": audit("Nearly passed", 0.89),
        "good": audit("Passed", 0.9),
        "told": audit("Only told", None, "informative"),
        "none": audit("Does not apply", None, "notApplicable"),
        "hand": audit("To be done by hand", None, "manual"),
        "odd": audit("Broke off", None, "error", errorMessage="no trace"),
        "back": audit("Kept back", 0.0),
    }
    ids = [{"id": name, "group": "hidden" if name == "back" else "any"} for name in audits]
    return {
        "requestedUrl": "/",
        "categories": {
            name: {"score": 0.66, "auditRefs": ids if name == "performance" else []}
            for name in lighthouse.CATEGORIES
        },
        "audits": audits,
        "runWarnings": ["Slow machine. [Learn more](https://example.org/)."],
        "environment": {"benchmarkIndex": 900},
        **changes,
    }


def test_a_report_is_read_into_our_units() -> None:
    visit = lighthouse.read(report())
    assert set(visit.scores.values()) == {66.0}
    times = {"FCP s": 1.5, "LCP s": 1.5, "TBT ms": 1500.0, "SI s": 1.5}
    assert visit.metrics == times | {"CLS": 1500.0, "kB": 1.5}
    assert visit.warnings == ["Slow machine. Learn more."]
    assert visit.power == 900


def test_every_audit_that_did_not_pass_is_named_and_no_other() -> None:
    assert [(found.title, found.says) for found in lighthouse.read(report()).failures] == [
        ("Be quick", "Saves 7 KiB"),
        ("Nearly passed", ""),
        ("Broke off", "broke off: no trace"),
    ]


def test_a_page_that_could_not_be_judged_is_no_result() -> None:
    with pytest.raises(BuildError, match="could not judge /: nothing was painted"):
        lighthouse.read(report(runtimeError={"message": "nothing was painted"}))


def test_scores_are_medians_and_failures_are_counted() -> None:
    slow, quick = lighthouse.read(report()), lighthouse.read(report())
    quick.scores["performance"] = 90.0
    quick.failures.pop(0)
    visits = {"/": [slow, quick, slow]}
    row = lighthouse._scores(visits, "13", ["/field-report/"]).record()["rows"]
    assert isinstance(row, list)
    assert (row[0]["performance"], row[0]["performance from"]) == (66.0, "66 to 90")
    counted = {row[2]: row[3] for row in lighthouse._failures(visits).rows}
    assert counted == {"Be quick": "2 of 3", "Nearly passed": "3 of 3", "Broke off": "3 of 3"}


def test_a_page_that_is_not_there_is_named_in_the_notes() -> None:
    notes = lighthouse._scores({"/": [lighthouse.read(report())]}, "13", ["/field-report/"]).notes
    assert notes[-1] == "Left out /field-report/: the built site has no such page."


# --- the command line -----------------------------------------------------------------------


def test_all_is_the_default() -> None:
    assert __main__.parse([]).names == __main__.NAMES
    assert __main__.parse(["lighthouse"]).names == ("lighthouse",)
    given = __main__.parse(["scrub", "--runs", "2", "--json", "found.json"])
    assert given == __main__.Options(("scrub",), 2, Path("found.json"))


def test_every_name_has_a_benchmark() -> None:
    assert set(__main__.NAMES) == set(measure.BENCHMARKS)


def test_a_trial_is_once_each_and_keeps_nothing_unless_told_where(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def run(*given: object) -> int:
        asked.append(given)
        return 0

    monkeypatch.setattr(measure, "run", run)
    assert __main__.main(["boot", "--quick"]) == 0
    assert __main__.main(["boot", "--quick", "--json", "found.json"]) == 0
    assert __main__.main(["boot"]) == 0
    assert asked == [
        (("boot",), 1, None),
        (("boot",), 1, Path("found.json")),
        (("boot",), None, __main__.RESULTS),
    ]


@pytest.mark.parametrize("trouble", [BuildError("It fell.", "Pick it up."), ValueError("fell")])
def test_a_benchmark_that_fails_leaves_the_others_their_turn(
    trouble: Exception,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(*_: object) -> list[table.Table]:
        raise trouble

    browser = contextlib.nullcontext(SimpleNamespace(version="1"))
    monkeypatch.setattr(measure, "chromium", lambda: browser)
    monkeypatch.setattr(measure, "circumstances", lambda version: {"browser": version})
    monkeypatch.setattr(measure, "BENCHMARKS", {"bad": fails, "good": lambda *_: [FOUND]})
    assert measure.run(["bad", "good"], None, tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["good.json"]
    said = capsys.readouterr()
    assert "fell" in said.err.lower()
    assert said.err.endswith("error: failed, see above: bad\n")
    assert FOUND.text() in said.out
    assert measure.run(["good"], None, None) == 0


@pytest.mark.parametrize(
    "args", [["swim"], ["--runs", "0"], ["--runs", "many"], ["--runs", "2", "--quick"]]
)
def test_mistakes_are_told(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        __main__.parse(args)
    assert "usage: python -m bench" in capsys.readouterr().err


def test_a_site_that_is_not_built_is_said_so_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bench import browser

    monkeypatch.setattr(browser, "DIST", tmp_path)
    for serve in (browser.copied_site(), peers.bare_pages(print)):
        with pytest.raises(BuildError, match=r"python3 build\.py"), serve:
            pass
