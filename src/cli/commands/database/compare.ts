/** `--compare`: the way from one schema to another and back, proven on a real PostgreSQL, shown or written as migrations. */
import nodePath from 'node:path';
import type { Comparison } from '../../../database/compare/comparison.js';
import { progressText } from '../../../database/compare/output/compareProgress.js';
import { isProven } from '../../../database/compare/output/proofWords.js';
import type { Layout, LayoutName } from '../../../schema/migration/files/migrationFiles.js';
import type { Words } from '../../args.js';
import { openOwnEngine } from '../../openOwnEngine.js';
import type { Printer } from '../../print.js';
import { progressLine } from '../../progressLine.js';
import { refuseOverwriting } from '../../refuseOverwriting.js';
import { untilInterrupt } from '../../untilInterrupt.js';
import { writeFiles } from '../../writeFiles.js';
import { comparisonJson } from './compareJson.js';
import { type CompareOptions, readCompareOptions } from './compareOptions.js';
import { comparisonLines } from './compareText.js';

/**
 * Exit code 0; 1 when the proof does not hold, or with --exit-code when the schemas differ.
 * @throws Problem for what cannot be read, compared or written.
 */
export async function runCompare(words: Words, printer: Printer): Promise<number> {
  const options = readCompareOptions(words);
  const { output, unproven, exitCode } = options;
  return untilInterrupt(async signal => {
    const layout = output === undefined ? undefined : await findLayout(output, options.layout, printer);
    const comparison = await compare(options, printer, signal);
    const isHeld = isProven(comparison);
    const isWritten = layout && comparison.migrations.length > 0 && (isHeld || unproven);
    const written = isWritten ? await write(comparison, layout, signal) : [];
    if (printer.json) printer.result(`${JSON.stringify(await comparisonJson(comparison, written), undefined, 2)}\n`);
    else for (const line of comparisonLines(comparison, { written, output, unproven }, printer)) printer.say(line);
    if (!isHeld) return 1;
    return exitCode && comparison.migrations.length > 0 ? 1 : 0;
  });
}

async function compare(options: CompareOptions, printer: Printer, signal: AbortSignal): Promise<Comparison> {
  const { readSource } = await import('../../../database/compare/readSource.js');
  const { compareSchemas } = await import('../../../database/compare/compareSchemas.js');
  const around = { folder: process.cwd(), env: process.env, signal };
  // Both are read before a server is started: what is misspelt is told at once.
  const from = await readSource(options.from, around);
  const to = await readSource(options.to, around);
  for (const source of [from, to])
    if (source.kind === 'server') for (const warning of source.settings.warnings) printer.warn(`warning: ${warning}`);
  const progress = progressLine(process.stderr, process.env);
  progress.show(progressText('engine'));
  try {
    const engine = await openOwnEngine(options.engine, signal);
    try {
      const { scope, renames, online, expandContract, copyFirst, forVersion, rows } = options;
      const request = { from, to, scope, renames, online, expandContract, copyFirst, rows };
      const whole = forVersion === undefined ? request : { ...request, forVersion };
      return await compareSchemas(whole, engine, {
        signal,
        onProgress: (...told) => progress.show(progressText(...told)),
      });
    } finally {
      await engine.close();
    }
  } finally {
    progress.clear();
  }
}

/** Where files go, and how they are written there. @throws Problem for files that cannot be read. */
async function findLayout(output: string, wanted: LayoutName | undefined, printer: Printer): Promise<Layout> {
  const { readLayout, unwrittenWords } = await import('../../../database/compare/readLayout.js');
  const folder = nodePath.resolve(output);
  const { layout, unwritten } = await readLayout(process.cwd(), folder);
  if (unwritten !== undefined && wanted === undefined) printer.warn(`warning: ${unwrittenWords(unwritten)}`);
  return wanted === undefined || wanted === layout.name ? layout : { name: wanted, folder };
}

/** Absolute paths. */
async function write(
  { migrations, scope }: Comparison,
  layout: Layout,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { migrationFiles } = await import('../../../schema/migration/files/migrationFiles.js');
  const files = migrationFiles({ proven: migrations, scope, layout, now: new Date() });
  await refuseOverwriting(layout.folder, files);
  await writeFiles(
    layout.folder,
    files.map(file => ({ ...file, owner: 'you' as const })),
    signal,
  );
  return files.map(({ path }) => nodePath.join(layout.folder, ...path.split('/')));
}
