// Puts questions to a worker of its own, started from the page's script and bundle, one at a time;
// returns the milliseconds that Python took for each.
async ([slug, states]) => {
  const { runtime, app, root } = document.documentElement.dataset;
  const site = new URL(root || "./", location.href);
  const assets = new URL(document.querySelector("script[type=module]").src);
  const worker = new Worker(new URL("worker.js", assets), { type: "module" });
  const reply = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => {
        if (data.type === "failed" || data.type === "trouble") reject(new Error(data.message));
        else if (data.type !== "stage") resolve(data);
      };
    });
  const ask = (question) => {
    worker.postMessage(question);
    return reply();
  };
  await ask({ type: "boot", runtime: new URL(runtime, site).href, app: new URL(app, site).href, widgets: [slug] });
  const times = [];
  for (const [seq, texts] of states.entries()) {
    times.push((await ask({ type: "ask", widget: slug, seq, texts: JSON.stringify(texts) })).ms);
  }
  worker.terminate();
  return times;
};
