import nodePath from 'node:path';
import * as z from 'zod/mini';
import { frameworkOf, frameworks } from '../../scaffold/frameworkOf.js';
import { Problem } from '../../text/problem.js';
import type { CommandForm, Words } from '../args.js';
import { describeChanges } from '../changeText.js';
import { check, oneOf } from '../options.js';
import type { Printer } from '../print.js';
import { readFolder } from '../readFolder.js';
import { scaffoldJson, tellScaffolding, writeUninterrupted } from '../scaffoldOutput.js';

export const scaffoldForm: CommandForm = {
  name: 'scaffold',
  summary: 'Turn an API description into typed, validated routes; your handlers are kept',
  usage: '<spec> | --from-db SOURCE [flags]',
  flags: [
    {
      name: 'framework',
      short: 'f',
      value: 'NAME',
      help: 'express, fastify or koa; by default what the folder has, or express',
    },
    { name: 'output', short: 'o', value: 'DIR', help: 'Folder for the code (default ./generated)' },
    { name: 'types-only', help: 'Only types.ts' },
    { name: 'app', help: 'Also a runnable app.ts, where there is none' },
    { name: 'dry-run', help: 'Show what would change and write nothing' },
    { name: 'force', help: 'Overwrite generated files that were edited by hand' },
    {
      name: 'generate-spec',
      help: 'The other way: <spec> is a folder, and its routes become a description (-o openapi.yaml); one that is there is kept and mended',
    },
    { name: 'check', help: 'With --generate-spec: write nothing, and exit with 1 where routes and description differ' },
    { name: 'format', value: 'FORMAT', help: 'With --check: text (default), json or sarif' },
    { name: 'spec-version', value: 'VERSION', help: 'With --generate-spec: of a new file, 3.1 (default) or 3.0' },
    {
      name: 'guards',
      value: 'NAMES',
      help: 'With --generate-spec: more middlewares that ask who is there, by name, with commas',
    },
    {
      name: 'from-db',
      value: 'SOURCE',
      list: true,
      help: 'In place of <spec>: a PostgreSQL URL, env:DATABASE_URL, or .sql files and folders, whose tables become the API and its description',
    },
    { name: 'schemas', value: 'NAMES', help: 'With --from-db: only these schemas, with commas' },
    { name: 'tables', value: 'NAMES', help: 'With --from-db: only these tables and views, with commas' },
    {
      name: 'numbers',
      help: 'With --from-db: bigint and numeric as JSON numbers, which lose digits; by default strings',
    },
    { name: 'no-auth', help: 'With --from-db: no bearer token is asked for' },
    {
      name: 'engine',
      value: 'ENGINE',
      help: 'With --from-db and files: embedded (default), native, or the folder of postgres',
    },
    {
      name: 'start',
      help: 'With --from-db: install what it needs and start the API, on an embedded PostgreSQL without DATABASE_URL',
    },
    { name: 'allow-remote-refs', help: 'Fetch http and https $refs' },
    { name: 'allow-outside-refs', help: '$refs may leave the folder of the spec' },
  ],
  examples: [
    'senior-backend scaffold openapi.yaml -o src/api',
    'senior-backend scaffold openapi.yaml -f fastify -o src/api --app',
    'senior-backend scaffold openapi.yaml -o src/api --dry-run',
    'senior-backend scaffold src --generate-spec -o openapi.yaml',
    'senior-backend scaffold src --generate-spec -o openapi.yaml --check',
    'senior-backend scaffold --from-db schema.sql -o src/api --start',
    'senior-backend scaffold --from-db env:DATABASE_URL -f fastify -o src/api --tables users,orders',
  ],
};

const flag = z.optional(z.literal(true));
export const Options = z.object({
  framework: z.optional(oneOf('--framework', frameworks)),
  output: z.optional(z.string()),
  'types-only': flag,
  app: flag,
  'dry-run': flag,
  force: flag,
  'generate-spec': flag,
  check: flag,
  format: z.optional(oneOf('--format', ['text', 'json', 'sarif'])),
  'spec-version': z.optional(oneOf('--spec-version', ['3.0', '3.1'])),
  guards: z.optional(z.string()),
  'from-db': z.optional(z.array(z.string())),
  schemas: z.optional(z.string()),
  tables: z.optional(z.string()),
  numbers: flag,
  'no-auth': flag,
  engine: z.optional(z.string()),
  start: flag,
  'allow-remote-refs': flag,
  'allow-outside-refs': flag,
});
type Options = z.output<typeof Options>;

/** Exit code 0, also with warnings: what could not be read is left out and named. @throws Problem when nothing is written. */
export async function runScaffold(words: Words, printer: Printer, version: string): Promise<number> {
  const options = check(Options, words.flags);
  const [name, ...more] = words.positionals;
  if (options['from-db'] !== undefined) return fromDatabase(options, words.positionals, printer);
  for (const only of ['schemas', 'tables', 'numbers', 'no-auth', 'engine', 'start'] as const) {
    if (options[only] !== undefined) throw new Problem(`--${only} goes with --from-db.`);
  }
  if (name === undefined) throw new Problem('Name the API description: senior-backend scaffold openapi.yaml');
  if (more.length > 0) throw new Problem(`One description at a time: ${JSON.stringify(more[0])} is one too many.`);
  if (options.app && options['types-only']) throw new Problem('--app and --types-only exclude each other.');
  if (options['generate-spec']) return generateFrom(name, options, printer, version);
  for (const only of ['check', 'format', 'spec-version', 'guards'] as const) {
    if (options[only] !== undefined) throw new Problem(`--${only} goes with --generate-spec.`);
  }
  const spec = nodePath.resolve(name);
  const output = nodePath.resolve(options.output ?? 'generated');
  // Heavy rooms load here, so that --help and mistyped flags answer at once.
  const [{ readApi }, { readDiskFile }, { fetchText }, { scaffold }, { codeFindings }, { assertNothingLost }] =
    await Promise.all([
      import('../../openapi/parse.js'),
      import('../../openapi/diskFiles.js'),
      import('../../openapi/fetchText.js'),
      import('../../scaffold/scaffold.js'),
      import('../../scaffold/codeFindings.js'),
      import('../../scaffold/brokenSpec.js'),
    ]);
  const { api, findings } = await readApi(spec, {
    readFile: readDiskFile,
    root: nodePath.dirname(spec),
    ...(options['allow-outside-refs'] && { allowOutside: true }),
    ...(options['allow-remote-refs'] && { fetchText }),
  });
  const folder = readFolder(output);
  const framework = options.framework ?? (await frameworkOf(folder)) ?? 'express';
  const scaffolding = await scaffold(
    api,
    {
      framework,
      typesOnly: options['types-only'] ?? false,
      app: options.app ?? false,
      force: options.force ?? false,
      specName: nodePath.basename(spec),
    },
    folder,
  );
  if (!options.force) assertNothingLost(findings, scaffolding);
  const changes = await describeChanges(scaffolding.changes, folder);
  const warnings = [...findings, ...(await codeFindings(scaffolding, output, readDiskFile))];
  const dryRun = options['dry-run'] ?? false;
  if (!dryRun) await writeUninterrupted(output, scaffolding.changes);
  const run = { spec, output, framework, dryRun, scaffolding, changes, warnings };
  if (printer.json) printer.result(`${JSON.stringify(scaffoldJson(run), undefined, 2)}\n`);
  else tellScaffolding(run, printer);
  return 0;
}

/** The other way: from routes to a description. */
async function generateFrom(folder: string, options: Options, printer: Printer, productVersion: string) {
  const { output = 'openapi.yaml', check: isCheck = false, format = printer.json ? 'json' : 'text' } = options;
  if (options.format !== undefined && !isCheck) throw new Problem('--format goes with --check.');
  if (printer.json && format !== 'json') throw new Problem(`--json and --format ${format} exclude each other.`);
  const { generateSpec } = await import('./specFromRoutes.js');
  const run = {
    ...{ folder, output, format, productVersion, check: isCheck, version: options['spec-version'] },
    guards: options.guards?.split(',').map(guard => guard.trim()) ?? [],
    dryRun: options['dry-run'] ?? false,
    allowOutside: options['allow-outside-refs'] ?? false,
  };
  return generateSpec(run, printer);
}

/** From tables to an API. */
async function fromDatabase(options: Options, positionals: readonly string[], printer: Printer): Promise<number> {
  const { 'from-db': source = [], output = 'generated', engine, framework } = options;
  if (positionals.length > 0)
    throw new Problem(`${JSON.stringify(positionals[0])} is one too many: --from-db names the source.`);
  if (source.length === 0)
    throw new Problem('Name the database: --from-db schema.sql, --from-db env:DATABASE_URL or a URL.');
  for (const other of ['types-only', 'generate-spec', 'check', 'format', 'spec-version', 'guards'] as const) {
    if (options[other] !== undefined) throw new Problem(`--${other} and --from-db exclude each other.`);
  }
  const names = (list: string | undefined) =>
    list
      ?.split(',')
      .map(name => name.trim())
      .filter(name => name !== '');
  const [schemas, tables] = [names(options.schemas), names(options.tables)];
  const { scaffoldDatabase } = await import('./scaffoldDatabase.js');
  const run = {
    ...{ source, output: nodePath.resolve(output), numbers: options.numbers ?? false, start: options.start ?? false },
    auth: options['no-auth'] ? ('none' as const) : ('bearer' as const),
    dryRun: options['dry-run'] ?? false,
    force: options.force ?? false,
    ...(framework && { framework }),
    ...(engine !== undefined && { engine }),
    ...(schemas && { schemas }),
    ...(tables && { tables }),
  };
  return scaffoldDatabase(run, printer);
}
