/** How large an index would be. Tests hold it against indexes that PostgreSQL made. */
import type { Candidate } from './candidates.js';
import type { LiveTable } from './tables.js';

const page = 8192;
/** Header, and the special space at the end (src/include/storage/bufpage.h, access/nbtree.h). */
const usable = page - 24 - 16;
/** Pages of a new B-tree are filled so far (manual, CREATE INDEX, "fillfactor"). */
const fill = 0.9;

/** Bytes; `rows` of the table when it is not all of it (a partition). */
export function indexBytes(candidate: Candidate, rows = candidate.table.rows): number {
  const entries = rows * candidate.fraction;
  return page * (candidate.method === 'gin' ? invertedPages(candidate, entries) : treePages(candidate, entries));
}

function treePages({ table, keys, include }: Candidate, entries: number): number {
  const names = [...keys.map(key => key.column ?? key.expression?.columns[0] ?? ''), ...include];
  const columns = names.map(name => columnOf(table, name));
  const width = columns.reduce((sum, { width: one, align }) => Math.ceil(sum / align) * align + one, 0);
  const hasNulls = columns.some(({ nulls }) => nulls > 0);
  const tuple = align8(8 + (hasNulls ? 8 : 0) + width);
  const distinct = Math.min(
    entries,
    keys.reduce((product, key) => product * distinctOf(table, key.column ?? key.expression?.columns[0] ?? ''), 1),
  );
  const each = distinct > 0 ? entries / distinct : 1;
  const isShared = include.length === 0 && each >= 2 && columns.every(({ isExact }) => isExact);
  // Equal keys share one tuple with a list of rows: 6 bytes each, lists of up to a tenth of a page (manual, "Deduplication").
  const perList = Math.max(2, Math.floor((page / 10 - tuple) / 6));
  const bytes = isShared ? distinct * (Math.ceil(each / perList) * (tuple + 4) + each * 6) : entries * (tuple + 4);
  const leaves = Math.max(1, Math.ceil(bytes / (usable * fill)));
  const above = leaves > 1 ? Math.ceil(leaves / Math.max(2, Math.floor(usable / (tuple + 4)))) + 1 : 0;
  return 1 + leaves + above;
}

const align8 = (bytes: number): number => Math.ceil(bytes / 8) * 8;

interface Width {
  readonly width: number;
  readonly align: number;
  readonly nulls: number;
  /** Equal values look the same, so that they may share a tuple: not so for numeric, float and jsonb. */
  readonly isExact: boolean;
}

function columnOf(table: LiveTable, name: string): Width {
  const column = table.columns.find(one => one.name === name);
  const type = column?.type ?? 'text';
  const fixed = fixedWidths.find(([pattern]) => pattern.test(type))?.[1];
  const width = fixed ?? column?.statistics?.width ?? 32;
  return {
    width,
    align: fixed === undefined ? 1 : Math.min(8, fixed),
    nulls: column?.statistics?.nullFraction ?? 0,
    isExact: !/^(?:numeric|real|double precision|jsonb|float)/.test(type),
  };
}

const fixedWidths: readonly (readonly [RegExp, number])[] = [
  [/^(?:bigint|timestamp|time without|double precision|money)/, 8],
  [/^(?:integer|date|real|oid)/, 4],
  [/^smallint/, 2],
  [/^boolean/, 1],
];

/** Numbers and keys of no statistics: taken for different in each row. */
function distinctOf(table: LiveTable, name: string): number {
  return table.columns.find(one => one.name === name)?.statistics?.distinct ?? table.rows;
}

/**
 * A rough number, within a factor of three: how many different elements there are nobody counted. Lists of rows are compressed to two or
 * three bytes a row (src/backend/access/gin/ginpostinglist.c).
 */
function invertedPages({ table, keys }: Candidate, entries: number): number {
  const [key] = keys;
  const column = table.columns.find(({ name }) => name === (key?.column ?? key?.expression?.columns[0]));
  const width = column?.statistics?.width ?? 64;
  const perRow = column?.statistics?.elements ?? (key?.opclass === 'gin_trgm_ops' ? width : Math.max(1, width / 12));
  return Math.max(2, Math.ceil((entries * perRow * 3) / (usable * fill)));
}

/** Entries that one row has in it: what a written row costs. */
export function entriesPerRow({ method, table, keys }: Candidate): number {
  if (method === 'btree') return 1;
  const [key] = keys;
  const column = table.columns.find(({ name }) => name === (key?.column ?? key?.expression?.columns[0]));
  const width = column?.statistics?.width ?? 64;
  return Math.max(1, column?.statistics?.elements ?? (key?.opclass === 'gin_trgm_ops' ? width : width / 12));
}
