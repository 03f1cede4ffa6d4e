/** The names that PostgreSQL chooses, byte for byte: makeObjectName and ChooseRelationName in its indexcmds.c. */
import type { Model } from './model.js';

/** Longest name in bytes: NAMEDATALEN - 1. */
const longest = 63;
const encoder = new TextEncoder();

/** Length in UTF-8. */
function byteLength(text: string): number {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return encoder.encode(text).length;
  return text.length;
}

/** Cut to at most `bytes` bytes, never inside of a character. */
export function clip(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text;
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}

/** `name1_name2_label`, shortening the longer of the two names until it fits. */
export function makeObjectName(name1: string, name2: string | undefined, label: string): string {
  let chars1 = byteLength(name1);
  let chars2 = name2 === undefined ? 0 : byteLength(name2);
  const room = longest - (byteLength(label) + 1) - (name2 === undefined ? 0 : 1);
  while (chars1 + chars2 > room) {
    if (chars1 > chars2) chars1--;
    else chars2--;
  }
  const first = clip(name1, chars1);
  return name2 === undefined ? `${first}_${label}` : `${first}_${clip(name2, chars2)}_${label}`;
}

function firstFree(name1: string, name2: string | undefined, label: string, taken: (name: string) => boolean): string {
  for (let pass = 0; ; pass++) {
    const name = makeObjectName(name1, name2, pass === 0 ? label : `${label}${pass}`);
    if (!taken(name)) return name;
  }
}

/** A free name for a sequence or an index (`constraint`: of one that serves a constraint). */
export function chooseRelationName(
  model: Model,
  schema: string,
  name1: string,
  name2: string | undefined,
  label: string,
  constraint: boolean,
): string {
  const space = model.spaces.get(schema);
  return firstFree(
    name1,
    name2,
    label,
    name =>
      space !== undefined && (space.relations.has(name) || (constraint && (space.constraintNames.get(name) ?? 0) > 0)),
  );
}

/** A name that no constraint of the schema has, and none of `others`. */
export function chooseConstraintName(
  model: Model,
  schema: string,
  table: string,
  column: string | undefined,
  label: string,
  others?: ReadonlySet<string>,
): string {
  const used = model.spaces.get(schema)?.constraintNames;
  return firstFree(table, column, label, name => (used?.get(name) ?? 0) > 0 || others?.has(name) === true);
}

/** The columns' part of a name: `a_b`, up to the column that reaches 64 bytes. */
export function columnsPart(columns: readonly string[]): string {
  let text = '';
  for (const column of columns) {
    if (text !== '') text += '_';
    text += clip(column, longest);
    if (byteLength(text) > longest) break;
  }
  return text;
}

/** Names of an index's columns: each once, the later ones with a number. */
export function indexColumnNames(wished: readonly string[]): string[] {
  const names: string[] = [];
  const seen = new Set<string>();
  for (const wish of wished) {
    let name = wish;
    for (let pass = 1; seen.has(name); pass++) {
      const digits = String(pass);
      name = clip(wish, longest - digits.length) + digits;
    }
    seen.add(name);
    names.push(name);
  }
  return names;
}

export function chooseIndexName(
  model: Model,
  schema: string,
  table: string,
  columnNames: readonly string[],
  kind: 'primaryKey' | 'unique' | 'exclusion' | 'index',
): string {
  if (kind === 'primaryKey') return chooseRelationName(model, schema, table, undefined, 'pkey', true);
  const label = kind === 'exclusion' ? 'excl' : kind === 'unique' ? 'key' : 'idx';
  return chooseRelationName(model, schema, table, columnsPart(columnNames), label, kind !== 'index');
}
