/** What a scaffolding changed, written into its folder and told. */
import nodePath from 'node:path';
import type { Framework } from '../scaffold/messages.js';
import type { Scaffolding } from '../scaffold/scaffold.js';
import type { FileChange } from '../text/files.js';
import type { Finding } from '../text/finding.js';
import { counted } from '../text/sentence.js';
import { changeLines, type DescribedChange } from './changeText.js';
import { findingLines } from './findingText.js';
import { findingJson, type Printer, printable, shownPath } from './print.js';
import { writeFiles } from './writeFiles.js';

/** Everything that a run has to report. */
export interface ScaffoldRun {
  /** What it was made from: an absolute path, or the name of a database. */
  readonly spec: string;
  readonly output: string;
  readonly framework: Framework;
  readonly dryRun: boolean;
  readonly scaffolding: Scaffolding;
  readonly changes: readonly DescribedChange[];
  readonly warnings: readonly Finding[];
}

/** Until here Ctrl-C just ends the process; from here it takes back what was begun. */
export async function writeUninterrupted(output: string, changes: readonly FileChange[]): Promise<void> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.on('SIGINT', abort).on('SIGTERM', abort);
  try {
    await writeFiles(output, changes, stop.signal);
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}

/** The JSON document of a run. */
export function scaffoldJson({ spec, output, framework, dryRun, scaffolding, changes, warnings }: ScaffoldRun) {
  const { unchanged, kept, orphans, routesCount, typesCount, dependencies } = scaffolding;
  const written = changes.filter(({ kind }) => kind !== 'removed').map(({ path }) => path);
  return {
    status: dryRun ? 'dry-run' : 'success',
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

export function tellScaffolding(
  { output, dryRun, scaffolding, changes, warnings }: ScaffoldRun,
  printer: Printer,
): void {
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
      : dryRun
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
