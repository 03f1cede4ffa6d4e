/** Values of the types that are not made of others. */
import type { Hints } from './checkHints.js';
import { doublePool, integerPool, numericPool, realPool } from './numberPools.js';
import { listPool, type Pool, poolOf } from './pool.js';
import { textPool } from './textPools.js';
import { datePool, intervalPool, timePool, timestampPool } from './timePools.js';

/** Longer ones stand for any length. */
const anyLength = 10_000;
const withLength = (typmod: number) => textPool(typmod < 4 ? anyLength : typmod - 4);
const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
const twoBytes = (number: number) => `${(number >> 8) & 255}.${number & 255}`;
const oids = poolOf(number => String(number + 1));

function bits(typmod: number, isVarying: boolean): Pool {
  const length = typmod > 0 ? typmod : isVarying ? 12 : 1;
  return poolOf(number => (number >>> 0).toString(2).padStart(length, '0').slice(-length), {
    count: 2 ** Math.min(length, 16),
    odd: ['1'.repeat(length), ...(isVarying ? [''] : [])],
    hinted: ({ texts, numbers }) => [
      ...texts.filter(text => /^[01]+$/.test(text) && (isVarying ? text.length <= length : text.length === length)),
      ...(isVarying ? numbers.filter(n => n > 0 && n <= length).map(n => '1'.repeat(n)) : []),
    ],
  });
}

function bytes(): Pool {
  const lengths = ({ numbers }: Hints) => numbers.filter(n => Number.isInteger(n) && n >= 0 && n <= 4096);
  return poolOf(number => `\\x${hex(number, 8)}`, {
    odd: ['\\x', '\\xdeadbeef00ff'],
    hinted: hints => lengths(hints).flatMap(n => [n, n + 1].map(length => `\\x${'5a'.repeat(length)}`)),
  });
}

/** Objects with all the keys and texts of which a check speaks. */
function json(): Pool {
  const hinted = ({ texts, numbers }: Hints) => {
    const keys = texts.filter(
      text => text.length > 0 && text.length < 64 && !['object', 'array', 'string', 'number'].includes(text),
    );
    const values: unknown[] = [1, 'a', true, [], {}, null, ...numbers, ...texts.slice(0, 8)];
    const objects = values.map(value => Object.fromEntries(keys.map(key => [key, value])));
    const single = keys.slice(0, 6).flatMap(key => values.map(value => ({ [key]: value })));
    const lists = numbers.filter(n => n >= 0 && n <= 100).map(n => Array.from({ length: n }, (_, i) => i));
    return [...objects, {}, [], [1], ['a'], [{}], 'a', 1, true, ...lists, ...single].map(value =>
      JSON.stringify(value),
    );
  };
  return poolOf(number => `{"number": ${number + 1}, "name": "amber"}`, {
    odd: ['[]', '{}', '[1, "a", null]', '"a"'],
    hinted,
  });
}

const valid =
  (pattern: RegExp) =>
  ({ texts }: Hints) =>
    texts.filter(text => pattern.test(text));

/** By the names that pg_type has for them; of built-in types, and of the extensions that are most often there. */
const pools: Readonly<Record<string, (typmod: number) => Pool>> = {
  bool: () => listPool(['true', 'false'], { hinted: () => ['true', 'false'] }),
  int2: () => integerPool(32_767n),
  int4: () => integerPool(2_147_483_647n),
  int8: () => integerPool(9_223_372_036_854_775_807n),
  float4: () => realPool,
  float8: () => doublePool,
  numeric: numericPool,
  money: () =>
    poolOf(number => `${number + 1}.25`, {
      odd: ['0', '-3.5'],
      hinted: ({ numbers }) => numbers.flatMap(n => [n, n + 1].map(String)),
    }),
  text: () => textPool(anyLength),
  varchar: withLength,
  bpchar: withLength,
  name: () => textPool(20),
  char: () => listPool([...'abcdefghij'], { hinted: valid(/^[!-~]$/) }),
  citext: () => textPool(anyLength),
  refcursor: () => textPool(20),
  bytea: bytes,
  bit: typmod => bits(typmod, false),
  varbit: typmod => bits(typmod, true),
  uuid: () =>
    poolOf(number => `00000000-0000-4000-8000-${hex(number + 1, 12)}`, {
      hinted: valid(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i),
    }),
  date: () => datePool,
  timestamp: typmod => timestampPool(typmod, ''),
  timestamptz: typmod => timestampPool(typmod, '+00'),
  time: typmod => timePool(typmod, ''),
  timetz: typmod => timePool(typmod, '+00'),
  interval: intervalPool,
  json,
  jsonb: json,
  jsonpath: () => poolOf(number => `$."a${number}"`),
  xml: () => poolOf(number => `<a>${number}</a>`),
  tsvector: () => poolOf(number => `'amber':1 'w${number}':2`, { odd: [''] }),
  tsquery: () => poolOf(number => `'amber' & 'w${number}'`),
  inet: () =>
    poolOf(number => `10.0.${twoBytes(number)}`, {
      odd: ['2001:db8::1/64', '10.1.0.0/16'],
      hinted: ({ numbers }) => [
        ...numbers.filter(n => n >= 0 && n <= 32).map(n => `10.0.0.0/${n}`),
        '2001:db8::1',
        '2001:db8::/64',
      ],
    }),
  cidr: () =>
    poolOf(number => `10.${twoBytes(number)}.0/24`, {
      odd: ['2001:db8::/64'],
      hinted: () => ['10.0.0.1/32', '2001:db8::/64', '10.0.0.0/8'],
    }),
  macaddr: () => poolOf(number => `08:00:2b:${hex(number, 6).replaceAll(/(..)(?=.)/g, '$1:')}`),
  macaddr8: () => poolOf(number => `08:00:2b:ff:fe:${hex(number, 6).replaceAll(/(..)(?=.)/g, '$1:')}`),
  point: () => poolOf(number => `(${number},1)`),
  line: () => poolOf(number => `{1,-1,${number}}`),
  lseg: () => poolOf(number => `[(0,0),(1,${number + 1})]`),
  box: () => poolOf(number => `(${number * 3 + 1},1),(${number * 3},0)`),
  path: () => poolOf(number => `((0,0),(1,${number + 1}))`, { odd: [`[(0,0),(1,1)]`] }),
  polygon: () => poolOf(number => `((${number * 3},0),(${number * 3},1),(${number * 3 + 1},1))`),
  circle: () => poolOf(number => `<(${number * 10},0),1>`),
  pg_lsn: () => poolOf(number => `0/${hex(number + 1, 1).toUpperCase()}`),
  xid: () => oids,
  xid8: () => oids,
  cid: () => oids,
  oid: () => oids,
  tid: () => poolOf(number => `(0,${(number % 30_000) + 1})`),
  txid_snapshot: () => poolOf(number => `${number + 10}:${number + 20}:`),
  pg_snapshot: () => poolOf(number => `${number + 10}:${number + 20}:`),
  int2vector: () => poolOf(number => `${(number % 30_000) + 1} 1`),
  oidvector: () => poolOf(number => `${number + 1} 1`),
  aclitem: () => listPool(['=r/pg_monitor', '=w/pg_monitor', '=a/pg_monitor']),
  hstore: () =>
    poolOf(number => `"a"=>"${number}"`, {
      odd: [''],
      hinted: ({ texts }) => [texts.map(text => `${JSON.stringify(text)}=>"1"`).join(',')],
    }),
  ltree: () => poolOf(number => `top.n${number}`, { hinted: valid(/^\w+(?:\.\w+)*$/) }),
  lquery: () => poolOf(number => `top.n${number}.*`),
  ltxtquery: () => poolOf(number => `top & n${number}`),
  cube: () => poolOf(number => `(${number}, 1)`),
  seg: () => poolOf(number => `${number} .. ${number + 1}`),
  geometry: () => poolOf(number => `POINT(${number} 1)`),
  geography: () => poolOf(number => `POINT(${number % 180} 1)`),
  vector: typmod => poolOf(number => `[${vectorOf(number, typmod)}]`),
  halfvec: typmod => poolOf(number => `[${vectorOf(number % 1000, typmod)}]`),
  sparsevec: typmod => poolOf(number => `{1:${number + 1}}/${typmod > 0 ? typmod : 3}`),
};

function vectorOf(number: number, typmod: number): string {
  return [number + 1, ...Array<number>(Math.max(0, (typmod > 0 ? typmod : 3) - 1)).fill(1)].join(',');
}

/** Names of catalogs' objects, which numbers stand for. */
for (const name of [
  'class',
  'type',
  'proc',
  'procedure',
  'oper',
  'operator',
  'role',
  'namespace',
  'config',
  'dictionary',
  'collation',
])
  Object.assign(pools, { [`reg${name}`]: () => oids });

/** @returns `undefined` for a type that is not known here. */
export function basePool(name: string, typmod: number): Pool | undefined {
  return Object.hasOwn(pools, name) ? pools[name]!(typmod) : undefined;
}
