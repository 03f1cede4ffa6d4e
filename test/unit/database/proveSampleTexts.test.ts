import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hintsOf } from '../../../src/database/prove/sampleRows/checkHints.js';
import { randomOf } from '../../../src/database/prove/sampleRows/random.js';
import { sampleOf } from '../../../src/database/prove/sampleRows/regexSamples.js';

describe('texts that match a regular expression', () => {
  const patterns: readonly (readonly [postgres: string, javascript?: string])[] = [
    ['^[a-z0-9]+(?:-[a-z0-9]+)*$'],
    ['^[A-Z]{3}\\d{3}$'],
    ['^\\+[1-9]\\d{7,14}$'],
    ['^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$'],
    ['^(a|bc|)d?$'],
    ['^#(?:[0-9a-fA-F]{3}){1,2}$'],
    ['^[]a-]+$', '^[\\]a-]+$'],
    ['^[[:alpha:]_][[:alnum:]_]*$', '^[A-Za-z_][A-Za-z0-9_]*$'],
    ['^[\\w.-]+/[\\w.-]+$'],
    ['\\mword\\M', '\\bword\\b'],
    ['^\\d{4}-(0[1-9]|1[0-2])$'],
    ['(?i)^abc$', '^abc$'],
    ['^x{0}y{2,3}$'],
    ['^[^a-z]{5}$'],
  ];
  for (const [pattern, same = pattern] of patterns) {
    it(pattern, () => {
      const random = randomOf('seed');
      for (let i = 0; i < 50; i++) assert.match(sampleOf(pattern, random)!, new RegExp(same));
    });
  }

  it('ends for whatever is written', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'()[]{}|*+?^$\\.-:!<=,01ad', '{900}', '[:x:]', '[[:alpha:]]')), parts => {
        const sample = sampleOf(parts.join(''), randomOf('seed'));
        assert.ok(sample === undefined || sample.length <= 2000);
      }),
    );
    assert.equal(sampleOf('('.repeat(10_000), randomOf('seed')), undefined);
    assert.equal(sampleOf('((a{900}){900}){900}', randomOf('seed')), undefined);
  });
});

describe('what a check says of values', () => {
  const cases: readonly (readonly [sql: string, hints: Partial<ReturnType<typeof hintsOf>>])[] = [
    [
      `((state)::text = ANY ((ARRAY['open'::character varying, 'it''s'::character varying])::text[]))`,
      { texts: ['open', `it's`] },
    ],
    [`(state = ANY ('{a,"b c"}'::text[]))`, { texts: ['{a,"b c"}', 'a', 'b c'] }],
    ['((age >= 18) AND (age < 130))', { numbers: [18, 130] }],
    ["(price > '-1.5'::numeric)", { numbers: [-1.5] }],
    ["(slug ~ '^[a-z]+$'::text)", { patterns: ['^[a-z]+$'], texts: [] }],
    ["(slug !~ '\\s'::text)", { patterns: [], texts: [] }],
    ["(url ~~ 'https://%'::text)", { texts: ['https://', 'https://a1'] }],
    ["(path ~ E'^\\\\d+$'::text)", { patterns: ['^\\d+$'] }],
    ['(length(code3) = 2)', { numbers: [2] }],
    ["(value ~ similar_to_escape('[0-9]{5}%'::text))", { patterns: ['[0-9]{5}.*'] }],
  ];
  for (const [sql, expected] of cases) {
    it(sql, () => {
      const found = hintsOf(sql);
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(found[key as keyof typeof found], value);
    });
  }

  it('is looked for in any text', () => {
    fc.assert(fc.property(fc.string(), text => void hintsOf(text)));
  });
});
