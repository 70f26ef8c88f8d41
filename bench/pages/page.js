// Starts the worker that the address names, at once, and shows its first answer: what a page does
// that has nothing else to do.
const { href, search } = location;
const worker = new Worker(new URL(`${search.slice(1)}.js`, href), { type: "module" });
const [picture, finding, status] = ["picture", "finding", "status"].map((name) =>
  document.querySelector(`[data-${name}]`),
);

worker.onerror = (event) => {
  status.textContent = event.message || "the worker could not be loaded";
};
worker.onmessage = ({ data }) => {
  picture.innerHTML = data.picture;
  finding.textContent = data.finding;
  document.documentElement.dataset.live = String(performance.now());
};
