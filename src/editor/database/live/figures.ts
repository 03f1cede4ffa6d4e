/** Figures of databases beside the SQL that made them: which table of a file is which of a database. Pure. */
import * as z from 'zod/mini';
import type { SchemaSymbol } from '../../../schema/service/schemaMessages.js';
import type { Position, Range } from '../../../text/finding.js';

const Named = z.object({ name: z.string(), hover: z.string() });
const Table = z.object({
  schema: z.string(),
  name: z.string(),
  /** Of a lens. */
  title: z.string(),
  /** Markdown in which all text of the database is escaped. */
  hover: z.string(),
  indexes: z.array(Named),
  columns: z.array(Named),
});
const Kept = z.object({ about: z.string(), takenAt: z.string(), tables: z.array(Table) });

export type Figures = z.infer<typeof Kept>;
export type TableFigures = z.infer<typeof Table>;

/** Figures of one database, to be asked by name. */
export interface KnownFigures {
  /** The connection, as it was described then. */
  readonly about: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  /** By schema and name. */
  readonly tables: ReadonlyMap<string, TableFigures>;
}

/** @param json what was kept. @returns undefined for what this version cannot read. */
export function readFigures(json: string): KnownFigures | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  const read = Kept.safeParse(value);
  const takenAt = read.success ? Date.parse(read.data.takenAt) : Number.NaN;
  if (!read.success || Number.isNaN(takenAt)) return undefined;
  const { about, tables } = read.data;
  return { about, takenAt, tables: new Map(tables.map(table => [keyOf(table.schema, table.name), table])) };
}

/**
 * The table that a name in a file stands for, with `public` as the search path.
 * @param written `orders`, `app.orders`: as outlines show it, without quotes.
 * @param setsPath the file says itself where names without a schema belong.
 * @returns undefined when there is none, or when it could be another one.
 */
export function tableNamed(figures: KnownFigures, written: string, setsPath: boolean): TableFigures | undefined {
  // A dot may stand between schema and name, or within a name.
  const names = [...written].flatMap((letter, at) => (letter === '.' ? [at] : []));
  const qualified = names.flatMap(at => figures.tables.get(keyOf(written.slice(0, at), written.slice(at + 1))) ?? []);
  const plain = setsPath ? undefined : figures.tables.get(keyOf('public', written));
  const found = [...qualified, ...(plain ? [plain] : [])];
  return found.length === 1 ? found[0] : undefined;
}

function keyOf(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}

/** Whether names without a schema may belong elsewhere than to `public`. What dumps set, the empty path, changes nothing. */
export function setsSearchPath(sql: string): boolean {
  return /\bsearch_path\b(?!'?\s*,\s*'')/i.test(sql);
}

/** A CREATE TABLE that stays: neither ALTER TABLE, which outlines show as a table as well, nor one of a session. */
export function isCreated({ kind, detail }: SchemaSymbol): boolean {
  return kind === 'table' && !/^(?:alter|temporary)\b/.test(detail);
}

/** The symbols around a name, from the outermost to the one whose name stands at the position; empty when there is none. */
export function symbolsAt(symbols: readonly SchemaSymbol[], position: Position): readonly SchemaSymbol[] {
  for (const symbol of symbols) {
    if (!holds(symbol.range, position)) continue;
    const below = symbolsAt(symbol.children, position);
    if (below.length > 0) return [symbol, ...below];
    if (holds(symbol.nameRange, position)) return [symbol];
  }
  return [];
}

function holds({ start, end }: Range, position: Position): boolean {
  return !isBefore(position, start) && !isBefore(end, position);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/**
 * What is known of the thing that a name was made for, as Markdown.
 * @param chain of `symbolsAt`.
 */
export function hoverOf(figures: KnownFigures, chain: readonly SchemaSymbol[], setsPath: boolean): string | undefined {
  const symbol = chain.at(-1);
  const [outer] = chain;
  if (!symbol || !outer) return undefined;
  if (symbol.kind === 'index') return indexHover(figures, symbol, setsPath);
  if (outer.kind !== 'table') return undefined;
  const table = tableNamed(figures, outer.name, setsPath);
  if (symbol === outer) return table?.hover;
  return symbol.kind === 'column' ? table?.columns.find(({ name }) => name === symbol.name)?.hover : undefined;
}

/** Names of indexes are those of one table: its detail says which (`on orders (user_id)`). */
function indexHover(figures: KnownFigures, { name, detail }: SchemaSymbol, setsPath: boolean): string | undefined {
  const found = [...figures.tables.values()].flatMap(table => {
    const index = table.indexes.find(one => one.name === name);
    const isOn = [table.name, `${table.schema}.${table.name}`].some(own => detail.includes(`on ${own} (`));
    return index && isOn && tableNamed(figures, onTable(table, detail), setsPath) === table ? [index.hover] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

function onTable({ schema, name }: TableFigures, detail: string): string {
  return detail.includes(`on ${schema}.${name} (`) ? `${schema}.${name}` : name;
}
