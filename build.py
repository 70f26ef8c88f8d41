"""Build, serve and test the site: `python3 build.py --help`. Needs only Python 3.11 with venv."""

import sys

OLDEST_PYTHON = (3, 11)


def main() -> int:
    """Hand over to sitebuild, unless this Python is too old to read it."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit(
            "error: this is Python " + found + ", and the build needs 3.11 or newer.\n"
            "  cure: run build.py with a newer one, for example: python3.13 build.py"
        )
    from sitebuild.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
