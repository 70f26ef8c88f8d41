// Runs before the page's own scripts: times each move of a dragged point, from the moment the
// browser gives the pointer's event to the end of the frame that shows its picture.
(() => {
  window.benchDrags = [];

  // Late in the bubbling, when the page's own listeners have put their question; a place that the
  // page has already heard of puts none.
  let last = "";
  const time = async (event) => {
    const root = event.target.closest?.("[data-widget]");
    if (!root || event.buttons === 0 || root.dataset.asked === last) return;
    const started = event.timeStamp;
    const seq = root.dataset.asked;
    last = seq;
    const shown = await window.benchUpdated(root);
    const [begun, done] = await window.benchPainted();
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
