/** Where blocks stand: what they may ask of it, and what their elements hold. */

/** @typedef {import("./inline.js").Reading} Reading */
/** @typedef {import("./chooser.js").Option} Option */
/** @typedef {import("./values.js").Element} Element */
/** @typedef {import("./values.js").Value} Value */

/**
 * @typedef {object} Surface
 * @property {"message"|"modal"|"home"} kind
 * @property {Reading} reading
 * @property {string} here the channel that the viewer is in
 * @property {Object<string, Object<string, Element>>} [state] a view's `state.values`
 * @property {(blockId: string, element: Element, first: Value) => Value} held what an element holds, else `first`
 * @property {(blockId: string, element: Element, value: Value) => void} hold
 * @property {(blockId: string, element: Element, value?: Value) => Promise<void>} press tells the app
 * @property {(blockId: string, actionId: string, typed: string) => Promise<Option[]>} lookUp
 * @property {() => Option[]} people
 * @property {(kinds: string[]) => Option[]} places
 * @property {Object<string, string>} [errors] of a modal, by block
 */

/**
 * A surface: `parts` says how it reaches the workspace; what its elements hold is kept here.
 * @param {Omit<Surface, "held"|"hold">} parts
 * @returns {Surface & {values: Map<string, {element: Element, value: Value}>}}
 */
export function surface(parts) {
  const values = new Map();
  const key = (blockId, element) => `${blockId} ${element.action_id}`;
  return {
    ...parts,
    values,
    held(blockId, element, first) {
      const kept = values.get(key(blockId, element));
      if (kept && kept.element.type === element.type) return kept.value;
      values.set(key(blockId, element), { element, value: first });
      return first;
    },
    hold(blockId, element, value) {
      values.set(key(blockId, element), { element, value });
    },
  };
}
