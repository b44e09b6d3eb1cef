/** The `data_visualization` block: a figure with its title, a legend, and the numbers as a table for whoever wants them. */

import { freshId, h, put, svg } from "./dom.js";
import { HEIGHT, plot, SHAPES } from "./plots.js";
import { full } from "./scale.js";

const USUAL = 560;

/**
 * A chart.
 * @param {{title: string, chart: any}} block
 * @returns {HTMLElement}
 */
export function chart({ title, chart }) {
  const isPie = chart.type === "pie";
  const [titleId, descriptionId] = [freshId("chart"), freshId("chart")];
  const drawing = svg(
    "svg",
    {
      viewBox: isPie ? "0 0 240 240" : null,
      class: isPie ? "chart pie" : "chart",
      role: "img",
      "aria-labelledby": `${titleId} ${descriptionId}`,
    },
    svg("title", { id: titleId }, title),
    svg("desc", { id: descriptionId }, isPie ? describePie(chart) : describePlot(chart)),
    isPie && slices(chart.segments),
  );
  if (!isPie) fitted(drawing, chart);
  return h(
    "figure",
    { class: "chart-figure" },
    h("figcaption", { class: "chart-title" }, title),
    h("div", { class: isPie ? "chart-row" : null }, drawing, isPie ? pieLegend(chart.segments) : plotLegend(chart)),
    h("details", { class: "chart-data" }, h("summary", {}, "Show the numbers"), isPie ? pieTable(title, chart) : plotTable(title, chart)),
  );
}

// Drawn for the width that there is, pixel for pixel: scaled down to a phone, its words could not be read.
function fitted(drawing, chart) {
  const marks = svg("g");
  drawing.append(marks);
  let drawn = 0;
  const draw = (wide) => {
    if (Math.abs(wide - drawn) < 8) return;
    drawn = wide;
    drawing.setAttribute("viewBox", `0 0 ${wide} ${HEIGHT}`);
    put(marks, plot(chart, wide));
  };
  draw(USUAL);
  new ResizeObserver(([{ contentRect }]) => contentRect.width > 0 && draw(Math.round(contentRect.width))).observe(drawing);
}

function slices(segments) {
  const total = sum(segments);
  let angle = -Math.PI / 2;
  return segments.map(({ label, value }, place) => {
    const turn = (value / total) * 2 * Math.PI;
    const path = segments.length === 1 ? "M120 10a110 110 0 1 0 .01 0Z" : wedge(angle, angle + turn);
    angle += turn;
    return svg("path", { class: `slice fill-${place}`, d: path }, svg("title", {}, `${label}: ${full(value)} (${percent(value, total)})`));
  });
}

function wedge(from, to) {
  const at = (angle) => `${(120 + 110 * Math.cos(angle)).toFixed(2)} ${(120 + 110 * Math.sin(angle)).toFixed(2)}`;
  return `M120 120L${at(from)}A110 110 0 ${to - from > Math.PI ? 1 : 0} 1 ${at(to)}Z`;
}

function pieLegend(segments) {
  const total = sum(segments);
  return legend(segments.map(({ label, value }, place) => [place, 1, `${label} · ${full(value)} (${percent(value, total)})`]));
}

function plotLegend({ type, series }) {
  return legend(series.map(({ name }, place) => [place, type === "bar" ? 1 : place, name]));
}

function legend(entries) {
  return h(
    "ul",
    { class: "legend" },
    entries.map(([place, shape, words]) =>
      h("li", {}, svg("svg", { viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" }, svg("path", { class: `fill-${place}`, d: SHAPES[shape % SHAPES.length] })), words),
    ),
  );
}

function plotTable(title, { series, axis_config: { categories, x_label } }) {
  return table(title, [x_label || "", ...series.map(({ name }) => name)], categories.map((name, index) => [name, ...series.map(({ data }) => full(data[index].value))]));
}

function pieTable(title, { segments }) {
  const total = sum(segments);
  return table(title, ["", "Value", "Share"], segments.map(({ label, value }) => [label, full(value), percent(value, total)]));
}

function table(caption, head, rows) {
  return h(
    "table",
    { class: "grid" },
    h("caption", { class: "visually-hidden" }, caption),
    h("thead", {}, h("tr", {}, head.map((words) => (words ? h("th", { scope: "col" }, words) : h("td", {}))))),
    h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), rest.map((words) => h("td", { class: "align-right" }, words))))),
  );
}

function describePlot({ type, series, axis_config: { categories, y_label } }) {
  const kind = { bar: "Bar chart", line: "Line chart", area: "Area chart" }[type];
  const told = series.map(({ name, data }) => `${name}: ${data.map(({ label, value }) => `${label} ${full(value)}`).join(", ")}`);
  return `${kind}${y_label ? ` of ${y_label}` : ""} over ${categories.length} categories. ${told.join(". ")}.`;
}

function describePie({ segments }) {
  const total = sum(segments);
  return `Pie chart. ${segments.map(({ label, value }) => `${label} ${percent(value, total)}`).join(", ")}.`;
}

function sum(segments) {
  return segments.reduce((total, { value }) => total + value, 0);
}

function percent(value, total) {
  return new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 }).format(value / total);
}
