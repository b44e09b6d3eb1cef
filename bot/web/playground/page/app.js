/** The page: its parts, where the viewer is, and what happens when something changes. */

import { Composer } from "./composer.js";
import { h, icon, put } from "./dom.js";
import { MessageList } from "./messages.js";
import { announce, connection, notice } from "./notices.js";
import { Sidebar } from "./sidebar.js";
import { messageSurface, reading, viewSurface } from "./surfaces.js";
import { wordsOf } from "./text.js";
import { themeButton } from "./theme.js";
import { Things } from "./things.js";
import { Home, Modals } from "./views.js";
import { follow, perform, state } from "./wire.js";
import { Workspace } from "./workspace.js";

const $ = (selector) => document.querySelector(selector);
const workspace = new Workspace();
const surfaceOf = (channel, ts) => messageSurface(workspace, channel, ts);
const viewOf = (view) => viewSurface(workspace, view, place.channel);

/** Where the viewer is: a channel, perhaps a thread in it, or the app's home. */
let place = { channel: "", thread: "", isHome: false };
let firstNew = "";

const sidebar = new Sidebar(workspace);
const channelList = new MessageList(workspace, { surface: surfaceOf, onthread: openThread, intro, label: "Messages" });
const threadList = new MessageList(workspace, { surface: surfaceOf, label: "Thread" });
const channelComposer = new Composer(workspace, (text) => send(text, place.channel), (file, text) => drop(file, text, place.channel));
const threadComposer = new Composer(workspace, (text) => send(text, place.channel, place.thread), (file, text) => drop(file, text, place.channel, place.thread));
const home = new Home(workspace, viewOf);
const modals = new Modals(workspace, viewOf);
const things = new Things(workspace, { ask, goTo: (channel) => go(`#/${channelId(channel)}`) });

function build() {
  $("#sidebar").append(sidebar.node);
  $("#channel").append(channelList.node, channelComposer.node);
  $("#home").append(home.node);
  $("#thread-body").append(threadList.node, threadComposer.node);
  $("#things-body").append(things.node);
  $("#bar-tools").append(themeButton());
  put($("#open-places"), icon("menu"));
  put($("#open-things"), icon("spark"), h("span", { class: "bar-label" }, "Things to try"));
  put($("#close-thread"), icon("close"));
  put($("#close-things"), icon("close"));
  $("#open-places").addEventListener("click", () => togglePlaces());
  $("#shade").addEventListener("click", () => togglePlaces(false));
  $("#open-things").addEventListener("click", () => toggleThings());
  $("#close-things").addEventListener("click", () => (toggleThings(false), $("#open-things").focus()));
  $("#close-thread").addEventListener("click", closeThread);
  $("#skip").addEventListener("click", (event) => (event.preventDefault(), channelComposer.input.focus()));
  addEventListener("hashchange", route);
  document.addEventListener("keydown", keyed);
  toggleThings(matchMedia("(min-width: 1100px)").matches);
}

// Going places

function go(hash) {
  if (location.hash === hash) route();
  else location.hash = hash;
}

function route() {
  if (!workspace.viewer) return;
  const [, first = "", second = "", thread = ""] = location.hash.split("/");
  const before = place;
  const channels = [...workspace.channels.keys()];
  const isHome = first === "home";
  const channel = isHome ? before.channel || channels[0] : channels.includes(first) ? first : (channels.find((id) => workspace.channels.get(id).name === "newsroom") ?? channels[0]);
  place = { channel, isHome, thread: !isHome && second === "thread" && /^\d+\.\d+$/.test(thread) ? thread : "" };
  firstNew = isHome ? "" : (workspace.unread.get(channel)?.first ?? "");
  if (!isHome) workspace.unread.delete(channel);
  togglePlaces(false);
  if (isHome && !before.isHome) openHome();
  if (!isHome && (channel !== before.channel || before.isHome)) channelList.show(channel, "", firstNew);
  if (place.thread && (place.thread !== before.thread || channel !== before.channel)) threadList.show(channel, place.thread);
  render();
  if (!isHome && channel !== before.channel && before.channel && !place.thread) channelComposer.input.focus();
  if (place.thread && place.thread !== before.thread) threadComposer.input.focus();
  if (!place.thread && before.thread && channel === before.channel) channelList.list.querySelector(`[data-ts="${before.thread}"]`)?.focus();
}

async function openHome() {
  try {
    await perform("home");
  } catch (problem) {
    notice(problem.message, "problem");
  }
}

function openThread(ts) {
  go(`#/${place.channel}/thread/${ts}`);
}

function closeThread() {
  go(`#/${place.channel}`);
}

function channelId(name) {
  const wanted = name.replace(/^#/, "");
  const found = [...workspace.channels.values()].find((channel) => channel.id === name || channel.name === wanted || (channel.is_im && name.startsWith("@")));
  return found?.id ?? place.channel;
}

function togglePlaces(open = !document.body.classList.contains("places-open")) {
  document.body.classList.toggle("places-open", open);
  $("#open-places").setAttribute("aria-expanded", String(open));
  if (open) $("#sidebar [aria-current]")?.focus();
}

function toggleThings(open = !document.body.classList.contains("things-open")) {
  document.body.classList.toggle("things-open", open);
  $("#open-things").setAttribute("aria-expanded", String(open));
}

// Saying things

async function send(text, channel, thread = "") {
  const command = /^\/\S+/.exec(text)?.[0];
  if (command && thread) return complain(channel, `${command} is not supported in threads. Sorry!`, thread);
  if (command && !workspace.commands.some((known) => known.command === command)) {
    return complain(channel, `${command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`, thread);
  }
  // Whoever says something wants to see what comes of it.
  (thread ? threadList : channelList).toEnd();
  try {
    await (command ? perform("type", { channel, text }) : perform("say", { channel, text, ...(thread ? { thread_ts: thread } : {}) }));
    return undefined;
  } catch (problem) {
    return problem.message;
  }
}

async function drop(file, text, channel, thread = "") {
  (thread ? threadList : channelList).toEnd();
  try {
    await perform("drop", { channel, name: file.name, content: await base64(file), text, ...(thread ? { thread_ts: thread } : {}) });
    return undefined;
  } catch (problem) {
    return problem.message;
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result).split(",", 2)[1] ?? ""));
    reader.addEventListener("error", () => reject(new Error("it can’t be read")));
    reader.readAsDataURL(file);
  });
}

function complain(channel, text, thread) {
  workspace.complain(channel, text, thread);
  render();
}

async function ask(channel, text) {
  if (matchMedia("(max-width: 800px)").matches) toggleThings(false);
  const id = channelId(channel);
  go(`#/${id}`);
  const problem = await send(text, id);
  if (problem) notice(problem, "problem");
}

// Showing it

let waiting = false;

function renderSoon() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    render();
  });
}

function render() {
  if (!workspace.viewer) return;
  const name = workspace.channelName(place.channel) ?? "";
  const channel = workspace.channels.get(place.channel) ?? {};
  const mark = channel.is_im ? "" : "#";
  const title = place.isHome ? (workspace.userName(workspace.app.user) ?? workspace.app.name) : `${mark}${name}`;
  const unread = [...workspace.unread.values()].reduce((sum, { count }) => sum + count, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${title} – ${workspace.team.name}`;
  $("#workspace-name").textContent = workspace.team.name;
  $("#place-title").textContent = title;
  $("#place-topic").textContent = place.isHome ? "Home" : (channel.topic?.value ?? "");
  document.body.classList.toggle("home-open", place.isHome);
  document.body.classList.toggle("thread-open", Boolean(place.thread));
  $("#channel").hidden = place.isHome;
  $("#home").hidden = !place.isHome;
  $("#thread").hidden = !place.thread;
  sidebar.render(place.isHome ? "#/home" : `#/${place.channel}`);
  things.render();
  modals.render();
  if (place.isHome) home.render();
  else {
    channelList.render();
    channelComposer.show(place.channel, `Message ${mark}${name}`);
  }
  if (place.thread) {
    threadList.render();
    $("#thread-place").textContent = `${mark}${name}`;
    threadComposer.show(`${place.channel} ${place.thread}`, "Reply…");
  }
}

function intro() {
  const { name, is_im, topic } = workspace.channels.get(place.channel) ?? {};
  if (is_im) return h("div", { class: "intro" }, h("p", { class: "intro-title" }, "Direct messages with newsdesk"), h("p", {}, "Ask as you would ask a colleague: “what did Stoltenberg say?”, “how many troops?”, “who is Khalilzad?”. No command is needed here. A link or a file, dropped here, can be added to the library."));
  return h(
    "div",
    { class: "intro" },
    h("p", { class: "intro-title" }, `# ${name}`),
    h("p", {}, topic?.value ? `${topic.value}. ` : "", "Type ", h("code", {}, "/"), " to see the commands, or mention ", h("code", {}, "@newsdesk"), " with a question. “Things to try” has five to begin with."),
    h("p", { class: "intro-note" }, "This workspace lives on your own computer (127.0.0.1): nothing is sent to Slack."),
  );
}

// Hearing of changes

function changed(change) {
  const arrived = workspace.apply(change);
  if (change.kind === "demo") demo({ kind: change.payload.what, ...change.payload });
  if (change.kind === "problem" && change.payload.user === workspace.viewer && !change.payload.channel && !modals.complain(change.payload.text)) notice(change.payload.text, "problem");
  if (arrived) came(arrived);
  renderSoon();
}

function came({ channel, message }) {
  const isShown = !place.isHome && channel === place.channel;
  if (!isShown) workspace.count(channel, message.ts);
  announce(`${isShown ? "" : `In ${workspace.channelName(channel) ?? "a channel"}: `}${workspace.userName(message.user) ?? ""}: ${wordsOf(message.text ?? "", reading(workspace)).slice(0, 200)}`);
}

/** Something about the demo itself: the clock was moved, the bot was restarted, a story was added. */
async function demo(event) {
  if (event.text) notice(event.text, event.kind === "problem" ? "problem" : "info");
  if (event.kind === "clock") workspace.setClock(event.now ? event : (await state()).clock);
  renderSoon();
}

// Keys for the whole page

const REGIONS = ["#sidebar [tabindex='0']", "#channel .message[tabindex='0']", "#home .home", "#channel .composer-input", "#thread .message[tabindex='0']", "#thread .composer-input", "#things-body button"];

function keyed(event) {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    if (document.body.classList.contains("places-open")) {
      togglePlaces(false);
      $("#open-places").focus();
    } else if (place.thread) closeThread();
  } else if (event.key === "F6") {
    event.preventDefault();
    const stops = REGIONS.map((selector) => $(selector)).filter((stop) => stop?.checkVisibility());
    const regions = stops.map((stop) => stop.closest("#sidebar, #channel .message-list, #home, .composer, #thread .message-list, #things"));
    const now = regions.findIndex((region) => region?.contains(document.activeElement));
    stops[(now + (event.shiftKey ? -1 : 1) + stops.length) % stops.length]?.focus();
  }
}

build();
follow({
  onstate(now) {
    const isFirst = !workspace.viewer;
    workspace.load(now);
    if (isFirst) route();
    else render();
    if (place.isHome && !isFirst) openHome();
    document.body.dataset.ready = "true";
  },
  onchange: changed,
  ondemo: demo,
  onconnection: connection,
});
