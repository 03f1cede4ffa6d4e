import { quoteLiteral, quoteName, truncateName } from '../print.js';
import { depthOf } from './renameMembers.js';
import { addressOf, kindWord } from './renameNames.js';
import {
  addressAfter,
  keyOf,
  type NewNames,
  newNameOf,
  newNamesOf,
  type Place,
  placeAfter,
  placeOf,
} from './renamePaths.js';
import type { Rename, RenamedKind } from './renames.js';
import type { Statement } from './statement.js';

/** A Rename on its way. */
interface Task {
  readonly place: Place;
  readonly to: string;
  /** Names that others may want. */
  readonly takes: readonly string[];
  readonly frees: readonly string[];
  isAway: boolean;
}

/**
 * The statements of renames, in an order in which they run one after the other: parts before what they are in, a name after the one that
 * frees it; names that wait for each other (`a` and `b` change places) by way of one that nobody has.
 */
export function renameStatements(renames: readonly Rename[]): readonly Statement[] {
  const tasks = renames
    .map(rename => taskOf(rename))
    .filter(({ place, to }) => place.path.at(-1) !== to)
    .sort((a, b) => depthOf(b.place.kind) - depthOf(a.place.kind) || rankOf(a) - rankOf(b));
  const names: NewNames = new Map();
  const statements: Statement[] = [];
  const waiting = new Set(tasks);
  const run = (task: Task, to: string, isLast: boolean) => {
    statements.push(statementOf(task.place, names, to, isLast));
    names.set(keyOf(task.place), to);
  };
  while (waiting.size > 0) {
    const ready = [...waiting].find(task => blocker(task, waiting) === undefined);
    if (ready) {
      run(ready, ready.to, true);
      waiting.delete(ready);
      continue;
    }
    const stuck = inRound(waiting);
    run(stuck, truncateName(`renamed_${statements.length + 1}_${stuck.to}`), false);
    stuck.isAway = true;
  }
  return statements;
}

/** The renames that lead back: `from` is what the database has once all of these have been run. */
export function reverseRenames(renames: readonly Rename[]): readonly Rename[] {
  const names = newNamesOf(renames);
  return renames.map(rename => {
    const place = placeOf(rename);
    return { kind: rename.kind, from: addressAfter(place, names), to: quoteName(place.path.at(-1)!) };
  });
}

/** Routines are named with types, so they come before these. */
function rankOf({ place: { kind } }: Task): number {
  return kind === 'function' || kind === 'procedure' ? 0 : 1;
}

function taskOf(rename: Rename): Task {
  const place = placeOf(rename);
  const to = newNameOf(rename);
  const after = { ...place, path: [...place.path.slice(0, -1), to] };
  return { place, to, frees: namesOf(place), takes: namesOf(after), isAway: false };
}

/** Relations are types, too, and a key has an index: one too many only costs a detour. */
function namesOf(place: Place): readonly string[] {
  const { kind, path } = place;
  const own = keyOf(place);
  const at = JSON.stringify(path);
  if (kind === 'constraint') return [own, `relation ${JSON.stringify([path[0], path.at(-1)])}`];
  if (kind === 'composite') return [own, `relation ${at}`];
  return own.startsWith('relation ') ? [own, `type ${at}`] : [own];
}

function blocker(task: Task, waiting: ReadonlySet<Task>): Task | undefined {
  for (const other of waiting) {
    if (other !== task && !other.isAway && other.frees.some(name => task.takes.includes(name))) return other;
  }
  return undefined;
}

/** One of those that wait for each other. */
function inRound(waiting: ReadonlySet<Task>): Task {
  const seen = new Set<Task>();
  let [task] = waiting;
  while (!seen.has(task!)) {
    seen.add(task!);
    task = blocker(task!, waiting)!;
  }
  return task!;
}

const commands: Partial<Record<RenamedKind, string>> = {
  foreignTable: 'FOREIGN TABLE',
  materializedView: 'MATERIALIZED VIEW',
  enum: 'TYPE',
  composite: 'TYPE',
  range: 'TYPE',
};

function statementOf(place: Place, names: NewNames, to: string, isLast: boolean): Statement {
  const { kind } = place;
  const { path, arguments: args } = placeAfter(place, names);
  const whole = addressOf(path.slice(0, -1));
  const isSaid = isLast && breaking.has(kind);
  return {
    sql: sqlOf(kind, whole, path.at(-1)!, addressOf(path, args), to),
    ...(isSaid && {
      hazards: [
        {
          kind: 'breaksClients' as const,
          reason:
            kind === 'enumValue'
              ? `Statements that name the value ${quoteLiteral(place.path.at(-1)!)} of ${whole} fail, and readers meet ${quoteLiteral(to)}.`
              : `Statements that name the ${kindWord(kind)} ${addressOf(place.path, place.arguments)} fail.`,
        },
      ],
    }),
  };
}

/** What statements of clients name. */
const breaking: ReadonlySet<RenamedKind> = new Set([
  'schema',
  'table',
  'foreignTable',
  'view',
  'materializedView',
  'sequence',
  'column',
  'enum',
  'enumValue',
  'domain',
  'composite',
  'range',
  'function',
  'procedure',
]);

/** `old` and `to` are not quoted. */
function sqlOf(kind: RenamedKind, whole: string, old: string, address: string, to: string): string {
  const before = quoteName(old);
  const name = quoteName(to);
  switch (kind) {
    case 'column':
      return `ALTER TABLE ${whole} RENAME COLUMN ${before} TO ${name}`;
    case 'constraint':
      return `ALTER TABLE ${whole} RENAME CONSTRAINT ${before} TO ${name}`;
    case 'domainConstraint':
      return `ALTER DOMAIN ${whole} RENAME CONSTRAINT ${before} TO ${name}`;
    case 'enumValue':
      return `ALTER TYPE ${whole} RENAME VALUE ${quoteLiteral(old)} TO ${quoteLiteral(to)}`;
    case 'trigger':
    case 'policy':
    case 'rule':
      return `ALTER ${kind.toUpperCase()} ${before} ON ${whole} RENAME TO ${name}`;
    default:
      return `ALTER ${commands[kind] ?? kind.toUpperCase()} ${address} RENAME TO ${name}`;
  }
}
