"""What a reader types for the reward, in a real browser: graded elsewhere, ended if need be."""

from urllib.parse import urlencode

import pytest

from tests.browser.test_reading import violations_in_both_schemes
from tests.browser.windows import READY

ENDED = "ended after 1.5 seconds"


@pytest.fixture
def reward(widget_page):
    """The live chapter on its own page."""

    def reward(**texts):
        return widget_page("reward", f"?{urlencode(texts)}" if texts else "").live()

    return reward


@pytest.fixture
def same_reward(visit):
    """The same, on the page of the test before."""

    def same_reward(**texts):
        return visit("reward", f"?{urlencode(texts)}")

    return same_reward


def run(shown, program, tests="1 == 1"):
    """Lays out a program, presses Run, and waits for what the page says."""
    shown.number("program").fill(program)
    shown.number("tests").fill(tests)
    shown.settled()
    assert shown.finding().startswith("Not run yet")
    shown.root.locator("[data-run]").click()
    shown.page.wait_for_function(
        """() => !document.querySelector("[data-finding]").textContent.startsWith("Not run yet")""",
        timeout=READY,
    )
    shown.settled()
    return shown.finding()


def test_a_typed_completion_is_graded_in_a_second_interpreter(reward):
    shown = reward()
    assert len(shown.page.workers) == 1
    shown.number("completion").fill("<think>hm</think><answer>\\frac{782}{2}</answer>")
    shown.settled()
    assert shown.finding().startswith("The answer is right (both are 391) and the format is kept")
    assert len(shown.page.workers) == 2


def test_markup_in_a_completion_is_text(same_reward):
    attack = "<think><img src=x onerror=alert(1)></think><answer><script>alert(2)</script></answer>"
    shown = same_reward(completion=attack, gold="<b>391</b>", pattern="<svg onload=alert(3)>")
    picture = shown.root.locator("[data-picture]")
    assert picture.locator("script, img, svg[onload], b b").count() == 0
    seen = picture.locator(".rw-seen").first.inner_text()
    assert "onerror=alert(1)" in seen
    assert "alert(2)" in seen


def test_a_pattern_that_never_ends_is_ended_and_the_page_goes_on(same_reward):
    shown = same_reward()
    shown.root.locator('[data-preset="endless"]').click()
    shown.settled()
    assert ENDED in shown.finding()
    assert "The answer is right" in shown.finding()
    shown.root.locator('[data-preset="outside"]').click()
    shown.settled()
    assert shown.finding().startswith("Neither rule pays")
    shown.number("pattern").fill("(")
    shown.settled()
    assert "format earns nothing" in shown.finding() or "Neither rule pays" in shown.finding()


def test_grading_is_timed_on_this_machine_up_to_the_longest_completion(same_reward):
    shown = same_reward(measure="1")
    assert "65,536 tokens took" in shown.finding()
    assert shown.root.locator("#reward-grown").count() == 1


def test_axe_finds_nothing_in_a_program_that_was_ended(widget_page):
    shown = widget_page("reward", "?tab=code", bypass_csp=True).live()
    assert ENDED in run(shown, "def f(): return 1", "f() == 2\nf() == 1\nexec('while True: 0')\n0")
    assert violations_in_both_schemes(shown.page) == []


def test_code_in_a_link_waits_for_a_press(reward):
    shown = reward(tab="code", program="while True: pass")
    assert shown.finding().startswith("Not run yet")
    assert len(shown.page.workers) == 1


def test_programs_are_run_and_whatever_they_do_the_next_one_runs(same_reward):
    shown = same_reward(tab="code")
    # All of the library is there.
    assert "1 of 1 test passed" in run(
        shown, "import heapq, statistics, decimal", "heapq.nsmallest(1, [2, 1]) == [1]"
    )
    assert "in test 2" in run(shown, "def f(): return 1", "f() == 1\nexec('while True: 0')")
    hostile = {
        "a bomb": "x = 'x' * 10**10",
        "a larger one": "x = [0]\nwhile True: x = x + x",
        "an end": "import os\nos._exit(0)",
        "a false report": "import sys\nsys.stdout.write('L\\nP\\nP')\nraise SystemExit",
        "a way out": "import js\njs.fetch('/')",
        "another one": "from pyodide.code import run_js\nrun_js('fetch(\"/\")')",
    }
    for name, program in hostile.items():
        said = run(shown, program)
        assert "reward is 0" in said, name
    assert "1 of 1 test passed" in run(shown, "import builtins\nbuiltins.len = None")
    assert "1 of 1 test passed" in run(shown, "", "len('abc') == 3")
