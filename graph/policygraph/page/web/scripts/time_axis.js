/*
 * The geometry of claims on an axis of time, without drawing.
 *
 * A claim's days are [earliest start, latest end, latest start, earliest end], as
 * policygraph.model.dates computed them; absent where nothing is known. From the latest start to
 * the earliest end it certainly holds; before the earliest start and after the latest end it
 * certainly does not. A side that is not known is never drawn as known, nor as open.
 */
(function (PG) {
  "use strict";

  const FAR = 1e9; // UNBOUNDED of page/payload.py
  const DAY = 86400000;
  const YEAR = 365.2425;

  /** @type {PG.TimeAxis["iso"]} */
  const iso = (day) => {
    const date = new Date(day * DAY);
    return Number.isNaN(date.getTime()) ? `day ${day}` : date.toISOString().slice(0, 10);
  };
  /** @param {number} day */
  const yearOf = (day) => new Date(day * DAY).getUTCFullYear();

  /** @param {string | undefined} text
   * @returns {"known" | "open" | "unknown"} */
  function side(text) {
    if (text === undefined) return "unknown";
    return text === ".." ? "open" : "known";
  }

  /** @type {PG.TimeAxis["span"]} */
  function span(claim) {
    const { event } = PG.data.relation(claim.relation);
    const [start, end] = [side(claim.start), side(claim.end)];
    if (start === "unknown" && end === "unknown") {
      return { kind: "undated", bounds: null, sure: null, before: "unknown", after: "unknown" };
    }
    const [first, last, lateStart, earlyEnd] = claim.dates || [-FAR, FAR, FAR, -FAR];
    // A start "up to 1984" and an end "from 1984 on" are known on one side only.
    /** @type {"known" | "open" | "unknown"} */
    const before = first <= -FAR && start === "known" ? "unknown" : start;
    /** @type {"known" | "open" | "unknown"} */
    const after = last >= FAR && end === "known" ? "unknown" : end;
    // An event that has only a start happened at some time from its earliest to its latest day.
    if (event && start === "known") {
      const until = end === "known" ? last : lateStart;
      return {
        kind: "point",
        bounds: [before === "unknown" ? lateStart : first, until >= FAR ? first : until],
        sure: null,
        before: before === "unknown" ? "unknown" : "none",
        after: until >= FAR ? "unknown" : "none",
      };
    }
    // No day is certain where the certain days would be those before or after all days.
    const sure = lateStart <= earlyEnd && (lateStart < earlyEnd || Math.abs(lateStart) < FAR);
    let low = before === "unknown" ? lateStart : first;
    let high = after === "unknown" ? earlyEnd : last;
    // The other bounds of a side without limits are those of the side that has one.
    if (start === "unknown") low = earlyEnd > -FAR ? earlyEnd : last;
    if (end === "unknown") high = lateStart < FAR ? lateStart : first;
    /** @param {"known" | "open" | "unknown"} given */
    const going = (given) => (given === "known" ? "none" : given);
    return {
      kind: "span",
      bounds: [low, high],
      sure: sure ? [lateStart, earlyEnd] : null,
      before: going(before),
      after: going(after),
    };
  }

  /**
   * From the first day that is known to the last, with a margin.
   * @type {PG.TimeAxis["extent"]}
   */
  function extent(days) {
    const known = days.filter((day) => Math.abs(day) < FAR);
    if (!known.length) return null;
    const low = known.reduce((a, b) => Math.min(a, b));
    const high = known.reduce((a, b) => Math.max(a, b));
    const margin = Math.max(20, (high - low) * 0.03);
    return [low - margin, high + margin];
  }

  /**
   * The beginnings of years or months between two days, about ``most`` of them.
   * @type {PG.TimeAxis["ticks"]}
   */
  function ticks(low, high, most) {
    const years = (high - low) / YEAR;
    /** @type {ReturnType<PG.TimeAxis["ticks"]>} */
    const found = [];
    const months = [1, 2, 3, 6].find((size) => (years * 12) / size <= most);
    if (months && years < 8) {
      for (let year = yearOf(low); year <= yearOf(high) + 1; year += 1) {
        for (let month = 0; month < 12; month += months) {
          const text = month ? `${year}-${String(month + 1).padStart(2, "0")}` : String(year);
          found.push({ day: PG.dates.day(year, month, 1), text, main: month === 0 });
        }
      }
    } else {
      let size = 1;
      for (let n = 0; years / size > most; n += 1) size *= n % 3 === 1 ? 2.5 : 2;
      for (let year = Math.floor(yearOf(low) / size) * size; year <= yearOf(high); year += size) {
        found.push({ day: PG.dates.day(year, 0, 1), text: String(year), main: true });
      }
    }
    return found.filter((tick) => tick.day >= low && tick.day <= high);
  }

  /**
   * "2019/2025-06" as the first and the last day it may mean, or null.
   * @type {PG.TimeAxis["period"]}
   */
  function period(text) {
    const [from, to] = text.split("/").map((part) => PG.dates.period(part.trim()));
    return from && to && from[0] < to[1] ? [from[0], to[1]] : null;
  }

  PG.timeAxis = { FAR, span, extent, ticks, iso, period };
})(window.PG);
