// Takes the place of the site's interpreter.js: the same page, but its questions go to the Python that
// PyScript has started in the page, which is where it starts it.
export const framed = false;
export const takesTurns = false;

/** Resolves to Python's function once PyScript has run what the page names. */
const python = new Promise((resolve) => {
  const look = () => globalThis.pythonAnswer && resolve(globalThis.pythonAnswer);
  document.addEventListener("py:done", look);
  look();
});

export function interpreter(_script, _turn, _alone, hear) {
  let there = true;
  async function post({ type, widget, seq, texts, outcome }) {
    const answer = await python;
    if (there && type === "boot") hear({ type: "ready" });
    if (!there || type !== "ask") return;
    const started = performance.now();
    const given = JSON.parse(answer(widget, texts, outcome));
    hear({ type: "answer", widget, seq, ms: performance.now() - started, ...given });
  }
  const end = () => {
    there = false;
  };
  return { shared: false, post, end };
}
