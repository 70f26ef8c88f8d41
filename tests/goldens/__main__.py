"""Writes the goldens anew: `python -m tests.goldens`."""

import os
import sys

from tests.goldens import folders, rendered

if __name__ == "__main__":
    if os.environ.get("CI"):
        sys.exit("Goldens are not written in CI: they are what CI compares with.")
    for folder in folders():
        for name, text in rendered(folder).items():
            (folder / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{folder.parent.name}/{folder.name}\n")
