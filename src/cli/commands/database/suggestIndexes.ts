/** `--suggest-indexes`: indexes that a schema on paper lacks, and the migrations that add them. */

import nodePath from 'node:path';
import type { IndexSuggestion, SuggestedFile } from '../../../schema/service/schemaMessages.js';
import { counted } from '../../../text/sentence.js';
import type { Words } from '../../args.js';
import { type Printer, printable, shownPath } from '../../print.js';
import { refuseOverwriting } from '../../refuseOverwriting.js';
import { suggestedSqlNames } from '../../suggestedSqlNames.js';
import { writeFiles } from '../../writeFiles.js';
import { openPaper } from './openPaper.js';

/** Exit code 0. @throws Problem for what cannot be read or written. */
export async function runSuggestIndexes(words: Words, printer: Printer): Promise<number> {
  if (words.flags['connection'] !== undefined)
    return (await import('./suggestOnServer.js')).suggestOnServer(words, printer);
  const { service, output } = await openPaper(words);
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
