"""The simulator's model: what its sentences say is what its run did."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from grpo_core import simulate
from sitebuild.recipes import simulator_bands, train
from widgets.simulator import WIDGET
from widgets.simulator.bands import LEVELS, background, band_of, policies_of, stored_band
from widgets.simulator.controls import PRESETS, Controls, config_of
from widgets.simulator.model import compute


def finding(**changes):
    return compute(replace(Controls(), **changes)).finding


def test_the_default_names_the_winner_and_the_forgotten():
    assert finding().startswith(
        "After 50 steps, Verify holds 89% of the policy, from 15% at the start;"
        " Guess, which led, is down to 2%."
    )


EQUAL = {f"rate_{name}": 0.5 for name in ("guess", "recall", "derive", "verify")}


def test_the_start_says_what_is_ahead():
    assert finding(step=0) == (
        "Before training, Guess leads with 37%. What it does not know: Verify would pay best."
    )
    assert finding(step=0, start_guess=0.6).startswith(
        "Before training, Guess and Recall have 30% each."
    )
    assert "equally often" in finding(step=0, **EQUAL)


def test_a_best_strategy_that_does_not_lead_is_named():
    gem = {"start_guess": 0.0, "start_recall": 0.0, "start_derive": 0.0, "start_verify": -2.8}
    assert "Verify, which pays best, has 1%." in finding(**gem)
    assert "which led" not in finding(**gem)  # three strategies led alike
    assert "pays best" not in finding()


def test_with_equal_rates_it_is_luck():
    assert "All four succeed equally often, so whatever moves it is luck." in finding(**EQUAL)


def test_silent_groups_are_said_loudly():
    certain = {f"rate_{name}": 1.0 for name in ("guess", "recall", "derive", "verify")}
    assert "8 of 8 right: all equal, so their rewards teach nothing" in finding(**certain)
    assert "nothing to compare" in finding(group_size=1)


def test_the_group_in_the_words_is_the_group_of_the_run():
    run = simulate(config_of(Controls()))
    for step in (1, 17, 50):
        right = sum(r.reward for r in run.steps[step - 1].group)
        assert f"The group of step {step} got {right:.0f} of 8 right" in finding(step=step)


def test_a_pinned_run_is_compared_at_the_same_moment():
    pinned = Controls(beta=1.0)
    said = finding(step=20, pin=pinned)
    there, here = (simulate(config_of(c)).policy_at(20)[3] for c in (pinned, Controls()))
    assert f"(KL weight β = 1) has Verify at {there:.0%}, this one at {here:.0%}" in said


def test_a_prediction_hides_what_is_to_come():
    waiting, answered = (compute(Controls(predict="guess", step=step)) for step in (49, 50))
    assert (waiting.secret, answered.secret) == (True, False)
    assert "secret" in WIDGET.render(waiting)
    assert "secret" not in WIDGET.render(compute(Controls(step=49)))


def test_a_pinned_run_meets_the_same_luck():
    view = compute(Controls(learning_rate=0.0, pin=Controls(learning_rate=0.0, beta=1.0)))
    assert view.run.steps[3].group == view.pinned.steps[3].group


@pytest.mark.parametrize("said", ["guess", "recall", "derive", "verify"])
def test_a_prediction_is_judged_at_the_end_only(said):
    assert "You predicted that" in finding(predict=said, step=49)
    verdict = "and Verify it is" if said == "verify" else "it is Verify"
    assert verdict in finding(predict=said)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_has_a_band_from_the_build(preset):
    config = config_of(replace(Controls(), **preset.values, seed=12345))
    band = stored_band(config, 3)
    assert band is not None
    assert band.seeds == 2000
    assert background(replace(Controls(), **preset.values)) is None


def test_the_stored_bands_are_what_their_recipe_makes():
    # A twentieth of the seeds, so that the test is quick; the quantiles then agree loosely.
    bands = simulator_bands(seeds=100)
    for preset in PRESETS:
        config = config_of(replace(Controls(), **preset.values))
        for focus in range(4):
            stored = stored_band(config, focus)
            fresh = [share / 1000 for share in bands[preset.name]["curves"][focus][2]]
            gap = max(abs(a - b) for a, b in zip(stored.quantiles[2], fresh, strict=True))
            assert gap < 0.2


def test_bands_do_not_depend_on_who_trains_how_many_together(monkeypatch):
    expected = simulator_bands(seeds=30)
    monkeypatch.setattr("sitebuild.recipes.TOGETHER", 7)
    with ThreadPoolExecutor(3) as executor:
        assert simulator_bands(seeds=30, executor=executor) == expected


def test_bands_made_on_the_page_agree_with_numpy():
    config = config_of(Controls(beta=0.123))
    policies = train(config, range(40))
    runs = [policies_of(simulate(replace(config, seed=seed))) for seed in range(40)]
    band = band_of(runs, 3)
    assert band.seeds == 40
    for level, curve in zip(LEVELS, band.quantiles, strict=True):
        exact = sorted(policies[:, 50, 3])[round(level * 39)]
        assert curve[50] == pytest.approx(exact)


def test_background_work_keeps_what_it_has_while_only_the_view_changes():
    first, second = (background(Controls(beta=0.123, step=step, seed=step)) for step in (3, 50))
    assert first.key == second.key
    assert background(Controls(beta=0.124)).key != first.key


def test_the_table_shows_the_chosen_step_too():
    view = compute(Controls(step=17))
    assert [row[0] for row in WIDGET.table(view).rows].count("17") == 1


def test_rates_are_shown_only_when_asked_for():
    hidden, shown = (WIDGET.render(compute(Controls(reveal=r))) for r in (False, True))
    assert "success rates" not in hidden
    assert "Derive 55%" in shown
