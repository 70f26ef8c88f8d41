"""Whatever anybody types as a completion, a pattern or a program, the reward's page goes on."""

import json
import random
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.rewards.texts import _FRAGMENTS as FRAGMENTS
from tests.widgets.errands import Bench
from widgets import runtime
from widgets.kit.controls import read
from widgets.kit.widget import Outcome
from widgets.reward import WIDGET
from widgets.reward.controls import Controls
from widgets.reward.errand import errand_of, perform
from widgets.reward.model import compute

pytestmark = pytest.mark.thorough

TEXTS = 10_000
MARKUP = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</p></div>", "<mark>", "<!--"),
    *(
        "]]>",
        "&lt;",
        "&#x3c;",
        '" onclick="',
        "' x='",
        "javascript:",
        "<svg/onload=1>",
        "<b>",
        "</b>",
    ),
    *("\u2066", "\u2069", "\u202e", "\u200f", "\x1b[31m", "\x08", "\x7f", "\ufffe", "\u0301" * 30),
    *(
        "9" * 400,
        "(" * 50,
        "{" * 50,
        "\\frac" * 20,
        "10^999999999",
        "9!" * 9,
        "%s%n",
        "{0}",
        "None",
    ),
)
OURS = {"div", "p", "span", "b", "mark", "code", "button", "svg", "g", "rect", "text", "tspan"}
MOST = 600


def drawn(picture):
    """The elements of a picture; raises if it is not well formed."""
    return list(ElementTree.fromstring(f"<div>{picture}</div>").iter())


def sound(view):
    """The picture of a view holds nothing but ours, and its first panel is counted and parsed."""
    picture = WIDGET.render(view)
    # The twelve and the time are the same in every picture: once is enough, see below.
    completion, _, rest = picture.partition('<div class="panel half')
    elements = drawn(completion)
    assert {element.tag for element in elements} <= OURS
    assert len(elements) + rest.count("</") <= MOST
    for element in elements:
        assert not {name for name in element.attrib if name.startswith("on")}
    assert view.finding.endswith(".")
    assert "<" not in view.finding


def hostile(chance):
    """A completion that is rich in what the rules look for, and in what could upset a page."""
    parts = chance.choices((*FRAGMENTS, *MARKUP), k=chance.randrange(40))
    if chance.random() < 0.5:
        cut = chance.randrange(len(parts) + 1)
        parts = ["<think>", *parts[:cut], "</think>\n<answer>", *parts[cut:], "</answer>"]
    if chance.random() < 0.2:
        chance.shuffle(parts)
    return "".join(parts)


@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_hostile_completions_are_graded_and_drawn(part):
    chance = random.Random(part)
    for _ in range(TEXTS // 4):
        asked = {"completion": hostile(chance), "gold": hostile(chance)[:200]}
        controls, _ = read(Controls, asked)
        errand = errand_of(controls)
        view = compute(controls, Outcome(perform(errand.text, str)))
        assert view.answer.reward in (0.0, 1.0, 2.0)
        sound(view)


def test_what_is_the_same_in_every_picture_is_sound_too():
    view = compute(Controls())
    assert {element.tag for element in drawn(WIDGET.render(view))} <= OURS


@pytest.mark.parametrize(
    "completion",
    [
        *("<think>" * 40_000, "<answer></answer>" * 17_000, "<" * 300_000, "\u202e" * 300_000),
        *("\0" * 300_000, "\\boxed{" * 40_000, " " * 300_000, "\n" * 300_000, "检" * 300_000),
        "x" * 1_000_000,
        "<think></think><answer>" + "9" * 299_000 + "</answer>",
        "<think></think><answer>" + "<answer>" * 30_000,
    ],
    ids=lambda text: text[:24].encode("unicode_escape").decode(),
)
def test_a_long_text_is_shown_in_few_elements(completion):
    answer = json.loads(runtime.answer("reward", json.dumps({"completion": completion})))
    controls, _ = read(Controls, {"completion": completion})
    for latest in (None, Outcome(perform(errand_of(controls).text, str))):
        view = compute(controls, latest)
        sound(view)
        assert len(drawn(WIDGET.render(view))) < 400
        assert len(WIDGET.render(view)) < 60_000
    # What was cut off, and what no link will hold, is said.
    assert len(answer["notices"]) == 1 + (len(completion) > 300_000)


@pytest.fixture(scope="module")
def bench():
    found = Bench(seconds=1.0)
    yield found
    found.close()


PATTERNS = (
    *("(a+)+b", "(.*)*x", "(x+x+)+y", r"(\w+\s*)+!", "(a|aa)+$", "(.*){20}z", "(?:(?:.*)*)*q"),
    *(
        "a{0,100000}" * 3,
        "(?=(.*))" * 40 + "z",
        "(" * 5000 + ")" * 5000,
        "[" * 1000,
        "x{9999999999}",
    ),
    *("(?P<a>.)(?P=a)", "(?i:<THINK>).*", "\\", "(?#", "\ud800", "\0", "<script>", "(?(1)a|b)", ""),
)


@pytest.mark.parametrize("pattern", PATTERNS, ids=range(len(PATTERNS)))
def test_a_hostile_pattern_costs_the_format_at_most(bench, pattern):
    controls, _ = read(
        Controls, {"completion": f"<think>{'a' * 60} {'x' * 60}</think><answer>391</answer>"}
    )
    controls = replace(controls, pattern=pattern)
    view = compute(controls, bench.do("reward", errand_of(controls).text))
    assert view.answer.accuracy.right
    assert view.answer.reward in (1.0, 2.0)
    assert view.answer.format is not None or view.answer.ended or view.answer.crashed
    sound(view)


PROGRAMS = {
    "leaves": ("raise SystemExit", "X SystemExit"),
    "interrupts": ("def f(): raise KeyboardInterrupt", "F KeyboardInterrupt"),
    "leaves in a test": ("import sys\ndef f(): sys.exit(3)", "F SystemExit: 3"),
    "a generator's end": ("def f(): raise GeneratorExit", "F GeneratorExit"),
    "recursion": ("def f(): return f()", "F RecursionError"),
    "an error without words": (
        "class E(Exception):\n    def __str__(self): raise E\ndef f(): raise E",
        "F an error that cannot be told",
    ),
    "endless words": (
        "class E(BaseException):\n    def __str__(self): return 'a' * 10**8\ndef f(): raise E",
        "F E: aaaa",
    ),
    "no equality": (
        "class A:\n    def __eq__(self, other): raise ValueError('no')\ndef f(): return A()",
        "F ValueError: no",
    ),
    "no truth": (
        "class A:\n    def __eq__(self, other): return self\n"
        "    def __bool__(self): raise ValueError('neither')\ndef f(): return A()",
        "F ValueError: neither",
    ),
    "always equal": (
        "class A:\n    def __eq__(self, other): return True\ndef f(): return A()",
        "P",
    ),
    "no words": (
        "class A:\n    def __repr__(self): raise SystemExit\ndef f(): return A()",
        "F it gave a A",
    ),
    "a kind with a long name": ("def f(): return type('<b>' * 10**6, (), {})()", "F it gave a <b>"),
    "takes the built-ins": (
        "import builtins\ntake = delattr\nfor name in list(vars(builtins)): take(builtins, name)\n"
        "def f(): return 1",
        "P",
    ),
    "bends the built-ins": (
        "import builtins\nbuiltins.len = builtins.str = builtins.isinstance = None\n"
        "def f():\n    builtins.type = builtins.dict = builtins.repr = 0\n    return 2",
        "F it gave 2",
    ),
    "closes what it prints to": ("import sys\nsys.stdout.close()\ndef f(): return 1", "P"),
    "loses what it prints to": (
        "import sys\ndel sys.stdout, sys.stderr\ndef f(): return 1",
        "P",
    ),
    "prints without end in sight": (
        "def f():\n    for _ in range(10**5): print('<script>' * 100)\n    return 1",
        "P",
    ),
    "asks": ("def f(): return input()", "F EOFError"),
    "no number of digits": (
        "def f(): return 10**5000",
        "F it gave a number of more than 38 digits",
    ),
    "a NUL": ("\0", "X SyntaxError"),
    "deep brackets": ("(" * 5000, "X "),
    "half a character in it": ("x = '\ud800'", "X UnicodeEncodeError"),
    "half a character": ("def f(): return chr(0xD800)", "F it gave '\\ud800'"),
    "half a character printed": ("def f(): print(chr(0xD800)); return 1", "P"),
    "a warning": ("def f(): return 1 is 1", "P"),
    "no memory": ("def f(): return '9' * 10**10", "F MemoryError"),
    "no memory at once": ("x = [0] * 10**10", "X MemoryError"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_hostile_program_fails_its_test_and_nothing_else(bench, name):
    code, begins = PROGRAMS[name]
    text = json.dumps({"code": code, "tests": "f() == 1"})
    outcome = bench.do("reward", text)
    assert (outcome.ended, outcome.crashed) == (0.0, "")
    lines = outcome.result.split("\n")
    told = lines[0] if begins.startswith("X") else lines[1]
    assert told.startswith(begins), outcome.result[:200]
    assert len(outcome.result) < 2500
    view = compute(Controls(tab="code", program=code, tests="f() == 1"), outcome)
    assert view.run.share == (1.0 if begins == "P" else 0.0)
    drawn(WIDGET.render(view))
    assert "<b>" not in re.sub(r"<b[ >][^<]*</b>", "", WIDGET.render(view))


ENDLESS = {
    "a loop": "while True: pass",
    "an endless truth": (
        "class A:\n    def __eq__(self, other): return self\n"
        "    def __bool__(self):\n        while True: pass\ndef f(): return A()"
    ),
    "endless words": (
        "class E(Exception):\n    def __str__(self):\n        while True: pass\ndef f(): raise E"
    ),
    "catches everything": (
        "def f():\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass"
    ),
    "a large power": "def f(): return 9**9**9**9",
    "leaves Python": "import os\nos._exit(0)",
    "breaks Python": "import ctypes\nctypes.string_at(0)",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_program_that_must_be_ended_earns_nothing_and_the_next_one_runs(bench, name):
    controls = Controls(tab="code", program=ENDLESS[name], tests="f() == 1")
    outcome = bench.do("reward", errand_of(controls).text)
    assert outcome.ended or outcome.crashed
    view = compute(controls, outcome)
    assert view.run.share == 0.0
    assert "so its reward is 0" in view.finding
    drawn(WIDGET.render(view))
    fine = Controls(tab="code", program="def f(): return 1", tests="f() == 1")
    assert compute(fine, bench.do("reward", errand_of(fine).text)).run.share == 1.0


def test_thousands_of_tests_are_cut_and_drawn():
    tests = "\n".join(["f() == '<b>'" * 50] * 5000)
    view = compute(Controls(tab="code", program="\n" * 10_000, tests=tests), Outcome("L\nP\nF <i>"))
    assert len(drawn(WIDGET.render(view))) < MOST
    assert len(WIDGET.table(view).rows) == len(view.run.tests) == 40
