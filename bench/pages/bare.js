// A framed page reduced to what its answer needs: joins the interpreter that all frames share, asks
// for the simulator's first picture, and writes down the sentence that comes with it.
const root = document.documentElement;
const { runtime, app } = root.dataset;
const site = new URL("../../", location.href);
const widget = "simulator";
const { port } = new SharedWorker(new URL("./worker.js", import.meta.url), { type: "module", name: "python 0" });
port.onmessage = ({ data }) => {
  if (data.type === "ready") port.postMessage({ type: "ask", widget, seq: 1, texts: "{}", outcome: "" });
  if (data.type !== "answer") return;
  document.querySelector("p").textContent = data.finding;
  root.dataset.live = String(performance.now());
};
port.postMessage({ type: "boot", runtime: new URL(runtime, site).href, app: new URL(app, site).href, widgets: [widget] });
