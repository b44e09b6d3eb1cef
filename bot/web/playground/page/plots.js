/** Bars, lines and areas over categories, as the inside of an SVG that is HEIGHT high and as wide as there is room. */

import { svg } from "./dom.js";
import { full, short, ticks } from "./scale.js";

export const HEIGHT = 300;

/** @typedef {{name: string, data: {label: string, value: number}[]}} Series */
/** @typedef {{type: "bar"|"line"|"area", series: Series[], axis_config: {categories: string[], x_label?: string, y_label?: string}}} Plot */

/**
 * The marks and axes of a plot.
 * @param {Plot} chart
 * @param {number} wide in pixels
 * @returns {SVGElement[]}
 */
export function plot(chart, wide) {
  const { categories, x_label, y_label } = chart.axis_config;
  const steps = ticks(chart.series.flatMap((series) => series.data.map((point) => point.value)));
  const widest = Math.max(...steps.map((step) => short(step).length));
  const slanted = Math.max(...categories.map((name) => name.length)) * 6.6 > (wide - 60) / categories.length;
  const box = {
    left: 14 + widest * 7 + (y_label ? 20 : 0),
    right: wide - 10,
    top: 10,
    bottom: HEIGHT - (slanted ? 74 : 24) - (x_label ? 20 : 0),
  };
  const [low, high] = [steps[0], steps.at(-1)];
  const across = (index) => box.left + ((index + 0.5) * (box.right - box.left)) / categories.length;
  const down = (value) => box.bottom - ((value - low) / (high - low)) * (box.bottom - box.top);
  const space = { box, across, down, band: (box.right - box.left) / categories.length };
  return [
    ...steps.map((step) => gridLine(step, space)),
    ...categories.map((name, index) => category(name, index, slanted, space)),
    ...(x_label ? [text(x_label, (box.left + box.right) / 2, HEIGHT - 6, { class: "axis-title", "text-anchor": "middle" })] : []),
    ...(y_label ? [upright(y_label, 12, (box.top + box.bottom) / 2)] : []),
    ...MARKS[chart.type](chart.series, space),
  ];
}

const MARKS = { bar: bars, line: lines, area: areas };

function bars(series, { across, down, band }) {
  const width = Math.min(44, (band * 0.72) / series.length);
  return series.flatMap(({ name, data }, place) =>
    data.map(({ label, value }, index) => {
      const x = across(index) + (place - series.length / 2) * width;
      const [top, bottom] = [down(Math.max(0, value)), down(Math.min(0, value))];
      return svg(
        "rect",
        { class: `fill-${place}`, x: x + 1, y: top, width: Math.max(1, width - 2), height: Math.max(0.5, bottom - top), rx: Math.min(3, width / 6) },
        said(name, label, value),
      );
    }),
  );
}

function lines(series, space) {
  return series.flatMap((one, place) => [
    svg("path", { class: `line line-${place}`, d: `M${points(one, space).join("L")}` }),
    ...markers(one, place, space),
  ]);
}

function areas(series, space) {
  const floor = space.down(0);
  return series.flatMap((one, place) => {
    const line = points(one, space);
    const first = space.across(0);
    const last = space.across(one.data.length - 1);
    return [
      svg("path", { class: `area fill-${place}`, d: `M${first},${floor}L${line.join("L")}L${last},${floor}Z` }),
      svg("path", { class: `line line-${place}`, d: `M${line.join("L")}` }),
      ...markers(one, place, space),
    ];
  });
}

function points(series, { across, down }) {
  return series.data.map(({ value }, index) => `${across(index).toFixed(1)},${down(value).toFixed(1)}`);
}

// Each series has a marker of its own shape, so that colour is not all that tells them apart.
function markers({ name, data }, place, { across, down }) {
  return data.map(({ label, value }, index) => {
    const shape = SHAPES[place % SHAPES.length];
    const at = `translate(${across(index).toFixed(1)} ${down(value).toFixed(1)})`;
    return svg("path", { class: `marker fill-${place}`, d: shape, transform: at }, said(name, label, value));
  });
}

/** The outlines of the markers, around 0,0; the legend draws them too. */
export const SHAPES = [
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
  "M-4-4h8v8h-8Z",
  "M0-5 5 4h-10Z",
  "M0-5.5 5.5 0 0 5.5-5.5 0Z",
  "M0 5-5-4h10Z",
  "M-5-1.5h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5Z",
];

function gridLine(step, { box, down }) {
  const y = down(step).toFixed(1);
  return svg(
    "g",
    {},
    svg("line", { class: step === 0 ? "axis" : "grid-line", x1: box.left, x2: box.right, y1: y, y2: y }),
    text(short(step), box.left - 8, Number(y) + 4, { "text-anchor": "end" }),
  );
}

function category(name, index, slanted, { box, across }) {
  const x = across(index);
  if (!slanted) return text(name, x, box.bottom + 18, { "text-anchor": "middle" });
  const y = box.bottom + 14;
  return text(name, x, y, { "text-anchor": "end", transform: `rotate(-40 ${x.toFixed(1)} ${y})` });
}

function upright(words, x, y) {
  return text(words, x, y, { class: "axis-title", "text-anchor": "middle", transform: `rotate(-90 ${x} ${y})` });
}

function text(words, x, y, attributes) {
  return svg("text", { x: x.toFixed(1), y, ...attributes }, words);
}

function said(name, label, value) {
  return svg("title", {}, `${name}, ${label}: ${full(value)}`);
}
