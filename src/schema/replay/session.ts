/** One file's run: its search_path, its transaction, and commands that wait for a later file. */
import type { Command } from '../commands.js';
import type { ReplayConflict } from '../replay.js';
import type { ParsedFile, Statement } from '../statement.js';
import { apply } from './apply.js';
import { newDeletion } from './deletion.js';
import { dropSequence, dropView } from './dropLeaves.js';
import { dropTable } from './dropTable.js';
import { settle, undoTo } from './journal.js';
import { defaultSearchPath, type Model, temporarySchema } from './model.js';
import { Refusal } from './refusal.js';
import type { Waiting } from './waiting.js';

export interface Session {
  inTransaction: boolean;
  /** The search_path when the transaction began. */
  pathAtBegin: readonly string[];
  /** The search_path that SET LOCAL hides until the transaction ends. */
  pathAfter: readonly string[] | undefined;
  /** How many commands waited when the transaction began. */
  waitingAtBegin: number;
  /** Where the journal stood when the transaction began. */
  markAtBegin: number;
}

/** Each file runs in a session of its own: default search_path, no temporary tables. */
export function newSession(model: Model): Session {
  const deletion = newDeletion(model, true, '');
  for (const relation of [...model.spaces.get(temporarySchema)!.relations.values()]) {
    if (relation.is === 'table') dropTable(deletion, relation);
    else if (relation.is === 'view') dropView(deletion, relation);
    else if (relation.is === 'sequence') dropSequence(deletion, relation);
  }
  settle(model.journal);
  model.searchPath = defaultSearchPath(model.dialect);
  return {
    inTransaction: false,
    pathAtBegin: model.searchPath,
    pathAfter: undefined,
    waitingAtBegin: 0,
    markAtBegin: 0,
  };
}

/** @returns true when the command is about the session, not about the schema. */
export function changeSession(model: Model, session: Session, command: Command, waiting: Waiting[]): boolean {
  if (command.kind === 'setSearchPath') {
    if (command.local) session.pathAfter ??= model.searchPath;
    else session.pathAfter = undefined;
    model.searchPath =
      command.schemas === 'default'
        ? defaultSearchPath(model.dialect)
        : command.schemas
            .filter(name => name !== '$user')
            .map(name => (name.startsWith('pg_temp') ? temporarySchema : name));
    return true;
  }
  if (command.kind !== 'transaction') return false;
  if (command.change === 'begin' && !session.inTransaction) {
    session.inTransaction = true;
    session.pathAtBegin = model.searchPath;
    session.waitingAtBegin = waiting.length;
    settle(model.journal);
    session.markAtBegin = model.journal.undo.length;
  } else if (command.change === 'commit' || command.change === 'rollback') {
    if (command.change === 'rollback' && session.inTransaction) {
      undoTo(model.journal, session.markAtBegin);
      model.searchPath = session.pathAtBegin;
      waiting.length = session.waitingAtBegin;
    } else if (session.pathAfter) model.searchPath = session.pathAfter;
    session.pathAfter = undefined;
    session.inTransaction = false;
    settle(model.journal);
  }
  return true;
}

/** A command with where it stands. */
export interface Step {
  readonly file: ParsedFile;
  readonly statement: Statement;
  readonly command: Command;
}

export interface Outcome {
  readonly failed: boolean;
  /** It failed for want of something that may come later. */
  readonly waits: boolean;
  readonly lacks?: string;
  readonly conflicts: readonly ReplayConflict[];
  /** For conflicts of commands that were applied: does each still hold? */
  readonly holds: readonly (() => boolean)[];
}

/** Applies a command whole, or leaves the model as it was. */
export function attempt(model: Model, step: Step, lenient: boolean): Outcome {
  const { file, statement, command } = step;
  const mark = model.journal.undo.length;
  model.notes.length = 0;
  try {
    apply(model, { file, statement, span: command.span, lenient }, command);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    undoTo(model.journal, mark);
    const { message, reason, lacks } = error;
    const isSilent = command.conditional || reason === 'foreign';
    return {
      failed: true,
      waits: reason !== 'wrong' && !lenient,
      ...(lacks !== undefined && { lacks }),
      conflicts: isSilent ? [] : [{ file, statement, command, message }],
      holds: [],
    };
  }
  const notes = command.conditional ? [] : model.notes;
  return {
    failed: false,
    waits: false,
    conflicts: notes.map(({ message }) => ({ file, statement, command, message, applied: true })),
    holds: notes.map(note => note.holds),
  };
}

/** By file, then by place. */
export function inOrder(files: readonly ParsedFile[], conflicts: readonly ReplayConflict[]): ReplayConflict[] {
  const rank = new Map(files.map((file, at) => [file, at]));
  return [...conflicts].sort(
    (a, b) =>
      rank.get(a.file)! - rank.get(b.file)! ||
      a.statement.start - b.statement.start ||
      a.command.span.start - b.command.span.start,
  );
}
