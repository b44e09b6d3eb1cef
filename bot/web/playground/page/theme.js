/** Light or dark: as the system has it, until the viewer says otherwise. */

import { h, icon, put } from "./dom.js";

const KEY = "newsdesk-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // A browser may keep pages from remembering anything; the system's choice is then the only one.
    return null;
  }
}

function apply() {
  const theme = stored() ?? (system.matches ? "dark" : "light");
  document.documentElement.dataset.theme = theme;
  return theme;
}

/**
 * The button that changes between light and dark. Importing this module has already applied the theme.
 * @returns {HTMLElement}
 */
export function themeButton() {
  const button = h("button", { type: "button", class: "icon-button", id: "theme" });
  const show = () => {
    const other = apply() === "dark" ? "light" : "dark";
    put(button, icon(other === "light" ? "sun" : "moon"));
    button.setAttribute("aria-label", `Use the ${other} theme`);
    button.title = `Use the ${other} theme`;
    return other;
  };
  button.addEventListener("click", () => {
    try {
      localStorage.setItem(KEY, show());
    } catch {
      document.documentElement.dataset.theme = show();
      return;
    }
    show();
  });
  system.addEventListener("change", show);
  show();
  return button;
}

apply();
