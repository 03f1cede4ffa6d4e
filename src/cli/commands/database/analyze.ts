/** `--analyze`: what is wrong with a schema on paper. */

import nodePath from 'node:path';
import type { SchemaFinding } from '../../../schema/rule.js';
import { Problem } from '../../../text/problem.js';
import { counted } from '../../../text/sentence.js';
import type { Words } from '../../args.js';
import { findingLines, summaryLine } from '../../findingText.js';
import { sqlFindings } from '../../lintSql.js';
import { type Printer, shownPath } from '../../print.js';
import { openPaper } from './openPaper.js';
import { writeReport } from './writeReport.js';

/** Of a server only. */
const liveFlags = ['format', 'exact-rows', 'exact-bloat', 'schema', 'without'];

/** Exit code 0, or 1 with findings at error level. @throws Problem for what cannot be read. */
export async function runAnalyze(words: Words, printer: Printer): Promise<number> {
  const live = liveFlags.find(name => words.flags[name] !== undefined);
  if (live !== undefined)
    throw new Problem(`--${live} is for a database that lives: name its server with --connection, or leave it out.`);
  const { service, files, output } = await openPaper(words);
  const findings = await sqlFindings(service);
  const groups = await service.call('groups', {});
  const tables = groups.reduce((sum, group) => sum + group.tables, 0);
  const report = `${JSON.stringify(analysisJson(findings, tables), undefined, 2)}\n`;
  if (output !== undefined) await writeReport(nodePath.resolve(output), report);
  if (printer.json) printer.result(report);
  else {
    for (const line of findingLines(findings, printer)) printer.say(line);
    printer.say(`${counted(tables, 'table')}. ${summaryLine(findings, files, printer)}`);
  }
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** The names are those of the design: lines from one, hints among the suggestions. */
function analysisJson(findings: readonly SchemaFinding[], tables: number): object {
  const count = (...severities: readonly string[]) =>
    findings.filter(({ severity }) => severities.includes(severity)).length;
  return {
    status: 'success',
    tables_count: tables,
    issues: { errors: count('error'), warnings: count('warning'), suggestions: count('info', 'hint') },
    issues_detail: findings.map(
      ({ severity, category, rule, table, column, objects, message, suggestion, path, range }) => ({
        severity,
        category,
        rule,
        table: table ?? null,
        column: column ?? null,
        ...(objects && { objects }),
        message,
        suggestion: suggestion ?? null,
        file: shownPath(path).replaceAll('\\', '/'),
        line: range.start.line + 1,
      }),
    ),
  };
}
