/** Expressions: their text, and what the rules want to know of them. */
import type { A_Const, ColumnRef, FuncCall, Node, SQLValueFunction, TypeName } from '@pgsql/types';
import type { Expression } from '../catalog.js';
import type { Span } from '../commands.js';
import { expressionKey } from './expressionKey.js';
import { nodeOf, strings } from './nodes.js';
import type { Source } from './source.js';
import { readType } from './types.js';

/** `table`: whose columns may be written with it before the dot. */
export function readExpression(source: Source, node: Node | undefined, span: Span, table?: string): Expression {
  const reads: Reads = { columns: new Set(), functions: new Set(), table };
  collect(reads, node, false);
  const notNullOf = node && notNullColumns(node);
  const constant = constantOf(node);
  return {
    text: source.text.slice(span.start, span.end),
    key: expressionKey(node, table),
    columns: [...reads.columns],
    ...(notNullOf && { notNullOf }),
    ...(constant !== undefined && { constant }),
    functions: [...reads.functions],
  };
}

interface Reads {
  readonly columns: Set<string>;
  readonly functions: Set<string>;
  readonly table: string | undefined;
}

/** Inside of a subquery only `table.column` is a column of ours: a bare name is more likely the subquery's own. */
function collect(reads: Reads, part: unknown, inSubquery: boolean): void {
  if (Array.isArray(part)) for (const one of part) collect(reads, one, inSubquery);
  else if (typeof part === 'object' && part !== null) {
    for (const key in part) {
      const value = (part as Record<string, unknown>)[key];
      if (key === 'ColumnRef') addColumn(reads, strings((value as ColumnRef).fields), inSubquery);
      else if (key === 'SQLValueFunction') reads.functions.add(valueFunction((value as SQLValueFunction).op));
      else if (key !== 'typeName' && typeof value === 'object') {
        if (key === 'FuncCall') addFunction(reads, value as FuncCall);
        collect(reads, value, inSubquery || key === 'SubLink');
      }
    }
  }
}

function addFunction({ functions }: Reads, { funcname }: FuncCall): void {
  const name = strings(funcname).at(-1);
  if (name !== undefined) functions.add(name.toLowerCase());
}

function addColumn(reads: Reads, parts: readonly string[], inSubquery: boolean): void {
  const own = parts.length > 1 && parts.at(-2) === reads.table;
  const name = parts.at(-1);
  if (name !== undefined && (own || !inSubquery)) reads.columns.add(name);
}

/** SVFOP_CURRENT_TIMESTAMP_N → current_timestamp */
function valueFunction(operation = ''): string {
  return operation.toLowerCase().replace(/^svfop_|_n$/g, '');
}

function notNullColumns(node: Node): string[] | undefined {
  const test = nodeOf(node, 'NullTest');
  if (test) {
    const fields = nodeOf(test.arg, 'ColumnRef')?.fields;
    const name = strings(fields).at(-1);
    return test.nulltesttype === 'IS_NOT_NULL' && name !== undefined ? [name] : undefined;
  }
  const { boolop, args = [] } = nodeOf(node, 'BoolExpr') ?? {};
  if (boolop !== 'AND_EXPR') return undefined;
  const columns = args.map(notNullColumns);
  return columns.every(names => names !== undefined) ? [...new Set(columns.flat())] : undefined;
}

/** Undefined: it is no constant. */
function constantOf(node: Node | undefined): Expression['constant'] {
  const value = nodeOf(node, 'A_Const');
  if (value) return constantValue(value);
  const cast = nodeOf(node, 'TypeCast');
  const inner = cast && constantOf(cast.arg);
  return typeof inner === 'string' ? castConstant(inner, cast?.typeName) : inner;
}

function constantValue({ isnull, ival, fval, boolval, sval, bsval }: A_Const): Expression['constant'] {
  if (isnull) return null;
  if (ival) return ival.ival ?? 0;
  if (fval) return numberOf(fval.fval ?? '0');
  if (boolval) return boolval.boolval ?? false;
  return sval?.sval ?? bsval?.bsval ?? '';
}

const numberTypes: ReadonlySet<string> = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double precision',
]);

function castConstant(text: string, typeName: TypeName | undefined): string | number | boolean {
  const { name, array } = readType(typeName);
  if (array) return text;
  if (name === 'boolean' && /^\s*(?:t|true|y|yes|on|1)\s*$/i.test(text)) return true;
  if (name === 'boolean' && /^\s*(?:f|false|n|no|off|0)\s*$/i.test(text)) return false;
  return numberTypes.has(name) && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(text) ? numberOf(text.trim()) : text;
}

/** Numbers that JavaScript cannot hold stay text. */
function numberOf(text: string): string | number {
  const value = Number(text);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : text;
}
