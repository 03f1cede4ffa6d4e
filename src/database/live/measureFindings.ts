/** What rules about schemas have found, with the numbers of the database that lives. */
import { displayName } from '../../schema/print.js';
import { ruleById } from '../../schema/rules/allRules.js';
import { findingBy, type Said } from './checks/finding.js';
import type { DatabaseFinding, LiveIndex, LiveStatement, LiveTable } from './report.js';
import type { FoundInSchema } from './schemaRules.js';
import { bytesText, counted, countText, millisecondsText, percentText } from './words.js';

/** An index would spare reading the table: what has been read so far is what it costs. */
const wantsIndex = new Set([
  'unindexed-foreign-key',
  'unindexed-filter-column',
  'unindexed-timestamp-column',
  'undeclared-reference',
  'n-plus-one-risk',
  'missing-index-for-query',
]);
/** The first of the named indexes is one too many: its bytes are the cost. */
const wantsNoIndex = new Set(['duplicate-index', 'redundant-index', 'boolean-index', 'btree-on-document']);

/** One finding for each index that is wanted, with all statements that it would serve. */
export function measuredFindings(found: readonly FoundInSchema[], tables: readonly LiveTable[]): DatabaseFinding[] {
  const byName = new Map(tables.map(table => [displayName(table), table]));
  const merged = new Map<string, FoundInSchema[]>();
  for (const one of found) {
    const { rule, suggestion, message, table } = one.finding;
    // Of the workload, what has the same way out is one thing.
    const key = JSON.stringify(
      one.statement ? [rule, table, suggestion ?? message] : [rule, one.object, message, suggestion],
    );
    const same = merged.get(key);
    if (same) same.push(one);
    else merged.set(key, [one]);
  }
  return [...merged.values()].map(same => measured(same, byName));
}

function measured(same: readonly FoundInSchema[], tables: ReadonlyMap<string, LiveTable>): DatabaseFinding {
  const [{ finding, object }] = same as [FoundInSchema];
  const { rule, severity, category, message, table: tableName, column, objects, suggestion } = finding;
  const table = tableName === undefined ? undefined : tables.get(tableName);
  const statements = [...new Set(same.map(({ statement }) => statement).filter(one => one !== undefined))];
  const total = statements.reduce((sum, { totalMilliseconds }) => sum + totalMilliseconds, 0);
  const calls = statements.reduce((sum, one) => sum + one.calls, 0);
  const indexes = table?.indexes.filter(({ name }) => objects?.includes(name)) ?? [];
  const isExtra = wantsNoIndex.has(rule);
  const extra = isExtra ? indexes.find(({ name }) => message.startsWith(`\`${name}\``)) : undefined;
  const rowsRead = wantsIndex.has(rule) ? table?.scans.rowsRead : undefined;
  const said: Said = {
    severity,
    message: [message, ...measures({ table, extra, rowsRead, statements, total, calls })].join(' '),
    ...(tableName !== undefined && { table: tableName }),
    ...(column !== undefined && { column }),
    ...(tableName === undefined && object !== undefined && { object }),
    ...(objects && { objects }),
    ...(suggestion !== undefined && { suggestion }),
    ...(statements.length > 0 && { statements: statements.map(({ id }) => id) }),
    numbers: {
      ...(table && { rows: table.rows }),
      ...(rowsRead !== undefined && { rows_read: rowsRead, sequential_scans: table?.scans.sequential }),
      ...(extra && { bytes: extra.bytes, index_scans: extra.scans }),
      ...(statements.length > 0 && { total_milliseconds: total, calls, mean_milliseconds: total / Math.max(1, calls) }),
    },
    cost: total || extra?.bytes || rowsRead || 0,
  };
  const page = ruleById(rule)?.page ?? '';
  const { why, ...rest } = findingBy(rule, { category, level: severity, title: '', why: '', source: page }, said);
  return rest;
}

interface Measures {
  readonly table: LiveTable | undefined;
  readonly extra: LiveIndex | undefined;
  readonly rowsRead: number | undefined;
  readonly statements: readonly LiveStatement[];
  readonly total: number;
  readonly calls: number;
}

function measures({ table, extra, rowsRead, statements, total, calls }: Measures): string[] {
  const said: string[] = [];
  if (extra) said.push(`It has ${bytesText(extra.bytes)} and was used ${counted(extra.scans, 'time')}.`);
  if (rowsRead !== undefined && table && table.scans.sequential > 0)
    said.push(`So far ${counted(table.scans.sequential, 'scan')} of the whole table read ${counted(rowsRead, 'row')}.`);
  if (statements.length > 0) {
    const share = statements.reduce((sum, one) => sum + one.share, 0);
    said.push(
      `${counted(statements.length, 'statement')} of the workload: ${countText(calls)} calls, ${millisecondsText(total / Math.max(1, calls))} each, ${percentText(share)} of all time.`,
    );
  }
  return said;
}
