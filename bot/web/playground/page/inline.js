/** Inline pieces (of a rich_text block or of mrkdwn) as DOM nodes. */

import { exactly, filledIn } from "./dates.js";
import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";

/** @typedef {import("./mrkdwn.js").Piece} Piece */

/**
 * What the page knows of names and time while it draws a text.
 * @typedef {object} Reading
 * @property {string} me the viewer's user id
 * @property {string} zone the viewer's time zone, an IANA name
 * @property {() => Date} now
 * @property {(id: string) => string|undefined} userName
 * @property {(id: string) => string|undefined} channelName undefined where the viewer may not see the channel
 */

const STYLE_TAGS = { bold: "b", italic: "i", strike: "s", underline: "u", highlight: "mark", client_highlight: "mark" };

/**
 * The nodes of pieces, in their order.
 * @param {Piece[]} pieces
 * @param {Reading} reading
 * @returns {Node[]}
 */
export function inline(pieces, reading) {
  return pieces.map((piece) => dressed((DRAW[piece.type] ?? unknown)(piece, reading), piece.style ?? {}));
}

/**
 * Text whose `:emoji:` are drawn and nothing else: a plain_text object.
 * @param {string} text
 * @returns {string}
 */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
}

/** @type {Object<string, (piece: Piece, reading: Reading) => Node>} */
const DRAW = {
  text: ({ text }) => document.createTextNode(text),
  link: ({ url, text }) => link(url, text || url, { class: "link" }),
  user: ({ user_id, label }, { me, userName }) =>
    h("span", { class: user_id === me ? "mention mention-me" : "mention" }, `@${userName(user_id) ?? (label || user_id)}`),
  usergroup: ({ usergroup_id, label }) => h("span", { class: "mention" }, label || `@${usergroup_id}`),
  team: ({ team_id }) => h("span", { class: "mention" }, `@${team_id}`),
  broadcast: ({ range }) => h("span", { class: "mention mention-me" }, `@${range}`),
  channel: ({ channel_id, label }, { channelName }) => {
    const name = channelName(channel_id);
    if (name === undefined && !label) return h("span", { class: "mention" }, "private channel");
    const shown = `#${name ?? label}`;
    return name === undefined ? h("span", { class: "mention" }, shown) : h("a", { class: "mention", href: `#/${channel_id}` }, shown);
  },
  emoji: ({ name, unicode }) => {
    const character = unicode ? fromCodePoints(unicode) : emoji(name);
    return character
      ? h("span", { class: "emoji", role: "img", "aria-label": `${name.replaceAll("_", " ")} emoji`, title: `:${name}:` }, character)
      : document.createTextNode(`:${name}:`);
  },
  date: ({ timestamp, format, url, fallback }, { zone, now }) => {
    const date = new Date(timestamp * 1000);
    if (Number.isNaN(date.getTime())) return document.createTextNode(fallback ?? "");
    const shown = h("time", { datetime: date.toISOString(), title: exactly(date, zone) }, filledIn(timestamp, format, zone, now()));
    return url ? link(url, shown, { class: "link" }) : shown;
  },
  color: ({ value }) => h("code", {}, value),
};

function unknown(piece) {
  return h("span", { class: "not-rendered" }, `[${piece.type} is not rendered]`);
}

function fromCodePoints(unicode) {
  const points = unicode.split("-").map((point) => parseInt(point, 16));
  return points.every((point) => point >= 0 && point <= 0x10ffff) ? String.fromCodePoint(...points) : undefined;
}

function dressed(node, style) {
  let dressed = style.code ? h("code", {}, node) : node;
  for (const [name, tag] of Object.entries(STYLE_TAGS)) if (style[name]) dressed = h(tag, {}, dressed);
  return dressed;
}
