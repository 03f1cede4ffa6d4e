import { quoteLiteral } from '../../../schema/print.js';
import type { Session } from '../../session.js';
import { basePool } from './basePools.js';
import { type Hints, hintsOf, joinHints } from './checkHints.js';
import { listPool, noPool, type Pool, poolOf } from './pool.js';
import { randomOf } from './random.js';
import type { TypeFacts, Types } from './tableFacts.js';
import { refusalOf, rowsOf } from './tries.js';

/** Finds values of any type. Asks the server about domains and about types that are not known here. */
export interface Pools {
  of(type: number, typmod: number): Promise<Pool>;
  /** Domains may be NOT NULL by themselves. */
  takesNull(type: number): boolean;
}

/** What a type that is not known may take. */
const guesses = [
  '1',
  'a',
  'a.b',
  '(1,2)',
  '[1,2]',
  '[1,2,3]',
  '{1}',
  '{}',
  '1.5',
  '0',
  'POINT(1 2)',
  '"a"=>"1"',
  '1-1',
  '',
];

/** Values of a domain that are looked for. */
const mostOfDomain = 40;

/** Types whose values at 0, 1, 2, … are in order. */
const ordered = new Set([
  'int2',
  'int4',
  'int8',
  'numeric',
  'float4',
  'float8',
  'date',
  'timestamp',
  'timestamptz',
  'oid',
]);

export function poolsOf(session: Session, types: Types): Pools {
  const known = new Map<string, Promise<Pool>>();
  const pools: Pools = {
    of: (type, typmod) => {
      const key = `${type}/${typmod}`;
      const pool = known.get(key) ?? make(session, types, types.get(type), typmod, pools);
      known.set(key, pool);
      return pool;
    },
    takesNull: oid => {
      const type = types.get(oid);
      return type?.kind !== 'domain' || (!type.isNotNull && (type.of === null || pools.takesNull(type.of)));
    },
  };
  return pools;
}

async function make(
  session: Session,
  types: Types,
  type: TypeFacts | undefined,
  typmod: number,
  pools: Pools,
): Promise<Pool> {
  if (!type) return noPool;
  if (type.kind === 'enum') return listPool(type.labels);
  if (type.kind === 'base') return made(session, type, typmod);
  if (type.kind === 'composite')
    return compositePool(await Promise.all(type.attributes.map(a => pools.of(a.type, a.typmod))));
  if (type.of === null) return noPool;
  const inner = types.get(type.of);
  const of = await pools.of(type.of, type.kind === 'domain' ? type.typmod : type.kind === 'array' ? typmod : -1);
  if (of.count === 0) return noPool;
  if (type.kind === 'array') return arrayPool(of, inner?.name === 'box' ? ';' : ',');
  if (type.kind === 'range') return rangePool(of, inner !== undefined && ordered.has(inner.name));
  if (type.kind === 'multirange') return poolOf(number => `{${of.at(number)}}`, { count: of.count, odd: ['{}'] });
  return type.checks.length === 0 ? of : domainPool(session, type, inner, of);
}

async function made(session: Session, type: TypeFacts, typmod: number): Promise<Pool> {
  const pool = basePool(type.name, typmod);
  // A server may be built without XML.
  if (pool && type.name !== 'xml') return pool;
  const accepted: string[] = [];
  for (const text of pool ? [pool.at(0)] : guesses)
    if ((await refusalOf(session, `SELECT ${quoteLiteral(text)}::${type.sql}`)) === undefined) accepted.push(text);
  if (accepted.length === 0) return noPool;
  return pool ?? listPool(accepted);
}

async function domainPool(session: Session, type: TypeFacts, inner: TypeFacts | undefined, of: Pool): Promise<Pool> {
  const hints = joinHints([...type.checks, ...type.bodies].map(hintsOf));
  const some = Array.from({ length: mostOfDomain }, (_, number) => of.at(number));
  const texts = [...new Set([...of.hinted(hints, randomOf(type.sql)).slice(0, 600), ...some, ...of.odd])];
  const where = type.checks.map(check => `((${check}) is not false)`).join(' and ');
  const values = texts.map((text, i) => `(${i}, ${quoteLiteral(text)}${i === 0 ? `::${inner?.sql}` : ''})`).join(', ');
  const found = await rowsOf<{ at: number }>(
    session,
    `select at from (values ${values}) t(at, value) where ${where} order by at limit ${mostOfDomain * 5}`,
  );
  const accepted = found ? found.map(({ at }) => texts[at]!) : await triedOneByOne(session, type, texts);
  return listPool(accepted, { hinted: () => accepted });
}

/** For checks that fail instead of saying no. */
async function triedOneByOne(session: Session, type: TypeFacts, texts: readonly string[]): Promise<readonly string[]> {
  const accepted: string[] = [];
  for (const text of texts.slice(0, 100)) {
    if (accepted.length >= mostOfDomain) break;
    if ((await refusalOf(session, `SELECT ${quoteLiteral(text)}::${type.sql}`)) === undefined) accepted.push(text);
  }
  return accepted;
}

/** As a part of an array, a composite or a range. */
const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

function arrayPool(of: Pool, comma: string): Pool {
  const list = (items: readonly string[]) => `{${items.map(quoted).join(comma)}}`;
  const first = (length: number) => Array.from({ length }, (_, i) => of.at(i));
  return poolOf(number => list([of.at(number), of.at(number + 1)]), {
    count: of.count,
    odd: ['{}', list(of.odd)],
    hinted: (hints, random) => {
      const items = of.hinted(hints, random).slice(0, 20);
      const lengths = hints.numbers.filter(n => Number.isInteger(n) && n >= 0 && n <= 100);
      return [
        '{}',
        list(items.slice(0, 2)),
        ...items.map(item => list([item])),
        ...lengths.flatMap(n => [n, n + 1].map(one => list(first(one)))),
      ];
    },
  });
}

function compositePool(attributes: readonly Pool[]): Pool {
  const row = (cells: readonly string[]) => `(${cells.join(',')})`;
  const cell = (pool: Pool, text: string | undefined) => (pool.count === 0 || text === undefined ? '' : quoted(text));
  const hinted = (hints: Hints, random: Parameters<Pool['hinted']>[1]) => {
    const lists = attributes.map(pool => pool.hinted(hints, random));
    return Array.from({ length: 60 }, () =>
      row(attributes.map((pool, i) => cell(pool, random.pick(lists[i]!) ?? pool.at(0)))),
    );
  };
  return poolOf(number => row(attributes.map(pool => cell(pool, pool.at(number)))), {
    count: Math.max(1, ...attributes.map(({ count }) => count)),
    odd: [row(attributes.map(pool => cell(pool, pool.odd[0])))],
    hinted,
  });
}

function rangePool(of: Pool, isOrdered: boolean): Pool {
  const single = (text: string) => `[${quoted(text)},${quoted(text)}]`;
  const at = (number: number) =>
    isOrdered ? `[${quoted(of.at(number * 3))},${quoted(of.at(number * 3 + 1))})` : single(of.at(number));
  return poolOf(at, {
    count: isOrdered ? Math.max(1, Math.floor(of.count / 3)) : of.count,
    odd: ['empty', single(of.at(1))],
    hinted: (hints, random) => {
      const bounds = of.hinted(hints, random).slice(0, 20);
      return [
        'empty',
        '(,)',
        ...bounds.flatMap(bound => [single(bound), `[${quoted(bound)},)`, `(,${quoted(bound)}]`]),
      ];
    },
  });
}
