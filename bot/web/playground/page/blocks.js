/** Block Kit: which function draws which block. */

import { alert, card, carousel, container, file, picture, plan, task, video } from "./cards.js";
import { chart } from "./charts.js";
import { freshId, h, reconcile } from "./dom.js";
import { interactive } from "./elements.js";
import { field } from "./fields.js";
import { markdown } from "./markdown.js";
import { dataTable, table } from "./tables.js";
import { foldable, inlineText, plain, richText, textObject } from "./text.js";

/** @typedef {import("./surface.js").Surface} Surface */

// A section longer than this shows its beginning and "See more".
const LONG = 700;

/** @type {Object<string, (block: any, surface: Surface) => HTMLElement>} */
const BLOCKS = {
  section,
  header: (block) => h("h3", { class: "header-text" }, plain(block.text)),
  divider: () => h("hr"),
  context,
  actions: (block, surface) => h("div", { class: "elements" }, block.elements.map((element) => interactive(element, block.block_id ?? "", surface))),
  context_actions: (block, surface) => h("div", { class: "elements" }, block.elements.map((element) => interactive(element, block.block_id ?? "", surface))),
  image,
  input,
  rich_text: (block, { reading }) => richText(block, reading),
  markdown: (block) => markdown(block.text),
  table: (block, { reading }) => table(block, reading),
  data_table: (block, { reading }) => dataTable(block, reading),
  data_visualization: (block) => chart(block),
  card,
  carousel,
  container: (block, surface) => container(block, surface, (inner) => inner.map((one) => drawn(one, surface))),
  alert,
  task_card: task,
  plan,
  video,
  file: (block) => file(block),
};

const DRAWN = new WeakMap();

/**
 * Draws blocks into an element. Blocks that are as they were keep their nodes, and with them what is open, chosen or
 * typed there; focus that a changed block loses goes to the element of the same action.
 * @param {HTMLElement} root
 * @param {any[]} blocks
 * @param {Surface} surface
 */
export function drawBlocks(root, blocks, surface) {
  const before = DRAWN.get(root) ?? new Map();
  const focused = root.contains(document.activeElement) ? document.activeElement.getAttribute("data-action") : null;
  const after = new Map();
  blocks.forEach((block) => {
    const error = surface.errors?.[block.block_id] ?? "";
    let key = `${JSON.stringify(block)}${error}`;
    while (after.has(key)) key += " ";
    after.set(key, before.get(key) ?? drawn(block, surface));
  });
  reconcile(root, [...after.values()]);
  DRAWN.set(root, after);
  if (focused && !root.contains(document.activeElement)) root.querySelector(`[data-action="${CSS.escape(focused)}"]`)?.focus();
}

function drawn(block, surface) {
  const draw = BLOCKS[block?.type];
  let content;
  try {
    content = draw ? draw(block, surface) : h("p", { class: "not-rendered" }, `Block type ${block?.type} is not rendered here.`);
  } catch (problem) {
    // One block that can't be drawn must not take the message with it.
    content = h("p", { class: "not-rendered" }, `This ${block.type} block could not be rendered: ${problem.message}`);
  }
  return h("div", { class: `block block-${draw ? block.type.replaceAll("_", "-") : "unknown"}` }, content);
}

function section(block, surface) {
  const { reading } = surface;
  const text = block.text && textObject(block.text, reading);
  const body = text && !block.expand && block.text.text.length > LONG ? foldable(text) : text;
  const fields = block.fields && h("div", { class: "fields" }, block.fields.map((one) => textObject(one, reading)));
  const beside = block.accessory && (block.accessory.type === "image" ? picture(block.accessory, "thumbnail") : interactive(block.accessory, block.block_id ?? "", surface));
  return h("div", { class: "section" }, h("div", { class: "section-text" }, body, fields), beside && h("div", { class: "accessory" }, beside));
}

function context(block, { reading }) {
  const elements = block.elements.map((element) => (element.type === "image" ? picture(element, "context-image") : h("span", { class: "context-text" }, textObject(element, reading))));
  return h("div", { class: "context" }, elements);
}

function image(block) {
  return h("figure", { class: "image-figure" }, block.title && h("figcaption", {}, plain(block.title)), picture(block, "image"));
}

function input(block, surface) {
  const [fieldId, labelId, hintId, errorId] = ["field", "label", "hint", "error"].map(freshId);
  const error = surface.errors?.[block.block_id];
  const described = [block.hint && hintId, error && errorId].filter(Boolean).join(" ");
  const labels = { id: fieldId, "aria-labelledby": labelId, ...(described ? { "aria-describedby": described } : {}), ...(error ? { "aria-invalid": "true" } : {}) };
  const onchange = block.dispatch_action ? (value) => surface.press(block.block_id, block.element, value) : undefined;
  const drawn = field(block.element, block.block_id, surface, { labels, onchange, optional: Boolean(block.optional) });
  return h(
    "div",
    { class: error ? "input invalid" : "input" },
    h("label", { class: "input-label", id: labelId, for: fieldId }, plain(block.label), block.optional && h("span", { class: "optional" }, " (optional)")),
    drawn ?? h("p", { class: "not-rendered" }, `Element type ${block.element.type} is not rendered.`),
    error && h("div", { class: "input-error", id: errorId }, error),
    block.hint && h("div", { class: "input-hint", id: hintId }, inlineText(block.hint, surface.reading)),
  );
}
