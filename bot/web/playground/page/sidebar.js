/** The list of channels, direct messages and the app. */

import { h, icon, reconcile } from "./dom.js";
import { avatar } from "./message.js";
import { step } from "./popup.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */

/** The places that the viewer can go to; the arrow keys move among them. */
export class Sidebar {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this.workspace = workspace;
    this.links = new Map();
    this.lists = ["Channels", "Direct messages", "Apps"].map((title) => {
      const list = h("ul", { "aria-label": title });
      return { title, list, node: h("div", { class: "sidebar-section" }, h("h2", { class: "sidebar-heading" }, title), list) };
    });
    this.node = h("div", { class: "sidebar-lists", onkeydown: (event) => this.move(event) }, this.lists.map(({ node }) => node));
  }

  /** @param {string} here the route that is shown */
  render(here) {
    const { workspace } = this;
    const channels = [...workspace.channels.values()];
    const entries = [
      channels.filter((channel) => !channel.is_im).map((channel) => this.entry(`#/${channel.id}`, here, icon(channel.is_private ? "lock" : "hash", 18), channel.name, workspace.unread.get(channel.id)?.count)),
      channels.filter((channel) => channel.is_im).map((channel) => this.entry(`#/${channel.id}`, here, avatar(workspace, workspace.app.user, "tiny"), workspace.app.name, workspace.unread.get(channel.id)?.count)),
      [this.entry("#/home", here, icon("home", 18), `${workspace.userName(workspace.app.user) ?? workspace.app.name} · Home`)],
    ];
    this.lists.forEach(({ list }, index) => reconcile(list, entries[index]));
    const links = [...this.links.values()].map(({ link }) => link);
    const current = links.find((link) => link.hasAttribute("aria-current")) ?? links[0];
    for (const link of links) link.tabIndex = link === current ? 0 : -1;
  }

  entry(href, here, mark, name, unread = 0) {
    const known = this.links.get(href) ?? this.made(href, mark, name);
    known.link.classList.toggle("has-unread", unread > 0);
    if (href === here) known.link.setAttribute("aria-current", "page");
    else known.link.removeAttribute("aria-current");
    known.badge.hidden = unread === 0;
    known.badge.textContent = String(unread);
    known.badge.setAttribute("aria-label", `${unread} new`);
    return known.item;
  }

  made(href, mark, name) {
    const badge = h("span", { class: "badge", role: "img" });
    const link = h("a", { class: "place", href }, mark, h("span", { class: "place-name" }, name), badge);
    const known = { link, badge, item: h("li", {}, link) };
    this.links.set(href, known);
    return known;
  }

  move(event) {
    const links = [...this.links.values()].map(({ link }) => link);
    const to = step(event.key, links.indexOf(document.activeElement), links.length);
    if (to === undefined) return;
    event.preventDefault();
    links[to].focus();
  }
}
