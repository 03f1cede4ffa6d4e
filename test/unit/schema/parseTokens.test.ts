import assert from 'node:assert/strict';
import fc from 'fast-check';
import { elementEnd, findWords, nameEnd } from '../../../src/schema/reading/elements.js';
import { quotings } from '../../../src/schema/reading/quoting.js';
import { nextToken, skipBlanks } from '../../../src/schema/reading/tokens.js';

function tokens(text: string, dialect: keyof typeof quotings = 'postgresql'): string[] {
  const found: string[] = [];
  for (
    let token = nextToken(text, 0, quotings[dialect]);
    token;
    token = nextToken(text, token.end, quotings[dialect])
  ) {
    found.push(`${token.kind} ${text.slice(token.start, token.end)}`);
  }
  return found;
}

describe('tokens of SQL', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['a1_é 漢字 x$1', ['word a1_é', 'word 漢字', 'word x$1']],
    [`"A ""b""" U&"\\0041" u&'x' n'y'`, ['name "A ""b"""', 'name U&"\\0041"', "string u&'x'", "string n'y'"]],
    [`'it''s' E'a\\'b' '\\' b'01'`, ["string 'it''s'", "string E'a\\'b'", "string '\\'", "string b'01'"]],
    ['$$ a $b$ $$ $b$ $$ $b$ $1 $', ['string $$ a $b$ $$', 'string $b$ $$ $b$', 'parameter $1', 'sign $']],
    [
      '1 1.5e-3 .5 1_000 0xFF 1..2',
      ['number 1', 'number 1.5e-3', 'number .5', 'number 1_000', 'number 0xFF', 'number 1', 'sign .', 'number .2'],
    ],
    [
      'a<=-1 ->> @- ::x := a.b*/* */c',
      [
        'word a',
        'sign <=',
        'sign -',
        'number 1',
        'sign ->>',
        'sign @-',
        'sign ::',
        'word x',
        'sign :=',
        'word a',
        'sign .',
        'word b',
        'sign *',
        'word c',
      ],
    ],
    ['-- a\n/* b /* c */ d */ e', ['word e']],
    ["'open", ["string 'open"]],
  ];
  for (const [text, expected] of cases) {
    it(`are found in ${JSON.stringify(text)}`, () => assert.deepEqual(tokens(text), expected));
  }

  it('are those of other dialects', () => {
    assert.deepEqual(tokens("`a``b` 'x\\'' \"y\" @v @@w # z", 'mysql'), [
      'name `a``b`',
      "string 'x\\''",
      'string "y"',
      'word @v',
      'word @@w',
    ]);
    assert.deepEqual(tokens('[a]]b] @p #t', 'transactsql'), ['name [a]]b]', 'word @p', 'word #t']);
  });

  it('cover any text, one after another', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'\'"`$[]/*-#:.;(){}<>=@?%\\eEuU&1 \n\r\0a😀\uD800') }), text => {
        for (const quoting of Object.values(quotings)) {
          let at = 0;
          for (let token = nextToken(text, 0, quoting); token; token = nextToken(text, token.end, quoting)) {
            assert.ok(
              token.start === skipBlanks(text, at, quoting) && token.end > token.start && token.end <= text.length,
            );
            at = token.end;
          }
          assert.equal(skipBlanks(text, at, quoting), text.length);
        }
      }),
    );
  });
});

describe('parts of a statement', () => {
  const text = `create table "a b" . c ( id numeric(10, 2) default f(1, ',)') /* x */ , d int[] -- , y\n);`;
  const placeOf = (words: string) => text.indexOf(words);

  it('end where their last token ends', () => {
    const end = (words: string) => text.slice(placeOf(words), elementEnd(text, placeOf(words)));
    assert.equal(end('id'), "id numeric(10, 2) default f(1, ',)')");
    assert.equal(end('d int'), 'd int[]');
    assert.equal(end('10'), '10');
    assert.equal(elementEnd('a b', 0), 3);
  });

  it('have names with dots, quotes and blanks in them', () => {
    const at = placeOf('"a b"');
    assert.equal(text.slice(at, nameEnd(text, at)), '"a b" . c');
    assert.equal(nameEnd('a', 0), 1);
    assert.equal(nameEnd('a.', 0), 1);
    assert.equal(nameEnd('', 0), 0);
  });

  it('have words, outside of quotes and brackets', () => {
    const sql = 'x \'not null\' (not null) "not" NOT /* z */ null';
    assert.deepEqual(findWords(sql, ['not', 'null']), { start: sql.indexOf('NOT'), end: sql.length });
    assert.deepEqual(findWords(sql, ['not', 'null'], { deep: true }), { start: 14, end: 22 });
    assert.equal(findWords(sql, ['null', 'not']), undefined);
    assert.equal(findWords(sql, ['not', 'null'], { to: sql.length - 1 }), undefined);
  });
});
