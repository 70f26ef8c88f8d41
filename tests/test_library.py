"""Sources, published numbers and formulas' labels: what the data files must hold, and do."""

import re
from pathlib import Path

import pytest

from sitebuild.errors import BuildError
from sitebuild.library import numbered, read_library, read_references, source_of, value_shown
from sitebuild.prose import blocks

ROOT = Path(__file__).parent.parent
LIBRARY = read_library(ROOT / "site", {})
TEXTS = sorted([*ROOT.glob("widgets/*/prose.md"), *ROOT.glob("site/*.md")])
PAPER = {"R1v1", "R1v2", "Nature"}


def site(tmp_path: Path, numbers: str) -> Path:
    """A folder of data with one source and these published numbers."""
    (tmp_path / "data/published").mkdir(parents=True)
    (tmp_path / "references.toml").write_text('[DSM]\nauthors = ""\ntitle = "T"\nwhere = "W"\n')
    (tmp_path / "data/glossary.toml").write_text("[term]\n")
    (tmp_path / "data/published/some.toml").write_text(numbers)
    return tmp_path


def test_a_published_number_is_read_with_its_source(tmp_path):
    folder = site(tmp_path, '[dsm]\nkl = { value = 0.04, source = "DSM §4.2", read = "primary" }\n')
    number = read_library(folder, {}).published["dsm.kl"]
    assert (number.value, number.shown, number.source) == (0.04, "0.04", "DSM §4.2")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('source = "DSM", read = "primary"', "no value"),
        ('value = 1, source = "Other 3", read = "primary"', "not in the reference list"),
        ('value = 1, source = "DSM", read = "memory"', "none of primary"),
        ('value = 1, source = "DSM", read = "primary", shown = "2"', "shown as '2'"),
        ('value = 294000, source = "DSM", read = "primary", shown = "$293K"', "shown as"),
        ('value = 1, source = "DSM", read = "primary", why = "x"', "it may have"),
    ],
)
def test_a_number_that_does_not_hold_together_is_named(tmp_path, entry, words):
    with pytest.raises(BuildError, match=words):
        read_library(site(tmp_path, f"[dsm]\nkl = {{ {entry} }}\n"), {})


def test_a_number_is_published_once(tmp_path):
    folder = site(tmp_path, '[a]\nb = { value = 1, source = "DSM", read = "primary" }\n')
    text = (folder / "data/published/some.toml").read_text()
    (folder / "data/published/more.toml").write_text(text)
    with pytest.raises(BuildError, match="published twice"):
        read_library(folder, {})


def test_a_reference_without_a_title_is_named(tmp_path):
    path = tmp_path / "references.toml"
    path.write_text('[X]\nauthors = "A"\nwhere = "W"\n')
    with pytest.raises(BuildError, match="'X' needs authors, title and where"):
        read_references(path)


def test_formulas_are_numbered_within_their_chapter_and_labels_are_unique():
    texts = {
        "2": ("", "$$a$$ {#one} and $$b$$ and $$c$$ {#two}"),
        "P": ("primer/", "$$d$$ {#three}"),
    }
    found = numbered(texts)
    assert [(e.number, e.page) for e in found.values()] == [
        ("2.1", ""),
        ("2.2", ""),
        ("P.1", "primer/"),
    ]
    with pytest.raises(BuildError, match="labelled 'one'"):
        numbered({"2": ("", "$$a$$ {#one} $$b$$ {#one}")})


def test_what_is_shown_is_read_back():
    for number in LIBRARY.published.values():
        assert value_shown(number.shown) == pytest.approx(number.value, rel=1e-12), number.key
    assert value_shown("several") != value_shown("several")  # not a number


def test_numbers_of_the_paper_name_its_version():
    for number in LIBRARY.published.values():
        key, place = source_of(number.source)
        assert key not in {"R1", "Paper"}, number.key
        if key in PAPER:
            assert place, f"{number.key}: where in {key}?"


def test_a_published_number_stands_beside_a_cite_of_its_source():
    used = 0
    for path in TEXTS:
        for block in blocks(path.read_text("utf-8")):
            cited = set(re.findall(r"\[@(\w+)", block))
            for key in re.findall(r"\[=([\w.-]+)\]", block):
                used += 1
                source, _ = source_of(LIBRARY.published[key].source)
                assert source in cited, f"{path.parent.name}/{path.name}: {key} is from {source}"
    assert used > 20


def test_prose_writes_no_published_number_by_hand():
    # Four digits or more, or a KL weight: such numbers come from the data files.
    for path in TEXTS:
        text = re.sub(r"\$[^$]*\$|\$\$.*?\$\$", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"\d,\d{3}|0\.00\d", text), path


def test_cites_in_the_texts_are_in_the_bibliography_and_name_a_version():
    for path in TEXTS:
        for key, place in re.findall(r"\[@(\w+)([^\]]*)\]", path.read_text("utf-8")):
            assert key in LIBRARY.references, f"{path}: {key}"
            assert key not in PAPER or place.strip(), f"{path}: where in {key}?"
