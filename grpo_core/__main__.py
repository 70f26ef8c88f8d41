"""Lets `python -m grpo_core` be the command line."""

import sys

from grpo_core.cli import main

if __name__ == "__main__":
    sys.exit(main())
