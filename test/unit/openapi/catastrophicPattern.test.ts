import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCatastrophic } from '../../../src/openapi/catastrophicPattern.js';

const catastrophic = [
  '^(a+)+$',
  '^(a|a)*$',
  '^(a|aa)+$',
  '^(a*)*$',
  '^(\\w+\\s?)*$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '^(\\d+|\\w+)*$',
  '^(?=(a+)+$)b',
  '(?<!(a|a)*c)b',
  '^(.*)*x',
  '(?:a{1,20}){1,20}b',
  '^(\\p{L}+\\p{Lu}*)+$',
  '^((a|a)*b)*',
  '^(a?b?a?)*$',
  '^[a-z]+(?:[a-z0-9]*-?[a-z0-9]*)*$',
  '^([\\u{1F600}-\\u{1F610}]|😀)+$',
  '^(?<word>\\w+)*-$',
  `${'('.repeat(200)}a${')*'.repeat(200)}`,
];
const harmless = [
  '^a+$',
  '^(a+b)+$',
  '^[a-z]+(-[a-z]+)*$',
  '^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$',
  '^(\\d{1,3}\\.){3}\\d{1,3}$',
  '^(\\p{L}+[- ])*\\p{L}+$',
  '^(a?)*$',
  '(a|a)*',
  '(\\w+)*',
  '^([0-9a-f]{2}:){5}[0-9a-f]{2}$',
  '^(0|[1-9]\\d*)(\\.(0|[1-9]\\d*))*$',
  '^.*a.*b.*$',
  '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
  '^(ab|ac)*$',
  '^(?:\\/(?:[^~/]|~[01])*)*$',
  '^(\\w{8})*$',
  '^(?:é|è)*$',
  '(application|text)/.+(;\\s*.+=.+)*',
  '^(\\((a|b)\\))*[)]$',
  '^(]|})*$',
];

describe('patterns that backtrack', () => {
  for (const pattern of catastrophic) {
    it(`refuses ${pattern.slice(0, 60)}`, () => assert.equal(isCatastrophic(pattern), true));
  }
  for (const pattern of harmless) {
    it(`takes ${pattern}`, () => assert.equal(isCatastrophic(pattern), false));
  }

  it('judges a hostile pattern in bounded time', () => {
    for (const pattern of [
      `^(${'(a?){60}'.repeat(60)})*$`,
      `^(${Array.from({ length: 3000 }, (_, i) => `${String.fromCharCode(0x4e00 + i)}?`).join('')})*$`,
      `^(${'(a|b|c|d|e)?'.repeat(400)})+$`,
      `^(${'('.repeat(90)}a${'{9}){9}'.repeat(90)})*$`,
    ]) {
      const before = process.cpuUsage().user;
      assert.equal(isCatastrophic(pattern), true, pattern.slice(0, 50));
      assert.ok(process.cpuUsage().user - before < 5_000_000);
    }
  });

  it('takes no pattern that doubles its time with each character', () => {
    const atom = fc.constantFrom('a', 'b', '[ab]', '.', '\\w');
    const pattern = fc.letrec<{ node: string }>(tie => ({
      node: fc.oneof(
        { depthSize: 'small' },
        { weight: 3, arbitrary: atom },
        { weight: 2, arbitrary: fc.tuple(tie('node'), tie('node')).map(pair => pair.join('')) },
        { weight: 2, arbitrary: fc.tuple(tie('node'), tie('node')).map(pair => `(?:${pair.join('|')})`) },
        {
          weight: 3,
          arbitrary: fc
            .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}'))
            .map(pair => `(?:${pair[0]})${pair[1]}`),
        },
      ),
    })).node;
    fc.assert(
      fc.property(pattern, fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 }), (body, pump) => {
        const source = `^${body}$`;
        if (isCatastrophic(source)) return;
        const regExp = new RegExp(source, 'u');
        // Polynomial time for 26 characters is a moment; two to the 26th is half a second and more.
        const text = `${pump.join('').repeat(26).slice(0, 26)}!`;
        const before = process.cpuUsage().user;
        regExp.test(text);
        assert.ok(process.cpuUsage().user - before < 300_000, `${source} on ${text}`);
      }),
      { numRuns: 500 },
    );
  });
});
