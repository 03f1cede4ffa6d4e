/** Names as words, and English nouns. */

const most = 10_000;
const known = new Map<string, readonly string[]>();

/**
 * `orderStatus`, `order_status`, `OrderStatus`, `HTTPStatus2` → lower-case whole words: `order`, `status`. Digits stay with their word.
 * Remembered, as several rules ask for every column at each keystroke.
 */
export function wordsOf(name: string): readonly string[] {
  const before = known.get(name);
  if (before) return before;
  if (known.size >= most) known.clear();
  const words = split(name);
  known.set(name, words);
  return words;
}

const joined = new Map<string, string>();

/** The words of a name with `_` between them. */
export function snakeName(name: string): string {
  const before = joined.get(name);
  if (before !== undefined) return before;
  if (joined.size >= most) joined.clear();
  const snake = wordsOf(name).join('_');
  joined.set(name, snake);
  return snake;
}

function split(name: string): string[] {
  const spaced = name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase();
  return spaced.split(/[^\p{L}\p{N}]+/u).filter(word => word !== '');
}

const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    people: 'person',
    children: 'child',
    men: 'man',
    women: 'woman',
    feet: 'foot',
    teeth: 'tooth',
    geese: 'goose',
    mice: 'mouse',
    criteria: 'criterion',
    phenomena: 'phenomenon',
    indices: 'index',
    indexes: 'index',
    vertices: 'vertex',
    matrices: 'matrix',
    appendices: 'appendix',
    analyses: 'analysis',
    bases: 'base',
    crises: 'crisis',
    diagnoses: 'diagnosis',
    hypotheses: 'hypothesis',
    theses: 'thesis',
    axes: 'axis',
    oxen: 'ox',
    quizzes: 'quiz',
    buses: 'bus',
    media: 'medium',
    data: 'datum',
    bacteria: 'bacterium',
    alumni: 'alumnus',
    cacti: 'cactus',
    foci: 'focus',
    nuclei: 'nucleus',
    stimuli: 'stimulus',
    schemata: 'schema',
    dice: 'die',
    lives: 'life',
    wives: 'wife',
    knives: 'knife',
    halves: 'half',
    leaves: 'leaf',
    shelves: 'shelf',
    selves: 'self',
    wolves: 'wolf',
    movies: 'movie',
    cookies: 'cookie',
    series: 'series',
    species: 'species',
  }),
);

/** The same in both numbers, or without a plural: right as the name of a table either way. */
const invariable: ReadonlySet<string> = new Set(
  `advice aircraft audio baggage blame content cash clothing code config data deer email equipment evidence feedback fish furniture
  garbage hardware history homework information infrastructure inventory jewelry jobs knowledge luggage logistics mail math media
  metadata middleware money moose music news offspring patience physics police progress rain research rice salmon scissors series
  sheep software spam species staff storage stuff swine telemetry traffic trash weather wildlife work`.split(/\s+/),
);

/** What a noun may be the plural of, the likeliest first, itself last: `addresses` → `address`…, `status` → `status`. */
export function singulars(word: string): string[] {
  const found: string[] = [];
  const odd = irregular.get(word);
  if (odd !== undefined) found.push(odd);
  else if (/(?:ss|us|is)$/.test(word)) return [word];
  else if (/[^aeiou]ies$/.test(word)) found.push(`${word.slice(0, -3)}y`, word.slice(0, -1));
  else if (/(?:ss|sh|ch|x|zz)es$/.test(word)) found.push(word.slice(0, -2), word.slice(0, -1));
  else if (/(?:s|z|o)es$/.test(word)) found.push(word.slice(0, -1), word.slice(0, -2));
  else if (/ves$/.test(word)) found.push(word.slice(0, -1), `${word.slice(0, -3)}f`, `${word.slice(0, -3)}fe`);
  else if (/[^s]s$/.test(word)) found.push(word.slice(0, -1));
  return [...found, word];
}

/** A noun that names several things, or one that has no other form. */
export function isPlural(word: string): boolean {
  if (invariable.has(word) || irregular.has(word)) return true;
  return /[^s]s$/.test(word) && !/(?:us|is|as|ics)$/.test(word);
}

/** A noun that names one thing, or one that has no other form. */
export function isSingular(word: string): boolean {
  return invariable.has(word) || (!irregular.has(word) && !isPlural(word));
}

/** The plural of an English noun. */
export function pluralOf(word: string): string {
  for (const [plural, singular] of irregular) if (singular === word && plural !== 'bases') return plural;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(?:s|sh|ch|x|z)$/.test(word)) return `${word}es`;
  return `${word}s`;
}
