/** Chains of express-validator: https://express-validator.github.io/docs/api/validation-chain */
import { type Members, type Site, textOf, type Value } from '../interpret/value.js';
import { chainOf, type Link } from './chain.js';
import { type CheckedField, checkField } from './expressChecks.js';
import type { Reading } from './schema.js';

/** Where a chain looks for its field; `any` looks everywhere. */
export type CheckPlace = 'body' | 'query' | 'params' | 'headers' | 'cookies' | 'any';

export interface Check extends CheckedField {
  readonly place: CheckPlace;
  /** `*` for any item of a list. */
  readonly path: readonly string[];
  readonly site: Site;
}

const places: Readonly<Record<string, CheckPlace>> = {
  ...{ body: 'body', query: 'query', param: 'params', header: 'headers', cookie: 'cookies', check: 'any' },
};
const locations: Readonly<Record<string, CheckPlace>> = {
  ...{ body: 'body', query: 'query', params: 'params', headers: 'headers', cookies: 'cookies' },
};

/** Undefined: the value is no chain of express-validator. */
export function checksOf(value: Value, reading: Reading): Check[] | undefined {
  const chain = chainOf(value);
  if (!chain || !/^express-validator(\/|$)/.test(chain.package)) return undefined;
  const links = chain.links.filter(({ name, called }) => called || Object.hasOwn(places, name));
  const [first, ...methods] = links;
  if (!first) return undefined;
  if (first.name === 'checkSchema') return schemaChecks(first, reading);
  if (first.name === 'oneOf') {
    reading.unclear(first.site, 'Which of these alternatives holds is not in the description.');
    return [];
  }
  if (first.name === 'checkExact') return first.args.flatMap(arg => listChecks(arg, reading));
  if (first.name === 'buildCheckFunction') {
    const [built, ...rest] = methods;
    return built ? fieldChecks(placesIn(first.args[0]), built, rest, reading) : undefined;
  }
  const place = Object.hasOwn(places, first.name) ? places[first.name] : undefined;
  return place && fieldChecks([place], first, methods, reading);
}

function listChecks(value: Value, reading: Reading): Check[] {
  if (value.kind === 'list') return value.items.flatMap(item => listChecks(item, reading));
  return checksOf(value, reading) ?? [];
}

function fieldChecks(where: readonly CheckPlace[], first: Link, methods: readonly Link[], reading: Reading): Check[] {
  const [fields] = first.args;
  const names = fields?.kind === 'list' ? fields.items.map(textOf) : [textOf(fields)];
  if (names.includes(undefined)) {
    reading.unclear(first.site, 'The field that is checked here is the whole part, or known only at run time.');
    return [];
  }
  const field = checkField(methods, reading);
  return (names as string[]).flatMap(name =>
    where.map(place => ({ ...field, place, path: fieldPath(name), site: first.site })),
  );
}

function placesIn(value: Value | undefined): CheckPlace[] {
  const named = value?.kind === 'list' ? value.items : value ? [value] : [];
  const found = named.flatMap(one => locations[textOf(one) ?? ''] ?? []);
  return found.length > 0 ? found : ['any'];
}

/** `items[0].id` and `items.*.id` → items, *, id; `["a.b"]` is one name. */
function fieldPath(name: string): string[] {
  const tokens = name.matchAll(/\[\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d+|\*))\s*\]|([^.[\]]+)/g);
  return Array.from(tokens, ([, double, quoted, index, plain]) => {
    if (index !== undefined) return '*';
    return double ?? quoted ?? (plain === '**' || /^\d+$/.test(plain!) ? '*' : plain!);
  });
}

/** `checkSchema({ email: { in: ['body'], isEmail: true, isLength: { options: { min: 3 } } } }, ['body'])` */
function schemaChecks({ args: [schema, defaults], site }: Link, reading: Reading): Check[] {
  if (schema?.kind !== 'members') {
    reading.unclear(site, 'What is checked here is known only at run time.');
    return [];
  }
  return [...schema.properties].flatMap(([name, { value, site: at }]): Check[] => {
    if (value.kind !== 'members' || name.startsWith('...')) {
      reading.unclear(
        at,
        `What is checked of ${name.startsWith('...') ? 'what is spread here' : name} cannot be read.`,
      );
      return [];
    }
    const field = checkField(linksOf(value), reading);
    const where = value.properties.get('in')?.value ?? defaults;
    return placesIn(where).map(place => ({ ...field, place, path: fieldPath(name), site: at }));
  });
}

/** The standard checks of a field of `checkSchema` as the calls that they stand for. */
function linksOf(field: Members): Link[] {
  const silent = new Set(['in', 'errorMessage']);
  return [...field.properties].flatMap(([name, { value, site }]): Link[] => {
    if (silent.has(name) || (value.kind === 'literal' && value.value === false)) return [];
    const of = (key: string) => (value.kind === 'members' ? value.properties.get(key)?.value : undefined);
    const options = of('options');
    const args =
      name === 'custom'
        ? [value]
        : options?.kind === 'list' && name !== 'isIn'
          ? options.items
          : options
            ? [options]
            : [];
    const inIn = name === 'isIn' && options?.kind === 'list' && options.items[0]?.kind === 'list';
    const link = (of: string, given: readonly Value[]): Link => ({ name: of, args: given, called: true, site });
    const negated = of('negated');
    const not = negated?.kind === 'literal' && negated.value === true ? [link('not', [])] : [];
    return [...not, link(name, inIn && options?.kind === 'list' ? [options.items[0]!] : args)];
  });
}
