import assert from 'node:assert/strict';
import { parse } from '@babel/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { others, schemasWith, value, verdict } from '../../support/randomSchemas.js';
import { generate, run, specOf } from './generate.js';

const schema = schemasWith({
  maxContains: fc.nat({ max: 3 }),
  unevaluatedItems: fc.constantFrom<unknown>(true, false, { type: 'integer' }, { $ref: '#/components/schemas/Leaf' }),
  format: fc.constantFrom('made-up', 'password'),
});

describe('validators on random schemas', () => {
  it('parse, and accept what Ajv accepts', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(schema, fc.array(value, { minLength: 12, maxLength: 12 }), async (it, instances) => {
        const ajv = new Ajv2020({
          strict: false,
          ownProperties: true,
          validateFormats: false,
          multipleOfPrecision: 9,
        });
        ajv.addSchema({ $id: 'spec', components: { schemas: { It: it, ...others } } });
        const validate = ajv.compile({ $ref: 'spec#/components/schemas/It' });
        const { types, validators } = await generate(specOf({ It: it, ...others }));
        for (const text of [types, validators]) parse(text, { sourceType: 'module', plugins: ['typescript'] });
        const generated = run(validators).It!;
        for (const instance of instances) {
          const result = generated.safeParse(instance);
          const expected = verdict(validate, instance);
          if (expected === undefined) continue;
          assert.equal(result.success, expected, `${JSON.stringify(instance)}\n${validators}`);
          if (result.success) assert.deepEqual(result.data, instance);
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 150) },
    );
  });
});
