/** The elements that hold a value: text inputs, selects, pickers, boxes. Each tells its surface what it holds. */

import { chooser } from "./chooser.js";
import { freshId, h } from "./dom.js";
import { inlineText, plain } from "./text.js";
import { beginning, isSeveral } from "./values.js";

/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("./values.js").Element} Element */
/** @typedef {import("./values.js").Value} Value */

/**
 * A field for an element.
 * @param {Element} element
 * @param {string} blockId
 * @param {Surface} surface
 * @param {object} [props]
 * @param {Object<string, string>} [props.labels] `aria-labelledby`, `aria-describedby`, `id`
 * @param {(value: Value) => void} [props.onchange] after a choice, besides what the surface is told
 * @param {boolean} [props.optional]
 * @returns {HTMLElement|null} null for an element that holds no value, or that this page does not know
 */
export function field(element, blockId, surface, { labels = {}, onchange = () => {}, optional = true } = {}) {
  const draw = DRAW[element.type];
  if (!draw) return null;
  const value = surface.held(blockId, element, beginning(element, surface.state?.[blockId]?.[element.action_id], surface.here));
  const set = (changed) => {
    surface.hold(blockId, element, changed);
    onchange(changed);
  };
  const hint = element.placeholder ? plain(element.placeholder) : HINTS[element.type];
  const name = labels["aria-labelledby"] ? {} : { "aria-label": hint ?? element.type.replaceAll("_", " ") };
  const attributes = { "data-action": element.action_id, autofocus: element.focus_on_load || null, ...name, ...labels };
  const hold = (changed) => surface.hold(blockId, element, changed);
  return draw({ element, value, set, hold, hint, attributes, surface, optional, blockId });
}

const HINTS = {
  static_select: "Choose an option",
  multi_static_select: "Choose options",
  external_select: "Choose an option",
  multi_external_select: "Choose options",
  users_select: "Choose a person",
  multi_users_select: "Choose people",
  channels_select: "Choose a channel",
  multi_channels_select: "Choose channels",
  conversations_select: "Choose a conversation",
  multi_conversations_select: "Choose conversations",
  datepicker: "Choose a date",
  timepicker: "Choose a time",
  datetimepicker: "Choose a date and a time",
};

const DRAW = {
  plain_text_input: textInput,
  rich_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  static_select: select,
  multi_static_select: select,
  external_select: select,
  multi_external_select: select,
  users_select: select,
  multi_users_select: select,
  channels_select: select,
  multi_channels_select: select,
  conversations_select: select,
  multi_conversations_select: select,
  datepicker: picker,
  timepicker: picker,
  datetimepicker: picker,
  radio_buttons: boxes,
  checkboxes: boxes,
  file_input: () => h("p", { class: "not-rendered" }, "Files can’t be uploaded in this local workspace."),
};

function textInput({ element, value, set, hold, hint, attributes }) {
  const isLong = element.multiline || element.type === "rich_text_input";
  const kinds = { email_text_input: "email", url_text_input: "url" };
  const input = h(isLong ? "textarea" : "input", {
    class: "text-input",
    type: isLong ? null : (kinds[element.type] ?? "text"),
    inputmode: element.type === "number_input" ? "decimal" : null,
    rows: isLong ? 4 : null,
    maxlength: element.max_length,
    placeholder: hint,
    value: value ?? "",
    ...attributes,
  });
  const eager = element.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered");
  input.addEventListener("input", () => (eager ? set : hold)(input.value || null));
  input.addEventListener("keydown", (event) => event.key === "Enter" && !isLong && !eager && set(input.value || null));
  return input;
}

function select({ element, value, set, hint, attributes, surface, optional, blockId }) {
  const several = isSeveral(element);
  return chooser({
    options: offered(element, surface),
    chosen: several ? value : value === null ? [] : [value],
    multiple: several,
    most: element.max_selected_items,
    clearable: optional && surface.kind === "modal",
    placeholder: hint,
    attributes,
    onchange: (chosen) => set(several ? chosen : (chosen[0] ?? null)),
    load: element.type.endsWith("external_select") ? (typed) => surface.lookUp(blockId, element.action_id, typed) : undefined,
  });
}

function offered(element, surface) {
  if (element.type.includes("users_select")) return surface.people();
  if (element.type.includes("channels_select")) return surface.places(["public"]);
  if (element.type.includes("conversations_select")) return surface.places(element.filter?.include ?? ["public", "private", "im"]);
  const named = (element.option_groups ?? []).flatMap(({ label, options }) => options.map((option) => asOption(option, plain(label))));
  // An external select offers nothing by itself, but what it holds to begin with has a label.
  const first = element.type.endsWith("external_select") ? [element.initial_option, ...(element.initial_options ?? [])].filter(Boolean) : [];
  return [...[...(element.options ?? []), ...first].map((option) => asOption(option)), ...named];
}

function asOption({ value, text, description }, group) {
  return { value, label: plain(text), description: description && plain(description), group };
}

// A native picker says "change" at every digit that makes a date: in a message that must not be a request each.
const PAUSE = 900;

function picker({ element, value, set, attributes, surface }) {
  const kind = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" }[element.type];
  const isMoment = kind === "datetime-local";
  const input = h("input", { class: "text-input picker", type: kind, value: (isMoment ? localMoment(value) : value) ?? "", ...attributes });
  let told = input.value;
  let waiting = 0;
  const tell = () => {
    clearTimeout(waiting);
    if (input.value === told) return;
    told = input.value;
    set(!told ? null : isMoment ? Math.round(new Date(told).getTime() / 1000) : told);
  };
  input.addEventListener("change", () => {
    clearTimeout(waiting);
    if (surface.kind === "modal") tell();
    else waiting = window.setTimeout(tell, PAUSE);
  });
  input.addEventListener("blur", tell);
  input.addEventListener("keydown", (event) => event.key === "Enter" && tell());
  return input;
}

function localMoment(seconds) {
  if (seconds === null) return null;
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function boxes({ element, value, set, attributes, surface }) {
  const isRadio = element.type === "radio_buttons";
  const name = freshId("choice");
  let chosen = isRadio ? (value === null ? [] : [value]) : value;
  const rows = element.options.map((option) => {
    const input = h("input", { type: isRadio ? "radio" : "checkbox", name, checked: chosen.includes(option.value), value: option.value });
    input.addEventListener("change", () => {
      const others = isRadio ? [] : chosen.filter((one) => one !== option.value);
      chosen = input.checked ? [...others, option.value] : others;
      set(isRadio ? chosen[0] : chosen);
    });
    const description = option.description && h("span", { class: "option-description" }, inlineText(option.description, surface.reading));
    return h("label", { class: "box" }, input, h("span", {}, inlineText(option.text, surface.reading), description));
  });
  return h("div", { class: "boxes", role: isRadio ? "radiogroup" : "group", ...attributes }, rows);
}
