// What is known before the first paint: the reader's choice of light or dark, and whether the page
// stands in a frame. A classic script, so that it runs before the page is drawn, and also where
// modules may not be fetched. The choice is kept in localStorage; where that is not to be had, it
// lasts for the page. In a frame nothing is kept: there the theme is the host's, or the system's.
{
  /** Milliseconds after which scripts are taken for lost. */
  const PATIENCE = 20000;
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);
  const framed = parent !== window;
  // A sandbox without allow-same-origin: no worker can be made here, so nothing is offered that needs one.
  const stranded = self.origin === "null";
  root.classList.toggle("js", !stranded);
  root.toggleAttribute("data-framed", framed);
  root.toggleAttribute("data-stranded", stranded);
  // What is far from the screen is not laid out at first (2-page.css, 3-widget.css). A reader who is sent
  // to a place in the page, or comes back to one, has it whole: else what is laid out above it would move it.
  root.toggleAttribute("data-whole", location.hash !== "" || performance.getEntriesByType("navigation").some((visit) => Reflect.get(visit, "type") !== "navigate"));
  root.dataset.hide = asked.get("hide")?.replaceAll(",", " ") ?? "";
  // By its whole address: where there is no origin, a relative one would lead nowhere.
  // If it does not come, the frame stays as high as the host made it.
  if (framed) import(new URL("frame.js", /** @type {HTMLScriptElement} */ (document.currentScript).src).href).catch(() => {});

  // Controls whose scripts do not come would be dead: then the page is what it is without scripts, and
  // says so. Scripts that come late take over (host.js).
  const stuck = () => {
    if (root.dataset.hosted !== undefined || stranded) return;
    if (document.readyState === "loading") {
      document.addEventListener("readystatechange", stuck, { once: true });
      return;
    }
    if (!document.querySelector("[data-widget]")) return;
    root.classList.remove("js");
    // While a style sheet is awaited, nothing is shown and no module runs.
    for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) if (!(/** @type {HTMLLinkElement} */ (sheet).sheet)) sheet.remove();
    for (const retry of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-retry]"))) {
      const status = /** @type {Element} */ (retry.previousElementSibling);
      status.textContent = "The scripts of this page have not arrived, so the picture cannot change.";
      retry.hidden = false;
      retry.addEventListener("click", () => root.dataset.hosted === undefined && location.reload());
    }
  };
  setTimeout(stuck, PATIENCE);
  addEventListener("error", ({ target }) => (target === window || /** @type {Element} */ (target).matches('[src$="/host.js"]')) && stuck(), true);

  /** @param {string} theme */
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  let theme = asked.get("theme") ?? "";
  try {
    if (!framed) theme ||= localStorage.getItem("theme") ?? "";
  } catch {
    // A page that may not store anything still changes its colours.
  }
  theme ||= "system";
  apply(theme);

  addEventListener("DOMContentLoaded", () => {
    /** @type {HTMLAnchorElement | null} */
    const here = document.querySelector("[data-here]");
    if (here) here.textContent = here.href = location.href;
    const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-theme-switch]"));
    const label = /** @type {HTMLElement} */ (button.querySelector("[data-theme-name]"));
    const show = () => {
      label.textContent = theme;
      button.setAttribute("aria-label", `Theme: ${theme}`);
    };
    button.hidden = framed;
    show();
    button.addEventListener("click", () => {
      const order = ["system", "light", "dark"];
      theme = order[(order.indexOf(theme) + 1) % order.length];
      apply(theme);
      show();
      try {
        localStorage.setItem("theme", theme);
      } catch {
        // As above.
      }
    });
  });
}
