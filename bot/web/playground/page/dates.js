/** Moments as a reader sees them, in the viewer's own time zone. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The moment of a message's timestamp ("1795443512.000100").
 * @param {string} ts
 * @returns {Date}
 */
export function moment(ts) {
  return new Date(Number(ts) * 1000);
}

/**
 * A day in a zone as "2026-11-23", to compare days by.
 * @param {Date} date
 * @param {string} zone IANA name
 * @returns {string}
 */
export function day(date, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(date);
}

/**
 * "9:05 AM", as Slack writes it.
 * @param {Date} date
 * @param {string} zone
 * @param {boolean} [seconds]
 * @returns {string}
 */
export function clockTime(date, zone, seconds = false) {
  return format(date, zone, { hour: "numeric", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}) });
}

/**
 * "Today", "Yesterday", "Tomorrow", or "Monday, November 23rd".
 * @param {Date} date
 * @param {Date} now
 * @param {string} zone
 * @returns {string}
 */
export function dayName(date, now, zone) {
  return near(date, now, zone) ?? longDay(date, zone, day(date, zone).slice(0, 4) !== day(now, zone).slice(0, 4));
}

/**
 * How long ago: "just now", "5 minutes ago", "in 2 hours".
 * @param {Date} date
 * @param {Date} now
 * @returns {string}
 */
export function ago(date, now) {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const size = Math.abs(seconds);
  if (size < MINUTE) return "just now";
  if (size < HOUR) return words.format(Math.trunc(seconds / MINUTE), "minute");
  if (size < DAY) return words.format(Math.trunc(seconds / HOUR), "hour");
  if (size < 30 * DAY) return words.format(Math.trunc(seconds / DAY), "day");
  if (size < 365 * DAY) return words.format(Math.trunc(seconds / (30 * DAY)), "month");
  return words.format(Math.trunc(seconds / (365 * DAY)), "year");
}

/**
 * A moment and everything about it, for a tooltip: "Monday, 23 November 2026 at 09:05:12 CET".
 * @param {Date} date
 * @param {string} zone
 * @returns {string}
 */
export function exactly(date, zone) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "full", timeStyle: "long" }).format(date);
}

/**
 * A format with Slack's date tokens, filled in: "{date_short} at {time}". A token that Slack does not have stays.
 * Source: Slack, "Formatting text for app surfaces", date formatting.
 * @param {number} timestamp in seconds since 1970
 * @param {string} pattern
 * @param {string} zone
 * @param {Date} now
 * @returns {string}
 */
export function filledIn(timestamp, pattern, zone, now) {
  const date = new Date(timestamp * 1000);
  return pattern.replace(/\{(\w+)\}/g, (token, name) => TOKENS[name]?.(date, zone, now) ?? token);
}

/** @type {Object<string, (date: Date, zone: string, now: Date) => string>} */
const TOKENS = {
  date_num: (date, zone) => day(date, zone),
  date_slash: (date, zone) => format(date, zone, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (date, zone) => plainDay(date, zone),
  date_pretty: (date, zone, now) => near(date, now, zone)?.toLowerCase() ?? plainDay(date, zone),
  date_short: (date, zone) => format(date, zone, { month: "short", day: "numeric", year: "numeric" }),
  date_short_pretty: (date, zone, now) => near(date, now, zone)?.toLowerCase() ?? TOKENS.date_short(date, zone, now),
  date_long: (date, zone) => longDay(date, zone, true),
  date_long_pretty: (date, zone, now) => near(date, now, zone)?.toLowerCase() ?? longDay(date, zone, true),
  date_long_full: (date, zone) =>
    format(date, zone, { weekday: "long", month: "long", day: "numeric", year: "numeric" }),
  day_divider_pretty: (date, zone, now) => dayName(date, now, zone),
  time: (date, zone) => clockTime(date, zone),
  time_secs: (date, zone) => clockTime(date, zone, true),
  ago: (date, _zone, now) => ago(date, now),
};

function near(date, now, zone) {
  const away = Math.round((Date.parse(day(date, zone)) - Date.parse(day(now, zone))) / (DAY * 1000));
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[away];
}

function plainDay(date, zone) {
  return `${format(date, zone, { month: "long" })} ${ordinal(date, zone)}, ${format(date, zone, { year: "numeric" })}`;
}

function longDay(date, zone, withYear) {
  const words = `${format(date, zone, { weekday: "long" })}, ${format(date, zone, { month: "long" })} ${ordinal(date, zone)}`;
  return withYear ? `${words}, ${format(date, zone, { year: "numeric" })}` : words;
}

function ordinal(date, zone) {
  const number = Number(format(date, zone, { day: "numeric" }));
  const ending = new Intl.PluralRules("en", { type: "ordinal" }).select(number);
  return `${number}${{ one: "st", two: "nd", few: "rd", other: "th" }[ending]}`;
}

function format(date, zone, options) {
  return new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }).format(date).replaceAll("\u202f", " ");
}
