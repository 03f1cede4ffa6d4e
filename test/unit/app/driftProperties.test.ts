import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonical } from '../../../src/openapi/breaking/canonical.js';
import { readDocument } from '../../../src/openapi/document.js';
import { downgrade } from '../../../src/openapi/downgrade.js';
import type { Json } from '../../../src/openapi/json.js';
import { isObject, type JsonObject } from '../../../src/openapi/values.js';
import { writeDescription } from '../../../src/openapi/write.js';
import { readFiles } from './appHarness.js';
import { merged, sentences } from './driftHarness.js';

const app = readFiles({
  'app.ts': `import express, { Router } from 'express';
import { z } from 'zod';
import passport from 'passport';
const app = express(); const things = Router(); const people = Router();
const Address = z.object({ street: z.string().max(80), country: z.enum(['CH', 'FR']) });
const Person = z.object({ name: z.string(), address: Address, tags: z.array(z.string()).optional() });
const Thing = z.object({ title: z.string(), owner: Person, weight: z.number().nullable() });
const auth = passport.authenticate('jwt', { session: false });
things.get('/', (req, res) => { const { limit = 20, q } = req.query; res.json([{ limit: Number(limit), q }]); });
things.post('/', auth, (req, res) => { const thing = Thing.parse(req.body); if (!thing) return res.status(422).json({ message: 'no' }); res.status(201).json({ id: 1 }); });
things.get('/:id', (req, res) => { if (req.get('x-tenant') === '') return res.sendStatus(404); res.json({ id: 1 }); });
things.put('/:id', auth, (req, res) => { Thing.parse(req.body); res.sendStatus(204); });
things.delete('/:id', auth, (req, res) => res.sendStatus(204));
people.get('/', (req, res) => { const page = parseInt(req.query.page, 10); res.json({ page }); });
people.post('/', (req, res) => { Person.parse(req.body); res.status(201).json({ id: 'x' }); });
people.get('/:personId/things/:thingId', (req, res) => { if (!req.params.personId) return res.status(400).json({}); res.json({}); });
app.use('/things', things); app.use('/people', people);
`,
});

/** Which of all the deletable things goes, by its number. */
type Choice = readonly number[];

/** Places of operations, their parameters and statuses, bodies and security; components. */
function deletable(document: JsonObject): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  for (const [path, item] of Object.entries(document.paths as JsonObject)) {
    found.push(['paths', path]);
    for (const [method, operation] of Object.entries(item as { [method: string]: JsonObject })) {
      const at = ['paths', path, method];
      found.push(at, [...at, 'requestBody'], [...at, 'security'], [...at, 'parameters']);
      for (const status of Object.keys(operation.responses as JsonObject)) found.push([...at, 'responses', status]);
      for (const index of Object.keys(operation.parameters ?? [])) found.push([...at, 'parameters', index]);
    }
  }
  const components = document.components as { [section: string]: JsonObject };
  for (const name of Object.keys(components.schemas!)) found.push(['components', 'schemas', name]);
  return [...found, ['components']];
}

function without(document: JsonObject, places: readonly (readonly string[])[]): JsonObject {
  const gone = new Set(places.map(place => JSON.stringify(place)));
  const copy = (value: Json, place: readonly string[]): Json => {
    const stays = (key: string) => !gone.has(JSON.stringify([...place, key]));
    if (Array.isArray(value)) {
      const list = value as readonly Json[];
      return list.flatMap((one, index) => (stays(String(index)) ? [copy(one, [...place, String(index)])] : []));
    }
    if (!isObject(value)) return value;
    const kept = Object.entries(value).filter(([key]) => stays(key));
    return Object.fromEntries(kept.map(([key, one]) => [key, copy(one, [...place, key])]));
  };
  return closed(copy(document, []) as JsonObject);
}

/** Nothing refers to what is gone: what does would be broken, and broken is not drift. */
function closed(document: JsonObject): JsonObject {
  const { schemas = {}, securitySchemes = {} } = (document.components ?? {}) as { [section: string]: JsonObject };
  const text = JSON.stringify(document.paths);
  const missing = (value: Json): boolean =>
    [...JSON.stringify(value).matchAll(/#\/components\/schemas\/(\w+)/g)].some(
      ([, name]) => !Object.hasOwn(schemas, name!),
    ) ||
    (Object.keys(securitySchemes).length === 0 && JSON.stringify(value).includes('"bearerAuth"'));
  if (!missing(JSON.parse(text) as Json) && !missing(schemas)) return document;
  const operations = (item: Json) => Object.entries(item as JsonObject).filter(([, operation]) => !missing(operation));
  const paths = Object.entries(document.paths as JsonObject).map(([path, item]) => [
    path,
    Object.fromEntries(operations(item)),
  ]);
  const kept = Object.fromEntries(Object.entries(schemas).filter(([, schema]) => !missing(schema)));
  const components = { components: { ...(document.components as JsonObject), schemas: kept } };
  const rest = { ...document, paths: Object.fromEntries(paths) as JsonObject };
  return closed(document.components ? { ...rest, ...components } : rest);
}

/** The order of parameters, of tags and of keys says nothing. */
function meaning(value: Json): string {
  const sorted = (one: Json): Json => {
    if (Array.isArray(one)) {
      const list = (one as readonly Json[]).map(sorted);
      return list.every(isObject) ? [...list].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)) : list;
    }
    return isObject(one) ? Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, sorted(inner)])) : one;
  };
  const empty = (one: Json): Json => {
    if (Array.isArray(one)) return (one as readonly Json[]).map(empty);
    if (!isObject(one)) return one;
    const kept = Object.entries(one).filter(
      ([key, inner]) => !(key === 'parameters' && (inner as unknown[]).length === 0),
    );
    return Object.fromEntries(kept.map(([key, inner]) => [key, empty(inner)]));
  };
  return canonical(sorted(empty(value)));
}

describe('merging what was taken out of a description', () => {
  for (const version of ['3.0', '3.1'] as const) {
    const document = version === '3.0' ? downgrade(app.document!) : app.document!;
    const places = deletable(document);
    for (const format of ['yaml', 'json'] as const) {
      it(`gives the whole again, ${version} as ${format}`, async () => {
        const name = `openapi.${format}`;
        await fc.assert(
          fc.asyncProperty(fc.uniqueArray(fc.nat(places.length - 1), { maxLength: 12 }), async (choice: Choice) => {
            const part = without(
              document,
              choice.map(index => places[index]!),
            );
            const texts = { [name]: writeDescription(part, format) };
            const { texts: after } = await merged(texts, app);
            const [actual, expected] = [readDocument(name, after[name]!).value, document].map(meaning);
            assert.ok(actual === expected, after[name]);
            assert.deepEqual(await sentences(after, app), []);
            assert.deepEqual((await merged(after, app)).texts, after);
          }),
          { numRuns: process.env.CI ? 8 : 30 },
        );
      }).timeout(30_000);
    }
  }
});
