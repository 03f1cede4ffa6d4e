import assert from 'node:assert/strict';
import { parse, parseExpression } from '@babel/parser';
import type { Expression } from '@babel/types';
import fc from 'fast-check';
import type { Json } from '../../../src/openapi/json.js';
import {
  docComment,
  isIdentifier,
  jsonLiteral,
  lineComment,
  memberAccess,
  objectKey,
  regexSource,
  stringLiteral,
  typeKey,
} from '../../../src/scaffold/source.js';
import { hostile } from './hostile.js';

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom('*', '/', '\\', "'", '"', '`', '$', '{', '\n', '\u2028', '@', ' '))
      .map(a => a.join('')),
  },
);

/** The value of an expression of literals alone; throws on anything else. */
function literalValue(node: Expression): unknown {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return node.value;
    case 'NullLiteral':
      return null;
    case 'UnaryExpression':
      assert.equal(node.operator, '-');
      return -(literalValue(node.argument) as number);
    case 'ArrayExpression':
      return node.elements.map(element => literalValue(element as never));
    case 'ObjectExpression':
      return Object.fromEntries(
        node.properties.map(property => {
          assert.equal(property.type, 'ObjectProperty');
          const { key, computed, value } = property as never as { key: never; computed: boolean; value: never };
          return [keyOf(key, computed), literalValue(value)];
        }),
      );
    default:
      throw new Error(`${node.type} is no literal`);
  }
}

function keyOf(key: { type: string; name?: string; value?: unknown }, computed: boolean): string {
  if (key.type === 'Identifier') {
    assert.ok(computed || key.name !== '__proto__');
    return key.name!;
  }
  assert.ok(key.value !== '__proto__' || computed);
  return String(key.value);
}

describe('source', () => {
  it('writes any text as one string literal with that value', () => {
    fc.assert(
      fc.property(text, value => {
        const literal = stringLiteral(value);
        assert.equal(literalValue(parseExpression(literal)), value);
        assert.doesNotMatch(literal, /[\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      }),
    );
    assert.equal(stringLiteral("it's"), `"it's"`);
    assert.equal(stringLiteral(`'"`), `'\\'"'`);
    assert.equal(stringLiteral('\u{e0001}\0'), "'\\u{e0001}\\u0000'");
  });

  it('writes any JSON value as literals with that value', () => {
    const { value } = fc.letrec(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.double({ noDefaultInfinity: true, noNaN: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.array(fc.tuple(text, tie('value'))).map(entries => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(value, json => {
        assert.deepEqual(literalValue(parseExpression(jsonLiteral(json as Json))), json);
      }),
    );
    assert.throws(() => jsonLiteral(Number.NaN), RangeError);
    assert.equal(jsonLiteral(-0), '-0');
  });

  it('writes any name as one property key', () => {
    fc.assert(
      fc.property(text, name => {
        assert.deepEqual(literalValue(parseExpression(`({ ${objectKey(name)}: 1 })`)), Object.fromEntries([[name, 1]]));
        const [statement] = parse(`type A = { ${typeKey(name)}: 1 }`, { plugins: ['typescript'] }).program.body;
        const [member, ...others] = (statement as never as { typeAnnotation: { members: { key: never }[] } })
          .typeAnnotation.members;
        assert.equal(others.length, 0);
        const { type, name: identifier, value } = member!.key as { type: string; name: string; value: unknown };
        assert.equal(type === 'Identifier' ? identifier : String(value), name);
        const access = parseExpression(`a${memberAccess(name)}`) as never as { type: string; property: never };
        assert.equal(access.type, 'MemberExpression');
        assert.equal(keyOf(access.property, true), name);
      }),
    );
  });

  it('writes any text as one comment, and no directive', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('', '    '), text, (body, indent, value) => {
        const source = docComment(body, [['default', value]], indent);
        const { program, comments } = parse(`${source}export {};`, { sourceType: 'module' });
        assert.equal(program.body.length, 1);
        assert.equal(comments!.length, 1);
        assert.doesNotMatch(source, /^\s*\*?\s*@ts-/m);
        const line = lineComment(body);
        assert.equal(parse(`${line}\n`).comments!.length, 1);
        assert.equal(parse(`${line}\n`).program.body.length, 0);
      }),
    );
    assert.equal(docComment('a */ b **/', [], ''), '/** a *\\/ b **\\/ */\n');
    assert.equal(docComment('', [], ''), '');
    assert.equal(
      docComment('one\r\n\r\n@ts-ignore', [['deprecated', '']], ' '),
      ' /**\n  * one\n  *\n  * \\@ts-ignore\n  * @deprecated\n  */\n',
    );
  });

  it('writes any pattern as an argument', () => {
    fc.assert(
      fc.property(text, pattern => {
        const call = parseExpression(regexSource(pattern, 'u')) as never as {
          type: string;
          arguments: { value: string }[];
        };
        assert.equal(call.type, 'NewExpression');
        assert.deepEqual(
          call.arguments.map(argument => argument.value),
          [pattern, 'u'],
        );
      }),
    );
  });

  it('knows identifiers by their characters', () => {
    for (const name of ['a', '_', '$', 'é', '用户', 'a1']) assert.ok(isIdentifier(name), name);
    for (const name of ['', '1a', 'a-b', 'a b', '😀', 'a;b']) assert.ok(!isIdentifier(name), name);
  });
});
