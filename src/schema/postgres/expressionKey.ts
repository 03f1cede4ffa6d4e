/**
 * A form of an expression that is equal for equal expressions, however they are written: pg_dump writes
 * `((status)::text = ANY ((ARRAY['a'::character varying])::text[]))` for what people write as `status IN ('a')`.
 */
import type { A_Const, A_Expr, Node, TypeCast, TypeName } from '@pgsql/types';
import { nodeOf, strings, tagOf } from './nodes.js';
import { readType } from './types.js';

/** `table`: whose columns may be written with it before the dot. */
export function expressionKey(node: Node | undefined, table?: string): string {
  if (!node) return '';
  const tag = tagOf(node);
  const write = writers[tag];
  return write ? write(node, table) : plainKey(node, table);
}

const writers: Partial<Record<string, (node: Node, table: string | undefined) => string>> = {
  ColumnRef: (node, table) => columnKey(node, table),
  A_Const: node => constantKey(nodeOf(node, 'A_Const')!),
  TypeCast: (node, table) => castKey(nodeOf(node, 'TypeCast')!, table),
  A_Expr: (node, table) => operatorKey(nodeOf(node, 'A_Expr')!, table),
  BoolExpr: (node, table) => {
    const { boolop, args } = nodeOf(node, 'BoolExpr')!;
    if (boolop === 'NOT_EXPR') return `(not ${expressionKey(args?.[0], table)})`;
    const parts = conjuncts(args ?? [], boolop).map(part => expressionKey(part, table));
    return `(${parts.join(boolop === 'AND_EXPR' ? ' and ' : ' or ')})`;
  },
  NullTest: (node, table) => {
    const { arg, nulltesttype } = nodeOf(node, 'NullTest')!;
    return `(${expressionKey(arg, table)} is ${nulltesttype === 'IS_NULL' ? '' : 'not '}null)`;
  },
  FuncCall: (node, table) => {
    const { funcname, args = [], location: _, funcformat: __, ...rest } = nodeOf(node, 'FuncCall')!;
    const more = Object.keys(rest).length > 0 ? partKey(rest, table) : '';
    return `${nameKey(strings(funcname))}(${args.map(arg => expressionKey(arg, table)).join(',')})${more}`;
  },
  A_ArrayExpr: (node, table) => `[${listKey(nodeOf(node, 'A_ArrayExpr')!.elements, table)}]`,
  List: (node, table) => `[${listKey(nodeOf(node, 'List')!.items, table)}]`,
};

/** `a AND (b AND c)` has three parts. */
function conjuncts(args: readonly Node[], operator: string | undefined): Node[] {
  return args.flatMap(arg => {
    const inner = nodeOf(arg, 'BoolExpr');
    return inner && inner.boolop === operator ? conjuncts(inner.args ?? [], operator) : [arg];
  });
}

function listKey(nodes: readonly Node[] | undefined, table: string | undefined): string {
  return (nodes ?? []).map(node => expressionKey(node, table)).join(',');
}

function columnKey(node: Node, table: string | undefined): string {
  const { fields = [] } = nodeOf(node, 'ColumnRef')!;
  const parts = strings(fields);
  const own = parts.length > 1 && parts.at(-2) === table ? parts.slice(-1) : parts;
  const name = own.map(quoted).join('.');
  return parts.length === fields.length ? name : `${name}${name ? '.' : ''}*`;
}

function quoted(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name);
}

function nameKey(parts: readonly string[]): string {
  return (parts[0] === 'pg_catalog' ? parts.slice(1) : parts).map(quoted).join('.');
}

function constantKey({ isnull, ival, fval, boolval, sval, bsval }: A_Const): string {
  if (isnull) return 'null';
  if (ival) return String(ival.ival ?? 0);
  if (fval) return fval.fval ?? '0';
  if (boolval) return String(boolval.boolval ?? false);
  return bsval ? `b'${bsval.bsval ?? ''}'` : textKey(sval?.sval ?? '');
}

function textKey(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The server takes a string as text where text is needed, so that a cast to text says nothing. */
function castKey(cast: TypeCast, table: string | undefined): string {
  const { arg, typeName } = cast;
  const type = readType(typeName);
  if (isTextType(typeName) && type.array && nodeOf(arg, 'A_ArrayExpr')) return expressionKey(arg, table);
  const text = castText(cast);
  if (text !== undefined) return textKey(text);
  if (type.name === 'boolean' && !type.array) {
    const written = nodeOf(arg, 'A_Const')?.sval?.sval ?? '';
    if (/^(?:t|true)$/i.test(written)) return 'true';
    if (/^(?:f|false)$/i.test(written)) return 'false';
  }
  const modifiers = type.modifiers.length > 0 ? `(${type.modifiers.join(',')})` : '';
  return `${expressionKey(arg, table)}::${type.name}${modifiers}${type.array ? '[]' : ''}`;
}

function isTextType(typeName: TypeName | undefined): boolean {
  const { name, modifiers } = readType(typeName);
  return modifiers.length === 0 && (name === 'text' || name === 'character varying');
}

/** The string of `('a'::character varying)::text`; undefined when it is something else. */
function castText({ arg, typeName }: TypeCast): string | undefined {
  if (!isTextType(typeName) || typeName?.arrayBounds?.length) return undefined;
  const inner = nodeOf(arg, 'TypeCast');
  if (inner) return castText(inner);
  const constant = nodeOf(arg, 'A_Const')?.sval;
  return constant && (constant.sval ?? '');
}

function operatorKey({ kind, name, lexpr, rexpr }: A_Expr, table: string | undefined): string {
  const operator = operatorName(strings(name));
  const left = compared(lexpr, rexpr, table);
  const right = compared(rexpr, lexpr, table);
  switch (kind) {
    case 'AEXPR_IN':
      return `(${left} ${operator} ${operator === '<>' ? 'all' : 'any'} ${right})`;
    case 'AEXPR_OP_ANY':
      return `(${left} ${operator} any ${right})`;
    case 'AEXPR_OP_ALL':
      return `(${left} ${operator} all ${right})`;
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN': {
      const [low, high] = nodeOf(rexpr, 'List')?.items ?? [];
      const [least, most] = [expressionKey(low, table), expressionKey(high, table)];
      return kind === 'AEXPR_BETWEEN'
        ? `((${left} >= ${least}) and (${left} <= ${most}))`
        : `((${left} < ${least}) or (${left} > ${most}))`;
    }
    case 'AEXPR_OP':
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
    case 'AEXPR_SIMILAR':
      return lexpr ? `(${left} ${operator} ${right})` : `(${operator} ${right})`;
    default:
      return `(${left} ${kind?.slice(6).toLowerCase()} ${right})`;
  }
}

function operatorName(parts: readonly string[]): string {
  return (parts[0] === 'pg_catalog' ? parts.slice(1) : parts).join('.');
}

/** `(status)::text = 'a'`: pg_dump writes the cast that the server adds for every varchar column. */
function compared(node: Node | undefined, other: Node | undefined, table: string | undefined): string {
  const cast = nodeOf(node, 'TypeCast');
  const column = nodeOf(cast?.arg, 'ColumnRef');
  if (!cast || !column || !other || !isText(other)) return expressionKey(node, table);
  const type = readType(cast.typeName);
  return expressionKey(type.name === 'text' && !type.array ? cast.arg : node, table);
}

function isText(node: Node): boolean {
  const cast = nodeOf(node, 'TypeCast');
  if (cast) return isTextType(cast.typeName) && cast.arg !== undefined && isText(cast.arg);
  if (nodeOf(node, 'A_Const')?.sval) return true;
  const items = nodeOf(node, 'A_ArrayExpr')?.elements ?? nodeOf(node, 'List')?.items;
  return items?.every(isText) ?? false;
}

/** Anything else: its parts by name, without where they stand. */
function plainKey(node: Node, table: string | undefined): string {
  const tag = tagOf(node);
  return `${tag}${partKey((node as Record<string, unknown>)[tag], table)}`;
}

function partKey(part: unknown, table: string | undefined): string {
  if (Array.isArray(part)) return `[${part.map(one => partKey(one, table)).join(',')}]`;
  if (typeof part !== 'object' || part === null) return JSON.stringify(part) ?? '';
  const keys = Object.keys(part);
  if (keys.length === 1 && /^[A-Z]/.test(keys[0]!)) return expressionKey(part as Node, table);
  const shown = keys.filter(key => !places.has(key)).sort();
  return `{${shown.map(key => `${key}:${partKey((part as Record<string, unknown>)[key], table)}`).join(',')}}`;
}

const places: ReadonlySet<string> = new Set([
  'location',
  'list_start',
  'list_end',
  'rexpr_list_start',
  'rexpr_list_end',
  'stmt_location',
  'stmt_len',
]);
