import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Json } from '../../../src/openapi/json.js';
import { bodyProgram, bodySchema, componentSchemas, readFiles, wholeBody } from './sources.js';

const moment = { type: 'string', format: 'date-time' };

type Schema = { [key: string]: Json };

/** Zod schemas as a program writes them. What runs and what is read have to say the same. */
const programs: readonly string[] = [
  ...['z.string()', 'z.string().min(2).max(5)', 'z.string().length(3)', 'z.string().email()', 'z.email()', 'z.uuid()'],
  ...['z.string().uuid()', 'z.url()', 'z.string().regex(/^a+$/)', 'z.string().trim()'],
  ...['z.iso.datetime()', 'z.iso.date()'],
  ...['z.string().datetime()', 'z.string().toLowerCase().nonempty()', 'z.ipv4()', 'z.iso.duration()'],
  ...['z.number()', 'z.number().int()', 'z.int()', 'z.int().min(1).max(100)', 'z.number().positive()', 'z.boolean()'],
  ...['z.number().negative()', 'z.number().nonnegative()', 'z.number().nonpositive()', 'z.number().gt(1).lt(2)'],
  ...['z.number().gte(1).lte(2)', 'z.number().multipleOf(0.5)', 'z.null()', 'z.any()', 'z.unknown()', 'z.never()'],
  ...[
    "z.literal('a')",
    'z.literal(1)',
    'z.literal(null)',
    "z.literal(['a', 1])",
    "z.enum(['a', 'b'])",
    'z.literal(true)',
  ],
  ...["z.enum({ A: 'a', B: 'b' })", "z.enum(['a', 'b', 'c']).exclude(['b'])", "z.enum(['a', 'b']).extract(['b'])"],
  ...['z.array(z.string())', 'z.string().array().min(1)', 'z.array(z.number()).max(3)', 'z.array(z.any()).length(2)'],
  ...['z.array(z.string()).nonempty()', 'z.tuple([z.string(), z.number()])', 'z.tuple([z.string()], z.number())'],
  ...[
    'z.object({})',
    'z.object({ a: z.string(), b: z.number().optional() })',
    'z.object({ a: z.any(), b: z.unknown() })',
  ],
  ...[
    'z.object({ a: z.string().nullable() })',
    'z.object({ a: z.string().nullish() })',
    'z.strictObject({ a: z.null() })',
  ],
  ...["z.object({ a: z.string().default('x') })", 'z.object({ a: z.number().default(1).optional() }).strict()'],
  ...['z.object({ a: z.array(z.string()).default([]), b: z.object({ c: z.int() }).default({ c: 1 }) })'],
  ...['z.object({ a: z.string() }).catchall(z.number())'],
  ...['z.object({ a: z.string(), b: z.string() }).pick({ a: true })', 'z.object({ a: z.string() }).partial()'],
  ...[
    'z.object({ a: z.string(), b: z.string() }).omit({ a: true })',
    'z.object({ a: z.string().optional() }).required()',
  ],
  ...[
    'z.object({ a: z.string(), b: z.int() }).partial({ a: true })',
    'z.object({ a: z.int() }).extend({ b: z.int() })',
  ],
  ...['z.object({ a: z.int() }).extend({ a: z.string().optional() })', 'z.object({ a: z.int() }).keyof()'],
  ...[
    'z.object({ a: z.int() }).merge(z.object({ a: z.string().optional(), b: z.null() }))',
    'z.object({ a: z.int() }).strict().strip()',
  ],
  ...['z.object({ a: z.int() }).merge(z.strictObject({ b: z.int() }))', 'z.object({ a: z.int() }).shape.a'],
  ...['z.object({ a: z.object({ b: z.int().optional() }) }).shape.a.shape.b.unwrap()', 'z.array(z.int()).element'],
  ...['z.union([z.string(), z.number()])', "z.union([z.literal('a'), z.literal('b')])", 'z.string().or(z.number())'],
  ...[
    'z.intersection(z.object({ a: z.int() }), z.object({ b: z.int() }))',
    'z.object({ a: z.int() }).and(z.object({ b: z.int() }))',
  ],
  ...["z.discriminatedUnion('k', [z.object({ k: z.literal('a') }), z.object({ k: z.literal('b'), n: z.int() })])"],
  ...[
    'z.record(z.string(), z.number())',
    "z.record(z.enum(['a', 'b']), z.int())",
    'z.record(z.string().regex(/^x/), z.int())',
  ],
  ...[
    "z.partialRecord(z.enum(['a', 'b']), z.int())",
    'z.optional(z.string())',
    'z.nullable(z.string())',
    'z.nullish(z.int())',
  ],
  ...[
    'z.string().transform(x => x.length)',
    'z.string().pipe(z.coerce.number())',
    "z.string().brand('x')",
    'z.string().readonly()',
  ],
  ...[
    "z.string().describe('d')",
    "z.object({ a: z.string().describe('d') })",
    "z.string().meta({ title: 't', description: 'd' })",
  ],
  ...[
    "z.enum(['a', 'b']).nullable()",
    "z.literal('a').nullable()",
    'z.union([z.string(), z.int()]).nullable()',
    'z.int().nullable().nullable()',
  ],
  ...[
    'z.object({ a: z.lazy(() => z.string()) })',
    'z.object({ a: z.int() }).nullable()',
    'z.string().optional().nullable()',
  ],
  ...[
    'z.object({ "a-b": z.int(), constructor: z.int(), toString: z.string(), "*/": z.int(), "": z.int(), 1: z.null() })',
  ],
  ...['z.object({ a: z.int() }).partial().required()', 'z.string().min(1).nullable().default(null)'],
  ...[
    'z.string().check(z.minLength(2), z.maxLength(3))',
    'z.number().check(z.gte(1), z.multipleOf(2))',
    'z.string().check(z.regex(/a/))',
    'z.tuple([z.int()]).rest(z.string())',
    'z.looseObject({ a: z.int() })',
    'z.object({ a: z.int() }).loose().strict()',
    'z.string().regex(/^a/).regex(/b$/)',
  ],
  ...[
    'z.object({ ...z.object({ a: z.int() }).shape, b: z.int() })',
    'z.object({ a: z.int() }).extend(z.object({ b: z.int().optional() }).shape)',
  ],
  ...[
    'z.number().min(1).max(3).optional().default(2)',
    'z.array(z.object({ a: z.int().optional() })).min(1)',
    'z.tuple([])',
    'z.tuple([z.int(), z.int().optional()])',
  ],
  ...[
    'z.object({ a: z.int() }).safeExtend({ b: z.int() })',

    'z.nonoptional(z.int().optional())',
  ],
  ...[
    'z.preprocess(x => x, z.string())',
    'z.stringbool()',
    'z.string().superRefine(() => {})',
    'z.object({ a: z.int() }).refine(() => true)',
  ],
  ...[
    'z.object({ a: z.int(), b: z.int() }).pick({ a: true }).extend({ c: z.string() }).partial({ c: true })',
    'z.base64()',
    'z.int32()',
  ],
];

describe('Zod schemas are read as Zod itself describes them', () => {
  for (const program of programs) {
    it(program, () => {
      const schema = new Function('z', `return ${program}`)(z) as z.ZodType;
      const own = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
      const reading = readFiles({ 'a.ts': bodyProgram(`import { z } from 'zod';\nconst S = ${program};`) });
      assert.deepEqual(normal(wholeBody(reading)), normal(own));
    });
  }
});

describe('Zod schemas that Zod describes otherwise, or not', () => {
  const cases: readonly (readonly [string, Json])[] = [
    ["z.string().startsWith('a.b')", { type: 'string', pattern: '^a\\.b' }],
    ["z.string().endsWith('$')", { type: 'string', pattern: '\\$$' }],
    ["z.string().includes('+')", { type: 'string', pattern: '\\+' }],
    ["z.object({ a: z.string().catch('x') })", { type: 'object', properties: { a: { type: 'string', default: 'x' } } }],
    [
      'z.object({ a: z.date(), b: z.coerce.date() })',
      { type: 'object', properties: { a: moment, b: moment }, required: ['a', 'b'] },
    ],
    ['z.string().regex(/a/i)', { type: 'string' }],
  ];
  for (const [program, expected] of cases) {
    it(program, () => {
      const reading = readFiles({ 'a.ts': bodyProgram(`import { z } from 'zod';\nconst S = ${program};`) });
      assert.deepEqual(wholeBody(reading), expected);
    });
  }

  it('names of schemas are components, and each is read once', () => {
    const deep = Array.from({ length: 40 }, (_, i) => `const S${i + 1} = z.object({ a: S${i}, b: S${i}.optional() });`);
    const reading = readFiles({
      'a.ts': bodyProgram(
        `import { z } from 'zod';\nconst S0 = z.object({ a: z.int() });\n${deep.join('\n')}\nconst S = S40;`,
      ),
    });
    const schemas = componentSchemas(reading);
    assert.equal(Object.keys(schemas).length, 41);
    assert.deepEqual(schemas.S1, {
      ...{ type: 'object', required: ['a'] },
      properties: { a: { $ref: '#/components/schemas/S0' }, b: { $ref: '#/components/schemas/S0' } },
    });
  });

  it('schemas that contain themselves refer to themselves', () => {
    for (const program of [
      'const Node = z.object({ name: z.string(), children: z.lazy(() => z.array(Node)) });',
      'const Node = z.object({ name: z.string(), get children() { return z.array(Node); } });',
    ]) {
      const reading = readFiles({ 'a.ts': bodyProgram(`import { z } from 'zod';\n${program}\nconst S = Node;`) });
      assert.deepEqual(bodySchema(reading), { $ref: '#/components/schemas/Node' });
      const { Node } = componentSchemas(reading);
      assert.deepEqual(Node, {
        ...{ type: 'object', required: ['name', 'children'] },
        properties: {
          name: { type: 'string' },
          children: { type: 'array', items: { $ref: '#/components/schemas/Node' } },
        },
      });
    }
  });

  it('tells what cannot be read', () => {
    const program =
      'const S = z.object({ a: z.string().refine(x => x), b: other(), [c]: z.int(), e: z.enum(values()) });';
    const reading = readFiles({
      'a.ts': bodyProgram(`import { z } from 'zod'; import { other, values, c } from 'x';\n${program}`),
    });
    assert.deepEqual(reading.unclear.map(({ message }) => message).sort(), [
      'Some names of this object are known only at run time.',
      'The schema of b cannot be read.',
      'The values of this enum are known only at run time.',
      'What this refinement checks is not in the description.',
    ]);
  });

  it('takes what comments say of properties', () => {
    const program =
      'const S = z.object({\n /** The name.\n  * In full. */\n a: z.string(), /** @deprecated */ b: z.int(), /* no */ c: z.int() });';
    const reading = readFiles({ 'a.ts': bodyProgram(`import { z } from 'zod';\n${program}`) });
    assert.deepEqual((wholeBody(reading) as Schema).properties, {
      a: { description: 'The name. In full.', type: 'string' },
      b: { deprecated: true, type: 'integer' },
      c: { type: 'integer' },
    });
  });
});

/** The same schema for the same meaning. */
function normal(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map(one => normal(one)!);
  if (typeof value !== 'object' || value === null) return value;
  const { $schema: _dialect, title, ...given } = value as Schema;
  const made: Schema = {};
  for (const [key, inside] of Object.entries(given)) {
    const names = key === 'properties' || key === 'patternProperties';
    const plain = key === 'const' || key === 'enum' || key === 'default' || key === 'required';
    made[key] = names
      ? Object.fromEntries(Object.entries(inside as Schema).map(([name, one]) => [name, normal(one)!]))
      : plain
        ? inside
        : normal(inside)!;
  }
  if (title) made.title = title;
  if ('const' in made) [made.enum, made.const] = [[made.const!], null];
  if (made.enum) delete made.const;
  // The type of listed values goes without saying, and so does a pattern beside the format that it spells out.
  if (made.enum) delete made.type;
  if (made.format || made.contentEncoding) delete made.pattern;
  if (made.contentEncoding) delete made.format;
  // What no dialect of JSON Schema knows, or OpenAPI means otherwise.
  if (/^int32$|_/.test(String(made.format))) delete made.format;
  delete made.readOnly;
  if (JSON.stringify(made.prefixItems) === '[]') {
    delete made.prefixItems;
    delete made.items;
  }
  if (made.prefixItems && made.items === false) delete made.items;
  for (const limit of ['minimum', 'maximum']) {
    if (Math.abs(Number(made[limit])) >= 2 ** 31 - 1) delete made[limit];
  }
  if (made.discriminator) delete made.discriminator;
  if (made.oneOf) [made.anyOf, made.oneOf] = [made.oneOf, null];
  if (!made.oneOf) delete made.oneOf;
  if (Array.isArray(made.type)) {
    const { type, ...rest } = made;
    const { default: fallback, ...limits } = rest;
    const others = (type as string[]).map(one => (one === 'null' ? { type: one } : { ...limits, type: one }));
    return normal({ anyOf: others, ...(fallback === undefined ? {} : { default: fallback }) });
  }
  if (Array.isArray(made.anyOf)) made.anyOf = flattened(made.anyOf as Schema[]);
  if (Array.isArray(made.anyOf) && made.anyOf.length === 1)
    return { ...(made.anyOf[0] as Schema), ...without(made, 'anyOf') };
  if (JSON.stringify(made.additionalProperties) === '{}') delete made.additionalProperties;
  if (made.type === 'object' && JSON.stringify(made.properties) === '{}') delete made.properties;
  if (made.propertyNames && JSON.stringify(made.propertyNames) === '{"type":"string"}') delete made.propertyNames;
  if (Array.isArray(made.required)) made.required = [...(made.required as string[])].sort();
  return made;
}

function without(schema: Schema, key: string): Schema {
  const { [key]: _out, ...rest } = schema;
  return rest;
}

function flattened(all: readonly Schema[]): Schema[] {
  const flat = all.flatMap(one => (one.anyOf && Object.keys(one).length === 1 ? (one.anyOf as Schema[]) : [one]));
  const values = flat.map(one =>
    one.type === 'null' ? [null] : Object.keys(one).join() === 'enum' ? (one.enum as Json[]) : undefined,
  );
  const unique = [...new Map(flat.map(one => [JSON.stringify(one), one])).values()];
  return values.includes(undefined) ? unique : [{ enum: [...new Set(values.flat() as Json[])] }];
}
