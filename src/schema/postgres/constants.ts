/** Constants in conditions, without their casts. */
import type { Node } from '@pgsql/types';
import { nodeOf, strings } from './nodes.js';

export interface Constant {
  /** As the server wrote it, so that no digit is lost. */
  readonly text: string;
  /** A text in quotes is one, too, where it reads as one: the server writes `'-5'::integer`. */
  readonly isNumber: boolean;
}

/** Undefined: it is none, or NULL, a boolean or an array. */
export function readConstant(node: Node | undefined): Constant | undefined {
  const cast = nodeOf(node, 'TypeCast');
  if (cast) return readConstant(cast.arg);
  const minus = nodeOf(node, 'A_Expr');
  if (minus?.kind === 'AEXPR_OP' && !minus.lexpr && strings(minus.name).at(-1) === '-') {
    const inner = readConstant(minus.rexpr);
    return inner?.isNumber && !inner.text.startsWith('-') ? { text: `-${inner.text}`, isNumber: true } : undefined;
  }
  const constant = nodeOf(node, 'A_Const');
  if (!constant || constant.isnull || constant.boolval || constant.bsval) return undefined;
  if (constant.ival) return { text: String(constant.ival.ival ?? 0), isNumber: true };
  const text = constant.fval ? (constant.fval.fval ?? '0') : (constant.sval?.sval ?? '');
  return { text, isNumber: /^-?\d+(?:\.\d+)?$/.test(text) };
}
