/**
 * Slack's mrkdwn, read into a tree. Pure: text in, values out; `inline.js` and `text.js` draw them.
 *
 * A tree is made of parts of a page (`paragraph`, `quote`, `pre`) that hold inline pieces: the pieces of a rich_text
 * block (`text`, `link`, `user`, `channel`, `emoji`, `date`, `broadcast`), each with its style.
 */

/** @typedef {{bold?: boolean, italic?: boolean, strike?: boolean, code?: boolean}} Style */
/** @typedef {{type: string, style?: Style, [field: string]: any}} Piece */
/** @typedef {{kind: "paragraph"|"quote", pieces: Piece[]}|{kind: "pre", text: string}} Part */

// Stands for what must not be searched for * _ ~: code, links, mentions. In private use, so that no text needs it.
const ATOM = "\ue000";
const ATOMS = /`[^`\n]+`|<[^<>\n]+>/g;
const STYLED = /(?<![\p{L}\p{N}*_~])([*_~])(?=\S)(?:((?:(?!\1)[^\n])*[^\s])\1)(?![\p{L}\p{N}])/u;
const STYLES = { "*": "bold", _: "italic", "~": "strike" };
const BARE = /(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)"'”’\]]|:[a-z0-9_+-]+:)/g;

/**
 * The parts of a mrkdwn text.
 * @param {string} text as it was posted, with &amp; &lt; &gt; for the three characters that Slack escapes
 * @param {{verbatim?: boolean}} [options] `verbatim` leaves bare addresses as text
 * @returns {Part[]}
 */
export function parts(text, { verbatim = false } = {}) {
  const found = [];
  text.split(/```\n?([\s\S]+?)\n?```\n?/).forEach((stretch, index) => {
    if (index % 2) found.push({ kind: "pre", text: unescape(stretch) });
    else found.push(...lines(stretch, verbatim));
  });
  return found;
}

/**
 * The pieces of one stretch of mrkdwn, without quotes and code blocks.
 * @param {string} text
 * @param {{verbatim?: boolean}} [options]
 * @returns {Piece[]}
 */
export function pieces(text, { verbatim = false } = {}) {
  const atoms = [];
  const bare = text.replaceAll(ATOM, "\ufffd").replace(ATOMS, (atom) => {
    atoms.push(atom);
    return ATOM;
  });
  return styled(bare, {}, atoms, verbatim);
}

/**
 * The three entities of Slack's escaping, undone.
 * @param {string} text
 * @returns {string}
 */
export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function lines(text, verbatim) {
  const groups = [];
  let everything = false;
  for (const line of text.split("\n")) {
    const mark = everything ? "" : (/^(?:&gt;|>){3}|^(?:&gt;|>)/.exec(line)?.[0] ?? null);
    const kind = everything || mark !== null ? "quote" : "paragraph";
    everything ||= mark !== null && mark.replaceAll("&gt;", ">").length === 3;
    const said = mark ? line.slice(mark.length).replace(/^ /, "") : line;
    if (groups.at(-1)?.kind === kind) groups.at(-1).lines.push(said);
    else groups.push({ kind, lines: [said] });
  }
  return groups
    .map(({ kind, lines }) => ({ kind, said: kind === "quote" ? lines.join("\n") : lines.join("\n").replace(/^\n|\n$/g, "") }))
    .filter(({ said }) => said !== "")
    .map(({ kind, said }) => ({ kind, pieces: pieces(said, { verbatim }) }));
}

function styled(text, style, atoms, verbatim) {
  const found = [];
  let rest = text;
  for (let match = STYLED.exec(rest); match; match = STYLED.exec(rest)) {
    found.push(...plain(rest.slice(0, match.index), style, atoms, verbatim));
    found.push(...styled(match[2], { ...style, [STYLES[match[1]]]: true }, atoms, verbatim));
    rest = rest.slice(match.index + match[0].length);
  }
  return [...found, ...plain(rest, style, atoms, verbatim)];
}

// Atoms are met in the order in which they were taken out, so the first that is left is always the right one.
function plain(text, style, atoms, verbatim) {
  return text.split(ATOM).flatMap((stretch, index) => [
    ...(index ? [atom(atoms.shift(), style)] : []),
    ...words(stretch, style, verbatim),
  ]);
}

function words(text, style, verbatim) {
  return text.split(BARE).flatMap((word, index) => {
    if (!word) return [];
    if (index % 2 && word.startsWith(":")) return [{ type: "emoji", name: word.slice(1, -1), style }];
    if (index % 2 && !verbatim) return [{ type: "link", url: unescape(word), style }];
    return [{ type: "text", text: unescape(word), style }];
  });
}

function atom(source, style) {
  const inside = source.slice(1, -1);
  if (source.startsWith("`")) return { type: "text", text: unescape(inside.replace(/<([^<>|]+\|)?([^<>]+)>/g, "$2")), style: { ...style, code: true } };
  const bar = inside.indexOf("|");
  const [target, label] = bar < 0 ? [inside, ""] : [inside.slice(0, bar), inside.slice(bar + 1)];
  if (/^@[UW]\w+$/.test(target)) return { type: "user", user_id: target.slice(1), label, style };
  if (/^#[CGD]\w+$/.test(target)) return { type: "channel", channel_id: target.slice(1), label, style };
  if (/^!(here|channel|everyone)$/.test(target)) return { type: "broadcast", range: target.slice(1), style };
  if (target.startsWith("!subteam^")) return { type: "usergroup", usergroup_id: target.slice(9), label, style };
  const date = /^!date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(target);
  if (date) {
    const [, timestamp, format, url] = date;
    return { type: "date", timestamp: Number(timestamp), format: unescape(format), url: url && unescape(url), fallback: unescape(label), style };
  }
  if (/^(https?:|mailto:)/i.test(target)) return { type: "link", url: unescape(target), text: unescape(label), style };
  return { type: "text", text: unescape(source), style };
}
