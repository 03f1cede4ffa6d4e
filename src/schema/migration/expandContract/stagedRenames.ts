/** Renames in stages: both names are good until the last. */
import type { DiffContext } from '../../diff/behaviour.js';
import type { PlannedStep } from '../../diff/compareInventories.js';
import { addressAfter, newNameOf, newNamesOf, placeOf } from '../../diff/renamePaths.js';
import { renameStatements } from '../../diff/renameStatements.js';
import type { Rename, RenamedKind } from '../../diff/renames.js';
import type { Statement } from '../../diff/statement.js';
import type { InventoryObject, ObjectId, ObjectOf } from '../../inventory.js';
import { quoteName } from '../../print.js';
import { renameTwins } from './columnTwins.js';
import { copyGrants } from './copyGrants.js';
import { type TwinStages, twinStages } from './twins.js';

export interface StagedRenames {
  /** At the beginning. */
  readonly expand: readonly Statement[];
  readonly twins: readonly { readonly column: ObjectOf<'column'>; readonly stages: TwinStages }[];
  /** At the beginning of the last stage. */
  readonly contract: readonly Statement[];
  /** What has its new name only then: all that names it has to wait. */
  readonly waiting: ReadonlySet<ObjectId>;
  /** Tables that a view of the old name shows meanwhile. */
  readonly shown: ReadonlySet<ObjectId>;
}

/** Names that no statement of clients has in it. */
const inert: ReadonlySet<RenamedKind> = new Set([
  'index',
  'constraint',
  'domainConstraint',
  'policy',
  'trigger',
  'rule',
  'statistics',
]);

/** `context.source` is what the database is once all renames are made. */
export function stageRenames(
  renames: readonly Rename[],
  steps: readonly PlannedStep[],
  context: DiffContext,
): StagedRenames {
  const names = newNamesOf(renames);
  const idOf = (rename: Rename) =>
    `${rename.kind === 'enumValue' ? 'enum' : rename.kind} ${addressOfObject(rename, names)}`;
  const tables = renames.filter(({ kind }) => kind === 'table' || kind === 'view');
  const tableAddresses = new Set(tables.map(({ from }) => from));
  const isInTable = (rename: Rename) => rename.kind === 'column' && tableAddresses.has(parentOf(rename));
  const first = renames.filter(one => tables.includes(one) || isInTable(one) || inert.has(one.kind));
  const twins: { column: ObjectOf<'column'>; stages: TwinStages }[] = [];
  const late: Rename[] = [];
  for (const rename of renames) {
    if (first.includes(rename)) continue;
    const column = rename.kind === 'column' ? context.source.get(idOf(rename)) : undefined;
    const old = quoteName(placeOf(rename).path.at(-1)!);
    const pair = column?.kind === 'column' ? renameTwins(column, old, steps, context) : undefined;
    if (pair && column?.kind === 'column') twins.push({ column, stages: twinStages(pair, context) });
    else late.push(rename);
  }
  const views = tables.map(table => ({
    old: table.from,
    object: context.source.get(idOf(table)),
    columns: first.filter(one => isInTable(one) && parentOf(one) === table.from),
  }));
  return {
    expand: [...withoutBreaking(renameStatements(first)), ...views.flatMap(view => showOld(view, context))],
    twins,
    contract: [...views.map(({ old }) => dropView(old)), ...renameStatements(late)],
    waiting: new Set(late.map(idOf)),
    shown: new Set(tables.map(idOf)),
  };
}

function parentOf({ from }: Rename): string {
  return from.replace(/\.(?:"(?:[^"]|"")*"|[^".]*)$/, '');
}

/** As ids have it: parts of a table by its address and their own. */
function addressOfObject(rename: Rename, names: ReturnType<typeof newNamesOf>): string {
  const address = addressAfter(placeOf(rename), names);
  return rename.kind === 'enumValue' ? address.replace(/\.(?:"(?:[^"]|"")*"|[^".]*)$/, '') : address;
}

/** The view of the old name can be read and written: old code does not notice. */
function withoutBreaking(statements: readonly Statement[]): readonly Statement[] {
  return statements.map(({ hazards, ...statement }) => {
    const left = (hazards ?? []).filter(({ kind }) => kind !== 'breaksClients');
    return left.length > 0 ? { ...statement, hazards: left } : statement;
  });
}

interface Shown {
  readonly old: string;
  readonly object: InventoryObject | undefined;
  readonly columns: readonly Rename[];
}

function showOld({ old, object, columns }: Shown, { source, version }: DiffContext): readonly Statement[] {
  if (!object) return [];
  const oldNames = new Map(columns.map(rename => [rename.to, quoteName(placeOf(rename).path.at(-1)!)]));
  const own =
    object.kind === 'view'
      ? object.is.columns.map(({ name }) => quoteName(name))
      : source
          .partsOf(object.id)
          .filter(part => part.kind === 'column')
          .sort((a, b) => a.is.position - b.is.position)
          .map(({ address }) => address);
  const list = own.map(name => (oldNames.has(name) ? `${name} AS ${oldNames.get(name)}` : name)).join(', ');
  // Row level security and privileges are those of who asks. Before 15 they are the owner's, who sees all rows.
  const asksAsItself = version >= 150000;
  const isOpen = asksAsItself || object.kind !== 'table' || !object.is.rowSecurity;
  const renamed = columns.map(rename => [newNameOf(rename), placeOf(rename).path.at(-1)!] as const);
  return [
    {
      sql: `CREATE VIEW ${old}${asksAsItself ? ' WITH (security_invoker = true)' : ''} AS SELECT ${list} FROM ${object.address}`,
    },
    ...(isOpen ? [{ sql: copyGrants({ view: old, relation: object.address, renamed }) }] : []),
  ];
}

function dropView(old: string): Statement {
  return {
    sql: `DROP VIEW ${old}`,
    hazards: [{ kind: 'breaksClients', reason: `Statements that name ${old} fail.` }],
  };
}
