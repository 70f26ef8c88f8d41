// Moves controls of a page's widgets, each as soon as the picture of the move before it is in the
// page; keeps nothing itself. A move to null goes back to where the control was when the page came.
async (moves) => {
  // Ticks rather than the time of day: a machine may sleep meanwhile.
  const TICK = 100;
  const MOST_TICKS = 1200;
  const pictured = (root, name) =>
    new Promise((resolve, reject) => {
      let ticks = 0;
      const clock = setInterval(() => {
        ticks += 1;
        if (ticks < MOST_TICKS) return;
        clearInterval(clock);
        const { asked, shown } = root.dataset;
        const said = root.querySelector("[data-status]").textContent;
        reject(new Error(`${root.id}: no picture after ${name} (asked ${asked}, shown ${shown}) ${said}`));
      }, TICK);
      const watcher = new MutationObserver(() => {
        if (root.dataset.shown !== root.dataset.asked) return;
        watcher.disconnect();
        clearInterval(clock);
        resolve();
      });
      watcher.observe(root, { attributeFilter: ["data-shown"] });
    });
  for (const [slug, name, text] of moves) {
    const root = document.querySelector(`[data-widget="${slug}"]`);
    const box = root.querySelector(`[data-control="${name}"]`);
    const input = box.querySelector("input[type=range]") ?? box.querySelector(`[name="${name}"]`);
    const shown = pictured(root, name);
    input.value = text ?? input.defaultValue;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await shown;
  }
};
