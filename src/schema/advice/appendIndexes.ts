/** Suggested indexes for a schema that no tool migrates: they belong where their tables are made. */
import type { SchemaGroup } from '../project/project.js';
import type { FileRole } from '../rule.js';
import { endOfStatement } from '../rules/statementText.js';
import type { AppendedText } from '../service/schemaMessages.js';
import type { ParsedFile } from '../statement.js';
import { plainIndexSql } from './indexMigration.js';
import type { SuggestedIndex } from './suggestIndexes.js';

/**
 * What is to be added at the end of the group's own files, `\n` at line ends: without CONCURRENTLY, for such a file makes the tables, too.
 * Nothing for migrations, which get a new one. A migration beside a lone schema file would be one that no tool runs.
 *
 * @param roles of the group's files.
 */
export function appendedIndexes(
  indexes: readonly SuggestedIndex[],
  group: SchemaGroup,
  roles: readonly FileRole[],
): readonly AppendedText[] {
  if (group.kind === 'migrations') return [];
  const byPath = new Map<string, string[]>();
  for (const { home, sql } of indexes) byPath.set(home, [...(byPath.get(home) ?? []), plainIndexSql(sql)]);
  return roles
    .filter(({ file }) => byPath.has(file.path))
    .map(({ file }) => ({ path: file.path, text: `${closing(file)}\n${byPath.get(file.path)!.join('\n')}\n` }));
}

/** Ends the last statement and the last line of a file, so that another statement can follow. */
function closing(file: ParsedFile): string {
  const last = file.statements.at(-1);
  const isOpen = last !== undefined && !endOfStatement(file, last).semicolon;
  const isComment = isOpen && file.text.slice(last.end).trim() !== '';
  const newline = file.text === '' || file.text.endsWith('\n') ? '' : '\n';
  // A `;` behind a comment would be a part of it.
  return isOpen ? (isComment ? `${newline};\n` : `;${newline}`) : newline;
}
