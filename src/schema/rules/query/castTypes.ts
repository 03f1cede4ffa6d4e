/** What PostgreSQL makes of a comparison between two types (manual §10.2; the operators are those of pg_operator). */

/** `column`: the column is cast, so that its index does not serve. `error`: there is no such operator. */
export type Comparison = 'fine' | 'column' | 'error';

type Family =
  | 'integer'
  | 'numeric'
  | 'float'
  | 'text'
  | 'varchar'
  | 'character'
  | 'citext'
  | 'boolean'
  | 'uuid'
  | 'time'
  | 'enum';

const families: ReadonlyMap<string, Family> = new Map([
  ['smallint', 'integer'],
  ['integer', 'integer'],
  ['bigint', 'integer'],
  ['numeric', 'numeric'],
  ['real', 'float'],
  ['double precision', 'float'],
  ['text', 'text'],
  ['character varying', 'varchar'],
  ['character', 'character'],
  ['bpchar', 'character'],
  ['citext', 'citext'],
  ['boolean', 'boolean'],
  ['uuid', 'uuid'],
  ['date', 'time'],
  ['timestamp without time zone', 'time'],
  ['timestamp with time zone', 'time'],
]);

/** Undefined: a type of which nothing is said here. */
export function familyOf(type: string, isEnum: (type: string) => boolean): Family | undefined {
  return families.get(type) ?? (isEnum(type) ? 'enum' : undefined);
}

const numbers: ReadonlySet<Family> = new Set(['integer', 'numeric', 'float']);
const texts: ReadonlySet<Family> = new Set(['text', 'varchar', 'character', 'citext']);
/** Texts whose index does not serve the operator that is taken beside another kind of text. */
const castTexts: Readonly<Partial<Record<Family, readonly Family[]>>> = {
  varchar: ['character'],
  character: ['text', 'citext'],
  citext: ['text', 'varchar', 'character'],
};

/**
 * Numbers go to the greater of integer → numeric → double precision, dates and timestamps compare among each other without a cast
 * (datetime_ops), character(n) and citext become text beside text. Between all other kinds there is no operator.
 */
export function compareTypes(column: Family, other: Family): Comparison {
  if (column === other) return 'fine';
  if (numbers.has(column) && numbers.has(other)) return rank(column) < rank(other) ? 'column' : 'fine';
  if (texts.has(column) && texts.has(other)) return castTexts[column]?.includes(other) ? 'column' : 'fine';
  return 'error';
}

const rank = (family: Family): number => ['integer', 'numeric', 'float'].indexOf(family);

export function isText(family: Family): boolean {
  return texts.has(family);
}
