/** `--explain FILE|-`: the plan of one query on a server, as a tree with what to do about it. */
import { readFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import * as z from 'zod/mini';
import type { PlanReport } from '../../../database/explain/explainQuery.js';
import type { PlanLine } from '../../../database/explain/planText.js';
import { Problem } from '../../../text/problem.js';
import type { Words } from '../../args.js';
import { check } from '../../options.js';
import { type Printer, printable, type Style } from '../../print.js';
import { refuseOverwriting } from '../../refuseOverwriting.js';
import { serverSettings } from '../../serverConnection.js';
import { untilInterrupt } from '../../untilInterrupt.js';
import { writeFiles } from '../../writeFiles.js';

const Options = z.object({
  explain: z.string(),
  connection: z.optional(z.string()),
  run: z.optional(z.boolean()),
  value: z.optional(z.array(z.string())),
  output: z.optional(z.string()),
});

/** Exit code 0. @throws Problem for what cannot be read, planned or run. */
export async function runExplain(words: Words, printer: Printer): Promise<number> {
  const { explain, connection, run = false, value, output } = check(Options, words.flags);
  const sql = await readQuery(explain);
  const settings = await serverSettings(connection, printer);
  const { connect } = await import('../../../database/connection/connect.js');
  const { explainQuery } = await import('../../../database/explain/explainQuery.js');
  const report = await untilInterrupt(async signal => {
    const session = await connect(settings, { signal });
    try {
      return await explainQuery(session, sql, { analyze: run, signal, ...(value && { values: value }) });
    } finally {
      await session.close();
    }
  });
  if (output !== undefined) await writeReport(output, report);
  if (printer.json) printer.result(`${JSON.stringify({ status: 'success', ...report }, undefined, 2)}\n`);
  else {
    const { planLines } = await import('../../../database/explain/planText.js');
    for (const { text, tone } of planLines(report)) printer.say(coloured(printer, tone, printable(text)));
  }
  return 0;
}

const styles: Readonly<Record<PlanLine['tone'], Style | undefined>> = {
  plain: undefined,
  costly: 'bold',
  quiet: 'dim',
  finding: 'yellow',
  sql: 'green',
};

function coloured(printer: Printer, tone: PlanLine['tone'], text: string): string {
  const style = styles[tone];
  return style === undefined ? text : printer.style(style, text);
}

async function readQuery(name: string): Promise<string> {
  if (name === '-') return readStream(process.stdin);
  const path = nodePath.resolve(name);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Problem(`The query cannot be read: ${(error as NodeJS.ErrnoException).code}.`, { path });
  }
}

async function writeReport(output: string, report: PlanReport): Promise<void> {
  const { planMarkdown } = await import('../../../database/explain/planMarkdown.js');
  const path = nodePath.resolve(output);
  const file = { path: nodePath.basename(path), text: planMarkdown(report) };
  await refuseOverwriting(nodePath.dirname(path), [file]);
  await writeFiles(nodePath.dirname(path), [{ ...file, owner: 'you' as const }]);
}
