/* Partial dates as periods of days, and whether a claim is in force in a period. */
(function (PG) {
  "use strict";

  const FAR = 1e9; // UNBOUNDED of page/payload.py
  const NO = 0,
    UNKNOWN = 1,
    YES = 2;
  const DAY = 86400000;

  /** @type {PG.Dates["day"]} */
  function day(year, month, date) {
    const moment = new Date(0);
    moment.setUTCFullYear(year, month, date);
    return Math.round(moment.getTime() / DAY);
  }

  /**
   * A year, month or day as [earliest, latest] in days since 1970-01-01, else null.
   * @type {PG.Dates["period"]}
   */
  function period(text) {
    const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text || "");
    if (!match) return null;
    const [year, month, date] = [match[1], match[2], match[3]].map((n) => (n ? +n : 0));
    if (!month) return [day(year, 0, 1), day(year + 1, 0, 1) - 1];
    if (month > 12) return null;
    const last = day(year, month, 1) - 1;
    if (!date) return [day(year, month - 1, 1), last];
    const exact = day(year, month - 1, date);
    return date >= 1 && exact <= last ? [exact, exact] : null;
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
