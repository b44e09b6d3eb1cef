/** "Things to try": questions, a story of one's own, the digest, the clock, a restart. */

import { clockTime, dayName } from "./dates.js";
import { dialog } from "./dialogs.js";
import { freshId, h, icon, put } from "./dom.js";
import { notice } from "./notices.js";
import { perform } from "./wire.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */

/**
 * What the panel does elsewhere on the page.
 * @typedef {object} Doings
 * @property {(channel: string, text: string) => Promise<void>} ask goes to the channel and types the text there
 * @property {(channel: string) => void} goTo
 */

/** The panel. */
export class Things {
  /**
   * @param {Workspace} workspace
   * @param {Doings} doings
   */
  constructor(workspace, doings) {
    this.workspace = workspace;
    this.doings = doings;
    this.questions = h("ul", { class: "examples" });
    this.clock = h("output", { class: "clock-time", id: "clock" });
    this.added = h("div", { class: "added", role: "status" });
    this.node = h(
      "div",
      { class: "things" },
      part("Ask", this.questions),
      part("Add a story", this.dropZone(), this.added),
      part("Digests", h("p", { class: "things-text" }, "A digest brings new stories to #newsroom on a schedule."), this.button("digest", "play", "Run the morning digest now", {}, "#newsroom"), this.button("clock", "clock", "Move the clock to tomorrow 08:30", { to: "tomorrow 08:30" })),
      part("Restart", h("p", { class: "things-text" }, "Stops the bot and starts it again: nothing is lost or said twice."), this.button("restart", "restart", "Restart the bot")),
      h("p", { class: "things-clock" }, "The workspace’s clock: ", this.clock),
    );
    setInterval(() => this.tick(), 1000);
  }

  /** Brings the examples and the clock up to date. */
  render() {
    const drawn = JSON.stringify(this.workspace.examples);
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      put(this.questions, this.workspace.examples.map((example) => h("li", {}, this.example(example))));
    }
    this.tick();
  }

  tick() {
    if (!this.workspace.viewer) return;
    const { zone } = this.workspace;
    const now = this.workspace.now();
    const away = Math.abs(this.workspace.offset) < 60_000 ? "" : `${dayName(now, new Date(), zone)}, `;
    const shown = `${away}${clockTime(now, zone)} (${zone})`;
    if (this.clock.textContent !== shown) this.clock.textContent = shown;
  }

  example({ label, text, channel }) {
    const button = h("button", { type: "button", class: "example", onclick: () => busy(button, () => this.doings.ask(channel, text)) }, h("span", { class: "example-label" }, label), text !== label && h("code", { class: "example-text" }, text));
    return button;
  }

  button(act, name, label, body = {}, channel = "") {
    const run = async () => {
      if (channel) this.doings.goTo(channel);
      await perform(act, body);
    };
    const button = h("button", { type: "button", class: "button wide", "data-act": act, onclick: () => busy(button, run) }, icon(name, 16), h("span", {}, label));
    return button;
  }

  dropZone() {
    const id = freshId("file");
    const input = h("input", { type: "file", id, class: "visually-hidden", accept: ".txt,.md,.html,.htm,text/plain,text/html,text/markdown", multiple: true });
    const zone = h("div", { class: "drop-zone" }, icon("upload", 22), h("label", { for: id, class: "drop-label" }, "Drop a text or HTML file, or ", h("span", { class: "drop-choose" }, "choose one")), input);
    input.addEventListener("change", async () => {
      await this.addFiles([...input.files]);
      input.value = "";
    });
    for (const event of ["dragenter", "dragover"]) zone.addEventListener(event, (dragged) => (dragged.preventDefault(), zone.classList.add("over")));
    for (const event of ["dragleave", "drop"]) zone.addEventListener(event, () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.addFiles([...event.dataTransfer.files]);
    });
    return [zone, h("button", { type: "button", class: "button wide", onclick: () => this.paste() }, icon("paper", 16), h("span", {}, "Paste a text…"))];
  }

  async addFiles(files) {
    for (const file of files) {
      try {
        await this.add(file.name, await file.text());
      } catch (problem) {
        notice(`${file.name}: ${problem.message}`, "problem");
      }
    }
  }

  paste() {
    const [titleId, textId] = [freshId("title"), freshId("text")];
    const title = h("input", { id: titleId, class: "text-input", autocomplete: "off", placeholder: "As it should be listed" });
    const text = h("textarea", { id: textId, class: "text-input", rows: 10, required: true, autofocus: true, placeholder: "“We shall publish tomorrow,” the editor said. …" });
    const wrong = h("div", { class: "input-error", role: "alert" });
    const add = h("button", { type: "submit", class: "button primary" }, "Add to the library");
    const opened = dialog({
      title: "Add a story",
      isForm: true,
      content: [h("div", { class: "input" }, h("label", { class: "input-label", for: titleId }, "Headline ", h("span", { class: "optional" }, "(optional)")), title), h("div", { class: "input" }, h("label", { class: "input-label", for: textId }, "Text"), text, wrong)],
      footer: [h("button", { type: "button", class: "button", onclick: () => opened.close() }, "Cancel"), add],
      onsubmit: async () => {
        if (!text.value.trim()) {
          wrong.textContent = "Please paste the text of a story.";
          return text.focus();
        }
        add.setAttribute("aria-busy", "true");
        try {
          await this.add(title.value.trim(), text.value);
          opened.close();
        } catch (problem) {
          wrong.textContent = problem.message;
        } finally {
          add.removeAttribute("aria-busy");
        }
      },
    });
  }

  async add(name, text) {
    const told = await perform("story", { name, text });
    const find = told.story === undefined || told.story === null ? null : `/summary #${String(told.story).replace(/^#/, "")}`;
    put(
      this.added,
      h("p", {}, icon("check", 16), h("span", {}, h("b", {}, told.title || name || "The story"), told.outcome ? ` · ${told.outcome}` : " is in the library")),
      find && h("button", { type: "button", class: "example", onclick: () => this.doings.ask("#newsroom", find) }, h("span", { class: "example-label" }, "See it found"), h("code", { class: "example-text" }, find)),
    );
  }
}

function part(title, ...content) {
  return h("section", { class: "things-part" }, h("h3", { class: "things-heading" }, title), content);
}

async function busy(button, run) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await run();
  } catch (problem) {
    notice(problem.message, "problem");
  } finally {
    button.removeAttribute("aria-busy");
  }
}
