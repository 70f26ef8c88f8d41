"""Pyodide's event loop, which no page needs: questions are answered by plain functions."""


def _initialize_event_loop():
    """Leave Python without a loop, and so without asyncio, half of what a start would import."""
