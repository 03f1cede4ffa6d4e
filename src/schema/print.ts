/** SQL text: identifiers, literals, types and indexes as they have to be written so that the server reads back the same. */
import type { Dialect, Index, IndexKey, Name, TypeRef } from './catalog.js';
import { columnNameWords, reservedWords } from './keywords.js';

/** PostgreSQL cuts longer names off silently (NAMEDATALEN - 1, manual §4.1.1). */
export const longestName = 63;

/**
 * A name with quotes only where they are needed: upper case, odd characters, key words. PostgreSQL's rules are those of its own
 * quote_ident; the other dialects quote a little more often than they must.
 */
export function quoteName(name: string, dialect: Dialect = 'postgresql'): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !reservedWords.has(name) && !columnNameWords.has(name)) return name;
  if (dialect === 'mysql' || dialect === 'mariadb') return `\`${name.replaceAll('`', '``')}\``;
  if (dialect === 'transactsql') return `[${name.replaceAll(']', ']]')}]`;
  return `"${name.replaceAll('"', '""')}"`;
}

/** Names in a list, as in keys: `a, "B"`. */
export function quoteNames(names: readonly string[], dialect: Dialect = 'postgresql'): string {
  return names.map(name => quoteName(name, dialect)).join(', ');
}

/** `orders`, or `app.orders` outside of `public`, or `public.orders` when asked for. */
export function quoteQualified(
  { schema, name }: Name,
  options: { dialect?: Dialect; withPublic?: boolean } = {},
): string {
  const { dialect = 'postgresql', withPublic = false } = options;
  const plain = quoteName(name, dialect);
  return schema === '' || (schema === 'public' && !withPublic) ? plain : `${quoteName(schema, dialect)}.${plain}`;
}

/** A name for people, without quotes: `orders`, `app.orders`. */
export function displayName({ schema, name }: Name): string {
  return schema === '' || schema === 'public' ? name : `${schema}.${name}`;
}

/** A string constant. With a backslash it becomes an `E''` string, which means the same whatever standard_conforming_strings says. */
export function quoteLiteral(value: string): string {
  const doubled = value.replaceAll("'", "''");
  return doubled.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** A type as PostgreSQL prints it: `numeric(10,2)`, `timestamp(3) with time zone`, `app."Status"[]`. */
export function typeSql({ name, modifiers, array, schema }: TypeRef): string {
  const list = modifiers.length ? `(${modifiers.join(',')})` : '';
  const [, first = '', rest = ''] = /^(timestamp|time)( with(?:out)? time zone)$/.exec(name) ?? [];
  const base = first ? `${first}${list}${rest}` : `${userTypeSql(name, schema)}${list}`;
  return array ? `${base}[]` : base;
}

function userTypeSql(name: string, schema: string | undefined): string {
  // format_type's own words for built-in types, which may hold blanks and are never quoted; or a name that is quoted already.
  if (/^[a-z_][a-z0-9_]*( [a-z0-9_ ]+)?$/.test(name) || name.includes('"')) return name;
  if (schema !== undefined && name.startsWith(`${schema}.`))
    return quoteQualified({ schema, name: name.slice(schema.length + 1) });
  const dot = name.indexOf('.');
  if (dot > 0) return quoteQualified({ schema: name.slice(0, dot), name: name.slice(dot + 1) });
  return quoteName(name);
}

export interface NewIndex {
  readonly name: string;
  /** As it is to be written: with quotes, and with its schema where that is needed. */
  readonly table: string;
  readonly keys: readonly IndexKey[];
  readonly method?: string;
  readonly include?: readonly string[];
  readonly unique?: boolean;
  readonly nullsNotDistinct?: boolean;
  /** SQL after WHERE. */
  readonly predicate?: string;
  readonly concurrently?: boolean;
}

/** `CREATE INDEX …;` with its semicolon. */
export function createIndexSql(index: NewIndex, dialect: Dialect = 'postgresql'): string {
  const words = ['CREATE', ...(index.unique ? ['UNIQUE'] : []), 'INDEX'];
  if (index.concurrently) words.push('CONCURRENTLY');
  words.push(quoteName(index.name, dialect), 'ON', index.table);
  if (index.method !== undefined && index.method !== 'btree') words.push('USING', index.method);
  words.push(`(${index.keys.map(key => indexKeySql(key, dialect)).join(', ')})`);
  if (index.include?.length) words.push(`INCLUDE (${quoteNames(index.include, dialect)})`);
  if (index.nullsNotDistinct) words.push('NULLS NOT DISTINCT');
  if (index.predicate !== undefined) words.push('WHERE', index.predicate);
  return `${words.join(' ')};`;
}

/** What a catalog's index would be written as. */
export function indexSql(index: Index, table: string, dialect: Dialect = 'postgresql'): string {
  const { predicate, ...rest } = index;
  return createIndexSql({ ...rest, table, ...(predicate && { predicate: predicate.text }) }, dialect);
}

function indexKeySql(key: IndexKey, dialect: Dialect): string {
  const words = [key.column === undefined ? `(${key.expression?.text ?? ''})` : quoteName(key.column, dialect)];
  if (key.collation !== undefined) words.push('COLLATE', quoteName(key.collation, dialect));
  if (key.opclass !== undefined) words.push(key.opclass);
  if (key.order === 'desc') words.push('DESC');
  const usual = key.order === 'desc' ? 'first' : 'last';
  if (key.nulls !== usual && dialect === 'postgresql') words.push('NULLS', key.nulls.toUpperCase());
  return words.join(' ');
}

/** A plain ascending key for each column. */
export function columnKeys(columns: readonly string[]): IndexKey[] {
  return columns.map(column => ({ column, order: 'asc', nulls: 'last' }));
}

/**
 * A name as PostgreSQL makes them (`orders_customer_id_idx`), at most 63 bytes: the longer of table and columns is cut first. A number
 * is added while `taken` knows the name.
 */
export function newName(
  table: string,
  columns: readonly string[],
  suffix: string,
  taken: (name: string) => boolean,
): string {
  for (let count = 0; ; count++) {
    const name = objectName(table, columns.join('_'), count === 0 ? suffix : `${suffix}${count}`);
    if (!taken(name)) return name;
  }
}

/** makeObjectName of PostgreSQL's src/backend/commands/indexcmds.c, told by what it does. */
function objectName(first: string, second: string, suffix: string): string {
  let [left, right] = [first, second];
  const room = longestName - byteLength(suffix) - (second ? 2 : 1);
  while (byteLength(left) + byteLength(right) > room) {
    if (byteLength(left) > byteLength(right)) left = withoutLast(left);
    else right = withoutLast(right);
  }
  return [left, ...(right ? [right] : []), suffix].join('_');
}

const withoutLast = (text: string): string => [...text].slice(0, -1).join('');

/** Length in UTF-8, which is how PostgreSQL counts names. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** The name that the server keeps: cut after 63 bytes, never inside of a character. */
export function truncateName(name: string): string {
  if (name.length <= longestName && byteLength(name) <= longestName) return name;
  let bytes = 0;
  let end = 0;
  for (const character of name) {
    bytes += byteLength(character);
    if (bytes > longestName) break;
    end += character.length;
  }
  return name.slice(0, end);
}
