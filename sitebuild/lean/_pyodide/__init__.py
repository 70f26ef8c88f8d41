"""Pyodide's own package, without what formats the errors of source that pages never run."""

from . import _base, _importhook

__all__ = ["_base", "_importhook"]


def set_excepthook():
    """Leaves errors to Python's hook: it prints the same, but for lines of source given as text."""
