// Reads a file by N3.js or jsonld.js and prints its canonical N-Quads (URDNA2015, which is RDFC-1.0 with SHA-256).
// Nothing is fetched: a remote context is an error. Triple terms, which that algorithm has no
// rule for, are printed as read; a graph without blank nodes is canonical but for its order.
import { readFileSync } from "node:fs";
import jsonld from "jsonld";
import N3 from "n3";

const [format, file] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const documentLoader = (url) => {
  throw new Error(`will not fetch ${url}`);
};
const options = { algorithm: "URDNA2015", format: "application/n-quads", documentLoader };
if (format === "jsonld") {
  process.stdout.write(await jsonld.canonize(JSON.parse(text), options));
} else {
  const names = { turtle: "Turtle", turtle12: "Turtle", ntriples: "N-Triples", trig: "TriG" };
  const quads = new N3.Parser({ format: names[format] }).parse(text);
  const writer = new N3.Writer({ format: "N-Quads" });
  writer.addQuads(quads);
  writer.end((error, nquads) => {
    if (error) throw error;
    if (format === "turtle12") {
      if (quads.some((quad) => quad.subject.termType === "BlankNode"))
        throw new Error("blank node");
      process.stdout.write(nquads);
      return;
    }
    jsonld
      .canonize(nquads, { ...options, inputFormat: "application/n-quads" })
      .then((result) => process.stdout.write(result));
  });
}
