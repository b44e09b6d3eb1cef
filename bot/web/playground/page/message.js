/** One message as an entry of a list. */

import { drawBlocks } from "./blocks.js";
import { file } from "./cards.js";
import { clockTime, dayName, exactly, moment } from "./dates.js";
import { h, icon, put } from "./dom.js";
import { inspector, postedMessage } from "./inspect.js";
import { notice } from "./notices.js";
import { popup } from "./popup.js";
import { SLACKBOT } from "./workspace.js";
import { mrkdwn, wordsOf } from "./text.js";
import { perform } from "./wire.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */
/** @typedef {Object<string, any>} Json */

/**
 * What an entry shows beside its message.
 * @typedef {object} Setting
 * @property {string} channel
 * @property {boolean} compact under the same name as the one before
 * @property {{count: number, users: string[], latest: string}|null} replies null inside a thread
 * @property {string} status "is looking it up…", from the app
 */

/**
 * An entry, and the function that brings it up to date.
 * @typedef {object} Entry
 * @property {HTMLElement} node
 * @property {(message: Json, setting: Setting) => void} update
 */

/**
 * The picture beside a name.
 * @param {Workspace} workspace
 * @param {string} userId
 * @param {string} [size]
 * @returns {HTMLElement}
 */
export function avatar(workspace, userId, size = "") {
  const user = workspace.users.get(userId);
  if (userId === SLACKBOT) return h("span", { class: `avatar slackbot ${size}`, "aria-hidden": "true" }, icon("spark", 20));
  if (user?.is_bot) return h("span", { class: `avatar app ${size}`, "aria-hidden": "true" }, icon("paper", 22));
  const name = workspace.userName(userId) ?? "?";
  const tint = [...userId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 5;
  return h("span", { class: `avatar tint-${tint} ${size}`, "aria-hidden": "true" }, name.slice(0, 1).toUpperCase());
}

/**
 * A new entry for a message.
 * @param {Workspace} workspace
 * @param {import("./surface.js").Surface} surface
 * @param {(ts: string) => void} [onthread] opens the message's thread
 * @returns {Entry}
 */
export function entry(workspace, surface, onthread) {
  const body = h("div", { class: "message-blocks" });
  const [above, gutter, head, tail, footer, inspected] = ["message-above", "message-gutter", "message-head", "message-tail", "message-footer", "message-inspector"].map((name) => h("div", { class: name }));
  const reply = onthread && h("button", { type: "button", class: "icon-button small", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => onthread(shown.thread_ts ?? shown.ts) }, icon("reply", 18));
  const inspect = h("button", { type: "button", class: "icon-button small braces", "aria-label": "Show the JSON", title: "Show the JSON", "aria-pressed": "false", onclick: toggle }, "{ }");
  const more = h("button", { type: "button", class: "icon-button small", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", "aria-expanded": "false", onclick: menu }, icon("more", 18));
  const node = h(
    "li",
    { class: "message", tabindex: -1 },
    above,
    h("div", { class: "message-row" }, gutter, h("div", { class: "message-main" }, head, body, tail, footer, inspected)),
    h("div", { class: "toolbar" }, reply, inspect, more),
  );
  let shown = null;
  let drawnFrom = null;
  let channel = "";

  function toggle() {
    const open = inspect.getAttribute("aria-pressed") !== "true";
    inspect.setAttribute("aria-pressed", String(open));
    put(inspected, open && inspector(postedMessage(channel, shown)));
    if (open) inspected.scrollIntoView({ block: "nearest" });
  }

  let close = null;

  /** The app's shortcuts for this message. */
  function menu() {
    if (close) return close();
    const choose = async (shortcut) => {
      close?.();
      try {
        await perform("shortcut", { channel, ts: shown.ts, callback_id: shortcut.callback_id });
      } catch (problem) {
        notice(problem.message, "problem");
      }
    };
    const items = workspace.shortcuts.map((shortcut) => h("button", { type: "button", class: "menu-item", role: "menuitem", title: shortcut.description, onclick: () => choose(shortcut) }, shortcut.name, h("span", { class: "menu-note" }, workspace.app.name)));
    more.setAttribute("aria-expanded", "true");
    close = popup(more, h("div", { class: "menu", role: "menu", "aria-label": "More actions" }, items), { onclose: () => ((close = null), more.setAttribute("aria-expanded", "false")) });
    items[0]?.focus();
  }

  function update(message, setting) {
    shown = message;
    more.hidden = Boolean(message.is_ephemeral) || !workspace.shortcuts.length;
    channel = setting.channel;
    if (reply) reply.hidden = Boolean(message.is_ephemeral);
    const date = moment(message.ts);
    node.dataset.ts = message.ts;
    node.classList.toggle("compact", setting.compact);
    node.classList.toggle("ephemeral", Boolean(message.is_ephemeral));
    const name = workspace.userName(message.user) ?? message.username ?? "Unknown";
    node.setAttribute("aria-label", `${name}, ${clockTime(date, workspace.zone)}${message.is_ephemeral ? ", only visible to you" : ""}: ${wordsOf(message.text ?? "", surface.reading)}`.slice(0, 300));
    const time = h("time", { class: "message-time", datetime: date.toISOString(), title: exactly(date, workspace.zone) }, clockTime(date, workspace.zone));
    put(above, message.is_ephemeral && [icon("eye", 14), "Only visible to you"]);
    put(gutter, setting.compact ? time : avatar(workspace, message.user));
    put(head, !setting.compact && [h("span", { class: "message-author" }, name), (message.bot_id || message.user === SLACKBOT) && h("span", { class: "app-badge" }, "APP"), time]);
    put(footer, thread(message, setting), setting.status && h("span", { class: "working" }, `${workspace.userName(workspace.app.user) ?? workspace.app.name} ${setting.status}`));
    if (message === drawnFrom) return;
    drawnFrom = message;
    draw(message);
    if (inspect.getAttribute("aria-pressed") === "true") put(inspected, inspector(postedMessage(channel, message)));
  }

  function draw(message) {
    const { reading } = surface;
    const blocks = message.blocks ?? [];
    if (blocks.length) drawBlocks(body, blocks, surface);
    else drawBlocks(body, message.text ? [{ type: "section", text: { type: "mrkdwn", text: message.text }, expand: true }] : [], surface);
    put(
      tail,
      (message.attachments ?? []).map((one) => attachment(one, surface)),
      (message.files ?? []).map(file),
      message.edited && h("span", { class: "edited", title: exactly(moment(message.edited.ts), reading.zone) }, "(edited)"),
    );
  }

  function thread(message, { replies }) {
    if (!replies?.count) return null;
    const latest = moment(replies.latest);
    const when = `${dayName(latest, workspace.now(), workspace.zone).replace(/^(Today|Yesterday|Tomorrow)$/, (word) => word.toLowerCase())} at ${clockTime(latest, workspace.zone)}`;
    return h(
      "button",
      { type: "button", class: "replies", onclick: () => onthread(message.ts) },
      replies.users.slice(0, 3).map((user) => avatar(workspace, user, "tiny")),
      h("span", { class: "replies-count" }, replies.count === 1 ? "1 reply" : `${replies.count} replies`),
      h("span", { class: "replies-latest" }, `Last reply ${when}`),
    );
  }

  return { node, update };
}

function attachment(one, surface) {
  const inside = h("div", { class: "message-blocks" });
  if (one.blocks?.length) drawBlocks(inside, one.blocks, surface);
  else put(inside, one.title && h("b", {}, one.title), mrkdwn(one.text ?? one.fallback ?? "", surface.reading));
  return h("div", { class: "attachment" }, inside);
}
