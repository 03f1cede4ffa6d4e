/**
 * Descriptions that are damaged in every way end in a result, findings or a Problem, and in time. Some hundred of them here; all with
 * FUZZ_CASES=10000, from another start with FUZZ_FROM=20000.
 */
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { caseOf, type FuzzBase, mishaps } from './fuzzCase.js';
import { kitchenSinks } from './fuzzSpecs.js';

const cases = Number(process.env['FUZZ_CASES'] ?? (process.env['CI'] ? 12 : 100));
const from = Number(process.env['FUZZ_FROM'] ?? 0);
/** Where the case that is under way is noted, for those that hang. */
const log = process.env['FUZZ_LOG'];

function bases(): readonly FuzzBase[] {
  const fixtures = new URL('../../fixtures/', import.meta.url);
  const texts = [
    ...['specs/shop.yaml', 'workspace/openapi.yaml'].map(
      name => [name, readFileSync(new URL(name, fixtures), 'utf8')] as const,
    ),
    ...kitchenSinks,
  ];
  const examples = new URL('../../../node_modules/@readme/oas-examples/', import.meta.url);
  for (const folder of ['2.0/json/', '3.0/json/', '3.1/json/', '3.0/yaml/', '3.1/yaml/']) {
    for (const name of readdirSync(new URL(folder, examples)).filter(one => /\.(?:json|yaml)$/.test(one))) {
      const text = readFileSync(new URL(folder + name, examples), 'utf8');
      if (text.length < 20_000) texts.push([name, text]);
    }
  }
  return texts.map(([name, text]) => ({ name, text, value: parse(text) as unknown }));
}

describe('damaged descriptions', () => {
  it('neither crash nor hang anything', async () => {
    const all = bases();
    for (let seed = from; seed < from + cases; seed++) {
      if (log) appendFileSync(log, `${seed}\n`);
      const one = caseOf(all, seed);
      const found = await mishaps(one, seed);
      if (log && found.length > 0) appendFileSync(log, `${seed} ${found.join('\n')}\n`);
      else assert.deepEqual(found, [], `case ${seed}`);
    }
  }).timeout(24 * 3600_000);
});
