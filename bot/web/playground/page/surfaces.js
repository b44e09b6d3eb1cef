/** The surfaces of this workspace: how the blocks of a message or a view reach it. */

import { notice } from "./notices.js";
import { surface } from "./surface.js";
import { perform } from "./wire.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */
/** @typedef {import("./inline.js").Reading} Reading */
/** @typedef {Object<string, any>} Json */

/**
 * What a text needs to know of the workspace.
 * @param {Workspace} workspace
 * @returns {Reading}
 */
export function reading(workspace) {
  return {
    get me() {
      return workspace.viewer;
    },
    get zone() {
      return workspace.zone;
    },
    now: () => workspace.now(),
    userName: (id) => workspace.userName(id),
    channelName: (id) => workspace.channelName(id),
  };
}

/**
 * The surface of a message.
 * @param {Workspace} workspace
 * @param {string} channel
 * @param {string} ts
 */
export function messageSurface(workspace, channel, ts) {
  return made(workspace, "message", { place: ts, channel, ts }, channel);
}

/**
 * The surface of a modal or of the home tab.
 * @param {Workspace} workspace
 * @param {Json} view
 * @param {string} here the channel that the viewer is in
 */
export function viewSurface(workspace, view, here) {
  return made(workspace, view.type, { place: view.id, view_id: view.id, ...(view.type === "home" ? { home: true } : {}) }, here);
}

function made(workspace, kind, place, here) {
  return surface({
    kind,
    here,
    reading: reading(workspace),
    async press(blockId, element, value) {
      try {
        await perform("press", { ...place, block_id: blockId, action_id: element.action_id, ...(value === undefined ? {} : { value }) });
      } catch (problem) {
        notice(problem.message, "problem");
      }
    },
    async lookUp(blockId, actionId, typed) {
      try {
        const { options = [] } = await perform("look_up", { ...place, block_id: blockId, action_id: actionId, typed });
        return options.map(({ text, value, description }) => ({ label: text.text, value, description: description?.text }));
      } catch {
        return [];
      }
    },
    people: () => [...workspace.users.values()].map(({ id, is_bot }) => ({ value: id, label: workspace.userName(id) ?? id, description: is_bot ? "App" : undefined })),
    places: (kinds) =>
      [...workspace.channels.values()]
        .filter((channel) => kinds.includes(channel.is_im ? "im" : channel.is_private ? "private" : "public"))
        .map((channel) => ({ value: channel.id, label: channel.is_im ? (workspace.channelName(channel.id) ?? "") : `#${channel.name}` })),
  });
}
