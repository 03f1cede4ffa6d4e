/** Queries that find the rows which a change would fail on: for people, in reasons of hazards. */
import type { ObjectOf } from '../../inventory.js';
import { quoteName } from '../../print.js';
import { splitList } from './splitList.js';

type Constraint = ObjectOf<'constraint'>;

/** Rows that contradict a constraint; undefined: no short query tells them. */
export function contradicting({ is }: Constraint): string | undefined {
  const columns = is.columns.map(name => quoteName(name));
  switch (is.type) {
    case 'primaryKey':
    case 'unique':
      return equalRows(is.table, columns, !is.definition.startsWith('UNIQUE NULLS NOT DISTINCT'));
    case 'check': {
      const [, expression] =
        /^CHECK (\(.*\))(?: NO INHERIT)?(?: NOT ENFORCED)?(?: NOT VALID)?$/s.exec(is.definition) ?? [];
      return expression && `SELECT * FROM ${is.table} WHERE ${expression} IS FALSE`;
    }
    case 'foreignKey':
      return orphans(is);
    default:
      return undefined;
  }
}

function orphans({ table, columns, references, definition }: Constraint['is']): string | undefined {
  const start = `FOREIGN KEY (${columns.map(name => quoteName(name)).join(', ')}) REFERENCES ${references}(`;
  if (references === undefined || !definition.startsWith(start)) return undefined;
  const others = splitList(definition.slice(start.length));
  if (others.length !== columns.length) return undefined;
  const own = columns.map(name => `child.${quoteName(name)}`);
  const pairs = own.map((column, at) => `parent.${others[at]} = ${column}`);
  const given = own.map(column => `${column} IS NOT NULL`).join(' AND ');
  return `SELECT child.* FROM ${table} child WHERE ${given} AND NOT EXISTS (SELECT FROM ${references} parent WHERE ${pairs.join(' AND ')})`;
}

/** Rows that are equal in the keys of a unique index. */
export function equalInIndex({ is }: ObjectOf<'index'>): string | undefined {
  const [, list = '', rest = ''] = /^.*? USING btree \((.*)$/s.exec(is.create) ? split(is.create) : [];
  const keys = splitList(list).map(key => /^(\(.*\)|"(?:[^"]|"")*"|[\w$]+(?:\(.*\))?)/s.exec(key)?.[1]);
  if (keys.length === 0 || keys.some(key => key === undefined)) return undefined;
  const [, predicate] = / WHERE (.*)$/s.exec(rest) ?? [];
  return equalRows(is.table, keys as string[], !rest.includes(' NULLS NOT DISTINCT'), predicate);
}

function split(create: string): readonly [string, string, string] {
  const open = create.indexOf(' USING btree (') + ' USING btree ('.length;
  const inner = create.slice(open);
  const list = splitList(inner);
  const length = list.join(', ').length;
  return ['', inner.slice(0, length + 1), inner.slice(length)];
}

function equalRows(table: string, keys: readonly string[], nullsDiffer: boolean, predicate?: string): string {
  const conditions = [
    ...(predicate === undefined ? [] : [predicate]),
    ...(nullsDiffer ? keys.map(key => `${key} IS NOT NULL`) : []),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const list = keys.join(', ');
  return `SELECT ${list}, count(*) FROM ${table}${where} GROUP BY ${list} HAVING count(*) > 1`;
}
