/** What an element holds, as one plain value; read from the shape that Slack's `state.values` gives it. Pure. */

/** @typedef {{type: string, [field: string]: any}} Element */
/** @typedef {string|string[]|number|null} Value */

const FIELDS = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  users_select: ["selected_user", "initial_user"],
  channels_select: ["selected_channel", "initial_channel"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
};
const SEVERAL = ["checkboxes", "multi_static_select", "multi_external_select", "multi_users_select", "multi_channels_select", "multi_conversations_select"];

/**
 * Whether an element holds a list of values.
 * @param {Element} element
 * @returns {boolean}
 */
export function isSeveral(element) {
  return SEVERAL.includes(element.type);
}

/**
 * What an element holds to begin with: what the workspace remembers of it, else what the app put in.
 * @param {Element} element
 * @param {Element|undefined} held from the view's `state.values`
 * @param {string} here the channel that the viewer is in
 * @returns {Value}
 */
export function beginning(element, held, here) {
  if (FIELDS[element.type]) {
    const [field, initial] = FIELDS[element.type];
    const fallback = element.default_to_current_conversation && here ? (isSeveral(element) ? [here] : here) : null;
    return held?.[field] ?? element[initial] ?? fallback ?? (isSeveral(element) ? [] : null);
  }
  if (element.type === "rich_text_input") return textIn(held?.rich_text_value ?? element.initial_value) || null;
  if (isSeveral(element)) return (held?.selected_options ?? element.initial_options ?? []).map((option) => option.value);
  return (held?.selected_option ?? element.initial_option)?.value ?? null;
}

/**
 * The value as it is sent with a modal: the workspace puts it into the shape of `state.values`.
 * @param {Element} element
 * @param {Value} value
 * @returns {Value|object}
 */
export function asSent({ type }, value) {
  return type === "rich_text_input" && value !== null ? richTextOf(value) : value;
}

/**
 * What is wrong with a value before it may be sent, in Slack's words; undefined when nothing is.
 * @param {Element} element
 * @param {Value} value
 * @param {boolean} optional
 * @returns {string|undefined}
 */
export function complaint(element, value, optional) {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) {
    return optional ? undefined : "Please complete this required field.";
  }
  const { type, min_length = 0, max_length = Infinity, min_value, max_value } = element;
  if (type === "email_text_input" && !/^[^\s@]+@[^\s@]+$/.test(value)) return "Please enter a valid email address.";
  if (type === "url_text_input" && !/^https?:\/\/\S+$/.test(value)) return "Please enter a valid URL.";
  if (type === "number_input") {
    if (!(element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(value)) return element.is_decimal_allowed ? "Please enter a valid number." : "Please enter a valid whole number.";
    if (min_value !== undefined && Number(value) < Number(min_value)) return `Please enter a number no less than ${min_value}.`;
    if (max_value !== undefined && Number(value) > Number(max_value)) return `Please enter a number no greater than ${max_value}.`;
  }
  if (type === "plain_text_input") {
    if (value.length < min_length) return `Please enter at least ${min_length} characters.`;
    if (value.length > max_length) return `Please enter no more than ${max_length} characters.`;
  }
  return undefined;
}

function richTextOf(text) {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function textIn(block) {
  return (block?.elements ?? []).flatMap((part) => part.elements ?? []).map((piece) => piece.text ?? "").join("");
}
