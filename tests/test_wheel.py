"""The wheel of grpo_core: what is in it, that it installs, and that what is installed runs."""

import base64
import csv
import hashlib
import subprocess
import sys
import tomllib
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from grpo_core import Config, __version__, simulate
from sitebuild.runtime import contents
from sitebuild.wheel import WHEEL_NAME, make_wheel

ROOT = Path(__file__).parent.parent
ABOUT = f"grpo_core-{__version__}.dist-info"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return contents(make_wheel(ROOT))


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder in which pip, without a network, has put the wheel."""
    folder: Path = tmp_path_factory.mktemp("wheel")
    (folder / WHEEL_NAME).write_bytes(make_wheel(ROOT))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    target = ["--no-index", "--no-deps", "--target", str(folder / "there"), WHEEL_NAME]
    ran = subprocess.run([*pip, *target], cwd=folder, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return folder / "there"


def python(folder: Path, code: str) -> str:
    """What some Python prints that sees the installed package and not the checkout."""
    prelude = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    ran = subprocess.run(
        [sys.executable, "-I", "-c", prelude + code], cwd=folder, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_every_file_of_the_package_is_in_it_and_nothing_else(files):
    package = ROOT / "grpo_core"
    ours = [p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    names = {path.relative_to(ROOT).as_posix() for path in ours}
    assert {name for name in files if not name.startswith(ABOUT)} == names
    for name in names:
        assert files[name] == (ROOT / name).read_bytes()
    assert "grpo_core/py.typed" in names


def test_the_record_has_each_file_with_its_hash_and_size(files):
    record = f"{ABOUT}/RECORD"
    rows = list(csv.reader(files[record].decode().splitlines()))
    assert [name for name, _, _ in rows] == [*sorted(files.keys() - {record}), record]
    for name, digest, size in rows[:-1]:
        sha = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).decode().rstrip("=")
        assert (digest, size) == (f"sha256={sha}", str(len(files[name])))
    assert rows[-1][1:] == ["", ""]


def test_it_says_of_itself_what_the_project_says(files):
    said = message_from_bytes(files[f"{ABOUT}/METADATA"], policy=default)
    assert said["Name"] == PROJECT["name"]
    assert said["Version"] == __version__
    assert said["Summary"] == PROJECT["description"]
    assert said["License-Expression"] == PROJECT["license"]
    assert said["Requires-Python"] == PROJECT["requires-python"]
    assert said.get_all("Classifier") == PROJECT["classifiers"]
    assert said.get_payload(decode=True) == (ROOT / "README.md").read_bytes()
    assert said.get_all("License-File") == ["LICENSE"]
    assert files[f"{ABOUT}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert said.get_all("Provides-Extra") == [*PROJECT["optional-dependencies"]]
    assert said.get_all("Requires-Dist") == [
        f'{name}; extra == "{extra}"'
        for extra, names in PROJECT["optional-dependencies"].items()
        for name in names
    ]


def test_nothing_that_the_project_declares_is_left_out():
    # What is declared here besides would have to go into METADATA too.
    known = {
        *("name", "description", "readme", "requires-python", "license", "license-files"),
        *("dynamic", "classifiers", "scripts", "optional-dependencies"),
    }
    assert PROJECT.keys() == known


def test_the_same_sources_give_the_same_bytes():
    assert make_wheel(ROOT) == make_wheel(ROOT)


def test_installed_it_runs_the_same_simulation(installed):
    code = (
        "from grpo_core import Config, simulate\nprint(simulate(Config(seed=7, beta=0.04)).final)"
    )
    assert python(installed, code) == str(simulate(Config(seed=7, beta=0.04)).final)


def test_installed_it_is_the_package_that_it_says_it_is(installed):
    code = "import grpo_core, importlib.metadata as m\n"
    code += (
        "print(m.version('grpo_core'), m.entry_points(group='console_scripts', name='grpo-core')"
    )
    code += "['grpo-core'].load().__module__, grpo_core.__file__)"
    place = installed / "grpo_core/__init__.py"
    assert python(installed, code) == f"{__version__} grpo_core.cli {place}"


@pytest.mark.browser
def test_the_site_has_it(dist):
    assert (dist / WHEEL_NAME).read_bytes() == make_wheel(ROOT)
    assert f'href="../{WHEEL_NAME}"' in (dist / "api/index.html").read_text("utf-8")
