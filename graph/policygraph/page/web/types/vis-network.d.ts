/** The part of vis-network 9.1.2 that the page uses, two of its internals included. */
declare namespace vis {
  interface Position {
    x: number;
    y: number;
  }

  interface DrawnNode extends Position {
    id: string;
    ctx: CanvasRenderingContext2D;
  }

  interface NodeItem extends Position {
    id: string;
    shape: "custom";
    ctxRenderer(node: DrawnNode): {
      drawNode(): void;
      nodeDimensions: { width: number; height: number };
    };
  }

  class DataSet<Item extends { id: string }> {
    constructor(items: Item[]);
    readonly length: number;
    get(id: string): Item | null;
    getIds(): string[];
    update(items: Item[]): void;
    remove(ids: string[]): void;
  }

  interface MoveOptions {
    position?: Position;
    scale?: number;
    offset?: Position;
    animation?: false | { duration: number; easingFunction?: string };
  }

  interface PointerEvent {
    nodes: string[];
    pointer: { DOM: Position };
  }

  class Network {
    constructor(
      container: HTMLElement,
      data: { nodes: DataSet<NodeItem>; edges: DataSet<{ id: string }> },
      options: object,
    );
    on(event: "beforeDrawing" | "afterDrawing", run: (ctx: CanvasRenderingContext2D) => void): void;
    on(
      event: "click" | "doubleClick" | "dragging" | "dragStart" | "dragEnd" | "zoom" | "resize",
      run: (event: PointerEvent) => void,
    ): void;
    getScale(): number;
    getViewPosition(): Position;
    getNodeAt(dom: Position): string | undefined;
    DOMtoCanvas(dom: Position): Position;
    canvasToDOM(position: Position): Position;
    moveTo(options: MoveOptions): void;
    redraw(): void;
    setSize(): void;
    unselectAll(): void;
    /** Internal: where nodes are now. */
    body: { nodes: Record<string, Position | undefined> };
    /** Internal: whether nodes are left out while the view moves. */
    renderer: { dragging: boolean; options: { hideNodesOnDrag: boolean } };
  }
}
