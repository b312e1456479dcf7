// Reads a file by N3.js or jsonld.js and prints its canonical N-Quads (URDNA2015, which is RDFC-1.0
// with SHA-256). Nothing is fetched: a remote context is an error. Triple terms, which that algorithm
// has no rule for, are printed as read; a graph without blank nodes is canonical but for its order.
import { readFileSync } from "node:fs";
import jsonld from "jsonld";
import N3 from "n3";

/** @type {Record<string, string>} */
const NAMES = { turtle: "Turtle", turtle12: "Turtle", ntriples: "N-Triples", trig: "TriG" };

/** @type {import("jsonld").Options.Normalize} */
const OPTIONS = {
  algorithm: "URDNA2015",
  format: "application/n-quads",
  documentLoader: (url) => {
    throw new Error(`will not fetch ${url}`);
  },
};

/**
 * The canonical N-Quads of N-Quads, which the types of jsonld.js do not know as input.
 * @param {string} quads
 */
function canonical(quads) {
  const input = /** @type {import("jsonld").JsonLdDocument} */ (/** @type {unknown} */ (quads));
  return jsonld.canonize(input, { ...OPTIONS, inputFormat: "application/n-quads" });
}

/**
 * The N-Quads of a text as N3.js reads it.
 * @param {string} name the name of the format that the text has
 * @param {string} text
 * @returns {Promise<string>}
 */
function nquads(name, text) {
  const quads = new N3.Parser({ format: NAMES[name] }).parse(text);
  if (name === "turtle12" && quads.some((quad) => quad.subject.termType === "BlankNode")) {
    throw new Error("blank node");
  }
  const writer = new N3.Writer({ format: "N-Quads" });
  writer.addQuads(quads);
  return new Promise((resolve, reject) => {
    writer.end((error, result) => (error ? reject(error) : resolve(result)));
  });
}

const [format, file] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
if (format === "jsonld") {
  process.stdout.write(String(await jsonld.canonize(JSON.parse(text), OPTIONS)));
} else {
  const found = await nquads(format, text);
  process.stdout.write(format === "turtle12" ? found : String(await canonical(found)));
}
