/** `--compare`: the way from one schema to another and back, proven on a real PostgreSQL, shown or written as migrations. */
import { stat } from 'node:fs/promises';
import nodePath from 'node:path';
import type { Comparison } from '../../../database/compare/comparison.js';
import type { Layout, LayoutName } from '../../../schema/migration/files/migrationFiles.js';
import type { Words } from '../../args.js';
import { openOwnEngine } from '../../openOwnEngine.js';
import type { Printer } from '../../print.js';
import { progressLine } from '../../progressLine.js';
import { refuseOverwriting } from '../../refuseOverwriting.js';
import { untilInterrupt } from '../../untilInterrupt.js';
import { writeFiles } from '../../writeFiles.js';
import { comparisonJson, isProven } from './compareJson.js';
import { type CompareOptions, readCompareOptions } from './compareOptions.js';
import { comparisonLines, stageWords } from './compareText.js';

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
  progress.show(stageWords.engine);
  try {
    const engine = await openOwnEngine(options.engine, signal);
    try {
      const { scope, renames, online, expandContract, copyFirst, forVersion, rows } = options;
      const request = { from, to, scope, renames, online, expandContract, copyFirst, rows };
      const whole = forVersion === undefined ? request : { ...request, forVersion };
      return await compareSchemas(whole, engine, { signal, onProgress: stage => progress.show(stageWords[stage]) });
    } finally {
      await engine.close();
    }
  } finally {
    progress.clear();
  }
}

/** Where files go, and how they are written there. @throws Problem for files that cannot be read. */
async function findLayout(output: string, wanted: LayoutName | undefined, printer: Printer): Promise<Layout> {
  const { folderLayout } = await import('../../../schema/migration/files/folderLayout.js');
  const { diskTree } = await import('../../../database/compare/sourceTree.js');
  const folder = nodePath.resolve(output);
  const tree = diskTree(process.cwd());
  const isThere = await stat(folder).then(
    found => found.isDirectory(),
    () => false,
  );
  const texts = isThere ? await tree.read(await tree.list(folder)) : new Map<string, string>();
  const { layout, unwritten } = folderLayout(tree.root, folder, texts, tree.readSmall);
  if (unwritten !== undefined && wanted === undefined)
    printer.warn(
      `warning: ${unwritten} runs more than files of SQL (its journal or code names them), so these will be plain files: copy their SQL into a migration that ${unwritten} makes.`,
    );
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
