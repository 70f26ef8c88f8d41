"""What counts as a word, and of which language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grpo_core.rewards import TARGET_LANGUAGES, language_consistency

from .texts import texts, untimed

SHARES = (  # text, words in English, words in Chinese, words
    ("Wait, let me check this", 5, 0, 5),
    ("等等，我再检查一遍", 0, 8, 8),
    ("Wait, 我再检查", 1, 4, 5),
    ("the 边长 is seven", 3, 2, 5),
    ("don't, don’t, re-check", 3, 0, 3),
    ("la réponse est", 2, 0, 3),
    ("ответ is ready", 2, 0, 3),
    # of no language
    ("17 × 23 = 391, so", 1, 0, 1),
    ("x = a + b, so x is known", 3, 0, 3),
    ("3cm and 5kg", 1, 0, 1),
    ("5页 or 2页", 1, 2, 3),
    (r"so $\sin \theta = half of it$ is", 2, 0, 2),
    (r"so \(let me\) and \[display\nmode\] go", 3, 0, 3),
    ("so $$let\nme$$ go", 2, 0, 2),
    (r"take \frac and \alpha", 2, 0, 2),
    ("<think>先算</think><answer>391</answer>", 0, 2, 2),
    # money is not a formula, unless two sums stand on a line
    ("costs $5 and more", 3, 0, 3),
    (r"an open \( formula", 3, 0, 3),
)


@pytest.mark.parametrize(("text", "english", "chinese", "words"), SHARES)
def test_shares_are_those_counted_by_hand(
    text: str, english: int, chinese: int, words: int
) -> None:
    assert language_consistency(text, "en") == english / words
    assert language_consistency(text, "zh") == chinese / words


@pytest.mark.parametrize("text", ["", " \n", "391", "$x = y$", "x + y", "…!?", "\ud800\0"])
def test_a_text_without_words_is_consistent(text: str) -> None:
    assert [language_consistency(text, target) for target in TARGET_LANGUAGES] == [1.0, 1.0]


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(ValueError, match="one of en, zh, not 'fr'"):
        language_consistency("bonjour", "fr")


@untimed
@given(texts, st.sampled_from(sorted(TARGET_LANGUAGES)))
def test_the_share_is_a_share(text: str, target: str) -> None:
    assert 0.0 <= language_consistency(text, target) <= 1.0


@untimed
@given(st.lists(st.sampled_from(["wait", "check", "检", "查"]), min_size=1))
def test_the_shares_of_two_languages_add_up_to_one(words: list[str]) -> None:
    text = " ".join(words)
    total = language_consistency(text, "en") + language_consistency(text, "zh")
    assert total == pytest.approx(1.0)
