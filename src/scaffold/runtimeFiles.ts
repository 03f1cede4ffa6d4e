import { readdirSync, readFileSync } from 'node:fs';
import type { Framework } from './messages.js';

const folder = new URL('./runtime/', import.meta.url);
const adapters = ['express.ts', 'fastify.ts', 'koa.ts'];
/** For handlers that speak to a database. */
const ofDatabase = [
  'columns.ts',
  'database.ts',
  'embedded.ts',
  'pages.ts',
  'refusals.ts',
  'rows.ts',
  'sql.ts',
  'versions.ts',
];

const names: readonly string[] = readdirSync(folder)
  .filter(name => name.endsWith('.ts'))
  .sort();

/** Where they lie in the output, those of every framework. */
export const runtimePaths: readonly string[] = names.map(name => `runtime/${name}`);

/** The generated files that are the same for every spec: name and text. */
export function runtimeFiles(
  framework: Framework,
  database: boolean,
): readonly { readonly path: string; readonly text: string }[] {
  return names
    .filter(name => !adapters.includes(name) || name === `${framework}.ts`)
    .filter(name => database || !ofDatabase.includes(name))
    .map(name => ({
      path: `runtime/${name}`,
      // Git on Windows may have given our own sources other line ends.
      text: readFileSync(new URL(name, folder), 'utf8').replaceAll('\r\n', '\n'),
    }));
}
