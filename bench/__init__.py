"""Benchmarks that a reader can rerun: `.venv/bin/python -m bench`.

Each stands beside its comparison, measured in the same run, and is told in ratios. Only what
Lighthouse says (`python -m bench lighthouse`) has none. Nothing here passes or fails by a clock.
"""
