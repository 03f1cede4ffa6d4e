/** What is said of statements that no rule can look at: broken ones, and ones that the schema does not allow. */
import type { FoundViolation, RuleName } from './lintGuard.js';
import type { ReplayConflict } from './replay.js';
import type { FileRole } from './rule.js';
import type { Statement } from './statement.js';

/** Reported without being rules: they have no check of their own. */
export const syntaxRules = {
  syntaxError: { id: 'syntax-error', category: 'syntax', level: 'error', title: 'The statement is not SQL' },
  unsupportedSyntax: {
    id: 'unsupported-syntax',
    category: 'syntax',
    level: 'info',
    title: 'The parser of this dialect does not know the statement',
  },
  schemaConflict: {
    id: 'schema-conflict',
    category: 'syntax',
    level: 'warning',
    title: 'The schema as it stands does not allow the statement',
  },
  lintIncomplete: { id: 'lint-incomplete', category: 'syntax', level: 'info', title: 'A rule failed and was left out' },
} as const satisfies Record<string, RuleName & { title: string }>;

/** Statements that were not understood. */
export function brokenStatements(roles: readonly FileRole[]): FoundViolation[] {
  const found: FoundViolation[] = [];
  for (const { file } of roles) {
    for (const { error, start } of file.statements) {
      if (!error) continue;
      const rule = error.kind === 'syntax' ? syntaxRules.syntaxError : syntaxRules.unsupportedSyntax;
      const place = { path: file.path, start: start + error.span.start, end: start + error.span.end };
      found.push({ rule, violation: { message: error.message, place } });
    }
  }
  return found;
}

/**
 * What the replay could not apply. While a statement is broken, which one is most of the time somebody types, later ones fail for that
 * reason alone: then nothing is said. Neither of commands that may not run at all.
 */
export function conflictViolations(roles: readonly FileRole[], conflicts: readonly ReplayConflict[]): FoundViolation[] {
  if (roles.some(({ role, file }) => role !== 'query' && file.statements.some(isBroken))) return [];
  return conflicts
    .filter(({ command }) => !command.conditional)
    .map(({ file, statement, command, message }) => {
      const base = statement.start;
      const place = { path: file.path, start: base + command.span.start, end: base + command.span.end };
      return { rule: syntaxRules.schemaConflict, violation: { message, place } };
    });
}

const isBroken = (statement: Statement): boolean => statement.error !== undefined;
