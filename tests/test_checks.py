"""The checks of built pages: who is asked, what counts as an objection, what is fetched for it."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from sitebuild import nu
from sitebuild.checks import check_pages
from sitebuild.errors import BuildError
from sitebuild.extras import install_extra
from sitebuild.node import Toolchain
from sitebuild.nu import KNOWN, NuChecker, find_nu, java_version, objections
from sitebuild.options import ROOT

shell_only = pytest.mark.skipif(os.name == "nt", reason="the fake programs are shell scripts")

TOOLS = sorted((ROOT / "bench/tools").iterdir())
JAVA_17 = "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2"

CALM = '{"messages": []}'
STRAY = {"type": "error", "message": "Stray end tag 'div'."}


def silent(_: str) -> None:
    """Say nothing."""


def fake_program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def tools(tmp_path: Path) -> Toolchain:
    """A toolchain whose html-validate objects to pages with `<blink>` and whose npm has no work."""
    npm = fake_program(tmp_path / "npm", "mkdir -p node_modules")
    script = tmp_path / "node_modules/html-validate/bin/html-validate.mjs"
    script.parent.mkdir(parents=True)
    script.write_text(
        "import sys, pathlib\n"
        "sys.exit(any('<blink>' in pathlib.Path(name).read_text() for name in sys.argv[1:]))",
        encoding="utf-8",
    )
    return Toolchain(tmp_path, Path(sys.executable), (npm,))  # any interpreter of scripts will do


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "deep").mkdir(parents=True)
    (folder / "index.html").write_text("<p>Well.</p>", encoding="utf-8")
    (folder / "deep/index.html").write_text("<p>Well.</p>", encoding="utf-8")
    return folder


# --- the check of the pages -----------------------------------------------------------------


def test_without_java_html_validate_checks_alone_and_that_is_said(
    tools: Toolchain, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    lines: list[str] = []
    check_pages(site, tools, lines.append)
    assert "Nu HTML checker: left out, since there is no Java 17 or newer on PATH" in lines
    assert not (tools.root / ".cache").exists()
    (site / "deep/index.html").write_text("<blink>No</blink>", encoding="utf-8")
    with pytest.raises(BuildError, match=r"^html-validate objected"):
        check_pages(site, tools, silent)


@shell_only
def test_with_java_both_are_heard_even_if_the_first_objects(
    tools: Toolchain, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = json.dumps({"messages": [STRAY | {"url": (site / "index.html").as_uri()}]})
    java = fake_program(tools.root / "java", f"{JAVA_17}\ncat <<'END'\n{found}\nEND")
    monkeypatch.setattr(shutil, "which", lambda _: str(java))
    (site / "index.html").write_text("<blink>No</div>", encoding="utf-8")
    lines: list[str] = []
    with pytest.raises(BuildError, match="html-validate and Nu HTML checker objected"):
        check_pages(site, tools, lines.append)
    assert "Stray end tag 'div'.\n    index.html:?" in lines


# --- Java -----------------------------------------------------------------------------------


@shell_only
@pytest.mark.parametrize(
    ("script", "version"),
    [
        (JAVA_17, 17),
        ("echo 'java version \"1.8.0_402\"' >&2", 8),
        ("echo 'openjdk version \"26\" 2026-03-17' >&2", 26),
        ("echo 'No Java runtime present, requesting install.' >&2; exit 1", 0),
        (f"{JAVA_17}; exit 1", 0),
    ],
)
def test_the_version_of_java_is_read_from_what_it_says(
    script: str, version: int, tmp_path: Path
) -> None:
    assert java_version(fake_program(tmp_path / "java", script)) == version


def test_a_java_that_is_not_there_has_no_version(tmp_path: Path) -> None:
    assert java_version(tmp_path / "java") == 0


@shell_only
def test_a_checker_that_cannot_be_fetched_is_left_out_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = fake_program(tmp_path / "java", JAVA_17)
    monkeypatch.setattr(shutil, "which", lambda _: str(java))
    npm = fake_program(tmp_path / "npm", "echo npm error code ENOTFOUND >&2; exit 1")
    lines: list[str] = []
    assert find_nu(Toolchain(tmp_path, tmp_path / "node", (npm,)), lines.append) is None
    assert "left out" in lines[-1]
    assert "ENOTFOUND" in lines[-1]


# --- the Nu checker's answer ----------------------------------------------------------------

FALSE_ALARMS = [
    "Resource violates Content Security Policy (meta tag): external script"
    " '../assets/00d631a9925a/theme.js' blocked by 'script-src' directive.",
    "Resource violates Content Security Policy (meta tag): external stylesheet"
    " 'assets/00d631a9925a/style.css' blocked by 'style-src' directive.",
    "CSS: Unrecognized at-rule '@container'",
    "CSS: 'container-type': Property 'container-type' doesn't exist.",
    "CSS: 'position-area': Property 'position-area' doesn't exist.",
    "CSS: 'position-try-fallbacks': Property 'position-try-fallbacks' doesn't exist.",
    "CSS: 'animation-timeline': Property 'animation-timeline' doesn't exist.",
    "CSS: 'field-sizing': Property 'field-sizing' doesn't exist.",
    "CSS: 'paint-order': Property 'paint-order' doesn't exist.",
    "CSS: 'vector-effect': Property 'vector-effect' doesn't exist.",
]
TRUE_ONES = [
    "Resource violates Content Security Policy (meta tag): external script"
    " 'https://elsewhere.example/x.js' blocked by 'script-src' directive.",
    "Resource violates Content Security Policy (meta tag): inline style blocked by 'style-src'"
    " directive.",
    "CSS: Unrecognized at-rule '@contaner'",
    "CSS: 'paint-ordr': Property 'paint-ordr' doesn't exist.",
    "CSS: 'position-area': 'sideways' is not a 'position-area' value.",
]


def told(*messages: str) -> list[str]:
    return list(objections([{"message": text} for text in messages], ROOT))


@pytest.mark.parametrize("message", FALSE_ALARMS)
def test_a_false_alarm_that_we_know_is_no_objection(message: str) -> None:
    assert told(message) == []


@pytest.mark.parametrize("message", TRUE_ONES)
def test_what_only_resembles_one_is_an_objection(message: str) -> None:
    assert [text.splitlines()[0] for text in told(message)] == [message]


def test_every_pattern_has_a_reason_and_stands_for_a_message_that_we_saw() -> None:
    for pattern, reason in KNOWN.items():
        assert reason
        assert any(re.fullmatch(pattern, message) for message in FALSE_ALARMS), pattern


def test_an_objection_is_told_once_with_all_its_places(tmp_path: Path) -> None:
    places = [("index.html", 3), ("deep/index.html", 9)]
    found = [
        STRAY | {"url": f"file:{tmp_path.as_posix()}/{name}", "lastLine": line}
        for name, line in places
    ]
    (objection,) = objections(found, tmp_path)
    assert objection == "Stray end tag 'div'.\n    index.html:3\n    deep/index.html:9"


@shell_only
def test_pages_and_style_sheets_are_handed_over_and_nothing_else(
    site: Path, tmp_path: Path
) -> None:
    (site / "style.css").touch()
    (site / "page.js").touch()
    java = fake_program(tmp_path / "java", f"echo \"$@\" >> '{tmp_path}/asked'; echo '{CALM}'")
    assert NuChecker(java, tmp_path / "vnu.jar").check(site) == []
    asked = (tmp_path / "asked").read_text(encoding="utf-8")
    names = [word for word in asked.split() if word.startswith(str(site))]
    assert names == [f"{site}/{name}" for name in ("deep/index.html", "index.html", "style.css")]


@shell_only
def test_a_checker_that_fails_is_quoted(site: Path, tmp_path: Path) -> None:
    java = fake_program(tmp_path / "java", "echo Error: unable to access jarfile >&2; exit 1")
    with pytest.raises(BuildError, match="unable to access jarfile"):
        NuChecker(java, tmp_path / "vnu.jar").check(site)


JAR = ROOT / ".cache/tools" / nu.MANIFEST.name / "node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.mark.thorough
@pytest.mark.skipif(
    not (shutil.which("java") and JAR.is_file()),
    reason="there is no Java, or the checker has not been fetched",
)
def test_the_real_checker_finds_real_faults(site: Path) -> None:
    head = '<!doctype html><html lang="en">\n<title>A page</title>\n'
    (site / "index.html").write_text(f'{head}<p aria-label="x">Words.</p>\n', encoding="utf-8")
    (site / "deep/index.html").write_text(f"{head}<p>Words.</p>\n", encoding="utf-8")
    (site / "style.css").write_text("p { colr: red; paint-order: stroke }", encoding="utf-8")
    found = NuChecker(Path(shutil.which("java") or ""), JAR).check(site)
    assert len(found) == 2
    assert "'aria-label'" in found[0]
    assert "\n    index.html:3" in found[0]
    assert found[1].startswith("CSS: 'colr': Property 'colr' doesn't exist.\n    style.css:1")


# --- packages apart -------------------------------------------------------------------------


@pytest.mark.parametrize("folder", TOOLS, ids=lambda folder: folder.name)
def test_a_tools_packages_are_exact_and_its_lock_names_no_host(folder: Path) -> None:
    asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: lock[f"node_modules/{name}"]["version"] for name in asked} == asked
    installed = [entry for name, entry in lock.items() if name]
    assert all("integrity" in entry and "resolved" not in entry for entry in installed)


@pytest.mark.parametrize("folder", TOOLS, ids=lambda folder: folder.name)
def test_a_tools_packages_are_not_the_sites(folder: Path) -> None:
    asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert not {f"node_modules/{name}" for name in asked} & lock.keys()


@shell_only
def test_an_extra_is_installed_once_beside_the_sources(tmp_path: Path) -> None:
    npm = fake_program(tmp_path / "npm", 'pwd >> "../../../npm.log"; mkdir -p node_modules')
    manifest = tmp_path / "bench/tools/nu"
    manifest.mkdir(parents=True)
    (manifest / "package.json").write_text("{}", encoding="utf-8")
    (manifest / "package-lock.json").write_text("{}", encoding="utf-8")
    for _ in range(2):
        modules = install_extra(manifest, Toolchain(tmp_path, tmp_path / "node", (npm,)), silent)
    assert modules == tmp_path / ".cache/tools/nu/node_modules"
    assert (tmp_path / "npm.log").read_text(encoding="utf-8").split() == [str(modules.parent)]
    assert sorted(path.name for path in manifest.iterdir()) == ["package-lock.json", "package.json"]
