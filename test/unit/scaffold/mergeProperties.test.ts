import assert from 'node:assert/strict';
import fc from 'fast-check';
import ts from 'typescript';
import { type FreshHandlers, mergeHandlers } from '../../../src/scaffold/handlers/merge.js';
import { Problem } from '../../../src/text/problem.js';

const operations = ['getUser', 'listUsers', 'createUser', 'deleteUser', 'api', 'notImplemented'];

function fresh(names: readonly string[]): FreshHandlers {
  return {
    header: '// Handlers of users. This file is yours.',
    imports: [
      { local: 'api', source: "import type * as api from './users.routes.js';" },
      { local: 'notImplemented', source: "import { notImplemented } from './http.js';" },
    ],
    stubs: names.map(name => ({
      name,
      source: `/** ${name}. */\nexport const ${name}: api.T_${name} = async (request, context) => notImplemented('${name}', request, context);\n`,
    })),
  };
}

const siblings: Readonly<Record<string, string>> = {
  './users.routes.ts': operations.map(name => `export type T_${name} = (a: any, b: any) => any;`).join('\n'),
  './http.ts': 'export declare function notImplemented(...a: any[]): any;',
  './other.ts': "export const listUsers = 1; export type createUser = 1; export * from './deep.js';",
  './deep.ts': "export function deleteUser() {} export default 1; export * from './other.js';",
};

const lines = [
  '',
  '  ',
  '// export const getUser = 1;',
  '/* export const listUsers = 1;',
  '*/',
  '/** ünïcödé 用户 👩‍👩‍👧 \u202E */',
  'const \u7528\u6237 = "\u2028\u2029\u0000";',
  'export const text = `',
  '`;',
  '$' + '{1}',
  'export const createUser = make();',
  'export let createUser: api.T_createUser;',
  'export async function deleteUser() {',
  '}',
  'export { listUsers };',
  'export { helper as getUser };',
  "export { helper as 'listUsers' };",
  "export { getUser } from './other.js';",
  "export * from './other.js';",
  "export * from '@acme/unknown';",
  'export type createUser = 1;',
  'type getUser = 1;',
  'export interface getUser {}',
  'export const { createUser, b: [deleteUser] } = make();',
  'const helper = () => 1;',
  'function api() {}',
  "import { notImplemented as later } from './http.js';",
  "import type { notImplemented } from './http.js';",
  "import { getUser } from './db.js';",
  "import * as contract from './users.routes.js';",
  'export default class {}',
  'declare function make(): any;',
  'namespace inner { export const getUser = 1; }',
  '@dec export class createUser { m(@p a: string) {} }',
  'export function listUsers(a: string): void;',
  'export function listUsers(a: any) {}',
  'export enum deleteUser { A }',
  'export = 1;',
  '<<<<<<< HEAD',
  '#!/usr/bin/env node',
  'const re = /[`"\'/]/u, ratio = 1 / 2 / 3',
  'label: for (;;) break label',
  "const s = 'x\\",
  "y'",
];

type Edit =
  | { kind: 'delete' | 'duplicate' | 'comment' | 'cut'; at: number }
  | { kind: 'insert' | 'move'; at: number; line: string }
  | { kind: 'rename'; at: number; from: string; to: string };

const at = fc.nat(1000);
const word = fc.constantFrom(...operations, 'helper', 'export', 'const');
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constantFrom('delete' as const, 'duplicate' as const, 'comment' as const, 'cut' as const), at }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('insert' as const), at, line: fc.constantFrom(...lines) }) },
  fc.record({ kind: fc.constant('insert' as const), at, line: fc.string({ unit: 'binary', maxLength: 6 }) }),
  fc.record({ kind: fc.constant('rename' as const), at, from: word, to: word }),
);

function apply(text: string, edits: readonly Edit[]): string {
  const result = text.split('\n');
  for (const one of edits) {
    const i = one.at % Math.max(1, result.length);
    const line = result[i] ?? '';
    if (one.kind === 'delete') result.splice(i, 1);
    if (one.kind === 'duplicate') result.splice(i, 0, line);
    if (one.kind === 'comment') result[i] = `// ${line}`;
    if (one.kind === 'cut') result[i] = line.slice(0, line.length >> 1);
    if (one.kind === 'insert') result.splice(i, 0, one.line);
    if (one.kind === 'rename') result[i] = line.replaceAll(one.from, one.to);
  }
  return result.join('\n');
}

const shape = fc.record({
  ends: fc.constantFrom('\n', '\r\n', 'mixed'),
  bom: fc.boolean(),
  open: fc.boolean(),
  huge: fc.integer({ min: 0, max: 20 }),
});

function shaped(text: string, { ends, bom, open, huge }: { ends: string; bom: boolean; open: boolean; huge: number }) {
  let result = huge === 20 ? `${'// 0123456789\n'.repeat(20_000)}${text}` : text;
  if (open) result = result.replace(/\n+$/, '');
  let count = 0;
  result = result.replaceAll('\n', () => (ends === 'mixed' ? (count++ % 3 === 0 ? '\r\n' : '\n') : ends));
  return bom ? `\uFEFF${result}` : result;
}

/** What TypeScript itself says of the file: syntax errors, exported values, and names that collide. */
function judge(text: string) {
  const files = new Map(Object.entries(siblings).map(([path, source]) => [path.replace('.', ''), source]));
  files.set('/users.handlers.ts', text);
  const program = ts.createProgram(
    ['/users.handlers.ts'],
    { noLib: true, types: [], module: 99, moduleResolution: 100, target: 99 },
    {
      getSourceFile: (path, target) => {
        const source = files.get(path);
        return source === undefined ? undefined : ts.createSourceFile(path, source, target);
      },
      fileExists: path => files.has(path),
      readFile: path => files.get(path),
      writeFile: () => undefined,
      getDefaultLibFileName: () => 'lib.d.ts',
      getCurrentDirectory: () => '/',
      getCanonicalFileName: path => path,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      directoryExists: () => true,
      getDirectories: () => [],
    },
  );
  const source = program.getSourceFile('/users.handlers.ts')!;
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(source);
  const values = (module ? checker.getExportsOfModule(module) : [])
    .filter(symbol => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return target.flags & ts.SymbolFlags.Value || checker.isUnknownSymbol(target);
    })
    .map(symbol => symbol.name);
  const complaints = program.getSemanticDiagnostics(source);
  const collisions = complaints
    .filter(({ code }) => [2300, 2440, 2451, 2484, 2395, 2323, 2304, 2503, 2694].includes(code))
    .map(({ start, code }) => ({ start: start ?? 0, code }));
  const broken = program.getSyntacticDiagnostics(source).length > 0;
  // TypeScript leaves part of the grammar (codes 1000 to 1999) to its checker.
  const ungrammatical = broken || complaints.some(({ code }) => code < 2000);
  return { broken, ungrammatical, values: new Set(values), collisions };
}

describe('scaffold/merge, files edited at random', function () {
  this.timeout(120_000);

  it('never loses a byte, and gives every operation exactly one handler', async () => {
    const started = (await mergeHandlers(undefined, fresh(['getUser', 'listUsers']), 'u', async () => undefined)).text;
    const user = `${started}\nconst helper = () => 1;\ndeclare function make(): any;\n`;
    const count = { merged: 0, refused: 0, judged: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { maxLength: 8 }),
        shape,
        fc.subarray(operations, { minLength: 1 }),
        async (edits, form, names) => {
          const existing = shaped(apply(user, edits), form);
          const merge = (text: string) =>
            mergeHandlers(text, fresh(names), 'users.handlers.ts', async path => siblings[path]);
          let result: Awaited<ReturnType<typeof merge>>;
          try {
            result = await merge(existing);
          } catch (error) {
            assert.ok(error instanceof Problem && error.message.includes('Nothing was changed'), String(error));
            count.refused++;
            return;
          }
          count.merged++;
          assert.ok(result.text.startsWith(existing), 'the existing text is a prefix');
          const again = await merge(result.text);
          assert.equal(again.text, result.text, 'merging again changes nothing');
          assert.deepEqual(again.added, []);
          for (const name of result.added)
            assert.equal(result.text.slice(existing.length).split(`/** ${name}. */`).length, 2);
          if (result.added.length === 0 && count.judged % 4) return;
          count.judged++;
          const before = judge(existing);
          const after = judge(result.text);
          if (before.broken) return;
          assert.ok(!after.broken, 'what is added parses');
          for (const name of names) {
            // Names that collided before, as a type and a class of one name do, are no exports for TypeScript.
            const clear = before.collisions.every(({ code }) => code === 2304 || code === 2503);
            if (clear && !result.withheld.includes(name)) assert.ok(after.values.has(name), `${name} is exported`);
            if (result.added.includes(name)) assert.ok(!before.values.has(name), `${name} was not exported before`);
          }
          const ours = after.collisions.filter(({ start }) => start >= existing.length);
          assert.deepEqual(ours, [], 'what is added collides with nothing');
        },
      ),
      { numRuns: 500 },
    );
    assert.ok(count.merged > 100 && count.refused > 10 && count.judged > 50, JSON.stringify(count));
  });

  it("refuses only what TypeScript's grammar refuses too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...lines), { maxLength: 6 }), async chosen => {
        const text = chosen.join('\n');
        const refused = await mergeHandlers(text, fresh([]), 'u.ts', async () => undefined).then(
          () => false,
          () => true,
        );
        if (refused && !judge(text).ungrammatical) assert.fail(`refused: ${JSON.stringify(text)}`);
      }),
      { numRuns: 400 },
    );
  });
});
