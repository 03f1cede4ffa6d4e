import assert from 'node:assert/strict';
import { type FreshHandlers, mergeHandlers } from '../../../src/scaffold/handlers/merge.js';
import { Problem } from '../../../src/text/problem.js';

const type = (name: string) => name.replace(/^./, c => c.toUpperCase());

function fresh(...names: string[]): FreshHandlers {
  return {
    header: '// Yours.',
    imports: [
      { local: 'api', source: "import type * as api from './users.routes.js';" },
      { local: 'notImplemented', source: "import { notImplemented } from './http.js';" },
    ],
    stubs: names.map(name => ({
      name,
      source: `/** ${name}. GET /api */\nexport const ${name}: api.${type(name)} = async (request, context) =>\n  notImplemented('${name}', request, context);\n`,
    })),
  };
}

const imports = "import type * as api from './users.routes.js';\nimport { notImplemented } from './http.js';\n";

function merge(existing: string | undefined, names: string[], siblings: Record<string, string> = {}) {
  return mergeHandlers(existing, fresh(...names), 'users.handlers.ts', async path => siblings[path]);
}

/** What was appended for one operation named getUser. */
async function appended(existing: string): Promise<string> {
  const { text } = await merge(existing, ['getUser']);
  assert.ok(text.startsWith(existing));
  return text.slice(existing.length);
}

describe('scaffold/merge', () => {
  it('creates a file', async () => {
    const made = await merge(undefined, ['getUser', 'listUsers']);
    assert.equal(
      made.text,
      `// Yours.
${imports}
/** getUser. GET /api */
export const getUser: api.GetUser = async (request, context) =>
  notImplemented('getUser', request, context);

/** listUsers. GET /api */
export const listUsers: api.ListUsers = async (request, context) =>
  notImplemented('listUsers', request, context);
`,
    );
    assert.deepEqual(made.added, ['getUser', 'listUsers']);
    assert.equal((await merge(made.text, ['getUser', 'listUsers'])).text, made.text);
  });

  it('sees an exported handler in every form', async () => {
    const forms = [
      'export const getUser = 1;',
      'export let getUser = 1;',
      'export var a = 1, getUser = 2;',
      'export function getUser() {}',
      'export async function* getUser() {}',
      'export function getUser(a: string): void; export function getUser(a: unknown) {}',
      'export class getUser {}',
      'export abstract class getUser {}',
      '@sealed export class getUser { constructor(@Inject() a: string) {} }',
      'export enum getUser { A }',
      'export namespace getUser { export const a = 1; }',
      'export declare const getUser: string;',
      'export declare function getUser(): void;',
      'function a() {} export { a as getUser };',
      "function a() {} export { a as 'getUser' };",
      'export { getUser }; const getUser = 1;',
      "export { getUser } from './other.js';",
      "export { default as getUser } from './other.js';",
      "export * as getUser from './other.js';",
      'export const { getUser, b: c } = make();',
      'export const { a: { b: [, getUser = 1] } } = make();',
      'export const { a, ...getUser } = make();',
      'export const [a, , ...getUser] = make();',
      'export import getUser = a.b;',
      'interface getUser {} const getUser = 1; export { getUser };',
      'export const g\\u0065tUser = 1;',
    ];
    for (const form of forms) assert.deepEqual((await merge(form, ['getUser'])).added, [], form);
  });

  it('does not take anything else for a handler', async () => {
    const forms = [
      '',
      '\uFEFF',
      '#!/usr/bin/env tsx\n',
      '// export const getUser = 1;',
      '/* export const getUser = 1; */',
      'const text = `\nexport const getUser = 1;\n`;',
      'export type getUser = string;',
      'export interface getUser {}',
      'export default function () {}',
      "export type { getUser } from './other.js';",
      "export { type getUser } from './other.js';",
      "export type * from './other.js';",
      "declare module './other.js' { export const getUser: string; }",
      'namespace a { export const getUser = 1; }',
      'export const getuser = 1;',
      'export const { getUser: a } = make();',
      'const a = 1; export { a as default };',
    ];
    for (const form of forms) {
      const { text, added } = await merge(form, ['getUser']);
      assert.deepEqual(added, ['getUser'], form);
      assert.ok(text.startsWith(form) && text.includes('\nexport const getUser: api.GetUser'), form);
      assert.equal((await merge(text, ['getUser'])).text, text, form);
    }
  });

  it('uses the imports that are there, under the names they have', async () => {
    const stub = (a: string, b: string) =>
      `\n/** getUser. GET /api */\nexport const getUser: ${a}.GetUser = async (request, context) =>\n  ${b}('getUser', request, context);\n`;
    assert.equal(await appended(imports), stub('api', 'notImplemented'));
    assert.equal(
      await appended(
        "import * as contract from './users.routes';\nimport { a, notImplemented as later } from './http.ts';\n",
      ),
      stub('contract', 'later'),
    );
    assert.equal(await appended('export {};\n'), `\n${imports}${stub('api', 'notImplemented')}`);
  });

  it('gives way where a name is taken', async () => {
    for (const [taken, text] of [
      ['api', "import api from 'api';"],
      ['api', 'const { api } = make();'],
      ['api', 'interface api {}'],
      ['api', 'namespace api {}'],
      ['api', "import type * as api from '../old/users.routes.js';"],
      ['notImplemented', 'function notImplemented() {}'],
      ['notImplemented', "import type { notImplemented } from './http.js';"],
      ['notImplemented', "import { type notImplemented } from './http.js';"],
    ] as const) {
      const added = await appended(`${text}\n`);
      if (taken === 'api') {
        assert.ok(added.includes("import type * as api2 from './users.routes.js';"), text);
        assert.ok(added.includes('/** getUser. GET /api */\nexport const getUser: api2.GetUser ='), text);
      } else {
        assert.ok(added.includes("import { notImplemented as notImplemented2 } from './http.js';"), text);
        assert.ok(added.includes("notImplemented2('getUser', request"), text);
      }
    }
  });

  it('gives way to operations that are called like an import', async () => {
    const { text } = await merge(undefined, ['api', 'notImplemented']);
    assert.ok(text.includes('import type * as api2 from'));
    assert.ok(text.includes('import { notImplemented as notImplemented2 }'));
    assert.ok(text.includes("export const api: api2.Api = async (request, context) =>\n  notImplemented2('api'"));
    assert.ok(text.includes('export const notImplemented: api2.NotImplemented'));
  });

  it('exports under its name a stub whose name the file uses for itself', async () => {
    for (const local of ['const getUser = 1;', "import { getUser } from './db.js';", 'type getUser = string;']) {
      const added = await appended(`${local}\n`);
      assert.ok(added.includes('\nconst getUserStub: api.GetUser = async'), local);
      assert.ok(added.endsWith('\nexport { getUserStub as getUser };\n'), local);
      assert.deepEqual((await merge(`${local}\n${added}`, ['getUser'])).added, [], local);
    }
  });

  it('follows `export *` into siblings', async () => {
    const siblings = {
      './a.ts': "export * from './deep/b';\nexport default 1;",
      './deep/b.ts': "export * from './../a.js'; export const getUser = 1;",
    };
    const found = await merge("export * from './a.js';\n", ['getUser', 'listUsers'], siblings);
    assert.deepEqual(found.added, ['listUsers']);
    assert.deepEqual(found.unfollowed, []);
  });

  it('withholds stubs where `export *` cannot be followed', async () => {
    for (const [star, siblings, where] of [
      ["export * from '@acme/handlers';\n", {}, '@acme/handlers'],
      ["export * from './gone.js';\n", {}, './gone.js'],
      ["export * from './broken.js';\n", { './broken.ts': 'export const = ;' }, './broken.js'],
      ["export * from './a.js';\n", { './a.ts': "export * from 'pkg';" }, 'pkg'],
    ] as const) {
      const existing = `${star}export const listUsers = 1;\n`;
      const result = await merge(existing, ['getUser', 'listUsers'], siblings);
      assert.equal(result.text, existing);
      assert.deepEqual([result.added, result.withheld, result.unfollowed], [[], ['getUser'], [where]]);
      assert.deepEqual((await merge(existing, ['listUsers'], siblings)).unfollowed, []);
    }
  });

  it('names file, line and column of what it cannot understand', async () => {
    for (const [text, place] of [
      [`${imports}export const getUser = ;\n`, '3:24'],
      ['<<<<<<< HEAD\n', '1:1'],
      ['/* open', '1:1'],
      ['\r\nconst a = `open', '2:12'],
    ] as const) {
      await assert.rejects(
        merge(text, ['getUser']),
        (error: unknown) =>
          error instanceof Problem &&
          error.message.startsWith(`users.handlers.ts:${place}: `) &&
          error.message.includes('Nothing was changed'),
      );
    }
    await assert.rejects(merge('const a = 1;\nexport = a;', ['getUser']), /export =.*Nothing was changed/);
    assert.deepEqual((await merge('const a = 1; const a = 2;', ['getUser'])).added, ['getUser']);
  });

  it('keeps the line ends of the file', async () => {
    assert.ok(!/[^\r]\n/.test(await appended(imports.replaceAll('\n', '\r\n'))));
    assert.ok(!(await appended(imports)).includes('\r'));
    assert.ok((await appended('// no end')).startsWith('\n\nimport'));
    assert.ok((await appended('// end\n\n')).startsWith('import'));
    assert.ok((await appended('a;\r\nb;\r\nc;\n\r\n')).startsWith('import'));
  });

  it('reports handlers of operations that are gone, and nothing else', async () => {
    const existing = `${imports}import type { DeleteTeam, GetUser } from './users.routes.js';
import type * as other from './other.routes.js';
export const getUser: api.GetUser = a;
export const deleteUser: api.DeleteUser = a;
export const deleteTeam: DeleteTeam = a;
export const purge = (async () => a) satisfies api.Purge;
const dropUser: api.DropUser = a;
export { dropUser as removeUser };
export const renamedUser: api.GetUser = a;
export const shared: GetUser = a;
export const helper = () => 1;
export const cache: Map<string, string> = new Map();
export const elsewhere: other.Gone = a;
const local: api.Gone = a;
export function plain(request: api.Gone) {}
`;
    const { orphans, added, text } = await merge(existing, ['getUser']);
    assert.deepEqual(orphans, ['deleteUser', 'deleteTeam', 'purge', 'removeUser']);
    assert.deepEqual(added, []);
    assert.equal(text, existing);
    assert.deepEqual((await merge(existing, [])).orphans.length, 7);
  });
});
