"""For every number that opens: how the function that its card names gives that number.

By widget and key: from the function, the view and the number's place to the value.
"""

from itertools import islice
from math import exp

from grpo_core import Clip, log_softmax
from widgets.aha_moment.inside import OPENING
from widgets.alignment_tax.exact import TOKENS as CHAIN
from widgets.alignment_tax.thoughts import LANGUAGES
from widgets.full_system.batch import WIRING, WORKS
from widgets.group_advantage.controls import Controls as Group
from widgets.imitate_or_explore.traces import TRACES
from widgets.pipeline.published import DOMAINS, GROUPS
from widgets.readability.model import thinking_of
from widgets.reward.timing import FAR, NEAR
from widgets.reward_hacking.responses import GOLD
from widgets.thinking_budget.model import DOUBLINGS
from widgets.thinking_budget.population import WORK, answers_of
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


def uct_of(function, view, place):
    found = view.searching.found
    visits = found.visits[place]
    return function(found.sums[place] / visits, visits, found.visits[0])


def ceiling_from(tree):
    return tree.cap, tree.branching, tree.depth


def optimum_of(function, view):
    return function(view.learning.answers.learned, view.learning.now.beta)


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


def chances(view, place):
    return view.rights(place), view.model(place).slip


def charged(function, view):
    return function(view.small, view.traces, view.source, view.large.price)


def own_rl(function, view):
    start = view.courses[0].margins[0]
    return function(view.large, start, view.seed).cost / 1e6 if view.bill.teacher else 0.0


DISTIL = {
    "success": lambda fn, view, at: fn(*chances(view, at - 1)),
    "signal": lambda fn, view, at: fn(view.success(at - 1), view.small.size),
    "worth": lambda fn, view, _: fn(view.success(1), view.small.size),
    "advantage": lambda fn, view, _: fn([1.0] + [0.0] * (view.small.size - 1))[0],
    "loss": lambda fn, view, at: fn(view.rights(at)),
    "tries": lambda fn, view, _: fn(view.source),
    "sampling": lambda fn, view, _: charged(fn, view)[0] / 1e6,
    "learning": lambda fn, view, _: charged(fn, view)[1] / 1e6,
    "rl": lambda fn, view, _: own_rl(fn, view),
    "total": lambda fn, view, _: fn(*view.bill).total / 1e6,
    "gap": lambda fn, _, at: fn(at - 1),
}


def first(view, place):
    """The first rollout that is a text."""
    return [rollout.place for rollout in view.values["rollouts"]].index(place - 1)


def part(function, view):
    """A part's value, computed anew by its function from what it is given."""
    key = {work: key for key, work in WORKS.items()}[function]
    return function(view.settings, *(view.values[each] for each in WIRING[key]))


def text_logp(view, rows, place):
    return log_softmax(rows[view.values["question"]])[place - 1]


def system_term(function, view, place):
    at = first(view, place)
    ratio, advantage = view.values["surrogate"].ratios[at], view.values["advantages"][at]
    return function(ratio, advantage, Clip.symmetric(view.settings.epsilon))[0]


SYSTEM = {
    "share": lambda fn, view, at: fn(view.values["policy"].sampling[view.values["question"]])[
        at - 1
    ],
    "total": lambda fn, view, at: (
        fn(view.values["rollouts"][first(view, at)].text, view.values["gold"]).total
    ),
    "mean": lambda fn, view, _: part(fn, view).mean,
    "std": lambda fn, view, _: part(fn, view).std,
    "advantage": lambda fn, view, at: part(fn, view)[first(view, at)],
    "ratio": lambda fn, view, at: fn(
        text_logp(view, view.values["policy"].now, at),
        text_logp(view, view.values["policy"].sampling, at),
    ),
    "term": system_term,
    "surrogate": lambda fn, view, _: part(fn, view).mean,
    "k3": lambda fn, view, at: fn(
        text_logp(view, view.values["policy"].now, at),
        text_logp(view, view.values["reference"], at),
    ),
    "kl": lambda fn, view, _: part(fn, view).mean,
    "objective": lambda fn, view, _: part(fn, view).value,
    "gradient": lambda fn, view, at: part(fn, view).gradient[at - 1],
    "logit": lambda fn, view, at: part(fn, view).logits[at - 1],
}

READABILITY = {
    "reward": lambda fn, view, at: fn(view.sides[at - 1].text, view.gold).total,
    "language": lambda fn, view, at: fn(thinking_of(view.sides[at - 1].text), view.target),
    "sentences": lambda fn, view, at: fn(view.sides[at - 1].found.sentences),
    "repetition": lambda fn, view, at: fn(
        len(view.sides[at - 1].found.repeated), view.sides[at - 1].found.runs
    ),
    "gap": lambda fn, view, at: fn(view.scores[at - 1].zero, view.scores[at - 1].one),
}


def routed(function, view, place):
    """A weight of the chosen experts, by their place."""
    return function(view.routing.affinities, view.routing.chosen, 2.5)[place - 1]


EXPERTS = {
    "share": lambda fn, view, _: fn(view.plan.experts, view.plan.top),
    "total": lambda fn, view, _: fn(view.plan.experts) / 1e9,
    "active": lambda fn, view, _: fn(view.plan.experts, view.plan.top) / 1e9,
    "ratio": lambda fn, view, _: fn(view.load),
    "part": lambda fn, view, at: fn(view.plan.experts, view.plan.top)[at - 1].active / 1e9,
    "group": lambda fn, view, at: fn(
        [s + b for s, b in zip(view.routing.affinities, view.biases, strict=True)], 8
    )[at - 1],
    "affinity": lambda fn, view, at: fn(view.vector, view.centroids[view.routing.chosen[at - 1]]),
    "bias": lambda fn, view, at: fn(
        view.loads[: view.batch] if view.plan.gamma else (), view.plan.experts, view.plan.gamma
    )[view.routing.chosen[at - 1]],
    "weight": routed,
}

SPECIMEN = {
    "value": lambda fn, view, _: fn(view.rate, view.pace)[view.step],
    "mean": lambda fn, view, _: fn(view.rewards),
}

FAILED = {
    "picked": lambda fn, view, _: fn(view.grading.grader, view.grading.tries).right,
    "score": lambda fn, view, _: fn(view.grading.grader, view.grading.tries).score,
    "alone": lambda fn, view, _: fn(view.grading.grader.right),
    "child": uct_of,
    "ceiling": lambda fn, view, _: fn(*ceiling_from(view.searching.tree)),
    "paths": lambda fn, view, _: fn(view.searching.tree.branching, view.searching.tree.depth),
    "tokens": lambda fn, *_: fn(129_280, 8_793),
    "share": lambda fn, view, at: optimum_of(fn, view)[view.learning.best[at - 1]],
    "kl": lambda fn, view, _: fn(view.learning.policy),
    "earned": lambda fn, view, _: fn(view.learning.policy, view.learning.answers.learned),
    "accuracy": lambda fn, view, _: fn(view.learning.policy, view.learning.answers.truth),
}


def row_at(view, place):
    return next(row for row in view.rows if row.place == place)


PIPELINE = {
    "change": lambda fn, view, at: fn(row_at(view, at).score, row_at(view, at).before),
    "mean": lambda fn, view, at: fn(view.rows, GROUPS[at - 1][0]),
    "relative": lambda fn, view, _: abs(fn(view.followed.score, view.followed.before)),
    "total": lambda fn, *_: fn(),
    "samples": lambda fn, _, at: fn(DOMAINS[at - 1]),
    "tokens": lambda fn, _, at: fn(DOMAINS[at - 1]),
}

TONGUES = {
    "consistency": lambda fn, view, _: fn(
        " ".join(line.sentence for line in view.lines), LANGUAGES[view.settings.target].key
    ),
    "reward": lambda fn, view, _: fn(
        float(view.read.right), view.settings.weight, view.read.consistency
    ),
    "advantage": lambda fn, view, _: fn([each.reward for each in view.group])[view.shown],
    "fit": lambda fn, view, _: fn(CHAIN[view.read.choice], view.settings.budget),
    "accuracy": lambda fn, view, _: fn(view.chinese, view.tables.accuracy),
    "average": lambda fn, view, _: fn(view.chinese, view.tables.consistency),
    "share": lambda fn, view, at: fn(view.run.logits[view.step][at - 1])[view.settings.target],
}


def over_mix(curves):
    """What holds of the mix at the budget, from what holds of each kind."""
    return lambda fn, view, _: fn(view.weights, [kind[view.budget] for kind in curves(view)])


def over_kind(function, view, place):
    return function([answers_of(view.solver, d).right[view.budget] for d in WORK[place - 1]])


BUDGET = {
    "one": over_mix(lambda view: view.kinds),
    "vote": over_mix(lambda view: view.vote_kinds),
    "used": over_mix(lambda view: view.used_kinds),
    "kind": over_kind,
    "gain": lambda fn, view, at: fn(view.single, DOUBLINGS[at - 1]),
}

CALLS = {
    "failed-approaches": FAILED,
    "full-system": SYSTEM,
    "aha-moment": AHA,
    "simulator": SIMULATOR,
    "group-advantage": GROUP,
    "token-gradient": TOKENS,
    "trust-region": REGION,
    "imitate-or-explore": IMITATE,
    "pipeline": PIPELINE,
    "reward": REWARD,
    "reward-hacking": HACKING,
    "distillation": DISTIL,
    "alignment-tax": TONGUES,
    "readability": READABILITY,
    "thinking-budget": BUDGET,
    "mixture-of-experts": EXPERTS,
    "specimen": SPECIMEN,
}
