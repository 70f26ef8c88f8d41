// Runs before the page's own scripts: notes when each question leaves for Python, and when its
// answer is back and how long Python says it took. Later answers to a question do not count.
(() => {
  const journal = new Map();
  const keyOf = ({ widget, seq }) => `${widget} ${seq}`;
  window.benchJournal = (widget, seq) => journal.get(keyOf({ widget, seq }));

  window.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const note = data.type === "answer" && journal.get(keyOf(data));
        if (note && note.heard === undefined) {
          Object.assign(note, { heard: performance.now(), python: data.ms });
        }
      });
    }

    postMessage(message, ...rest) {
      if (message.type === "ask") journal.set(keyOf(message), { sent: performance.now() });
      super.postMessage(message, ...rest);
    }
  };
})();
