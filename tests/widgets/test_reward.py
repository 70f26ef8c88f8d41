"""The reward's model: what its rules pay, what it says of them, and what it does elsewhere."""

import json
import re
import sys
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grpo_core.rewards import TAGS, check_format, rule_reward
from tests.rewards.test_any_completion import FAMILIES, work
from tests.rewards.texts import texts
from tests.widgets.errands import Bench
from tests.widgets.test_workings import check
from widgets.kit.controls import declared
from widgets.kit.widget import Outcome
from widgets.reward import WIDGET
from widgets.reward.cases import CASES, GOLD, LENGTHS, PROGRAMS, QUESTION, TESTS
from widgets.reward.controls import ENDLESS, PRESETS, Controls
from widgets.reward.errand import errand_of, perform, read_found
from widgets.reward.grading import PATTERN, accuracy_of, format_of, stretched
from widgets.reward.marked import bits_of
from widgets.reward.model import compute
from widgets.reward.program import read_run, run
from widgets.reward.timing import FAR, NEAR, time_pattern, time_rule
from widgets.reward.words import PREDICTED

NAMED = {case.name: case for case in CASES}
CODED = {program.name: program.code for program in PROGRAMS}
PAID = {
    "plain": 2, "dressed": 2, "fraction": 2, "question": 2, "words": 1, "wrong": 1,
    "two": 1, "outside": 0, "nested": 1, "echoed": 1, "empty": 2, "long": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def bench():
    found = Bench()
    yield found
    found.close()


def laid_out(name, **changes):
    case = NAMED[name]
    texts = {"completion": case.completion, "gold": case.gold, "length": case.length}
    return replace(Controls(), **{**texts, **changes})


def done(controls, bench):
    """The view of a state whose errand has been done."""
    errand = errand_of(controls)
    return compute(controls, bench.do("reward", errand.text))


def answered(answer):
    return f"<think>hm</think>\n<answer>{answer}</answer>"


# The twelve


def test_there_are_twelve_for_one_question_and_each_earns_what_the_core_pays():
    assert len(CASES) == 12
    assert eval(QUESTION.removeprefix("What is ").rstrip("?").replace("×", "*")) == int(GOLD)
    for case in CASES:
        view = compute(laid_out(case.name))
        reward = rule_reward(stretched(case.completion, int(case.length)), case.gold)
        assert view.answer.reward == reward.total == PAID[case.name], case.name
        (chosen,) = (place for place, row in enumerate(view.answer.rows) if row.chosen)
        row = view.answer.rows[chosen]
        assert (CASES[chosen], row.right + row.kept) == (case, PAID[case.name])


def rows_told(view):
    """The twelve, as those hear them who cannot see them."""
    return [
        unescape(told)
        for told in re.findall(r'aria-label="([^"]* [✓✗] [^"]*)"', WIDGET.render(view))
    ]


def test_a_row_that_is_not_paid_says_why():
    told = dict(zip(NAMED, rows_told(compute(Controls())), strict=True))
    assert told["plain"] == "391 ✓ ✓ 2: accuracy paid, format paid"
    for name, case in NAMED.items():
        reward = rule_reward(stretched(case.completion, int(case.length)), case.gold)
        fault = check_format(case.completion).reason
        assert told[name].endswith("format paid" if reward.format else f"format not paid ({fault})")
    assert told["outside"].endswith(
        "accuracy not paid (no answer tag and no box), format not paid (<answer> is missing)"
    )


def test_a_literal_label_is_the_answer_itself():
    literal = [case for case in CASES if case.literal]
    assert [case.name for case in literal] == ["plain", "dressed", "fraction", "question", "wrong"]
    for case in literal:
        assert f"<answer>{case.label}</answer>" in case.completion
    assert WIDGET.render(compute(Controls())).count("rw-literal") == len(literal)


def test_the_finding_counts_the_twelve():
    assert "six earn 2, five earn 1 and one earns 0." in compute(Controls()).finding
    assert [sum(paid == n for paid in PAID.values()) for n in (2, 1, 0)] == [6, 5, 1]


def test_the_long_one_is_as_long_as_r1_zero_was_allowed_to_be():
    case = NAMED["long"]
    assert len(stretched(case.completion, int(case.length))) == 4 * 65_536 == 4 * LENGTHS[-1]


@pytest.mark.parametrize(
    "answer", ["391", "391.0", "391/1", r"\frac{782}{2}", "$391$", "17*23", "17*23 = 391"]
)
def test_many_spellings_are_one_number(answer):
    found = accuracy_of(answered(answer), GOLD)
    assert (found.right, found.pred, found.gold) == (True, "391", "391")


@pytest.mark.parametrize("answer", ["three hundred and ninety-one", "3910", "381 or 391", ""])
def test_what_is_not_that_number_earns_nothing(answer):
    assert not accuracy_of(answered(answer), GOLD).right


def test_of_two_answers_the_last_one_counts():
    first, last = answered("391") + "<answer>381</answer>", NAMED["two"].completion
    assert not accuracy_of(first, GOLD).right
    assert accuracy_of(last, GOLD).right


def test_a_right_number_outside_tag_and_box_is_no_answer():
    view = compute(laid_out("outside"))
    assert "391" in NAMED["outside"].completion.split("</think>")[1]
    assert view.answer.accuracy.stated is None
    assert view.answer.reward == 0.0


def test_no_thinking_at_all_is_paid_in_full():
    assert compute(laid_out("empty")).answer.reward == 2.0


def test_the_reasoning_is_not_read():
    for thought in ("", "1 + 1 = 3", "I am guessing.", "17 × 23 is 400"):
        assert rule_reward(f"<think>{thought}</think><answer>391</answer>", GOLD).total == 2.0


# The format as a regular expression


tagged = st.lists(
    st.sampled_from([*TAGS, *TAGS, " ", "\n", "x", "<", "</", ">", "<b>", "<THINK>", "\u2003"])
).map("".join)
nearly = st.tuples(*(st.sampled_from(["", " ", "\n\u3000", "x", "<think>", "<"]),) * 5).map(
    lambda gap: "".join(a + b for a, b in zip(gap, [*TAGS, ""], strict=True))
)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(texts, tagged, nearly))
def test_the_usual_pattern_is_the_rule_of_the_core(text):
    matched = re.fullmatch(PATTERN, text, re.DOTALL) is not None
    assert matched == check_format(text).ok == format_of(text, PATTERN).kept


def test_white_space_is_the_same_to_both():
    for code in range(sys.maxunicode + 1):
        assert bool(re.fullmatch(r"\s", chr(code))) == (not chr(code).strip())


def repeats(parsed, inside=False):
    """Whether something that repeats without limit repeats inside something that does."""
    parser = re._parser
    for kind, value in parsed:
        unlimited = kind in (parser.MAX_REPEAT, parser.MIN_REPEAT) and value[1] > 1000
        if unlimited and inside:
            return True
        children = value if isinstance(value, (list, tuple)) else ()
        for child in children:
            if isinstance(child, parser.SubPattern) and repeats(child, inside or unlimited):
                return True
    return False


def test_the_usual_pattern_repeats_nothing_that_repeats_and_the_endless_one_does():
    assert not repeats(re._parser.parse(PATTERN))
    assert repeats(re._parser.parse(ENDLESS))


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(", "missing ), unterminated subpattern at position 0"),
        ("[b-a]", "bad character range b-a"),
        ("*", "nothing to repeat at position 0"),
        ("(" * 200 + ")" * 200 + "\\", "bad escape (end of pattern)"),
    ],
)
def test_a_pattern_that_is_none_says_why_and_earns_nothing(bench, pattern, why):
    view = done(laid_out("plain", pattern=pattern), bench)
    assert why in view.answer.format.why
    assert (view.answer.accuracy.right, view.answer.reward) == (True, 1.0)
    assert why.split(" at ")[0].replace("<", "‹") in view.finding


def test_a_pattern_of_the_readers_is_tried_on_the_twelve_as_well(bench):
    view = done(laid_out("plain", pattern=r"<think>.*</think>.*"), bench)
    kept = [row.kept for row in view.answer.rows]
    written = [stretched(case.completion, int(case.length)) for case in CASES]
    assert kept == [bool(re.fullmatch("<think>.*</think>.*", w, re.DOTALL)) for w in written]
    assert "By your pattern, of the twelve below, nine earn 2 and three earn 1." in view.finding


def test_a_pattern_that_never_ends_is_ended_and_costs_the_format_only(bench):
    preset = next(preset for preset in PRESETS if preset.name == "endless")
    view = done(replace(Controls(), **preset.values), bench)
    assert (view.answer.ended, view.answer.format) == (1.5, None)
    assert (view.answer.accuracy.right, view.answer.kept, view.answer.reward) == (True, False, 1.0)
    assert (
        "ended after 1.5 seconds, so the format earns nothing and the page goes on" in view.finding
    )
    # None of the twelve was tried, and all of them say so.
    assert [row.kept for row in view.answer.rows] == [None] * 12
    assert WIDGET.render(view).count("not graded by your pattern") == 1
    # The next errand is done as if nothing had been.
    assert done(laid_out("plain", gold="17 * 23"), bench).answer.reward == 2.0


@pytest.mark.parametrize("fields", [{"ended": 1.5}, {"crashed": "gone"}])
def test_the_row_that_is_laid_out_says_what_the_ledger_says(fields):
    controls = laid_out("plain", pattern=ENDLESS)
    known = json.loads(perform(errand_of(laid_out("plain", measure=True)).text, str))
    view = compute(controls, Outcome(json.dumps({"accuracy": known["accuracy"]}), **fields))
    assert (view.answer.kept, view.answer.reward) == (False, 1.0)
    assert [row.kept for row in view.answer.rows] == [False] + [None] * 11
    told = rows_told(view)
    assert told[0] == "391 ✓ ✗ 1: accuracy paid, format not paid"
    assert all(" – –: " in row and row.endswith("format not graded") for row in told[1:])
    assert ">?<" not in WIDGET.render(view)
    # Before the verdict, none is known.
    assert {row.kept for row in compute(controls).answer.rows} == {None}


# What is done elsewhere


@pytest.mark.parametrize("name", NAMED)
def test_the_twelve_need_no_errand_and_an_errand_finds_the_same(name):
    controls = laid_out(name)
    assert errand_of(controls) is None
    here = compute(controls)
    timed = replace(controls, measure=True)
    asked = json.loads(errand_of(timed).text) | {"measure": False}
    there = read_found(Outcome(perform(json.dumps(asked), str)), 10**6)
    assert (there.accuracy, there.format) == (here.answer.accuracy, here.answer.format)


def test_what_a_reader_typed_is_graded_elsewhere_and_only_there():
    typed = Controls(completion=answered("9"), gold="3^2")
    waiting = compute(typed)
    assert waiting.answer.reward is None
    assert "Not graded yet." in waiting.finding
    assert "not graded yet" in WIDGET.render(waiting)
    errand = errand_of(typed)
    assert not errand.asks
    reports = []
    view = compute(typed, Outcome(perform(errand.text, reports.append)))
    assert view.answer.reward == 2.0
    # The accuracy is known before the pattern is tried.
    assert list(json.loads(reports[0])) == ["accuracy"]


def test_a_program_is_never_run_without_being_asked_for():
    errand = errand_of(Controls(tab="code"))
    assert errand.asks
    view = compute(Controls(tab="code"))
    assert (view.run.ran, view.run.share) == (None, None)
    picture = WIDGET.render(view)
    assert picture.count('data-run="yes"') == 1
    assert "not known yet" in picture
    assert "Not run yet" in view.finding


@pytest.mark.parametrize(
    "result",
    [
        "", "null", "[]", "7", '"a"', "{", "[" * 100_000, "9" * 10_000, "NaN", "x" * 10**6,
        '{"accuracy": [null, null, null, 1, 2, 3, 4, 5]}',
        '{"accuracy": [[5, 2], [0, 99999999], [-1, 3], true, true, "a", "b", "c"]}',
        '{"format": ["yes", "no"], "twelve": [1, 2, 3], "rule": [[64, NaN], [128, 1e999]]}',
        json.dumps({"twelve": [True] * 13}),
        '{"rule": [[64, 1], [64, 2]], "own": [[65, 1]], "accuracy": {"a": 1}}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("fields", [{}, {"ended": 1.5}, {"crashed": "<b>out of memory</b>"}])
def test_an_outcome_that_makes_no_sense_is_said_to_have_come_to_nothing(result, fields):
    for controls in (
        Controls(completion="<answer>391"),
        Controls(measure=True),
        Controls(tab="code"),
    ):
        view = compute(controls, Outcome(result, **fields))
        assert WIDGET.render(view)
        assert WIDGET.table(view).rows
        assert "<" not in view.finding
        if controls.tab == "code":
            assert view.run.share == 0.0
    typed = compute(Controls(completion="391"), Outcome(result, **fields)).answer
    assert typed.reward is None
    assert typed.rule == typed.own == ()


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("LXPFO \n⏎<>&a1"), max_size=80), st.integers(0, 4))
def test_whatever_a_program_reports_is_read(text, tests):
    ran = read_run(text, tests)
    assert len(ran.verdicts) <= tests
    assert not ran.verdicts or ran.loaded


# Time


def test_four_times_the_length_is_at_most_four_times_the_work_here_too():
    def grade(completion):
        found = accuracy_of(completion, GOLD)
        format_of(completion, PATTERN)
        bits_of(completion, found)

    for family in FAMILIES.values():
        short, long = (work(grade, family(n)) for n in (10_000, 40_000))
        assert long <= 4 * short + 4_000


def test_both_rules_are_timed_at_every_length_and_a_readers_pattern_too():
    reports = []
    times = time_rule(CASES[0].completion, GOLD, reports.append)
    assert tuple(n for n, _ in times) == LENGTHS
    assert [len(known) for known in reports[: len(LENGTHS)]] == list(range(1, len(LENGTHS) + 1))
    assert all(seconds > 0 for _, seconds in times)
    own = time_pattern(CASES[0].completion, ".*", str)
    assert tuple(n for n, _ in own) == LENGTHS[: len(own)]
    assert time_pattern(CASES[0].completion, "(", str) == ()


@pytest.mark.parametrize("tokens", LENGTHS)
@pytest.mark.parametrize("completion", ["", "x", CASES[0].completion, "<think></think>"])
def test_a_stretched_completion_has_the_length_and_the_same_rewards(completion, tokens):
    text = stretched(completion, tokens)
    assert len(text) == 4 * tokens
    assert rule_reward(text, GOLD) == rule_reward(completion, GOLD)
    assert stretched(completion, 0) == completion


def measured(far):
    times = [[n, 1.0 * 10**-4 * (far if n == FAR else 1)] for n in LENGTHS]
    return Outcome(json.dumps({"rule": times}))


@pytest.mark.parametrize(
    ("far", "came"),
    [
        *((1.5, "same"), (1.99, "same"), (2.01, "linear"), (9.7, "linear"), (16.3, "linear")),
        *((25.0, "linear"), (31.9, "linear"), (32.1, "square"), (250.0, "square")),
    ],
)
def test_a_prediction_is_judged_by_what_was_measured(far, came):
    for said in ("same", "linear", "square"):
        controls = Controls(predict=said, measure=True)
        assert "You predicted" not in compute(controls).finding
        view = compute(controls, measured(far))
        assert view.answer.grown == pytest.approx(far)
        assert ("and so it is." in view.finding) == (said == came)
    plain = compute(Controls(measure=True), measured(far)).finding
    assert f"times as long as {NEAR:,}" in plain
    assert "You predicted" not in plain


def test_the_options_name_the_bounds_that_the_verdict_uses():
    options = dict(declared(Controls)["predict"].options)
    for said, words in PREDICTED.items():
        assert options[said].endswith(words.removesuffix(" as long"))
    assert "in proportion would be 16" in compute(Controls(measure=True), measured(4.2)).finding
    assert "about 4 times as long" in compute(Controls(measure=True), measured(4.2)).finding


def test_the_prediction_is_asked_where_an_answer_is_graded():
    assert declared(Controls)["predict"].when == "tab=answer"


def test_no_time_stands_in_a_picture_that_has_not_been_measured():
    for measure in (False, True):
        view = compute(Controls(measure=measure))
        assert (view.answer.rule, view.answer.own, view.answer.grown) == ((), (), None)
        assert not re.search(r"[0-9] ?(ms|µs)", WIDGET.render(view) + view.finding)


def test_a_slow_pattern_is_timed_as_far_as_it_came(bench):
    # Quadratic: every place is tried as a beginning.
    view = done(Controls(pattern="(.*)(.*)x", measure=True), bench)
    assert len(view.answer.rule) == len(LENGTHS)
    assert 2 <= len(view.answer.own) < len(LENGTHS)
    assert "longer completions would take too long" in WIDGET.render(view)


# Programs


OUTCOMES = {"right": 1.0, "off": 5 / 6, "endless": 0.0, "colon": 0.0, "deep": 0.0, "cheat": 1.0}


@pytest.mark.parametrize("name", CODED)
def test_a_program_earns_the_share_of_tests_that_it_passes(bench, name):
    view = done(Controls(tab="code", program=CODED[name]), bench)
    assert view.run.share == pytest.approx(OUTCOMES[name])
    # Against the program itself, where it can be run here.
    if name in ("right", "off", "cheat"):
        names = {}
        exec(CODED[name], names)
        lines = TESTS.split("\n")
        assert view.run.passed == sum(bool(eval(line, names)) for line in lines)


def test_an_endless_loop_earns_nothing_and_says_in_which_test(bench):
    view = done(Controls(tab="code", program=CODED["endless"]), bench)
    assert (view.run.ended, view.run.passed, view.run.share) == (1.5, 3, 0.0)
    assert "ended after 1.5 seconds, in test 4, so its reward is 0" in view.finding
    assert "The 3 tests it had passed earned nothing." in view.finding
    verdicts = [row[2] for row in WIDGET.table(view).rows]
    assert verdicts == ["passed"] * 3 + ["did not finish"] + ["not reached"] * 2


def test_a_loop_outside_every_test_is_said_to_be_its_own(bench):
    view = done(Controls(tab="code", program="while True: pass"), bench)
    assert "on its own" in view.finding
    assert view.run.share == 0.0


def test_the_cheat_is_wrong_and_the_tests_do_not_see_it():
    names = {}
    exec(CODED["cheat"], names)
    assert names["is_prime"](5) is False


def test_why_a_program_or_a_test_failed_is_said():
    assert run("def f(:", "1", str).startswith("X SyntaxError: ")
    tests = "1 == 2\nassert 0\nnope\nx = 1\n1 / 0\n'a' * 3\n0.5 == 0.5\n[1] == [2]"
    ran = read_run(run("print('hello')", tests, str), 8)
    assert [verdict.note for verdict in ran.verdicts] == [
        "it gave 1",
        "it is not true",
        "NameError: name 'nope' is not defined",
        "a test is an expression or an assert",
        "ZeroDivisionError: division by zero",
        "",
        "",
        "it gave a list",
    ]
    assert ran.printed == "hello"


# Numbers that open


def test_the_share_and_the_times_open_too():
    view = compute(Controls(measure=True, predict="linear"), measured(9.66))
    assert check("reward", view, "grown").result == "9.7"
    for passed in range(7):
        lines = ["L", *["P"] * passed, *["F"] * (6 - passed)]
        view = compute(Controls(tab="code"), Outcome("\n".join(lines)))
        assert check("reward", view, "share").result == f"{passed / 6:.2f}"
    assert check("reward", compute(laid_out("two")), "reward").result == "1"


def test_what_has_not_been_found_out_does_not_open():
    unknown = [
        (Controls(completion="?"), None, "reward"),
        (Controls(tab="code"), None, "share"),
        (Controls(tab="code"), Outcome("L\nP", ended=1.5), "share"),
        (Controls(measure=True), None, "grown"),
        (Controls(), None, "grown"),
    ]
    for controls, outcome, name in unknown:
        view = compute(controls, outcome)
        assert WIDGET.working(view, name) is None
        assert f'id="reward-{name}"' not in WIDGET.render(view)
