/** Lints SQL as a group of files and shows findings as text. */

import type { Dialect } from '../../../src/schema/catalog.js';
import { replayAndLint } from '../../../src/schema/lint/lint.js';
import type { SchemaGroup } from '../../../src/schema/project/project.js';
import { createParseCache, loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import type { Conventions, FileRole, Level, NewMigration, SchemaFinding } from '../../../src/schema/rule.js';
import type { TextEdit } from '../../../src/text/finding.js';

export interface LintCase {
  /** Name → text; for migrations in the order of their run. */
  readonly files: Readonly<Record<string, string>>;
  readonly role?: FileRole['role'];
  readonly kind?: SchemaGroup['kind'];
  readonly dialect?: Dialect;
  readonly levels?: Readonly<Record<string, Level>>;
  readonly conventions?: Partial<Conventions>;
  /** Names of files that the tool runs in a transaction. */
  readonly transaction?: boolean;
  readonly newMigration?: NewMigration;
}

export const usual: Conventions = { tableNames: 'snake_case', plural: true };

export async function lintFiles(given: LintCase): Promise<readonly SchemaFinding[]> {
  const { files, role = 'schema', kind = 'file', dialect = 'postgresql', newMigration } = given;
  await loadParser(dialect);
  const paths = Object.keys(files);
  const roles = paths.map(
    (path, at): FileRole => ({
      file: parseFile(path, files[path]!, { dialect, cache: createParseCache() }),
      role,
      ...(role === 'migration' && { newest: at === paths.length - 1, transaction: given.transaction ?? false }),
    }),
  );
  const conventions = { ...usual, ...given.conventions };
  const options = { kind, roles, levels: given.levels ?? {}, conventions };
  return replayAndLint({ ...options, ...(newMigration && { newMigration }) }).findings;
}

/** Findings of one rule in one schema file, the rule turned on. */
export async function lintOne(
  rule: string,
  sql: string,
  given: Partial<LintCase> = {},
): Promise<readonly SchemaFinding[]> {
  const findings = await lintFiles({
    files: { '/s.sql': sql },
    ...given,
    levels: { [rule]: 'warning', ...given.levels },
  });
  return findings.filter(finding => finding.rule === rule);
}

/** `«text under the range» message`. */
export function shown(findings: readonly SchemaFinding[], files: Readonly<Record<string, string>> | string): string[] {
  return findings.map(({ path, range, message }) => {
    const text = typeof files === 'string' ? files : files[path]!;
    return `«${text.slice(offsetOf(text, range.start), offsetOf(text, range.end))}» ${message}`;
  });
}

/** The texts under the findings of a rule. */
export async function places(rule: string, sql: string, given: Partial<LintCase> = {}): Promise<string[]> {
  return shown(await lintOne(rule, sql, given), sql).map(text => text.slice(1, text.indexOf('»')));
}

export function offsetOf(text: string, { line, character }: { line: number; character: number }): number {
  let offset = 0;
  for (let count = 0; count < line; count++) offset = text.indexOf('\n', offset) + 1;
  return offset + character;
}

/** A text with edits applied, from the last to the first. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => offsetOf(text, b.range.start) - offsetOf(text, a.range.start));
  return sorted.reduce(
    (result, { range, text: inserted }) =>
      result.slice(0, offsetOf(text, range.start)) + inserted + result.slice(offsetOf(text, range.end)),
    text,
  );
}
