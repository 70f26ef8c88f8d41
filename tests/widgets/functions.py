"""For every number that opens: how the function that its card names gives that number.

By widget and key: from the function, the view and the number's place to the value.
"""

from itertools import islice


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

SPECIMEN = {
    "value": lambda fn, view, _: fn(view.rate, view.pace)[view.step],
    "mean": lambda fn, view, _: fn(view.rewards),
}

CALLS = {"simulator": SIMULATOR, "specimen": SPECIMEN}
