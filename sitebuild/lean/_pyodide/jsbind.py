"""Of Pyodide's signatures for JavaScript functions, the one for functions that say nothing."""

from _pyodide_core import JsFuncSignature, js2py_default_call_result, py2js_default


def whatever(*args, **kwargs):
    """Take what comes."""


no_default = object()
default_signature = JsFuncSignature(
    *(whatever, False, 0, (), (), py2js_default),  # any number of arguments without a name,
    *((), (), (), py2js_default, js2py_default_call_result),  # and with one
)
