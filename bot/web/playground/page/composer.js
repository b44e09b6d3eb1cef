/** Where the viewer writes: a text that grows, completion of commands and names, Enter to send. */

import { suggested, usage } from "./completion.js";
import { freshId, h, icon, put } from "./dom.js";
import { step } from "./popup.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */

/** A composer; what was begun is kept for each place. */
export class Composer {
  /**
   * @param {Workspace} workspace
   * @param {(text: string) => Promise<string|void>} onsend a sentence that says why it could not be sent, or nothing
   * @param {(file: File, text: string) => Promise<string|void>} ondrop the same for a file, and what was written beside it
   */
  constructor(workspace, onsend, ondrop) {
    this.workspace = workspace;
    this.onsend = onsend;
    this.ondrop = ondrop;
    this.drafts = new Map();
    this.key = "";
    this.active = 0;
    this.found = { from: 0, suggestions: [] };
    const listId = freshId("completion");
    this.list = h("div", { class: "completion", role: "listbox", id: listId, hidden: true, "aria-label": "Suggestions" });
    this.hint = h("div", { class: "composer-hint", hidden: true });
    this.problem = h("div", { class: "composer-problem", role: "alert", hidden: true });
    this.input = h("textarea", { class: "composer-input", rows: 1, "aria-autocomplete": "list", "aria-controls": listId, autocomplete: "off", spellcheck: "true" });
    this.button = h("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send (Enter)", disabled: true }, icon("send", 18));
    this.node = h(
      "form",
      { class: "composer", onsubmit: (event) => (event.preventDefault(), this.send()) },
      this.list,
      this.problem,
      this.hint,
      h("div", { class: "composer-box" }, this.attach(), this.input, this.button),
    );
    for (const event of ["dragenter", "dragover"]) this.node.addEventListener(event, (dragged) => (dragged.preventDefault(), this.node.classList.add("over")));
    for (const event of ["dragleave", "drop"]) this.node.addEventListener(event, () => this.node.classList.remove("over"));
    this.node.addEventListener("drop", (event) => {
      event.preventDefault();
      this.drop([...event.dataTransfer.files]);
    });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("click", () => this.complete());
    this.input.addEventListener("blur", () => this.offer({ from: 0, suggestions: [] }));
    this.input.addEventListener("keydown", (event) => this.keyed(event));
    new ResizeObserver(() => this.grow()).observe(this.node);
  }

  attach() {
    const input = h("input", { type: "file", class: "visually-hidden", tabindex: -1, "aria-label": "Attach a file" });
    input.addEventListener("change", async () => {
      await this.drop([...input.files]);
      input.value = "";
    });
    return [input, h("button", { type: "button", class: "icon-button attach", "aria-label": "Attach a file", title: "Attach a file", onclick: () => input.click() }, icon("upload", 18))];
  }

  /**
   * Sends files, with what was begun beside the first.
   * @param {File[]} files
   */
  async drop(files) {
    let text = this.input.value.trim();
    this.write("");
    for (const file of files) {
      const problem = await this.ondrop(file, text);
      text = "";
      if (!problem) continue;
      this.problem.textContent = `${file.name}: ${problem}`;
      this.problem.hidden = false;
    }
  }

  /**
   * Moves to another place, with what was begun there.
   * @param {string} key
   * @param {string} placeholder
   */
  show(key, placeholder) {
    this.input.placeholder = placeholder;
    this.input.setAttribute("aria-label", placeholder);
    if (key === this.key) return;
    this.drafts.set(this.key, this.input.value);
    this.key = key;
    this.write(this.drafts.get(key) ?? "");
    this.offer({ from: 0, suggestions: [] });
  }

  /**
   * Puts a text into the composer, as if it had been typed.
   * @param {string} text
   */
  write(text) {
    this.input.value = text;
    this.problem.hidden = true;
    this.changed();
  }

  typed() {
    this.problem.hidden = true;
    this.changed();
    this.complete();
  }

  changed() {
    this.button.disabled = this.input.value.trim() === "";
    const hint = usage(this.input.value, this.workspace);
    this.hint.hidden = !hint;
    this.hint.textContent = hint;
    this.grow();
  }

  grow() {
    const { style } = this.input;
    style.setProperty("height", "auto");
    style.setProperty("height", `${Math.min(this.input.scrollHeight, innerHeight * 0.4)}px`);
  }

  complete() {
    const caret = this.input.selectionStart;
    this.offer(suggested(this.input.value.slice(0, caret), this.workspace));
  }

  offer(found) {
    this.found = found;
    this.active = 0;
    this.drawList();
  }

  drawList() {
    const { suggestions } = this.found;
    this.list.hidden = suggestions.length === 0;
    const options = suggestions.map((suggestion, index) =>
      h(
        "div",
        {
          class: index === this.active ? "suggestion active" : "suggestion",
          role: "option",
          id: `${this.list.id}-${index}`,
          "aria-selected": String(index === this.active),
          // Before the text loses the focus to the click.
          onmousedown: (event) => (event.preventDefault(), this.take(index)),
        },
        h("span", { class: "suggestion-title" }, suggestion.title, suggestion.usage && h("span", { class: "suggestion-usage" }, ` ${suggestion.usage}`)),
        h("span", { class: "suggestion-detail" }, suggestion.detail),
      ),
    );
    put(this.list, options);
    if (options.length) this.input.setAttribute("aria-activedescendant", options[this.active].id);
    else this.input.removeAttribute("aria-activedescendant");
    options[this.active]?.scrollIntoView({ block: "nearest" });
  }

  take(index) {
    const { from, suggestions } = this.found;
    const caret = this.input.selectionStart;
    const begun = `${this.input.value.slice(0, from)}${suggestions[index].insert} `;
    this.input.value = begun + this.input.value.slice(caret).trimStart();
    this.input.setSelectionRange(begun.length, begun.length);
    this.offer({ from: 0, suggestions: [] });
    this.changed();
  }

  keyed(event) {
    if (event.isComposing) return;
    const { suggestions } = this.found;
    const to = ["ArrowDown", "ArrowUp"].includes(event.key) ? step(event.key, this.active, suggestions.length) : undefined;
    if (to !== undefined) {
      this.active = to;
      this.drawList();
    } else if (suggestions.length && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey && !this.isWhole()) this.take(this.active);
    else if (suggestions.length && event.key === "Escape") {
      event.stopPropagation();
      this.offer({ from: 0, suggestions: [] });
    } else if (event.key === "Enter" && !event.shiftKey) this.send();
    else return;
    event.preventDefault();
  }

  // "/news" typed out and Enter pressed: the person means to send it, not to choose what is already there.
  isWhole() {
    const { from, suggestions } = this.found;
    return suggestions.length === 1 && this.input.value.slice(from) === suggestions[0].insert && suggestions[0].insert.startsWith("/");
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const key = this.key;
    this.write("");
    this.offer({ from: 0, suggestions: [] });
    const problem = await this.onsend(text);
    if (!problem || this.key !== key) return;
    if (!this.input.value) this.write(text);
    this.problem.textContent = problem;
    this.problem.hidden = false;
  }
}
