/** Which tables are drawn in one picture. */
import type { ForeignKey, Table } from '../catalog.js';

export interface Relation {
  readonly child: Table;
  readonly parent: Table;
  readonly key: ForeignKey;
}

export interface DiagramPart {
  readonly tables: readonly Table[];
  /** Relations with at least one end in here; a table of another part shows as a box without columns. */
  readonly relations: readonly Relation[];
}

/**
 * All in one part when they are few enough. Otherwise tables that refer to each other are kept together, and what hangs together
 * beyond `most` tables is cut where a walk along the relations has collected so many. Tables keep the order of the Catalog.
 */
export function diagramParts(
  tables: readonly Table[],
  relations: readonly Relation[],
  most: number,
): readonly DiagramPart[] {
  if (tables.length <= most) return [{ tables, relations }];
  const neighbours = new Map<Table, Table[]>(tables.map(table => [table, []]));
  for (const { child, parent } of relations) {
    neighbours.get(child)?.push(parent);
    neighbours.get(parent)?.push(child);
  }
  const seen = new Set<Table>();
  const pieces: Table[][] = [];
  for (const start of tables) {
    if (seen.has(start)) continue;
    const queue = [start];
    seen.add(start);
    let piece: Table[] = [];
    // The queue grows while it is walked.
    for (const table of queue) {
      piece.push(table);
      if (piece.length === most) {
        pieces.push(piece);
        piece = [];
      }
      for (const other of neighbours.get(table) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        queue.push(other);
      }
    }
    if (piece.length) pieces.push(piece);
  }
  return packed(pieces, most).map(piece => partOf(piece, tables, relations));
}

/** Small pieces share a picture. */
function packed(pieces: readonly Table[][], most: number): readonly (readonly Table[])[] {
  const parts: Table[][] = [];
  let small: Table[] = [];
  for (const piece of pieces) {
    if (piece.length > most / 2) parts.push(piece);
    else if (small.length + piece.length > most) {
      parts.push(small);
      small = [...piece];
    } else small.push(...piece);
  }
  return small.length ? [...parts, small] : parts;
}

function partOf(piece: readonly Table[], tables: readonly Table[], relations: readonly Relation[]): DiagramPart {
  const inside = new Set(piece);
  return {
    tables: tables.filter(table => inside.has(table)),
    relations: relations.filter(({ child, parent }) => inside.has(child) || inside.has(parent)),
  };
}
