"""Pyodide's functions to run source and to call with too many arguments. Pages do neither."""
