/** What is said of statements that no rule can look at: broken ones, and ones that the schema does not allow. */
import type { Dialect } from '../catalog.js';
import type { ReplayConflict } from '../replay.js';
import type { FileRole } from '../rule.js';
import type { Statement } from '../statement.js';
import type { FoundViolation, RuleName } from './lintGuard.js';
import { madeNames } from './madeNames.js';
import { meantTable } from './misspelled.js';

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
 * reason alone: then nothing is said. Neither of commands that may not run at all, nor of what needs something that no file makes, and
 * of what needs that in turn: the rest of the schema is kept elsewhere, unless all that is missing is a table whose name is misspelled.
 * `isSaid`: a rule says it already, with the way out.
 */
export function conflictViolations(
  roles: readonly FileRole[],
  conflicts: readonly ReplayConflict[],
  isSaid: (conflict: ReplayConflict) => boolean,
): FoundViolation[] {
  if (conflicts.length === 0) return [];
  const files = roles.filter(({ role }) => role !== 'query').map(({ file }) => file);
  if (files.some(file => file.statements.some(isBroken))) return [];
  const made = new Set(files.flatMap(file => file.statements.flatMap(({ commands }) => commands.flatMap(madeNames))));
  const found: FoundViolation[] = [];
  const elsewhere: ReplayConflict[] = [];
  for (const conflict of conflicts) {
    const { file, command, message, applied } = conflict;
    if (command.conditional || (applied && pointsAhead.has(file.dialect))) continue;
    const isElsewhere = lacksOf(message)?.every(name => !made.has(name)) ?? false;
    if (!applied) for (const name of madeNames(command)) made.delete(name);
    if (isElsewhere) elsewhere.push(conflict);
    else if (!isSaid(conflict)) found.push(conflictViolation(conflict, message));
  }
  const meant = meantTable(roles, elsewhere);
  if (meant === undefined) return found;
  return [...found, ...elsewhere.map(one => conflictViolation(one, `${one.message}; did you mean "${meant}"?`))];
}

function conflictViolation({ file, statement, command }: ReplayConflict, message: string): FoundViolation {
  const place = {
    path: file.path,
    start: statement.start + command.span.start,
    end: statement.start + command.span.end,
  };
  return { rule: syntaxRules.schemaConflict, violation: { message, place } };
}

/** Foreign keys to tables that come later: SQLite never minds them, and dumps of MySQL turn off the check. */
const pointsAhead: ReadonlySet<Dialect> = new Set<Dialect>(['mysql', 'mariadb', 'sqlite']);

/** What a message says does not exist, unless it is a part of something: as it is written, and without its schema. */
function lacksOf(message: string): readonly string[] | undefined {
  const lacking =
    /^(?:relation|table|view|materialized view|foreign table|index|sequence|type|schema|extension) "(.+)" does not exist$/s.exec(
      message,
    ) ??
    /^(?:function|procedure|aggregate|routine) (.+)\(.*\) does not exist$/s.exec(message) ??
    /^could not find a function named "(.+)"$/s.exec(message);
  const written = lacking?.[1];
  return written === undefined ? undefined : [written, written.slice(written.lastIndexOf('.') + 1)];
}

const isBroken = (statement: Statement): boolean => statement.error !== undefined;
