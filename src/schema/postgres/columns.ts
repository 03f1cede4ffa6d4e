/** Column definitions of CREATE TABLE and ADD COLUMN. */
import type { ColumnDef, Constraint } from '@pgsql/types';
import type { ColumnSpec, Span } from '../commands.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import { afterConstraintName, bracketed, type ConstraintPlace, readConstraint } from './constraints.js';
import { readExpression } from './expressions.js';
import { lastPart } from './names.js';
import { nodesOf } from './nodes.js';
import { elementEnd, findWord, indexAt, type Source, spanOf } from './source.js';
import { readType } from './types.js';

export interface ReadColumn {
  readonly column: ColumnSpec;
  readonly constraints: readonly ConstraintSpec[];
}

export function readColumn(source: Source, definition: ColumnDef, table: string): ReadColumn {
  const from = indexAt(source, source.at(definition.location));
  const to = elementEnd(source, from);
  const parts = partsOf(source, definition, to);
  const name = definition.colname ?? '';
  let column: ColumnSpec = {
    name,
    nameSpan: spanOf(source, from, from + 1),
    span: spanOf(source, from, to),
    type: readType(definition.typeName),
    typeSpan: typeSpan(source, definition, from, parts[0]?.from ?? to),
    notNull: false,
    ...collationOf(definition),
  };
  const constraints: ConstraintSpec[] = [];
  for (const { constraint, ...place } of parts) {
    if (!constraint) continue;
    const inColumn = { ...place, table, column: name };
    const spec = readConstraint(source, constraint, inColumn);
    if (spec) constraints.push(spec);
    column = { ...column, ...propertyOf(source, constraint, inColumn) };
  }
  return { column, constraints };
}

export function collationOf({ collClause }: ColumnDef): { readonly collation?: string } {
  const collation = lastPart(collClause?.collname);
  return collation === undefined ? {} : { collation };
}

interface Part {
  readonly from: number;
  readonly to: number;
  /** Undefined: it is the COLLATE clause. */
  readonly constraint?: Constraint;
  readonly attributes: readonly Constraint[];
}

/** What follows the type, each up to the next. */
function partsOf(source: Source, { constraints, collClause }: ColumnDef, to: number): Part[] {
  const parts: { start: number; constraint?: Constraint; attributes: Constraint[] }[] = [];
  for (const constraint of nodesOf(constraints, 'Constraint')) {
    if (constraint.contype?.startsWith('CONSTR_ATTR')) parts.at(-1)?.attributes.push(constraint);
    else parts.push({ start: constraint.location ?? 0, constraint, attributes: [] });
  }
  if (collClause) parts.push({ start: collClause.location ?? 0, attributes: [] });
  parts.sort((a, b) => a.start - b.start);
  const starts = parts.map(({ start }) => indexAt(source, source.at(start)));
  return parts.map(({ constraint, attributes }, at) => ({
    from: starts[at]!,
    to: starts[at + 1] ?? to,
    ...(constraint && { constraint }),
    attributes,
  }));
}

/** Empty after the name when no type was written. */
function typeSpan(source: Source, definition: ColumnDef, from: number, to: number): Span {
  const { typeName, storage_name, compression, fdwoptions } = definition;
  if (!typeName) {
    const { end } = spanOf(source, from, from + 1);
    return { start: end, end };
  }
  const first = indexAt(source, source.at(typeName.location));
  const hasOptions = storage_name !== undefined || compression !== undefined || fdwoptions !== undefined;
  const options = hasOptions ? findWord(source, first + 1, to, 'storage', 'compression', 'options') : -1;
  return spanOf(source, first, options < 0 ? to : options);
}

function propertyOf(source: Source, constraint: Constraint, place: ConstraintPlace): Partial<ColumnSpec> {
  const span = spanOf(source, place.from, place.to);
  switch (constraint.contype) {
    case 'CONSTR_NULL':
      return { explicitNull: true };
    case 'CONSTR_NOTNULL':
      return { notNull: true, notNullSpan: span };
    case 'CONSTR_DEFAULT': {
      const word = afterConstraintName(source, place.from);
      const expression = spanOf(source, word + 1, place.to);
      return { default: readExpression(source, constraint.raw_expr, expression, place.table), defaultSpan: span };
    }
    case 'CONSTR_IDENTITY':
      return { identity: identityOf(constraint) };
    case 'CONSTR_GENERATED': {
      const expression = bracketed(source, constraint.raw_expr, place, 'as');
      return { generated: { expression, stored: constraint.generated_kind !== 'v' } };
    }
    default:
      return {};
  }
}

export function identityOf({ generated_when }: Constraint): 'always' | 'by default' {
  return generated_when === 'd' ? 'by default' : 'always';
}
