/** SQL of constraints that are added to tables with rows. */
import type { ConstraintSpec } from '../../../constraintSpec.js';
import { newName, quoteName, quoteNames } from '../../../print.js';
import type { MigrationContext } from '../../../rule.js';
import { type Target, textOf } from './target.js';

export interface ConstraintText {
  /** As it is, or as PostgreSQL would choose it. */
  readonly name: string;
  /** `CONSTRAINT name CHECK (…)`, as an ALTER TABLE … ADD takes it. */
  readonly sql: string;
  /** What has to be put before the constraint to give it this name; empty when it has one. */
  readonly prefix: string;
}

/** The constraint with a name, so that it can be validated later. `column`: it is written in this column's definition. */
export function namedConstraint(
  context: MigrationContext,
  target: Target,
  constraint: ConstraintSpec,
  column?: string,
): ConstraintText {
  const name = constraint.name ?? chooseName(target, constraint, column);
  const prefix = constraint.name === undefined ? `CONSTRAINT ${quoteName(name)} ` : '';
  const text = textOf(context, constraint.span);
  if (column === undefined || constraint.kind === 'check') return { name, sql: `${prefix}${text}`, prefix };
  // REFERENCES, UNIQUE and PRIMARY KEY of a column do not name it.
  const own = `CONSTRAINT ${quoteName(name)} `;
  const body = text.replace(/^constraint\s+(?:"(?:[^"]|"")+"|\S+)\s+/i, '');
  const list = `(${quoteName(column)})`;
  if (constraint.kind === 'foreignKey') return { name, sql: `${own}FOREIGN KEY ${list} ${body}`, prefix };
  if (constraint.kind === 'unique' || constraint.kind === 'primaryKey') {
    return {
      name,
      sql: `${own}${body.replace(/^(?:unique(?:\s+nulls\s+(?:not\s+)?distinct)?|primary\s+key)/i, `$& ${list}`)}`,
      prefix,
    };
  }
  return { name, sql: `${own}${body}`, prefix };
}

const suffixes: Readonly<Record<ConstraintSpec['kind'], string>> = {
  primaryKey: 'pkey',
  unique: 'key',
  foreignKey: 'fkey',
  check: 'check',
  exclusion: 'excl',
  notNull: 'not_null',
};

function chooseName({ table, name }: Target, constraint: ConstraintSpec, column: string | undefined): string {
  const taken = new Set([...(table?.constraints ?? []), ...(table?.indexes ?? [])].map(other => other.name));
  return newName(
    name.name,
    constraint.kind === 'primaryKey' ? [] : columnsOf(constraint, column),
    suffixes[constraint.kind],
    other => taken.has(other),
  );
}

/** The columns that name it. */
function columnsOf(constraint: ConstraintSpec, column: string | undefined): readonly string[] {
  if (column !== undefined) return [column];
  if (constraint.kind === 'check') {
    // PostgreSQL puts the column into the name when there is one alone.
    const { columns } = constraint.expression;
    return columns.length === 1 ? columns : [];
  }
  if (constraint.kind === 'exclusion') return constraint.keys.flatMap(key => key.column ?? []);
  return constraint.columns;
}

/** `ALTER TABLE t VALIDATE CONSTRAINT c;` */
export function validateSql({ sql }: Target, name: string): string {
  return `ALTER TABLE ${sql} VALIDATE CONSTRAINT ${quoteName(name)};`;
}

/** `CREATE UNIQUE INDEX CONCURRENTLY …;` and the constraint that takes the index over. */
export function uniqueIndexSql(
  target: Target,
  name: string,
  constraint: ConstraintSpec & { readonly kind: 'unique' | 'primaryKey' },
): string[] {
  const include = constraint.include.length > 0 ? ` INCLUDE (${quoteNames(constraint.include)})` : '';
  const nulls = constraint.nullsNotDistinct ? ' NULLS NOT DISTINCT' : '';
  const kind = constraint.kind === 'unique' ? 'UNIQUE' : 'PRIMARY KEY';
  const deferrable = constraint.deferrable ? ' DEFERRABLE' : '';
  return [
    `CREATE UNIQUE INDEX CONCURRENTLY ${quoteName(name)} ON ${target.sql} (${quoteNames(constraint.columns)})${include}${nulls};`,
    `ALTER TABLE ${target.sql} ADD CONSTRAINT ${quoteName(name)} ${kind} USING INDEX ${quoteName(name)}${deferrable};`,
  ];
}
