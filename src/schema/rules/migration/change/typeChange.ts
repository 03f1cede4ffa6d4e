/** What ALTER COLUMN … TYPE costs (ALTER TABLE, Notes). Each row of this was looked at on PostgreSQL 15 and 18 with pg_relation_filenode(). */
import type { Column, Index, Table, TypeRef } from '../../../catalog.js';
import type { SchemaView } from '../../../replay.js';
import type { TableAction } from '../../../tableActions.js';

export type SetType = Extract<TableAction, { readonly action: 'setType' }>;

export interface TypeChange {
  /** `session`: timestamp ↔ timestamptz, which is rewritten unless the session's TimeZone is UTC. `unknown`: the old type is not known. */
  readonly effect: 'none' | 'rewrite' | 'session' | 'unknown';
  readonly from?: TypeRef;
  /** Indexes that are built anew though the table is not rewritten. */
  readonly rebuilt: readonly string[];
  /** CHECK constraints that are looked at for each row again though the table is not rewritten. */
  readonly rechecked: readonly string[];
}

export function typeChange(view: SchemaView, table: Table | undefined, action: SetType): TypeChange {
  const column = table?.columns.find(({ name }) => name === action.column);
  if (!table || !column) return { effect: 'unknown', rebuilt: [], rechecked: [] };
  const effect = isPlainUsing(action) ? effectOf(column.type, action.type, view) : 'rewrite';
  const from = column.type;
  if (effect === 'rewrite') return { effect, from, rebuilt: [], rechecked: [] };
  const collates = action.collation !== undefined && action.collation !== column.collation;
  const family = operators(column.type.name) !== operators(action.type.name);
  return {
    effect,
    from,
    rebuilt: table.indexes.filter(index => isRebuilt(index, column, collates || family)).map(({ name }) => name),
    rechecked: table.constraints
      .filter(constraint => constraint.kind === 'check' && constraint.expression.columns.includes(column.name))
      .map(({ name }) => name),
  };
}

/** USING with nothing but the column, or the cast that would be made anyway. */
function isPlainUsing({ column, typeSpan, span, using, type }: SetType): boolean {
  if (!using) return true;
  const text = using.text.replace(/[\s()"]/g, '').toLowerCase();
  const name = column.toLowerCase();
  if (text === name) return true;
  if (typeSpan.end <= typeSpan.start || span.end <= span.start) return false;
  return [type.name, ...(aliases[type.name] ?? [])].some(alias => {
    const cast = `${alias.replaceAll(' ', '')}${type.modifiers.join(',')}`;
    return text === `${name}::${cast}` || text === `cast${name}as${cast}`;
  });
}

const aliases: Readonly<Record<string, readonly string[]>> = {
  'character varying': ['varchar'],
  'timestamp with time zone': ['timestamptz'],
  'timestamp without time zone': ['timestamp'],
  numeric: ['decimal'],
};

function effectOf(from: TypeRef, to: TypeRef, view: SchemaView): TypeChange['effect'] {
  const [old, domain] = [baseOf(from, view), view.type?.(to)];
  if (domain?.kind === 'domain') {
    if (from.name === to.name && from.array === to.array) return 'none';
    if (to.array || domain.notNull || domain.checks.length > 0) return 'rewrite';
    return effectOf(old, domain.base, view);
  }
  if (sameType(old, to)) return 'none';
  if (old.array || to.array)
    return old.array && to.array && old.name === to.name && to.modifiers.length === 0 ? 'none' : 'rewrite';
  if (old.name === to.name) return limitEffect(old, to);
  if (isTimestamp(old.name) && isTimestamp(to.name)) return (to.modifiers[0] ?? 6) >= 6 ? 'session' : 'rewrite';
  const coercible = binaryCoercible.has(`${old.name} → ${to.name}`);
  return coercible && to.modifiers.length === 0 ? 'none' : 'rewrite';
}

/** A domain is stored as its base type, but the server does not look at the limit of its length: a new one is always checked. */
function baseOf(type: TypeRef, view: SchemaView): TypeRef {
  const found = view.type?.(type);
  return found?.kind === 'domain' && !type.array ? { ...found.base, modifiers: [] } : type;
}

function sameType(a: TypeRef, b: TypeRef): boolean {
  return a.name === b.name && a.array === b.array && a.modifiers.join() === b.modifiers.join();
}

const isTimestamp = (name: string): boolean =>
  name.startsWith('timestamp ') || name === 'timestamp' || name === 'timestamptz';

/** Casts WITHOUT FUNCTION of pg_cast, as far as columns are changed that way; not `character`, which is padded. */
const binaryCoercible: ReadonlySet<string> = new Set([
  'character varying → text',
  'text → character varying',
  'citext → text',
  'citext → character varying',
  'text → citext',
  'character varying → citext',
  'cidr → inet',
  'integer → oid',
  'oid → integer',
  'xml → text',
  'xml → character varying',
  'bit → bit varying',
]);

/** The same type with another length, precision or scale: fine when every value that was allowed still is. */
function limitEffect({ name, modifiers: from }: TypeRef, { modifiers: to }: TypeRef): 'none' | 'rewrite' {
  const grows = (() => {
    if (name === 'character varying' || name === 'bit varying')
      return to.length === 0 || (from.length > 0 && to[0]! >= from[0]!);
    if (name === 'numeric') {
      return to.length === 0 || (from.length > 0 && to[0]! >= from[0]! && (to[1] ?? 0) === (from[1] ?? 0));
    }
    if (/^(?:timestamp|time|interval)\b/.test(name)) return (to[0] ?? 6) >= (from[0] ?? 6);
    return false;
  })();
  return grows ? 'none' : 'rewrite';
}

/** Types that share the operators of their indexes. */
function operators(name: string): string {
  if (name === 'character varying') return 'text';
  if (name === 'cidr') return 'inet';
  return name;
}

/** An index with expressions or a predicate is always built anew when a column in it is; the others only for another order. */
function isRebuilt(index: Index, { name }: Column, otherOrder: boolean): boolean {
  const inKeys = index.keys.some(key => key.column === name);
  const inExpressions = index.keys.some(({ expression }) => expression?.columns.includes(name));
  const inPredicate = index.predicate?.columns.includes(name) ?? false;
  if (!inKeys && !inExpressions && !inPredicate) return false;
  return otherOrder || index.predicate !== undefined || index.keys.some(({ expression }) => expression !== undefined);
}
