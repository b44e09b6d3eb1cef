/** Text objects, rich_text blocks and message texts as DOM nodes. */

import { freshId, h } from "./dom.js";
import { inline, withEmoji } from "./inline.js";
import { parts, pieces } from "./mrkdwn.js";

/** @typedef {import("./inline.js").Reading} Reading */
/** @typedef {{type: "plain_text"|"mrkdwn", text: string, emoji?: boolean, verbatim?: boolean}} TextObject */

/**
 * A mrkdwn text: paragraphs, quotes and code.
 * @param {string} text
 * @param {Reading} reading
 * @param {{verbatim?: boolean}} [options]
 * @returns {HTMLElement}
 */
export function mrkdwn(text, reading, options = {}) {
  return h(
    "div",
    { class: "mrkdwn" },
    parts(text, options).map((part) => {
      if (part.kind === "pre") return h("pre", { tabindex: 0, role: "region", "aria-label": "Code" }, part.text);
      const pieces = inline(part.pieces, reading);
      return part.kind === "quote" ? h("blockquote", {}, pieces) : h("p", {}, pieces);
    }),
  );
}

/**
 * The words of a mrkdwn text and nothing else, for screen readers.
 * @param {string} text
 * @param {Reading} reading
 * @returns {string}
 */
export function wordsOf(text, reading) {
  return [...mrkdwn(text, reading).children].map((part) => part.textContent).join(" ");
}

/**
 * A text object of either kind, as a block of text.
 * @param {TextObject} object
 * @param {Reading} reading
 * @returns {HTMLElement}
 */
export function textObject(object, reading) {
  if (object.type === "mrkdwn") return mrkdwn(object.text, reading, { verbatim: object.verbatim });
  return h("div", { class: "mrkdwn" }, h("p", {}, plain(object)));
}

/**
 * A text object as inline nodes, for places of one line: options, titles, labels.
 * @param {TextObject} object
 * @param {Reading} reading
 * @returns {(Node|string)[]}
 */
export function inlineText(object, reading) {
  return object.type === "mrkdwn" ? inline(pieces(object.text, { verbatim: object.verbatim }), reading) : [plain(object)];
}

/**
 * The characters of a plain_text object, its emoji drawn unless it says that they are not to be.
 * @param {{text: string, emoji?: boolean}} object
 * @returns {string}
 */
export function plain(object) {
  return object.emoji === false ? object.text : withEmoji(object.text);
}

/**
 * A rich_text block.
 * @param {{elements: any[]}} block
 * @param {Reading} reading
 * @returns {HTMLElement}
 */
export function richText(block, reading) {
  const root = h("div", { class: "rich-text" });
  // Open lists by indent: Slack sends one list after another, and their indents say how they nest.
  let lists = [];
  for (const element of block.elements) {
    if (element.type !== "rich_text_list") {
      lists = [];
      root.append(richPart(element, reading));
      continue;
    }
    const indent = element.indent ?? 0;
    const open = lists.filter((list) => list.indent < indent);
    const parent = open.at(-1)?.node.lastElementChild ?? root;
    const same = lists.find((list) => list.indent === indent && list.style === element.style);
    const node = same && lists.indexOf(same) === open.length ? same.node : list(element, indent);
    if (node !== same?.node) parent.append(node);
    node.append(...element.elements.map((item) => h("li", {}, inline(item.elements ?? [], reading))));
    lists = [...open, { indent, style: element.style, node }];
  }
  return root;
}

function list(element, indent) {
  const bordered = element.border ? " bordered" : "";
  const style = element.style === "ordered" ? ["decimal", "alpha", "roman"][indent % 3] : ["disc", "circle", "square"][indent % 3];
  const start = element.style === "ordered" && element.offset ? element.offset + 1 : null;
  return h(element.style === "ordered" ? "ol" : "ul", { class: `rich-list ${style}${bordered}`, start });
}

function richPart(element, reading) {
  switch (element.type) {
    case "rich_text_section":
      return h("p", {}, inline(element.elements, reading));
    case "rich_text_quote":
      return h("blockquote", { class: element.border ? "bordered" : null }, inline(element.elements, reading));
    case "rich_text_preformatted":
      return h("pre", { tabindex: 0, role: "region", "aria-label": "Code" }, inline(element.elements, reading));
    default:
      return h("p", { class: "not-rendered" }, `Rich text of type ${element.type} is not rendered.`);
  }
}

/**
 * Text that shows its beginning, and the rest on request, as Slack shows a long section.
 * @param {HTMLElement} body
 * @returns {HTMLElement}
 */
export function foldable(body) {
  body.id ||= freshId("fold");
  body.classList.add("folded");
  const button = h("button", { type: "button", class: "see-more", "aria-expanded": "false", "aria-controls": body.id }, "See more");
  button.addEventListener("click", () => {
    const folded = body.classList.toggle("folded");
    button.textContent = folded ? "See more" : "See less";
    button.setAttribute("aria-expanded", String(!folded));
  });
  return h("div", {}, body, button);
}
