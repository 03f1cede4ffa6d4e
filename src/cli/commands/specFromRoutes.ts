/** `senior-backend scaffold <dir> --generate-spec`: an application's routes become a description, or are merged into one. */
import { stat } from 'node:fs/promises';
import nodePath from 'node:path';
import type { AppReading } from '../../app/readApp.js';
import type { ReadApiOptions } from '../../openapi/parse.js';
import { Problem } from '../../text/problem.js';
import { counted } from '../../text/sentence.js';
import { type DriftFormat, driftJson, driftLines, showDrift, tellUnclear, unclearJson } from '../driftOutput.js';
import { type Printer, printable, shownPath } from '../print.js';
import { unifiedDiff } from '../unifiedDiff.js';
import { writeFiles } from '../writeFiles.js';

export interface SpecRun {
  readonly folder: string;
  readonly output: string;
  /** Undefined: that of the file that is there, or 3.1. */
  readonly version: '3.0' | '3.1' | undefined;
  /** More names of middlewares that ask who is there. */
  readonly guards: readonly string[];
  readonly dryRun: boolean;
  /** Only says what differs. */
  readonly check: boolean;
  readonly format: DriftFormat;
  readonly allowOutside: boolean;
  readonly productVersion: string;
}

/**
 * Exit code 0; with `check` 1 where the two have come apart.
 * @throws Problem when there are no routes to be found, or the file cannot be read, changed or written
 */
export async function generateSpec(run: SpecRun, printer: Printer): Promise<number> {
  const [{ readProgram }, { diskSources }] = await Promise.all([
    import('../../app/generated/readProgram.js'),
    import('../../app/project/diskSources.js'),
  ]);
  const sources = diskSources(run.folder);
  const reading = readProgram(sources, { guards: run.guards });
  if (!reading.document) {
    throw new Problem(
      `No routes of Express, Fastify or Koa were found in ${shownPath(sources.root)}. Name the folder of the application that makes them.`,
      { path: sources.root },
    );
  }
  const output = nodePath.resolve(run.output);
  const isThere = (await stat(output).catch(() => undefined))?.isFile() ?? false;
  if (run.check) {
    if (!isThere)
      throw new Problem('There is no description to check; leave --check out to write one.', { path: output });
    return checkSpec(run, output, reading, printer);
  }
  if (isThere) await mergeSpec(run, output, reading, printer);
  else await writeSpec(run, output, reading.document, reading, printer);
  return 0;
}

async function writeSpec(
  run: SpecRun,
  output: string,
  document: NonNullable<AppReading['document']>,
  reading: AppReading,
  printer: Printer,
): Promise<void> {
  const [{ writeDescription }, { downgrade }] = await Promise.all([
    import('../../openapi/write.js'),
    import('../../openapi/downgrade.js'),
  ]);
  const format = /\.json$/i.test(output) ? 'json' : 'yaml';
  const text = writeDescription(run.version === '3.0' ? downgrade(document) : document, format);
  if (!run.dryRun) await save(output, new Map([[output, text]]));
  if (printer.json) printer.result(`${JSON.stringify(summary(run, output, reading), undefined, 2)}\n`);
  else if (run.dryRun) printer.result(text);
  else {
    tellUnclear(reading, printer);
    const { operations, unclear } = reading;
    const left = unclear.length > 0 ? `; ${counted(unclear.length, 'place')} could not be read, see above` : '';
    printer.say(`${done(output, printer)}: ${counted(operations.length, 'operation')}${left}.`);
  }
}

async function mergeSpec(run: SpecRun, output: string, reading: AppReading, printer: Printer): Promise<void> {
  const [{ mergeDrift }, options] = await Promise.all([
    import('../../app/drift/mergeDrift.js'),
    readOptions(run, output),
  ]);
  const { files, mended, left, dialect } = await mergeDrift(output, reading, options);
  if (run.version !== undefined && run.version !== dialect) {
    throw new Problem(`This file is OpenAPI ${dialect} and stays it; leave --spec-version out, or name a new file.`, {
      path: output,
    });
  }
  if (!run.dryRun) await save(output, files);
  if (printer.json) {
    const merged = { mended: mended.map(driftJson), left: left.map(driftJson), files: [...files.keys()].sort() };
    printer.result(`${JSON.stringify({ ...summary(run, output, reading), ...merged }, undefined, 2)}\n`);
    return;
  }
  tellUnclear(reading, printer);
  for (const line of driftLines(left, printer)) printer.warn(line);
  if (run.dryRun) {
    for (const [file, text] of files) {
      const name = shownPath(file).replaceAll('\\', '/');
      printer.result(unifiedDiff(name, (await options.readFile(file)) ?? '', text));
    }
  }
  const made =
    mended.length === 0
      ? 'nothing to add'
      : `${counted(mended.length, 'difference')} ${run.dryRun ? 'would be mended' : 'mended'}`;
  const rest = left.length > 0 ? `; ${left.length} left to you, see above` : '';
  // With --dry-run, standard output is the diff.
  const say = run.dryRun ? printer.warn : printer.say;
  say(`${done(output, printer)}: ${made}${rest}.`);
}

async function checkSpec(run: SpecRun, output: string, reading: AppReading, printer: Printer): Promise<number> {
  const [{ findDrift }, { readApiAndSources }, options] = await Promise.all([
    import('../../app/drift/findDrift.js'),
    import('../../openapi/parse.js'),
    readOptions(run, output),
  ]);
  const drifts = findDrift(await readApiAndSources(output, options), reading);
  showDrift({ drifts, reading, output, format: run.format, version: run.productVersion }, printer);
  return drifts.length > 0 ? 1 : 0;
}

async function readOptions(run: SpecRun, output: string): Promise<ReadApiOptions> {
  const { readDiskFile } = await import('../../openapi/diskFiles.js');
  return { readFile: readDiskFile, root: nodePath.dirname(output), ...(run.allowOutside && { allowOutside: true }) };
}

/** @throws Problem for a file that is not below the folder of the description. */
async function save(output: string, files: ReadonlyMap<string, string>): Promise<void> {
  const folder = nodePath.dirname(output);
  const changes = [...files].map(([file, text]) => {
    const path = nodePath.relative(folder, file).replaceAll('\\', '/');
    if (path.startsWith('../') || nodePath.isAbsolute(path)) {
      throw new Problem('This file would have to change, but stands outside of the folder of the description.', {
        path: file,
      });
    }
    return { path, text, owner: 'you' } as const;
  });
  await writeFiles(folder, changes);
}

function summary({ dryRun }: SpecRun, output: string, reading: AppReading) {
  return {
    status: dryRun ? 'dry-run' : 'success',
    output,
    operations: reading.operations.map(({ method, path, route }) => ({
      ...{ method, path, file: route.path, line: route.range.start.line + 1 },
    })),
    unclear: unclearJson(reading),
  };
}

function done(output: string, printer: Printer): string {
  return `${printer.style('green', '✔')} ${printer.style('bold', printable(shownPath(output)))}`;
}
