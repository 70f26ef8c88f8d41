// Keeps the site for offline when the reader asks for it, and only then: fetches what the build has
// listed into a cache, file by file, each held to the list. A copy counts once its list is in it, so
// one that was cut short answers nothing and can be gone on with, and an old one stays until the new
// one is complete. What answers from the copy is the worker at the site's root, sw.js.

/** Files that are fetched at a time. */
const LANES = 4;
const HEX = /^[0-9a-f]{12,64}$/;

/** @typedef {[path: string, bytes: number, hash: string]} Entry */
/** @typedef {{version: string, travels: number, files: Entry[]}} List what the build writes to offline.json */
/** @typedef {{name: string, cache: Cache, list?: List, since: string}} Copy */

/** What the reader is told as it stands. */
class Trouble extends Error {}

const site = new URL(document.documentElement.dataset.root || "./", location.href);
const ours = `r1-offline ${site.pathname} `;

/** @param {string} path */
const at = (path) => new URL(path, site).href;
/** @param {string} name */
const part = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-offline-${name}]`));
const [says, count, bar] = [part("says"), part("count"), /** @type {HTMLProgressElement} */ (part("bar"))];
/** @type {Record<string, HTMLElement>} */
const buttons = { keep: part("keep"), stop: part("stop"), remove: part("remove") };
let ended = new AbortController();
const section = /** @type {HTMLElement} */ (bar.closest("section"));
/** Whether the reader is in it. */
let held = false;

/** @param {number} bytes */
const mb = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
/** @param {Entry[]} files */
const total = (files) => files.reduce((sum, [, bytes]) => sum + bytes, 0);

/** @param {string} text @param {Record<string, string>} actions what the buttons that are of use say */
function show(text, actions) {
  says.textContent = text;
  const focused = document.activeElement;
  held = section.contains(focused) || (held && focused === document.body);
  for (const [name, button] of Object.entries(buttons)) {
    button.hidden = !(name in actions);
    button.textContent = actions[name] ?? "";
  }
  // Whoever pressed a button goes on from its place, but not onto one that undoes it.
  const next = [buttons.keep, buttons.stop].find((button) => !button.hidden);
  if (held) (next ?? section).focus();
  bar.hidden = count.hidden = !("stop" in actions);
}

/** The list, if it is one; it leads nowhere but below the site's root. @param {any} list @returns {List | undefined} */
function read(list) {
  const sound = (/** @type {any} */ file) => Array.isArray(file) && typeof file[0] === "string" && file[1] >= 0
    && HEX.test(file[2]) && URL.canParse(file[0], site) && at(file[0]).startsWith(site.href);
  return HEX.test(list?.version) && list.files?.length && Array.from(list.files).every(sound) ? list : undefined;
}

/** The list as the site has it now; none if the site cannot be reached. */
async function latest() {
  const response = await fetch(at("offline.json"), { cache: "no-cache" }).catch(() => undefined);
  if (!response) return undefined;
  const list = response.ok && read(await response.json().catch(() => undefined));
  if (!list) throw new Trouble("The site's list of files cannot be read, so nothing can be kept. Please tell whoever runs this site.");
  return list;
}

/** Our copies, complete or not, latest first. @returns {Promise<Copy[]>} */
async function copies() {
  const names = (await caches.keys()).filter((name) => name.startsWith(ours)).reverse();
  return Promise.all(names.map(async (name) => {
    const cache = await caches.open(name);
    const list = await cache.match(at("offline.json"));
    return { name, cache, list: list && read(await list.json()), since: list?.headers.get("Date") ?? "" };
  }));
}

/** What is still to be fetched. @param {List} list @param {Copy[]} all */
async function missing(list, all) {
  const there = new Set(all.flatMap((copy) => copy.list?.files ?? []).map(([path, , hash]) => path + hash));
  const begun = all.find(({ name }) => name === ours + list.version);
  for (const { url } of (await begun?.cache.keys()) ?? []) there.add(url);
  return list.files.filter(([path, , hash]) => !there.has(path + hash) && !there.has(at(path)));
}

/** Stores one file, from an older copy if that has it. @param {Cache} cache @param {Entry} file @param {Copy | undefined} older */
async function store(cache, [path, , hash], older) {
  if (await cache.match(at(path))) return;
  const same = older?.list?.files.some((file) => file[0] === path && file[2] === hash);
  let response, body;
  try {
    response = (same && (await older?.cache.match(at(path)))) || (await fetch(at(path), { cache: "no-cache", signal: ended.signal }));
    body = await response.arrayBuffer();
  } catch {
    ended.signal.throwIfAborted();
    throw new Trouble("The site could no longer be reached. What was fetched is still here, to go on from.");
  }
  const digest = [...new Uint8Array(await crypto.subtle.digest("SHA-256", body))];
  if (!digest.map((byte) => byte.toString(16).padStart(2, "0")).join("").startsWith(hash)) {
    throw new Trouble(`${path || "The front page"} is not what the site's list says. The site may just have changed: try again in a few minutes.`);
  }
  ended.signal.throwIfAborted();
  await cache.put(at(path), new Response(body, response));
}

async function keep() {
  ended = new AbortController();
  const list = await latest();
  if (!list) throw new Trouble("");
  const before = await copies();
  const older = before.find((copy) => copy.list);
  const name = ours + list.version;
  // An older copy spares the network, not the room.
  const needed = total(await missing(list, before.filter((copy) => !copy.list)));
  const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
  if (needed > quota - usage) throw new DOMException("", "QuotaExceededError");
  const cache = await caches.open(name);
  const queue = list.files.values();
  let [files, bytes] = [0, 0];
  bar.max = total(list.files);
  const lanes = Array.from({ length: LANES }, async () => {
    for (const file of queue) {
      await store(cache, file, older);
      files += 1;
      bar.value = bytes += file[1];
      count.textContent = `${files} of ${list.files.length} files, ${mb(bytes)} of ${mb(bar.max)}`;
    }
  });
  await Promise.all(lanes).catch(async (error) => {
    ended.abort();
    await Promise.allSettled(lanes);
    throw error;
  });
  await navigator.serviceWorker.register(at("sw.js"));
  await navigator.serviceWorker.ready;
  await cache.put(at("offline.json"), new Response(JSON.stringify(list), { headers: { Date: new Date().toUTCString() } }));
  for (const copy of before) if (copy.name !== name) await caches.delete(copy.name);
}

/** Deletes what of ours is stored: all of it, or what is not complete. @param {boolean} all */
async function remove(all) {
  for (const { name, list } of await copies()) if (all || !list) await caches.delete(name);
  const registration = all && (await navigator.serviceWorker.getRegistration(site));
  if (registration && registration.scope === site.href) await registration.unregister();
}

/** Says how things stand, after a sentence about what went wrong. @param {string} [before] */
async function look(before = "") {
  const all = await copies();
  const list = await latest().catch((error) => {
    if (!all.length) throw error;
    before ||= error.message;
  });
  const whole = all.find((copy) => copy.list);
  const left = list && (await missing(list, all));
  const size = left ? ` (${mb(total(left))})` : "";
  /** @type {Record<string, string>} */
  const actions = all.length ? { remove: "Remove" } : {};
  let text = list ? `${list.files.length} files, ${mb(total(list.files))} on this device; about ${mb(list.travels)} to fetch.` : "The site cannot be reached.";
  if (whole?.list) {
    const since = new Date(whole.since).toLocaleDateString("en-GB", { dateStyle: "long" });
    text = `Kept for offline: ${mb(total(whole.list.files))}, version ${whole.list.version}, fetched on ${since}.`;
    if (list && list.version !== whole.list.version) {
      text += ` The site has a newer version, ${list.version}.`;
      actions.keep = `Update${size}`;
    }
  } else if (all.length) {
    if (list && left) text = `${list.files.length - left.length} of ${list.files.length} files are here.`;
    actions.keep = `Go on${size}`;
  } else actions.keep = `Keep for offline${size}`;
  show(`${before} ${text}`.trim(), actions);
}

/** Does what a button says, one thing at a time in all windows, and says what came of it. @param {string} doing @param {() => Promise<void>} work */
async function run(doing, work) {
  show(doing, work === keep ? { stop: "Stop" } : {});
  let said = "";
  await navigator.locks.request(ours, { ifAvailable: true }, async (lock) => {
    if (!lock) throw new Trouble("Another window is at it.");
    await work();
  }).catch(async (error) => {
    said = error instanceof Trouble ? error.message : `This did not work: ${error.message}.`;
    if (error.name === "AbortError") said = "Stopped.";
    if (error.name === "QuotaExceededError") {
      await remove(false);
      said = "There is not enough room: the browser stores no more for this site. Free some and try again.";
    }
  });
  await look(said).catch(refused);
}

/** @param {Error} error */
function refused(error) {
  show(error instanceof Trouble ? error.message : `This browser lets the site store nothing: ${error.message}`, {});
}

/** Shows the place, with what can be done. */
export async function offer() {
  buttons.keep.addEventListener("click", () => run("Fetching.", keep));
  buttons.stop.addEventListener("click", () => ended.abort());
  buttons.remove.addEventListener("click", () => run("Removing.", () => remove(true)));
  await look().catch(refused);
  section.hidden = false;
}
