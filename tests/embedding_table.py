"""The tables of docs/embedding.md: `python -m tests.embedding_table` writes them.

What works where is what `tests/browser/test_frames.py` holds every host page to; times and memory
are the latest that `python -m bench embeds` found.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.browser.embedding import SCENARIOS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/embedding.md"
FOUND = ROOT / "bench/results/embeds.json"
BETWEEN = re.compile(r"(?<=<!-- matrix -->\n).*?(?=<!-- /matrix -->)", re.DOTALL)


def tables() -> str:
    """Both, as Markdown."""
    headings = ["host page", *SCENARIOS[0].seen]
    rows = [[scenario.name, *scenario.seen.values()] for scenario in SCENARIOS]
    found = json.loads(FOUND.read_text("utf-8"))
    table, about = found["tables"][0], found["circumstances"]
    measured = (
        f"Measured on {about['date']}: {about['browser']}, {about['system']}, {about['processor']},"
        f" {about['processors']} processors."
    )
    notes = [f"{table['title'][0].upper()}{table['title'][1:]}.", *table["notes"], measured]
    timed = [[_cell(cell) for cell in row.values()] for row in table["rows"]]
    where, times = _table(headings, rows), _table(list(table["rows"][0]), timed)
    return "\n".join(["", *where, "", *times, "", *notes, "", ""])


def _cell(value: str | float | None) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if value < 20 else f"{value:.0f}"
    return "" if value is None else str(value)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{' --- |' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(_safe(cell) for cell in row)} |"


def _safe(cell: str) -> str:
    return f"`{cell}`" if cell.startswith("<") else cell


if __name__ == "__main__":
    PAGE.write_text(BETWEEN.sub(lambda _: tables(), PAGE.read_text("utf-8")), encoding="utf-8")
