/**
 * The data that the page carries: what policygraph/page/payload.py writes. A field marked with
 * `?` is left out where it says nothing. tests/page/test_payload.py compares both.
 */
declare namespace PG {
  interface Payload {
    version: number;
    generator: { name: string; version: string };
    kind: "graph" | "answer" | "around";
    title: string;
    datasets: string[];
    ontology: Ontology;
    rdf: { base: string; prefixes: Record<string, string> };
    style: StyleTable;
    entities: Entity[];
    sources: Source[];
    claims: Claim[];
    edges: EdgeRecord[];
    judgements: Judgement[];
    around?: { entity: string; hops: number };
    answer?: Answer;
  }

  interface Ontology {
    iri: string;
    version: string;
    types: EntityType[];
    relations: Relation[];
    modalities: Modality[];
    grades: Term[];
    needs: Term[];
    likelihood_terms: { label: string; low: number; high: number }[];
  }

  interface Term {
    id: string;
    iri: string;
    label: string;
  }

  interface EntityType {
    id: string;
    iri: string;
    label: string;
    definition?: string;
    parent?: string;
  }

  interface Relation {
    id: string;
    iri: string;
    label: string;
    inverse_label?: string;
    definition?: string;
    influence: string;
    effect: string;
    event: boolean;
    symmetric?: true;
    why?: string;
    parent?: string;
  }

  interface Modality {
    id: string;
    iri: string;
    label: string;
    assertable: boolean;
  }

  /** How each meaning is drawn: policygraph/page/style.py. */
  interface StyleTable {
    effects: Record<string, EffectStyle>;
    patterns: Record<string, { name: string; dash: number[] }>;
    types: Record<string, TypeStyle>;
    width: [least: number, added: number];
    radius: [least: number, greatest: number];
  }

  interface EffectStyle {
    colour: string;
    head: "filled" | "bar" | "open";
  }

  interface TypeStyle {
    shape: string;
    fill: string;
  }

  interface Entity {
    id: string;
    label: string;
    language?: string;
    type: string;
    aliases?: string[];
    description?: string;
    wikidata?: string;
    same_as?: string[];
    merged?: string[];
    x?: number;
    y?: number;
  }

  interface Source {
    id: string;
    kind: string;
    title: string;
    authors?: string[];
    publisher?: string;
    published?: string;
    url?: string;
    held?: string;
    origin?: string;
    root?: string;
    reliability?: string;
    licence?: string;
  }

  /** The parts of a claim that are entities. */
  type ClaimPart = "subject" | "object" | "attributed_to" | "towards";

  interface Claim {
    id: string;
    subject: string;
    relation: string;
    object: string;
    polarity: "affirmed" | "denied";
    modality: string;
    likelihood: number;
    likelihood_given?: string;
    source: string;
    locator?: string;
    origin?: string;
    /** The end of the chain of its own origin. */
    root?: string;
    attributed_to?: string;
    /** How much it matters, and how much it is needed, as the claim itself says. */
    grade?: string;
    need?: string;
    /** Whom it is directed at. */
    towards?: string;
    start?: string;
    end?: string;
    known_since?: string;
    known_given: boolean;
    /** The days since which it may have been known: the earliest and the latest. */
    known?: Days;
    quantity?: string;
    unit?: string;
    disputes?: string[];
    withdrawn?: string;
    note?: string;
    dataset?: string;
    sentence: string;
    /** The entities that the claim's own dataset gives another id or label, as it has them. */
    given?: Partial<Record<ClaimPart, { id: string; label: string }>>;
    /** Earliest start, latest end, latest start, earliest end; absent where all are unknown. */
    dates?: [number, number, number, number];
    /** The days that an event may be of. */
    occurs?: Days;
    /** The quantity and its unit as claims are compared. */
    amount?: string;
  }

  /** A first and a last day, counted from 1970-01-01. */
  type Days = [first: number, last: number];

  interface EdgeRecord {
    subject: string;
    relation: string;
    object: string;
    claims: string[];
    against?: string[];
    /** The claims that one of `against` opposes, where it does not oppose all. */
    opposed?: Record<string, string[]>;
    /** Only the path that an absence would give goes over it. */
    outside?: true;
  }

  interface Judgement {
    left: string;
    right: string;
    same: boolean;
    by?: string;
    date?: string;
    why?: string;
  }

  interface Answer {
    query: Record<string, unknown>;
    start: string;
    end: string;
    engine: string;
    status: string;
    summary: string;
    spent: { expansions: number };
    paths: Path[];
    absence: Absence | null;
  }

  interface Path {
    rank: number;
    kind: string;
    hops: number;
    /** The product of the likelihoods of its steps. */
    strength: number;
    effect: string | null;
    /** The label of its grade, or null where it has none. */
    grade: string | null;
    /** The number of its weakest step; the first is 1. */
    weakest_step: number;
    steps: Step[];
  }

  interface Step {
    /** The index of its edge, or null where the edge is not on the page. */
    edge: number | null;
    from: PathNode;
    to: PathNode;
    relation: string;
    along: boolean;
    effect: string | null;
    strength: number;
    sentence: string;
    contested: boolean;
    claims: string[];
    against: string[];
    support: Corroboration;
    opposition: Corroboration;
  }

  /** Of how many sources and independent origins claims are, as in docs/command-line.md. */
  interface Corroboration {
    sources: number;
    origins: number;
    by_origin: { origin: string; sources: string[] }[];
  }

  interface PathNode {
    id: string;
    label: string;
    type: string;
  }

  interface Absence {
    summary: string;
    start_exists: boolean;
    end_exists: boolean;
    edges_at_start: number;
    edges_at_end: number;
    restrictions: {
      option: string;
      value: string | number | boolean | (string | number)[];
      path_if_lifted: boolean | null;
    }[];
    together: string[];
    settled: boolean;
    would_give: Path | null;
  }
}
