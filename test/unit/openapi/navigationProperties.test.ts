import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { lintApi } from '../../../src/openapi/lint/lint.js';
import { SpecNavigator } from '../../../src/openapi/navigation/navigator.js';
import { lineStarts, positionAt } from '../../../src/text/lines.js';
import { edited, root } from './navigationHarness.js';

const names = fc
  .stringMatching(/^[a-zA-Z][a-zA-Z0-9._-]{0,6}$/)
  .filter(name => !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(name));

type Style = 'block' | 'flow' | 'single' | 'double' | 'json' | 'compact';
const style = fc.constantFrom<Style>('block', 'flow', 'single', 'double', 'json', 'compact');

/** Schemas in two files that refer to each other, written in some manner. */
const workspaces = fc
  .record({
    own: fc.uniqueArray(names, { minLength: 2, maxLength: 5 }),
    other: fc.uniqueArray(names, { minLength: 1, maxLength: 3 }),
    links: fc.array(fc.nat(60), { minLength: 3, maxLength: 8 }),
    styles: fc.tuple(style, style),
    eol: fc.constantFrom('\n', '\r\n'),
    comment: fc.boolean(),
  })
  .map(({ own, other, links, styles, eol, comment }) => {
    const files = ['api.yaml', 'part.yaml'];
    const target = (number: number, from: number) => {
      const all = [
        ...own.map(name => [0, `/components/schemas/${name}`]),
        ...other.map(name => [1, `/${name}`]),
      ] as const;
      const [file, pointer] = all[number % all.length]!;
      return { $ref: `${file === from ? '' : `./${files[file as number]}`}#${pointer}` };
    };
    const schemas = (list: readonly string[], from: number) =>
      Object.fromEntries(
        list.map((name, index) => [
          name,
          {
            type: 'object',
            properties: Object.fromEntries(links.map((link, at) => [`p${at}`, target(link + index, from)])),
            ...(index === 0 &&
              from === 0 && { discriminator: { propertyName: 'p0', mapping: { a: own[1]!, b: own[0]! } } }),
          },
        ]),
      );
    const api = {
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: {
        '/a': {
          get: { responses: { 200: { description: 'ok', content: { 'a/b': { schema: target(links[0]!, 0) } } } } },
        },
      },
      components: { schemas: schemas(own, 0) },
    };
    const texts = new Map<string, string>();
    [api, schemas(other, 1)].forEach((value, index) => {
      const text = written(value, styles[index]!);
      const commented =
        comment && styles[index] !== 'json' && styles[index] !== 'compact' ? `# a: *b {\n${text}` : text;
      texts.set(path.join(root, files[index]!), commented.replaceAll('\n', eol));
    });
    return { texts, own, other };
  });

function written(value: unknown, manner: Style): string {
  if (manner === 'json') return JSON.stringify(value, undefined, 2);
  if (manner === 'compact') return JSON.stringify(value);
  if (manner === 'flow') return stringify(value, { collectionStyle: 'flow', lineWidth: 60 });
  const type = manner === 'single' ? 'QUOTE_SINGLE' : manner === 'double' ? 'QUOTE_DOUBLE' : undefined;
  return stringify(value, type ? { defaultStringType: type, lineWidth: 0 } : { lineWidth: 0 });
}

function navigatorFor(texts: ReadonlyMap<string, string>): SpecNavigator {
  const navigator = new SpecNavigator(async file => texts.get(file));
  navigator.setFiles([...texts.keys()]);
  return navigator;
}

function askedAt(texts: ReadonlyMap<string, string>, file: string, offset: number) {
  return { path: file, position: positionAt(lineStarts(texts.get(file)!), offset), root, allowOutside: false };
}

/** Offsets of the first letter of each reference. */
function references(text: string): number[] {
  return [...text.matchAll(/\$ref["']?:\s+["']?|"\$ref":"/g)].map(found => found.index + found[0].length);
}

const main = path.join(root, 'api.yaml');
const runs = { numRuns: process.env['CI'] ? 25 : 50 };

describe('navigation of any API description', () => {
  it('finds every reference from its definition, and every definition from its references', async () => {
    await fc.assert(
      fc.asyncProperty(workspaces, async ({ texts }) => {
        const navigator = navigatorFor(texts);
        for (const [file, text] of texts) {
          for (const offset of references(text).slice(0, 6)) {
            const asked = askedAt(texts, file, offset);
            const [target] = (await navigator.definition(asked))?.targets ?? [];
            assert.ok(target, text.slice(offset, offset + 60));
            const back = await navigator.references(
              { ...asked, path: target.path, position: target.range.start },
              false,
            );
            const isHere = (one: (typeof back & object)[number]) =>
              one.path === file &&
              one.range.start.line === asked.position.line &&
              one.range.start.character === asked.position.character;
            assert.ok(back?.some(isHere), JSON.stringify(back));
          }
        }
      }),
      runs,
    );
  });

  it('renames back to the very same text', async () => {
    await fc.assert(
      fc.asyncProperty(workspaces, names, fc.nat(), async ({ texts, own }, wanted, pick) => {
        const name = own.includes(wanted) ? `${wanted}-2` : wanted;
        const [offset] = references(texts.get(main)!);
        const asked = askedAt(texts, main, offset! + (pick % 2));
        const before = await navigatorFor(texts).renameStart(asked);
        const taken = [...texts.values()].some(text =>
          new RegExp(`\\b${name.replace(/\W/g, '\\$&')}["']?:`).test(text),
        );
        fc.pre(!taken && before.name !== name);
        const there = edited(texts, (await navigatorFor(texts).rename(asked, name)).edits);
        assert.notDeepEqual(there, texts);
        const start = askedAt(there, main, references(there.get(main)!)[0]!);
        assert.equal((await navigatorFor(there).renameStart(start)).name, name);
        const back = edited(there, (await navigatorFor(there).rename(start, before.name)).edits);
        assert.deepEqual(back, texts);
      }),
      runs,
    );
  });

  it('leaves nothing behind that lint would find', async () => {
    const count = async (texts: ReadonlyMap<string, string>) => {
      const { findings } = await lintApi(main, { root, readFile: async file => texts.get(file) });
      return findings.map(({ rule }) => rule).sort();
    };
    await fc.assert(
      fc.asyncProperty(workspaces, async ({ texts }) => {
        const asked = askedAt(texts, main, references(texts.get(main)!)[0]!);
        const there = edited(texts, (await navigatorFor(texts).rename(asked, 'Quite.New_1')).edits);
        assert.deepEqual(await count(there), await count(texts));
      }),
      { numRuns: process.env['CI'] ? 4 : 8 },
    );
  });

  it('completes any reference with what it was', async () => {
    await fc.assert(
      fc.asyncProperty(workspaces, fc.nat(), async ({ texts }, pick) => {
        const text = texts.get(main)!;
        const all = references(text);
        const offset = all[pick % all.length]!;
        const navigator = navigatorFor(texts);
        navigator.sources.setText(main, text);
        const said = /^[^"'\s,}]*/.exec(text.slice(offset))![0];
        const found = (await navigator.completion(askedAt(texts, main, offset))) ?? [];
        assert.ok(
          found.some(({ label }) => label === said),
          `${said} in ${found.map(({ label }) => label).join()}`,
        );
      }),
      runs,
    );
  });
});

describe('hostile API descriptions', () => {
  const api = 'openapi: 3.1.0\ninfo: { title: a, version: "1" }\npaths: {}\n';
  const withText = (text: string) => {
    const texts = new Map([[main, text]]);
    const navigator = navigatorFor(texts);
    navigator.sources.setText(main, text);
    return { navigator, asked: (offset: number) => askedAt(texts, main, offset) };
  };

  it('may refer in circles, and to __proto__', async () => {
    const text = `${api}components:\n  schemas:\n    __proto__: { $ref: '#/components/schemas/constructor' }\n    constructor: { $ref: '#/components/schemas/__proto__' }\n    A: { $ref: '#/components/schemas/A/items' }\n`;
    const { navigator, asked } = withText(text);
    const at = asked(text.indexOf("#/components/schemas/__proto__'"));
    assert.deepEqual((await navigator.definition(at))?.targets[0]?.range.start, { line: 5, character: 4 });
    assert.equal((await navigator.references(at, true))?.length, 2);
    assert.equal((await navigator.rename(at, 'prototype')).edits.length, 2);
    await assert.rejects(navigator.rename(at, 'constructor'), /already beside it/);
    assert.equal(await navigator.definition(asked(text.indexOf('#/components/schemas/A/items'))), undefined);
  });

  it('may say anything in what a hover shows', async () => {
    const nasty = '[x](command:evil) <img src=x> ![](http://x) `` ` ``';
    const text = `${api}components:\n  schemas:\n    A: ${JSON.stringify({ type: nasty, description: nasty, properties: { [nasty]: { type: 'string', description: nasty } }, enum: [nasty] })}\n    B: { $ref: '#/components/schemas/A' }\n`;
    const { navigator, asked } = withText(text);
    const { markdown } = (await navigator.hover(asked(text.indexOf('#/components/schemas/A'))))!;
    const unfenced = markdown.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    assert.doesNotMatch(unfenced, /(?<!\\)[[<!]/);
  });

  it('may hold a hundred thousand references', async () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `{"$ref":"#/components/schemas/S${index % 100}"}`);
    const schemas = Array.from({ length: 100 }, (_, index) => `"S${index}":{}`).join(',');
    const text = `{"openapi":"3.1.0","info":{},"components":{"schemas":{${schemas},"All":{"allOf":[${many.join(',')}]}}}}`;
    const { navigator, asked } = withText(text);
    const before = process.cpuUsage();
    const at = asked(text.indexOf('"S7"') + 1);
    assert.equal((await navigator.references(at, false))?.length, 1000);
    assert.equal((await navigator.rename(at, 'T7')).edits.length, 1001);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 5_000_000, `${(user + system) / 1e6} s`);
  });

  it('may be any text, asked about at any place', async () => {
    const pieces = fc.constantFrom(
      '$ref',
      ': ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '#/',
      'components',
      'schemas',
      '|',
      '&a',
      '*a',
      ',',
      '\r',
      '\uFEFF',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 40 }), fc.nat(), async (some, pick) => {
        const text = `openapi: 3.1.0\n${some.join('')}`;
        const { navigator, asked } = withText(text);
        const at = asked(pick % (text.length + 1));
        await navigator.completion(at);
        await navigator.hover(at);
        await navigator.references(at, true);
      }),
      { numRuns: 200 },
    );
  });
});
