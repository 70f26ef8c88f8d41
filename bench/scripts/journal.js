// Runs before the page's own scripts: notes when each question leaves for Python, and when its
// answer is back and how long Python says it took. Later answers to a question do not count. Tells
// those who measure when a picture is in the page, and when it is painted.
(() => {
  /** The moment at which a widget holds the picture of its latest question. */
  window.benchUpdated = (root) =>
    new Promise((resolve) => {
      const look = () => {
        if (root.dataset.shown !== root.dataset.asked) return;
        watcher.disconnect();
        resolve(performance.now());
      };
      const watcher = new MutationObserver(look);
      watcher.observe(root, { attributeFilter: ["data-shown"] });
      look();
    });

  /** When the next frame began, and when the page had painted it. */
  window.benchPainted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const begun = performance.now();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve([begun, performance.now()]);
        port2.postMessage("");
      });
    });

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
