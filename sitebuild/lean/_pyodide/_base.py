"""What is left of Pyodide's evaluation of source where pages import all their Python."""

from importlib import import_module


def eval_code(source, globals=None):  # noqa: A002
    """Evaluate one of the lines that Pyodide's own start consists of, such as `import os; os`."""
    *statements, value = source.split("; ")
    for statement in statements:
        exec(statement, globals)
    return eval(value, globals)


def pyimport_impl(path):
    """Import a module, or what a module has under a name."""
    parent, _, name = path.rpartition(".")
    if not parent:
        return import_module(path)
    found = import_module(parent)
    return getattr(found, name) if hasattr(found, name) else import_module(path)
