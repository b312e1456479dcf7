/**
 * The namespace PG that the page's scripts share: what each script adds to it, and what the
 * others may rely on. An interface is named after its script.
 */
interface Window {
  PG: PG.Namespace;
}

declare namespace PG {
  interface Namespace extends Elements, Registries {
    state: StateStore;
    names: Names;
    data: Data;
    style: Style;
    dates: Dates;
    focus: Focus;
    filter: Filter;
    /** The one result of all filters, cached per state; every view shows it. */
    visible(): Visible;
    stressLayout: StressLayout;
    evidence: Evidence;
    answer: AnswerPanel;
    facets: Facets;
    curves: Curves;
    canvas: Canvas;
    labels: Labels;
    snapshot: Snapshots;
    scene: Scene;
    network: NetworkView;
    figure: Figure;
    pathText: PathText;
    pathLayout: PathLayout;
    paths: { picture(): PicturePart | null };
    timeAxis: TimeAxis;
    time: { figures(): SVGSVGElement[] };
    table: { COLUMNS: Record<string, Column>; sorted(claims: Claim[]): Claim[] };
    claimRecords: ClaimRecords;
    turtle: { turtle(): string };
    picture: { make(view: string, options?: { light?: boolean }): Picture | null };
  }

  type Point = [x: number, y: number];
  type Box = [left: number, top: number, right: number, bottom: number];
  type Origin = { x: number; y: number };
  /** What a panel, a raised drawing or a link is about. */
  type Target = `entity:${string}` | `edge:${string}` | `claim:${string}`;

  /* elements.js ------------------------------------------------------------------------- */

  type Child = Node | string | number | false | null | undefined | readonly Child[];

  /** Attributes of a new element; what is false, null or undefined is left out. */
  interface Attributes {
    onblur?: (event: FocusEvent) => unknown;
    onchange?: (event: Event) => unknown;
    onclick?: (event: MouseEvent | KeyboardEvent) => unknown;
    onfocus?: (event: FocusEvent) => unknown;
    oninput?: (event: Event) => unknown;
    onkeydown?: (event: KeyboardEvent) => unknown;
    onpointerdown?: (event: PointerEvent) => unknown;
    onscroll?: (event: Event) => unknown;
    ontoggle?: (event: Event) => unknown;
    style?: Partial<CSSStyleDeclaration>;
    [name: string]:
      | string
      | number
      | boolean
      | null
      | undefined
      | Partial<CSSStyleDeclaration>
      | ((event: never) => unknown);
  }

  interface Elements {
    /** A new element of HTML; strings become text nodes. */
    el<Tag extends keyof HTMLElementTagNameMap>(
      tag: Tag,
      attributes?: Attributes,
      ...children: Child[]
    ): HTMLElementTagNameMap[Tag];
    /** The same for SVG. */
    svg<Tag extends keyof SVGElementTagNameMap>(
      tag: Tag,
      attributes?: Attributes,
      ...children: Child[]
    ): SVGElementTagNameMap[Tag];
    /** An anchor where the address is one of http or https, else plain text. */
    link(url: string | undefined, text: string): HTMLElement;
    /** The element of the page with an id; an error where there is none. */
    byId(id: string): HTMLElement;
    /** The pen of a canvas. */
    context(canvas: HTMLCanvasElement): CanvasRenderingContext2D;
    clear<Kind extends Element>(node: Kind): Kind;
    plural(count: number, one: string, many?: string): string;
    /** Shows a text in the live region, which screen readers read out. */
    announce(text: string): void;
    /** A name for a sentence: isolated where its letters run from right to left. */
    name(text: string): string;
  }

  /* state.js ---------------------------------------------------------------------------- */

  interface State {
    /** The name of a view; empty: the first that fits. */
    view: string;
    types: readonly string[];
    relations: readonly string[];
    effects: readonly string[];
    modalities: readonly string[];
    sources: readonly string[];
    /** Least likelihood of supporting claims. */
    min: number;
    /** A year, month or day. */
    asof: string;
    /** Whether unknown dates do not count. */
    strict: boolean;
    uncontested: boolean;
    select: Target | "";
    /** Rank of the highlighted path; 0: none, -1: the one that an absence would give. */
    path: number;
    /** The entity whose neighbourhood alone is shown. */
    focus: string;
    hops: number;
    theme: string;
    /** The column that the table is sorted by, after "-" in descending order. */
    sort: string;
    /** Whose claims the time view shows. */
    time: `entity:${string}` | "path" | "answer" | "all" | "";
    /** The days that the time axis shows, "2019/2025-06"; empty: all. */
    span: string;
  }

  type StateName = keyof State;
  type ListName = "types" | "relations" | "effects" | "modalities" | "sources";
  type FilterName = ListName | "min" | "asof" | "strict" | "uncontested";
  type Changed = ReadonlySet<StateName>;

  interface StateStore {
    DEFAULTS: Readonly<State>;
    NAMES: readonly StateName[];
    FILTERS: readonly FilterName[];
    get(): Readonly<State>;
    set(patch: Partial<State>): void;
    /** Rises with every change. */
    version(): number;
    subscribe(listener: (state: Readonly<State>, changed: Changed) => void): void;
    /** Clears all filters. */
    reset(): void;
    /** Whether any filter is set, now or in a given state. */
    filtered(state?: Readonly<State>): boolean;
    /** The state as the fragment of an address. */
    fragment(): string;
    /** Reads the address again, with the ids of now for those before a merge. */
    rename(ids: ReadonlyMap<string, string>): void;
  }

  /* registries.js ----------------------------------------------------------------------- */

  /** A view: mounted once, when first shown; updated after every change while shown. */
  interface View {
    title: string;
    hint?: string;
    when?(): boolean;
    mount(root: HTMLElement): void;
    show?(): void;
    hide?(): void;
    update?(visible: Visible, changed: Changed): void;
  }

  /** An entry of the Save menu. */
  interface Action {
    name: string;
    label: string;
    when?(): boolean;
    run(): void;
  }

  /** What is beside the views. */
  interface Part {
    mount(): void;
    update?(state: Readonly<State>, changed: Changed): void;
  }

  interface Registries {
    views: {
      all: Map<string, View & { name: string }>;
      register(name: string, view: View): void;
    };
    actions: { all: Action[]; register(action: Action): void };
    parts: Part[];
    /** Opens the panel of a target; with reveal, the network view moves there. */
    select(target: Target | "" | null, options?: { reveal?: boolean }): void;
  }

  /* names.js ---------------------------------------------------------------------------- */

  interface Names {
    /** The form in which spellings of a name agree: no case, punctuation or diacritics. */
    plain(text: string): string;
    /** A label or alias, without the language tag that may be before it. */
    read(text: string): { language: string; text: string };
  }

  /* data.js ----------------------------------------------------------------------------- */

  type Triple = Pick<EdgeRecord, "subject" | "relation" | "object">;

  interface Edge extends Triple {
    key: string;
    index: number;
    effect: string;
    /** The claims that support it, the strongest first. */
    claims: Claim[];
    /** The claims that speak against one of them. */
    against: Claim[];
    opposed?: Record<string, string[]>;
    outside?: true;
  }

  /** The payload and indexes over it, which never change. */
  interface Data {
    payload: Payload;
    answer: Answer | null;
    entities: ReadonlyMap<string, Entity>;
    claims: ReadonlyMap<string, Claim>;
    types: ReadonlyMap<string, EntityType>;
    modalities: ReadonlyMap<string, Modality>;
    edges: Edge[];
    edgeByKey: ReadonlyMap<string, Edge>;
    /** The record of an id that another record names; an error where there is none. */
    entity(id: string): Entity;
    source(id: string): Source;
    relation(id: string): Relation;
    type(id: string): EntityType;
    modality(id: string): Modality;
    grade(id: string): Term;
    need(id: string): Term;
    /** The key of the edge of a triple. */
    key(triple: Triple): string;
    /** Whether one of the claims against an edge opposes one of its claims. */
    opposes(edge: Edge, against: Claim, claim: Claim): boolean;
    /** Whether another claim of an edge says all that one says. */
    agrees(one: Claim, other: Claim): boolean;
    /** The list of a key in a map, made where there is none. */
    listAt<Kind>(map: Map<string, Kind[]>, key: string): Kind[];
    label(id: string): string;
    /** An entity of a claim as the claim's own dataset has it; null where the claim has none. */
    given(claim: Claim, part: ClaimPart): { id: string; label: string } | null;
    /** A relation and those above it. */
    chain(relation: string): string[];
    edgesOf(id: string): Edge[];
    claimsOf(id: string): { out: Claim[]; in: Claim[]; mentions: Claim[] };
    neighbours(id: string): Set<string>;
    aliasesOf(entity: Entity): { language: string; text: string }[];
    search(text: string, limit?: number): Entity[];
  }

  /* dates.js, focus.js, filter.js --------------------------------------------------------- */

  interface Dates {
    FAR: number;
    NO: 0;
    UNKNOWN: 1;
    YES: 2;
    day(year: number, month: number, date: number): number;
    period(text: string): Days | null;
    inForce(claim: Claim, when: Days): 0 | 1 | 2;
  }

  interface Focus {
    /** Above so many entities there is always a focus. */
    WHOLE: number;
    /** Above so many drawn entities the page advises a filter. */
    WARN: number;
    /** How many entities the last focus left out. */
    cut: number;
    forced(): boolean;
    /** The entity in focus, or nothing. */
    center(state: Readonly<State>): string;
    /** The entities in focus, nearest first; null: all. */
    members(state: Readonly<State>): ReadonlySet<string> | null;
  }

  /** An edge with those of its claims that pass the filters. */
  interface VisibleEdge {
    edge: Edge;
    supporting: Claim[];
    against: Claim[];
    strength: number;
    contested: boolean;
  }

  interface Visible {
    edges: VisibleEdge[];
    edgeByKey: ReadonlyMap<string, VisibleEdge>;
    entities: ReadonlySet<string>;
    /** For the table: denied ones too. */
    claims: Claim[];
    denied: number;
    total: { entities: number; edges: number; claims: number };
  }

  interface Filter {
    /** What a state shows; with whole, its focus is left out of account. */
    compute(state: Readonly<State>, whole?: boolean): Visible;
  }

  /* style.js ------------------------------------------------------------------------------ */

  type ThemeName = "ink" | "paper" | "muted" | "line" | "accent";

  interface Style {
    table: StyleTable;
    type(id: string): TypeStyle;
    effect(effect: string): EffectStyle;
    dash(modality: string): number[];
    width(likelihood: number): number;
    radius(entity: string): number;
    /** The outline of a shape around 0, 0 as the data of an SVG path. */
    path(shape: string, radius: number): string;
    /** The colours of the current theme. */
    theme(): Record<ThemeName, string>;
    /** Reads the colours anew when they are next asked for. */
    forget(): void;
    swatch(type: string): SVGSVGElement;
    sample(effect: string, modality: string | null, likelihood?: number): SVGSVGElement;
    contested(x: number, y: number, radius: number): SVGGElement;
    head(
      head: EffectStyle["head"],
      colour: string,
      x: number,
      y: number,
      angle: number,
      width: number,
    ): SVGPathElement;
  }

  /* evidence.js, answer.js, facets.js ------------------------------------------------------ */

  interface Evidence {
    badge(text: string, kind?: string): HTMLElement;
    capital(text: string): string;
    close(): void;
    describe(target: Target): string;
    likelihoodWords(value: number): string;
  }

  interface AnswerPanel {
    path(rank: number): Path | null;
    effectWords(path: Path): string;
    weakest(path: Path): string;
  }

  interface Facets {
    /** The filters in use, each in words with what removes it. */
    active(): { text: string; remove(): void }[];
  }

  /* network_view.js and what it is made of -------------------------------------------------- */

  /** A visible edge as a line: a quadratic curve that ends at its nodes. */
  interface Curve {
    edge: Edge;
    one: VisibleEdge;
    /** How far it is bent to its left. */
    bend: number;
    start: Point;
    control: Point;
    end: Point;
    middle: Point;
    /** The angle at its end. */
    angle: number;
  }

  interface Curves {
    bends(edges: VisibleEdge[]): Map<string, number>;
    /** The curve of an edge, not yet between its nodes. */
    unplaced(one: VisibleEdge, bend: number): Curve;
    /** Puts a curve between its nodes. */
    shape(curve: Curve, from: Point, to: Point, fromRadius: number, toRadius: number): Curve;
    trace(path: Path2D, curve: Curve): void;
    nearest(curves: Curve[], point: Origin, reach: number): Curve | null;
  }

  interface Canvas {
    edges(ctx: CanvasRenderingContext2D, curves: Curve[], grow: number, heavier: boolean): void;
    signs(ctx: CanvasRenderingContext2D, curves: Curve[], grow: number): void;
    node(
      ctx: CanvasRenderingContext2D,
      id: string,
      x: number,
      y: number,
      grow: number,
      strong: boolean,
    ): void;
    radius(id: string): number;
    veil(ctx: CanvasRenderingContext2D, alpha: number): void;
  }

  interface PlacedLabel {
    id: string;
    rows: string[];
    x: number;
    y: number;
    box: Box;
  }

  interface Labels {
    place(
      ctx: CanvasRenderingContext2D,
      spots: { id: string; x: number; y: number; r: number }[],
      must: number,
    ): PlacedLabel[];
    draw(
      ctx: CanvasRenderingContext2D,
      placed: PlacedLabel[],
      origin: Origin,
      relations: { text: string; x: number; y: number }[],
      ratio: number,
    ): void;
  }

  /** The position in the middle of the window, and the zoom. */
  type Camera = Origin & { scale: number };
  type Rectangle = Origin & { width: number; height: number };

  interface Snapshot {
    canvas: HTMLCanvasElement;
    box: Rectangle;
    scale: number;
    bounds: Box;
  }

  interface Snapshots {
    take(
      ctx: CanvasRenderingContext2D,
      view: Camera,
      bounds: Box,
      draw: (ctx: CanvasRenderingContext2D, origin: Origin, ratio: number) => void,
    ): Snapshot;
    holds(snapshot: Snapshot, ctx: CanvasRenderingContext2D, view: Camera): boolean;
    show(ctx: CanvasRenderingContext2D, snapshot: Snapshot): void;
  }

  interface Raised {
    keys: Set<string>;
    ids: Set<string>;
    curves: Curve[];
  }

  interface Scene {
    drawn(visible: Visible): Set<string>;
    find(turned: boolean): { name: string; at(id: string): Point };
    fit(
      box: Box,
      wide: number,
      high: number,
      labelsAt: (zoom: number) => Box[],
    ): { zoom: number; whole: boolean; x: number; y: number };
    raised(
      curves: Curve[],
      hovered: Target | null,
      isDrawn: (id: string) => unknown,
    ): Raised | null;
    next(
      spots: [id: string, x: number, y: number][],
      from: Point,
      direction: Point | null,
    ): string | null;
  }

  interface StressLayout {
    place(ids: string[], edges: Triple[]): Map<string, Point>;
  }

  interface NetworkView {
    /** Null until the view is mounted. */
    network: vis.Network | null;
    /** When the first picture stood, in milliseconds since the page was opened. */
    drawn: number;
    reveal(target: Target | "" | null): void;
    targetAt(dom: Origin): Target | null;
    labels(): PlacedLabel[];
    drawnIds(): string[];
    curves(): Curve[];
    geometry(): NetworkGeometry;
  }

  /** The part of the network that is seen, and everything drawn in it. */
  interface NetworkGeometry {
    box: Rectangle;
    scale: number;
    grow: number;
    raised: Pick<Raised, "keys" | "ids"> | null;
    edges: Curve[];
    nodes: { id: string; x: number; y: number; radius: number }[];
    labels: PlacedLabel[];
  }

  /* figure.js ------------------------------------------------------------------------------- */

  interface TextOptions {
    size?: number;
    bold?: boolean;
    anchor?: "start" | "middle" | "end";
    fill?: string;
    line?: number;
    halo?: string;
  }

  interface FigurePart {
    key: string;
    label: string;
    pressed?: boolean;
    run(): unknown;
    box: [x: number, y: number, width: number, height: number];
  }

  interface Figure {
    LINE: number;
    measure(text: string, size: number, bold: boolean): number;
    /** A text in lines that fit a width, at most so many. */
    wrap(text: string, width: number, size: number, bold: boolean, most?: number): string[];
    /** Phrases in few lines, broken between phrases. */
    pack(phrases: string[], width: number, size: number, bold: boolean): string[];
    /** SVG text whose first baseline is at y. */
    text(lines: string[], x: number, y: number, options: TextOptions): SVGElement;
    /** A part that can be pressed. */
    part(part: FigurePart, ...children: Child[]): SVGGElement;
    /** Makes a figure one stop of the tab key, at the part of a key or the first. */
    rove(svg: SVGSVGElement, key: string): void;
    /** The key of the part that has the focus, or nothing. */
    focused(root: Element): string;
    /** Gives the focus to the part of a key, if there is one. */
    focus(root: Element, key: string): void;
  }

  /* path_text.js, path_layout.js -------------------------------------------------------------- */

  interface PathWords {
    chain(path: Path): string;
    verdict(path: Path): string;
    /** Whether the path is what an absence would give, not an answer. */
    instead: boolean;
  }

  interface PathText {
    steps(path: Path, words: PathWords): HTMLElement[];
    columns(path: Path, words: PathWords, width: number): { height: number; parts: SVGElement[] };
    absence(reason: Absence | null | undefined): HTMLElement[];
    sentence(text: string): string;
    validity(claim: Pick<Claim, "start" | "end">): string;
    amount(claim: Pick<Claim, "quantity" | "unit">): string;
  }

  /** What stands in a box, above an arrow and below it. */
  interface PathPhrases {
    wrap: Figure["wrap"];
    pack: Figure["pack"];
    kind(node: PathNode): string;
    words(step: Step): string;
    notes(step: Step, number: number, ranks: number[]): string[];
  }

  interface Placed {
    x: number;
    y: number;
    w: number;
    h: number;
    /** The first and last row; in a stack, both are 0. */
    first: number;
    last: number;
  }

  interface PathHead extends Placed {
    path: Path;
  }

  interface PathBox extends Placed {
    node: PathNode;
    /** Where it stands in the first of its paths. */
    place: number;
    ranks: number[];
    lines: string[];
    kind: string[];
    need: number;
  }

  interface PathArrow extends Placed {
    step: Step;
    /** Where it stands in the first of its paths; the first step is 1. */
    number: number;
    ranks: number[];
    lines: string[];
    notes: string[];
    need: number;
    x1: number;
    y1: number;
    x2: number;
    y2: number;
  }

  interface PathGeometry {
    width: number;
    height: number;
    heads: PathHead[];
    boxes: PathBox[];
    arrows: PathArrow[];
  }

  interface PathLayout {
    METRICS: {
      head: number;
      box: [least: number, greatest: number];
      gap: [least: number, greatest: number];
      size: number;
      small: number;
      line: number;
      pad: number;
      least: number;
      apart: number;
    };
    /** The entities of a path, ends included. */
    passed(path: Path): PathNode[];
    order(paths: Path[]): Path[];
    rows(paths: Path[], width: number, say: PathPhrases): PathGeometry;
    stack(paths: Path[], width: number, say: PathPhrases): PathGeometry;
  }

  /* time_axis.js ---------------------------------------------------------------------------- */

  type Side = "none" | "open" | "unknown";

  /** The days of a claim; before and after say how it goes on outside the bounds. */
  type Span =
    | { kind: "undated"; bounds: null; sure: null; before: Side; after: Side }
    | { kind: "point" | "span"; bounds: Days; sure: Days | null; before: Side; after: Side };

  interface TimeAxis {
    FAR: number;
    span(claim: Claim): Span;
    extent(days: number[]): Days | null;
    ticks(low: number, high: number, most: number): { day: number; text: string; main: boolean }[];
    iso(day: number): string;
    period(text: string): Days | null;
  }

  /* table_view.js, claim_records.js, picture.js ------------------------------------------------ */

  /** Title, width in pixels, what is shown, and what it is sorted by if that is another. */
  type Column = [
    title: string,
    width: number,
    shown: (claim: Claim) => string,
    by?: (claim: Claim) => string | number,
  ];

  interface ClaimRecords {
    /** The claims in view as `policygraph show --format json` has them. */
    json(): object;
    csv(): string;
    /** The same for a spreadsheet, which opens it as it is. */
    spreadsheet(): string;
    guarded(value: unknown): unknown;
    /** The entities that claims in view are about, and those shown without a claim. */
    entities(visible: Visible): string[];
  }

  interface PicturePart {
    width: number;
    height: number;
    parts: Child[];
    below?: { height: number; parts: Child[] };
  }

  interface Picture {
    svg: SVGSVGElement;
    width: number;
    height: number;
  }
}
