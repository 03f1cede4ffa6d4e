/** What resources are called: distinct in all that is made of a name, also where case does not count. */
import type { Relation } from '../schema/relation.js';
import { kebabCase, pascalCase, pluralOf, singularOf, wordsOf } from './words.js';

export interface ResourceNames {
  readonly segment: string;
  readonly type: string;
  readonly collection: string;
}

/** Names that are taken, of schemas and of operations. */
export class TakenNames {
  readonly #taken = new Set<string>();

  /** All of them, or none when one is taken. */
  take(names: readonly string[]): boolean {
    const folded = names.map(name => name.toLowerCase());
    if (folded.some(name => this.#taken.has(name))) return false;
    for (const name of folded) this.#taken.add(name);
    return true;
  }
}

/** The description's own schemas and responses. */
const own = ['schema Error', 'segment '];

/**
 * In the order of the relations; those that are called as their paths come first, so that of `user` and `users` the latter is `/users`.
 * Tables of one name in several schemas have their schema before it, but for the first.
 * @param takes everything that is called after a resource
 */
export function chooseNames(
  relations: readonly Relation[],
  taken: TakenNames,
  takes: (names: ResourceNames) => readonly string[] = takenBy,
): ReadonlyMap<Relation, ResourceNames> {
  taken.take(own);
  const chosen = new Map<Relation, ResourceNames>();
  const isExact = (relation: Relation) =>
    usualNames(tableWords(relation)).segment === kebabCase(wordsOf(relation.name));
  const exact = relations.filter(isExact);
  for (const relation of [...exact, ...relations.filter(one => !exact.includes(one))]) {
    chosen.set(relation, firstFree(candidates(relation), taken, takes));
  }
  return chosen;
}

function* candidates(relation: Relation): Generator<ResourceNames> {
  const words = tableWords(relation);
  const usual = usualNames(words);
  yield usual;
  const schema = wordsOf(relation.schema);
  if (relation.schema !== 'public' && schema.length > 0) yield usualNames([...schema, ...words]);
  // `film_list` beside `film`, whose list is a schema called FilmList.
  if (/view/i.test(relation.kind)) yield { ...usual, type: `${usual.type}View`, collection: `${usual.type}Views` };
  for (let number = 2; ; number++) {
    const numbered = { type: `${usual.type}_${number}`, collection: `${usual.collection}_${number}` };
    yield { ...numbered, segment: usual.segment };
    yield { ...numbered, segment: `${usual.segment}-${number}` };
  }
}

function firstFree(
  names: Iterable<ResourceNames>,
  taken: TakenNames,
  takes: (names: ResourceNames) => readonly string[],
): ResourceNames {
  for (const one of names) if (taken.take(takes(one))) return one;
  throw new Error('There are always more names.');
}

/** Everything that is called after it. */
function takenBy({ segment, type, collection }: ResourceNames): readonly string[] {
  return [
    `segment ${segment}`,
    ...['', 'List', 'Create', 'Update'].map(end => `schema ${type}${end}`),
    ...['get', 'create', 'update', 'delete'].map(verb => `operation ${verb}${type}`),
    `operation list${collection}`,
  ];
}

/** `tbl_order` and `tb_order` are orders. */
function tableWords({ name }: Relation): readonly string[] {
  const words = wordsOf(name);
  const [first = '', ...rest] = words;
  const all = /^(?:tbl|tb|vw)$/.test(first) && rest.length > 0 ? rest : words;
  return all.length > 0 ? all : ['table'];
}

function usualNames(words: readonly string[]): ResourceNames {
  const singular = singularOf(words);
  const plural = pluralOf(singular);
  return { segment: kebabCase(plural), type: pascalCase(singular), collection: pascalCase(plural) };
}

/** Names of columns as names of path parameters, which stand in braces: distinct, letters, digits and `_`. */
export function parameterNames(columns: readonly string[]): readonly string[] {
  const taken = new TakenNames();
  return columns.map(column => {
    const plain = column.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
    // Tools that keep parameters in plain objects find a `constructor` there already.
    const base = plain === '' ? 'key' : /^\d/.test(plain) ? `_${plain}` : plain in {} ? `${plain}_` : plain;
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base}_${number}`;
      if (taken.take([name])) return name;
    }
  });
}

/** A query parameter of this name is read the same by every framework. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(name);
}
