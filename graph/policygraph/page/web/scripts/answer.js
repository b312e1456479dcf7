/* The answer beside the views: what was asked, how complete it is, and its paths to choose from. */
(function (PG) {
  "use strict";

  const data = PG.data;
  const el = PG.el;
  const answer = data.answer;
  /** @type {Record<string, string>} */
  const EFFECTS = { unclear: "unclear effect" };

  /**
   * The path of a rank; -1 is the path that an absent answer would have.
   * @type {PG.AnswerPanel["path"]}
   */
  function path(rank) {
    if (!answer || !rank) return null;
    if (rank === -1) return answer.absence ? answer.absence.would_give : null;
    return answer.paths.find((one) => one.rank === rank) || null;
  }

  /** @param {PG.Path} one */
  function effectWords(one) {
    const effect = one.effect ? EFFECTS[one.effect] || one.effect : "association, no influence";
    return one.grade ? `${effect}, grade ${one.grade.toLowerCase()}` : effect;
  }

  /** @param {PG.Path} one */
  function effectSample(one) {
    const effect = one.effect && PG.style.table.effects[one.effect] ? one.effect : "neutral";
    return PG.style.sample(effect, null, 0.6);
  }

  /** @param {PG.Path} one */
  function weakest(one) {
    const step = one.steps[one.weakest_step - 1];
    return `weakest step ${one.weakest_step}: ${PG.name(step.from.label)} – ${PG.name(step.to.label)}, ${step.strength.toFixed(2)}`;
  }

  /** @param {PG.Path} one */
  function item(one) {
    const contested = one.steps.filter((step) => step.contested).length;
    const between = one.steps.slice(1).map((step) => PG.name(step.from.label));
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "path",
          "aria-pressed": "false",
          "data-rank": one.rank,
          onclick: () =>
            PG.state.set({ path: PG.state.get().path === one.rank ? 0 : one.rank, select: "" }),
        },
        el("span", { class: "rank" }, one.rank),
        el(
          "span",
          { class: "words" },
          el(
            "span",
            { class: "chain" },
            between.length ? `via ${between.join(" → ")}` : "directly",
          ),
          el(
            "span",
            { class: "facts" },
            effectSample(one),
            `${effectWords(one)} · ${one.strength.toFixed(2)} · ${PG.plural(one.hops, "hop")}`,
          ),
          el(
            "span",
            { class: "facts faint" },
            `weakest: step ${one.weakest_step}, ${one.steps[one.weakest_step - 1].strength.toFixed(2)}`,
            contested
              ? PG.evidence.badge(`${PG.plural(contested, "step")} contested`, "strong")
              : null,
          ),
        ),
      ),
    );
  }

  /** @type {HTMLOListElement | null} */
  let list = null;
  /** @param {Readonly<PG.State>} state */
  function mark(state) {
    if (!list) return;
    for (const button of list.querySelectorAll("button.path")) {
      const pressed = button.getAttribute("data-rank") === String(state.path);
      button.setAttribute("aria-pressed", String(pressed));
    }
  }

  PG.answer = { path, effectWords, weakest };
  PG.parts.push({
    mount() {
      if (!answer) return;
      const box = el(
        "section",
        { class: "answer", "aria-labelledby": "answer-title" },
        el(
          "h2",
          { id: "answer-title" },
          answer.paths.length ? PG.plural(answer.paths.length, "path") : "No path",
        ),
        el("p", { class: "faint" }, answer.summary),
      );
      if (answer.paths.length) {
        list = el("ol", { class: "paths" }, answer.paths.map(item));
        box.append(
          list,
          el(
            "p",
            { class: "faint hint" },
            "Strength multiplies the likelihoods of the steps as if they were independent; it ranks paths and is not a probability.",
          ),
        );
      }
      PG.byId("side").append(box);
      mark(PG.state.get());
    },
    update: mark,
  });
})(window.PG);
