"""What the benchmarks found last, as pages and README tell it: by name, judged, never typed."""

import re
from pathlib import Path

import pytest

from bench import kept, promises, readme
from bench.kept import FigureError, Kept
from bench.promises import Promise, judged
from bench.table import Table
from sitebuild import benchmarks
from sitebuild.errors import BuildError
from sitebuild.library import Library
from sitebuild.prose import Prose

ROOT = Path(__file__).parents[1]
RESULTS = kept.read_results()
ABOUT = {"date": "2026-11-22", "browser": "Chromium 1", "load": None, "processors": 2}
SPEED = Kept(
    "speed",
    ABOUT,
    (
        Table("speed: of starts", ("who", "ms", "x"), [("ours", 12.5, 0.3), ("theirs", 40, None)]),
        Table("speed: of moves", ("what", "who", "ms"), [("steps", "ours", 3.0)], ("A note.",)),
        Table("speed: of stops", ("who", "ms"), [("ours", 96.0), ("an empty one", None)]),
    ),
)
FOUND = {"speed": SPEED}


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("speed > theirs > ms", 40),
        ("speed > of starts > ours > ms", 12.5),
        ("speed > stops > ours > ms", 96.0),
        ("speed > steps, ours > ms", 3.0),
        ("speed > circumstances > date", "2026-11-22"),
    ],
)
def test_a_figure_has_a_name(name, cell):
    assert kept.figure(FOUND, name) == cell


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("speed > ours > ms", "names 2 figures"),
        ("speed > nobody > ms", "names no figures"),
        ("speed > theirs > x", "names no figures"),
        ("weight > ours > ms", "'weight' has no results"),
        ("speed", "not of the form"),
    ],
)
def test_a_name_that_means_none_or_several_is_refused(name, why):
    with pytest.raises(FigureError, match=why):
        kept.figure(FOUND, name)


def test_the_kept_results_read_back_as_tables():
    assert RESULTS
    for name, found in RESULTS.items():
        assert found.name == name
        for table in found.tables:
            assert {len(row) for row in table.rows} == {len(table.headings)}


def test_no_results_at_all_are_no_trouble(tmp_path):
    assert kept.read_results(tmp_path) == {}
    assert benchmarks.chapters({}) == []
    states = {verdict.state for verdict in benchmarks.verdicts({})}
    assert states == {promises.UNMEASURED, promises.TESTED}


# --- promises -------------------------------------------------------------------------------


def promise(**given):
    return Promise("Speed", "It is quick.", ("speed > starts > ours > ms",), "ms", **given)


def test_a_promise_is_held_up_to_its_bound_and_not_beyond():
    assert judged(promise(most=12.5), FOUND).state == promises.HELD
    assert judged(promise(most=12.4), FOUND).state == promises.NOT_HELD
    assert judged(promise(least=12.5), FOUND).state == promises.HELD
    assert judged(promise(least=12.6), FOUND).state == promises.NOT_HELD


def test_of_several_figures_the_worst_counts():
    figures = ("speed > starts > ours > ms", "speed > theirs > ms")
    most = judged(Promise("Speed", "Quick.", figures, "ms", most=30), FOUND)
    assert (most.state, most.measured, most.benchmarks) == (promises.NOT_HELD, "40 ms", ("speed",))
    least = judged(Promise("Speed", "Slow.", figures, "ms", least=30), FOUND)
    assert (least.state, least.measured) == (promises.NOT_HELD, "12.5 ms")


def test_what_is_missing_is_not_measured_rather_than_held():
    figures = ("speed > starts > ours > ms", "speed > nobody > ms")
    assert judged(Promise("Speed", "Quick.", figures, most=99), FOUND).state == promises.UNMEASURED
    words = Promise("Speed", "Quick.", ("speed > circumstances > date",), most=99)
    assert judged(words, FOUND).state == promises.UNMEASURED


def test_an_aside_is_left_out_with_its_figure():
    told = judged(promise(most=99, aside="[~speed > theirs > ms] there."), FOUND)
    assert told.aside == "40 there."
    assert judged(promise(most=99, aside="[~speed > nobody > ms]."), FOUND).aside == ""


def test_every_promise_has_one_bound_or_a_test_that_exists():
    for each in promises.PROMISES:
        bounds = [each.most, each.least]
        if each.tests:
            assert bounds == [None, None]
            assert not each.figures
            assert all((ROOT / name).is_file() for name in each.tests), each.topic
        else:
            assert each.figures
            assert bounds.count(None) == 1, each.topic


# --- README and the site's texts ------------------------------------------------------------


def test_readme_quotes_the_latest_figures_and_no_others():
    part, _ = readme.measured_part(readme.TEMPLATE.read_text("utf-8"), RESULTS)
    text = readme.README.read_text("utf-8")
    assert readme.rewritten(text, part) == text, "write it: .venv/bin/python -m bench readme"
    rest = readme.BETWEEN.sub("", text)
    assert not re.search(r"\d ?(?:ms|kB|MB|×)(?!\w)", rest), "figures belong into bench/readme.md"


def test_the_template_types_only_what_is_promised():
    typed = kept.NAMED.sub("", readme.TEMPLATE.read_text("utf-8"))
    found = re.findall(r"(?<![\w,])\d[\d.,]*(?= ?(?:ms|s|kB|MB|×|%)(?!\w))", typed)
    assert found == []


def test_a_line_whose_figure_is_missing_is_left_out_and_said():
    template = "Head\n| a | [~speed > theirs > ms] ms |\n| b | [~speed > nobody > ms] ms |\n"
    part, missing = readme.measured_part(template, FOUND)
    assert part == "Head\n| a | 40 ms |\n"
    assert len(missing) == 1
    assert "nobody" in missing[0]


def test_a_text_of_the_site_names_a_figure_and_never_types_it():
    prose = Prose(Library({}, measured=FOUND))
    html = prose.html("It took [~speed > theirs > ms] ms.")
    assert '<data data-measured="speed &gt; theirs &gt; ms" value="40">40</data> ms' in html
    with pytest.raises(BuildError, match="names no figures"):
        prose.html("It took [~speed > nobody > ms] ms.")


# --- the page -------------------------------------------------------------------------------


def test_a_column_has_as_many_digits_as_its_largest_number_needs():
    columns = benchmarks._sheet(
        Table(
            "speed: all",
            ("who", "ms", "x", "times"),
            [("ours", 1234.5, 0.4261, 3), ("theirs", 7.25, 1.0, None)],
        ),
        "speed",
    ).columns
    assert [column.cells for column in columns] == [
        ("ours", "theirs"),
        ("1,234", "7"),
        ("0.43", "1.00"),
        ("3", ""),
    ]
    assert [column.is_words for column in columns] == [True, False, False, False]


def test_bars_begin_at_zero_and_the_longest_fills_the_track(monkeypatch):
    monkeypatch.setitem(benchmarks.DRAWN, "speed", (("of st", ("ms",), "ms"),))
    (shown,) = benchmarks.chapters(FOUND)
    starts, stops = shown.drawings
    assert [bar.parts for bar in starts.bars] == [((0.0, 312.5),), ((0.0, 1000.0),)]
    assert [bar.value for bar in starts.bars] == ["12.5 ms", "40.0 ms"]
    assert [bar.parts for bar in stops.bars] == [((0.0, 1000.0),)]


def test_parts_of_a_bar_lie_end_to_end(monkeypatch):
    table = Table("speed: parts", ("who", "a", "b"), [("ours", 30.0, 70.0), ("theirs", 50, None)])
    monkeypatch.setitem(benchmarks.DRAWN, "speed", (("parts", ("a", "b"), "ms"),))
    (shown,) = benchmarks.chapters({"speed": Kept("speed", ABOUT, (table,))})
    (drawn,) = shown.drawings
    assert [bar.parts for bar in drawn.bars] == [
        ((0.0, 300.0), (300.0, 700.0)),
        ((0.0, 500.0), (500.0, 0.0)),
    ]


def test_a_benchmark_nobody_described_is_shown_after_the_others():
    shown = benchmarks.chapters({**RESULTS, "speed": SPEED})
    assert [chapter.id for chapter in shown][-1] == "speed"
    assert shown[-1].title == "Speed"
    assert [sheet.title for sheet in (shown[-1].first, *shown[-1].folded)] == [
        "Of starts",
        "Of moves",
        "Of stops",
    ]
    assert shown[-1].circumstances == "Measured on 2026-11-22: Chromium 1, 2 processors."
