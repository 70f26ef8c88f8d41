// Starts the site's Python in the page and has it train under many seeds; returns the milliseconds of
// each round.
async ([seeds, rounds]) => {
  const CODE = `
from time import perf_counter
from grpo_core import Config, simulate

def train(first, count):
    started = perf_counter()
    for seed in range(first, first + count):
        simulate(Config(seed=seed))
    return 1000 * (perf_counter() - started)
`;
  const { runtime, app, root } = document.documentElement.dataset;
  const site = new URL(root || "./", location.href);
  const script = document.querySelector("script[type=module]").src;
  const { bootPython } = await import(new URL("boot.js", script).href);
  const python = await bootPython({ runtime: new URL(runtime, site).href, app: new URL(app, site).href });
  const { dict, exec } = python.pyimport("builtins");
  const names = dict();
  exec(CODE, names);
  const train = names.get("train");
  train(1e6, 50); // the browser compiles what runs often
  return Array.from({ length: rounds }, (_, round) => train(round * seeds, seeds));
};
