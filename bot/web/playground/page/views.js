/** What an app shows outside messages: a stack of modals, and its home tab. */

import { drawBlocks } from "./blocks.js";
import { dialog, focusFirst } from "./dialogs.js";
import { h, icon, put, reconcile } from "./dom.js";
import { inspector, postedView } from "./inspect.js";
import { plain } from "./text.js";
import { asSent, complaint } from "./values.js";
import { perform } from "./wire.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */
/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {Object<string, any>} Json */

/** The modals that the viewer has open: the top one is shown, those below keep what was typed into them. */
export class Modals {
  /**
   * @param {Workspace} workspace
   * @param {(view: Json) => Surface & {values: Map<string, any>}} surface
   */
  constructor(workspace, surface) {
    this.workspace = workspace;
    this.surface = surface;
    this.opened = null;
    this.pages = new Map();
  }

  /** Shows what the workspace says is open. */
  render() {
    const stack = this.workspace.modals;
    for (const id of this.pages.keys()) if (!stack.some((view) => view.id === id)) this.pages.delete(id);
    if (stack.length === 0) {
      this.opened?.close();
      this.opened = null;
      this.shown = null;
      return;
    }
    this.opened ??= this.open();
    const view = stack.at(-1);
    if (view === this.shown) return;
    const isOther = view.id !== this.shown?.id;
    this.shown = view;
    this.draw(view, isOther);
  }

  open() {
    this.title = h("span");
    this.body = h("div");
    this.footer = h("div", { class: "modal-footer" });
    return dialog({ title: this.title, content: this.body, footer: this.footer, isForm: true, className: "modal", onescape: () => this.leave(this.workspace.modals.at(-1)), onsubmit: () => this.submit() });
  }

  page(view) {
    if (!this.pages.has(view.id)) this.pages.set(view.id, { surface: this.surface(view), blocks: h("div", { class: "view-blocks" }), inspected: h("div"), errors: {} });
    return this.pages.get(view.id);
  }

  draw(view, isOther) {
    const page = this.page(view);
    page.surface.state = view.state?.values;
    page.errors = view.errors ?? {};
    const canGoBack = this.workspace.modals.length > 1;
    put(this.title, canGoBack && h("button", { type: "button", class: "icon-button small", "aria-label": "Back", onclick: () => this.leave(view) }, icon("back", 18)), plain(view.title));
    reconcile(this.body, [page.blocks, page.inspected]);
    this.drawPage(view, page);
    const inspect = h("button", { type: "button", class: "icon-button small braces", "aria-label": "Show the JSON", title: "Show the JSON", "aria-pressed": String(page.inspected.childElementCount > 0), onclick: () => put(page.inspected, inspect.getAttribute("aria-pressed") !== "true" && inspector(postedView(view))) && inspect.setAttribute("aria-pressed", String(page.inspected.childElementCount > 0)) }, "{ }");
    this.button = view.submit && h("button", { type: "submit", class: "button primary", disabled: Boolean(view.submit_disabled) }, plain(view.submit));
    this.wrong = h("span", { class: "input-error", role: "alert" });
    put(this.footer, inspect, this.wrong, h("button", { type: "button", class: "button", onclick: () => this.leave(view) }, view.close ? plain(view.close) : view.submit ? "Cancel" : "Close"), this.button);
    if (isOther) focusFirst(this.opened.node);
    else this.showErrors(page);
  }

  drawPage(view, page) {
    page.surface.errors = page.errors;
    drawBlocks(page.blocks, view.blocks, page.surface);
  }

  showErrors(page) {
    const wrong = page.blocks.querySelector(".input.invalid :is(input, textarea, button)");
    wrong?.focus();
  }

  async leave(view) {
    try {
      await perform("close", { view_id: view.id });
    } catch (problem) {
      this.wrong.textContent = problem.message;
    }
  }

  async submit() {
    const view = this.shown;
    const page = this.page(view);
    if (!this.button || this.button.getAttribute("aria-busy") === "true") return;
    const inputs = view.blocks.filter((block) => block.type === "input").map((block) => ({ block, value: page.surface.values.get(`${block.block_id} ${block.element.action_id}`)?.value ?? null }));
    page.errors = Object.fromEntries(inputs.map(({ block, value }) => [block.block_id, complaint(block.element, value, Boolean(block.optional))]).filter(([, wrong]) => wrong));
    this.drawPage(view, page);
    if (Object.keys(page.errors).length) return this.showErrors(page);
    const values = Object.fromEntries(inputs.filter(({ block }) => block.element.type !== "file_input").map(({ block, value }) => [block.block_id, asSent(block.element, value)]));
    const { button, wrong } = this;
    wrong.textContent = "";
    button.setAttribute("aria-busy", "true");
    try {
      await perform("submit", { view_id: view.id, values });
    } catch (problem) {
      wrong.textContent = problem.message;
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /**
   * Shows a problem inside the modal that is open.
   * @param {string} text
   * @returns {boolean} whether there is one
   */
  complain(text) {
    if (!this.opened) return false;
    this.wrong.textContent = text;
    return true;
  }
}

/** The app's home tab. */
export class Home {
  /**
   * @param {Workspace} workspace
   * @param {(view: Json) => Surface} surface
   */
  constructor(workspace, surface) {
    this.workspace = workspace;
    this.surface = surface;
    this.blocks = h("div", { class: "view-blocks" });
    this.waiting = h("p", { class: "empty", role: "status" }, "Newsdesk is preparing its home tab…");
    this.inspected = h("div");
    this.inspect = h("button", { type: "button", class: "icon-button small braces", "aria-label": "Show the JSON", title: "Show the JSON", "aria-pressed": "false", onclick: () => this.toggle() }, "{ }");
    this.node = h("div", { class: "home scroller", tabindex: 0, role: "region", "aria-label": "Home" }, h("div", { class: "home-column" }, h("div", { class: "home-tools" }, this.inspect), this.waiting, this.blocks, this.inspected));
  }

  /** Shows the home tab as the app published it. */
  render() {
    const view = this.workspace.home;
    this.waiting.hidden = view !== null;
    this.inspect.hidden = view === null;
    if (view === null || view === this.shown) return;
    if (view.id !== this.shown?.id) this.drawnOn = this.surface(view);
    this.shown = view;
    this.drawnOn.state = view.state?.values;
    drawBlocks(this.blocks, view.blocks, this.drawnOn);
    if (this.inspected.childElementCount) put(this.inspected, inspector(postedView(view)));
  }

  toggle() {
    const open = this.inspected.childElementCount === 0;
    put(this.inspected, open && inspector(postedView(this.shown)));
    this.inspect.setAttribute("aria-pressed", String(open));
    if (open) this.inspected.scrollIntoView({ block: "nearest" });
  }
}
