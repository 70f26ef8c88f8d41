"""The words around the chapters: glossary, symbols, argument, primer, about and citation."""

import re
import tomllib
from importlib import import_module
from inspect import get_annotations
from math import isclose
from pathlib import Path

import pytest

import grpo_core
from widgets import CHAPTERS

ROOT = Path(__file__).parents[1]
SLUGS = [chapter.slug for chapter in CHAPTERS]
PRIMER = (ROOT / "site/primer.md").read_text("utf-8")


def data(name):
    return tomllib.loads((ROOT / "site/data" / name).read_text("utf-8"))


TERMS = data("glossary.toml")["term"]
SYMBOLS = data("symbols.toml")["symbol"]
PARTS = data("argument.toml")["part"]


def words(markdown):
    """How many words a reader sees: cites are none, a formula in the line or a number is one."""
    text = re.sub(r"\$\$.+?\$\$(?: \{#[\w-]+\})?", " ", markdown, flags=re.DOTALL)
    text = re.sub(r"\[@[^\]]+\]|<[^>]+>", " ", text)
    text = re.sub(r"\$[^$]+\$|\[[=:\w.-]+\]", "x", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    return len([word for word in text.split() if re.search(r"\w", word)])


def lookup(name):
    """What a dotted name stands for; a field of a class without a value counts as found."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        break
    else:
        raise LookupError(name)
    for part in parts[length:]:
        if not hasattr(found, part) and part not in get_annotations(found):
            raise LookupError(name)
        found = getattr(found, part, None)
    return found


def test_words_are_counted_as_they_are_shown():
    assert words("It is $a + b$ [@R1v1 eq. 1], [=a.b] of [them](page:about) <i>all</i>.") == 7


@pytest.mark.parametrize("term", TERMS.values(), ids=TERMS)
def test_a_definition_fits_its_card(term):
    assert 10 <= words(term["text"]) <= 45
    assert "$$" not in term["text"]
    assert "[[" not in term["text"]
    assert set(term) <= {"name", "also", "text", "chapter", "symbol"}


@pytest.mark.parametrize("term", TERMS.values(), ids=TERMS)
def test_a_term_is_at_home_in_a_chapter_and_its_symbol_exists(term):
    assert term["chapter"] in SLUGS
    if "symbol" in term:
        assert term["symbol"] in [symbol["id"] for symbol in SYMBOLS]


def test_terms_stand_in_alphabetical_order_and_no_name_means_two_things():
    names = [term["name"] for term in TERMS.values()]
    assert names == sorted(names, key=lambda name: re.sub("[^a-z0-9 ]", "", name.lower()))
    every = [name.lower() for t in TERMS.values() for name in (t["name"], *t.get("also", ()))]
    assert len(every) == len(set(every))


def test_a_language_other_than_english_is_marked_and_glossed():
    text = TERMS["language-mixing"]["text"]
    foreign = re.findall(r"[\u3400-\u9fff]+", text)
    assert foreign
    marked = "".join(re.findall('<span lang="zh">(.+?)</span>', text))
    assert all(part in marked for part in foreign)
    assert "of our own" in text


def test_symbols_have_their_own_ids_and_letters():
    for key in ("id", "latex", "say"):
        values = [symbol[key] for symbol in SYMBOLS]
        assert len(values) == len(set(values)), key


@pytest.mark.parametrize("symbol", SYMBOLS, ids=[symbol["id"] for symbol in SYMBOLS])
def test_a_symbol_leads_to_code_chapter_and_source(symbol):
    for name in symbol["code"]:
        lookup(name)
    assert symbol["chapter"] in SLUGS
    sources = tomllib.loads((ROOT / "site/references.toml").read_text("utf-8"))
    if "where" in symbol:
        assert symbol["where"].split()[0] in sources


@pytest.mark.parametrize("name", ["grpo_core.kl2", "grpo_core.simulator.Config.gamma", "nowhere.x"])
def test_a_name_that_is_not_in_the_code_is_noticed(name):
    with pytest.raises(LookupError):
        lookup(name)


def test_the_argument_goes_through_the_sixteen_in_order():
    steps = [step for part in PARTS for step in part["step"]]
    assert [step["chapter"] for step in steps] == SLUGS
    for step in steps:
        assert len(step["text"].split()) <= 22, step["text"]
        assert re.fullmatch(r"[A-Z][^.?!]+\.", step["text"]), step["text"]
    for part in PARTS:
        assert re.fullmatch(r"[A-Z][^.?!]+\.", part["text"].replace("R1's", "")), part["text"]


def test_the_primer_has_four_short_parts():
    lead, *rest = re.split(r"^## (.+) \{#([\w-]+)\}$", PRIMER, flags=re.MULTILINE)
    assert len(re.findall(r"[.?!](?:\s|$)", lead)) == 2
    assert rest[1::3] == ["compute", "block", "post-training", "policy-gradients"]
    for title, text in zip(rest[0::3], rest[2::3], strict=True):
        assert 180 <= words(text) <= 260, f"{title}: {words(text)}"


def test_the_primer_numbers_its_two_formulas_and_links_to_written_chapters_only():
    assert re.findall(r"\$\$ \{#([\w-]+)\}$", PRIMER, flags=re.MULTILINE) == [
        "score-function",
        "clipped-objective",
    ]
    assert "[eq:clipped-objective]" in PRIMER
    linked = set(re.findall(r"\(chapter:([\w-]+)", PRIMER))
    assert {"imitate-or-explore", "reward", "group-advantage", "simulator"} < linked
    assert linked <= {chapter.slug for chapter in CHAPTERS if chapter.written}


def test_our_arithmetic_on_published_numbers_is_right():
    published = data("published/primer.toml")["primer"]
    numbers = {key: entry["value"] for key, entry in published.items()}
    operations = 6 * numbers["v3_active_parameters"] * numbers["v3_tokens"]
    a_second = operations / (3600 * numbers["v3_pretraining_hours"])
    assert isclose(a_second, numbers["operations_per_second"], rel_tol=0.005)
    assert r"$1.2 \times 10^{18}$" in PRIMER
    assert isclose(3600 * a_second, 1.2e18, rel_tol=0.04)
    entries = data("published/field-report.toml")["cost"]
    cost = {key: entry["value"] for key, entry in entries.items()}
    share = 100 * cost["total_hours"] / cost["v3_hours"]
    assert isclose(share, cost["share_of_v3"], rel_tol=0.01)
    assert cost["zero_hours"] + cost["data_hours"] + cost["r1_hours"] == cost["total_hours"]
    assert 2 * cost["v3_hours"] == cost["v3_dollars"]
    assert 2 * cost["total_hours"] == cost["total_dollars"]


def test_front_and_about_keep_their_length():
    assert words((ROOT / "site/front.md").read_text("utf-8")) <= 130
    about = (ROOT / "site/about.md").read_text("utf-8")
    assert about.count("\n\n[cite-block]\n\n") == 1
    assert 250 <= words(about) <= 420


def test_the_citation_names_this_version():
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    fields = dict(re.findall(r"^([a-z-]+): (.+)$", citation, flags=re.MULTILINE))
    assert fields["version"] == grpo_core.__version__
    assert fields["cff-version"] == "1.2.0"
    assert fields["license"] == "MIT"
