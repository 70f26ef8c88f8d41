"""A program run against its unit tests: what a reader typed, so anything may happen.

Runs where it can be ended from outside. What is reported as it goes are lines of text, one a
verdict, so that the last report says how far it came:

    L           the program ran, and its names are there
    X reason    it did not: nothing else follows
    P           a test passed
    F reason    a test failed
    O text      what was printed
"""

from __future__ import annotations

import ast
import builtins
import io
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from widgets.kit.widget import Report

__all__ = ["Ran", "Verdict", "read_run", "run", "share_of", "tests_of"]

MOST_TESTS: Final = 40
MOST_NOTE: Final = 120
"""Characters of a reason that are kept."""

MOST_PRINTED: Final = 2000
"""Characters of what is printed that are kept."""

_ANY: Final = BaseException
"""Whatever a stranger's code may raise, under a name that it cannot easily take away."""

_BUILTINS: Final = vars(builtins)
_USUAL: Final = dict(_BUILTINS)


class Verdict(NamedTuple):
    """What became of one test.

    Attributes:
        passed: whether it passed.
        note: why not; empty if it did.
    """

    passed: bool
    note: str


class Ran(NamedTuple):
    """What became of a program.

    Attributes:
        loaded: whether the program itself ran to its end.
        note: why not, if that is known.
        verdicts: of the tests, in order, as far as it came.
        printed: the beginning of what it printed.
    """

    loaded: bool
    note: str
    verdicts: tuple[Verdict, ...]
    printed: str


def tests_of(text: str) -> tuple[str, ...]:
    r"""The unit tests in a text, one a line; empty lines and comments are none.

    Example:
        >>> tests_of("f(2) == 4\n\n# and so on\nassert f(3) == 9")
        ('f(2) == 4', 'assert f(3) == 9')
    """
    lines = (line.strip() for line in text.split("\n"))
    return tuple(line for line in lines if line and not line.startswith("#"))[:MOST_TESTS]


def share_of(passed: int, tests: int) -> float:
    """The reward of a program: the share of its tests that it passed. A convention of ours.

    Args:
        passed: how many.
        tests: of how many; of none, nothing is earned.

    Example:
        >>> share_of(3, 4), share_of(0, 0)
        (0.75, 0.0)
    """
    return passed / tests if tests else 0.0


def run(code: str, tests: str, report: Report) -> str:
    r"""Runs a program and its tests, and says what became of each.

    Args:
        code: the program, any text whatever.
        tests: see `tests_of`.
        report: is given what is known so far, before each test.

    Returns:
        Lines as this module's text describes them. It may never return: the program may be endless.

    Example:
        >>> run("def f(x): return x * x", "f(2) == 4\nf(3) == 8", str)
        'L\nP\nF it gave 9'
    """
    printed = _Printed()
    kept = sys.stdout, sys.stderr, sys.stdin
    sys.stdout = sys.stderr = printed
    sys.stdin = io.StringIO()
    try:
        names: dict[str, Any] = {"__name__": "completion"}
        lines = [_line("X", _failed(partial(_execute, code, names)), "L")]
        for test in tests_of(tests) if lines == ["L"] else ():
            report("\n".join(lines))
            lines.append(_line("F", _failed(partial(_try, test, names)), "P"))
    finally:
        sys.stdout, sys.stderr, sys.stdin = kept
    if printed.text:
        lines.append(_line("O", printed.text, ""))
    return "\n".join(lines)


def read_run(text: str, tests: int) -> Ran:
    r"""What a run reported, read with suspicion: a stranger's code may have written it.

    Args:
        text: what `run` returned or last reported, or anything.
        tests: how many there are.

    Example:
        >>> read_run("L\nP\nF it gave 9", 3)[2]
        (Verdict(passed=True, note=''), Verdict(passed=False, note='it gave 9'))
        >>> read_run("nonsense", 3)
        Ran(loaded=False, note='', verdicts=(), printed='')
    """
    loaded, note, verdicts, printed = False, "", list[Verdict](), ""
    for line in text[: (tests + 2) * 2 * MOST_NOTE + MOST_PRINTED].split("\n"):
        kind, said = line[:1], line[2:]
        if kind == "L" and not note:
            loaded = True
        elif kind == "X" and not loaded:
            note = said[:MOST_NOTE] or "it raised"
        elif kind in ("P", "F") and loaded and len(verdicts) < tests:
            verdicts.append(Verdict(kind == "P", said[:MOST_NOTE] if kind == "F" else ""))
        elif kind == "O":
            printed = said[:MOST_PRINTED]
    return Ran(loaded, note, tuple(verdicts), printed)


class _Printed(io.TextIOBase):
    """Where a program prints to: the beginning is kept."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        room = MOST_PRINTED - len(self.text)
        if room > 0:
            self.text += text[:room]
        return len(text)


def _failed(act: Callable[[], str]) -> str:
    """Does something that may do anything; what went wrong, empty if nothing did."""
    try:
        return act()
    except _ANY as error:
        _restore()
        return _said(error)
    finally:
        _restore()


def _restore() -> None:
    """Puts back what a program may have made of the built-in names."""
    _BUILTINS.clear()
    _BUILTINS.update(_USUAL)


def _execute(code: str, names: dict[str, Any]) -> str:
    exec(compile(code, "the program", "exec", dont_inherit=True), names)
    return ""


def _try(test: str, names: dict[str, Any]) -> str:
    """One test: empty if it passed, else why not."""
    (statement, *others) = ast.parse(test).body
    if others or not isinstance(statement, ast.Assert | ast.Expr):
        return "a test is an expression or an assert"
    asked = statement.test if isinstance(statement, ast.Assert) else statement.value
    if isinstance(asked, ast.Compare) and isinstance(asked.ops[0], ast.Eq) and len(asked.ops) == 1:
        got, wanted = _value(asked.left, names), _value(asked.comparators[0], names)
        same = bool(got == wanted)
        _restore()
        return "" if same else f"it gave {_shown(got)}"
    return "" if _value(asked, names) else "it is not true"


def _value(expression: ast.expr, names: dict[str, Any]) -> Any:
    code = compile(ast.Expression(expression), "the test", "eval", dont_inherit=True)
    try:
        return eval(code, names)
    finally:
        _restore()


def _shown(value: object) -> str:
    """A value in a few characters, without asking it: its own words may be endless."""
    kind = type(value)
    if kind is str:
        return repr(value[:40])  # type: ignore[index]
    if kind is int and value.bit_length() > 128:  # type: ignore[attr-defined]
        return "a number of more than 38 digits"
    if kind in (bool, int, float, complex, type(None)):
        return repr(value)
    return f"a {kind.__name__}"


def _said(error: BaseException) -> str:
    """An error in a few words; its own may be endless, or an error themselves."""
    try:
        kind, words = type(error).__name__, str(error)[:MOST_NOTE]
        line = f" (line {error.lineno})" if isinstance(error, SyntaxError) and error.lineno else ""
        words = error.msg if isinstance(error, SyntaxError) else words
        return f"{kind}: {words}{line}" if words else kind
    except _ANY:
        return "an error that cannot be told"
    finally:
        _restore()


def _line(kind: str, said: str, otherwise: str) -> str:
    """A line of the report: what was said on one line, or the other kind if nothing was."""
    if not said:
        return otherwise
    most = MOST_PRINTED if kind == "O" else MOST_NOTE
    told = " ".join(said[:most].strip().replace("\n", " ⏎ ").split())
    return f"{kind} {told.encode('utf-8', 'replace').decode('utf-8')}"
