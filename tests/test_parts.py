"""What travels with which widget."""

from sitebuild.options import ROOT
from sitebuild.parts import parts_of_widgets
from sitebuild.runtime import APP, contents, divided, package_files
from widgets import written

FILES = package_files((ROOT / "grpo_core", ROOT / "widgets"), ())
ARCHIVES = {
    name: set(contents(data)) for name, data in divided(FILES, parts_of_widgets(ROOT)).items()
}


def test_no_file_is_lost():
    assert set.union(*ARCHIVES.values()) == set(FILES)


def test_what_all_need_is_in_the_app_and_no_widget_is():
    app = ARCHIVES[APP]
    assert {"grpo_core/policy.py", "widgets/runtime.py", "widgets/kit/plot.py"} <= app
    for chapter in written():
        assert not any(name.startswith(f"widgets/{chapter.package}/") for name in app)


def test_a_widget_has_its_code_and_its_data():
    assert {"widgets/simulator/model.py", "widgets/_data/simulator-bands.json"} <= ARCHIVES[
        "simulator.zip"
    ]
    assert not any("trust_region" in name for name in ARCHIVES["simulator.zip"])


def test_a_widget_has_what_it_imports_of_others(tmp_path):
    for chapter in written():
        (tmp_path / "widgets" / chapter.package).mkdir(parents=True)
    source = "from widgets.trust_region.model import compute\n"
    (tmp_path / "widgets/simulator/model.py").write_text(source)
    rewards = "def late():\n    import grpo_core.rewards.rule\n"
    (tmp_path / "widgets/trust_region/model.py").write_text(rewards)
    parts = parts_of_widgets(tmp_path)
    assert {"widgets/trust_region/", "grpo_core/rewards/"} < set(parts["simulator"])
    assert "grpo_core/rewards/" in parts["trust-region"]
    assert "grpo_core/rewards/" not in parts["opening"]
