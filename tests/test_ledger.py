"""The field report: faults in its data are named, and nothing in it stands without a source."""

import re
import tomllib
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from sitebuild.errors import BuildError
from sitebuild.ledger import CORRECTIONS, KINDS, READ, read_ledger

ROOT = Path(__file__).parents[1]
DATA = tomllib.loads((ROOT / "site/data/field-report.toml").read_text("utf-8"))
REFERENCES = tomllib.loads((ROOT / "site/references.toml").read_text("utf-8"))
NUMBERS = {
    f"{table}.{entry}": number
    for path in sorted((ROOT / "site/data/published").glob("*.toml"))
    for table, entries in tomllib.loads(path.read_text("utf-8")).items()
    for entry, number in entries.items()
}

GOOD = """
[[section]]
id = "release"
title = "What was released"
lead = "Weights."

[[claim]]
id = "weights"
section = "release"
kind = "paper-v1"
text = "They were."
source = ["R1v1 §1"]
read = "primary"

[[claim]]
id = "guess"
section = "release"
kind = "inference"
text = "Inferred from the rest."
source = ["R1v2"]
read = "computed"

[[group]]
id = "explainers"
title = "Explainers"
lead = "They say."

[[correction]]
group = "explainers"
kind = "wrong"
account = "So."
paper = "Not so."
source = ["R1v1"]
"""

BAD = {
    "unknown kind": ('kind = "paper-v1"', 'kind = "paper"', "weights has the unknown kind 'paper'"),
    "unknown section": ('section = "release"', 'section = "x"', "the unknown section 'x'"),
    "unknown group": ('group = "explainers"', 'group = "x"', "the unknown group 'x'"),
    "unknown verdict": ('kind = "wrong"', 'kind = "bad"', "the unknown kind 'bad'"),
    "unknown reading": ('read = "primary"', 'read = "skimmed"', "the unknown read 'skimmed'"),
    "empty source": ('["R1v1 §1"]', "[]", "weights has an empty source"),
    "missing source": ('source = ["R1v1 §1"]', "", "weights has no source"),
    "another version": ('["R1v1 §1"]', '["R1v2"]', "names no source of that kind"),
    "same id twice": ('id = "guess"', 'id = "weights"', "weights has an id that stands twice"),
    "no anchor": ('id = "guess"', 'id = "A guess"', "an id that makes no anchor"),
    "unreasoned": ("Inferred from the rest.", "Surely.", "what it is inferred from"),
    "no text": ('text = "They were."', 'text = " "', "weights has no text"),
    "unsourced correction": ('source = ["R1v1"]', "source = []", "has an empty source"),
}


def read(path):
    return read_ledger(path, Markup, lambda sources: Markup(" ".join(sources)))


def written(folder, text):
    path = folder / "report.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_small_example_is_good(tmp_path):
    ledger = read(written(tmp_path, GOOD))
    assert ledger.total == 2
    assert {kind.id: kind.count for kind in ledger.kinds if kind.count} == {
        "paper-v1": 1,
        "inference": 1,
    }
    assert "[@R1v1 §1]" in ledger.sections[0].claims[0].text


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_named_with_its_entry_and_a_cure(name, tmp_path):
    before, after, cause = BAD[name]
    assert before in GOOD
    with pytest.raises(BuildError) as caught:
        read(written(tmp_path, GOOD.replace(before, after, 1)))
    assert cause in caught.value.cause
    assert caught.value.cause.startswith("report.toml: [[")
    assert caught.value.cure


@pytest.mark.parametrize("text", ["Nobody says.", "Looked for in both versions."])
def test_only_an_unknown_that_says_where_it_was_looked_for_may_lack_a_source(text, tmp_path):
    claim = GOOD.replace('kind = "paper-v1"', 'kind = "unknown"').replace('["R1v1 §1"]', "[]")
    path = written(tmp_path, claim.replace("They were.", text))
    if text.startswith("Looked for in"):
        assert read(path).sections[0].claims[0].text == text
    else:
        with pytest.raises(BuildError, match="where it was looked for"):
            read(path)


@pytest.fixture(scope="module")
def ledger():
    return read(ROOT / "site/data/field-report.toml")


def test_every_section_kind_and_group_has_entries(ledger):
    assert all(section.claims for section in ledger.sections)
    assert all(kind.count for kind in ledger.kinds)
    assert {group.id for group in ledger.groups} == {"explainers", "reports", "documents"}
    assert all(len(group.corrections) >= 15 for group in ledger.groups)
    assert {row["kind"] for row in DATA["correction"]} == set(CORRECTIONS)
    assert 55 <= ledger.total <= 80


@pytest.mark.parametrize(
    ("kind", "keys"), [("paper-v1", {"R1v1"}), ("paper-v2", {"R1v2", "Nature"})]
)
def test_what_a_paper_says_names_its_version(kind, keys):
    claims = [claim for claim in DATA["claim"] if claim["kind"] == kind]
    assert claims
    assert [c["id"] for c in claims if not keys & {s.split()[0] for s in c["source"]}] == []


def fields():
    """Every text of the report with its entry, and the sources that stand beside it."""
    for table, entries in DATA.items():
        for number, entry in enumerate(entries, start=1):
            beside = entry.get("source", [])
            for field, text in entry.items():
                if isinstance(text, str) and field not in {"id", "kind", "read", "section", "key"}:
                    # A source is appended to the text that carries it, not to an account.
                    own = [] if field == "account" else beside
                    yield f"{table} {entry.get('id', number)} {field}", field, text, own


FIELDS = list(fields())

NOT_A_NUMBER = re.compile(
    r"\[=[^\]]+\]|\[@[^\]]+\]|\$[^$]+\$"  # shown by key, cited, a formula
    r"|\b(19|20)\d\d\b|\b\d{1,2} (?=January|February|May|July|September)"  # dates
    r"|§[\d.]+|\b(section|[Cc]hapter|[Vv]ersion) \d+|\bAppendix [A-Z]"  # places
    r"|\bR1(-0528)?\b|\bV[23](\.\d)?\b|\bo1(-\d+)?\b|\bM1\b|\bGPT-4o\b|\b2-GRPO\b"  # names
    r"|\bQwen[\d.]*|\bLlama[- ][\d.]+|\bApache 2\.0|\b(1\.5|7|8|14|16|32|70)B\b"
    r"|\bMATH-500|\b(pass|Pass|cons)@\d+|\b[HA]\d00\b"  # tests, hardware
)


def test_no_number_stands_without_its_key():
    bare = {}
    for where, field, text, _ in FIELDS:
        if field not in {"account", "means"}:  # what is said wrongly, and what is assumed
            left = NOT_A_NUMBER.sub("", text)
            if where.startswith("lab"):
                left = re.sub(r"\b(64|8) GPUs", "", left)  # assumed in `means`
            if digits := re.findall(r"\d[\d,.]*", left):
                bare[where] = digits
    assert bare == {}


def test_a_number_stands_beside_its_source():
    for where, _, text, beside in FIELDS:
        cited = {source.split()[0] for source in beside + re.findall(r"\[@([^\]]+)\]", text)}
        assert cited <= set(REFERENCES), where
        for key in re.findall(r"\[=([^\]]+)\]", text):
            assert key in NUMBERS, where
            assert NUMBERS[key]["source"].split()[0] in cited, (where, key)


def test_no_claim_is_surer_than_its_numbers():
    known = {
        "primary": {"primary", "computed"},
        "transcriptions": {"primary", "transcriptions", "computed"},
        "digitised": {"primary", "digitised", "computed"},
    }
    for claim in DATA["claim"]:
        for key in re.findall(r"\[=([^\]]+)\]", claim["text"]):
            assert NUMBERS[key]["read"] in known.get(claim["read"], set(READ)), (claim["id"], key)


def test_readings_are_references():
    assert [row["key"] for row in DATA["reading"] if row["key"] not in REFERENCES] == []


def test_the_page_has_every_claim_with_its_link_and_filters_by_style_alone(ledger):
    shells = {"page.html": "{% block main %}{% endblock %}"}
    shells["report"] = (ROOT / "templates/field-report.html").read_text("utf-8")
    environment = Environment(loader=DictLoader(shells), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template("report").render(ledger=ledger, root="../")
    style = (ROOT / "site/css/6-field-report.css").read_text("utf-8")
    for claim in DATA["claim"]:
        assert f'id="claim-{claim["id"]}"' in page
        assert f'href="#claim-{claim["id"]}"' in page
    for kind in KINDS:
        assert f'id="kind-{kind.id}"' in page
        assert f"#kind-{kind.id}:checked" in style
        assert f".claim:not(.{kind.id}, :target)" in style
        assert f".claim-kind.{kind.id}::before" in style
    assert "<script" not in page
    assert "style=" not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
