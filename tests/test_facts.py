"""Published numbers, to the digit: what the site says against the fact sheet's data.

`facts.json` was read from the papers and repositories by itself, before the site: its `conf` says
how surely, its `src` where. A number of the site that the sheet holds must be the sheet's; one
that it does not hold is named here.
"""

import json
import tomllib
from pathlib import Path

import pytest

from widgets.aha_moment import published as curves

ROOT = Path(__file__).parents[1]
FACTS = json.loads((ROOT / "tests/facts.json").read_text("utf-8"))
PUBLISHED = {
    f"{table}.{name}": entry["value"]
    for path in sorted((ROOT / "site/data/published").glob("*.toml"))
    for table, entries in tomllib.loads(path.read_text("utf-8")).items()
    for name, entry in entries.items()
}

ZERO = FACTS["grpo_hparams"]["R1-Zero"]
FIRST, SECOND = (FACTS["grpo_hparams"][f"R1_stage{n}_RL"] for n in (1, 2))
STAGES = FACTS["stage_table"]
STUDENTS, AT_32B = FACTS["distill_table5"], FACTS["distill_vs_rl_table6"]
SAMPLES = FACTS["sft_800k"]
COST = FACTS["cost"]
V3 = FACTS["v3_architecture"]
LONG = FACTS["test_time"]
CURVE = FACTS["r1zero_v1_fig2_aime_curve"]["pass@1"]
JUDGES = FACTS["grpo_hparams"]["helpful_and_safety_RM"]


def cell(table, row, column):
    """A cell of one of the sheet's tables, by the first words of its row."""
    (found,) = (cells for name, cells in table["rows"].items() if name.startswith(row))
    return found[table["cols"].index(column)]


def stage(row, column):
    return cell(STAGES, row, column)


def student(name, column="AIME24 pass@1"):
    return cell(STUDENTS, f"DeepSeek-R1-Distill-{name}", column)


def main(row, column):
    return cell(FACTS["main_results"], row, column)


def bound(text):
    """The number of a bound that is written in words, such as `<7,000`."""
    return int(text.strip("<>").replace(",", ""))


ALPACA = [stage("AlpacaEval", column) for column in ("R1-Dev3", "R1")]
ARENA = [stage("Arena-Hard", column) for column in ("R1-Dev3", "R1")]
RATES = FACTS["grpo_hparams"]["Distillation_SFT"]["lr_start"].values()
TOKENS = {name: cells[0] * cells[2] for name, cells in SAMPLES["rows"].items()}

HELD = {
    "r1zero.learning_rate": ZERO["lr"],
    "r1zero.kl_weight": ZERO["kl_coef"],
    "r1zero.group_size": ZERO["group_size"],
    "r1zero.temperature": ZERO["rollout_temperature"],
    "r1zero.questions_per_step": ZERO["questions_per_step"],
    "r1zero.outputs_per_step": ZERO["batch_outputs_per_step"],
    "r1zero.reference_replaced_every": ZERO["ref_refresh_steps"],
    "r1zero.rollout_outputs": ZERO["rollout_outputs"],
    "r1zero.minibatches": ZERO["minibatches_per_rollout"],
    "r1zero.length_cap": ZERO["max_len_before_step"][1],
    "r1zero.length_cap_later": ZERO["max_len_after"],
    "r1zero.length_cap_raised_at": ZERO["max_len_before_step"][0],
    "r1zero.steps": ZERO["total_steps"],
    "r1zero.epochs": ZERO["epochs"],
    "r1zero.outputs_sampled": FACTS["derived_counts"]["r1zero_outputs_sampled"],
    "r1zero.reference_refreshes": FACTS["derived_counts"]["r1zero_reference_refreshes"],
    "r1zero.questions_implied": FACTS["derived_counts"]["unique_questions_implied_by_1.6_epochs"],
    "grew.aime_start_v1": round(100 * CURVE[0][1], 1),
    "grew.aime_end_v1": FACTS["r1zero_v1_table2"]["rows"]["DeepSeek-R1-Zero"][0],
    "grew.vote_v1": FACTS["r1zero_v1_table2"]["rows"]["DeepSeek-R1-Zero"][1],
    "grew.gpqa_v1": FACTS["r1zero_v1_table2"]["rows"]["DeepSeek-R1-Zero"][3],
    "grew.aime_start": FACTS["r1zero_v2"]["aime_pass1_start"],
    "grew.aime_end": FACTS["r1zero_v2"]["aime_pass1_end"],
    "grew.vote": FACTS["r1zero_v2"]["aime_self_consistency"],
    "grew.gpqa": stage("GPQA", "R1-Zero"),
    "grew.figure_first_step": CURVE[0][0],
    "grew.figure_last_step": CURVE[-1][0],
    "grew.length_start": FACTS["r1zero_v1_fig3_length_curve"]["start"],
    "grew.length_low": FACTS["r1zero_v1_fig3_length_curve"]["min"][1],
    "grew.wait_rare_until": FACTS["r1zero_v2"]["wait"]["rare_until"],
    "grew.wait_spikes_after": FACTS["r1zero_v2"]["wait"]["spikes_after"],
    "grew.math_level_5_start": 100 * FACTS["r1zero_v2"]["math_level5"][0],
    "grew.math_level_5_end": 100 * FACTS["r1zero_v2"]["math_level5"][1],
    "r1rl.clip": FIRST["clip_eps"],
    "r1rl.length_cap": FIRST["max_len"],
    "r1rl.learning_rate": FIRST["lr"],
    "r1rl.kl_weight": FIRST["kl_coef"],
    "r1rl.group_size": FIRST["group_size"],
    "r1rl.temperature": FIRST["rollout_temperature"],
    "r1rl.questions_per_step": FIRST["questions_per_step"],
    "r1rl.reference_replaced_every": FIRST["ref_refresh_steps"],
    "r1rl.final_temperature": SECOND["rollout_temperature"],
    "r1rl.final_steps": SECOND["total_steps"],
    "r1rl.final_general_steps": int(SECOND["steps_with_general_and_preference_data"].split()[-1]),
    "reward_models.helpful_pairs": JUDGES["helpful_pairs"],
    "reward_models.safety_prompts": JUDGES["safety_prompts"],
    "prompts.maths": FACTS["rl_data"]["Math"],
    "prompts.code": FACTS["rl_data"]["Code"],
    "prompts.stem": FACTS["rl_data"]["STEM"],
    "prompts.logic": FACTS["rl_data"]["Logic"],
    "prompts.general": FACTS["rl_data"]["General_helpful"],
    "prompts.reasoning": FACTS["derived_counts"]["reasoning_prompts_listed_table4"],
    "prompts.bug_fixing": FACTS["rl_data"]["Code_bugfix_in_text_only"],
    "prompts.harmless": FACTS["rl_data"]["General_harmless_in_text_only"],
    "sft.total": cell(SAMPLES, "Total", "samples"),
    "sft.reasoning": SAMPLES["check"]["reasoning_total"],
    "sft.general": cell(SAMPLES, "General", "samples"),
    "sft.maths": cell(SAMPLES, "Math", "samples"),
    "sft.code": cell(SAMPLES, "Code", "samples"),
    "sft.mean_tokens": cell(SAMPLES, "Total", "avg_tokens"),
    "sft.tokens": SAMPLES["check"]["total_tokens"],
    "sft.general_share_of_samples": round(
        100 * cell(SAMPLES, "General", "samples") / cell(SAMPLES, "Total", "samples"), 1
    ),
    "sft.general_share_of_tokens": round(
        100 * TOKENS["General"] / sum(TOKENS[name] for name in TOKENS if name != "Total"), 1
    ),
    "sft.learning_rate_start": FACTS["grpo_hparams"]["SFT_cold_start_and_stage3"]["lr_start"],
    "sft.learning_rate_end": FACTS["grpo_hparams"]["SFT_cold_start_and_stage3"]["lr_end"],
    "sft.batch": FACTS["grpo_hparams"]["SFT_cold_start_and_stage3"]["batch"],
    "dsm.group_size": FACTS["grpo_hparams"]["DeepSeekMath-RL 7B"]["group_size"],
    "dsm.kl_weight": FACTS["grpo_hparams"]["DeepSeekMath-RL 7B"]["kl_coef"],
    "dsm.learning_rate": FACTS["grpo_hparams"]["DeepSeekMath-RL 7B"]["lr"],
    "r1.aime": main("AIME", "DeepSeek-R1"),
    "r1.math500": main("MATH-500", "DeepSeek-R1"),
    "r1.gpqa": main("GPQA", "DeepSeek-R1"),
    "r1.simpleqa": main("SimpleQA", "DeepSeek-R1"),
    "r1.aime_vote": LONG["aime24_pass1_vs_vote"]["DeepSeek-R1"][1],
    "r1.aime_pass_64": LONG["r1_aime24_pass64"],
    "r1.contests_problems": LONG["contests_2024"]["problems"],
    "r1.contests_solved": LONG["contests_2024"]["R1"]["pass@1"],
    "r1.contests_tokens": LONG["contests_2024"]["R1"]["avg_thinking_tokens"],
    "r1.aime_2025_of_15": cell(FACTS["fresh_contests_table13"], "DeepSeek-R1", "AIME 2025 (/15)"),
    "r1.usamo_index": cell(FACTS["fresh_contests_table13"], "DeepSeek-R1", "USAMO index"),
    "r1.usamo_threshold": FACTS["fresh_contests_table13"]["usamo_threshold"],
    "o1.aime": main("AIME", "OpenAI-o1-1217"),
    "o1.math500": main("MATH-500", "OpenAI-o1-1217"),
    "o1.gpqa": main("GPQA", "OpenAI-o1-1217"),
    "o1.simpleqa": main("SimpleQA", "OpenAI-o1-1217"),
    "o1.mini_aime": main("AIME", "OpenAI-o1-mini"),
    "o1.aime_2025_of_15": cell(FACTS["fresh_contests_table13"], "OpenAI-o1", "AIME 2025 (/15)"),
    "gpt4o.contests_solved": LONG["contests_2024"]["GPT-4o-0513"]["pass@1"],
    "gpt4o.contests_tokens": LONG["contests_2024"]["GPT-4o-0513"]["avg_output_tokens"],
    "gpt4o.livecodebench": main("LiveCodeBench", "GPT-4o-0513"),
    "protocol.samples_aime": LONG["eval_protocol"]["k"]["AIME"],
    "protocol.samples_math": LONG["eval_protocol"]["k"]["MATH"],
    "protocol.samples_code": LONG["eval_protocol"]["k"]["LiveCodeBench"],
    "stage.aime_zero": stage("AIME", "R1-Zero"),
    "stage.aime_dev1": stage("AIME", "R1-Dev1"),
    "stage.aime_dev2": stage("AIME", "R1-Dev2"),
    "stage.aime_dev3": stage("AIME", "R1-Dev3"),
    "stage.aime_r1": stage("AIME", "R1"),
    "stage.if_eval_zero": stage("IF-Eval", "R1-Zero"),
    "stage.if_eval_dev1": stage("IF-Eval", "R1-Dev1"),
    "stage.alpaca_dev3": ALPACA[0],
    "stage.alpaca_r1": ALPACA[1],
    "stage.arena_dev3": ARENA[0],
    "stage.arena_r1": ARENA[1],
    "stage.cnmo_zero": stage("CNMO", "R1-Zero"),
    "stage.cnmo_r1": stage("CNMO", "R1"),
    "stage.gpqa_zero": stage("GPQA", "R1-Zero"),
    "stage.gpqa_r1": stage("GPQA", "R1"),
    "stage.alpaca_gain": round(ALPACA[1] - ALPACA[0], 1),
    "stage.alpaca_gain_relative": round(100 * (ALPACA[1] / ALPACA[0] - 1)),
    "stage.arena_gain": round(ARENA[1] - ARENA[0], 1),
    "stage.arena_gain_relative": round(100 * (ARENA[1] / ARENA[0] - 1)),
    "student.qwen_1_5b": student("Qwen-1.5B"),
    "student.qwen_7b": student("Qwen-7B"),
    "student.qwen_32b": student("Qwen-32B"),
    "student.llama_8b": student("Llama-8B"),
    "student.llama_70b": student("Llama-70B"),
    "student.qwq": cell(STUDENTS, "QwQ", "AIME24 pass@1"),
    "student.rl_32b": cell(AT_32B, "DeepSeek-R1-Zero-Qwen", "AIME24 pass@1"),
    "student.distilled_32b": cell(AT_32B, "DeepSeek-R1-Distill", "AIME24 pass@1"),
    "student.gap_32b": round(
        cell(AT_32B, "DeepSeek-R1-Distill", "AIME24 pass@1")
        - cell(AT_32B, "DeepSeek-R1-Zero", "AIME24 pass@1"),
        1,
    ),
    "student.rl_7b": cell(FACTS["qwen2_math_7b_zero"], "Qwen2-Math-7B-Zero", "AIME 2024"),
    "student.rl_7b_instruct": cell(
        FACTS["qwen2_math_7b_zero"], "Qwen2-Math-7B-Instruct", "AIME 2024"
    ),
    "student.batch": FACTS["grpo_hparams"]["Distillation_SFT"]["batch"],
    "student.learning_rate_highest": max(RATES),
    "student.learning_rate_lowest": min(RATES),
    "student.context": FACTS["grpo_hparams"]["Distillation_SFT"]["max_ctx"],
    "cost.total_hours": COST["table7_h800_gpu_hours"]["total"],
    "cost.total_dollars": COST["table7_usd"]["total"],
    "cost.zero_hours": COST["table7_h800_gpu_hours"]["R1-Zero"],
    "cost.zero_dollars": COST["table7_usd"]["R1-Zero"],
    "cost.data_hours": COST["table7_h800_gpu_hours"]["SFT data"],
    "cost.r1_hours": COST["table7_h800_gpu_hours"]["R1"],
    "cost.r1_dollars": COST["table7_usd"]["R1"],
    "cost.price": COST["price_per_gpu_hour"],
    "cost.gpus": COST["gpus"],
    "cost.zero_wall_hours": COST["hours"]["R1-Zero"],
    "cost.r1_wall_hours": COST["hours"]["R1"],
    "cost.v3_hours": COST["v3_gpu_hours"]["total"],
    "cost.v3_dollars": COST["v3_usd"]["total"],
    "cost.share_of_v3": round(100 * COST["r1_over_v3_gpu_hours"], 1),
    "v3.parameters_exact": V3["computed"]["total"],
    "v3.active_with_embedding": round(V3["computed"]["active_incl_embedding"], -7),
    "v3.active_without_embedding": round(V3["computed"]["active_excl_embedding"], -7),
    "primer.v3_layers": V3["config"]["n_layers"],
    "primer.v3_width": V3["config"]["dim"],
    "primer.v3_heads": V3["config"]["n_heads"],
    "primer.v3_dense_layers": V3["config"]["n_dense_layers"],
    "primer.v3_experts": V3["config"]["n_routed_experts"],
    "primer.v3_experts_used": V3["config"]["n_activated_experts"],
    "primer.v3_tokens": V3["pretrain_tokens"],
    "primer.v3_pretraining_hours": COST["v3_gpu_hours"]["pretrain"],
    "tree.vocabulary": V3["config"]["vocab_size"],
    "readability.alpaca_zero": stage("AlpacaEval", "R1-Zero"),
    "readability.alpaca_r1": stage("AlpacaEval", "R1"),
    "readability.livecodebench_zero": stage("LiveCodeBench", "R1-Zero"),
    "readability.livecodebench_r1": stage("LiveCodeBench", "R1"),
    "moe.groups": V3["routing_groups"],
    "moe.limit": V3["config"]["n_limited_groups"],
    "moe.top": V3["config"]["n_activated_experts"],
    "moe.scale": V3["config"]["route_scale"],
    "moe.nodes": V3["node_limit"],
    "moe.gamma": V3["bias_update_speed_gamma"]["first_14.3T"],
    "moe.gamma_tokens": V3["pretrain_tokens"] - 0.5e12,  # all but the sheet’s `last_0.5T`
    "moe.alpha": V3["seq_balance_alpha"],
    "r1_0528.aime_2024": LONG["r1_0528"]["aime2024"][1],
    "r1_0528.aime_2025_before": LONG["r1_0528"]["aime2025"][0],
    "r1_0528.aime_2025": LONG["r1_0528"]["aime2025"][1],
    "r1_0528.tokens_before": LONG["r1_0528"]["avg_tokens_per_aime_question"][0],
    "r1_0528.tokens": LONG["r1_0528"]["avg_tokens_per_aime_question"][1],
    "thinking.simple_tokens": bound(LONG["contests_2024"]["easy_tokens"]),
    "thinking.hardest_tokens": bound(LONG["contests_2024"]["hardest_tokens"]),
    "thinking.s1_before": LONG["s1_budget_forcing"]["aime24"][0],
    "thinking.s1_after": LONG["s1_budget_forcing"]["aime24"][1],
}
"""Numbers of the site, by name, as the sheet has them."""

BEYOND = {
    "dapo", "gmpo", "gspo", "open_r1", "ppo", "trl", "two",
    "cost.gpus_per_node", "cost.nodes", "cost.r1_wall_days", "cost.r1_wall_days_said",
    "cost.rehearsal_size", "gpt4o.livecodebench_readme", "grew.length_end", "grew.length_factor",
    "grew.reflective_words_high", "grew.reflective_words_low", "o1.jailbreak_rejection",
    "primer.operations_per_second", "primer.sft_samples", "primer.v3_active_parameters",
    "prompts.reasoning_with_bug_fixing", "r1.active", "r1.aime_2025_of", "r1.aime_2025_percent",
    "r1.jailbreak_rejection", "r1.parameters", "sft.epochs_high", "sft.epochs_low",
    "sft.epochs_v1", "sft.general_v1", "sft.reasoning_v1", "student.epochs_high",
    "student.epochs_low", "student.qwq_readme", "student.rl_32b_steps", "student.rl_7b_steps",
    "tree.chess_branching", "tree.chess_depth", "tree.go_branching", "tree.go_depth",
    "thinking.votes_of_gpt4o",
    "v3.active_readme",
}  # fmt: skip
"""Numbers and whole tables that the sheet's data has only in words, or not at all."""


@pytest.mark.parametrize("name", HELD)
def test_a_published_number_is_that_of_the_sheet(name):
    assert PUBLISHED[name] == pytest.approx(HELD[name], rel=1e-12)


def test_every_published_number_is_held_to_the_sheet_or_named_as_beyond_it():
    left = {name for name in PUBLISHED if name not in HELD}
    assert {name for name in left if not {name, name.partition(".")[0]} & BEYOND} == set()
    assert {name for name in BEYOND if "." in name} <= left


def test_the_digitised_curves_are_those_of_the_sheet():
    accuracy = FACTS["r1zero_v1_fig2_aime_curve"]
    length = FACTS["r1zero_v1_fig3_length_curve"]["smoothed_tokens"]
    steps = curves.ACCURACY_STEPS
    assert [list(p) for p in zip(steps, curves.ACCURACY, strict=True)] == accuracy["pass@1"]
    assert [list(p) for p in zip(steps, curves.VOTE, strict=True)] == accuracy["cons@16"]
    assert [list(p) for p in zip(curves.LENGTH_STEPS, curves.LENGTH, strict=True)] == length
