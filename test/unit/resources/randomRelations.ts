/** Schemas that nobody would make, and that a server would take. */
import fc from 'fast-check';
import type { Relation } from '../../../src/schema/relation.js';
import { column, enumOf, index, table, typeOf } from './madeRelations.js';

const columnName = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'id',
      'a_id',
      'name',
      'status',
      'created_at',
      'limit',
      'sort',
      'n',
      'n_gt',
      'token',
      'Name',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', '{x}', '$ref', 'a b', '"', "'", '😀', '用户') },
  {
    weight: 1,
    arbitrary: fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }).map(one => one.replaceAll('\0', '_')),
  },
);

const type = fc.constantFrom(
  ...[
    ...[
      'smallint',
      'integer',
      'bigint',
      'numeric',
      'numeric(10,2)',
      'numeric(3,3)',
      'real',
      'boolean',
      'text',
      'character varying(5)',
    ],
    ...[
      'character(2)',
      'uuid',
      'date',
      'timestamp with time zone',
      'timestamp without time zone',
      'time without time zone',
      'interval',
    ],
    ...['bytea', 'jsonb', 'bit(3)', 'inet', 'xml', 'tsvector', 'text[]', 'numeric(4,1)[]', 'money', 'point'],
  ].map(typeOf),
  enumOf('mood', 'sad', 'it is "ok"', ''),
  { ...typeOf('int8range'), kind: 'range' as const, element: typeOf('bigint') },
  { ...typeOf('datemultirange'), kind: 'multirange' as const, element: typeOf('date') },
);

const bounds = fc.constantFrom(
  { minimum: '0' },
  { exclusiveMinimum: '0', maximum: '100' },
  { minimum: '5', maximum: '-5' },
  { minLength: 1, maxLength: 3 },
  { minItems: 1 },
  { maxItems: 3 },
  { oneOf: ['1', '2'] },
  { oneOf: ['', 'a\n"b"'] },
  { pattern: '^[a-z]+$' },
);

const columns = fc.uniqueArray(
  fc.record({
    name: columnName,
    type,
    notNull: fc.boolean(),
    generated: fc.boolean(),
    has: fc.boolean(),
    updatable: fc.boolean(),
  }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 7 },
);

const tableName = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'user',
      'users',
      'Users',
      'user_list',
      'order',
      'orders',
      'user_orders',
      'error',
      'data',
      'log',
    ),
  },
  { weight: 1, arbitrary: columnName },
);

const relation = fc
  .record({
    name: tableName,
    columns,
    schema: fc.constantFrom('public', 'shop'),
    kind: fc.constantFrom('table' as const, 'view' as const),
  })
  .chain(({ name, columns: own, schema, kind }) => {
    const names = fc.subarray(
      own.map(one => one.name),
      { minLength: 1 },
    );
    return fc
      .record({
        key: fc.option(names, { nil: undefined }),
        indexes: fc.array(names, { maxLength: 4 }),
        checks: fc.array(fc.tuple(fc.constantFrom(...own.map(one => one.name)), bounds), { maxLength: 3 }),
        comment: fc.option(fc.string({ maxLength: 20 }), { nil: undefined }),
        allows: fc.record({ insert: fc.boolean(), update: fc.boolean(), delete: fc.boolean() }),
      })
      .map(({ key, indexes, checks, comment, allows }): Relation => {
        const made = own.map(one =>
          column(one.name, one.type, {
            notNull: one.notNull || (key?.includes(one.name) ?? false),
            generated: one.generated && !key?.includes(one.name),
            updatable: one.updatable || kind === 'table',
            ...(one.has && { default: '1' }),
          }),
        );
        return table(name, made, {
          schema,
          kind,
          allows,
          indexes: indexes.map(keys => ({
            ...index('?'),
            keys: keys.map(one => ({ column: one, descending: false, nullsFirst: false })),
          })),
          checks: checks.map(([of, is], at) => ({
            name: `check ${at}`,
            columns: [of],
            bounds: [{ column: of, is }],
            isWhole: true,
            validated: true,
          })),
          ...(key && { key }),
          ...(comment !== undefined && { comment }),
        });
      });
  });

/** With foreign keys between them, also to themselves and to columns that are no key. */
export const anyRelations: fc.Arbitrary<readonly Relation[]> = fc
  .uniqueArray(relation, { selector: ({ schema, name }) => `${schema}.${name}`, minLength: 1, maxLength: 5 })
  .chain(relations =>
    fc
      .array(fc.tuple(fc.nat(relations.length - 1), fc.nat(relations.length - 1), fc.nat(6)), { maxLength: 6 })
      .map(pairs =>
        relations.map((one, at) => ({
          ...one,
          foreignKeys: pairs
            .filter(([from]) => from === at)
            .flatMap(([, to, shift], number) => {
              const target = relations[to]!;
              const means = target.key ?? [];
              const own = means.flatMap((_, part) => one.columns[(shift + part) % one.columns.length]?.name ?? []);
              if (own.length === 0 || new Set(own).size < means.length) return [];
              const { schema, name } = target;
              return [{ name: `key ${number}`, columns: own, target: { schema, name, columns: means } }];
            }),
        })),
      ),
  );
