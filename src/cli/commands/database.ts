import { readFile, writeFile } from 'node:fs/promises';
import nodePath from 'node:path';
import * as z from 'zod/mini';
import type { SchemaFinding } from '../../schema/rule.js';
import type { IndexSuggestion, SuggestedFile } from '../../schema/service/schemaMessages.js';
import type { SchemaService } from '../../schema/service/schemaService.js';
import { Problem } from '../../text/problem.js';
import type { CommandForm, Words } from '../args.js';
import { findingLines, summaryLine } from '../findingText.js';
import { type SqlTargets, sqlTargets } from '../findSql.js';
import { openSchema, sqlFindings } from '../lintSql.js';
import { check, oneOf } from '../options.js';
import { counted, type Printer, printable, shownPath } from '../print.js';
import { ruleFlag, ruleLevels, ruleSettings } from '../ruleLevels.js';
import { suggestedSqlNames } from '../suggestedSqlNames.js';
import { writeFiles } from '../writeFiles.js';

const dialects = ['postgresql', 'mysql', 'mariadb', 'sqlite', 'transactsql'] as const;

export const databaseForm: CommandForm = {
  name: 'database',
  summary: 'Analyse a schema written in SQL: one file, several, or a folder of migrations; suggest indexes',
  usage: '<files or folders…> [flags]',
  flags: [
    { name: 'analyze', help: 'Say what is wrong with the schema (the default)' },
    { name: 'suggest-indexes', help: 'Suggest indexes; with --output write the migration and its rollback' },
    {
      name: 'output',
      short: 'o',
      value: 'PATH',
      help: 'With --analyze: a file for the JSON report; with --suggest-indexes: the folder for the migration',
    },
    { name: 'dialect', value: 'NAME', help: `${dialects.join(', ')}; by default told from each file` },
    { name: 'migrations', value: 'DIR', many: true, help: 'A folder of migrations that is not recognised; repeatable' },
    ruleFlag,
  ],
  examples: [
    'senior-backend database schema.sql',
    'senior-backend database prisma/migrations --json',
    'senior-backend database schema.sql queries --suggest-indexes -o migrations',
  ],
};

const flag = z.optional(z.literal(true));
const Options = z.object({
  analyze: flag,
  'suggest-indexes': flag,
  output: z.optional(z.string()),
  dialect: z.optional(oneOf('--dialect', dialects)),
  migrations: z.optional(z.array(z.string())),
  rule: ruleSettings,
});

/** Exit code 0, or 1 with findings at error level. @throws Problem for what cannot be read. */
export async function runDatabase(words: Words, printer: Printer): Promise<number> {
  const options = check(Options, words.flags);
  if (words.positionals.length === 0)
    throw new Problem('Name at least one file or folder: senior-backend database schema.sql');
  if (options.analyze && options['suggest-indexes'])
    throw new Problem('--analyze and --suggest-indexes exclude each other.');
  const targets = await sqlTargets(words.positionals);
  const { allRules } = await import('../../schema/rules/allRules.js');
  const levels = ruleLevels(
    options.rule,
    allRules.map(({ id }) => id),
  );
  const { dialect } = options;
  const migrations = options.migrations?.map(folder => migrationsFolder(targets, folder));
  const service = await openSchema(targets, { levels, ...(dialect && { dialect }), ...(migrations && { migrations }) });
  if (options['suggest-indexes']) return suggest(service, options.output, printer);
  return analyse(service, targets.paths.length, options.output, printer);
}

/** Relative to the root. @throws Problem when none of the files is in it. */
function migrationsFolder({ root, paths }: SqlTargets, name: string): string {
  const path = nodePath.resolve(name);
  if (paths.some(file => file.startsWith(path + nodePath.sep))) return nodePath.relative(root, path);
  throw new Problem('None of the files is in this folder of migrations: name it among the files, too.', { path });
}

async function analyse(service: SchemaService, files: number, output: string | undefined, printer: Printer) {
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

async function writeReport(path: string, report: string): Promise<void> {
  try {
    await writeFile(path, report);
  } catch (error) {
    throw new Problem(`The report cannot be written: ${(error as NodeJS.ErrnoException).code}.`, { path });
  }
}

async function suggest(service: SchemaService, output: string | undefined, printer: Printer): Promise<number> {
  const suggestions: IndexSuggestion[] = [];
  const made: { readonly group: string; readonly files: readonly SuggestedFile[] }[] = [];
  for (const { path: group } of await service.call('groups', {})) {
    const answer = await service.call('suggestIndexes', { group });
    suggestions.push(...answer.suggestions);
    made.push({ group, files: answer.files });
  }
  const names = suggestedSqlNames(made.map(({ group, files }) => ({ group, paths: files.map(({ path }) => path) })));
  const files = made.flatMap(({ files }, group) => files.map((file, at) => ({ ...file, path: names[group]![at]! })));
  const folder = output === undefined ? undefined : nodePath.resolve(output);
  if (folder !== undefined && files.length > 0) {
    await refuseOverwriting(folder, files);
    await writeFiles(
      folder,
      files.map(({ path, text }) => ({ path, text, owner: 'you' as const })),
    );
  }
  const written = folder === undefined ? [] : files.map(({ path }) => nodePath.join(folder, path));
  if (printer.json) printer.result(`${JSON.stringify(suggestionsJson(suggestions, written), undefined, 2)}\n`);
  else for (const line of suggestionLines(suggestions, written, printer)) printer.say(line);
  return 0;
}

/** What a person may have changed since it was written is not written again. @throws Problem */
async function refuseOverwriting(folder: string, files: readonly SuggestedFile[]): Promise<void> {
  for (const { path: name, text } of files) {
    const path = nodePath.join(folder, name);
    const there = await readFile(path, 'utf8').catch(() => undefined);
    if (there === undefined || there === text) continue;
    throw new Problem('This file is there already and would be overwritten. Move it away, or name another folder.', {
      path,
    });
  }
}

function suggestionsJson(suggestions: readonly IndexSuggestion[], written: readonly string[]): object {
  return {
    status: 'success',
    suggestions_count: suggestions.length,
    suggestions: suggestions.map(({ table, columns, reason, sql, rollback, at }) => ({
      table,
      columns,
      reason,
      sql,
      rollback,
      file: shownPath(at.path).replaceAll('\\', '/'),
      line: at.range.start.line + 1,
    })),
    files: written.map(path => shownPath(path).replaceAll('\\', '/')),
  };
}

function suggestionLines(
  suggestions: readonly IndexSuggestion[],
  written: readonly string[],
  printer: Printer,
): readonly string[] {
  if (suggestions.length === 0)
    return [`${printer.style('green', '✔')} Nothing to suggest: every key and query has its index.`];
  const lines = suggestions.flatMap(({ table, columns, reason, sql }) => [
    `${printer.style('bold', printable(`${table} (${columns.join(', ')})`))}  ${printable(reason)}`,
    `  ${printable(sql)}`,
  ]);
  const files = written.map(path => `Written: ${printable(shownPath(path))}`);
  return [...lines, '', ...files, `${counted(suggestions.length, 'index').replace(/indexs$/, 'indexes')} suggested.`];
}
