/** Dialogs over the page: the focus stays inside, Escape and the cross close them, and it returns to where it was. */

import { freshId, h, icon } from "./dom.js";
import { inlineText, plain } from "./text.js";

/** @typedef {import("./inline.js").Reading} Reading */

const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select, summary, [tabindex='0']";

/**
 * A dialog that was opened.
 * @typedef {object} Dialog
 * @property {HTMLDialogElement} node
 * @property {() => void} close
 */

/**
 * Opens a dialog.
 * @param {object} props
 * @param {import("./dom.js").Child} props.title
 * @param {import("./dom.js").Child} props.content
 * @param {import("./dom.js").Child} [props.footer]
 * @param {string} [props.className]
 * @param {boolean} [props.isForm] a submit button in the footer then submits
 * @param {() => void} [props.onescape] instead of closing; the cross does the same
 * @param {() => void} [props.onclose]
 * @param {(event: SubmitEvent) => void} [props.onsubmit]
 * @returns {Dialog}
 */
export function dialog({ title, content, footer, className = "", isForm = false, onescape, onclose, onsubmit }) {
  const before = document.activeElement;
  const id = freshId("dialog");
  const leave = () => (onescape ? onescape() : close());
  const cross = h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: leave }, icon("close"));
  const body = h(
    isForm ? "form" : "div",
    { class: "dialog-form", novalidate: isForm, onsubmit: (event) => (event.preventDefault(), onsubmit?.(event)) },
    h("header", { class: "dialog-header" }, h("h2", { id, class: "dialog-title" }, title), cross),
    h("div", { class: "dialog-body", tabindex: -1 }, content),
    footer && h("footer", { class: "dialog-footer" }, footer),
  );
  const node = /** @type {HTMLDialogElement} */ (h("dialog", { class: `dialog ${className}`, "aria-labelledby": id }, body));
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  node.addEventListener("keydown", (event) => stayInside(event, node));

  function close() {
    if (!node.isConnected) return;
    node.close();
    node.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    onclose?.();
  }

  document.body.append(node);
  node.showModal();
  focusFirst(node);
  return { node, close };
}

/**
 * Puts the focus where a person will begin: on what asks for it, else the first field, else the last button.
 * @param {HTMLElement} node
 */
export function focusFirst(node) {
  const first =
    node.querySelector("[autofocus]") ??
    node.querySelector(".dialog-body :is(input, textarea, .chooser):not([disabled])") ??
    node.querySelector(".dialog-footer button:last-child") ??
    node.querySelector(".dialog-body");
  first?.focus();
}

/**
 * Asks for a confirmation, as an element's `confirm` object words it.
 * @param {{title: any, text: any, confirm: any, deny: any, style?: string}} confirm
 * @param {Reading} reading
 * @returns {Promise<boolean>}
 */
export function confirmed(confirm, reading) {
  return new Promise((resolve) => {
    let answer = false;
    const yes = h("button", { type: "button", class: `button ${confirm.style === "danger" ? "danger-filled" : "primary"}`, onclick: () => ((answer = true), opened.close()) }, plain(confirm.confirm));
    const no = h("button", { type: "button", class: "button", onclick: () => opened.close() }, plain(confirm.deny));
    const opened = dialog({
      title: plain(confirm.title),
      content: h("p", {}, inlineText(confirm.text, reading)),
      footer: [no, yes],
      className: "confirm",
      onclose: () => resolve(answer),
    });
  });
}

function stayInside(event, node) {
  if (event.key !== "Tab") return;
  const stops = [...node.querySelectorAll(FOCUSABLE)].filter((stop) => stop.checkVisibility() && stop.tabIndex >= 0);
  if (stops.length === 0) return event.preventDefault();
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement === edge || !node.contains(document.activeElement)) {
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }
}
