/** The `table` and `data_table` blocks. */

import { h, icon, put } from "./dom.js";
import { richText } from "./text.js";

/** @typedef {import("./inline.js").Reading} Reading */

const PAGE = 5;

/**
 * A plain table: its first row is its head.
 * @param {{rows: any[][], column_settings?: (null|{align?: string, is_wrapped?: boolean})[]}} block
 * @param {Reading} reading
 * @returns {HTMLElement}
 */
export function table({ rows: [head, ...rows], column_settings: settings = [] }, reading) {
  const classes = (column, kind) => {
    const align = settings[column]?.align ?? (kind === "raw_number" ? "right" : "left");
    return `align-${align}${settings[column]?.is_wrapped ? " wrapped" : ""}`;
  };
  const row = (cells, tag) => h("tr", {}, cells.map((cell, column) => h(tag, { class: classes(column, cell.type), scope: tag === "th" ? "col" : null }, content(cell, reading))));
  return scrolling("Table", h("table", { class: "grid" }, h("thead", {}, row(head, "th")), h("tbody", {}, rows.map((cells) => row(cells, "td")))));
}

/**
 * A table that can be sorted by each column and is read a page at a time.
 * @param {{caption: string, rows: any[][], page_size?: number, row_header_column_index?: number}} block
 * @param {Reading} reading
 * @returns {HTMLElement}
 */
export function dataTable({ caption, rows: [head, ...rows], page_size: size = PAGE, row_header_column_index: named }, reading) {
  const numeric = head.map((_, column) => rows.every((row) => row[column].type === "raw_number"));
  let sort = { column: -1, down: false };
  let page = 0;

  const body = h("tbody");
  const place = h("span", { class: "pager-place", "aria-live": "polite" });
  const turn = (by, label, name) => h("button", { type: "button", class: "icon-button small", "aria-label": label, onclick: () => show(page + by) }, icon(name, 16));
  const [before, after] = [turn(-1, "Previous page", "left"), turn(1, "Next page", "right")];
  const heads = head.map((cell, column) => {
    const button = h("button", { type: "button", class: "sort", onclick: () => sortBy(column) }, words(cell), icon("sort", 12));
    return h("th", { scope: "col", class: numeric[column] ? "align-right" : null, "aria-sort": "none" }, button);
  });

  function sortBy(column) {
    sort = { column, down: sort.column === column && !sort.down };
    heads.forEach((cell, index) => cell.setAttribute("aria-sort", index !== column ? "none" : sort.down ? "descending" : "ascending"));
    show(0);
  }

  function show(wanted) {
    const pages = Math.max(1, Math.ceil(rows.length / size));
    page = Math.min(Math.max(0, wanted), pages - 1);
    const shown = sorted(rows, sort, numeric).slice(page * size, (page + 1) * size);
    put(body, shown.map((cells) => h("tr", {}, cells.map((cell, column) => dataCell(cell, column)))));
    place.textContent = `${page * size + 1}–${page * size + shown.length} of ${rows.length}`;
    before.disabled = page === 0;
    after.disabled = page === pages - 1;
  }

  function dataCell(cell, column) {
    const align = numeric[column] ? "align-right" : null;
    return h(column === named ? "th" : "td", { class: align, scope: column === named ? "row" : null }, content(cell, reading));
  }

  show(0);
  const grid = h("table", { class: "grid" }, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads)), body);
  return h(
    "div",
    { class: "data-table" },
    scrolling(caption, grid),
    rows.length > size && h("div", { class: "pager" }, place, before, after),
  );
}

function sorted(rows, { column, down }, numeric) {
  if (column < 0) return rows;
  const compare = numeric[column]
    ? (a, b) => a[column].value - b[column].value
    : (a, b) => words(a[column]).localeCompare(words(b[column]), "en", { numeric: true });
  return [...rows].sort((a, b) => (down ? compare(b, a) : compare(a, b)));
}

function content(cell, reading) {
  return cell.type === "rich_text" ? richText(cell, reading) : words(cell);
}

function words(cell) {
  if (cell.type === "raw_number") return cell.text ?? String(cell.value);
  if (cell.type === "raw_text") return cell.text;
  return cell.elements.flatMap((part) => part.elements ?? []).map((piece) => piece.text ?? piece.url ?? "").join("");
}

function scrolling(label, child) {
  return h("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": label }, child);
}
