/** What scans of tables tell: rows read for nothing, and why no index helped. */
import { createIndexSql, newName, quoteName, quoteQualified } from '../../schema/print.js';
import type { Filter } from '../../schema/query.js';
import { filtersOf, indexableColumns, wrapsOf } from './conditions.js';
import { manual, type PlanFinding, rowCount, shownBytes, shownNumber } from './finding.js';
import { detailOf, type PlanNode } from './plan.js';
import type { RelationFacts } from './relationFacts.js';

/** Smaller tables are read at once whatever indexes there are. */
const largeTable = 10_000;
/** Of its rows: with more of them an index is slower than the table. */
const selective = 0.1;
/** Rows read for one that is kept, and how many that has to be. */
const wasteful = 10;
const many = 1000;

export function scanFindings(node: PlanNode, facts: RelationFacts | undefined): readonly PlanFinding[] {
  const condition = detailOf(node, 'Filter');
  const { relation } = node;
  if (condition === undefined || !relation || !facts) return [];
  const filters = filtersOf(condition, relation);
  if (node.type === 'Seq Scan') return sequential(node, facts, filters, condition);
  if (/^(?:Index|Bitmap Heap)/.test(node.type)) return filtered(node, facts, filters, condition);
  return [];
}

function sequential(
  node: PlanNode,
  facts: RelationFacts,
  filters: readonly Filter[],
  condition: string,
): readonly PlanFinding[] {
  const { actual } = node;
  const read = actual ? (actual.rows + actual.removedByFilter) * processesOf(node, facts) : facts.rows;
  const kept = actual ? actual.rows : node.rows;
  const all = Math.max(read, facts.rows);
  if (all < largeTable || kept > selective * (actual ? actual.rows + actual.removedByFilter : all)) return [];
  const wrapped = filters.flatMap(filter => wrappedFinding(node, facts, filter));
  if (wrapped.length > 0) return wrapped;
  const columns = indexableColumns(filters, facts);
  const what = `All of ${nameOf(facts)} is read (about ${rowCount(all)}, ${shownBytes(facts.bytes)}) to find ${rowCount(kept)}: ${condition}`;
  const known = facts.indexes.find(index => !index.isPartial && index.keys[0] === quoteName(columns[0] ?? ''));
  return [
    {
      kind: 'sequentialScan',
      node: node.id,
      message: what,
      advice:
        columns.length === 0
          ? 'No plain column is compared with a value here, so that no index of the usual kind helps: see whether the condition can be written as one.'
          : known
            ? `The index ${known.name} begins with ${columns[0]}, and the planner did not choose it: compare with SET enable_seqscan = off, and see whether the statistics are fresh.`
            : `An index on (${columns.join(', ')}) would find these rows.`,
      ...(columns.length > 0 && !known && { sql: indexSql(facts, columns) }),
      source: manual('indexes-intro.html'),
    },
  ];
}

/** A process of a parallel scan reads its part only. */
function processesOf({ actual, label }: PlanNode, facts: RelationFacts): number {
  if (!actual || !label.startsWith('Parallel')) return 1;
  const seen = actual.rows + actual.removedByFilter;
  return seen > 0 ? Math.max(1, Math.min(actual.loops, Math.round(facts.rows / seen))) : 1;
}

/** A column with an index that the condition hides in a function or a cast. */
function wrappedFinding(node: PlanNode, facts: RelationFacts, filter: Filter): readonly PlanFinding[] {
  const [wrap] = wrapsOf(filter, facts.types);
  const column = filter.column.column;
  if (wrap === undefined || !['equality', 'range', 'prefix'].includes(filter.operator)) return [];
  const key = quoteName(column);
  const index = facts.indexes.find(({ keys }) => keys[0] === key);
  if (!index) return [];
  const isCast = wrap.startsWith('::');
  const what = isCast ? `is converted to ${wrap.slice(2)}` : `stands inside of ${wrap}`;
  return [
    {
      kind: isCast ? 'castOnColumn' : 'functionOnColumn',
      node: node.id,
      message: `${column} of ${nameOf(facts)} ${what} before it is compared, so that the index ${index.name} on it cannot be used.`,
      advice: isCast
        ? `Compare with a value of the column's own type, ${facts.types[column] ?? ''}: convert the other side, or give the parameter that type.`
        : 'Compare the column itself (a range of times instead of its day), or make an index on this expression.',
      source: manual('indexes-expressional.html'),
    },
  ];
}

/** The index finds the rows, and most of them are thrown away again. */
function filtered(
  node: PlanNode,
  facts: RelationFacts,
  filters: readonly Filter[],
  condition: string,
): readonly PlanFinding[] {
  const { actual, index } = node;
  if (!actual) return [];
  const removed = actual.removedByFilter * actual.loops;
  if (removed < many || actual.removedByFilter < wasteful * Math.max(actual.rows, 0.1)) return [];
  const columns = indexableColumns(filters, facts);
  const by = index === undefined ? '' : ` found by ${index}`;
  return [
    {
      kind: 'rowsRemoved',
      node: node.id,
      message: `${shownNumber(removed)} rows of ${nameOf(facts)}${by} are thrown away again by the filter, ${shownNumber(actual.rows * actual.loops)} are kept: ${condition}`,
      advice:
        columns.length === 0
          ? 'See whether the filter can be a condition of an index: a partial index with it as its WHERE, or an index on the expression.'
          : `An index that has ${columns.join(', ')} among its keys, too, reads only the rows that are wanted.`,
      source: manual('indexes-multicolumn.html'),
    },
  ];
}

function nameOf({ schema, name }: RelationFacts): string {
  return schema === 'public' ? name : `${schema}.${name}`;
}

function indexSql(facts: RelationFacts, columns: readonly string[]): string {
  const taken = new Set(facts.indexes.map(({ name }) => name));
  return createIndexSql({
    name: newName(facts.name, columns, 'idx', name => taken.has(name)),
    table: quoteQualified(facts, { withPublic: true }),
    keys: columns.map(column => ({ column, order: 'asc', nulls: 'last' })),
    concurrently: true,
  });
}
