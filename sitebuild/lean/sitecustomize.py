"""Lets modules that a start imports, but seldom uses, wait until something of theirs is asked for.

Python imports this by itself before Pyodide's own modules. Left out, it would also be looked for in
every place that Python knows, which takes longer than all that stands here.
"""

import sys
from _frozen_importlib_external import PathFinder

WAITING = ("ast", "asyncio", "inspect", "traceback", "warnings")
"""What Pyodide, and dataclasses, import for use in case of errors, of source, or of coroutines."""

COROUTINE = 0x80
"""The flag of a coroutine function's code, as in inspect."""

Module = type(sys)


class WaitingModule(Module):
    """A module that is read when one of its names is first asked for."""

    def __getattr__(self, name):
        if name.startswith("__"):  # the import system looks for some of these
            raise AttributeError(name)
        found = PathFinder.find_spec(self.__name__)
        if found is None:
            raise ModuleNotFoundError(f"No module named {self.__name__!r}", name=self.__name__)
        self.__class__ = Module
        self.__spec__, self.__loader__, self.__file__ = found, found.loader, found.origin
        if found.submodule_search_locations is not None:
            self.__path__ = found.submodule_search_locations
        found.loader.exec_module(self)
        return getattr(self, name)


def iscoroutinefunction(function):
    """Say whether a function is a coroutine function: all that a start asks inspect for."""
    code = getattr(function, "__code__", None)
    return code is not None and bool(code.co_flags & COROUTINE)


for waiting in WAITING:
    sys.modules[waiting] = WaitingModule(waiting)
sys.modules["inspect"].iscoroutinefunction = iscoroutinefunction
