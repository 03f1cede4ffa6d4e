import assert from 'node:assert/strict';
import { parse } from '@babel/parser';
import { type Generated, generate, type JsonObject, specOf } from './generate.js';
import { hostile } from './hostile.js';

/** A spec with a text in every place that takes one. */
function specWith(text: string): JsonObject {
  const schema = {
    type: 'object',
    title: text,
    description: text,
    examples: [text],
    properties: Object.fromEntries([
      [`p${text}`, { type: 'string', description: text, default: text, enum: [`e${text}`, 'other'] }],
      ['constant', { const: `c${text}` }],
      [
        'pattern',
        { type: 'string', pattern: text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/[\ud800-\udfff]/g, '') },
      ],
      ['format', { type: 'string', format: text }],
      ['nested', { enum: [{ [`k${text}`]: [text] }, 'x'] }],
    ]),
    required: [`r${text}`],
    dependentRequired: { [`d${text}`]: [`q${text}`] },
    patternProperties: { '^x': { default: { [`k${text}`]: text } } },
  };
  const parameter = (where: string) => ({
    in: where,
    name: `n${text}`,
    description: text,
    schema: { type: 'string', default: text },
  });
  const operation = {
    operationId: 'op',
    summary: text,
    description: text,
    tags: [text],
    parameters: ['query', 'header', 'cookie'].map(parameter),
    requestBody: {
      description: text,
      content: { [`application/x-${text}`]: {}, 'application/json': { schema: { $ref: '#/components/schemas/It' } } },
    },
    responses: {
      200: { description: text, headers: { [`h${text}`]: { schema: {} } }, content: { [`t/${text}`]: {} } },
    },
  };
  return specOf(
    { It: schema },
    { [`/x${text.replace(/[{}]/g, '')}`]: { post: operation } },
    { info: { title: text, version: text, description: text } },
  );
}

/** The syntax tree without places and comments, every literal and quoted or plain key alike. */
function skeleton(source: string): unknown {
  const { program } = parse(source, { sourceType: 'module', plugins: ['typescript'] });
  return JSON.parse(
    JSON.stringify(program, (key, value) => {
      if (
        [
          'start',
          'end',
          'loc',
          'extra',
          'leadingComments',
          'trailingComments',
          'innerComments',
          'range',
          'computed',
        ].includes(key)
      )
        return undefined;
      if (value?.type === 'StringLiteral' || (key === 'key' && value?.type === 'Identifier')) return 'literal';
      return value as unknown;
    }),
  );
}

describe('text of a spec', () => {
  it('never becomes code', async () => {
    const plain = await generate(specWith('plain'));
    const skeletons = ({ types, validators, operations }: Generated) =>
      [types, validators, ...operations.values()].map(skeleton);
    const expected = skeletons(plain);
    for (const text of hostile) {
      // Two names that differ in a plain text only; an empty or a header's case makes no difference here.
      assert.deepEqual(skeletons(await generate(specWith(text))), expected, JSON.stringify(text));
    }
  });
});
