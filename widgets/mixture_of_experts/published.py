"""What is published of the architecture: the numbers of DeepSeek-V3’s configuration file.

R1 is DeepSeek-V3-Base trained on, so these are R1’s numbers too. All of them stand in
`config_671B.json` of the repository deepseek-ai/DeepSeek-V3.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "DENSE_LAYERS",
    "DENSE_WIDTH",
    "EXPERTS",
    "EXPERT_WIDTH",
    "GROUPS",
    "HEADS",
    "KEY_PLAIN",
    "KEY_ROTARY",
    "KV_RANK",
    "LAYERS",
    "LIMIT",
    "QUERY_RANK",
    "SCALE",
    "SHARED",
    "TOP",
    "VALUE",
    "VOCABULARY",
    "WIDTH",
]

VOCABULARY: Final = 129_280
"""Tokens of the vocabulary: `vocab_size`."""

WIDTH: Final = 7_168
"""Numbers in a token’s vector: `dim`."""

LAYERS: Final = 61
"""Layers: `n_layers`."""

DENSE_LAYERS: Final = 3
"""The first layers, whose feed-forward network is not split into experts: `n_dense_layers`."""

DENSE_WIDTH: Final = 18_432
"""Inner width of their feed-forward network: `inter_dim`."""

EXPERT_WIDTH: Final = 2_048
"""Inner width of an expert: `moe_inter_dim`."""

EXPERTS: Final = 256
"""Routed experts of a layer: `n_routed_experts`."""

SHARED: Final = 1
"""Experts of a layer that work on every token: `n_shared_experts`."""

TOP: Final = 8
"""Routed experts that work on a token: `n_activated_experts`."""

GROUPS: Final = 8
"""Groups that the routed experts are split into: `n_expert_groups`."""

LIMIT: Final = 4
"""Groups that a token may use: `n_limited_groups`."""

SCALE: Final = 2.5
"""What the weights of a token’s routed experts sum to: `route_scale`."""

HEADS: Final = 128
"""Attention heads: `n_heads`."""

QUERY_RANK: Final = 1_536
"""Numbers that queries are compressed to: `q_lora_rank`."""

KV_RANK: Final = 512
"""Numbers that keys and values are compressed to: `kv_lora_rank`."""

KEY_PLAIN: Final = 128
"""Numbers of a head’s key that carry no position: `qk_nope_head_dim`."""

KEY_ROTARY: Final = 64
"""Numbers of a key that carry the position: `qk_rope_head_dim`."""

VALUE: Final = 128
"""Numbers of a head’s value: `v_head_dim`."""
