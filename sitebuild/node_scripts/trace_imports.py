"""Finds out which files of the archives a program needs. Runs in Pyodide, in our bundle."""

import json
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

HOME = "/lib/python/"


def main(modules: Sequence[str], lazy: Sequence[str], program: str) -> None:
    """Write to /job/files.json what Pyodide and all of this import.

    Args:
        modules: To import; each must exist.
        lazy: Import statements that functions contain. They may be there for other systems
            and then import nothing here.
        program: Python to run.
    """
    for name in modules:
        import_module(name)
    for statement in lazy:
        with suppress(ImportError):
            exec(statement, {})
    exec(program, {"__name__": "__main__"})
    format_an_error()
    with open("/job/files.json", "w", encoding="utf-8") as file:  # noqa: PTH123 pathlib is not needed
        json.dump(loaded(), file)


def format_an_error() -> None:
    """Import what tells of errors, too: a reader may come to see one."""
    try:
        raise ValueError
    except ValueError:
        traceback.format_exc()


def loaded() -> list[str]:
    """Return the files of the archives that modules have been loaded from."""
    specs = [getattr(module, "__spec__", None) for module in sys.modules.values()]
    origins = [getattr(spec, "origin", None) or "" for spec in specs]
    return sorted(origin.removeprefix(HOME) for origin in origins if origin.startswith(HOME))
