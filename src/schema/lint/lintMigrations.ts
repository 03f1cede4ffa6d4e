/** Asks the rules about migrations while the commands of migration files are replayed. */
import type { CommandKind, WrittenName } from '../commands.js';
import type { ReplayStep, SchemaView } from '../replay.js';
import type { FileRole, Levels, MigrationContext, MigrationRule, NewMigration } from '../rule.js';
import { migrationRules } from '../rules/migrationRules.js';
import type { Statement } from '../statement.js';
import { type FoundViolation, type RuleFailure, ruleGuard } from './lintGuard.js';

export interface MigrationCheck {
  /** For `replay`. */
  readonly onCommand: (step: ReplayStep) => void;
  readonly found: () => readonly FoundViolation[];
  /** What was found at the commands of one file. */
  readonly foundAt: (path: string) => readonly FoundViolation[];
  readonly failures: () => readonly RuleFailure[];
}

export interface MigrationCheckOptions {
  readonly rules?: readonly MigrationRule[];
  /** For fixes that need a migration of their own. */
  readonly newMigration?: NewMigration;
  /** An earlier check, and the files at whose commands this one will not be asked: there it says what that one said. */
  readonly earlier?: { readonly check: MigrationCheck; readonly paths: readonly string[] };
}

/** One check for one replay of a group. Files that are no migrations are passed over. */
export function migrationCheck(
  roles: readonly FileRole[],
  levels: Levels,
  { rules = migrationRules, newMigration, earlier }: MigrationCheckOptions = {},
): MigrationCheck {
  const guard = ruleGuard(levels);
  const active = rulesByKind(rules.filter(guard.isOn));
  const migrations = new Map(roles.filter(({ role }) => role === 'migration').map(role => [role.file.path, role]));
  const found = new Map<string, FoundViolation[]>();
  for (const path of earlier?.paths ?? []) found.set(path, [...(earlier?.check.foundAt(path) ?? [])]);
  let run: FileRun | undefined;
  const onCommand = (step: ReplayStep) => {
    const role = migrations.get(step.file.path);
    if (!role) return;
    if (run?.role !== role) {
      run = startFile(role);
      found.set(role.file.path, run.found);
    }
    enterStatement(run, step.statement);
    const { command } = step;
    const about = active(command.kind);
    if (about.length > 0) {
      const context = { ...contextOf(run, step), ...(newMigration && { newMigration }) };
      for (const rule of about) run.found.push(...guard.run(rule, () => rule.check(context)));
    }
    if (command.kind === 'transaction' && command.change !== 'other') {
      run.inTransaction = command.change === 'begin' || run.role.transaction === true;
    }
  };
  return {
    onCommand,
    found: () => [...found.values()].flat(),
    foundAt: path => found.get(path) ?? [],
    failures: guard.failures,
  };
}

/** The rules that speak of a kind of command. */
function rulesByKind(rules: readonly MigrationRule[]): (kind: CommandKind) => readonly MigrationRule[] {
  const known = new Map<CommandKind, readonly MigrationRule[]>();
  return kind => {
    const before = known.get(kind);
    if (before) return before;
    const about = rules.filter(({ commands }) => !commands || commands.includes(kind));
    known.set(kind, about);
    return about;
  };
}

interface FileRun {
  readonly role: FileRole;
  readonly found: FoundViolation[];
  readonly earlier: Statement[];
  current: Statement | undefined;
  inTransaction: boolean;
}

function startFile(role: FileRole): FileRun {
  return { role, found: [], earlier: [], current: undefined, inTransaction: role.transaction === true };
}

function enterStatement(run: FileRun, statement: Statement): void {
  if (run.current === statement) return;
  if (run.current) run.earlier.push(run.current);
  run.current = statement;
}

function contextOf(run: FileRun, { statement, command, before }: ReplayStep): MigrationContext {
  const { role, inTransaction, earlier } = run;
  const createdHere = (schema: string | undefined, name: string) => isMadeIn(role.file.path, before, schema, name);
  return { role, statement, command, before, createdHere, inTransaction, earlier };
}

function isMadeIn(path: string, before: SchemaView, schema: string | undefined, name: string): boolean {
  const written: WrittenName = { ...(schema !== undefined && { schema }), name, span: { start: 0, end: 0 } };
  const table = before.table(written);
  if (table) return table.createdIn === path;
  const made = before.view(written) ?? before.index(written)?.index;
  return made?.definition.path === path;
}
