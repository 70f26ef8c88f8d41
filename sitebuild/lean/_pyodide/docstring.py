"""What Pyodide's methods say of themselves: as short as the interpreter allows."""


def get_cmeth_docstring(func):
    """Return a signature without parameters, instead of one that is looked up for every method."""
    return f"{func.__name__}()\n--\n\n"
