"""Finds out which files of the archives a program needs. Runs in Pyodide, in our bundle."""

import json
import sys
import traceback
import warnings
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
    complain()
    with open("/job/files.json", "w", encoding="utf-8") as file:  # noqa: PTH123 pathlib is not needed
        json.dump(loaded(), file)


def complain() -> None:
    """Import what tells of errors and warnings, too: a reader may come to see one."""
    with warnings.catch_warnings(record=True):
        warnings.warn("This is seen by nobody.", stacklevel=1)
    try:
        raise ValueError
    except ValueError:
        traceback.format_exc()


def loaded() -> list[str]:
    """Return the files of the archives that modules have been loaded from."""
    specs = [getattr(module, "__spec__", None) for module in sys.modules.values()]
    origins = [getattr(spec, "origin", None) or "" for spec in specs]
    return sorted(origin.removeprefix(HOME) for origin in origins if origin.startswith(HOME))
