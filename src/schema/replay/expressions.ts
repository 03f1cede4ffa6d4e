/** Expressions when columns are renamed, and the sequence that a default reads. */
import type { Expression } from '../catalog.js';
import { indexColumnLabel } from './expressionName.js';
import type { Here, Model, SequenceModel } from './model.js';
import { findRelation, refuseUnknown, type Wanted } from './search.js';
import { tolerate } from './tolerate.js';

/** `expression` reading `to` where it read `from`; its text stays as it was written. */
export function renameInExpression<T extends Expression | undefined>(expression: T, from: string, to: string): T {
  if (!expression?.columns.includes(from)) return expression;
  return {
    ...expression,
    key: renameInKey(expression.key, from, to),
    columns: renameIn(expression.columns, from, to),
    ...(expression.notNullOf && { notNullOf: renameIn(expression.notNullOf, from, to) }),
  };
}

/** Keys write names as they are, or as JSON strings; strings of SQL stand in single quotes. */
function renameInKey(key: string, from: string, to: string): string {
  const inKey = (name: string) => (/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name));
  const names = /'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|::[\p{L}_][\p{L}\p{N}_$]*|[\p{L}_][\p{L}\p{N}_$]*\(?/gu;
  const written = inKey(from);
  return key.replaceAll(names, part => (part === written ? inKey(to) : part));
}

export function renameIn(names: readonly string[], from: string, to: string): string[] {
  return names.map(name => (name === from ? to : name));
}

/**
 * `nextval('app.orders_id_seq'::regclass)`: the sequence, when the name is a constant.
 * @throws Refusal while the command may wait for it.
 */
export function sequenceOf(model: Model, here: Here, expression: Expression | undefined): SequenceModel | undefined {
  if (!expression?.functions.includes('nextval')) return undefined;
  const literal = /nextval\s*\(\s*(?:cast\s*\(\s*)?'((?:[^']|'')+)'(?!\s*::\s*text)/i.exec(expression.text)?.[1];
  const name = literal && qualified(literal.replaceAll("''", "'"));
  if (!name) return undefined;
  const found = findRelation(model, name);
  if (!found)
    tolerate(
      model,
      here,
      () => refuseUnknown(model, name),
      () => !findRelation(model, name),
    );
  return found?.is === 'sequence' ? found : undefined;
}

/** The parts of a name inside of a string, as regclass reads it: folded unless quoted. */
function qualified(text: string): Wanted | undefined {
  const parts = [...text.matchAll(/"((?:[^"]|"")+)"|([^".\s]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.toLowerCase(),
  );
  const name = parts.at(-1);
  if (name === undefined) return undefined;
  const schema = parts.at(-2);
  return schema === undefined ? { name } : { schema, name };
}

/** What PostgreSQL calls the column of an index over this expression: the function's name, `case`, else `expr`. */
export function labelOf(expression: Expression): string {
  return indexColumnLabel(expression.text) ?? 'expr';
}
