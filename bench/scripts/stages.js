// Runs before the page's own scripts: notes when each stage of Python's start begins.
(() => {
  const marks = [["the page, until it starts a worker", 0]];
  const mark = (stage) => marks.push([stage, performance.now()]);
  window.benchStages = marks;

  window.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      mark("the worker's own scripts");
      this.addEventListener("message", ({ data }) => {
        if (data.type === "stage") mark(data.stage);
        if (data.type === "ready") mark("the first answer");
      });
    }
  };
})();
