// Holds the two tables of docs/architecture.md: which room may import which, and the one door of each package.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOMS: Record<string, readonly string[]> = {
  text: [],
  openapi: ['text'],
  app: ['text', 'openapi'],
  scaffold: ['text', 'openapi', 'app'],
  schema: ['text'],
  database: ['text', 'schema'],
  resources: ['text', 'openapi', 'app', 'schema', 'scaffold'],
  loadtest: ['text', 'openapi'],
  decision: ['text'],
  panel: ['loadtest'],
  cli: ['text', 'openapi', 'app', 'scaffold', 'schema', 'database', 'resources', 'loadtest', 'decision'],
  editor: ['text', 'openapi', 'app', 'scaffold', 'schema', 'database', 'resources', 'loadtest', 'decision', 'panel'],
};

/** Package (or prefix with a trailing slash) → the files or folders that may import it. Packages not named here: none. */
const DOORS: Record<string, readonly string[]> = {
  vscode: ['editor/'],
  '@stoplight/': ['openapi/lint/spectral.ts', 'openapi/lint/ruleset/'],
  '@babel/parser': ['app/parse.ts'],
  '@babel/types': ['app/parse.ts'],
  ajv: ['openapi/lint/examples.ts'],
  'ajv-formats': ['openapi/lint/examples.ts'],
  'libpg-query': ['schema/reading/parsers.ts'],
  '@pgsql/types': ['schema/reading/parsers.ts', 'schema/postgres/'],
  'node-sql-parser': ['schema/reading/parsers.ts'],
  yaml: ['openapi/'],
  'jsonc-parser': ['openapi/', 'app/project/', 'decision/jsonFile.ts'],
  zod: ['cli/', 'openapi/', 'scaffold/', 'loadtest/', 'decision/', 'editor/', 'database/'],
  undici: ['loadtest/transport/'],
  '@modelcontextprotocol/sdk': ['cli/mcp/'],
  uplot: ['panel/'],
  'csv-parse': ['loadtest/requests/'],
  pg: ['database/connection/', 'database/engines/'],
  '@electric-sql/pglite': ['database/engines/'],
  inflection: ['resources/'],
};

const src = path.resolve(__dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map(f => f.replaceAll('\\', '/'))
  // What lies in scaffold/runtime is copied into users' projects; it belongs to them and imports their packages.
  .filter(f => f.endsWith('.ts') && !f.startsWith('scaffold/runtime/'));

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(src, file), 'utf8');
  return ts.preProcessFile(text, true, true).importedFiles.map(f => f.fileName);
}

describe('architecture', () => {
  it('has only the rooms of the table', () => {
    assert.deepEqual([...new Set(files.map(f => f.split('/')[0]!))].sort(), Object.keys(ROOMS).sort());
  });

  for (const file of files) {
    it(`${file} imports only what its room may`, () => {
      const room = file.split('/')[0]!;
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('.')) {
          const target = path.posix.join(path.posix.dirname(file), specifier);
          const other = target.split('/')[0]!;
          assert.ok(other === room || ROOMS[room]!.includes(other), `${room}/ may not import ${other}/ (${specifier})`);
          assert.ok(!target.startsWith('scaffold/runtime/'), 'scaffold/runtime is text for users, not code of ours');
        } else if (!specifier.startsWith('node:')) {
          const door = Object.entries(DOORS).find(([p]) =>
            p.endsWith('/') ? specifier.startsWith(p) : specifier === p || specifier.startsWith(`${p}/`),
          );
          assert.ok(door, `no door is named for the package ${specifier}`);
          assert.ok(
            door[1].some(d => (d.endsWith('/') ? file.startsWith(d) : file === d)),
            `${specifier} may only be imported in ${door[1].join(', ')}`,
          );
        }
      }
    });
  }

  it('keeps files small', () => {
    const long = files.filter(f => readFileSync(path.join(src, f), 'utf8').split('\n').length > 300);
    assert.deepEqual(long, []);
  });
});
