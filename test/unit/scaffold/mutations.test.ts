import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { readApi } from '../../../src/openapi/parse.js';
import { scaffold } from '../../../src/scaffold/scaffold.js';
import { Problem } from '../../../src/text/problem.js';
import { frameworks } from './attack.js';

const fixture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)), 'utf8');
const texts = [fixture('specs/shop.yaml'), fixture('workspace/openapi.yaml')];

type Edit = (text: string) => string;
/** What editors, merges and people do to a file. */
const edit: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    fc.constantFrom('cut', 'double', 'swap', 'insert', 'indent', 'truncate', 'value'),
    fc.constantFrom(
      '{',
      ']',
      '"',
      "'",
      ': ',
      '- ',
      '&a ',
      '*a',
      '<<: *a',
      '$ref: "#"',
      '\t',
      '\0',
      '__proto__: ',
      '!!js ',
      '|',
      '?',
      'null',
      '-1e999',
      '[]',
      '{}',
      '\ud800',
      '---\n',
    ),
  )
  .map(([where, length, kind, piece]) => text => {
    const lines = text.split('\n');
    const at = Math.floor(where * lines.length);
    const count = 1 + Math.floor(length * length * 12);
    const line = lines[at]!;
    switch (kind) {
      case 'cut':
        lines.splice(at, count);
        break;
      case 'double':
        lines.splice(at, 0, ...lines.slice(at, at + count));
        break;
      case 'swap':
        lines.push(...lines.splice(at, count));
        break;
      case 'insert': {
        const column = Math.floor(length * line.length);
        lines[at] = line.slice(0, column) + piece + line.slice(column);
        break;
      }
      case 'indent':
        lines[at] = length > 0.5 ? `  ${line}` : line.replace(/^ {2}/, '');
        break;
      case 'truncate':
        lines.splice(Math.max(1, at));
        break;
      case 'value':
        lines[at] = line.replace(/:.*$/, `: ${piece}`);
    }
    return lines.join('\n');
  });

describe('broken descriptions', () => {
  it('are read and scaffolded as far as they go, or are a Problem', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...frameworks),
        async (text, edits, framework) => {
          const path = nodePath.resolve('/specs/openapi.yaml');
          const broken = edits.reduce((all, one) => one(all), text);
          const read = async (file: string) => (file === path ? broken : undefined);
          try {
            const { api } = await readApi(path, { readFile: read, root: nodePath.dirname(path) });
            const folder = { read: async () => undefined, list: async () => [] };
            await scaffold(api, { framework, app: true, specName: 'openapi.yaml' }, folder);
          } catch (error) {
            assert.ok(error instanceof Problem, error instanceof Error ? (error.stack ?? '') : String(error));
          }
        },
      ),
      { numRuns: Number(process.env.MUTATIONS ?? 200) },
    );
  });
});
