"""Running another program: what it said, and whether its work still stands."""

import hashlib
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    seconds: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return its exit code and what it printed.

    Raises:
        OSError: There is no such program.
        subprocess.TimeoutExpired: It was ended after `seconds`.
    """
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        input=stdin,
        timeout=seconds,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )


@dataclass(frozen=True)
class Stamp:
    """A small file that remembers for which content of another file some work was done.

    Attributes:
        path: Where it is kept, best inside what the work makes, to vanish together with it.
        source: The file whose content decides.
        setting: What else decides, in words.
    """

    path: Path
    source: Path
    setting: str = ""

    def is_fresh(self) -> bool:
        """Say whether the work was done for what the source says now."""
        return self.path.is_file() and self.path.read_text(encoding="utf-8") == self._wanted()

    def set(self) -> None:
        """Remember that it is done."""
        self.path.write_text(self._wanted(), encoding="utf-8")

    def _wanted(self) -> str:
        return f"{hashlib.sha256(self.source.read_bytes()).hexdigest()} {self.setting}\n"
