/** A list that hangs from a button: placed beside it in the top layer, closed by Escape, a click elsewhere, or scrolling. */

import { h } from "./dom.js";

/**
 * Opens `content` beside `anchor`; the function that it gives back closes it.
 * @param {HTMLElement} anchor
 * @param {HTMLElement} content
 * @param {{onclose?: () => void, above?: boolean, wide?: boolean}} [options] `above` prefers the room over the anchor
 * @returns {() => void}
 */
export function popup(anchor, content, { onclose, above = false, wide = false } = {}) {
  const box = h("div", { class: "popup", popover: "manual" }, content);
  // Beside its anchor in the document too: what a modal dialog does not hold can't be used while it is open.
  anchor.after(box);
  box.showPopover();
  const listening = new AbortController();
  const on = (target, event, listener) => target.addEventListener(event, listener, { signal: listening.signal, capture: true });

  function close() {
    if (listening.signal.aborted) return;
    listening.abort();
    const inside = box.contains(document.activeElement);
    box.remove();
    if (inside) anchor.focus();
    onclose?.();
  }

  on(document, "pointerdown", (event) => !box.contains(event.target) && !anchor.contains(event.target) && close());
  on(window, "resize", close);
  on(document, "scroll", (event) => !box.contains(event.target) && place());
  on(document, "keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });

  function place() {
    const at = anchor.getBoundingClientRect();
    if (at.bottom < 0 || at.top > innerHeight) return close();
    const gap = 4;
    const [over, under] = [at.top - gap, innerHeight - at.bottom - gap];
    const upwards = above ? over > 120 || over > under : under < Math.min(box.scrollHeight, 280) && over > under;
    const style = box.style;
    style.setProperty("min-width", `${wide ? at.width : Math.min(at.width, 320)}px`);
    style.setProperty("max-height", `${Math.max(100, Math.min(360, (upwards ? over : under) - 8))}px`);
    const width = box.offsetWidth;
    style.setProperty("left", `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`);
    style.setProperty("top", upwards ? "auto" : `${at.bottom + gap}px`);
    style.setProperty("bottom", upwards ? `${innerHeight - at.top + gap}px` : "auto");
  }

  place();
  return close;
}

/**
 * Which entry of a list the arrow keys lead to; undefined for other keys.
 * @param {string} key of a keydown event
 * @param {number} now
 * @param {number} length
 * @returns {number|undefined}
 */
export function step(key, now, length) {
  const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: length - 1 }[key];
  return to === undefined || length === 0 ? undefined : (to + length) % length;
}
