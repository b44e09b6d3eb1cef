/** The menu behind all of Slack's selects: a button, and a list that one can search and choose from. */

import { freshId, h, icon, put } from "./dom.js";
import { popup, step } from "./popup.js";

/** @typedef {{value: string, label: string, description?: string, group?: string}} Option */

/**
 * A select with one or several values.
 * @param {object} props
 * @param {Option[]} props.options
 * @param {string[]} props.chosen
 * @param {(values: string[]) => void} props.onchange called when a choice is made; with `multiple`, when the list closes
 * @param {string} props.placeholder
 * @param {Object<string, any>} [props.attributes] for the button: labels, ids
 * @param {boolean} [props.multiple]
 * @param {number} [props.most] how many may be chosen
 * @param {boolean} [props.clearable]
 * @param {(typed: string) => Promise<Option[]>} [props.load] asks for options while one types
 * @returns {HTMLElement}
 */
export function chooser({ options, chosen, onchange, placeholder, attributes = {}, multiple = false, most = Infinity, clearable = false, load }) {
  let known = options;
  let values = chosen;
  let close = null;
  const shown = h("span", { class: "chooser-value" });
  const button = h(
    "button",
    { type: "button", class: "chooser", role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false", ...attributes },
    shown,
    icon("down", 16),
  );
  const name = (value) => known.find((option) => option.value === value)?.label ?? value;

  function show() {
    shown.classList.toggle("placeholder", values.length === 0);
    put(shown, values.length === 0 ? placeholder : multiple ? values.map((value) => h("span", { class: "chip" }, name(value))) : name(values[0]));
  }

  function set(changed) {
    values = changed;
    show();
    if (!multiple) onchange(values);
  }

  function choose(option) {
    if (!multiple) {
      set([option.value]);
      close?.();
    } else if (values.includes(option.value)) set(values.filter((value) => value !== option.value));
    else if (values.length < most) set([...values, option.value]);
  }

  function open() {
    const before = values;
    const list = listOf({ label: placeholder, multiple, choose, selected: (option) => values.includes(option.value), offered, clear: clearable && !multiple && values.length ? () => (set([]), close?.()) : null });
    close = popup(button, list.node, {
      wide: true,
      onclose() {
        close = null;
        button.setAttribute("aria-expanded", "false");
        button.removeAttribute("aria-controls");
        if (multiple && before.join("\n") !== values.join("\n")) onchange(values);
      },
    });
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-controls", list.id);
    list.start();
  }

  async function offered(typed) {
    if (load) {
      // The app has searched, by words that its labels need not hold.
      const found = await load(typed);
      known = [...found, ...known.filter(({ value }) => values.includes(value) && !found.some((other) => other.value === value))];
      return found;
    }
    const words = typed.trim().toLowerCase();
    return known.filter((option) => option.label.toLowerCase().includes(words));
  }

  button.addEventListener("click", () => (close ? close() : open()));
  button.addEventListener("keydown", (event) => {
    if (["ArrowDown", "ArrowUp"].includes(event.key) && !close) {
      event.preventDefault();
      open();
    }
  });
  show();
  return button;
}

function listOf({ label, multiple, choose, selected, offered, clear }) {
  const id = freshId("list");
  const input = h("input", { type: "text", class: "popup-search", role: "combobox", autocomplete: "off", "aria-expanded": "true", "aria-controls": id, "aria-autocomplete": "list", "aria-label": `${label}: search` });
  const list = h("div", { class: "options", role: "listbox", id, "aria-label": label, "aria-multiselectable": multiple ? "true" : null });
  const nothing = h("div", { class: "popup-empty", role: "status" });
  let options = [];
  let active = 0;

  function draw() {
    const groups = new Map();
    options.forEach((option, index) => {
      const chosen = selected(option);
      const node = h(
        "div",
        { class: index === active ? "option active" : "option", role: "option", id: `${id}-${index}`, "aria-selected": String(chosen), onclick: () => (choose(option), draw()) },
        h("span", { class: "option-check" }, chosen && icon("check", 14)),
        h("span", {}, option.label, option.description && h("span", { class: "option-description" }, option.description)),
      );
      const group = option.group ?? "";
      groups.set(group, [...(groups.get(group) ?? []), node]);
    });
    put(list, [...groups].map(([name, nodes]) => (name ? h("div", { role: "group", "aria-label": name }, h("div", { class: "option-group", "aria-hidden": "true" }, name), nodes) : nodes)));
    list.hidden = options.length === 0;
    nothing.textContent = options.length ? "" : "No results";
    if (options.length) input.setAttribute("aria-activedescendant", `${id}-${active}`);
    else input.removeAttribute("aria-activedescendant");
    list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  async function search() {
    const asked = input.value;
    const found = await offered(asked);
    if (asked !== input.value) return; // an older answer that came later
    options = found;
    active = Math.max(0, input.value ? 0 : options.findIndex(selected));
    draw();
  }

  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    const to = step(event.key, active, options.length);
    if (to !== undefined && !(["Home", "End"].includes(event.key) && input.value)) {
      event.preventDefault();
      active = to;
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (options[active]) choose(options[active]), draw();
    } else if (event.key === "Tab") event.preventDefault(), input.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  });
  const clearButton = clear && h("button", { type: "button", class: "popup-clear", onclick: clear }, "Clear");
  return {
    id,
    node: h("div", { class: "chooser-list" }, input, list, nothing, clearButton),
    start() {
      input.focus();
      search();
    },
  };
}
