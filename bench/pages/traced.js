// Runs before the site's own worker: notes when what begins and ends, in ms since the worker began.
globalThis.benchMarks = [["worker runs", performance.now()]];
globalThis.benchMark = (what) => globalThis.benchMarks.push([what, performance.now()]);
globalThis.benchSaid = [];

function noted(object, name, what, isIt) {
  const plain = object[name];
  object[name] = async function (...given) {
    if (!isIt(given[0])) return plain.apply(this, given);
    globalThis.benchMark(`${what} begins`);
    const done = await plain.apply(this, given);
    globalThis.benchMark(`${what} ends`);
    return done;
  };
}

// Scripts also try out small modules of their own.
noted(WebAssembly, "compileStreaming", "compile", () => true);
noted(WebAssembly, "compile", "compile", ({ byteLength }) => byteLength > 1e6);
noted(WebAssembly, "instantiate", "instantiate", (given) =>
  given instanceof WebAssembly.Module && WebAssembly.Module.imports(given).length > 100);

// Where Python is told to, it says how long each of its imports took.
for (const name of ["error", "warn", "log"]) {
  const plain = console[name];
  console[name] = (...said) => {
    if (String(said[0]).startsWith("import time:")) globalThis.benchSaid.push(String(said[0]));
    else plain.apply(console, said);
  };
}
