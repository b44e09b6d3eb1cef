/** The way to the server: the state, the feed of changes, and what the viewer does. */

/** @typedef {Object<string, any>} Json */

const RETRY = [500, 1000, 2000, 4000];

/** What the server said no to; its message is one sentence to show. */
export class Refused extends Error {}

/**
 * The workspace as it is now.
 * @returns {Promise<Json>}
 */
export async function state() {
  const answer = await fetch("/playground/state", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.json();
}

/**
 * Does something in the viewer's name.
 * @param {string} act
 * @param {Json} [body]
 * @returns {Promise<Json>} what the server answered
 * @throws {Refused} with one sentence that says why not
 */
export async function perform(act, body = {}) {
  let answer;
  try {
    answer = await fetch(`/playground/do/${act}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Newsdesk-Playground": "1" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused("The server can’t be reached. Is newsdesk demo still running?");
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok || told.ok === false) throw new Refused(told.error || `The server answered ${answer.status}.`);
  return told;
}

/**
 * Follows the feed for as long as the page is open. When the connection is lost it says so, and begins again with the
 * state: what was missed is in it, even if the server was started anew and counts from one.
 * @param {object} listener
 * @param {(state: Json) => void} listener.onstate
 * @param {(change: import("./workspace.js").Change) => void} listener.onchange
 * @param {(event: Json) => void} listener.ondemo
 * @param {(connected: boolean) => void} listener.onconnection
 */
export async function follow({ onstate, onchange, ondemo, onconnection }) {
  for (let failures = 0; ; ) {
    let now;
    try {
      now = await state();
    } catch {
      onconnection(false);
      await pause(RETRY[Math.min(failures, RETRY.length - 1)]);
      failures += 1;
      continue;
    }
    onstate(now);
    onconnection(true);
    await listen(now.latest, onchange, ondemo, () => (failures = 0));
    onconnection(false);
    await pause(RETRY[Math.min(failures, RETRY.length - 1)]);
    failures += 1;
  }
}

function listen(since, onchange, ondemo, onopen) {
  return new Promise((resolve) => {
    const source = new EventSource(`/playground/feed?since=${since}`);
    source.addEventListener("open", onopen);
    source.addEventListener("change", (event) => onchange(JSON.parse(event.data)));
    source.addEventListener("demo", (event) => ondemo(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      source.close();
      resolve();
    });
  });
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
