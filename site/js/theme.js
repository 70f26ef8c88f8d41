// The reader's choice of light or dark, applied before the first paint. A classic script, so that
// it runs before the page is drawn. The choice is kept in localStorage; where that is not to be
// had, it lasts for the page.
{
  const root = document.documentElement;
  root.classList.add("js");

  /** @param {string} theme */
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  let theme = new URLSearchParams(location.search).get("theme") ?? "";
  try {
    theme ||= localStorage.getItem("theme") ?? "";
  } catch {
    // A page that may not store anything still changes its colours.
  }
  theme ||= "system";
  apply(theme);

  addEventListener("DOMContentLoaded", () => {
    const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-theme-switch]"));
    const label = /** @type {HTMLElement} */ (button.querySelector("[data-theme-name]"));
    const show = () => {
      label.textContent = theme;
      button.setAttribute("aria-label", `Theme: ${theme}`);
    };
    button.hidden = false;
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
