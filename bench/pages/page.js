// Starts the worker that the address names first, at once, and shows its first answer: what a page
// does that has nothing else to do.
const { search } = location;
const [name] = new URLSearchParams(search).keys();
const worker = new Worker(new URL(`${name}.js${search}`, import.meta.url), { type: "module" });
const [picture, finding, status] = ["picture", "finding", "status"].map((part) =>
  document.querySelector(`[data-${part}]`),
);

worker.onerror = (event) => {
  status.textContent = event.message || "the worker could not be loaded";
};
worker.onmessage = ({ data }) => {
  picture.innerHTML = data.picture;
  finding.textContent = data.finding;
  document.documentElement.dataset.live = String(performance.now());
};
