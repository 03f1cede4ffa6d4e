import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shareRepeatedObjects } from '../../../src/scaffold/validators/repeatedObjects.js';
import { generate, type JsonObject, run, specOf } from './generate.js';

const words = ['id', 'login', 'html_url', 'owner', 'avatar_url', 'type'];
const object = (properties: JsonObject, more: JsonObject = {}) => ({ type: 'object', properties, ...more });
const user = object(Object.fromEntries(words.map(word => [word, { type: 'string', maxLength: 10 }])), {
  required: ['login'],
});
const schemas = {
  Issue: object({ user, closed_by: user, labels: { type: 'array', items: { type: 'string' } } }),
  Pull: object({ user: { ...user, type: ['object', 'null'] }, reviewers: { type: 'array', items: user } }),
  UserSchema: object({ a: { type: 'integer' } }),
};

/** Puts the functions back where they are called. */
function inlined(text: string): string {
  const functions = /function (\w+)\(\) \{\n {2}return ([\s\S]*?);\n\}\n/g;
  const bodies = new Map([...text.matchAll(functions)].map(match => [match[1]!, match[2]!] as const));
  let rest = text.replace(functions, '');
  for (let again = true; again; ) {
    again = false;
    rest = rest.replace(/\b(\w+)\(\)/g, (call, name: string) => {
      const body = bodies.get(name);
      again ||= body !== undefined;
      return body ?? call;
    });
  }
  return rest.replace(/\s+/g, '');
}

/** Objects as the emitters lay them out. */
function source(depth: number): fc.Arbitrary<string[]> {
  const leaf = fc.constantFrom<string[]>(['z.string()'], ['s.integer().optional()'], ["z.literal('({')"]);
  if (depth === 0) return leaf;
  const members = fc.array(fc.tuple(fc.constantFrom(...words, "'x-y'"), source(depth - 1)), { maxLength: 7 });
  const call = fc.constantFrom('z.looseObject({', 'z.object({', 'z.array(z.looseObject({');
  const many = fc.tuple(call, members, fc.constantFrom('', '.nullable()')).map(([open, all, end]) => [
    open,
    ...all.flatMap(([name, [first = '', ...lines]]) => {
      const last = lines.length === 0 ? `  ${name}: ${first},` : `  ${name}: ${first}`;
      return [last, ...lines.map((line, index) => `  ${line}${index === lines.length - 1 ? ',' : ''}`)];
    }),
    `${open.startsWith('z.array') ? '}))' : '})'}${end}`,
  ]);
  // The line that ends one begins the next: `})), z.looseObject({`.
  const union = fc
    .array(many, { minLength: 2, maxLength: 3 })
    .map(all =>
      all.slice(1).reduce(
        (before, [first = '', ...lines]) => [...before.slice(0, -1), `${before.at(-1)}, ${first}`, ...lines],
        all[0]!.map((line, index) => (index === 0 ? `z.union([${line}` : line)),
      ),
    )
    .map(lines => [...lines.slice(0, -1), `${lines.at(-1)}])`]);
  return fc.oneof({ weight: 1, arbitrary: leaf }, { weight: 4, arbitrary: many }, { weight: 1, arbitrary: union });
}

describe('shareRepeatedObjects', () => {
  it('says once what a spec writes out in several places, and accepts the same', async () => {
    const { validators } = await generate(specOf(schemas));
    assert.equal(validators.match(/login: /g)?.length, 1);
    assert.match(validators, /closed_by: userSchema\(\)\.optional\(\)/);
    assert.match(validators, /user: userSchema\(\)\.nullable\(\)\.optional\(\)/);
    assert.match(validators, /\nfunction userSchema\(\) \{\n {2}return z\.looseObject\(\{\n {4}id: z\.string/);
    const { Issue, Pull, UserSchema } = run(validators);
    const verdicts = [
      Issue!.safeParse({ user: { login: 'ada' }, closed_by: { login: 'ada', id: '1' } }),
      Issue!.safeParse({ user: {} }),
      Issue!.safeParse({ closed_by: { login: 'longer than ten' } }),
      Pull!.safeParse({ user: null, reviewers: [{ login: 'ada' }] }),
      Pull!.safeParse({ reviewers: [null] }),
      UserSchema!.safeParse({ a: 1 }),
    ];
    assert.deepEqual(
      verdicts.map(({ success }) => success),
      [true, false, false, true, false, true],
    );
  });

  it('shares alternatives of which one begins where the other ends', async () => {
    const card = object({
      kind: { const: 'card' },
      name: user,
      number: { type: 'string' },
      month: { type: 'integer' },
      year: { type: 'integer' },
    });
    const bank = object({
      kind: { const: 'bank' },
      name: user,
      code: { type: 'string' },
      owner: { type: 'string' },
      country: { type: 'string' },
    });
    const source = { anyOf: [card, bank], unevaluatedProperties: false };
    const { Payment } = run((await generate(specOf({ Payment: object({ source, backup: source }) }))).validators);
    const verdicts = [
      { source: { kind: 'card', year: 1 } },
      { source: { kind: 'bank', year: 1 } },
      { backup: { kind: 'bank' } },
    ];
    assert.deepEqual(
      verdicts.map(one => Payment!.safeParse(one).success),
      [true, false, true],
    );
  });

  it('gives functions names that the file has not', () => {
    const one = 'z.looseObject({\n  a: 1,\n  b: 2,\n  c: 3,\n  d: 4,\n  e: 5,\n})';
    const text = `export const ownerSchema = { owner: ${one}, x: 1 };\nexport const B = { owner: ${one} };\n`;
    const shared = shareRepeatedObjects(text, ['ownerSchema']);
    assert.match(shared, /^export const ownerSchema = \{ owner: ownerSchema2\(\), x: 1 \};\n/);
    assert.match(shared, /\nfunction ownerSchema2\(\) \{\n/);
  });

  it('leaves what stands once, and what is short', async () => {
    const short = object({ a: { type: 'string', maxLength: 10 }, b: { type: 'string', maxLength: 10 } });
    const { validators } = await generate(specOf({ One: object({ user }), Two: object({ short, other: short }) }));
    assert.doesNotMatch(validators, /function/);
  });

  it('changes where things are said and nothing else', () => {
    const file = fc.array(source(3), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(file, declarations => {
        const text = declarations.map((lines, n) => `export const A${n} = ${lines.join('\n')};\n`).join('\n');
        assert.equal(inlined(shareRepeatedObjects(text, [])), text.replace(/\s+/g, ''));
      }),
      { numRuns: 300 },
    );
  });

  it('reads deep text in bounded time', () => {
    const deep = `${'z.looseObject({\na: 1,\nb: 2,\nc: 3,\nd: '.repeat(1500)}z.string(),\n${'}),\n'.repeat(1500)}`;
    const started = process.cpuUsage();
    shareRepeatedObjects(`${deep}${deep}`, []);
    assert.ok(process.cpuUsage(started).user < 2e6);
  });
});
