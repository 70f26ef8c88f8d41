"""Golden pictures: chosen states of each widget as folders that a person can open.

A folder `<slug>/<name>/` holds `state.json` (control name to text), `finding.txt` and
`picture.html`. `python -m tests.goldens` writes the last two anew; look at the difference before
you commit it. CI never writes them.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from widgets import runtime

HERE = Path(__file__).parent


def folders() -> Iterator[Path]:
    """Every golden, in order."""
    yield from sorted(path.parent for path in HERE.glob("*/*/state.json"))


def rendered(folder: Path) -> dict[str, str]:
    """What the files of a golden should hold, by file name."""
    state = (folder / "state.json").read_text("utf-8")
    answer = json.loads(runtime.answer(folder.parent.name, state))
    # One element a line, so that a difference can be read.
    picture = answer["picture"].replace("><", ">\n<")
    return {"finding.txt": answer["finding"] + "\n", "picture.html": picture + "\n"}
