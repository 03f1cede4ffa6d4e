import nodePath from 'node:path';
import * as z from 'zod/mini';
import type { Framework } from '../../scaffold/messages.js';
import type { OutputFolder, Scaffolding } from '../../scaffold/scaffold.js';
import type { FileChange } from '../../text/files.js';
import type { Finding } from '../../text/finding.js';
import { Problem } from '../../text/problem.js';
import { counted } from '../../text/sentence.js';
import type { CommandForm, Words } from '../args.js';
import { changeLines, type DescribedChange, describeChanges } from '../changeText.js';
import { findingLines } from '../findingText.js';
import { check, oneOf } from '../options.js';
import { findingJson, type Printer, printable, shownPath } from '../print.js';
import { readFolder } from '../readFolder.js';
import { writeFiles } from '../writeFiles.js';

const frameworks = ['express', 'fastify', 'koa'] as const;

export const scaffoldForm: CommandForm = {
  name: 'scaffold',
  summary: 'Turn an API description into typed, validated routes; your handlers are kept',
  usage: '<spec> [flags]',
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
    { name: 'allow-remote-refs', help: 'Fetch http and https $refs' },
    { name: 'allow-outside-refs', help: '$refs may leave the folder of the spec' },
  ],
  examples: [
    'senior-backend scaffold openapi.yaml -o src/api',
    'senior-backend scaffold openapi.yaml -f fastify -o src/api --app',
    'senior-backend scaffold openapi.yaml -o src/api --dry-run',
    'senior-backend scaffold src --generate-spec -o openapi.yaml',
    'senior-backend scaffold src --generate-spec -o openapi.yaml --check',
  ],
};

const flag = z.optional(z.literal(true));
const Options = z.object({
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
  'allow-remote-refs': flag,
  'allow-outside-refs': flag,
});
type Options = z.output<typeof Options>;

/** Everything that a run has to report. */
interface Run {
  readonly spec: string;
  readonly output: string;
  readonly framework: Framework;
  readonly options: Options;
  readonly scaffolding: Scaffolding;
  readonly changes: readonly DescribedChange[];
  readonly warnings: readonly Finding[];
}

/** Exit code 0, also with warnings: what could not be read is left out and named. @throws Problem when nothing is written. */
export async function runScaffold(words: Words, printer: Printer, version: string): Promise<number> {
  const options = check(Options, words.flags);
  const [name, ...more] = words.positionals;
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
  if (!options['dry-run']) await writeUninterrupted(output, scaffolding.changes);
  const run: Run = { spec, output, framework, options, scaffolding, changes, warnings };
  if (printer.json) printer.result(`${JSON.stringify(summary(run), undefined, 2)}\n`);
  else tell(run, printer);
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

/** What the folder was scaffolded for: who leaves `-f` out does not ask for another framework. */
async function frameworkOf(folder: OutputFolder): Promise<Framework | undefined> {
  for (const framework of frameworks) {
    if ((await folder.read(`runtime/${framework}.ts`)) !== undefined) return framework;
  }
  return undefined;
}

/** Until here Ctrl-C just ends the process; from here it takes back what was begun. */
async function writeUninterrupted(output: string, changes: readonly FileChange[]): Promise<void> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.on('SIGINT', abort).on('SIGTERM', abort);
  try {
    await writeFiles(output, changes, stop.signal);
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}

function summary({ spec, output, framework, options, scaffolding, changes, warnings }: Run) {
  const { unchanged, kept, orphans, routesCount, typesCount, dependencies } = scaffolding;
  const written = changes.filter(({ kind }) => kind !== 'removed').map(({ path }) => path);
  return {
    status: options['dry-run'] ? 'dry-run' : 'success',
    spec,
    output,
    framework,
    generated_files: [...written, ...unchanged].sort(),
    kept_files: [...kept].sort(),
    routes_count: routesCount,
    types_count: typesCount,
    warnings: warnings.map(warning => {
      const { rule, severity, message, file, line, column } = findingJson(warning);
      return { rule, severity, message, file, line, column };
    }),
    orphans: orphans.map(({ file, name, movedTo }) => ({
      file,
      name,
      ...(movedTo !== undefined && { moved_to: movedTo }),
    })),
    dependencies: Object.fromEntries(dependencies.map(({ name, version }) => [name, version])),
  };
}

function tell({ output, options, scaffolding, changes, warnings }: Run, printer: Printer): void {
  const { unchanged, kept, routesCount, typesCount, dependencies } = scaffolding;
  for (const line of findingLines(warnings, printer)) printer.warn(line);
  for (const line of changeLines(changes, printer)) printer.say(line);
  if (printer.verbose) {
    for (const path of unchanged) printer.say(`  ${printer.style('dim', '= unchanged')}  ${path}`);
    for (const path of kept) printer.say(`  ${printer.style('dim', '= kept     ')}  ${path}`);
  }
  const place = printer.style('bold', `${printable(shownPath(output))}${nodePath.sep}`);
  const same = unchanged.length + kept.length;
  const counts = `${counted(routesCount, 'route')}, ${counted(typesCount, 'type')}`;
  const outcome =
    changes.length === 0
      ? `${place} is up to date`
      : options['dry-run']
        ? `${counted(changes.length, 'file')} in ${place} would change; nothing was written`
        : `${counted(changes.length, 'file')} written to ${place}`;
  const rest = changes.length > 0 && same > 0 ? `, ${same} as they were` : '';
  const warned = warnings.length > 0 ? `, ${counted(warnings.length, 'warning')}` : '';
  printer.say(`${printer.style('green', '✔')} ${outcome}${rest}: ${counts}${warned}.`);
  const install = installLines(dependencies);
  if (changes.some(({ kind }) => kind === 'created') && install.length > 0) {
    printer.say('');
    printer.say('It needs, if your package does not have them yet:');
    for (const line of install) printer.say(`  ${line}`);
  }
}

function installLines(dependencies: Scaffolding['dependencies']): string[] {
  const names = (dev: boolean) =>
    dependencies.filter(dependency => dependency.dev === dev).map(({ name, version }) => `${name}@${major(version)}`);
  return [
    ...(names(false).length > 0 ? [`npm install ${names(false).join(' ')}`] : []),
    ...(names(true).length > 0 ? [`npm install --save-dev ${names(true).join(' ')}`] : []),
  ];
}

/** `^5.3.0` → `5`: shells take `^` for themselves. */
function major(range: string): string {
  return /^\D*(0\.\d+|\d+)/.exec(range)?.[1] ?? 'latest';
}
