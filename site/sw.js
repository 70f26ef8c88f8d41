// Answers from what a reader keeps for offline (js/offline.js stores it) when the network does not.
// Lies at the site's root, because it looks after what lies below its own address. It keeps out of
// the way of a page that came over the network: what such a page asks for, it leaves to the browser.
{
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
  const root = worker.registration.scope;
  const ours = `r1-offline ${new URL(root).pathname} `;
  /** Folders named by their content: whoever has the file has the right one. */
  const NAMED = /\/[0-9a-f]{10,}\//;
  /** Pages, and their workers, that came over the network since this worker started. @type {Set<string>} */
  const online = new Set();

  /** The latest copy that is complete, with its list. */
  async function copy() {
    for (const name of (await caches.keys()).reverse()) {
      const cache = name.startsWith(ours) && (await caches.open(name));
      const list = cache && (await cache.match(`${root}offline.json`));
      if (list) return { cache, list };
    }
    return undefined;
  }

  /** @param {Request} request */
  async function kept(request) {
    const { cache } = (await copy()) ?? {};
    const found = await cache?.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
    if (found || request.mode !== "navigate") return found;
    const folder = `${request.url.replace(/[?#].*/, "")}/`;
    return (await cache?.match(folder)) && Response.redirect(folder);
  }

  /** Says that a page is not among what is kept. */
  async function unkept() {
    /** @type {{files: [string][]} | undefined} */
    const list = await (await copy())?.list.json();
    const [sheet] = list?.files.find(([path]) => path.endsWith("/style.css")) ?? [];
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Not kept for offline</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
${sheet ? `<link rel="stylesheet" href="${root}${sheet}">` : ""}
<main><h1>Not kept for offline</h1><p>The site cannot be reached, and this page is not in the copy that your browser
keeps. Try again when there is a network, or go to <a href="${root}">R1, taken apart</a>.</p></main></html>`;
    return new Response(html, { status: 503, headers: { "Content-Type": "text/html" } });
  }

  /** @param {FetchEvent} event */
  async function answer({ request, resultingClientId, preloadResponse }) {
    if (NAMED.test(request.url)) return (await kept(request)) ?? fetch(request);
    try {
      const fresh = (await preloadResponse) ?? (await fetch(request));
      if (resultingClientId) online.add(resultingClientId);
      return fresh;
    } catch {
      return (await kept(request)) ?? (request.mode === "navigate" ? unkept() : Response.error());
    }
  }

  worker.addEventListener("install", () => worker.skipWaiting());
  worker.addEventListener("activate", (event) => {
    // A page is asked for while this worker starts, not after.
    event.waitUntil(Promise.all([worker.registration.navigationPreload?.enable(), worker.clients.claim()]));
  });
  worker.addEventListener("fetch", (event) => {
    const { request, clientId, resultingClientId } = event;
    if (request.method !== "GET" || !request.url.startsWith(root)) return;
    if (online.has(clientId) && navigator.onLine && request.mode !== "navigate") {
      if (resultingClientId) online.add(resultingClientId);
    } else event.respondWith(answer(event));
  });
}
