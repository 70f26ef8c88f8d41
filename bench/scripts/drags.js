// Runs before the page's own scripts: times each move of a dragged point, from the moment the
// browser gives the pointer's event to the end of the frame that shows its picture.
(() => {
  window.benchDrags = [];

  const updated = (root) =>
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

  const painted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const begun = performance.now();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve([begun, performance.now()]);
        port2.postMessage("");
      });
    });

  // Late in the bubbling, when the page's own listeners have put their question; a place that the
  // page has already heard of puts none.
  let last = "";
  const time = async (event) => {
    const root = event.target.closest?.("[data-widget]");
    if (!root || event.buttons === 0 || root.dataset.asked === last) return;
    const started = event.timeStamp;
    const seq = root.dataset.asked;
    last = seq;
    const shown = await updated(root);
    const [begun, done] = await painted();
    const { sent, heard, python } = window.benchJournal(root.dataset.widget, Number(seq));
    window.benchDrags.push({
      updated: shown - started,
      painted: done - started,
      form: sent - started,
      python,
      transfer: heard - sent - python,
      morph: shown - heard,
      wait: begun - shown,
      paint: done - begun,
    });
  };
  for (const type of ["pointerrawupdate", "pointermove"]) addEventListener(type, time);
})();
