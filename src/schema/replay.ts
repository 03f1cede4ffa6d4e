/** Commands in order → the Catalog that a server would have. */
import type { Catalog, ForeignKey, Index, Name, Routine, Table, Type, TypeRef, View } from './catalog.js';
import type { Command, WrittenName } from './commands.js';
import { Rerun } from './replay/rerun.js';
import type { ParsedFile, Statement } from './statement.js';

/** Read access to the schema as it stands at one moment of the replay. */
export interface SchemaView {
  /** Resolves an unqualified name along the search_path. */
  readonly table: (name: WrittenName | Name) => Table | undefined;
  readonly view: (name: WrittenName | Name) => View | undefined;
  readonly index: (name: WrittenName | Name) => { readonly index: Index; readonly on: Table | View } | undefined;
  readonly enumValues: (name: WrittenName | Name) => readonly string[] | undefined;
  /** A type of this schema, as far as it is known. */
  readonly type?: (name: WrittenName | Name | TypeRef) => Type | undefined;
  /** Functions of this schema by name, every overload. */
  readonly routines?: (name: WrittenName | Name | { readonly name: string }) => readonly Routine[];
  /** Foreign keys of other tables (or its own) that point at a table. */
  readonly referencing?: (
    name: WrittenName | Name,
  ) => readonly { readonly table: Table; readonly foreignKey: ForeignKey }[];
}

export interface ReplayStep {
  readonly file: ParsedFile;
  readonly statement: Statement;
  readonly command: Command;
  /** Before the command. Only valid during the call: objects change as the replay goes on. */
  readonly before: SchemaView;
}

/** A statement that the schema does not allow: a table that does not exist, a column that is there twice… */
export interface ReplayConflict {
  readonly file: ParsedFile;
  readonly statement: Statement;
  readonly command: Command;
  readonly message: string;
  /** The command counts all the same: a foreign key or a view is kept as written though what it names is not there. */
  readonly applied?: boolean;
}

export interface Replay {
  readonly catalog: Catalog;
  readonly conflicts: readonly ReplayConflict[];
}

export interface ReplayOptions {
  readonly order: 'sequence' | 'any';
  readonly onCommand?: (step: ReplayStep) => void;
}

/**
 * `order`: `sequence` when the files run one after another (a migrations folder, one file); `any` when they only make up a schema
 * together: then a command that needs something of a later file waits for it.
 *
 * A command that fails changes nothing; unlike PostgreSQL, the rest of its transaction goes on, so that one mistake does not hide a
 * whole file. What stands between BEGIN and ROLLBACK is undone. In `any` order a file does not drop what others make, and a drop does
 * not wait until there is something to drop: scripts that take a schema down often lie beside it.
 */
export function replay(files: readonly ParsedFile[], { order, onCommand }: ReplayOptions): Replay {
  const once = new Rerun(order, false);
  once.goBack(files);
  return once.run(files, onCommand);
}
