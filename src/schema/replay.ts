/** Commands in order → the Catalog that a server would have. */
import type { Catalog, ForeignKey, Index, Name, Routine, Table, Type, TypeRef, View } from './catalog.js';
import type { Command, ObjectKind, WrittenName } from './commands.js';
import { madeNames } from './lint/madeNames.js';
import { isOtherBranch } from './replay/conditional.js';
import { freeze } from './replay/freeze.js';
import { emptyModel } from './replay/model.js';
import { schemaView } from './replay/schemaView.js';
import { attempt, changeSession, inOrder, newSession, runWaiting, type Waiting } from './replay/session.js';
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

/**
 * `order`: `sequence` when the files run one after another (a migrations folder, one file); `any` when they only make up a schema
 * together: then a command that needs something of a later file waits for it.
 *
 * A command that fails changes nothing; unlike PostgreSQL, the rest of its transaction goes on, so that one mistake does not hide a
 * whole file. What stands between BEGIN and ROLLBACK is undone. In `any` order a file does not drop what others make, and a drop does
 * not wait until there is something to drop: scripts that take a schema down often lie beside it.
 */
export function replay(
  files: readonly ParsedFile[],
  options: { readonly order: 'sequence' | 'any'; readonly onCommand?: (step: ReplayStep) => void },
): Replay {
  const model = emptyModel(files[0]?.dialect ?? 'postgresql');
  const before = schemaView(model);
  const conflicts: ReplayConflict[] = [];
  const waiting: Waiting[] = [];
  for (const file of files) {
    const session = newSession(model);
    const isTeardown = teardownIn(file);
    for (const statement of file.statements) {
      if (file.down.some(span => statement.start >= span.start && statement.start < span.end)) continue;
      for (const command of statement.commands) {
        options.onCommand?.({ file, statement, command, before });
        if (changeSession(model, session, command, waiting) || isOtherBranch(command, statement.commands)) continue;
        if (options.order === 'any' && isTeardown(command)) continue;
        const outcome = attempt(model, { file, statement, command }, options.order === 'sequence');
        if (outcome.waits && command.kind !== 'drop') {
          const { searchPath } = model;
          waiting.push({ file, statement, command, searchPath, lacks: outcome.lacks });
        } else conflicts.push(...outcome.conflicts);
        if (!session.inTransaction) model.journal.undo.length = 0;
      }
    }
  }
  conflicts.push(...runWaiting(model, waiting));
  return { catalog: freeze(model), conflicts: inOrder(files, conflicts) };
}

/** Whether a command of a file drops what another file makes, if any. */
function teardownIn(file: ParsedFile): (command: Command) => boolean {
  let made: ReadonlySet<string> | undefined;
  return command => {
    if (command.kind !== 'drop' || !wholeObjects.has(command.object)) return false;
    if (command.object === 'schema') return true;
    made ??= new Set(file.statements.flatMap(({ commands }) => commands.flatMap(madeNames)));
    return !command.names.some(({ name }) => made?.has(name));
  };
}

const wholeObjects: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'table',
  'view',
  'materializedView',
  'sequence',
  'type',
  'domain',
  'function',
  'schema',
]);
