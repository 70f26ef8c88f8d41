"""The curves, taken home: as CSV, and as the Python that reproduces them."""

from __future__ import annotations

from typing import Final

from widgets.aha_moment.agent import STUBBORN, Task
from widgets.thinking_budget.controls import Controls, solver_of
from widgets.thinking_budget.model import compute
from widgets.thinking_budget.population import BUDGETS, KINDS, WORK, policy_of_solver

__all__ = ["to_csv", "to_python"]


def to_csv(controls: Controls) -> str:
    """One line per budget: one try by kind and over the mix, and the vote; floats in full.

    Example:
        >>> to_csv(Controls()).splitlines()[0]
        'budget,easy,medium,hard,mix,turns_taken,vote_easy,vote_medium,vote_hard,vote_mix'
    """
    view = compute(controls)
    voted = [f"vote_{kind}" for kind in KINDS]
    lines = [",".join(["budget", *KINDS, "mix", "turns_taken", *voted, "vote_mix"])]
    for budget in BUDGETS[1:]:
        curves = (*view.kinds, view.single, view.used, *view.vote_kinds, view.vote)
        lines.append(",".join([str(budget), *(repr(curve[budget]) for curve in curves)]))
    return "\n".join(lines) + "\n"


def to_python(controls: Controls) -> str:
    """A script that adds up all tries of the solver, and all votes, state by state."""
    policy = policy_of_solver(solver_of(controls))
    rows = "\n".join(f"    {list(row)!r}," for row in policy)
    return SCRIPT.format(
        policy=rows,
        slip=Task().slip,
        power=controls.power,
        stubborn=STUBBORN,
        budget=controls.budget,
        tries=controls.tries,
        tempting=controls.tempting,
        mix=controls.mix,
        work=tuple(map(tuple, WORK)),
        forced=controls.ending == "forced",
    )


SCRIPT: Final = '''\
from collections import defaultdict

# The weights of chapter 4's agent, as probabilities. Contexts: work left; done, with 0, 1, 2, 3 or
# more checks since; stuck. Options: answer, (think,) check.
policy = [
{policy}
]
slip, power, stubborn = {slip!r}, {power!r}, {stubborn!r}
budget, tries, tempting = {budget}, {tries}, {tempting!r}
mix, work = {mix!r}, {work!r}
forced = {forced}  # whether a try must go on until its last turn, and then answer
if forced:
    left, *others = policy
    policy = [[0.0, *(p / sum(left[1:]) for p in left[1:])], *([0.0, 1.0] for _ in others)]


def solve(steps, turns):
    """How often one try has given the right answer after so many turns, and a wrong one."""
    states = {{(0, "none", 0): 1.0}}
    right = wrong = 0.0
    for _ in range(turns - 1 if forced and turns else turns):
        following = defaultdict(float)
        for (done, fault, context), chance in states.items():
            answer, *think, check = policy[context]
            if 1 <= context <= 4 and fault == "none":
                right += chance * answer
            else:
                wrong += chance * answer
            if think:
                worse = "mendable" if fault == "none" else fault
                for after, odds in (
                    (fault, 1 - slip),
                    (worse, slip * (1 - stubborn)),
                    ("stubborn", slip * stubborn),
                ):
                    key = (done + 1, after, int(done + 1 == steps))
                    following[key] += chance * think[0] * odds
            later = min(context + 1, 4) if 1 <= context <= 4 else context
            found = power if fault != "none" else 0.0
            following[done, fault, later] += chance * check * (1 - found)
            if fault == "mendable":
                following[done, "none", later] += chance * check * found
            elif fault == "stubborn":
                following[done, fault, 5] += chance * check * found
        states = following
    if forced and turns:
        right = sum(p for (done, fault, _), p in states.items() if (done, fault) == (steps, "none"))
        return right, 1 - right
    return right, wrong


def vote(right, wrong):
    """How often the commonest answer is the right one; of several, one is drawn by lot."""
    counts = {{(0, 0, 0): 1.0}}
    for _ in range(tries):
        following = defaultdict(float)
        for (r, s, others), chance in counts.items():
            following[r + 1, s, others] += chance * right
            following[r, s + 1, others] += chance * wrong * tempting
            following[r, s, others + 1] += chance * wrong * (1 - tempting)
            following[r, s, others] += chance * (1 - right - wrong)
        counts = following
    won = 0.0
    for (r, s, others), chance in counts.items():
        most = max(r, s, min(others, 1))
        if r and r == most:
            rivals = (s == most) + (others if most == 1 else 0)
            won += chance / (1 + rivals)
    return won


def mean(values):
    return sum(values) / len(values)


one = [mean([solve(steps, budget)[0] for steps in kind]) for kind in work]
elected = [mean([vote(*solve(steps, budget // tries)) for steps in kind]) for kind in work]
for values in (one, elected):
    print(f"{{sum(w * a for w, a in zip(mix, values)):.6f}}")
'''
"""The script, with what the reader has set left out."""
