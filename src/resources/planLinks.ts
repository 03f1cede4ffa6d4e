/** Tables that do nothing but relate two others become links between these. */
import type { Relation } from '../schema/relation.js';
import type { ByRelation, Draft, Outline } from './draft.js';
import { findsBy } from './indexOrder.js';
import { parameterNames, type TakenNames } from './names.js';
import { listed, noteOf, quoted, sqlNameOf } from './notes.js';
import { byWords, inOrderOfKey, sameSet } from './planNested.js';
import type { Link, ResourceNote } from './resource.js';
import { kebabCase, pascalCase, pluralOf, singularOf, wordsOf } from './words.js';

/** One of the two that are related. */
export interface Side {
  readonly relation: Relation;
  /** Of the relating table, in the order of the key of `relation`. */
  readonly columns: readonly string[];
}

/**
 * The two sides of a table all of whose columns are two foreign keys, which are its key together. Undefined: it is more than that, or others
 * refer to it.
 */
export function sidesOf(
  { relation, fields, key }: Outline,
  outlines: ByRelation<Outline>,
  all: readonly Relation[],
): readonly [Side, Side] | undefined {
  const { kind, columns, allows, foreignKeys } = relation;
  if ((kind !== 'table' && kind !== 'partitioned') || !allows.insert || !allows.delete) return undefined;
  const [first, second] = foreignKeys.flatMap((one): Side[] => {
    const target = outlines.get(one.target);
    const own = target && target.key.length > 0 ? inOrderOfKey(one, target.key) : undefined;
    return target && own ? [{ relation: target.relation, columns: own }] : [];
  });
  if (!first || !second || foreignKeys.length !== 2) return undefined;
  if (first.relation === relation || second.relation === relation) return undefined;
  const both = [...first.columns, ...second.columns];
  const names = columns.map(({ name }) => name);
  const isAll = sameSet(both, names) && sameSet(both, key) && new Set(both).size === both.length;
  if (!isAll || !fields.every(({ access }) => access === 'readWrite')) return undefined;
  const isReferred = all.some(other =>
    other.foreignKeys.some(({ target }) => target.schema === relation.schema && target.name === relation.name),
  );
  return isReferred ? undefined : [first, second];
}

export interface Linking {
  readonly links: readonly Link[];
  readonly notes: readonly ResourceNote[];
}

/** From each side of `relation` to the other. Their names are taken. */
export function linksOf(
  relation: Relation,
  [a, b]: readonly [Side, Side],
  drafts: ByRelation<Draft>,
  taken: TakenNames,
): Linking {
  const parameters = parameterNames([...a.columns, ...b.columns]);
  const ofA = parameters.slice(0, a.columns.length);
  const ofB = parameters.slice(a.columns.length);
  const notes: ResourceNote[] = [];
  const link = (from: Side, fromParameters: readonly string[], to: Side, toParameters: readonly string[]): Link => {
    const [one, other] = [drafts.get(from.relation)!, drafts.get(to.relation)!];
    const isListed = findsBy(relation, from.columns);
    if (!isListed) notes.push(unlisted(relation, from, one, to, other));
    return {
      ...linkNames(relation, one, other, to.columns, taken),
      from: one.segment,
      to: other.segment,
      fromFields: from.columns,
      toFields: to.columns,
      fromParameters,
      toParameters,
      listed: isListed,
    };
  };
  return { links: [link(a, ofA, b, ofB), link(b, ofB, a, ofA)], notes };
}

type LinkNames = Pick<Link, 'segment' | 'collection' | 'type'>;

/** `/students/{student_id}/courses`; where that is taken, or leads back to the same table, by the relating table or its column. */
function linkNames(
  relation: Relation,
  from: Draft,
  to: Draft,
  columns: readonly string[],
  taken: TakenNames,
): LinkNames {
  const plain = {
    segment: to.segment,
    collection: from.type + to.collection,
    type: from.type + to.type,
  };
  const named = (words: readonly string[]): LinkNames => {
    const one = singularOf(words);
    const many = pluralOf(one);
    return {
      segment: kebabCase(many),
      collection: from.type + pascalCase(many),
      type: from.type + pascalCase(one),
    };
  };
  const ofColumn = named(byWords(columns));
  const words = wordsOf(relation.name);
  const ofTable = named(words.length > 0 ? words : ['link']);
  const wanted = from === to ? [ofColumn, ofTable] : [plain, ofTable];
  for (let number = 1; ; number++) {
    for (const one of wanted) {
      const names = number === 1 ? one : numbered(one, number);
      const all = [
        `below ${from.segment} ${names.segment}`,
        `operation list${names.collection}`,
        `operation add${names.type}`,
        `operation remove${names.type}`,
      ];
      if (taken.take(all)) return names;
    }
  }
}

function numbered({ segment, collection, type }: LinkNames, number: number): LinkNames {
  return { segment: `${segment}-${number}`, collection: `${collection}_${number}`, type: `${type}_${number}` };
}

function unlisted(relation: Relation, from: Side, one: Draft, to: Side, other: Draft): ResourceNote {
  const sql = `ON ${sqlNameOf(relation)} (${[...from.columns, ...to.columns].map(quoted).join(', ')})`;
  const how = relation.kind === 'partitioned' ? 'CREATE INDEX' : 'CREATE INDEX CONCURRENTLY';
  const message = `The ${other.segment} of one of ${one.segment} cannot be listed: no index begins with ${listed(from.columns)}, so each request would read the whole table. Run ${how} ${sql}; and scaffold again.`;
  return noteOf(relation, 'unindexed-foreign-key', 'warning', message, from.columns[0]);
}
