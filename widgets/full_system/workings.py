"""How the numbers of the chosen part were computed, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from widgets.full_system.shown import Maker
from widgets.full_system.workings_climbed import CLIMBED
from widgets.full_system.workings_judged import JUDGED

__all__ = ["WORKINGS"]

WORKINGS: Final[Mapping[str, Maker]] = {**JUDGED, **CLIMBED}
"""From judging the rollouts to climbing the objective."""
