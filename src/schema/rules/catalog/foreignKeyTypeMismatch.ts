import type { Column, ForeignKey, Table, TypeRef } from '../../catalog.js';
import { typeSql } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { changeType, columnText } from '../changeType.js';
import { columnOf, foreignKeysOf } from '../tables.js';
import { baseType } from '../types.js';

/** Values of the target that the key cannot hold, or a comparison across types at each check. */
export const foreignKeyTypeMismatch: CatalogRule = {
  id: 'foreign-key-type-mismatch',
  category: 'key',
  level: 'warning',
  title: 'A foreign key has another type than its target',
  looksAt: 'catalog',
  *check(context) {
    for (const table of context.catalog.tables) {
      for (const key of foreignKeysOf(table)) {
        if (key.inherited) continue;
        const target = context.table(key.target.schema, key.target.name);
        if (target) yield* mismatches(context, table, key, target);
      }
    }
  },
};

function* mismatches(context: CatalogContext, table: Table, key: ForeignKey, target: Table): Iterable<Violation> {
  for (const [at, name] of key.columns.entries()) {
    const column = columnOf(table, name);
    const targetName = key.targetColumns[at];
    const other = targetName === undefined ? undefined : columnOf(target, targetName);
    if (!column || !other || !differs(context, column.type, other.type)) continue;
    const [own, wanted] = [typeSql(column.type), typeSql(other.type)];
    const message =
      `${columnText(table, column.name)} is ${own}, but ${columnText(target, other.name)}, to which it refers, is ${wanted}: ` +
      `${consequence(context, column, other)}.`;
    yield {
      message,
      place: column.typePlace ?? column.place,
      table,
      column: column.name,
      objects: [key.name],
      mend: () => mended(context, [table, column], [target, other]),
    };
  }
}

function differs(context: CatalogContext, left: TypeRef, right: TypeRef): boolean {
  const [a, b] = [baseType(context.catalog, left), baseType(context.catalog, right)];
  if (a.array !== b.array) return true;
  const [narrow, wide] = [textLimit(a), textLimit(b)];
  if (narrow !== undefined && wide !== undefined) return narrow < wide;
  return a.name !== b.name;
}

/** `text` and `varchar` are one type with or without a limit: only a limit below the target's matters. */
function textLimit({ name, modifiers }: TypeRef): number | undefined {
  if (name === 'text') return Number.POSITIVE_INFINITY;
  return name === 'character varying' ? (modifiers[0] ?? Number.POSITIVE_INFINITY) : undefined;
}

const widths: Readonly<Record<string, number>> = { smallint: 2, integer: 4, bigint: 8 };

/** The wider type for both: a key that is narrowed today has to be widened when its target grows. */
function mended(context: CatalogContext, own: Side, target: Side): Pick<Violation, 'suggestion' | 'fixes'> {
  const width = ([, { type }]: Side) => widths[baseType(context.catalog, type).name] ?? 0;
  const [[table, column], [, { type }]] = width(own) > width(target) ? [target, own] : [own, target];
  const wanted = typeSql({ ...type, array: false });
  const written = ({ serial }: Column) => (serial && wanted === 'bigint' ? 'bigserial' : undefined);
  return changeType(context, { table, column, type: wanted, written });
}

type Side = readonly [Table, Column];

function consequence({ catalog }: CatalogContext, column: Column, other: Column): string {
  const [a, b] = [baseType(catalog, column.type), baseType(catalog, other.type)];
  const [own, wanted] = [widths[a.name], widths[b.name]];
  if (own && wanted) {
    return own < wanted
      ? 'it cannot hold every value of its target'
      : 'it takes more room than its target can ever fill';
  }
  if (textLimit(a) !== undefined && textLimit(b) !== undefined) return 'it cannot hold every value of its target';
  return 'each check and each join has to convert one to the other';
}
