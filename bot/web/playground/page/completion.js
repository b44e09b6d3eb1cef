/** What a text that is being typed may go on with: commands, people, channels. Pure. */

/** @typedef {{insert: string, title: string, detail: string, usage?: string}} Suggestion */

/**
 * What fits to the word before the caret, and where that word begins.
 * @param {string} text up to the caret
 * @param {import("./workspace.js").Workspace} workspace
 * @returns {{from: number, suggestions: Suggestion[]}}
 */
export function suggested(text, workspace) {
  const command = /^\/\S*$/.exec(text);
  if (command) return { from: 0, suggestions: commands(workspace).filter(({ insert }) => insert.startsWith(command[0].toLowerCase())) };
  const word = /(?:^|\s)([@#])([\w.-]*)$/.exec(text);
  if (!word) return { from: text.length, suggestions: [] };
  const [, mark, begun] = word;
  const all = mark === "@" ? people(workspace) : channels(workspace);
  const fits = ({ insert, title }) => insert.slice(1).toLowerCase().startsWith(begun.toLowerCase()) || (begun && title.toLowerCase().startsWith(begun.toLowerCase()));
  return { from: text.length - begun.length - 1, suggestions: all.filter(fits) };
}

/**
 * How the command that a text begins with goes on: "/quotes [words] [from:outlet]"; empty when there is none.
 * @param {string} text
 * @param {import("./workspace.js").Workspace} workspace
 * @returns {string}
 */
export function usage(text, workspace) {
  const name = /^(\/\S+)\s/.exec(text)?.[1];
  const known = workspace.commands.find(({ command }) => command === name);
  return known?.usage_hint ? `${known.command} ${known.usage_hint}` : "";
}

function commands({ commands }) {
  return commands.map(({ command, description, usage_hint }) => ({ insert: command, title: command, detail: description ?? "", usage: usage_hint ?? "" }));
}

function people(workspace) {
  const others = [...workspace.users.values()].filter(({ id }) => id !== workspace.viewer);
  const isApp = ({ is_bot }) => (is_bot ? 0 : 1);
  return others.sort((a, b) => isApp(a) - isApp(b)).map((user) => ({ insert: `@${user.name}`, title: workspace.userName(user.id) ?? user.name, detail: user.is_bot ? "App" : `@${user.name}` }));
}

function channels(workspace) {
  const open = [...workspace.channels.values()].filter((channel) => channel.is_channel);
  return open.map(({ name, topic }) => ({ insert: `#${name}`, title: `#${name}`, detail: topic?.value ?? "" }));
}
