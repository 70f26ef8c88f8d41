"""Benchmarks that a reader can rerun: `.venv/bin/python -m bench`.

Each stands beside its comparison, measured in the same run, and is told in ratios. Nothing here
passes or fails by a clock.
"""
