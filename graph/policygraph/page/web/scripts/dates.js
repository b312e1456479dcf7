/* Partial dates as periods of days, and whether a claim is in force in a period; as Python has it. */
(function (PG) {
  "use strict";

  const FAR = 1e9; // UNBOUNDED of page/payload.py
  const NO = 0,
    UNKNOWN = 1,
    YES = 2;

  const MONTH = 31; // how far a qualified day may be off
  const DATE =
    /^((?!-0000)-?\d{4}|Y-?[1-9]\d{4,11}|-?\d{3}X|-?\d{2}XX|-?\dXXX|-?XXXX)(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?([?~%])?$/;
  /**
   * Seasons, quarters and half years, by their first and last month.
   * @type {Record<string, [number, number]>}
   */
  const PARTS = {
    ...{ 21: [3, 5], 22: [6, 8], 23: [9, 11], 24: [12, 14] },
    ...{ 33: [1, 3], 34: [4, 6], 35: [7, 9], 36: [10, 12] },
    ...{ 40: [1, 6], 41: [7, 12] },
  };

  /**
   * Days from 1970-01-01 to a date of any year; the month counts from 0 and may be any number.
   * @type {PG.Dates["day"]}
   */
  function day(year, month, ofMonth) {
    const shifted = year + Math.floor((month - 2) / 12);
    const era = Math.floor(shifted / 400);
    const ofEra = shifted - era * 400;
    const march = (((month - 2) % 12) + 12) % 12; // months since March
    const ofYear = Math.floor((153 * march + 2) / 5) + ofMonth - 1;
    const leaps = Math.floor(ofEra / 4) - Math.floor(ofEra / 100);
    return era * 146097 + ofEra * 365 + leaps + ofYear - 719468;
  }

  /** @param {string} text */
  function years(text) {
    const plain = text.replace("Y", "");
    return [plain.replaceAll("X", "0"), plain.replaceAll("X", "9")]
      .map(Number)
      .sort((a, b) => a - b);
  }

  /**
   * An EDTF date as [earliest, latest] in days since 1970-01-01, else null: policygraph.model.dates.
   * @param {string} text
   * @returns {PG.Days | null}
   */
  function date(text) {
    const match = DATE.exec(text);
    if (!match) return null;
    const [, year, month, given, qualifier] = match;
    const [first, last] = years(year);
    const more = qualifier ? 1 : 0;
    if (month && year.includes("X")) return null;
    if (!month || month === "XX") {
      if (given && given !== "XX") return null;
      const size = (last - first + 1) * more;
      return [day(first - size, 0, 1), day(last + size + 1, 0, 1) - 1];
    }
    const part = PARTS[month];
    if (given && given !== "XX") {
      const exact = day(first, +month - 1, +given);
      if (+month < 1 || +month > 12 || +given < 1 || exact >= day(first, +month, 1)) return null;
      return [exact - MONTH * more, exact + MONTH * more];
    }
    if (part ? given : +month < 1 || +month > 12) return null;
    const [from, to] = part || [+month, +month];
    const size = (to - from + 1) * more;
    return [day(first, from - size - 1, 1), day(first, to + size, 1) - 1];
  }

  /** @param {number} number */
  const within = (number) => Math.max(-FAR, Math.min(number, FAR));

  /**
   * A date or an interval of two, with ".." for an open side: policygraph.model.dates.read_period.
   * Days farther than FAR are cut to it, as those of claims are.
   * @type {PG.Dates["period"]}
   */
  function period(text) {
    const sides = (text || "").split("/");
    if (sides.length > 2) return null;
    const found = sides.map((side) =>
      side === ".." && sides.length === 2 ? /** @type {PG.Days} */ ([-FAR, FAR]) : date(side),
    );
    const [from, to] = [found[0], found[found.length - 1]];
    if (!from || !to || from[0] > to[1]) return null;
    return [within(from[0]), within(to[1])];
  }

  /**
   * Whether a claim is in force at some time of a period: policygraph.model.dates.in_force.
   * @type {PG.Dates["inForce"]}
   */
  function inForce(claim, when) {
    const [start, end, latestStart, earliestEnd] = claim.dates || [-FAR, FAR, FAR, -FAR];
    if (end < when[0] || start > when[1]) return NO;
    return latestStart <= when[1] && earliestEnd >= when[0] ? YES : UNKNOWN;
  }

  PG.dates = { period, inForce, day, NO, UNKNOWN, YES, FAR };
})(window.PG);
