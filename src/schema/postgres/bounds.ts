/** What CHECKs say of single values, out of the text that the server prints. NULL passes a CHECK. */
import type { A_Expr, Node } from '@pgsql/types';
import type { Bounds, RelationCheck } from '../relation.js';
import { columnName, conjuncts, readCondition } from './conditions.js';
import { readConstant } from './constants.js';
import { nodeOf, nodesOf, strings } from './nodes.js';
import { ecmaPattern } from './serverPattern.js';
import { readType } from './types.js';

/** As format_type prints it, without modifiers; undefined: not known. */
export type TypeOf = (column: string) => string | undefined;

type Said = Pick<RelationCheck, 'bounds' | 'isWhole'>;

/**
 * @param definition as pg_get_constraintdef prints it: `CHECK ((price > (0)::numeric))`. VALUE of a domain is a column called `value`.
 * What is not understood says nothing and makes `isWhole` false.
 * @param typeOf what a column is in the end, without domains: the server writes a cast to it where it is of a domain.
 */
export function readBounds(definition: string, typeOf: TypeOf): Said {
  const root = readCondition(definition);
  if (!root) return { bounds: [], isWhole: false };
  const found = conjuncts(root).map(node => boundOf(node, typeOf));
  return {
    bounds: merged(found.flatMap(one => (one ? [{ column: one.column, is: one.is }] : []))),
    isWhole: found.every(one => one?.isWhole === true),
  };
}

/** Parts that say different things of one column become one. */
function merged(parts: Said['bounds']): Said['bounds'] {
  const all: { readonly column: string; is: Bounds }[] = [];
  for (const { column, is } of parts) {
    const same = all.find(one => one.column === column && !Object.keys(is).some(key => Object.hasOwn(one.is, key)));
    if (same) same.is = { ...same.is, ...is };
    else all.push({ column, is });
  }
  return all;
}

interface Part {
  readonly column: string;
  readonly is: Bounds;
  /** It says nothing else. */
  readonly isWhole: boolean;
}

function boundOf(node: Node, typeOf: TypeOf): Part | undefined {
  const either = nodeOf(node, 'BoolExpr');
  if (either) return either.boolop === 'OR_EXPR' ? eitherOf(either.args ?? [], typeOf) : undefined;
  const expression = nodeOf(node, 'A_Expr');
  if (!expression) return undefined;
  if (expression.kind === 'AEXPR_OP_ANY' || expression.kind === 'AEXPR_IN') return oneOf(expression, typeOf);
  if (expression.kind === 'AEXPR_BETWEEN') return between(expression, typeOf);
  return expression.kind === 'AEXPR_OP' ? comparison(expression, typeOf) : undefined;
}

/** `x IS NULL OR x > 0` says what `x > 0` does; `x = 1 OR x = 2` what IN does. Anything else says nothing of a single value. */
function eitherOf(args: readonly Node[], typeOf: TypeOf): Part | undefined {
  const nulls = args.flatMap(arg => {
    const test = nodeOf(arg, 'NullTest');
    return test?.nulltesttype === 'IS_NULL' ? [columnName(test.arg)] : [];
  });
  const rest = args.filter(arg => nodeOf(arg, 'NullTest')?.nulltesttype !== 'IS_NULL').map(arg => sideOf(arg, typeOf));
  const [first] = rest;
  if (!first || rest.some(one => one?.column !== first.column) || nulls.some(name => name !== first.column)) {
    return undefined;
  }
  if (rest.length === 1) return first;
  const values = rest.flatMap(one => (one?.is.oneOf && Object.keys(one.is).length === 1 ? [one.is.oneOf] : []));
  if (values.length !== rest.length) return undefined;
  return { column: first.column, is: { oneOf: values.flat() }, isWhole: rest.every(one => one!.isWhole) };
}

/** One side of an OR: it may be an AND that is about one column. */
function sideOf(node: Node, typeOf: TypeOf): Part | undefined {
  const parts = conjuncts(node).map(one => boundOf(one, typeOf));
  const [first] = parts;
  if (!first || parts.length === 1) return first;
  const said = parts.flatMap(part => (part?.column === first.column ? [part.is] : []));
  const all = merged(said.map(is => ({ column: first.column, is })));
  if (all.length !== 1) return undefined;
  return {
    column: first.column,
    is: all[0]!.is,
    isWhole: parts.every(one => one?.column === first.column && one.isWhole),
  };
}

const turned: ReadonlyMap<string, string> = new Map([
  ['<', '>'],
  ['<=', '>='],
  ['>', '<'],
  ['>=', '<='],
  ['=', '='],
  ['<>', '<>'],
]);

function comparison({ name, lexpr, rexpr }: A_Expr, typeOf: TypeOf): Part | undefined {
  const operator = strings(name).at(-1) ?? '';
  const right = readConstant(rexpr);
  if (right !== undefined) return compared(lexpr, operator, right, typeOf);
  const left = readConstant(lexpr);
  const other = turned.get(operator);
  return left !== undefined && other !== undefined ? compared(rexpr, other, left, typeOf) : undefined;
}

type Constant = NonNullable<ReturnType<typeof readConstant>>;

function compared(node: Node | undefined, operator: string, constant: Constant, typeOf: TypeOf): Part | undefined {
  const measured = measureOf(node, typeOf);
  if (measured) return counted(measured, operator, constant);
  const column = plainColumn(node, typeOf);
  if (column === undefined) return undefined;
  const { text, isNumber } = constant;
  if (operator === '=') return { column, is: { oneOf: [text] }, isWhole: true };
  if (operator === '<>') return text === '' && !isNumber ? { column, is: { minLength: 1 }, isWhole: true } : undefined;
  if (operator === '~') {
    const pattern = isNumber ? undefined : ecmaPattern(text);
    return pattern === undefined ? undefined : { column, is: { pattern }, isWhole: true };
  }
  const key = boundKeys.get(operator);
  return key && isNumber ? { column, is: { [key]: text }, isWhole: true } : undefined;
}

const boundKeys: ReadonlyMap<string, keyof Bounds> = new Map([
  ['>', 'exclusiveMinimum'],
  ['>=', 'minimum'],
  ['<', 'exclusiveMaximum'],
  ['<=', 'maximum'],
] as const);

interface Measured {
  readonly column: string;
  readonly of: 'characters' | 'bytes' | 'trimmed' | 'elements' | 'length of array';
}

/** `length(x)`, `cardinality(x)`, `array_length(x, 1)` */
function measureOf(node: Node | undefined, typeOf: TypeOf): Measured | undefined {
  const call = nodeOf(node, 'FuncCall');
  const [first, second, ...more] = call?.args ?? [];
  if (!call || more.length > 0) return undefined;
  const name = strings(call.funcname).at(-1) ?? '';
  if (name === 'array_length') {
    const column = readConstant(second)?.text === '1' ? plainColumn(first, typeOf) : undefined;
    return column === undefined ? undefined : { column, of: 'length of array' };
  }
  if (second) return undefined;
  const trim = nodeOf(first, 'FuncCall');
  const isLength = /^(?:length|char_length|character_length)$/.test(name);
  if (isLength && trim && strings(trim.funcname).at(-1) === 'btrim') {
    const column = plainColumn(trim.args?.[0], typeOf);
    return column === undefined ? undefined : { column, of: 'trimmed' };
  }
  const column = plainColumn(first, typeOf);
  const of = isLength
    ? 'characters'
    : name === 'octet_length'
      ? 'bytes'
      : name === 'cardinality'
        ? 'elements'
        : undefined;
  return column === undefined || !of ? undefined : { column, of };
}

/** Counts are whole numbers: `> 2` is at least 3. */
function counted({ column, of }: Measured, operator: string, { text, isNumber }: Constant): Part | undefined {
  const value = Number(text);
  if (!isNumber || !Number.isSafeInteger(value) || value < 0) return undefined;
  const least = operator === '>' ? value + 1 : operator === '>=' || operator === '=' ? value : undefined;
  const most = operator === '<' ? value - 1 : operator === '<=' || operator === '=' ? value : undefined;
  const nonZero = operator === '<>' && value === 0 ? 1 : undefined;
  const minimum = least ?? nonZero;
  if ((minimum === undefined && most === undefined) || (most ?? 0) < 0) return undefined;
  if (of === 'elements' || of === 'length of array') {
    // array_length of an empty array is NULL, which passes.
    const minItems = of === 'elements' ? minimum : undefined;
    if (minItems === undefined && most === undefined) return undefined;
    const is = { ...(minItems !== undefined && { minItems }), ...(most !== undefined && { maxItems: most }) };
    return { column, is, isWhole: of === 'elements' };
  }
  // A character has at least one byte; what is left when blanks are cut off is not longer.
  const minLength = of === 'bytes' ? undefined : minimum;
  const maxLength = of === 'trimmed' ? undefined : most;
  if (minLength === undefined && maxLength === undefined) return undefined;
  const is = { ...(minLength !== undefined && { minLength }), ...(maxLength !== undefined && { maxLength }) };
  return { column, is, isWhole: of === 'characters' };
}

function between({ lexpr, rexpr }: A_Expr, typeOf: TypeOf): Part | undefined {
  const column = plainColumn(lexpr, typeOf);
  const [low, high, ...more] = (nodeOf(rexpr, 'List')?.items ?? []).map(readConstant);
  if (column === undefined || !low?.isNumber || !high?.isNumber || more.length > 0) return undefined;
  return { column, is: { minimum: low.text, maximum: high.text }, isWhole: true };
}

/** `x = ANY (ARRAY['a'::text, 'b'::text])`, however the elements and the array are cast. */
function oneOf({ kind, name, lexpr, rexpr }: A_Expr, typeOf: TypeOf): Part | undefined {
  const column = plainColumn(lexpr, typeOf);
  if (column === undefined || strings(name).at(-1) !== '=') return undefined;
  let list = rexpr;
  for (let cast = nodeOf(list, 'TypeCast'); cast; cast = nodeOf(list, 'TypeCast')) list = cast.arg;
  const elements = kind === 'AEXPR_IN' ? nodeOf(list, 'List')?.items : nodeOf(list, 'A_ArrayExpr')?.elements;
  const constants = elements?.map(readConstant);
  if (!constants?.length || constants.some(one => one === undefined)) return undefined;
  return { column, is: { oneOf: [...new Set(constants.map(one => one!.text))] }, isWhole: true };
}

/** Casts by which a value stays what it is, as far as the bounds of a column of a fitting type are concerned. */
const harmless: ReadonlySet<string> = new Set(['text', 'numeric', 'double precision', 'character varying']);

function plainColumn(node: Node | undefined, typeOf: TypeOf): string | undefined {
  const casts: string[] = [];
  let inner = node;
  for (let cast = nodeOf(inner, 'TypeCast'); cast; cast = nodeOf(inner, 'TypeCast')) {
    const { name, array } = readType(cast.typeName);
    if (array || nodesOf(cast.typeName?.typmods, 'A_Const').length > 0) return undefined;
    casts.push(name);
    inner = cast.arg;
  }
  const column = columnName(inner);
  const own = column === undefined ? undefined : typeOf(column);
  return casts.every(name => harmless.has(name) || name === own) ? column : undefined;
}
