/** The `markdown` block: CommonMark as far as Slack draws it, read line by line and built as nodes. */

import { h, link } from "./dom.js";
import { withEmoji } from "./inline.js";

const INLINE =
  /`([^`]+)`|!?\[([^\]]*)\]\(([^()\s]+)\)|\*\*(?=\S)([\s\S]*?\S)\*\*|__(?=\S)([\s\S]*?\S)__|~~(?=\S)([\s\S]*?\S)~~|\*(?=\S)([^*]*?\S)\*|(?<!\w)_(?=\S)([^_]*?\S)_(?!\w)|(https?:\/\/[^\s<>()]*[^\s<>().,;:!?])/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;

/**
 * A markdown text as nodes. What this page can't read stays as the text that it is.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function markdown(text) {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  return h("div", { class: "markdown rich-text" }, blocks(lines));
}

function blocks(lines) {
  const found = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    const taken = KINDS.reduce((done, kind) => done ?? kind(lines, at), null);
    if (taken) {
      found.push(taken.node);
      at = taken.next;
    } else if (line.trim() === "") at += 1;
    else {
      const end = Math.max(at + 1, paragraphEnd(lines, at));
      found.push(h("p", {}, spans(lines.slice(at, end).join("\n"))));
      at = end;
    }
  }
  return found;
}

const KINDS = [fence, heading, rule, table, list, quote];

function fence(lines, at) {
  if (!/^\s*```/.test(lines[at])) return null;
  const end = lines.findIndex((line, index) => index > at && /^\s*```\s*$/.test(line));
  const last = end < 0 ? lines.length : end;
  const code = lines.slice(at + 1, last).join("\n");
  return { node: h("pre", { tabindex: 0, role: "region", "aria-label": "Code" }, code), next: last + 1 };
}

function heading(lines, at) {
  const match = /^(#{1,6})\s+(.+?)\s*#*$/.exec(lines[at]);
  // Every level is drawn as a paragraph in the style of a heading: the page's own outline must not depend on a message.
  return match && { node: h("p", { class: `markdown-heading level-${match[1].length}` }, spans(match[2])), next: at + 1 };
}

function rule(lines, at) {
  return /^\s*([-*_])(\s*\1){2,}\s*$/.test(lines[at]) ? { node: h("hr"), next: at + 1 } : null;
}

function quote(lines, at) {
  if (!/^\s*>/.test(lines[at])) return null;
  const end = run(lines, at, (line) => /^\s*>/.test(line));
  return { node: h("blockquote", {}, blocks(lines.slice(at, end).map((line) => line.replace(/^\s*> ?/, "")))), next: end };
}

function list(lines, at) {
  const first = ITEM.exec(lines[at]);
  if (!first) return null;
  const ordered = /\d/.test(first[2]);
  const indent = first[1].length;
  const node = h(ordered ? "ol" : "ul", { class: "rich-list", start: ordered && parseInt(first[2], 10) !== 1 ? parseInt(first[2], 10) : null });
  let next = at;
  while (next < lines.length) {
    const match = ITEM.exec(lines[next]);
    if (!match || match[1].length < indent) break;
    if (match[1].length > indent) {
      const inner = list(lines, next);
      node.lastElementChild.append(inner.node);
      next = inner.next;
      continue;
    }
    const done = match[3] === undefined ? null : match[3] === " " ? "☐ " : "☑ ";
    node.append(h("li", {}, done, spans(match[4])));
    next += 1;
  }
  return { node, next };
}

function table(lines, at) {
  if (!lines[at].includes("|") || !/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "") || !lines[at + 1].includes("-")) return null;
  const end = run(lines, at, (line) => line.includes("|"));
  const [head, , ...rows] = lines.slice(at, end).map(cells);
  const body = rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, spans(cell)))));
  const node = h("table", { class: "grid" }, h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, spans(cell))))), h("tbody", {}, body));
  return { node: h("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": "Table" }, node), next: end };
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
}

function paragraphEnd(lines, at) {
  let end = at;
  while (end < lines.length && lines[end].trim() !== "" && !KINDS.some((kind) => kind(lines, end))) end += 1;
  return end;
}

function run(lines, at, belongs) {
  let end = at;
  while (end < lines.length && belongs(lines[end])) end += 1;
  return end;
}

function spans(text) {
  const found = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    found.push(withEmoji(rest.slice(0, match.index)), span(match));
    rest = rest.slice(match.index + match[0].length);
  }
  return [...found, withEmoji(rest)];
}

function span([whole, code, label, address, bold, bold2, strike, italic, italic2, bare]) {
  if (code !== undefined) return h("code", {}, code);
  if (address !== undefined) return link(address, label ? spans(label) : address, { class: "link" });
  if (bare !== undefined) return link(bare, bare, { class: "link" });
  if (bold ?? bold2) return h("b", {}, spans(bold ?? bold2));
  if (strike) return h("s", {}, spans(strike));
  if (italic ?? italic2) return h("i", {}, spans(italic ?? italic2));
  return whole;
}
