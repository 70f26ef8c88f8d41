// Runs before the page's own scripts: notes when the page asks for a worker, what it hears of it, when
// the first answer is in the page, and when that has been painted.
(() => {
  const marks = [];
  const mark = (what) => marks.push([what, performance.now()]);
  window.benchStages = marks;

  window.Worker = class extends Worker {
    constructor(...given) {
      mark("worker asked");
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (data.type === "ready") mark("ready heard");
        if (data.type === "answer") mark("answer heard");
      });
    }
  };

  new MutationObserver((_, observer) => {
    const { live } = document.documentElement.dataset;
    if (!live) return;
    observer.disconnect();
    marks.push(["live", Number(live)]);
    requestAnimationFrame(() => setTimeout(() => mark("painted")));
  }).observe(document, { attributes: true, attributeFilter: ["data-live"], subtree: true });
})();
