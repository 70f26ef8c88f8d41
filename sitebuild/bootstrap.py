"""From a bare Python to the project's own: a `.venv` beside build.py with pinned packages in it.

Standard library only. A layer is one hash-checked file of `requirements/`. What is installed
is remembered by a stamp, so that an unchanged layer costs nothing.
"""

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sitebuild.errors import BuildError, last_words
from sitebuild.processes import Stamp, run
from sitebuild.progress import Log, step

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True)
class Venv:
    """The project's virtual environment: one folder that may not exist yet.

    Attributes:
        root: The checkout it belongs to.
    """

    root: Path

    @property
    def folder(self) -> Path:
        """Return where the environment lives."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Return the environment's interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def running(self) -> bool:
        """Say whether this very process is the environment's interpreter."""
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def enter(self, script: Path, args: list[str], log: Log) -> None:
        """Return inside the environment: run `script` anew in it unless it is running already.

        Raises:
            BuildError: This Python cannot make virtual environments.
        """
        if self.running:
            return
        if not self.python.exists():  # never made, or the Python that it links to has gone
            self._create(log)
        command = [str(self.python), str(script), *args]
        if os.name == "nt":  # execv there returns to the shell before the new process has ended
            raise SystemExit(subprocess.call(command))
        os.execv(self.python, command)

    def install(self, layer: str, log: Log) -> None:
        """Install `requirements/<layer>.txt`, unless that very file was installed before.

        Raises:
            BuildError: pip failed; says with what words.
        """
        requirements = self.root / "requirements" / f"{layer}.txt"
        stamp = Stamp(self.folder / f"{layer}.stamp", requirements, f"Python {PYTHON}")
        if stamp.is_fresh():
            return
        with step(log, f"Python packages of requirements/{requirements.name}"):
            if run([self.python, "-c", "import pip"]).returncode:  # a creation that was cut short
                run([self.python, "-m", "ensurepip"])
            self._pip("install", requirements)
            stamp.set()

    def fetch(self, layer: str, folder: Path, python: str, log: Log) -> None:
        """Download the wheels of a layer into a folder, for another Python than ours to install.

        Raises:
            BuildError: pip failed; says with what words.
        """
        requirements = self.root / "requirements" / f"{layer}.txt"
        stamp = Stamp(folder / f"{layer}.stamp", requirements, f"Python {python}")
        if stamp.is_fresh():
            return
        with step(log, f"wheels of requirements/{requirements.name}"):
            target = ("--python-version", python, "--only-binary", ":all:", "--no-deps")
            self._pip("download", requirements, *target, "--dest", str(folder))
            stamp.set()

    def _create(self, log: Log) -> None:
        cure = (
            f"Install it (Debian, Ubuntu: apt install python3-venv, or python{PYTHON}-venv), "
            "then run the same command again."
        )
        if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
            raise BuildError(f"The Python {PYTHON} at {sys.executable} has no venv module.", cure)
        with step(log, "virtual environment .venv"):
            made = run([sys.executable, "-m", "venv", "--clear", self.folder])
            if made.returncode:
                said = last_words(made.stdout + made.stderr)
                raise BuildError(f"{self.folder} could not be made:\n{said}", cure)

    def _pip(self, verb: str, requirements: Path, *args: str) -> None:
        quiet = ("--disable-pip-version-check", "--no-input", "--quiet")
        pinned = ("--require-hashes", "-r", requirements)
        ran = run([self.python, "-m", "pip", *quiet, verb, *pinned, *args])
        if ran.returncode == 0:
            return
        if "DO NOT MATCH THE HASHES" in ran.stderr:
            cure = (
                "A downloaded file is not the one we pinned. Empty pip's cache (python3 -m pip "
                "cache purge) and try again; if it stays so, distrust the package index."
            )
        else:
            cure = (
                "Check the network (proxy, certificates, pip's index settings), then run the "
                "same command again. To start over, delete .venv."
            )
        raise BuildError(f"pip {verb} failed:\n{last_words(ran.stdout + ran.stderr)}", cure)
