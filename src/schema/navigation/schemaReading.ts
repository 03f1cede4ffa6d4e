/** A group of files, understood: what every answer about a place in them is worked out from. */
import type { Catalog } from '../catalog.js';
import type { ParsedFile } from '../statement.js';

export interface SchemaReading {
  /** What the files make together. */
  readonly catalog: Catalog;
  /** In the order of their run. */
  readonly files: readonly ParsedFile[];
}
