/** `senior-backend scaffold <dir> --generate-spec`: an application's routes become a description. */
import nodePath from 'node:path';
import type { AppReading, Unclarity } from '../../app/readApp.js';
import { Problem } from '../../text/problem.js';
import { counted } from '../../text/sentence.js';
import { type Printer, printable, shownPath } from '../print.js';
import { writeFiles } from '../writeFiles.js';

export interface SpecRun {
  readonly folder: string;
  readonly output: string;
  readonly version: '3.0' | '3.1';
  /** More names of middlewares that ask who is there. */
  readonly guards: readonly string[];
  readonly dryRun: boolean;
}

/** @throws Problem when there are no routes to be found, or the file cannot be written */
export async function generateSpec(run: SpecRun, printer: Printer): Promise<number> {
  const [{ readApp }, { diskSources }, { writeDescription }, { downgrade }] = await Promise.all([
    import('../../app/readApp.js'),
    import('../../app/project/diskSources.js'),
    import('../../openapi/write.js'),
    import('../../openapi/downgrade.js'),
  ]);
  const sources = diskSources(run.folder);
  const reading = readApp(sources, { guards: run.guards });
  const { document } = reading;
  if (!document) {
    throw new Problem(
      `No routes of Express, Fastify or Koa were found in ${shownPath(sources.root)}. Name the folder of the application that makes them.`,
      { path: sources.root },
    );
  }
  const output = nodePath.resolve(run.output);
  const format = /\.json$/i.test(output) ? 'json' : 'yaml';
  const text = writeDescription(run.version === '3.0' ? downgrade(document) : document, format);
  if (!run.dryRun) {
    await writeFiles(nodePath.dirname(output), [{ path: nodePath.basename(output), text, owner: 'you' }]);
  }
  if (printer.json) printer.result(`${JSON.stringify(summary(run, output, reading), undefined, 2)}\n`);
  else if (run.dryRun) printer.result(text);
  else tell(output, reading, printer);
  return 0;
}

function summary({ dryRun }: SpecRun, output: string, { operations, unclear }: AppReading) {
  return {
    status: dryRun ? 'dry-run' : 'success',
    output,
    operations: operations.map(({ method, path, route }) => ({
      method,
      path,
      file: route.path,
      line: route.range.start.line + 1,
    })),
    unclear: unclear.map(({ place, message }) => ({ message, file: place.path, line: place.range.start.line + 1 })),
  };
}

function tell(output: string, { operations, unclear }: AppReading, printer: Printer): void {
  for (const one of unclear) printer.warn(unclearLine(one));
  const left = unclear.length > 0 ? `; ${counted(unclear.length, 'place')} could not be read, see above` : '';
  printer.say(
    `${printer.style('green', '✔')} ${printer.style('bold', printable(shownPath(output)))}: ${counted(operations.length, 'operation')}${left}.`,
  );
}

function unclearLine({ place, message }: Unclarity): string {
  const { line, character } = place.range.start;
  return `${printable(shownPath(place.path))}:${line + 1}:${character + 1}  ${message}`;
}
