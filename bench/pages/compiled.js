// The part that no Pyodide can do without: its WebAssembly, fetched and compiled, never run.
await WebAssembly.compileStreaming(fetch("pyodide/pyodide.asm.wasm"));
postMessage({ picture: "", finding: "" });
