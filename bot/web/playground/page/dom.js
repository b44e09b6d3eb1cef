/**
 * Building DOM nodes. Nothing on this page is ever made from a string of HTML: text becomes text nodes, and an address
 * becomes a link only if it is one that a message may link to.
 */

import { PATHS } from "./icons.js";

/** @typedef {Node|string|number|null|undefined|false|Child[]} Child */

const SVG = "http://www.w3.org/2000/svg";
let ids = 0;

/**
 * An id that no other element has.
 * @param {string} [prefix]
 * @returns {string}
 */
export function freshId(prefix = "x") {
  ids += 1;
  return `${prefix}-${ids}`;
}

/**
 * The address if it is http, https, or a place on this page; otherwise null. `javascript:` and `data:` end here.
 * @param {unknown} address
 * @returns {string|null}
 */
export function safeAddress(address) {
  if (typeof address !== "string") return null;
  if (/^#/.test(address) || /^\/(?!\/)/.test(address)) return address;
  try {
    const url = new URL(address);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * Whether the page may load an image from there: it takes nothing from another host.
 * @param {unknown} address
 * @returns {boolean}
 */
export function isLocal(address) {
  const safe = safeAddress(address);
  return safe !== null && new URL(safe, location.href).origin === location.origin;
}

/**
 * An HTML element. `on…` functions become listeners, `true` an empty attribute, and false or null none.
 * @param {string} tag
 * @param {Object<string, any>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * An SVG element.
 * @param {string} tag
 * @param {Object<string, any>} [attributes]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * One of the page's icons, hidden from screen readers: what it means stands in the label of its button.
 * @param {string} name
 * @param {number} [size] in pixels
 * @returns {SVGElement}
 */
export function icon(name, size = 20) {
  const paths = (PATHS[name] ?? PATHS.dot).map((d) => svg("path", { d }));
  return svg(
    "svg",
    { viewBox: "0 0 20 20", width: size, height: size, class: "icon", "aria-hidden": "true", focusable: "false" },
    ...paths,
  );
}

/**
 * A link that opens beside this page; plain text when the address is not one to link to.
 * @param {unknown} address
 * @param {Child} label
 * @param {Object<string, any>} [attributes]
 * @returns {HTMLElement}
 */
export function link(address, label, attributes = {}) {
  const href = safeAddress(address);
  if (href === null) return h("span", { class: attributes.class }, label);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", ...attributes }, label);
}

/**
 * Replaces what an element holds.
 * @template {Element} T
 * @param {T} element
 * @param {...Child} children
 * @returns {T}
 */
export function put(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/**
 * Makes the element's children exactly these, moving and touching none that already stand where they should, so that
 * focus and scroll positions inside them survive.
 * @param {Element} parent
 * @param {Element[]} wanted
 */
export function reconcile(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let place = parent.firstElementChild;
  for (const child of wanted) {
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else if (name === "href") element.setAttribute(name, safeAddress(value) ?? "#");
    else if (name === "src") isLocal(value) && element.setAttribute(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}
