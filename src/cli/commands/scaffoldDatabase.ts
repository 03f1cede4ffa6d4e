/** `senior-backend scaffold --from-db`: tables of a PostgreSQL, or of .sql files, become an API. */
import nodePath from 'node:path';
import { frameworkOf } from '../../scaffold/frameworkOf.js';
import type { Framework } from '../../scaffold/messages.js';
import type { FileChange } from '../../text/files.js';
import { Problem } from '../../text/problem.js';
import { counted } from '../../text/sentence.js';
import { describeChanges } from '../changeText.js';
import { driftLines } from '../driftOutput.js';
import { openOwnEngine } from '../openOwnEngine.js';
import { type Printer, printable } from '../print.js';
import { progressLine } from '../progressLine.js';
import { readFolder } from '../readFolder.js';
import { type ScaffoldRun, scaffoldJson, tellScaffolding } from '../scaffoldOutput.js';
import { startApi } from '../startApi.js';
import { untilInterrupt } from '../untilInterrupt.js';
import { writeFiles } from '../writeFiles.js';

export interface DatabaseRun {
  readonly source: readonly string[];
  /** Absolute. */
  readonly output: string;
  /** Undefined: that of the folder, or express. */
  readonly framework?: Framework;
  readonly engine?: string;
  readonly schemas?: readonly string[];
  readonly tables?: readonly string[];
  readonly numbers: boolean;
  readonly auth: 'bearer' | 'none';
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly start: boolean;
}

/** Exit code 0. @throws Problem when nothing is written; the signal's reason */
export function scaffoldDatabase(run: DatabaseRun, printer: Printer): Promise<number> {
  if (run.start && (run.dryRun || printer.json))
    throw new Problem(`--start and --${run.dryRun ? 'dry-run' : 'json'} exclude each other.`);
  return untilInterrupt(async signal => {
    const folder = readFolder(run.output);
    const { label, ...tables } = await readTables(run, printer, signal);
    const [{ scaffoldTables }, { projectAround }] = await Promise.all([
      import('../../resources/scaffoldTables.js'),
      import('../../resources/code/projectAround.js'),
    ]);
    const framework = run.framework ?? (await frameworkOf(folder)) ?? 'express';
    const { numbers, auth, force, output } = run;
    const request = { ...tables, title: titleOf(label), auth, numbers, framework, app: true, force };
    const { scaffolding, resources, notes, left, findings } = await scaffoldTables(request, output, folder);
    signal.throwIfAborted();
    const isFile = (path: string) => readFolder(nodePath.dirname(path)).read(nodePath.basename(path)).then(isThere);
    const project = await projectAround(output, scaffolding.dependencies, isFile);
    const all: FileChange[] = [...scaffolding.changes, ...project.map(file => ({ ...file, owner: 'you' as const }))];
    const changes = await describeChanges(all, folder);
    if (!run.dryRun) await writeFiles(output, all, signal);
    const told: ScaffoldRun = {
      spec: label,
      output,
      framework,
      dryRun: run.dryRun,
      scaffolding,
      changes,
      warnings: findings,
    };
    if (printer.json) {
      printer.result(`${JSON.stringify({ ...scaffoldJson(told), resources, notes }, undefined, 2)}\n`);
      return 0;
    }
    for (const { severity, relation, column, message } of notes) {
      const place = column === undefined ? relation : `${relation}.${column}`;
      if (severity === 'warning' || printer.verbose)
        printer.warn(
          `${printer.style(severity === 'warning' ? 'yellow' : 'blue', severity)}: ${printable(`${place}: ${message}`)}`,
        );
    }
    for (const line of driftLines(left, printer)) printer.warn(line);
    tellScaffolding(told, printer);
    printer.say(
      `  ${counted(resources.length, 'resource')}: ${resources.map(({ path }) => printable(path)).join(', ')}`,
    );
    if (run.start) await startApi(output, project.length > 0, printer, signal);
    return 0;
  });
}

async function readTables(run: DatabaseRun, printer: Printer, signal: AbortSignal) {
  const [{ readSource }, { relationsOf }, { extensionsOf, schemaScript }] = await Promise.all([
    import('../../database/compare/readSource.js'),
    import('../../database/relations/relationsOf.js'),
    import('../../database/relations/schemaScript.js'),
  ]);
  const source = await readSource(run.source, { folder: process.cwd(), env: process.env, signal });
  if (source.kind === 'server')
    for (const warning of source.settings.warnings) printer.warn(`warning: ${printable(warning)}`);
  const { schemas, tables } = run;
  const progress = progressLine(process.stderr, process.env);
  progress.show(source.kind === 'server' ? 'Reading the database' : 'Starting PostgreSQL, loading the schema');
  try {
    const choice = { ...(schemas && { schemas }), ...(tables && { tables }) };
    const read = await relationsOf(source, choice, () => openOwnEngine(run.engine, signal), signal);
    return {
      label: source.label,
      relations: read.relations,
      schemaSql: schemaScript(read.inventory),
      extensions: extensionsOf(read.inventory),
    };
  } finally {
    progress.clear();
  }
}

/** `shop.sql` → `shop`. */
function titleOf(label: string): string {
  const [first = label] = label.split(/[,\s]/);
  return nodePath.basename(first).replace(/\.sql$/i, '') || 'API';
}

function isThere(text: string | undefined): boolean {
  return text !== undefined;
}
