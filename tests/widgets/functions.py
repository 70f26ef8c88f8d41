"""For every number that opens: how the function that its card names gives that number.

By widget and key: from the function, the view and the number's place to the value.
"""

from itertools import islice
from math import exp

from grpo_core import Clip
from widgets.aha_moment.inside import OPENING
from widgets.group_advantage.controls import Controls as Group
from widgets.imitate_or_explore.traces import TRACES
from widgets.reward.timing import FAR, NEAR
from widgets.reward_hacking.responses import GOLD
from widgets.token_gradient.toy import LONGEST
from widgets.trust_region.ascent import luck_of


def step_of(steps, view):
    """The record of the step shown, trained anew."""
    return list(islice(steps(view.run.config), view.step))[-1]


def policy(view):
    return view.run.policy_at(view.step)


def logits(view):
    return view.run.steps[view.step - 1].logits if view.step else view.run.config.start_logits


def group_place(view, place):
    """A try of the group that is right (place 1) or wrong (place 2), and all rewards."""
    group = view.run.steps[view.step - 1].group
    wanted = next(i for i, r in enumerate(group) if (r.reward > 0) == (place == 1))
    return wanted, [r.reward for r in group]


def advantage(function, view, place):
    wanted, rewards = group_place(view, place)
    return function(rewards)[wanted]


def change(steps, view, place):
    step = step_of(steps, view)
    return step.logits[place - 1] - step.logits_before[place - 1]


SIMULATOR = {
    "share": lambda fn, view, at: fn(logits(view), view.run.config.temperature)[at - 1],
    "logit": lambda fn, view, at: step_of(fn, view).logits[at - 1],
    "change": change,
    "advantage": advantage,
    "mean": lambda fn, view, _: step_of(fn, view).mean_reward,
    "reward": lambda fn, view, _: fn(view.run, view.step),
    "entropy": lambda fn, view, _: fn(policy(view)),
    "kl": lambda fn, view, _: fn(policy(view), view.run.reference),
}


def baseline(function, view, place):
    if view.estimator == "critic":
        controls = Group(rate=view.rate, critic_error=view.error)
        return sorted(function(controls).guesses)[place - 1]
    tries = function(view.estimator, view.group)
    if view.estimator == "leave_one_out":
        tries = [each for each in tries if each.right == (place == 1)]
    return tries[0].baseline


def answer(function, view, place, right):
    rewards = view.group.rewards
    found = function(rewards) if place < 6 else function("critic", view.group)
    mine = {a for r, a in zip(rewards, found, strict=True) if (r > 0) == right}
    return max(mine) if place == 7 else min(mine)


def worth(function, view):
    return function(view.estimator, view.size, view.rate, view.error)


GROUP = {
    "std": lambda fn, view, _: fn(view.estimator, view.size, view.right),
    "noise": lambda fn, view, _: worth(fn, view).relative,
    "signal": lambda fn, view, _: worth(fn, view).mean,
    "spread": lambda fn, view, _: worth(fn, view).std,
    "baseline": baseline,
    "right": lambda fn, view, at: answer(fn, view, at, True),
    "wrong": lambda fn, view, at: answer(fn, view, at, False),
}


def mask(view):
    return [[1.0] * member.length for member in view.members]


def weight(function, view, _):
    extra = (LONGEST,) if view.aggregation == 2 else ()
    return function(mask(view), *extra)[view.chosen][view.position]


def credit(function, view, _):
    cell = view.cell
    one = [[cell.weight]]
    found = function(
        [[cell.logp]],
        [[cell.old_logp]],
        [[cell.old_logp]],
        [cell.advantage],
        one,
        clip=Clip.symmetric(view.clip),
        beta=cell.beta,
    )
    return found.slopes[0][0]


def pushed(function, view, slope):
    said = view.said[view.position].token
    return function(view.before, said, slope)[view.cell.token]


def before(function, view, place):
    if place > len(view.before):
        return function(view.before, view.shown)
    return exp(function(view.row)[place - 1])


def after(function, view, place):
    if place > len(view.after):
        return function(view.after, view.shown)
    moved = [z + view.learning_rate * g for z, g in zip(view.row, view.gradient, strict=True)]
    return function(moved)[place - 1]


TOKENS = {
    "weight": weight,
    "ratio": lambda fn, view, _: fn(view.cell.logp, view.cell.old_logp),
    "advantage": lambda fn, view, _: fn([float(m.right) for m in view.members])[view.chosen],
    "credit": credit,
    "room": lambda fn, view, _: pushed(fn, view, 1.0),
    "push": lambda fn, view, _: pushed(fn, view, view.cell.credit),
    "before": before,
    "after": after,
}


def climb(ascend, view):
    return ascend(
        view.start,
        view.reference,
        view.rewards,
        view.beta,
        estimator=view.estimator,
        refresh=view.refresh,
        luck=luck_of(*view.luck) if view.luck else (),
    )


REGION = {
    "reward": lambda fn, view, _: climb(fn, view).rewards[view.step],
    "price": lambda fn, view, _: view.beta * climb(fn, view).divergences[view.step],
    "objective": lambda fn, view, _: climb(fn, view).objective[view.step],
    "summit": lambda fn, view, _: fn(
        view.landscape.balance, view.in_force, view.rewards, view.beta
    ),
    "balance": lambda fn, view, at: fn(view.in_force, view.rewards, view.beta)[at - 1],
    "mean": lambda fn, view, at: fn(view.policy, view.in_force)[at - 1].mean,
}


def method(view, side, place):
    return view.sides[side].tables[view.step], place - 1


IMITATE = {
    "total": lambda fn, view, _: fn(view.copied_table, view.demonstration),
    "rate": lambda fn, _, at: fn(TRACES[at - 1].slip, len(TRACES[at - 1].steps)),
    "copied": lambda fn, view, at: fn(*method(view, 0, at)),
    "explored": lambda fn, view, at: fn(*method(view, 1, at)),
    "accuracy": lambda fn, view, at: fn(view.sides[at - 1].shares[view.step]),
    "entropy": lambda fn, view, at: fn(view.sides[at - 1].shares[view.step]),
    "loss": lambda fn, view, at: fn(view.copied_table, view.demonstration)[at - 1],
    "advantage": lambda fn, view, at: fn([float(each.right) for each in view.group])[
        [each.right for each in view.group].index(at == 1)
    ],
}

AHA = {
    "length": lambda fn, view, _: fn(view.outcomes),
    "accuracy": lambda fn, view, _: fn(view.outcomes),
    "checks": lambda fn, view, _: fn(view.outcomes),
    "ends": lambda fn, view, at: fn(view.outcomes.right if at == 1 else view.outcomes.wrong),
    "verify": lambda fn, view, at: fn(view.logits[at - 1])[-1],
    "advantage": lambda fn, view, _: fn(view.rewards)[view.chosen.number - 1],
    "weight": lambda fn, view, _: fn(view.training, len(view.chosen.turns)),
    "credit": lambda fn, view, _: fn(view.training, view.chosen.advantage, len(view.chosen.turns)),
    "worth": lambda fn, view, at: fn(view.task, OPENING[at - 1]),
    "breaking": lambda fn, view, _: fn(view.task)[0],
}

REWARD = {
    "reward": lambda fn, view, _: fn(view.answer.accuracy.right, view.answer.kept),
    "share": lambda fn, view, _: fn(view.run.passed, len(view.run.tests)),
    "grown": lambda fn, view, _: fn(*(dict(view.answer.rule)[n] for n in (NEAR, FAR))),
}


def steps_shown(view):
    return [line for line in view.lines if line.score is not None]


def scored(function, view, place):
    line = steps_shown(view)[place - 1]
    return function(line.features, view.model.bias, view.model.weights)


def in_group(function, view, place):
    actions = view.run.steps[view.step - 1].actions
    return function([view.rewards[action] for action in actions])[actions.index(place - 1)]


HACKING = {
    "accuracy": lambda fn, view, _: fn(view.policy, view.rights),
    "earned": lambda fn, view, _: fn(view.policy, view.rewards),
    "score": lambda fn, view, at: fn(
        view.judged[at - 1].scored.scores, "least" if view.least else "mean"
    ),
    "rule": lambda fn, view, at: fn(view.judged[at - 1].response.text, GOLD).total,
    "line": scored,
    "share": lambda fn, view, at: fn(view.run.logits[view.step])[at - 1],
    "advantage": in_group,
}

SPECIMEN = {
    "value": lambda fn, view, _: fn(view.rate, view.pace)[view.step],
    "mean": lambda fn, view, _: fn(view.rewards),
}

CALLS = {
    "aha-moment": AHA,
    "simulator": SIMULATOR,
    "group-advantage": GROUP,
    "token-gradient": TOKENS,
    "trust-region": REGION,
    "imitate-or-explore": IMITATE,
    "reward": REWARD,
    "reward-hacking": HACKING,
    "specimen": SPECIMEN,
}
