import type { Catalog, EnumType } from '../../catalog.js';
import { displayName, quoteLiteral, quoteName, quoteQualified } from '../../print.js';
import type { CatalogContext, CatalogRule, PlaceFix, Violation } from '../../rule.js';
import { editFix, writtenTable } from '../fixes.js';
import { isPostgres } from '../tables.js';
import { typeMayChange } from '../types.js';

/** Values of an enum sort and compare in the order in which they were made, not by what they mean (manual §8.7.2). */
export const enumOrder: CatalogRule = {
  id: 'enum-order',
  category: 'type',
  level: 'info',
  title: 'The values of an enum are out of the order that they mean',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const type of context.catalog.types) {
      if (type.kind !== 'enum') continue;
      const order = meantOrder(type.values);
      if (order) yield violation(context, type, order);
    }
  },
};

const scales: readonly (readonly string[])[] = [
  ['lowest', 'very low', 'low', 'medium', 'high', 'very high', 'highest'],
  ['low', 'normal', 'high', 'urgent'],
  ['low', 'medium', 'high', 'critical'],
  ['trivial', 'minor', 'moderate', 'major', 'critical', 'blocker'],
  ['xxs', 'xs', 's', 'm', 'l', 'xl', 'xxl', 'xxxl'],
  ['tiny', 'small', 'medium', 'large', 'huge'],
  ['trace', 'debug', 'info', 'notice', 'warning', 'error', 'critical', 'fatal'],
  ['debug', 'info', 'warn', 'error', 'fatal'],
  ['bronze', 'silver', 'gold', 'platinum', 'diamond'],
  ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'],
  ['secondly', 'minutely', 'hourly', 'daily', 'weekly', 'biweekly', 'monthly', 'quarterly', 'yearly'],
];

/** These may begin anywhere. */
const circles: readonly (readonly string[])[] = [
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  'january february march april may june july august september october november december'.split(' '),
  'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '),
];

/** The values in ascending order, when all of them (three or more) are of one scale and stand neither up nor down it. */
function meantOrder(values: readonly string[]): string[] | undefined {
  if (values.length < 3) return undefined;
  const words = values.map(value => value.toLowerCase().replaceAll(/[_-]+/g, ' ').trim());
  const isOfAll = (scale: readonly string[]) => words.every(word => scale.includes(word));
  const circle = circles.find(isOfAll);
  const scale = circle ?? scales.find(isOfAll);
  const ranks = scale ? words.map(word => scale.indexOf(word)) : numbersOf(words);
  if (!ranks || new Set(ranks).size < ranks.length || isMonotonous(ranks) || (circle && isRotated(ranks)))
    return undefined;
  return values
    .map((value, at) => [value, ranks[at]!] as const)
    .sort((a, b) => a[1] - b[1])
    .map(([value]) => value);
}

/** `v1`, `v2`, `v10`: one word and a number. */
function numbersOf(words: readonly string[]): number[] | undefined {
  const parts = words.map(word => /^(\D*)(\d{1,9})$/.exec(word));
  const [first] = parts;
  return parts.every(one => one && one[1] === first?.[1]) ? parts.map(one => Number(one![2])) : undefined;
}

function isMonotonous(ranks: readonly number[]): boolean {
  return (
    ranks.every((rank, at) => at === 0 || rank > ranks[at - 1]!) ||
    ranks.every((rank, at) => at === 0 || rank < ranks[at - 1]!)
  );
}

/** A week that begins on Sunday, a year that begins in April. */
function isRotated(ranks: readonly number[]): boolean {
  const start = ranks.indexOf(Math.min(...ranks));
  return isMonotonous([...ranks.slice(start), ...ranks.slice(0, start)]);
}

function violation(context: CatalogContext, type: EnumType, order: readonly string[]): Violation {
  const quoted = (values: readonly string[]) => values.map(value => quoteLiteral(value)).join(', ');
  const message = `The values of \`${displayName(type)}\` sort as ${quoted(type.values)}: ORDER BY, \`<\` and max() follow the order in which they were made. What they mean is ${quoted(order)}.`;
  const suggestion = rebuilt(context, type, quoted(order));
  return {
    message,
    place: type.place,
    ...(suggestion !== undefined && { suggestion }),
    fixes: reordered(context, type, quoted(order)),
  };
}

/** A new type, the columns moved to it, the old one dropped: values cannot change places (manual, ALTER TYPE). */
function rebuilt(context: CatalogContext, type: EnumType, values: string): string | undefined {
  const written = context.files.get(type.place.path)?.file.text.slice(type.place.start, type.place.end) ?? '';
  const withPublic = written.includes('.');
  const name = quoteQualified(type, { withPublic });
  const old = `${type.name}_old`;
  const statements = [`ALTER TYPE ${name} RENAME TO ${quoteName(old)};`, `CREATE TYPE ${name} AS ENUM (${values});`];
  if (isUsedElsewhere(context.catalog, type)) return undefined;
  for (const table of context.catalog.tables) {
    for (const column of table.columns) {
      if (column.inherited || !isOf(type, column.type.name)) continue;
      if (!typeMayChange(context, table, column)) return undefined;
      const alter = `ALTER TABLE ${writtenTable(context, table)} ALTER COLUMN ${quoteName(column.name)}`;
      const list = column.type.array ? '[]' : '';
      if (column.default) statements.push(`${alter} DROP DEFAULT;`);
      statements.push(`${alter} TYPE ${name}${list} USING ${quoteName(column.name)}::text${list}::${name}${list};`);
      if (column.default) statements.push(`${alter} SET DEFAULT ${column.default.text};`);
    }
  }
  statements.push(`DROP TYPE ${quoteQualified({ schema: type.schema, name: old }, { withPublic })};`);
  return statements.join('\n');
}

const isOf = (type: EnumType, name: string): boolean => name === type.name || name === `${type.schema}.${type.name}`;

/** Functions, domains and composite types would keep the old type. */
function isUsedElsewhere({ functions, types }: Catalog, type: EnumType): boolean {
  const uses = (name: string | undefined) => name !== undefined && isOf(type, name.replace(/\[\]$/, ''));
  return (
    functions.some(({ arguments: inputs, returns }) => inputs.some(uses) || uses(returns)) ||
    types.some(other => other.kind === 'domain' && uses(other.base.name)) ||
    types.some(other => other.kind === 'composite' && other.fields.some(field => uses(field.type.name)))
  );
}

/** Only where the statement lists exactly these values: none was added or renamed since. */
function reordered({ files, ...context }: CatalogContext, type: EnumType, values: string): PlaceFix[] {
  const { path, start, end } = type.definition;
  const text = files.get(path)?.file.text.slice(start, end) ?? '';
  const list = /\(\s*('(?:[^']|'')*'(?:\s*,\s*'(?:[^']|'')*')*)\s*\)\s*$/.exec(text);
  const written = list ? [...list[1]!.matchAll(/'((?:[^']|'')*)'/g)].map(one => one[1]!.replaceAll("''", "'")) : [];
  if (!list || written.join('\n') !== type.values.join('\n')) return [];
  const from = start + list.index;
  return editFix(
    { files, ...context },
    'Put the values in order',
    [{ path, start: from, end: from + list[0].trimEnd().length, text: `(${values})` }],
    {
      createdIn: path,
    },
  );
}
