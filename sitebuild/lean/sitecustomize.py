"""Spares a start what it imports and compiles, but seldom uses.

Modules wait until something of theirs is asked for, and dataclasses take the code of their methods
from the build. Python imports this by itself before Pyodide's own modules. Left out, it would also
be looked for in every place that Python knows, which takes longer than all that stands here.
"""

import sys
from _frozen_importlib_external import PathFinder

WAITING = ("annotationlib", "ast", "asyncio", "inspect", "traceback", "warnings")
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


class Format:
    """What dataclasses name of annotationlib's; its value there."""

    FORWARDREF = 3


def get_annotations(owner, **how):
    """Return annotations that are there, as they are in our packages; else annotationlib does."""
    there = vars(owner).get("__annotations__")
    if there is not None:
        return dict(there)
    annotationlib = sys.modules["annotationlib"]
    annotationlib.ForwardRef  # noqa: B018  has it read, and take the place of this function
    return annotationlib.get_annotations(owner, **how)


def iscoroutinefunction(function):
    """Say whether a function is a coroutine function: all that a start asks inspect for."""
    code = getattr(function, "__code__", None)
    return code is not None and bool(code.co_flags & COROUTINE)


def exec_prepared(text, module, names):
    """Run what a dataclass writes when it is made; what the build has compiled is not compiled.

    The modules of our packages keep such code by its text (node_scripts/compile_archive.py).
    """
    exec(module.get("__prepared__", {}).get(text, text), module, names)


for waiting in WAITING:
    sys.modules[waiting] = WaitingModule(waiting)
sys.modules["annotationlib"].Format = Format
sys.modules["annotationlib"].get_annotations = get_annotations
sys.modules["inspect"].iscoroutinefunction = iscoroutinefunction

import dataclasses  # noqa: E402  once all that it imports is waiting

dataclasses.exec = exec_prepared
