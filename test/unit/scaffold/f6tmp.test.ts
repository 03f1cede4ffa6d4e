import { validatorOf } from './generate.js';
describe('m', () => { it('x', async () => {
  const cases: [string, object, unknown][] = [
    ['array of int', { type: 'array', items: { type: 'integer' } }, Array.from({length: 240000}, () => 'a')],
    ['array of object', { type: 'array', items: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } } }, Array.from({length: 240000}, () => ({}))],
    ['array min', { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer' } }, Array.from({length: 240000}, () => 'a')],
    ['tuple', { type: 'array', prefixItems: [{}], items: { type: 'integer' } }, Array.from({length: 240000}, () => 'a')],
    ['record', { type: 'object', additionalProperties: { type: 'integer' } }, Object.fromEntries(Array.from({length: 120000}, (_, i) => [i.toString(36), 'a']))],
    ['closed', { type: 'object', additionalProperties: false, properties: {} }, Object.fromEntries(Array.from({length: 120000}, (_, i) => [i.toString(36), 'a']))],
    ['pattern', { type: 'object', patternProperties: { '.': { type: 'integer' } } }, Object.fromEntries(Array.from({length: 120000}, (_, i) => [i.toString(36), 'a']))],
    ['allOf', { allOf: [{ type: 'array', items: { type: 'integer' } }, { type: 'array', items: { type: 'boolean' } }] }, Array.from({length: 240000}, () => 'a')],
    ['oneOf', { type: 'array', items: { oneOf: [{ type: 'integer' }, { type: 'boolean' }] } }, Array.from({length: 240000}, () => 'a')],
    ['nested', { type: 'array', items: { type: 'array', items: { type: 'integer' } } }, Array.from({length: 120000}, () => ['a'])],
  ];
  for (const [name, schema, body] of cases) {
    const v = await validatorOf(schema as never);
    const t = process.cpuUsage(); const r = v.safeParse(body); const u = process.cpuUsage(t);
    console.log(name, r.success, r.error?.issues.length, (u.user + u.system) / 1000);
  }
}).timeout(60000); });
