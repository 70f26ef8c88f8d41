// The page around the widgets: where the reader is in it, and terms that open in place. Without
// this script the contents are links, terms lead to the glossary, and cites open all the same.

/** Milliseconds after which a word that is pointed at opens, and one that was left closes. */
const REST = 180;

const contents = document.querySelector("#contents");
const place = document.querySelector("[data-place]");
/** @type {NodeListOf<HTMLAnchorElement>} */
const links = document.querySelectorAll('.contents a[href^="#"]');
const linkTo = new Map([...links].map((link) => [link.hash.slice(1), link]));

// A line at a third of the window's height: the chapter that crosses it is the one being read.
const reading = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      linkTo.get(target.id)?.setAttribute("aria-current", isIntersecting ? "location" : "false");
    }
    const now = /** @type {HTMLElement | null | undefined} */ (contents?.querySelector('[aria-current="location"]'));
    if (place) place.textContent = now ? `${now.closest("li")?.value} · ${now.textContent}` : "Contents";
    contents?.scrollTo({ top: (now?.offsetTop ?? 0) - contents.clientHeight / 2 });
  },
  { rootMargin: "-33% 0% -67% 0%" },
);
for (const chapter of document.querySelectorAll("article[id]")) reading.observe(chapter);

// Whoever is about to leap, by a link, to the end or to what is looked for, needs the page at its true length (theme.js).
const whole = () => document.documentElement.toggleAttribute("data-whole", true);
for (const type of ["click", "focusin"]) addEventListener(type, ({ target }) => target instanceof Element && target.closest('a[href^="#"]') && whole());
document.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => (key === "End" || ctrlKey || metaKey) && whole());

// Who was sent elsewhere by an address came to a place by guessed heights, and is taken to where it really is.
const guessed = () => document.querySelector("[data-scope=explainer]:not([data-whole]) .chapter > p:not([data-laid])");
addEventListener("hashchange", () => guessed() && whole() && document.querySelector(":target")?.scrollIntoView());

// Where the contents lie over the page, following one of their links puts them away.
contents?.addEventListener("click", ({ target }) => {
  if (contents.matches(":popover-open") && target instanceof HTMLAnchorElement) /** @type {HTMLElement} */ (contents).hidePopover();
});

/** @type {NodeListOf<HTMLAnchorElement>} */
const terms = document.querySelectorAll("a.term");
/** Whether a card closes just now: it gives the focus back, and that is no wish to see it again. */
let closing = false;
for (const term of terms) {
  const card = /** @type {HTMLElement} */ (document.getElementById(term.dataset.term ?? ""));
  let timer = 0;
  const open = () => {
    clearTimeout(timer);
    if (!card.matches(":popover-open")) card.showPopover({ source: term });
  };
  /** @param {() => void} act */
  const soon = (act) => {
    clearTimeout(timer);
    timer = setTimeout(act, REST);
  };
  const close = () => soon(() => {
    if (!card.matches(":hover, :focus-within") && !term.matches(":hover, :focus-visible")) card.hidePopover();
  });
  term.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  term.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && soon(open));
  term.addEventListener("focus", () => !closing && term.matches(":focus-visible") && open());
  card.addEventListener("beforetoggle", ({ newState }) => (closing = newState === "closed"));
  card.addEventListener("toggle", () => (closing = false));
  for (const element of [term, card]) {
    element.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && close());
    element.addEventListener("focusout", close);
  }
}

// The Python of a model is fetched from its own page when somebody unfolds it, or follows a link to it.
for (const model of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details[data-model]"))) {
  const come = async () => {
    const body = model.querySelector("[data-model-body]");
    const link = body?.querySelector("a");
    if (!link || body?.querySelector("pre")) return;
    const text = await fetch(link.href).then((response) => response.text()).catch(() => ""); // then the link stays
    const fetched = new DOMParser().parseFromString(text, "text/html").querySelector("[data-model-body]");
    for (const inner of fetched?.querySelectorAll('a:not([href^="#"])') ?? []) {
      inner.setAttribute("href", new URL(inner.getAttribute("href") ?? "", link.href).href);
    }
    if (fetched) body?.replaceWith(fetched);
  };
  model.addEventListener("toggle", () => model.open && come());
  const { href } = /** @type {HTMLAnchorElement} */ (model.querySelector("a"));
  model.closest("article")?.addEventListener("click", async (event) => {
    const link = event.target instanceof Element && event.target.closest("a");
    if (!link || !link.href.startsWith(`${href}#`) || event.ctrlKey || event.metaKey || event.shiftKey || !model.checkVisibility()) return;
    event.preventDefault();
    await come();
    model.open = true;
    location.href = document.getElementById(link.hash.slice(1)) ? link.hash : link.href;
  });
}

// What keeps the site for offline comes when its place at the page's end comes near.
const offline = document.querySelector("[data-offline]");
if (offline && "serviceWorker" in navigator && parent === window) {
  const near = new IntersectionObserver(async (entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    // If it does not come, it is asked for again when the reader comes back here.
    const { offer } = await import("./offline.js").catch(() => ({ offer: undefined }));
    if (!offer) return;
    near.disconnect();
    offer();
  }, { rootMargin: "400px" });
  near.observe(offline);
}
