/** Constraints of tables and columns (CREATE TABLE and ALTER TABLE in the PostgreSQL manual). */
import type { Constraint } from '@pgsql/types';
import type { IndexKey, ReferentialAction } from '../catalog.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import { readExpression } from './expressions.js';
import { readIndexKeys } from './indexKeys.js';
import { relationName } from './names.js';
import { nodesOf, strings } from './nodes.js';
import { closingAt, elementEnd, findWord, indexAt, isSign, isWords, nameAt, type Source, spanOf } from './source.js';

/** What is known of the place that a constraint stands in. */
export interface ConstraintPlace {
  /** Its tokens: from CONSTRAINT or its first word to before the comma or what comes next. */
  readonly from: number;
  readonly to: number;
  readonly table: string;
  /** The column that it is written in. */
  readonly column?: string;
  /** DEFERRABLE and NOT ENFORCED after a column's constraint, which the parser gives as constraints of their own. */
  readonly attributes?: readonly Constraint[];
}

const actions: Readonly<Record<string, ReferentialAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

/** An element of a table's list, or what ADD adds. */
export function readTableConstraint(source: Source, constraint: Constraint, table: string): ConstraintSpec | undefined {
  const from = indexAt(source, source.at(constraint.location));
  return readConstraint(source, constraint, { from, to: elementEnd(source, from), table });
}

/** Undefined for what is no constraint to us: NULL, DEFAULT, identity… */
export function readConstraint(
  source: Source,
  constraint: Constraint,
  place: ConstraintPlace,
): ConstraintSpec | undefined {
  const kind = kindOf(source, constraint, place);
  return kind && { ...baseOf(source, constraint, place), ...kind };
}

/** After `CONSTRAINT name`. */
export function afterConstraintName(source: Source, from: number): number {
  return isWords(source, from, 'constraint') ? nameAt(source, from + 1).next : from;
}

function baseOf(source: Source, constraint: Constraint, { from, to, column, attributes = [] }: ConstraintPlace) {
  const { conname, deferrable = false, initdeferred = false, skip_validation = false } = constraint;
  const has = (kind: Constraint['contype']) => attributes.some(({ contype }) => contype === kind);
  return {
    ...(conname !== undefined && { name: conname }),
    ...(conname !== undefined && isWords(source, from, 'constraint') && { nameSpan: nameAt(source, from + 1).span }),
    span: spanOf(source, from, to),
    inline: column !== undefined,
    deferrable: deferrable || initdeferred || has('CONSTR_ATTR_DEFERRABLE') || has('CONSTR_ATTR_DEFERRED'),
    notValid: skip_validation || has('CONSTR_ATTR_NOT_ENFORCED'),
  };
}

function kindOf(source: Source, constraint: Constraint, place: ConstraintPlace) {
  const { column } = place;
  const columns = (keys: Constraint['keys']) => (keys ? strings(keys) : column === undefined ? [] : [column]);
  switch (constraint.contype) {
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
      return {
        kind: constraint.contype === 'CONSTR_PRIMARY' ? ('primaryKey' as const) : ('unique' as const),
        columns: columns(constraint.keys),
        include: strings(constraint.including),
        nullsNotDistinct: constraint.nulls_not_distinct ?? false,
        ...(constraint.indexname !== undefined && { usingIndex: constraint.indexname }),
      };
    case 'CONSTR_FOREIGN':
      return {
        kind: 'foreignKey' as const,
        columns: columns(constraint.fk_attrs),
        target: relationName(source, constraint.pktable),
        targetColumns: strings(constraint.pk_attrs),
        onDelete: actions[constraint.fk_del_action ?? 'a'] ?? 'no action',
        onUpdate: actions[constraint.fk_upd_action ?? 'a'] ?? 'no action',
        onDeleteWritten: isOnDeleteWritten(source, place),
      };
    case 'CONSTR_CHECK':
      return {
        kind: 'check' as const,
        expression: bracketed(source, constraint.raw_expr, place, 'check'),
        noInherit: constraint.is_no_inherit ?? false,
      };
    case 'CONSTR_EXCLUSION':
      return readExclusion(source, constraint, place);
    case 'CONSTR_NOTNULL': {
      // A plain NOT NULL is told by its column.
      const isPlain = column !== undefined && constraint.conname === undefined;
      return isPlain ? undefined : { kind: 'notNull' as const, columns: columns(constraint.keys) };
    }
    default:
      return undefined;
  }
}

/** The expression in brackets after a word. */
export function bracketed(
  source: Source,
  node: Constraint['raw_expr'],
  { from, to, table }: Pick<ConstraintPlace, 'from' | 'to' | 'table'>,
  word: string,
) {
  let open = Math.max(findWord(source, from, to, word), from);
  while (open < to && !isSign(source, open, '(')) open++;
  return readExpression(source, node, spanOf(source, open + 1, closingAt(source, open)), table);
}

function isOnDeleteWritten(source: Source, { from, to }: ConstraintPlace): boolean {
  for (let at = findWord(source, from, to, 'on'); at >= 0; at = findWord(source, at + 1, to, 'on')) {
    if (isWords(source, at, 'on', 'delete')) return true;
  }
  return false;
}

function readExclusion(source: Source, constraint: Constraint, { from, to, table }: ConstraintPlace) {
  const { exclusions, access_method = 'gist', where_clause } = constraint;
  const elements = nodesOf(exclusions, 'List').flatMap(({ items }) => nodesOf(items, 'IndexElem'));
  let open = Math.max(findWord(source, from, to, 'exclude'), from);
  while (open < to && !isSign(source, open, '(')) open++;
  const keys: IndexKey[] = readIndexKeys(source, elements, open, table);
  return {
    kind: 'exclusion' as const,
    method: access_method,
    keys,
    ...(where_clause && { predicate: bracketed(source, where_clause, { from: open, to, table }, 'where') }),
  };
}
