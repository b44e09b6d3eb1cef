/** Blocks that frame others or stand apart: cards, carousels, containers, alerts, tasks, files, videos. */

import { freshId, h, icon, isLocal, link } from "./dom.js";
import { interactive } from "./elements.js";
import { plain, richText, textObject } from "./text.js";

/** @typedef {import("./surface.js").Surface} Surface */

/**
 * An image; what lies on another host is named and linked, not loaded.
 * @param {{image_url?: string, slack_file?: {url?: string}, alt_text: string}} image
 * @param {string} className
 * @returns {HTMLElement}
 */
export function picture(image, className) {
  const address = image.image_url ?? image.slack_file?.url;
  if (isLocal(address)) return h("img", { src: address, alt: image.alt_text, class: className, loading: "lazy" });
  const isSmall = className !== "image";
  const label = isSmall ? icon("file", 16) : ["Image: ", image.alt_text];
  return h("span", { class: `${className} image-away`, role: isSmall ? "img" : null, "aria-label": isSmall ? image.alt_text : null, title: image.alt_text }, isSmall ? label : link(address, label, { class: "link" }));
}

/**
 * A card.
 * @param {any} block
 * @param {Surface} surface
 * @returns {HTMLElement}
 */
export function card(block, surface) {
  const line = (object, className) => object && h("div", { class: className }, textObject(object, surface.reading));
  const mark = block.icon ? picture(block.icon, "card-icon") : block.slack_icon && h("span", { class: "card-icon" }, icon(block.slack_icon.name, 20));
  const buttons = (block.actions ?? []).map((element) => interactive(element, block.block_id ?? "", surface));
  return h(
    "div",
    { class: "card" },
    block.hero_image && picture(block.hero_image, "image"),
    h("div", { class: "card-head" }, mark, h("div", {}, line(block.title, "card-title"), line(block.subtitle, "card-subtitle"))),
    line(block.body, "card-body"),
    line(block.subtext, "card-subtext"),
    buttons.length > 0 && h("div", { class: "elements" }, buttons),
  );
}

/**
 * Cards side by side, with buttons that scroll them.
 * @param {any} block
 * @param {Surface} surface
 * @returns {HTMLElement}
 */
export function carousel(block, surface) {
  const cards = h("ul", { class: "carousel-cards", tabindex: 0, "aria-label": "Cards" }, block.elements.map((one) => h("li", {}, card(one, surface))));
  const turn = (by, label, name) =>
    h("button", { type: "button", class: "icon-button small", "aria-label": label, onclick: () => cards.scrollBy({ left: by * cards.clientWidth * 0.8, behavior: "smooth" }) }, icon(name, 16));
  return h("div", { class: "carousel", role: "group", "aria-label": "Carousel" }, cards, h("div", { class: "carousel-turn" }, turn(-1, "Previous cards", "left"), turn(1, "Next cards", "right")));
}

/**
 * A framed group of blocks that may fold.
 * @param {any} block
 * @param {Surface} surface
 * @param {(blocks: any[], surface: Surface) => HTMLElement[]} draw
 * @returns {HTMLElement}
 */
export function container(block, surface, draw) {
  const title = [
    block.icon && picture(block.icon, "card-icon"),
    h(
      "span",
      { class: "container-title" },
      block.rich_text_title ? richText(block.rich_text_title, surface.reading) : plain(block.title),
      block.subtitle && h("span", { class: "container-subtitle" }, textObject(block.subtitle, surface.reading)),
    ),
  ];
  const id = freshId("container");
  const body = h("div", { class: "container-body", id }, draw(block.child_blocks, surface));
  const className = `container ${block.width ?? "standard"}${block.has_header_divider ? " divided" : ""}`;
  if (!block.is_collapsible) return h("section", { class: className }, h("div", { class: "container-head" }, title), body);
  body.hidden = Boolean(block.default_collapsed);
  const head = h("button", { type: "button", class: "container-head", "aria-expanded": String(!body.hidden), "aria-controls": id }, h("span", { class: "container-arrow" }, icon("right", 16)), title);
  head.addEventListener("click", () => {
    body.hidden = !body.hidden;
    head.setAttribute("aria-expanded", String(!body.hidden));
  });
  return h("section", { class: className }, head, body);
}

const ALERTS = { default: "info", info: "info", warning: "warning", error: "warning", success: "check" };

/**
 * An alert.
 * @param {any} block
 * @param {Surface} surface
 * @returns {HTMLElement}
 */
export function alert(block, surface) {
  const level = block.level ?? "default";
  return h("div", { class: `alert ${level}`, role: "note", "aria-label": level === "default" ? "Notice" : level }, icon(ALERTS[level], 18), textObject(block.text, surface.reading));
}

const STATUS = { pending: ["dot", "To do"], in_progress: ["restart", "In progress"], complete: ["check", "Done"], error: ["warning", "Failed"] };

/**
 * A task, on its own or in a plan.
 * @param {any} task
 * @param {Surface} surface
 * @returns {HTMLElement}
 */
export function task(task, surface) {
  const [name, words] = STATUS[task.status ?? "pending"];
  return h(
    "div",
    { class: `task ${task.status ?? "pending"}` },
    h("div", { class: "task-title" }, h("span", { class: "task-status", role: "img", "aria-label": words }, icon(name, 16)), task.title),
    [task.details, task.output].filter(Boolean).map((text) => richText(text, surface.reading)),
    task.sources?.length > 0 && h("div", { class: "task-sources" }, task.sources.map((source) => link(source.url, source.text ?? source.url, { class: "link" }))),
  );
}

/**
 * A plan: a title and its tasks.
 * @param {any} block
 * @param {Surface} surface
 * @returns {HTMLElement}
 */
export function plan(block, surface) {
  return h("div", { class: "plan" }, h("p", { class: "plan-title" }, block.title), (block.tasks ?? []).map((one) => task(one, surface)));
}

/**
 * A video: its name and a link; players are other hosts' pages.
 * @param {any} block
 * @returns {HTMLElement}
 */
export function video(block) {
  return h(
    "div",
    { class: "card" },
    h("div", { class: "card-head" }, h("span", { class: "card-icon" }, icon("play", 20)), h("div", {}, h("div", { class: "card-title" }, link(block.title_url ?? block.video_url, plain(block.title), { class: "link" })), h("div", { class: "card-subtitle" }, [block.provider_name, block.author_name].filter(Boolean).join(" · ")))),
    block.description && h("div", { class: "card-body" }, plain(block.description)),
  );
}

/**
 * A file that was shared with a message.
 * @param {any} file
 * @returns {HTMLElement}
 */
export function file(file) {
  const name = file.title || file.name || file.external_id;
  const address = file.url_private ?? file.permalink;
  return h("div", { class: "file" }, icon("file", 24), h("div", {}, h("div", { class: "file-name" }, address ? link(address, name, { class: "link" }) : name), h("div", { class: "file-kind" }, file.pretty_type ?? file.mimetype ?? file.filetype ?? "File")));
}
