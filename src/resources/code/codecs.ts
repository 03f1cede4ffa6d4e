/** What generated code does with the values of a column. */
import type { ColumnType } from '../../schema/relation.js';
import type { Field } from '../resource.js';

/** An expression over the exports of runtime/columns.ts: `array(range(timestamp))`. */
export function codecOf(field: Field): string {
  return ofType(field.type, isNumeric(field.schema));
}

/** @param numbers bigint and numeric are JSON numbers */
function ofType(type: ColumnType, numbers: boolean): string {
  const { kind, element } = type;
  if (kind === 'array' && element)
    return `array(${ofType(element, numbers)}${leafOf(element) === 'box' ? `, ';'` : ''})`;
  if (kind === 'range' && element) return `range(${ofType(element, numbers)})`;
  if (kind === 'multirange' && element) return `ranges(${ofType(element, numbers)})`;
  if (kind !== 'base') return 'text';
  switch (type.name) {
    case 'smallint':
    case 'integer':
    case 'oid':
    case 'real':
    case 'double precision':
      return 'number';
    case 'bigint':
    case 'numeric':
      return numbers ? 'number' : 'text';
    case 'boolean':
      return 'boolean';
    case 'json':
    case 'jsonb':
      return 'json';
    case 'bytea':
      return 'bytes';
    case 'timestamp without time zone':
    case 'timestamp with time zone':
      return 'timestamp';
    case 'time with time zone':
      return 'time';
    default:
      return 'text';
  }
}

function leafOf({ name, element }: ColumnType): string {
  return element ? leafOf(element) : name;
}

/** Whether the schema, or what is in it, is a number: so was asked for. */
function isNumeric(schema: Field['schema']): boolean {
  const text = JSON.stringify(schema);
  return /"type":(?:"(?:integer|number)"|\["(?:integer|number)")/.test(text);
}

/** Every runtime/columns.ts export that an expression names. */
export function namesIn(expressions: readonly string[]): readonly string[] {
  return [...new Set(expressions.flatMap(one => one.match(/[a-z]+/g) ?? []))].sort();
}
