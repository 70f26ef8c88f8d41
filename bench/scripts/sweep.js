// Moves one control through positions as a reader would, each after the picture of the one before
// it was painted, and returns what became of the milliseconds of each. Before each move comes an
// empty one, which changes a word of the page and needs no Python: what a frame costs just then.
async ({ slug, name, needs, positions, pauses, emptyPauses }) => {
  const root = document.querySelector(`[data-widget="${slug}"]`);
  const boxOf = (control) => root.querySelector(`[data-control="${control}"]`);
  const fieldOf = (control) => boxOf(control).querySelector(`[name="${control}"]`);
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Sets an input and says so, as the browser does when a reader moves it. */
  const move = (input, text) => {
    if (input.type === "checkbox") input.checked = text === "1";
    else input.value = text;
    const started = performance.now();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return started;
  };

  const put = async (control, text) => {
    move(fieldOf(control), text);
    await window.benchUpdated(root);
    await window.benchPainted();
  };

  const word = document.querySelector("footer").appendChild(document.createElement("p"));
  const input = boxOf(name).querySelector("input[type=range]") ?? fieldOf(name);
  const section = boxOf(name).closest("details");
  if (section) section.open = true;
  for (const [control, text] of needs) await put(control, text);
  input.scrollIntoView({ block: "nearest" });
  input.focus({ preventScroll: true });
  await window.benchPainted();
  const moves = [];
  for (const [index, position] of positions.entries()) {
    await sleep(emptyPauses[index]);
    const emptied = performance.now();
    word.textContent = position;
    const [, empty] = await window.benchPainted();

    await sleep(pauses[index]);
    const started = move(input, position);
    const seq = root.dataset.asked;
    const shown = await window.benchUpdated(root);
    const [begun, done] = await window.benchPainted();
    const { sent, heard, python } = window.benchJournal(slug, Number(seq));
    moves.push({
      updated: shown - started,
      painted: done - started,
      form: sent - started,
      python,
      transfer: heard - sent - python,
      morph: shown - heard,
      wait: begun - shown,
      paint: done - begun,
      empty: empty - emptied,
    });
  }
  input.blur();
  word.remove();
  await put(name, boxOf(name).dataset.default);
  for (const [control] of needs) await put(control, boxOf(control).dataset.default);
  return moves;
};
