/** Rows of tables that have to be made anew: put aside before anything changes, and put back when the new table can take them. */
import type { InventoryObject, ObjectOf } from '../inventory.js';
import { longestName, quoteLiteral } from '../print.js';
import type { DiffContext, Side } from './behaviour.js';
import { usingFor } from './behaviours/casts.js';
import { startBehindRows } from './behaviours/sequences.js';
import type { Changes } from './changes.js';
import type { PlannedStep } from './compareInventories.js';
import type { Hazard, Statement } from './statement.js';

type Table = ObjectOf<'table'>;
type Column = ObjectOf<'column'>;

interface Move {
  readonly table: Table;
  /** Tables that hold the rows: itself, or those of its partitions that go with it. */
  readonly from: readonly string[];
  readonly columns: readonly { readonly before: Column; readonly after: Column }[];
}

/** The steps with those that keep the rows of tables which are dropped and made again. */
export function withMoves(
  steps: readonly PlannedStep[],
  changes: Changes,
  context: DiffContext,
): readonly PlannedStep[] {
  const moves = movesOf(changes, context);
  if (moves.length === 0) return steps;
  const kept = new Map<string, Move>(
    moves.flatMap(move => [move.table.address, ...move.from].map(address => [`table ${address}`, move])),
  );
  const moved = steps.map(step => (step.verb === 'drop' ? withoutLoss(step, kept.get(step.object.id), context) : step));
  for (const move of moves) {
    const at = moved.findLastIndex(({ verb, object }) => verb === 'create' && isPartOf(object, move.table, context));
    moved.splice(at + 1, 0, { verb: 'alter', object: move.table, statements: putBack(move, context) });
  }
  const aside = moves.map((move): PlannedStep => ({ verb: 'alter', object: move.table, statements: [putAside(move)] }));
  return [...aside, ...moved];
}

function movesOf({ dropped, created }: Changes, { source, target }: DiffContext): readonly Move[] {
  return source.objects.flatMap((before): readonly Move[] => {
    const table = target.get(before.id);
    if (before.kind !== 'table' || table?.kind !== 'table' || !dropped.has(before.id) || !created.has(before.id))
      return [];
    const leaves = before.is.partitionBy === undefined ? [before.address] : leavesOf(before.address, source);
    // A partition that stays keeps its rows, and one that is made anew is another such table.
    const from = leaves.filter(
      leaf => leaf === before.address || (dropped.has(`table ${leaf}`) && !created.has(`table ${leaf}`)),
    );
    const columns = target.partsOf(table.id).flatMap(after => {
      const had = source.get(after.id);
      return after.kind === 'column' && had?.kind === 'column' && !after.is.generated ? [{ before: had, after }] : [];
    });
    return from.length > 0 && columns.length > 0 ? [{ table, from, columns }] : [];
  });
}

function leavesOf(address: string, side: Side): readonly string[] {
  const partitions = side
    .dependentsOf(`table ${address}`)
    .flatMap(one => (one.kind === 'partition' && one.is.of === address ? [one.is.child] : []));
  return partitions.flatMap(child => {
    const table = side.get(`table ${child}`);
    if (table?.kind !== 'table') return [];
    return table.is.partitionBy === undefined ? [child] : leavesOf(child, side);
  });
}

/** Types of the user's may be gone in between. */
function isOwnType({ is }: Column): boolean {
  return /[."]/.test(is.type);
}

function putAside({ table, from, columns }: Move): Statement {
  const list = columns.map(({ before }) => (isOwnType(before) ? `${before.address}::text` : before.address)).join(', ');
  const rows = from.map(address => `SELECT ${list} FROM ONLY ${address}`).join('\nUNION ALL ');
  const reason = `All rows of ${table.address} are copied, and copied back: it is made anew.`;
  return {
    sql: `CREATE TABLE ${asideOf(table)} AS\n${rows}`,
    hazards: [{ kind: 'rewritesTable', reason }],
  };
}

function putBack({ table, columns }: Move, context: DiffContext): readonly Statement[] {
  const names = columns.map(({ after }) => after.address).join(', ');
  const values = columns.map(({ before, after }) => {
    if (isOwnType(before)) return `${after.address}::${after.is.type}`;
    return usingFor(after.address, before.is.type, after.is.type, context) ?? after.address;
  });
  const hasIdentity = columns.some(({ after }) => after.is.identity);
  const overriding = hasIdentity ? ' OVERRIDING SYSTEM VALUE' : '';
  const reason = `It fails when a row does not fit the new ${table.address}: its columns, its constraints, its partitions.`;
  return [
    {
      sql: `INSERT INTO ${table.address} (${names})${overriding}\nSELECT ${values.join(', ')} FROM ${asideOf(table)}`,
      hazards: [{ kind: 'dependsOnData', reason }],
    },
    ...columns.flatMap(({ after: { is, address } }) =>
      is.identity ? [startBehindRows(table.address, address, quoteLiteral(is.identity.sequence), is.identity)] : [],
    ),
    { sql: `DROP TABLE ${asideOf(table)}` },
  ];
}

function asideOf({ name, address }: Table): string {
  const aside = `${name.slice(0, longestName - 8)}__rows`;
  return address.replace(/(?:"(?:[^"]|"")*"|[^."]*)$/, () => `"${aside.replaceAll('"', '""')}"`);
}

/** The table, or what it must have before rows can be in it. */
function isPartOf(object: InventoryObject, table: Table, { target }: DiffContext): boolean {
  if (object.kind === 'partition') return isBelow(object.is.of, table.address, target);
  if (object.kind === 'column' || object.kind === 'default') return isBelow(object.is.table, table.address, target);
  return object.kind === 'table' && isBelow(object.address, table.address, target);
}

function isBelow(address: string, above: string, side: Side): boolean {
  for (let at: string | undefined = address; at !== undefined; ) {
    if (at === above) return true;
    const partition = side.get(`partition ${at}`);
    at = partition?.kind === 'partition' ? partition.is.of : undefined;
  }
  return false;
}

/** Of a table whose rows are put aside: only those columns are lost that the new one does not have. */
function withoutLoss(step: PlannedStep, move: Move | undefined, { source }: DiffContext): PlannedStep {
  if (!move) return step;
  const kept = new Set(move.columns.map(({ before }) => before.name));
  const lost = source
    .partsOf(step.object.id)
    .filter(part => part.kind === 'column' && !kept.has(part.name) && !part.is.generated);
  const losses = lost.map(
    ({ address }): Hazard => ({
      kind: 'deletesData',
      reason: `The values of ${step.object.address}.${address} are lost.`,
    }),
  );
  const statements = step.statements.map(statement => {
    const others = statement.hazards?.filter(({ kind }) => kind !== 'deletesData');
    return statement.hazards === others ? statement : { ...statement, hazards: [...losses, ...(others ?? [])] };
  });
  return { ...step, statements };
}
