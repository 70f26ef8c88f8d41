"""The house rules that a machine can keep: who imports whom, what the host knows, how much JS."""

import ast
import re
import sys
from pathlib import Path

import pytest

from sitebuild.parts import NOT_FOR_PAGES
from widgets import CHAPTERS

ROOT = Path(__file__).parent.parent
SCRIPTS = [
    *sorted((ROOT / "site/js").glob("*.js")),
    ROOT / "site/sw.js",
    ROOT / "site/embed/r1-widget.js",
]
ON_DEMAND = {
    "bench", "embed", "export", "frame", "offline", "r1-widget", "sw", "take-home", "try-out",
}  # fmt: skip
"""Scripts that a reader of the explainer does not load unless some feature is used."""
MOST_SCRIPT = 1205
MOST_ON_DEMAND = 640
"""Lines of first-party JavaScript that are neither empty nor comment."""
OPTIONAL = {"sweep_file.py": {"pyarrow"}}
"""What a module may import, in functions, if it is installed."""


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(path.parent.name if node.level else (node.module or "").split(".")[0])
    return names


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [("grpo_core", {"grpo_core"}), ("widgets", {"grpo_core", "widgets"})],
)
def test_packages_import_only_what_they_may(folder, allowed):
    for path in sources(folder):
        others = imported(path) - allowed - sys.stdlib_module_names - OPTIONAL.get(path.name, set())
        assert not others, f"{path.relative_to(ROOT)} imports {others}"


def test_nothing_imports_the_entry():
    for path in sources("grpo_core", "widgets", "sitebuild", "bench"):
        assert "build" not in imported(path), path


def test_what_pages_run_imports_nothing_that_travels_with_no_page():
    for path in sources("grpo_core", "widgets"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if module not in (*NOT_FOR_PAGES, "grpo_core.__main__"):
            text = path.read_text("utf-8")
            assert not [name for name in NOT_FOR_PAGES if f"from {name} import" in text], path


def test_core_and_widgets_need_nothing_slow_to_start():
    # Each of these costs the reader milliseconds of start-up and is needed by no picture.
    slow = {"decimal", "fractions", "numbers", "statistics", "urllib", "html", "asyncio", "http"}
    for path in sources("grpo_core", "widgets"):
        assert not imported(path) & slow, path


def lines_of_code(path: Path) -> int:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    return sum(bool(re.sub(r"^\s*//.*", "", line).strip()) for line in text.splitlines())


def test_first_party_script_stays_small():
    assert {path.stem for path in SCRIPTS} > ON_DEMAND
    later = [path for path in SCRIPTS if path.stem in ON_DEMAND]
    assert sum(lines_of_code(path) for path in SCRIPTS if path not in later) <= MOST_SCRIPT
    assert sum(map(lines_of_code, later)) <= MOST_ON_DEMAND


def test_the_host_knows_no_widget_by_name():
    slugs = {chapter.slug for chapter in CHAPTERS}
    for path in SCRIPTS:
        words = set(re.findall(r"[\w-]+", path.read_text("utf-8")))
        assert not words & (slugs - {"reward"}), path.name


def test_no_style_is_written_in_python():
    # Colours are the style sheet's; a widget asks for a role. Inline styles would break the CSP.
    for path in sources("widgets"):
        text = path.read_text("utf-8")
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", text), path
        assert "style_=" not in text, path


def test_the_project_names_no_registry_host_and_no_path_of_a_machine():
    words = re.compile(r"registry\.np[m]js|py[p]i\.org|pythonho[s]ted|/ho[m]e/\w|/tm[p]/\w")
    names = {".py", ".js", ".mjs", ".md", ".html", ".css", ".toml", ".json", ".txt", ".yaml", ".in"}
    skipped = {"node_modules", "dist", ".venv", ".cache", ".git", ".hypothesis"}
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if path.suffix in names and path.is_file() and not skipped & set(parts):
            found = words.search(path.read_text("utf-8"))
            assert not found, f"{path.relative_to(ROOT)}: {found}"
