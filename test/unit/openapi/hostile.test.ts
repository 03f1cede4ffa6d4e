import assert from 'node:assert/strict';
import type { Operation } from '../../../src/openapi/api.js';
import { Problem } from '../../../src/text/problem.js';
import { inFolder, readSpec } from './readSpec.js';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const json = (value: object) => ({
  'a.json': JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, ...value }),
});
const schemas = (all: Record<string, unknown>) => json({ components: { schemas: all } });
const ref = (name: string | number) => ({ $ref: `#/components/schemas/S${name}` });

/** Each of these takes minutes or gigabytes when done naively; mocha's limit is the clock. */
describe('hostile descriptions', () => {
  it('fan out through $ref', async () => {
    const all = numbers(500).map(n => [
      `S${n}`,
      { properties: Object.fromEntries(numbers(8).map(m => [m, ref((n + m) % 500)])) },
    ]);
    const { api, findings } = await readSpec(schemas(Object.fromEntries(all)));
    assert.equal(api.shapes.length, 500);
    assert.deepEqual(findings, []);
  });

  it('fan out through aliases', async () => {
    const level = (n: number) => `  S${n}: &s${n} {properties: {a: *s${n - 1}, b: *s${n - 1}}}\n`;
    const text = `openapi: 3.1.0\nx: &s0 {}\ndefinitions:\n${numbers(40)
      .map(n => level(n + 1))
      .join('')}`;
    await assert.rejects(readSpec(text), (error: unknown) => error instanceof Problem && /aliases/.test(error.message));
  });

  for (const keyword of ['allOf', 'oneOf']) {
    it(`apply every schema to every other by ${keyword}`, async () => {
      const all = numbers(60).map(n => [`S${n}`, { [keyword]: numbers(60).map(ref) }]);
      const { api, findings } = await readSpec(schemas(Object.fromEntries(all)));
      assert.ok(findings.every(finding => finding.includes('circular-reference')));
      const next = new Map(
        api.shapes.map(({ id, shape }) => [id, [...(shape.allOf ?? []), ...(shape.oneOf ?? [])].map(one => one.ref)]),
      );
      const finished = new Set<string>();
      const visit = (id: string, path: readonly string[]): void => {
        assert.ok(!path.includes(id), 'a circle is left');
        if (finished.has(id)) return;
        for (const inner of next.get(id) ?? []) if (inner !== undefined) visit(inner, [...path, id]);
        finished.add(id);
      };
      for (const id of next.keys()) visit(id, []);
    });
  }

  it('chain thousands of references in a circle', async () => {
    const { findings } = await readSpec(
      schemas(Object.fromEntries(numbers(5000).map(n => [`S${n}`, ref((n + 1) % 5000)]))),
    );
    assert.equal(findings.length, 1);
    assert.ok(findings[0]!.length < 1000);
  });

  it('miss thousands of references', async () => {
    const there = numbers(2000).map(n => [`Schema${n}`, {}]);
    const missing = numbers(1000).map(n => [`X${n}`, ref(n)]);
    const { findings } = await readSpec(schemas(Object.fromEntries([...there, ...missing])));
    assert.equal(findings.length, 1000);
  });

  it('have callbacks that lead back to themselves', async () => {
    const callbacks = Object.fromEntries(numbers(40).map(n => [n, { '{$url}': { $ref: '#/paths/~1a' } }]));
    const { api } = await readSpec(json({ paths: { '/a': { get: { responses: {}, callbacks } } } }));
    const depth = (operation: Operation): number => 1 + Math.max(0, ...operation.callbacks.slice(0, 1).map(depth));
    assert.equal(depth(api.operations[0]!), 3);
  });

  it('merge a list into itself', async () => {
    const { findings } = await readSpec(
      'openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {<<: &a [*a], properties: {x: {$ref: "#/nope"}}}\n',
    );
    assert.match(findings.join('\n'), /stands inside the node that it repeats/);
  });

  it('refer to file after file', async () => {
    const entry = 'openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: 0.yaml}}}\n';
    const { findings } = await readSpec(entry, {
      readFile: async path => {
        const number = /(\d+)\.yaml$/.exec(path);
        return path === inFolder('openapi.yaml') ? entry : `{$ref: ${Number(number?.[1]) + 1}.yaml}`;
      },
    });
    assert.match(findings.join('\n'), /More than 1000 files/);
  });

  it('use names of Object.prototype everywhere', async () => {
    const { api, findings } = await readSpec(`openapi: 3.1.0
paths:
  /{__proto__}: {parameters: [{name: __proto__, in: path, required: true, schema: {$ref: '#/components/schemas/__proto__'}}], get: {responses: {}}}
components:
  schemas:
    __proto__: {type: object, properties: {constructor: {type: string}, __proto__: {type: number}}, required: [__proto__]}
    toString: {$ref: '#/components/schemas/hasOwnProperty'}
`);
    assert.match(findings.join('\n'), /^error missing-reference .*has no "hasOwnProperty"\.$/);
    assert.deepEqual(
      api.shapes.map(one => one.name),
      ['__proto__', 'toString'],
    );
    assert.deepEqual(
      api.shapes[0]?.shape.properties?.map(one => one.name),
      ['constructor', '__proto__'],
    );
    assert.equal(api.operations[0]?.parameters[0]?.shape.ref, '#/components/schemas/__proto__');
  });
});
