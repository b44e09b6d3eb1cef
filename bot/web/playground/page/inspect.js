/** The JSON behind what is shown: what the app posted, ready to be copied. */

import { h, icon } from "./dom.js";
import { notice } from "./notices.js";

/** @typedef {Object<string, any>} Json */

const POSTED = ["text", "blocks", "attachments", "files", "metadata", "thread_ts"];
const VIEW = ["type", "title", "blocks", "submit", "close", "callback_id", "external_id", "private_metadata", "clear_on_close", "notify_on_close"];

/**
 * A message as it was posted: where to, and its content.
 * @param {string} channel
 * @param {Json} message
 * @returns {Json}
 */
export function postedMessage(channel, message) {
  return { channel, ...(message.is_ephemeral ? { ephemeral: true } : {}), ...picked(message, POSTED) };
}

/**
 * A view as it was opened or published.
 * @param {Json} view
 * @returns {Json}
 */
export function postedView(view) {
  return picked(view, VIEW);
}

/**
 * JSON as text, with a button that copies it.
 * @param {Json} value
 * @returns {HTMLElement}
 */
export function inspector(value) {
  const text = JSON.stringify(value, null, 2);
  const copy = h("button", { type: "button", class: "button small", onclick: () => copied(text, copy) }, icon("copy", 14), " Copy");
  return h("div", { class: "inspector" }, h("div", { class: "inspector-head" }, h("span", {}, "JSON as it was posted"), copy), h("pre", { tabindex: 0, role: "region", "aria-label": "JSON as it was posted" }, text));
}

async function copied(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    notice("Copied.");
  } catch {
    // Not every browser lets a page write: then the text is selected, one key away from being copied.
    getSelection().selectAllChildren(button.closest(".inspector").querySelector("pre"));
    notice("Press Ctrl+C to copy what is selected.");
  }
}

function picked(source, names) {
  const filled = names.filter((name) => source[name] !== undefined && source[name] !== null && source[name] !== "" && source[name] !== false);
  return Object.fromEntries(filled.map((name) => [name, source[name]]));
}
