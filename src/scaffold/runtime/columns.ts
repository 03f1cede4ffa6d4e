/** Columns of a table: how each is written in SQL, and how its values become JSON and back. */
import { badRequest } from './http.js';
import { commas, type Sql, sql } from './sql.js';

/** Values come from the server as text, so that none loses digits on its way. */
export interface Codec {
  readonly read: (text: string) => unknown;
  /** What is sent for a value; it is never null. */
  readonly write: (value: never) => unknown;
}

const same = <Value>(value: Value): Value => value;

export const text: Codec = { read: same, write: same };
/** JSON has no NaN and no infinity. */
export const number: Codec = {
  read: value => (Number.isFinite(Number(value)) ? Number(value) : null),
  write: same,
};
export const boolean: Codec = { read: value => value === 't', write: same };
/** What is nested deeper could be stored and never be read again: JavaScript writes JSON by recursion. */
const deepest = 500;
export const json: Codec = {
  read: value => JSON.parse(value),
  write: (value: unknown) => {
    if (isDeeper(value, deepest)) throw badRequest('A value is nested too deeply.');
    return JSON.stringify(value);
  },
};

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some(one => isDeeper(one, levels - 1));
}

/** Base64 in JSON. */
export const bytes: Codec = {
  read: value => Buffer.from(value.slice(2), 'hex').toString('base64'),
  write: (value: string) => `\\x${Buffer.from(value, 'base64').toString('hex')}`,
};
/** `2026-01-31 10:00:00.5+00` → `2026-01-31T10:00:00.5Z`, to the microsecond. */
export const timestamp: Codec = {
  read: value =>
    value
      .replace(' ', 'T')
      .replace(/([+-]\d{2})(?=$| BC)/, '$1:00')
      .replace(/\+00:00(?=$| BC)/, 'Z'),
  write: same,
};
/** `10:00:00+02` → `10:00:00+02:00` */
export const time: Codec = {
  read: value => value.replace(/([+-]\d{2})$/, '$1:00').replace(/\+00:00$/, 'Z'),
  write: same,
};

/** Arrays within arrays are dimensions of one. */
interface ArrayCodec extends Codec {
  readonly element: Codec;
  readonly dimensions: number;
}

/**
 * An array; NULLs among its elements stay. `array(array(number))` has two dimensions. PostgreSQL keeps to no number of them: a value that
 * has more is given as `unnest` gives it.
 * @param delimiter what stands between the elements: of boxes a semicolon
 */
export function array(of: Codec | ArrayCodec, delimiter = ','): ArrayCodec {
  const [element, inner] = 'dimensions' in of ? [of.element, of.dimensions] : [of, 0];
  const dimensions = inner + 1;
  return {
    element,
    dimensions,
    read: value => ofDimensions(readArray(value, element, delimiter), dimensionsOf(value), dimensions),
    write: (value: readonly unknown[]) => writeArray(value, element, dimensions, delimiter),
  };
}

function ofDimensions(elements: readonly unknown[], has: number, wanted: number): readonly unknown[] {
  if (elements.length === 0 || has === wanted) return elements;
  return has > wanted ? elements.flat(has - wanted) : ofDimensions([elements], has + 1, wanted);
}

/** `{{1,2},{3,4}}`, `[0:1]={1,2}` */
function dimensionsOf(value: string): number {
  return /\{+/.exec(value)?.[0].length ?? 0;
}

type RangeValue = {
  readonly empty: boolean;
  readonly lower: unknown;
  readonly upper: unknown;
  readonly lower_inclusive: boolean;
  readonly upper_inclusive: boolean;
};

export function range(of: Codec): Codec {
  return { read: value => readRange(value, of), write: (value: RangeValue) => writeRange(value, of) };
}

/** A multirange: an array of ranges. */
export function ranges(of: Codec): Codec {
  return {
    read: value => (value.match(/[[(](?:"(?:[^"\\]|\\.|"")*"|[^\])"])*[\])]/g) ?? []).map(one => readRange(one, of)),
    write: (value: readonly RangeValue[]) => `{${value.map(one => writeRange(one, of)).join(',')}}`,
  };
}

/** Elements of `{1,NULL,"a \"b\"",{…}}`. */
function readArray(value: string, of: Codec, delimiter: string): unknown[] {
  // Bounds that do not begin at 1 stand before it: `[0:1]={…}`.
  let at = value.indexOf('{') + 1;
  const elements = (): unknown[] => {
    const found: unknown[] = [];
    for (;;) {
      const char = value[at];
      if (char === '}' || char === undefined) {
        at++;
        return found;
      }
      if (char === delimiter) {
        at++;
      } else if (char === '{') {
        at++;
        found.push(elements());
      } else if (char === '"') {
        const quoted = /"((?:[^"\\]|\\[\s\S])*)"/y;
        quoted.lastIndex = at;
        const [whole = '"', inner = ''] = quoted.exec(value) ?? [];
        at += whole.length;
        found.push(of.read(inner.replace(/\\([\s\S])/g, '$1')));
      } else {
        const plain = value.slice(at, endOf(value, at, delimiter));
        at += plain.length;
        found.push(plain === 'NULL' ? null : of.read(plain));
      }
    }
  };
  return elements();
}

/** Where an element without quotes ends. */
function endOf(value: string, from: number, delimiter: string): number {
  let at = from;
  while (at < value.length && value[at] !== delimiter && value[at] !== '}') at++;
  return at;
}

function writeArray(value: readonly unknown[], of: Codec, dimensions: number, delimiter: string): string {
  const elements = value.map(one => {
    if (one === null) return 'NULL';
    if (dimensions > 1) return writeArray(one as readonly unknown[], of, dimensions - 1, delimiter);
    return `"${String(of.write(one as never)).replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${elements.join(delimiter)}}`;
}

function readRange(value: string, of: Codec): RangeValue {
  const empty = { empty: true, lower: null, upper: null, lower_inclusive: false, upper_inclusive: false };
  const end = String.raw`("(?:[^"\\]|\\.|"")*"|[^,"]*)`;
  const parts = new RegExp(`^([[(])${end},${end}([\\])])$`, 's').exec(value);
  if (!parts) return empty;
  const [, opening, lower = '', upper = '', closing] = parts;
  const bound = (part: string) =>
    part === '' ? null : of.read(part.startsWith('"') ? part.slice(1, -1).replace(/\\(.)|"(")/gs, '$1$2') : part);
  return {
    ...{ empty: false, lower: bound(lower), upper: bound(upper) },
    ...{ lower_inclusive: opening === '[', upper_inclusive: closing === ']' },
  };
}

function writeRange(value: RangeValue, of: Codec): string {
  if (value.empty) return 'empty';
  const bound = (one: unknown) => (one === null ? '' : `"${String(of.write(one as never)).replace(/["\\]/g, '\\$&')}"`);
  const opening = value.lower_inclusive && value.lower !== null ? '[' : '(';
  const closing = value.upper_inclusive && value.upper !== null ? ']' : ')';
  return `${opening}${bound(value.lower)},${bound(value.upper)}${closing}`;
}

export interface Column {
  /** Of the property. */
  readonly name: string;
  /** The quoted identifier. */
  readonly sql: Sql;
  readonly codec: Codec;
  /** False: no response has it. */
  readonly shown: boolean;
  /** JSON's null is a value of its own and not NULL. */
  readonly keepsNull: boolean;
}

/** A column as the generated queries list it. */
export function column(
  name: string,
  identifier: Sql,
  codec: Codec,
  { shown = true, keepsNull = false }: { readonly shown?: boolean; readonly keepsNull?: boolean } = {},
): Column {
  return { name, sql: identifier, codec, shown, keepsNull };
}

/** All columns of a table or view. */
export class Columns<Row extends object> {
  /** `"id", "name"`: those that responses have, in the order of the table. */
  readonly select: Sql;
  readonly #shown: readonly Column[];
  readonly #byName: ReadonlyMap<string, Column>;

  constructor(columns: readonly Column[]) {
    this.#shown = columns.filter(({ shown }) => shown);
    this.#byName = new Map(columns.map(one => [one.name, one]));
    this.select = commas(this.#shown.map(one => one.sql));
  }

  /** A row of `select`, which may have more behind it. */
  read(values: readonly (string | null)[]): Row {
    const entries = this.#shown.map(({ name, codec }, index) => {
      const value = values[index] ?? null;
      return [name, value === null ? null : codec.read(value)] as const;
    });
    return Object.fromEntries(entries) as Row;
  }

  /** What the server wrote for one of the columns that are shown, in a row of `select`. */
  textOf(name: string, values: readonly (string | null)[]): string | null {
    return values[this.#shown.findIndex(one => one.name === name)] ?? null;
  }

  /** One of its columns. */
  named(name: string): Column {
    const found = this.#byName.get(name);
    if (!found) throw new Error(`There is no column ${name}.`);
    return found;
  }

  /** `("name", "email") values ($1, $2)`, or `default values`: of what `body` has. */
  inserted(body: object): Sql {
    const given = this.#given(body);
    if (given.length === 0) return sql`default values`;
    return sql`(${commas(given.map(([one]) => one.sql))}) values (${commas(given.map(([, value]) => sql`${value}`))})`;
  }

  /** `"name" = $1, "email" = $2`: of what `body` has; undefined when that is nothing. */
  assigned(body: object): Sql | undefined {
    const given = this.#given(body);
    return given.length === 0 ? undefined : commas(given.map(([one, value]) => sql`${one.sql} = ${value}`));
  }

  #given(body: object): readonly (readonly [Column, unknown])[] {
    return Object.entries(body).flatMap(([name, value]) => {
      const found = this.#byName.get(name);
      return found && value !== undefined ? [[found, parameter(found, value)] as const] : [];
    });
  }
}

function parameter({ codec, keepsNull }: Column, value: unknown): unknown {
  return value === null && !keepsNull ? null : codec.write(value as never);
}
