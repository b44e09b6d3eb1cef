/** What the page tells in passing: short notices, the state of the connection, and words for screen readers. */

import { h, icon } from "./dom.js";

const SHOWN = 6000;

/**
 * Shows a notice for a few seconds. What is only told makes room for what is told next; a problem stays its time.
 * @param {string} text
 * @param {"info"|"problem"} [kind]
 */
export function notice(text, kind = "info") {
  const node = h("div", { class: `toast ${kind}`, role: kind === "problem" ? "alert" : "status" }, icon(kind === "problem" ? "warning" : "info", 18), h("span", {}, text));
  const shut = h("button", { type: "button", class: "icon-button small", "aria-label": "Dismiss", onclick: () => node.remove() }, icon("close", 16));
  node.append(shut);
  const toasts = document.querySelector("#toasts");
  for (const told of toasts.querySelectorAll(".info")) told.remove();
  toasts.append(node);
  setTimeout(() => node.remove(), SHOWN);
}

/**
 * Reads something out to those who use a screen reader.
 * @param {string} text
 */
export function announce(text) {
  const region = document.querySelector("#announcer");
  region.append(h("p", {}, text));
  while (region.childElementCount > 5) region.firstElementChild.remove();
}

/**
 * Shows whether the server can be reached.
 * @param {boolean} connected
 */
export function connection(connected) {
  const bar = document.querySelector("#connection");
  if (bar.hidden === connected) return;
  bar.hidden = connected;
  bar.textContent = connected ? "" : "The connection to Newsdesk is lost. Trying again… (Is “newsdesk demo” still running?)";
}
