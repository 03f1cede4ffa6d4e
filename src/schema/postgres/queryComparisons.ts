/** What an operator and its other side say about a column. */
import type { A_Expr, Node } from '@pgsql/types';
import type { Filter } from '../query.js';
import { strings } from './nodes.js';
import { constantOf, operatorOf, typeNameOf } from './queryNodes.js';

/** Of a Filter what the comparison alone tells. */
export type Found = Pick<Filter, 'operator'> &
  Partial<Pick<Filter, 'constant' | 'castTo' | 'leadingWildcard' | 'list' | 'row' | 'parameter' | 'outer'>>;

export const ranges: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);
const containments: ReadonlySet<string> = new Set(['@>', '<@', '?', '?|', '?&', '@@', '@?', '&&', '-|-']);
const negations: ReadonlySet<string> = new Set(['<>', '!~~', '!~~*', '!~', '!~*']);
const patterns: ReadonlySet<string> = new Set(['~~', '~~*', '~', '~*']);
const commutators: ReadonlyMap<string, string> = new Map([
  ['=', '='],
  ['<>', '<>'],
  ['&&', '&&'],
  ['<', '>'],
  ['<=', '>='],
  ['>', '<'],
  ['>=', '<='],
  ['@>', '<@'],
  ['<@', '@>'],
]);

/** The column may as well be written on the right. */
export function mayFlip(expression: A_Expr): boolean {
  return expression.kind === 'AEXPR_OP' && commutators.has(operatorOf(expression));
}

/** The operator that says the same with its sides exchanged. */
export function turned(operator: string): string {
  return commutators.get(operator) ?? operator;
}

/** Undefined: the operator is none that the model knows. */
export function comparisonOf(expression: A_Expr, other: Node): Found | undefined {
  const operator = operatorOf(expression);
  const negated = negations.has(operator);
  switch (expression.kind) {
    case 'AEXPR_OP':
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
    case 'AEXPR_SIMILAR':
      if (operator === '=') return { operator: 'equality', ...otherSide(other) };
      if (ranges.has(operator)) return { operator: 'range', ...otherSide(other) };
      if (containments.has(operator)) return { operator: 'containment', ...otherSide(other) };
      if (negated) return { operator: 'inequality', ...otherSide(other) };
      return patterns.has(operator) ? { ...patternOf(operator, other), ...otherSide(other) } : undefined;
    case 'AEXPR_OP_ANY':
      if (operator === '=') return { operator: 'equality', list: true };
      return patterns.has(operator) ? { operator: 'pattern' } : undefined;
    case 'AEXPR_OP_ALL':
      return negated ? { operator: 'inequality' } : undefined;
    case 'AEXPR_IN': {
      const items = listOf(other);
      const list = items.length > 1;
      return { operator: negated ? 'inequality' : 'equality', ...(list && { list }), ...firstOf(items) };
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
      return { operator: 'range', ...firstOf(listOf(other)) };
    case 'AEXPR_NOT_BETWEEN':
    case 'AEXPR_NOT_BETWEEN_SYM':
    case 'AEXPR_DISTINCT':
      return { operator: 'inequality' };
    default:
      return undefined;
  }
}

function listOf(node: Node): readonly Node[] {
  return 'List' in node ? (node.List.items ?? []) : [];
}

type OtherSide = Partial<Pick<Filter, 'constant' | 'castTo' | 'parameter'>>;

/** All of a list's values have one type in PostgreSQL; NULL says nothing of it. Of a list with a parameter no constant is told. */
function firstOf(items: readonly Node[]): OtherSide {
  const values = items.map(otherSide);
  if (values.length === 0 || values.some(({ constant }) => !constant)) return {};
  return values.find(({ constant }) => constant?.kind !== 'null') ?? values[0]!;
}

function otherSide(node: Node): OtherSide {
  if ('A_Const' in node) return { constant: constantOf(node.A_Const) };
  if ('ParamRef' in node) return { parameter: true };
  if ('TypeCast' in node) {
    const { arg, typeName } = node.TypeCast;
    return { ...(arg && otherSide(arg)), castTo: typeNameOf(typeName) };
  }
  return {};
}

function patternOf(operator: string, pattern: Node): Found {
  const begin = beginOf(pattern);
  if (operator === '~' || operator === '~*') {
    const anchored = operator === '~' && begin !== undefined && /^\^[\p{L}\p{N} _-]/u.test(begin);
    return { operator: anchored ? 'prefix' : 'pattern' };
  }
  const leadingWildcard = begin !== undefined && /^[%_]/.test(begin);
  const prefix = operator === '~~' && begin !== undefined && begin !== '' && !leadingWildcard;
  return { operator: prefix ? 'prefix' : 'pattern', leadingWildcard };
}

/** The constant that a pattern begins with: `'%' || $1`, `concat('%', $1)`. */
function beginOf(pattern: Node): string | undefined {
  let node: Node | undefined = pattern;
  while (node) {
    if ('A_Const' in node) return node.A_Const.sval ? (node.A_Const.sval.sval ?? '') : undefined;
    if ('TypeCast' in node) node = node.TypeCast.arg;
    else if ('A_Expr' in node && operatorOf(node.A_Expr) === '||') node = node.A_Expr.lexpr;
    else if ('FuncCall' in node && strings(node.FuncCall.funcname).at(-1) === 'concat') node = node.FuncCall.args?.[0];
    else return undefined;
  }
  return undefined;
}
