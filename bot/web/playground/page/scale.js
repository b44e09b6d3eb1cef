/** Numbers for axes. Pure. */

/**
 * Round steps that cover the values and zero, about `wanted` of them.
 * @param {number[]} values
 * @param {number} [wanted]
 * @returns {number[]} ascending, at least two
 */
export function ticks(values, wanted = 5) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const rough = (high - low || 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((size) => size * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/**
 * A number in few characters for an axis: "12K", "2.5M", "0.25".
 * @param {number} value
 * @returns {string}
 */
export function short(value) {
  return new Intl.NumberFormat("en", { notation: Math.abs(value) >= 10_000 ? "compact" : "standard", maximumFractionDigits: 2 }).format(value);
}

/**
 * A number in full: "2,500,000".
 * @param {number} value
 * @returns {string}
 */
export function full(value) {
  return new Intl.NumberFormat("en", { maximumFractionDigits: 6 }).format(value);
}
