/** A replay that can be run again after an edit: what stands before the edit is not replayed once more. */
import type { Dialect } from '../catalog.js';
import type { Command, ObjectKind } from '../commands.js';
import { madeNames } from '../lint/madeNames.js';
import type { Replay, ReplayConflict, ReplayOptions } from '../replay.js';
import type { ParsedFile } from '../statement.js';
import { isOtherBranch } from './conditional.js';
import { freeze } from './freeze.js';
import { settle, undoTo } from './journal.js';
import { emptyModel, type Model } from './model.js';
import { schemaView } from './schemaView.js';
import { attempt, changeSession, inOrder, newSession, type Session } from './session.js';
import { runWaiting, type Waiting } from './waiting.js';

/** The moment before a statement, to which the replay can go back. */
interface Stop {
  readonly file: number;
  readonly statement: number;
  /** Undefined at the beginning of a file. */
  readonly session: Session | undefined;
  readonly mark: number;
  readonly nextId: number;
  readonly searchPath: readonly string[];
  readonly conflicts: number;
  readonly waiting: number;
}

/** Statements from one stop to the next. */
const stride = 16;

/** Each call of `run` gives what a replay of these files from the beginning would. */
export class Rerun {
  readonly #order: ReplayOptions['order'];
  readonly #isKept: boolean;
  #model: Model;
  #files: readonly ParsedFile[] = [];
  #stops: Stop[] = [];
  #conflicts: ReplayConflict[] = [];
  #waiting: Waiting[] = [];

  /** `isKept` false: it is run once. */
  constructor(order: ReplayOptions['order'], isKept = true) {
    this.#order = order;
    this.#isKept = isKept;
    this.#model = emptyModel('postgresql', isKept);
  }

  /**
   * Goes back to before the first statement that another version of the files has otherwise. To be followed by `run` with the same
   * files. `isWhole`: files that are replayed from their beginning or not at all.
   * @returns the index of the first file that is replayed again.
   */
  goBack(files: readonly ParsedFile[], isWhole: (file: ParsedFile) => boolean = () => false): number {
    const stop = this.#stopBefore(files, isWhole);
    if (!stop) {
      this.#startOver(files[0]?.dialect ?? 'postgresql');
      return 0;
    }
    const model = this.#model;
    undoTo(model.journal, stop.mark);
    model.nextId = stop.nextId;
    model.searchPath = stop.searchPath;
    this.#conflicts.length = stop.conflicts;
    this.#waiting.length = stop.waiting;
    this.#stops.length = this.#stops.indexOf(stop) + 1;
    return stop.file;
  }

  /** Replays what `goBack` took back, or everything. */
  run(files: readonly ParsedFile[], onCommand?: ReplayOptions['onCommand']): Replay {
    const stop = this.#stops.pop();
    this.#files = files;
    for (let at = stop?.file ?? 0; at < files.length; at++) {
      if (stop?.file === at) this.#runFile(at, stop.statement, stop.session && { ...stop.session }, onCommand);
      else this.#runFile(at, 0, undefined, onCommand);
    }
    const late = runWaiting(this.#model, this.#waiting);
    return { catalog: freeze(this.#model), conflicts: inOrder(files, this.#ofNow([...this.#conflicts, ...late])) };
  }

  #runFile(at: number, first: number, going: Session | undefined, onCommand: ReplayOptions['onCommand']): void {
    const model = this.#model;
    const file = this.#files[at]!;
    const isTeardown = teardownIn(file);
    const before = schemaView(model);
    if (!going) this.#stop(at, 0, undefined);
    const session = going ?? newSession(model);
    for (let index = first; index < file.statements.length; index++) {
      const statement = file.statements[index]!;
      if (index > 0 && (index === first || index % stride === 0)) this.#stop(at, index, session);
      if (isDown(file, statement.start)) continue;
      for (const command of statement.commands) {
        onCommand?.({ file, statement, command, before });
        if (changeSession(model, session, command, this.#waiting)) {
          if (!session.inTransaction) this.#forgetTransaction(at);
          continue;
        }
        if (isOtherBranch(command, statement.commands)) continue;
        if (this.#order === 'any' && isTeardown(command)) continue;
        const outcome = attempt(model, { file, statement, command }, this.#order === 'sequence');
        if (outcome.waits && command.kind !== 'drop') {
          const { searchPath } = model;
          this.#waiting.push({ file, statement, command, searchPath, lacks: outcome.lacks });
        } else this.#conflicts.push(...outcome.conflicts);
        if (!session.inTransaction) settle(model.journal);
      }
    }
  }

  #stop(file: number, statement: number, session: Session | undefined): void {
    if (!this.#isKept) return;
    const { journal, nextId, searchPath } = this.#model;
    this.#stops.push({
      file,
      statement,
      session: session && { ...session },
      mark: journal.undo.length,
      nextId,
      searchPath,
      conflicts: this.#conflicts.length,
      waiting: this.#waiting.length,
    });
  }

  /** What a transaction did may be undone at its end, and then there is no way back into it. */
  #forgetTransaction(file: number): void {
    const isInside = (stop: Stop | undefined) => stop?.file === file && stop.session?.inTransaction;
    while (isInside(this.#stops.at(-1))) this.#stops.pop();
  }

  #startOver(dialect: Dialect): void {
    this.#model = emptyModel(dialect, this.#isKept);
    this.#stops = [];
    this.#conflicts = [];
    this.#waiting = [];
  }

  /** The last stop before anything that is new. Undefined: there is none, or starting over is less work. */
  #stopBefore(files: readonly ParsedFile[], isWhole: (file: ParsedFile) => boolean): Stop | undefined {
    if (files[0]?.dialect !== this.#model.dialect) return undefined;
    const known = this.#files;
    let file = 0;
    const isSame = (a: ParsedFile, b: ParsedFile) => isSameFile(a, b) && (a.text === b.text || !isWhole(b));
    while (file < known.length && file < files.length && isSame(known[file]!, files[file]!)) file++;
    const [before, now] = [known[file], files[file]];
    const statement = before && now && !isWhole(now) ? firstOther(before, now, this.#order) : 0;
    // Where no statement is another, the last stop may stand within a file that is to be replayed whole.
    const at = this.#stops.findLastIndex(stop =>
      stop.file < file
        ? stop.statement === 0 || !isWhole(files[stop.file]!)
        : stop.file === file && stop.statement <= statement,
    );
    const stop = this.#stops[at];
    return stop && stop.mark >= this.#model.journal.undo.length * leastKept ? stop : undefined;
  }

  /** Conflicts of files that did not change, or not there, speak of the files as they are now. */
  #ofNow(conflicts: readonly ReplayConflict[]): ReplayConflict[] {
    const now = new Map(this.#files.map(file => [file.path, file]));
    return conflicts.map(conflict => ({ ...conflict, file: now.get(conflict.file.path)! }));
  }
}

/** Undoing takes time as well. */
const leastKept = 0.25;

function isDown(file: ParsedFile, start: number): boolean {
  return file.down.some(span => start >= span.start && start < span.end);
}

function isSameFile(a: ParsedFile, b: ParsedFile): boolean {
  return (
    a === b ||
    (a.path === b.path &&
      a.dialect === b.dialect &&
      a.statements.length === b.statements.length &&
      a.statements.every((statement, at) => statement === b.statements[at]) &&
      a.down.length === b.down.length &&
      a.down.every(({ start, end }, at) => start === b.down[at]!.start && end === b.down[at]!.end))
  );
}

/** The index of the first statement that is another one, or that counts otherwise because of what stands behind it. */
function firstOther(before: ParsedFile, now: ParsedFile, order: ReplayOptions['order']): number {
  if (before.path !== now.path || before.dialect !== now.dialect || before.down.length + now.down.length > 0) return 0;
  let at = 0;
  while (at < now.statements.length && before.statements[at] === now.statements[at]) at++;
  if (order === 'sequence') return at;
  // Whether it takes down what the file makes itself depends on the whole file.
  const drop = now.statements.findIndex(({ commands }) => commands.some(isWholeDrop));
  return drop < 0 ? at : Math.min(at, drop);
}

/** Whether a command of a file drops what another file makes, if any. */
function teardownIn(file: ParsedFile): (command: Command) => boolean {
  let made: ReadonlySet<string> | undefined;
  return command => {
    if (command.kind !== 'drop' || !isWholeDrop(command)) return false;
    if (command.object === 'schema') return true;
    made ??= new Set(file.statements.flatMap(({ commands }) => commands.flatMap(madeNames)));
    return !command.names.some(({ name }) => made?.has(name));
  };
}

const isWholeDrop = (command: Command) => command.kind === 'drop' && wholeObjects.has(command.object);

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
