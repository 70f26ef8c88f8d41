// Work of a fixed size, to see how fast a page and a worker are: it returns milliseconds a kind.

/** A module with one function, which counts down to nothing. */
const COUNTDOWN = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 127, 0, 3, 2, 1, 0, 7, 8, 1, 4, 115, 112, 105, 110, 0, 0],
  ...[10, 16, 1, 14, 0, 3, 64, 32, 0, 65, 1, 107, 34, 0, 13, 0, 11, 11],
);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(COUNTDOWN));

function lasting(work) {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function count(rounds) {
  let sum = 0;
  for (let round = 0; round < rounds; round += 1) sum = (sum * 31 + round) | 0;
  return sum;
}

export const spin = () => ({
  JavaScript: lasting(() => count(1e8)),
  WebAssembly: lasting(() => exports.spin(2e8)),
});

/** The same in a worker. */
export const apart = () =>
  new Promise((resolve) => {
    const worker = new Worker(import.meta.url, { type: "module" });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
  });

if (!("document" in globalThis)) postMessage(spin());
