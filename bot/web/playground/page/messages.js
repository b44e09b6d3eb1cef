/** A list of messages that is kept up to date: by day, grouped by author, scrolled where the viewer left it. */

import { day, dayName, moment } from "./dates.js";
import { h, icon, put, reconcile } from "./dom.js";
import { entry } from "./message.js";
import { step } from "./popup.js";
import { continues } from "./workspace.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */
/** @typedef {Object<string, any>} Json */

// Drawn at once; older ones come with a button. A channel of thousands stays quick that way.
const PAGE = 150;
const NEAR = 60;

/** The messages of a channel or of a thread. */
export class MessageList {
  /**
   * @param {Workspace} workspace
   * @param {object} how
   * @param {(channel: string, ts: string) => import("./surface.js").Surface} how.surface of one message
   * @param {(ts: string) => void} [how.onthread]
   * @param {() => Node} [how.intro] what stands above the first message
   * @param {string} how.label
   */
  constructor(workspace, { surface, onthread, intro, label }) {
    this.workspace = workspace;
    this.how = { surface, onthread, intro };
    this.place = { channel: "", thread: "", isNew: "" };
    this.entries = new Map();
    this.dividers = new Map();
    this.limit = PAGE;
    this.list = h("ol", { class: "messages", "aria-label": label, onkeydown: (event) => this.move(event), onfocusin: (event) => this.rove(event.target.closest(".message")) });
    this.above = h("div", { class: "messages-above" });
    this.working = h("div", { class: "working-line", role: "status" });
    this.scroller = h("div", { class: "scroller" }, this.above, this.list, this.working);
    this.pill = h("button", { type: "button", class: "pill", hidden: true, onclick: () => this.toEnd() }, icon("down", 16), "New messages");
    this.node = h("div", { class: "message-list" }, this.scroller, this.pill);
    this.atEnd = true;
    this.scroller.addEventListener("scroll", () => this.noteScroll());
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.scroller);
  }

  /**
   * Shows a place from its end.
   * @param {string} channel
   * @param {string} [thread]
   * @param {string} [isNew] the timestamp from which on messages are new to the viewer
   */
  show(channel, thread = "", isNew = "") {
    this.place = { channel, thread, isNew };
    this.entries.clear();
    this.dividers.clear();
    this.limit = PAGE;
    this.last = undefined;
    this.pill.hidden = true;
    put(this.list);
    this.render();
    this.toEnd();
  }

  /** Brings the list up to date. */
  render() {
    const { channel, thread } = this.place;
    const all = this.workspace.shown(channel, thread);
    const messages = all.slice(-this.limit);
    const wasAtEnd = this.atEnd;
    const last = all.at(-1);
    const hasNew = this.last !== undefined && last !== undefined && Number(last.ts) > Number(this.last);
    this.last = last?.ts ?? "0";
    put(this.above, all.length > messages.length ? this.earlier() : this.how.intro?.());
    reconcile(this.list, this.nodes(messages));
    const kept = new Set(messages.map((message) => message.ts));
    for (const ts of this.entries.keys()) if (!kept.has(ts)) this.entries.delete(ts);
    const status = this.workspace.statuses.get(`${channel} ${thread}`);
    this.working.textContent = status ? `${this.workspace.userName(this.workspace.app.user) ?? this.workspace.app.name} ${status}` : "";
    if (!this.list.contains(document.activeElement)) this.rove([...this.list.querySelectorAll(".message")].at(-1));
    if (wasAtEnd || (hasNew && last.user === this.workspace.viewer)) this.toEnd();
    else if (hasNew) this.pill.hidden = false;
  }

  nodes(messages) {
    const { channel, thread, isNew } = this.place;
    const { workspace } = this;
    const nodes = [];
    let before;
    let newShown = !isNew;
    if (thread && messages[0] && messages[0].ts !== thread) nodes.push(this.divider("gone", () => h("li", { class: "tombstone" }, "This message was deleted.")));
    for (const message of messages) {
      const date = moment(message.ts);
      const today = day(date, workspace.zone);
      const isFirst = !thread && (!before || day(moment(before.ts), workspace.zone) !== today);
      if (isFirst) nodes.push(this.divider(`day ${today} ${day(workspace.now(), workspace.zone)}`, () => h("li", { class: "day" }, h("span", {}, dayName(date, workspace.now(), workspace.zone)))));
      const startsNew = !newShown && Number(message.ts) >= Number(isNew);
      if (startsNew) nodes.push(this.divider("new", () => h("li", { class: "new-line" }, h("span", {}, "New"))));
      newShown ||= startsNew;
      const replies = thread || message.is_ephemeral ? null : workspace.replies(channel, message.ts);
      const compact = !isFirst && !startsNew && continues(before, message) && !(before && !thread && workspace.replies(channel, before.ts).count) && before?.ts !== thread;
      nodes.push(this.entry(message, { channel, compact, replies, status: thread ? "" : (workspace.statuses.get(`${channel} ${message.ts}`) ?? "") }));
      if (message.ts === thread) nodes.push(...this.replyLine(workspace.replies(channel, thread).count));
      before = message;
    }
    return nodes;
  }

  replyLine(count) {
    if (!count) return [];
    const words = count === 1 ? "1 reply" : `${count} replies`;
    return [this.divider(words, () => h("li", { class: "reply-line" }, h("span", {}, words)))];
  }

  entry(message, setting) {
    let one = this.entries.get(message.ts);
    if (!one) {
      one = entry(this.workspace, this.how.surface(setting.channel, message.ts), this.how.onthread);
      this.entries.set(message.ts, one);
    }
    one.update(message, setting);
    return one.node;
  }

  divider(key, make) {
    if (!this.dividers.has(key)) this.dividers.set(key, make());
    return this.dividers.get(key);
  }

  earlier() {
    const more = () => {
      const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
      this.limit += PAGE;
      this.render();
      this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
    };
    return h("button", { type: "button", class: "button small earlier", onclick: more }, "Show earlier messages");
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.noteScroll();
  }

  noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.atEnd) this.pill.hidden = true;
  }

  /** One message is in the tab order: the one with the focus, else the newest. */
  rove(node) {
    if (!node || node.tabIndex === 0) return;
    for (const other of this.list.querySelectorAll(".message[tabindex='0']")) other.tabIndex = -1;
    node.tabIndex = 0;
  }

  move(event) {
    if (!event.target.matches(".message")) return;
    const nodes = [...this.list.querySelectorAll(".message")];
    const to = step(event.key, nodes.indexOf(event.target), nodes.length);
    if (to === undefined) return;
    event.preventDefault();
    nodes[to].focus();
  }
}
