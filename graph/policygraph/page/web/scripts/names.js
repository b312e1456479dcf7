/* Names as model/names.py reads and compares them; a test compares the two. */
(function (PG) {
  "use strict";

  const LANGUAGES = new Set(
    `
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
    hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li
    ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa
    pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    cdo ckb cmn fil gan hak hsn lzh mul nan und wuu yue zxx
    `
      .trim()
      .split(/\s+/),
  );
  const TAGGED = /^(([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?):(?! )(.+)$/s;

  /* The blocks of diacritics, by their first and last character. */
  const DIACRITICS = [
    [0x300, 0x36f],
    [0x1ab0, 0x1aff],
    [0x1dc0, 0x1dff],
    [0x20d0, 0x20ff],
    [0xfe20, 0xfe2f],
  ];
  /** @param {string} character */
  function isDiacritic(character) {
    const code = character.codePointAt(0) ?? 0;
    return DIACRITICS.some(([first = 0, last = 0]) => first <= code && code <= last);
  }
  /** @type {Record<string, string>} */
  const STROKES = { ı: "i", ł: "l", ø: "o", đ: "d", ħ: "h", ŧ: "t" };
  const DROPPED = /[\p{P}\p{Cf}`\u02b9-\u02bf\u2212]/u;
  const HYPHEN = /[\p{Pd}\u2212]/u;
  const DIGIT = /\p{Nd}/u;

  /**
   * Unicode NFKC and case folding: to lower case, and through upper case for letters such as ß.
   * @param {string} text
   */
  const fold = (text) =>
    text.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ");

  /** @param {string} character */
  function plainLetter(character) {
    if (DROPPED.test(character)) return "";
    const parts = character.normalize("NFD");
    const base = [...parts].filter((one) => !isDiacritic(one)).join("");
    return STROKES[character] || (base === parts ? character : base);
  }

  /** @type {PG.Names["plain"]} */
  function plain(text) {
    const letters = [...fold(text).replace(/\p{Cf}/gu, "")];
    const found = letters.map((character, at) => {
      const own = plainLetter(character);
      if (own || !DIGIT.test(letters[at - 1] || "") || !DIGIT.test(letters[at + 1] || ""))
        return own;
      return HYPHEN.test(character) ? "-" : character;
    });
    return found
      .join("")
      .split(/[\s\u0085]+/)
      .filter(Boolean)
      .join(" ");
  }

  /** @type {PG.Names["read"]} */
  function read(text) {
    const [, tag, language, name] = TAGGED.exec(text) || [];
    if (tag && name && language && LANGUAGES.has(language))
      return { language: tag, text: name.trim() };
    return { language: "", text };
  }

  PG.names = { plain, read };
})(window.PG);
