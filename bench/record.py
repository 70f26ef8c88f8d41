"""What makes a result worth keeping beside its numbers: when, on what, and how busy that was."""

import json
import os
import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.table import Table
from sitebuild.options import ROOT

__all__ = ["circumstances", "model_class", "record", "write"]

NOISE = {"cpu", "processor", "gen", "with"}
"""Words of a processor's name that say nothing."""


def circumstances(browser: str) -> dict[str, object]:
    """The day, the versions and the kind of machine; nothing that would name the machine.

    Args:
        browser: its version, or an empty text if there was none in play.
    """
    pyodide = json.loads((ROOT / "node_modules/pyodide/package.json").read_text("utf-8"))
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": model_class(_processor()),
        "processors": os.cpu_count(),
        "load": load(),
        "python": platform.python_version(),
        "pyodide": pyodide["version"],
        "browser": browser and f"Chromium {browser}",
    }


def load() -> float | None:
    """How many processes wanted to run in the last minute, where the system says so."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def record(name: str, given: dict[str, object], tables: Sequence[Table]) -> dict[str, object]:
    """One benchmark for a JSON file.

    Args:
        name: which.
        given: its circumstances.
        tables: what it found.
    """
    return {
        "benchmark": name,
        "circumstances": given,
        "tables": [table.record() for table in tables],
    }


def write(path: Path, content: object) -> None:
    """Write JSON, with a line for each value so that a change of a result reads well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def model_class(name: str) -> str:
    """A processor's maker and family, without the numbers that narrow it down.

    >>> model_class("Intel(R) Xeon(R) Platinum 8488C CPU @ 2.40GHz")
    'Intel Xeon Platinum'
    >>> model_class("Apple M2 Pro")
    'Apple M2 Pro'
    """
    plain = re.sub(r"\((?:R|TM)\)|@.*", " ", name, flags=re.IGNORECASE)
    words = [word for word in plain.split() if word.lower() not in NOISE]
    return " ".join(w for w in words if len(w) < 3 or not re.search(r"\d", w)) or "unknown"


def _processor() -> str:
    """What the system calls its processor."""
    try:
        if platform.system() == "Linux":
            told = re.search(
                r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE
            )
            return told[1] if told else platform.machine()
        if platform.system() == "Darwin":
            command = ["sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pass
    return platform.processor() or platform.machine()
