/** The elements that one presses: buttons, overflow menus, feedback. What holds a value is drawn by `fields.js`. */

import { confirmed } from "./dialogs.js";
import { h, icon, safeAddress } from "./dom.js";
import { field } from "./fields.js";
import { popup, step } from "./popup.js";
import { plain } from "./text.js";

/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("./values.js").Element} Element */

/**
 * An interactive element that tells the app at once when it is used.
 * @param {Element} element
 * @param {string} blockId
 * @param {Surface} surface
 * @returns {HTMLElement|null} null where the viewer is not to see it
 */
export function interactive(element, blockId, surface) {
  const seen = element.visible_to_user_ids;
  if (seen && !seen.includes(surface.reading.me)) return null;
  const draw = DRAW[element.type];
  if (draw) return draw(element, blockId, surface);
  const drawn = field(element, blockId, surface, { onchange: (value) => tell(drawn, element, blockId, surface, value) });
  return drawn ?? h("span", { class: "not-rendered" }, `Element type ${element.type} is not rendered.`);
}

const DRAW = { button, workflow_button: button, overflow, feedback_buttons: feedback, icon_button: iconButton };

async function tell(node, element, blockId, surface, value) {
  if (element.confirm && !(await confirmed(element.confirm, surface.reading))) return;
  node?.setAttribute("aria-busy", "true");
  try {
    await surface.press(blockId, element, value);
  } finally {
    node?.removeAttribute("aria-busy");
  }
}

function button(element, blockId, surface) {
  const address = safeAddress(element.url);
  const node = h(
    address ? "a" : "button",
    {
      class: `button ${element.style ?? ""}`,
      "aria-label": element.accessibility_label,
      "data-action": element.action_id,
      ...(address ? { href: address, target: "_blank", rel: "noopener noreferrer" } : { type: "button" }),
      onclick: () => node.getAttribute("aria-busy") !== "true" && tell(node, element, blockId, surface),
    },
    h("span", { class: "button-text" }, plain(element.text)),
  );
  return node;
}

function iconButton(element, blockId, surface) {
  const label = element.accessibility_label ?? plain(element.text);
  const node = h(
    "button",
    { type: "button", class: "icon-button small", "aria-label": label, title: plain(element.text), "data-action": element.action_id, onclick: () => tell(node, element, blockId, surface) },
    icon(element.icon, 18),
  );
  return node;
}

function feedback(element, blockId, surface) {
  const sides = [
    ["thumbs_up", element.positive_button],
    ["thumbs_down", element.negative_button],
  ];
  const nodes = sides.map(([name, side], place) =>
    h(
      "button",
      {
        type: "button",
        class: "icon-button small",
        "aria-label": side.accessibility_label ?? plain(side.text),
        title: plain(side.text),
        "aria-pressed": "false",
        "data-action": `${element.action_id}:${place}`,
        onclick() {
          nodes.forEach((node, index) => node.setAttribute("aria-pressed", String(index === place)));
          tell(nodes[place], element, blockId, surface, side.value);
        },
      },
      icon(name, 18),
    ),
  );
  return h("span", { class: "feedback", role: "group", "aria-label": "Feedback" }, nodes);
}

function overflow(element, blockId, surface) {
  let close = null;
  const node = h(
    "button",
    { type: "button", class: "button overflow", "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false", "data-action": element.action_id, onclick: () => (close ? close() : open()) },
    icon("more"),
  );

  function open() {
    const items = element.options.map((option) => item(option));
    const menu = h("div", { class: "menu", role: "menu", "aria-label": "More actions" }, items);
    menu.addEventListener("keydown", (event) => {
      const to = step(event.key, items.indexOf(document.activeElement), items.length);
      if (event.key === "Tab") close?.();
      if (to === undefined) return;
      event.preventDefault();
      items[to].focus();
    });
    close = popup(node, menu, {
      onclose() {
        close = null;
        node.setAttribute("aria-expanded", "false");
      },
    });
    node.setAttribute("aria-expanded", "true");
    items[0].focus();
  }

  function item(option) {
    const address = safeAddress(option.url);
    const attributes = { role: "menuitem", class: "menu-item", tabindex: -1, onclick: () => (close?.(), tell(node, element, blockId, surface, option.value)) };
    const words = [plain(option.text), option.description && h("span", { class: "option-description" }, plain(option.description))];
    return address ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...attributes }, words) : h("button", { type: "button", ...attributes }, words);
  }

  return node;
}
