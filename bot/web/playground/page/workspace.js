/**
 * What this page knows of the workspace: the snapshot that it began with, and every change since. No DOM here.
 */

import { moment } from "./dates.js";

/** @typedef {Object<string, any>} Json */
/** @typedef {{number: number, kind: string, payload: Json}} Change */

/** Who tells the viewer that a command failed. */
export const SLACKBOT = "USLACKBOT";

/** One workspace, as the viewer sees it. */
export class Workspace {
  constructor() {
    this.viewer = "";
    this.latest = 0;
    this.offset = 0;
    /** @type {Json} */ this.team = {};
    /** @type {Json} */ this.app = {};
    /** @type {Map<string, Json>} */ this.users = new Map();
    /** @type {Map<string, Json>} */ this.channels = new Map();
    /** @type {Map<string, Json[]>} by channel, oldest first */ this.messages = new Map();
    /** @type {Json[]} what only the viewer sees: {channel, message} */ this.whispers = [];
    /** @type {Map<string, string>} by channel and thread */ this.statuses = new Map();
    /** @type {Json[]} */ this.modals = [];
    /** @type {Json|null} */ this.home = null;
    /** @type {Json[]} */ this.commands = [];
    /** @type {Json[]} in the menu of a message */ this.shortcuts = [];
    /** @type {Json[]} */ this.examples = [];
    /** @type {Map<string, {count: number, first: string}>} what came while another channel was shown */ this.unread = new Map();
    this.problems = 0;
  }

  /**
   * Takes over a snapshot. Messages that are as they were stay the same objects, so that nothing is drawn anew.
   * @param {Json} state
   */
  load(state) {
    const known = new Map([...this.messages.values()].flat().map((message) => [message.ts, message]));
    const kept = (message) => (JSON.stringify(known.get(message.ts)) === JSON.stringify(message) ? known.get(message.ts) : message);
    this.viewer = state.viewer;
    this.latest = state.latest;
    this.team = state.team;
    this.app = state.app;
    this.commands = state.commands ?? [];
    this.shortcuts = state.shortcuts ?? [];
    this.examples = state.examples ?? [];
    this.users = new Map(state.users.map((user) => [user.id, user]));
    this.channels = new Map(state.channels.filter((channel) => channel.members?.includes(state.viewer) ?? true).map((channel) => [channel.id, channel]));
    this.messages = new Map(Object.entries(state.messages).map(([channel, messages]) => [channel, messages.map(kept)]));
    this.whispers = [...state.ephemerals.filter((entry) => entry.user === state.viewer), ...this.whispers.filter((entry) => entry.isLocal)];
    this.statuses = new Map(state.statuses.map((status) => [`${status.channel} ${status.thread_ts}`, status.status]));
    this.modals = state.modals[state.viewer] ?? [];
    this.home = state.homes[state.viewer] ?? null;
    this.setClock(state.clock);
  }

  /**
   * Notes that a message came to a channel that is not shown.
   * @param {string} channel
   * @param {string} ts
   */
  count(channel, ts) {
    const before = this.unread.get(channel) ?? { count: 0, first: ts };
    this.unread.set(channel, { ...before, count: before.count + 1 });
  }

  /** @param {{now?: string, offset_seconds?: number}|undefined} clock */
  setClock(clock) {
    if (clock?.now) this.offset = new Date(clock.now).getTime() - Date.now();
  }

  /**
   * Applies a change of the feed.
   * @param {Change} change
   * @returns {Json|null} a message that is new to the viewer, with its channel; null for all else
   */
  apply({ number, kind, payload }) {
    if (number <= this.latest) return null;
    this.latest = number;
    return APPLY[kind]?.(this, payload) ?? null;
  }

  /** @returns {Date} by the demo's clock */
  now() {
    return new Date(Date.now() + this.offset);
  }

  /** @returns {string} the viewer's time zone */
  get zone() {
    return this.users.get(this.viewer)?.tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  /**
   * The name that a user is shown with; undefined for nobody known.
   * @param {string} id
   * @returns {string|undefined}
   */
  userName(id) {
    if (id === SLACKBOT) return "Slackbot";
    const user = this.users.get(id);
    return user && (user.is_bot ? user.real_name || user.name : user.profile?.real_name || user.real_name || user.name);
  }

  /**
   * A channel's name without its mark; of a direct message the name of the other.
   * @param {string} id
   * @returns {string|undefined}
   */
  channelName(id) {
    const channel = this.channels.get(id);
    if (!channel) return undefined;
    return channel.is_im ? (this.userName(this.app.user) ?? this.app.name) : channel.name;
  }

  /**
   * What the viewer sees in a channel, or in a thread of it, oldest first: messages, and whispers among them.
   * @param {string} channel
   * @param {string} [thread]
   * @returns {Json[]}
   */
  shown(channel, thread = "") {
    const whispers = this.whispers.filter((entry) => entry.channel === channel).map((entry) => entry.message);
    const all = [...(this.messages.get(channel) ?? []), ...whispers];
    const here = thread ? (message) => message.ts === thread || message.thread_ts === thread : isTopLevel;
    return all.filter(here).sort((a, b) => Number(a.ts) - Number(b.ts));
  }

  /**
   * The replies to a message that everybody sees: how many, by whom, when the last came.
   * @param {string} channel
   * @param {string} ts
   * @returns {{count: number, users: string[], latest: string}}
   */
  replies(channel, ts) {
    const replies = (this.messages.get(channel) ?? []).filter((message) => message.thread_ts === ts && message.ts !== ts);
    return { count: replies.length, users: [...new Set(replies.map((reply) => reply.user))], latest: replies.at(-1)?.ts ?? "" };
  }

  /**
   * A message of a channel, or something that was whispered there.
   * @param {string} channel
   * @param {string} ts
   * @returns {Json|undefined}
   */
  find(channel, ts) {
    return this.messages.get(channel)?.find((message) => message.ts === ts) ?? this.whispers.find((entry) => entry.message.ts === ts)?.message;
  }

  /**
   * Shows the viewer a line from Slackbot: what Slack says when a command fails.
   * @param {string} channel
   * @param {string} text as mrkdwn
   * @param {string} [thread]
   */
  complain(channel, text, thread = "") {
    this.problems += 1;
    const ts = `${Math.floor(this.now().getTime() / 1000)}.${String(999_000 + this.problems).padStart(6, "0")}`;
    const message = { ts, user: SLACKBOT, text, is_ephemeral: true, ...(thread ? { thread_ts: thread } : {}) };
    this.whispers.push({ channel, user: this.viewer, message, isLocal: true });
  }
}

function isTopLevel(message) {
  return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
}

/** @type {Object<string, (workspace: Workspace, payload: Json) => Json|null|void>} */
const APPLY = {
  message(workspace, { channel, message }) {
    const messages = workspace.messages.get(channel) ?? [];
    workspace.messages.set(channel, [...messages, message]);
    return message.user === workspace.viewer ? null : { channel, message };
  },
  message_changed(workspace, { channel, message }) {
    workspace.messages.set(channel, (workspace.messages.get(channel) ?? []).map((one) => (one.ts === message.ts ? message : one)));
  },
  message_deleted(workspace, { channel, message }) {
    workspace.messages.set(channel, (workspace.messages.get(channel) ?? []).filter((one) => one.ts !== message.ts));
  },
  ephemeral(workspace, entry) {
    if (entry.user !== workspace.viewer) return null;
    workspace.whispers.push(entry);
    return entry;
  },
  ephemeral_changed(workspace, entry) {
    workspace.whispers = workspace.whispers.map((one) => (one.message.ts === entry.message.ts ? entry : one));
  },
  ephemeral_deleted(workspace, entry) {
    workspace.whispers = workspace.whispers.filter((one) => one.message.ts !== entry.message.ts);
  },
  status(workspace, { channel, thread_ts, status }) {
    if (status) workspace.statuses.set(`${channel} ${thread_ts}`, status);
    else workspace.statuses.delete(`${channel} ${thread_ts}`);
  },
  view(workspace, { user, how, view }) {
    if (user !== workspace.viewer) return;
    const stack = workspace.modals;
    if (how === "closed") workspace.modals = stack.filter((one) => one.id !== view.id);
    else if (how === "opened") workspace.modals = [view];
    else if (stack.some((one) => one.id === view.id)) workspace.modals = stack.map((one) => (one.id === view.id ? view : one));
    else if (how === "pushed") workspace.modals = [...stack, view];
    else if (workspace.home?.id === view.id) workspace.home = view;
  },
  home(workspace, { user, view }) {
    if (user === workspace.viewer) workspace.home = view;
  },
  channel(workspace, { channel }) {
    workspace.channels.set(channel.id, channel);
  },
  problem(workspace, { user, channel, text }) {
    if (user === workspace.viewer && channel) workspace.complain(channel, text);
  },
};

/**
 * Whether two messages are drawn as one block of one author: the same one, in the same five minutes.
 * @param {Json|undefined} before
 * @param {Json} message
 * @returns {boolean}
 */
export function continues(before, message) {
  if (!before || before.user !== message.user || before.is_ephemeral || message.is_ephemeral) return false;
  const apart = moment(message.ts).getTime() - moment(before.ts).getTime();
  return apart >= 0 && apart < 5 * 60_000;
}
