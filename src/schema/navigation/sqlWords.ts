/** Key words that tell what kind of name stands beside them, in every dialect. Lower case. */
import { reservedWords } from '../keywords.js';

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** A table or view comes next. */
export const relationWords = set(
  `from join straight_join into update table using references only inherits like view truncate copy lock analyze vacuum cluster of`,
);

/** A relation that lends none of its columns to the statement comes next. */
export const referringWords = set('references like inherits of');

/** What is made or filled comes next. */
export const targetWords = set('into table view');

/** Relations are listed, with commas between them. */
export const listingWords = set('from join straight_join using only truncate lock table view');

/** What may stand between such a word and the name. */
export const fillerWords = set('if not exists only concurrently lateral verbose full foreign materialized recursive');

/** The list of relations ends: conditions and columns come next. */
export const endingWords = set(
  `where set group order having limit offset returning values select when then else window fetch union intersect except with cross
  left right inner full natural for do default check`,
);

/** The object that CREATE, ALTER, DROP, COMMENT ON… speak of. */
export const objectWords: ReadonlyMap<string, 'index' | 'type' | 'sequence' | 'function'> = new Map([
  ['index', 'index'],
  ['type', 'type'],
  ['domain', 'type'],
  ['sequence', 'sequence'],
  ['function', 'function'],
  ['procedure', 'function'],
  ['routine', 'function'],
  ['aggregate', 'function'],
  ['call', 'function'],
]);

/** Begin a clause or an action wherever they stand, although PostgreSQL reserves none of them. */
const verbs = set('set values add alter drop rename if by begin commit returns execute insert update delete replace');

/** Words that are names only where nothing else can stand. */
const halfReserved = set(
  `key language each row cascade restrict owner schema inherits partition range hash include generated always identity no action temp
  temporary unlogged materialized view trigger policy before after instead of over filter within force enable disable level security nothing conflict
  share mode straight_join auto_increment engine charset unsigned zerofill index sequence function procedure type domain extension`,
);

export function isReserved(word: string): boolean {
  return reservedWords.has(word);
}

/** Words that are no name and no alias where a key word can stand, unless they are quoted. */
export function isKeyword(word: string): boolean {
  return isReserved(word) || verbs.has(word) || halfReserved.has(word);
}

/** Words that can be the name of a table where one has to come: `FROM policy`. */
export function canNameRelation(word: string): boolean {
  return !isReserved(word) && !verbs.has(word) && !fillerWords.has(word);
}
