/** Lints a file of queries beside a schema. */
import { replayAndLint } from '../../../src/schema/lint/lint.js';
import { loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import type { FileRole, Level, SchemaFinding } from '../../../src/schema/rule.js';
import { offsetOf, usual } from './rulesHarness.js';

export const schemaPath = '/w/schema.sql';
export const queryPath = '/w/queries/q.sql';

export async function rolesOf(schema: string, queries: string): Promise<FileRole[]> {
  await loadParser('postgresql');
  return [
    { file: parseFile(schemaPath, schema, { dialect: 'postgresql' }), role: 'schema' },
    { file: parseFile(queryPath, queries, { dialect: 'postgresql' }), role: 'query' },
  ];
}

/** Findings in the queries, those of one rule when it is named. */
export async function lintQueries(schema: string, queries: string, rule?: string): Promise<SchemaFinding[]> {
  const levels: Record<string, Level> = rule === undefined ? {} : { [rule]: 'warning' };
  const roles = await rolesOf(schema, queries);
  const { findings } = replayAndLint({ kind: 'folder', roles, levels, conventions: usual });
  return findings.filter(finding => finding.path === queryPath && (rule === undefined || finding.rule === rule));
}

/** `rule «text»` of each. */
export function shownQueries(findings: readonly SchemaFinding[], queries: string): string[] {
  return findings.map(
    ({ rule, range }) => `${rule} «${queries.slice(offsetOf(queries, range.start), offsetOf(queries, range.end))}»`,
  );
}
