import type { ObjectOf } from '../../inventory.js';
import { quoteName } from '../../print.js';
import type { Behaviour } from '../behaviour.js';
import type { Statement } from '../statement.js';

export const textSearchDictionaryBehaviour: Behaviour<'textSearchDictionary'> = {
  word: 'TEXT SEARCH DICTIONARY',
  hasOwner: true,
  rank: 44,
  create: ({ address, is }) => {
    const options = is.options === '' ? '' : `, ${is.options}`;
    return [{ sql: `CREATE TEXT SEARCH DICTIONARY ${address} (TEMPLATE = ${is.template}${options})` }];
  },
  drop: ({ address }) => [{ sql: `DROP TEXT SEARCH DICTIONARY ${address}` }],
  alter: (from, to) => {
    if (from.is.template !== to.is.template) return 'replace';
    // An option that is given without a value is taken away.
    const gone = optionNames(from.is.options).filter(name => !optionNames(to.is.options).includes(name));
    const options = [...gone, ...(to.is.options === '' ? [] : [to.is.options])].join(', ');
    return { statements: [{ sql: `ALTER TEXT SEARCH DICTIONARY ${to.address} (${options})` }] };
  },
};

/** Names in the server's text of options: `language = 'english', "Stop" = 'it''s'`. */
function optionNames(options: string): readonly string[] {
  const found = options.matchAll(/((?:"(?:[^"]|"")*"|[^\s"',=]+))\s*=\s*(?:E?'(?:[^'\\]|''|\\.)*'|[^,']*)/g);
  return [...found].map(([, name]) => name!);
}

export const textSearchConfigurationBehaviour: Behaviour<'textSearchConfiguration'> = {
  word: 'TEXT SEARCH CONFIGURATION',
  hasOwner: true,
  rank: 46,
  create: configuration => [
    { sql: `CREATE TEXT SEARCH CONFIGURATION ${configuration.address} (PARSER = ${configuration.is.parser})` },
    ...mappingChanges({}, configuration),
  ],
  drop: ({ address }) => [{ sql: `DROP TEXT SEARCH CONFIGURATION ${address}` }],
  alter: (from, to) =>
    from.is.parser === to.is.parser ? { statements: mappingChanges(from.is.mappings, to) } : 'replace',
};

type Mappings = ObjectOf<'textSearchConfiguration'>['is']['mappings'];

/** One statement for each list of dictionaries; token types that share it stand together. */
function mappingChanges(before: Mappings, { address, is }: ObjectOf<'textSearchConfiguration'>): readonly Statement[] {
  const alter = `ALTER TEXT SEARCH CONFIGURATION ${address}`;
  const clauses = new Map<string, string[]>();
  for (const token of [...new Set([...Object.keys(before), ...Object.keys(is.mappings)])].sort()) {
    const [had, has] = [before[token]?.join(', '), is.mappings[token]?.join(', ')];
    if (had === has) continue;
    const verb = has === undefined ? 'DROP' : had === undefined ? 'ADD' : 'ALTER';
    const key = `${verb} ${has ?? ''}`;
    clauses.set(key, [...(clauses.get(key) ?? []), quoteName(token)]);
  }
  return [...clauses].map(([key, tokens]) => {
    const [, verb, dictionaries] = /^(\w+) (.*)$/.exec(key)!;
    const end = dictionaries === '' ? '' : ` WITH ${dictionaries}`;
    return { sql: `${alter} ${verb} MAPPING FOR ${tokens.join(', ')}${end}` };
  });
}
