"""R1 beside R1-Zero: what is counted is what stands there, and pasting anything is safe."""

import json
import re
import tomllib
import unicodedata
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from itertools import groupby, permutations, product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grpo_core.rewards import RuleReward, language_consistency, rule_reward
from tests.rewards.test_any_completion import FAMILIES
from tests.rewards.texts import texts
from tests.test_facts import FACTS, stage
from widgets import runtime
from widgets.kit.controls import read
from widgets.readability import WIDGET
from widgets.readability.controls import FLUENT, MEASURES, MOST, PRESETS, Controls
from widgets.readability.marked import SHOWN, lit_in, pieces_of
from widgets.readability.measures import LEAST_SUMMARY, REFLECTIVE, mean_length, measure
from widgets.readability.model import compute, thinking_of
from widgets.readability.published import ANSWERED, JUDGED, ROWS
from widgets.readability.rows import rows_of
from widgets.readability.take_home import to_csv, to_json, to_python
from widgets.readability.traces import PROMPTS, STAGES

ROOT = Path(__file__).parents[2]
PAIRS = [(prompt, *prompt.traces) for prompt in PROMPTS]
EVERY = [trace.text for prompt in PROMPTS for trace in prompt.traces]

TEN = {
    "wait", "mistake", "however", "but", "retry", "error", "verify", "wrong", "evaluate", "check",
}  # fmt: skip
"""The fact sheet's list."""

every_pair = pytest.mark.parametrize(
    ("prompt", "zero", "one"), PAIRS, ids=[prompt.key for prompt in PROMPTS]
)
every_text = pytest.mark.parametrize("text", EVERY)


# ---- Counted anew, by other means than the measures' ----


def is_han(sign):
    return unicodedata.name(sign, "").startswith("CJK UNIFIED IDEOGRAPH")


def words_anew(text):
    """Words, sign by sign: a Chinese character, or letters that stand together, two at least."""
    for tag in ("<think>", "</think>", "<answer>", "</answer>"):
        text = text.replace(tag, "\n")
    text = re.sub(r"\\[A-Za-z]+", " ", text)
    found = []
    for kind, signs in groupby(
        text, lambda s: "han" if is_han(s) else "word" if s.isalnum() else ""
    ):
        together = "".join(signs)
        if kind == "han":
            found += together
        elif kind == "word" and len(together) > 1 and not together[0].isdigit():
            found.append(together)
    return found


def after_anew(text):
    return text.split("</think>")[1]


@every_text
def test_words_languages_and_changes_are_those_counted_sign_by_sign(text):
    found = measure(text)
    said = [text[start:end] for start, end in found.words]
    assert said == words_anew(text)
    thought = words_anew(text.split("</think>")[0])
    assert found.thought == len(thought)
    assert len(found.foreign) == sum(map(is_han, "".join(thought)))
    changes = len([kind for kind, _ in groupby(is_han(word[0]) for word in thought)]) - 1
    assert len(found.switches) == changes
    assert len(found.after) == len(words_anew(after_anew(text)))


@every_text
def test_sentences_are_those_cut_at_their_ends(text):
    plain = re.sub(r"</?\w+>", "\n", text.split("</think>")[0])
    pieces = re.split(r"(?<=[.!?])\s|(?<=[.!?])(?=\*)|[。！？]|\n", plain)
    lengths = [len(words_anew(piece)) for piece in pieces]
    found = measure(text)
    assert list(found.sentences) == [length for length in lengths if length]
    assert sum(found.sentences) == found.thought
    start, end = found.longest
    assert len(words_anew(text[start:end])) == max(lengths)


@every_text
def test_repetition_is_what_is_left_of_the_runs_when_each_is_taken_once(text):
    said = [word.lower() for word in words_anew(text.split("</think>")[0])]
    runs = list(zip(said, said[1:], said[2:], said[3:], strict=False))
    found = measure(text)
    assert found.runs == len(runs)
    assert len(found.repeated) == sum(n - 1 for n in Counter(runs).values())


@every_text
def test_pronouns_reflection_and_markdown_are_those_counted_by_the_piece(text):
    pieces = Counter(re.split(r"[^A-Za-z0-9_]+", text))
    found = measure(text)
    assert len(found.we) == pieces["we"] + pieces["We"]
    assert len(found.i) == pieces["I"]
    assert len(found.reflective) == sum(pieces[word] for word in pieces if word.lower() in TEN)
    lines = text.splitlines()
    listed = sum(line.startswith(("- ", "1. ", "2. ", "3. ")) for line in lines)
    assert len(found.markup) == listed + text.count("**") // 2


def test_the_reflective_words_are_the_ten_of_the_paper():
    assert set(REFLECTIVE) == TEN
    assert len(REFLECTIVE) == 10
    said = "Wait, but check: error! WRONG, however; verify. retry mistake evaluate; checks waiting"
    assert len(measure(said).reflective) == 10


@settings(deadline=None, max_examples=400)
@given(text=texts, target=st.sampled_from(("en", "zh")))
def test_the_language_share_is_the_core_rule_s_for_any_text(text, target):
    found = measure(text, target)
    share = language_consistency(thinking_of(text), target)
    assert 1 - len(found.foreign) / (found.thought or 1) == pytest.approx(share, abs=1e-12)
    if text.strip():
        side = compute(Controls(source="own", left=text, target=target)).sides[0]
        assert side.language == pytest.approx(share, abs=1e-12)
    assert len(found.words) == found.thought + len(found.after or ())
    assert sum(found.sentences) == found.thought
    assert mean_length(found.sentences) * len(found.sentences) == pytest.approx(found.thought)
    assert len(found.switches) <= max(found.thought - 1, 0)
    assert len(found.repeated) <= max(found.runs - 1, 0)


# ---- The illustrations ----


@every_pair
def test_both_texts_are_right_and_keep_the_format(prompt, zero, one):
    for trace in (zero, one):
        assert rule_reward(trace.text, prompt.gold).total == 2.0


def test_the_reference_answers_are_right():
    gold = {prompt.key: prompt.gold for prompt in PROMPTS}
    minutes = (12 * 60 + 10) - (9 * 60 + 40)
    assert float(gold["speed"]) == 200 / (minutes / 60)
    assert [x for x in range(-1000, 1000) if 3 * (x - 4) == x + 10] == [int(gold["equation"])]
    question = next(prompt.question for prompt in PROMPTS if prompt.key == "code")
    printed = StringIO()
    with redirect_stdout(printed):
        exec(re.search(r"print\(.*\)\)", question)[0], {})
    assert printed.getvalue().strip() == gold["code"]
    owners = [
        dict(zip(pets, ("Ann", "Ben", "Cem"), strict=True))
        for pets in permutations(("cat", "dog", "fish"))
    ]
    allowed = [who for who in owners if who["cat"] != "Ann" and who["fish"] == "Ben"]
    assert [who["dog"] for who in allowed] == [gold["puzzle"]]


def test_the_sums_in_the_texts_are_right():
    sums = 0
    for text in EVERY:
        plain = text.replace("×", "*").replace("−", "-")
        for left, right in re.findall(r"(\d[\d .+*/()-]*[+*/-] ?\d[\d.]*\)?) = (\d+)\b", plain):
            sums += 1
            assert eval(left) == float(right), left
    assert sums == 15


@every_pair
def test_the_r1_like_text_is_in_one_language_with_a_summary_and_says_i(prompt, zero, one):
    found = measure(one.text)
    assert not any(map(is_han, one.text))
    assert found.foreign == ()
    assert found.has_summary
    assert len(found.after) >= LEAST_SUMMARY
    assert len(found.i) >= 2
    assert found.we == ()
    assert found.markup
    assert max(found.sentences) < 15


@every_pair
def test_the_zero_like_text_differs_as_the_chapter_says(prompt, zero, one):
    found, other = measure(zero.text), measure(one.text)
    assert any(map(is_han, zero.text))
    assert len(found.switches) >= 4
    assert not found.has_summary
    assert after_anew(zero.text).strip() == f"<answer>{prompt.gold}</answer>"
    assert len(found.we) >= 3
    assert found.i == ()
    assert found.markup == ()
    assert len(found.words) > len(other.words)
    assert mean_length(found.sentences) > 5 * mean_length(other.sentences)
    assert len(found.sentences) == 1
    side = compute(Controls(prompt=prompt.key)).sides[0]
    assert rows_of(compute(Controls(prompt=prompt.key)))[2].written[0] == str(found.thought)
    assert (
        f"thinks in one sentence of {found.thought} words"
        in compute(Controls(prompt=prompt.key)).finding
    )
    assert side.sentence == found.thought


def test_all_texts_are_of_the_length_that_is_meant():
    for text in EVERY:
        assert 55 <= len(measure(text).words) <= 140


def test_one_text_repeats_itself_and_no_other_is_said_to():
    shares = {
        (prompt.key, side): side_of.repetition
        for prompt in PROMPTS
        for side, side_of in enumerate(compute(Controls(prompt=prompt.key)).sides)
    }
    assert max(shares, key=shares.get) == ("equation", 0)
    assert shares.pop(("equation", 0)) > 0.5
    assert max(shares.values()) < 0.1
    for prompt in PROMPTS:
        said = compute(Controls(prompt=prompt.key)).finding.count("of its four-word runs")
        assert said == (prompt.key == "equation")
    equation = next(prompt for prompt in PROMPTS if prompt.key == "equation")
    assert equation.traces[0].text.count("put x = 11 in both sides") == 4


def test_a_summary_is_no_repetition_and_a_check_in_other_words_is_none():
    thought = "We add two and three and get five in all."
    assert measure(f"<think>{thought}</think> {thought}").repeated == ()
    assert measure(f"<think>{thought} {thought}</think>").repeated
    assert measure(f"{thought} Once more: three with two makes five.").repeated == ()


def test_a_text_that_measures_well_can_be_wrong():
    fluent, like = measure(FLUENT), measure(PROMPTS[0].traces[1].text)
    assert rule_reward(FLUENT, PROMPTS[0].gold) == RuleReward(accuracy=0.0, format=1.0)
    assert fluent.foreign == like.foreign == ()
    assert fluent.has_summary
    assert len(fluent.markup) == len(like.markup)
    assert abs(mean_length(fluent.sentences) - mean_length(like.sentences)) < 1.5
    assert fluent.repeated == like.repeated == ()
    assert fluent.we == ()
    view = compute(replace(Controls(), **dict(PRESETS[3].values)))
    assert [side.reward for side in view.sides] == [2.0, 1.0]
    assert view.finding.startswith(
        "The Zero-like text has the right answer, your second text has not; the rule pays them 2"
        " and 1 of 2."
    )


RIGHT, WRONG = "<think>so</think><answer>80</answer>", "<think>so</think><answer>7</answer>"


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        (RIGHT, RIGHT, "Both answers are right, and each earns the full rule reward, 2 of 2."),
        (WRONG, WRONG, "Neither answer is right, and each earns 1 of 2."),
        ("no", "no", "Neither text has an answer that is read, and each earns 0 of 2."),
        ("no", WRONG, "Neither answer is right; the rule pays 1 and 0 of 2, since your first text"),
        (
            RIGHT,
            "So \\boxed{80}.",
            "Both answers are right; the rule pays 2 and 1 of 2, since your second text does not"
            " keep the format.",
        ),
        (
            WRONG,
            "So \\boxed{80}.",
            "Your second text has the right answer, your first text has not; each earns 1 of 2.",
        ),
    ],
)
def test_the_finding_says_who_is_right_and_what_is_paid(left, right, said):
    view = compute(Controls(source="own", left=left, right=right))
    assert view.finding.startswith(said)
    if "format" in said:
        assert [side.format for side in view.sides] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("so 你好", "changes language once (33% English)"),
        ("so 你好 then", "changes language twice (50% English)"),
        ("so 你好 then 好", "changes language 3 times (40% English)"),
        ("<think>80</think> hello", "has no words in its thinking and ends without a summary."),
        ("80", "has no words to measure."),
    ],
)
def test_the_finding_says_what_a_text_does(text, said):
    assert f"Your first text {said}" in compute(Controls(source="own", left=text)).finding


def test_what_is_not_there_is_not_measured():
    view = compute(Controls(source="own", left="<think>80</think> hello"))
    for row in rows_of(view)[:5]:
        assert (row.written[0] == "–") == (row.key in {"language", "sentences", "repetition"})
        assert row.shares[0] == 0.0 or row.key == "summary"
        assert not row.opens[0]


@every_pair
def test_a_finding_is_short_and_language_comes_first(prompt, zero, one):
    finding = compute(Controls(prompt=prompt.key)).finding
    assert len(finding.split()) <= 60
    assert "Zero-like text changes language" in finding


def test_french_mostly_passes_for_english():
    text = "Je prends la vitesse comme le quotient de la distance par le temps, donc voici"
    assert not measure(text).foreign
    assert measure("déjà vu").foreign


@every_pair
def test_steps_make_up_the_text_and_chinese_ones_are_glossed(prompt, zero, one):
    for trace in (zero, one):
        assert len(trace.spans) == len(trace.gloss) == len(STAGES)
        assert "".join(trace.text[slice(*span)] for span in trace.spans) == trace.text
        for span, gloss in zip(trace.spans, trace.gloss, strict=True):
            assert bool(gloss) == any(map(is_han, trace.text[slice(*span)]))
            assert not any(map(is_han, gloss))


# ---- The picture ----


def picture(**values):
    controls = Controls(**values)
    return ElementTree.fromstring(f"<div>{WIDGET.picture(controls, compute(controls))}</div>")


def classed(tree, name):
    return [part for part in tree.iter() if name in (part.get("class") or "").split()]


def spoken(part, lang="en"):
    """Each text of a tree with the language that it is marked as."""
    lang = part.get("lang") or lang
    yield part.text or "", lang
    for child in part:
        yield from spoken(child, lang)
        yield child.tail or "", lang


@pytest.mark.parametrize("key", [prompt.key for prompt in PROMPTS])
@pytest.mark.parametrize("lit", ["none", "language", "repetition", "switches"])
def test_chinese_is_marked_as_such_wherever_it_stands(key, lit):
    for text, lang in spoken(picture(prompt=key, lit=lit)):
        for sign in text:
            assert not is_han(sign) or lang == "zh", text


@pytest.mark.parametrize("pair", range(1, 6))
@pytest.mark.parametrize("key", [prompt.key for prompt in PROMPTS])
def test_a_step_shown_is_lit_once_on_either_side(key, pair):
    tree = picture(prompt=key, pair=str(pair))
    chosen = classed(tree, "chosen")
    assert len(chosen) == 2
    assert {part.get("data-set") for part in chosen} == {"pair:0"}
    assert all(f"rdb-pair-{pair}" in part.get("class") for part in chosen)
    pressed = [p for p in tree.iter() if p.get("aria-pressed") == "true" and "step" in p.get("id")]
    assert [part.get("id") for part in pressed] == [f"readability-step-{pair}"]
    trace = next(prompt for prompt in PROMPTS if prompt.key == key).traces[0]
    said = "".join("".join(part.itertext()) for part in classed(tree, "rdb-gloss"))
    assert trace.gloss[pair - 1] in said
    assert bool(said) == bool(trace.gloss[pair - 1])


def test_every_step_can_be_pointed_at_with_the_mouse_alone():
    css = (ROOT / "site/css/4-readability.css").read_text("utf-8")
    for number in range(1, len(STAGES) + 1):
        assert f".rdb-texts:has(.rdb-pair-{number}:hover) .rdb-pair-{number}" in css


@settings(deadline=None, max_examples=200)
@given(text=texts, key=st.sampled_from(list(MEASURES)))
def test_pieces_are_the_text_and_light_what_is_counted(text, key):
    lit = lit_in(text, measure(text), key)
    assert list(lit) == sorted(lit)
    pieces = pieces_of(text, lit)
    assert "".join(piece.text for piece in pieces) == text[:SHOWN]
    inside = {at for start, end in lit for at in range(start, end)}
    at = 0
    for piece in pieces:
        places = range(at, at + len(piece.text))
        assert piece.lit == all(place in inside for place in places) or not piece.text
        at += len(piece.text)


def test_a_long_text_is_cut_in_sight_and_measured_whole():
    text = "We say 检 so. " * 700
    view = compute(Controls(source="own", left=text))
    side = view.sides[0]
    assert sum(len(piece.text) for piece in side.pieces) == SHOWN
    assert side.hidden == len(text) - SHOWN
    assert len(side.found.we) == 700
    assert len(side.pieces) <= 121
    answer = json.loads(
        runtime.answer("readability", json.dumps({"source": "own", "right": "a b " * MOST}))
    )
    assert answer["notices"][0] == (
        "right: 40,000 characters are too many, so only the first 10,000 are read."
    )


@pytest.mark.parametrize("empty", ["", " \n\t"])
def test_an_empty_field_leaves_our_text(empty):
    ours = compute(Controls())
    view = compute(Controls(source="own", left=empty, right="One. Two words."))
    assert view.sides[0].text == ours.sides[0].text
    assert view.sides[0].found == ours.sides[0].found
    assert not any(piece.step for piece in view.sides[0].pieces)
    assert view.sides[1].own
    assert view.sides[1].name == "Your second text"
    assert not view.paired
    assert compute(Controls(left="ignored", right="while ours are shown")) == ours


def test_the_reader_s_own_right_answer_counts():
    text = "<think>hm</think><answer>5</answer>"
    assert compute(Controls(source="own", left=text)).sides[0].accuracy == 0.0
    assert compute(Controls(source="own", left=text, gold="10/2")).sides[0].accuracy == 1.0
    assert compute(Controls(left=text, gold="10/2")).gold == "80"


def test_a_question_that_plays_no_part_is_not_shown():
    text = "<think>hm</think><answer>5</answer>"
    for gold, right, asked in (("", text, True), ("5", "", True), ("5", text, False)):
        tree = picture(source="own", left=text, right=right, gold=gold)
        said = "".join(classed(tree, "rdb-question")[0].itertext())
        assert ("average speed" in said) == asked
        assert said.endswith(f"yours: {gold}" if gold else "Right answer: 80")
        assert bool(classed(tree, "rdb-questions")) == asked
    assert not classed(picture(source="own", left=text, pair="3"), "chosen")


# ---- Pasting anything ----

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\x00\x01\x0b\x7f\ufffe\uffff",
    "\u202eright to left \u2066שלום\u2069",
    "\ud800 half a pair \udfff",
    "</p></div></figure>",
    "&lt;b&gt; &amp; &#x3c;",
    "]]>",
    "检a" * 2000,
    "<think>" * 500 + "</think>" * 500,
    "**" * 3000,
    "𠀀𠀁 🙂‍↔️ é ﬁ Ⅷ",
    "\u2028\u2029\x85\r\n",
    "</think>",
    "</think> a word after",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("lit", [*MEASURES, "none"])
def test_pasting_is_safe(text, lit):
    for field in ("left", "right", "gold"):
        state = {"source": "own", field: text, "lit": lit}
        answer = json.loads(runtime.answer("readability", json.dumps(state)))
        tree = ElementTree.fromstring(f"<div>{answer['picture']}</div>")
        assert {part.tag for part in tree.iter()} <= {
            "div", "p", "b", "span", "code", "mark", "button", "svg", "rect", "line", "path",
            "g", "text", "circle",
        }  # fmt: skip
        assert not any(name.startswith("on") for part in tree.iter() for name in part.attrib)
        assert sum(1 for _ in tree.iter()) <= 600
        assert not re.search("[<>]", answer["finding"])


@pytest.mark.thorough
@pytest.mark.parametrize("family", FAMILIES)
def test_a_megabyte_of_anything_is_measured(family):
    # A scan that went back again and again would not come to an end here.
    text = FAMILIES[family](1_000_000)
    found = measure.__wrapped__(text, "en")
    assert sum(found.sentences) == len(found.words)
    for key in MEASURES:
        assert len(pieces_of(text, lit_in(text, found, key))) <= 121


@settings(deadline=None, max_examples=150)
@given(left=texts, right=texts, gold=texts)
def test_the_whole_widget_takes_any_text(left, right, gold):
    state = {"source": "own", "left": left, "right": right, "gold": gold}
    answer = json.loads(runtime.answer("readability", json.dumps(state)))
    ElementTree.fromstring(f"<div>{answer['picture']}</div>")
    for item in WIDGET.exports:
        assert runtime.export("readability", json.dumps(state), item.name)


# ---- The published scores, the prediction, the downloads ----


def test_the_scores_are_those_of_the_table():
    table = FACTS["stage_table"]
    assert (table["cols"][0], table["cols"][-1]) == ("R1-Zero", "R1")
    for score in ANSWERED + JUDGED:
        assert (score.zero, score.one) == (stage(score.test, "R1-Zero"), stage(score.test, "R1"))


def test_the_scores_say_what_the_prose_says_of_them():
    ahead = [score.one - score.zero for score in ANSWERED]
    assert min(ahead) < 0 < max(ahead)
    by_test = {score.test: score.one - score.zero for score in ANSWERED}
    assert max(by_test, key=by_test.get) == "Aider-Polyglot"
    assert by_test["CNMO 2024"] < 0 < by_test["LiveCodeBench"]
    # The two ranges overlap, so neither the picture nor the prose may part them.
    judged = [score.one - score.zero for score in JUDGED]
    assert min(judged) < max(ahead) < max(judged)
    said = "".join(picture(scores="all").itertext())
    assert f"{min(ahead):.1f} to +{max(ahead):.1f}".replace("-", "−") in said
    assert f"+{min(judged):.1f} to +{max(judged):.1f}" in said
    assert len(FACTS["stage_table"]["rows"]) == ROWS
    assert f"{len(ANSWERED + JUDGED)} of the table’s {ROWS} rows" in said
    numbers = tomllib.loads((ROOT / "site/data/published/readability.toml").read_text("utf-8"))
    by_test = {score.test: score for score in ANSWERED + JUDGED}
    for name, test in (("alpaca", "AlpacaEval 2.0"), ("livecodebench", "LiveCodeBench")):
        found = numbers["readability"]
        assert found[f"{name}_zero"]["value"] == by_test[test].zero
        assert found[f"{name}_r1"]["value"] == by_test[test].one


def test_the_answer_to_the_question_is_not_in_sight_before_it_is_given():
    for key in (prompt.key for prompt in PROMPTS):
        controls = Controls(prompt=key)
        view = compute(controls)
        everything = view.finding + WIDGET.render(view) + WIDGET.table(view).html()
        assert str(JUDGED[1].zero) not in everything


@pytest.mark.parametrize(
    ("predicted", "verdict"),
    [("near", "but it is far less"), ("some", "but it is far less"), ("few", "and so it is")],
)
def test_the_prediction_is_judged(predicted, verdict):
    control = dict(Controls.__dataclass_fields__["predict"].metadata["control"].values)
    finding = compute(Controls(predict=predicted, **control)).finding
    assert f", {verdict}: R1-Zero’s win rate in AlpacaEval 2.0 is {JUDGED[1].zero}%." in finding
    # Nearest of the three answers to the published number.
    nearest = min({"near": 87.6, "some": 60, "few": 25}.items(), key=lambda a: abs(a[1] - 24.7))
    assert (verdict == "and so it is") == (predicted == nearest[0])
    unseen = compute(Controls(predict=predicted)).finding
    assert str(JUDGED[1].zero) not in unseen
    assert "are not shown now" in unseen


def test_the_finding_and_the_rows_say_what_was_counted():
    for prompt, target in product(PROMPTS, ("en", "zh")):
        view = compute(Controls(prompt=prompt.key, target=target))
        rows = {row.key: row for row in rows_of(view)}
        assert list(rows) == list(MEASURES)
        for place, side in enumerate(view.sides):
            assert rows["switches"].written[place] == str(len(side.found.switches))
            assert rows["summary"].written[place] == str(len(side.found.after))
            wanted = "in a summary of" if side.found.has_summary else "without a summary"
            assert (
                f"ends {wanted}" in view.finding.split(f"The {side.name} text ")[1].split(". ")[0]
            )
        for row in rows.values():
            assert row.shares is None or max(row.shares) <= 1.0
        assert sum(row.shares is not None for row in rows.values()) == 5


def test_english_and_chinese_share_the_words_between_them():
    for prompt in PROMPTS:
        sides = [compute(Controls(prompt=prompt.key, target=t)).sides for t in ("en", "zh")]
        for english, chinese in zip(*sides, strict=True):
            assert english.language + chinese.language == pytest.approx(1.0)


@pytest.mark.parametrize("preset", PRESETS, ids=[preset.name for preset in PRESETS])
def test_the_code_finds_the_same(preset):
    the_code_finds_the_same(replace(Controls(), **dict(preset.values)))


@settings(deadline=None, max_examples=100)
@given(left=texts, right=texts)
def test_the_code_finds_the_same_in_any_two_texts(left, right):
    state = {"source": "own", "left": left, "right": right, "prompt": "puzzle"}
    the_code_finds_the_same(read(Controls, state)[0])


def the_code_finds_the_same(controls):
    printed = StringIO()
    with redirect_stdout(printed):
        exec(to_python(controls), {})
    for side, line in zip(compute(controls).sides, printed.getvalue().splitlines(), strict=True):
        assert line.endswith(
            f": reward {side.reward:.0f}, en {side.language:.4f}, repeats {side.repetition:.4f}"
        )


def test_the_downloads_hold_the_measures():
    controls = Controls(prompt="puzzle")
    view = compute(controls)
    rows = dict(line.split(",", 1) for line in to_csv(controls).splitlines())
    assert rows["language"] == f"{view.sides[0].language!r},1.0"
    found = json.loads(to_json(controls))
    assert [side["text"] for side in found["sides"]] == [side.text for side in view.sides]
    assert found["sides"][1]["measures"]["after_thinking"] == len(view.sides[1].found.after)
    untagged = Controls(source="own", left="No tags here at all.")
    assert dict(line.split(",", 1) for line in to_csv(untagged).splitlines())[
        "after_thinking"
    ].startswith(",")
