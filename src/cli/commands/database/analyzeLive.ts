/** `--analyze --connection`: what a database that lives holds, and what is wrong with it. */
import nodePath from 'node:path';
import * as z from 'zod/mini';
import type { DatabaseReport, Item } from '../../../database/live/report.js';
import { Problem } from '../../../text/problem.js';
import type { Words } from '../../args.js';
import { check, oneOf } from '../../options.js';
import { type Printer, printable, type Style, shownPath } from '../../print.js';
import { progressLine } from '../../progressLine.js';
import { ruleLevels, ruleSettings } from '../../ruleLevels.js';
import { serverSettings } from '../../serverConnection.js';
import { tuneForOneRun } from '../../shortLivedProcess.js';
import { untilInterrupt } from '../../untilInterrupt.js';
import { writeReport } from './writeReport.js';

export const reportFormats = ['text', 'json', 'markdown', 'html'] as const;
type Format = (typeof reportFormats)[number];

const flag = z.optional(z.literal(true));
const words = z.optional(z.array(z.string()));
export const Options = z.object({
  connection: z.string(),
  output: z.optional(z.string()),
  format: z.optional(oneOf('--format', reportFormats)),
  'exact-rows': flag,
  'exact-bloat': flag,
  schema: words,
  without: words,
  rule: ruleSettings,
});
type LiveOptions = z.output<typeof Options>;

/** Of schemas on paper only. */
const paperFlags = ['dialect', 'migrations'];

/**
 * Exit code 0, or 1 with findings at error level.
 * @throws Problem for wrong flags, a server that cannot be reached, and a file that cannot be written.
 */
export async function runAnalyzeLive({ flags, positionals }: Words, printer: Printer): Promise<number> {
  const foreign = paperFlags.find(name => flags[name] !== undefined);
  if (foreign !== undefined) throw new Problem(`--${foreign} is for files, and has no meaning for a server.`);
  if (positionals.length > 0)
    throw new Problem('What is analysed is named twice: by --connection and by a file. Leave out one of them.');
  const options = check(Options, flags);
  return untilInterrupt(async signal => {
    const report = await analyze(options, printer, signal);
    await show(report, options, printer);
    return report.findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  });
}

async function analyze(options: LiveOptions, printer: Printer, signal: AbortSignal): Promise<DatabaseReport> {
  const settings = await serverSettings(options.connection, printer);
  const levels = ruleLevels(options.rule, await knownRules());
  tuneForOneRun();
  const { connect } = await import('../../../database/connection/connect.js');
  const { analyzeDatabase } = await import('../../../database/live/analyzeDatabase.js');
  const { DatabaseError } = await import('../../../database/session.js');
  const progress = progressLine(process.stderr, process.env);
  progress.show('connecting');
  try {
    const session = await connect(settings, { signal });
    try {
      const { schema, without } = options;
      return await analyzeDatabase(
        session,
        {
          levels,
          exactRows: options['exact-rows'] ?? false,
          exactBloat: options['exact-bloat'] ?? false,
          ...(schema && { only: schema }),
          ...(without && { without }),
        },
        { signal, onProgress: what => progress.show(`looking at ${printable(what)}`) },
      );
    } finally {
      await session.close();
    }
  } catch (error) {
    if (error instanceof DatabaseError && !signal.aborted)
      throw new Problem(`The server ended the analysis: ${error.server.message}. Nothing was changed; try again.`);
    throw error;
  } finally {
    progress.clear();
  }
}

async function knownRules(): Promise<readonly string[]> {
  const { allRules } = await import('../../../schema/rules/allRules.js');
  const { allLiveRules } = await import('../../../database/live/allLiveRules.js');
  return [...allRules.map(({ id }) => id), ...Object.keys(allLiveRules)];
}

const extensions: Readonly<Record<string, Format>> = {
  '.json': 'json',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.txt': 'text',
};

async function show(report: DatabaseReport, { output, format }: LiveOptions, printer: Printer): Promise<void> {
  if (output === undefined) {
    const shown = printer.json ? 'json' : (format ?? 'text');
    printer.result(shown === 'text' ? await colouredText(report, printer) : await textIn(shown, report));
    return;
  }
  const path = nodePath.resolve(output);
  await writeReport(path, await textIn(format ?? extensions[nodePath.extname(path).toLowerCase()] ?? 'json', report));
  if (printer.json) printer.result(await textIn('json', report));
  const { summaryText } = await import('../../../database/live/output/sections.js');
  printer.say(`${summaryText(report)}. Written: ${printable(shownPath(path))}`);
}

async function textIn(format: Format, report: DatabaseReport): Promise<string> {
  switch (format) {
    case 'json': {
      const { reportJson } = await import('../../../database/live/output/json.js');
      return `${JSON.stringify(reportJson(report), undefined, 2)}\n`;
    }
    case 'markdown':
      return (await import('../../../database/live/output/markdown.js')).reportMarkdown(report);
    case 'html':
      return (await import('../../../database/live/output/html.js')).reportHtml(report);
    case 'text':
      return (await import('../../../database/live/output/text.js')).reportText(report);
  }
}

const styles: Readonly<Record<Item['tone'] | 'title' | 'soft', Style | undefined>> = {
  ...{ error: 'red', warning: 'yellow', info: 'blue', hint: 'dim' },
  ...{ title: 'bold', soft: 'dim', plain: undefined },
};

async function colouredText(report: DatabaseReport, printer: Printer): Promise<string> {
  const { reportText } = await import('../../../database/live/output/text.js');
  return reportText(report, (tone, text) => {
    const style = styles[tone];
    return style === undefined ? text : printer.style(style, text);
  });
}
