/**
 * What is wrong with the files that make up one schema: statements that are not SQL, and all rules. A rule that throws costs only
 * itself. Findings come in the order of the files and of their places, each once.
 */
import type { Catalog } from '../catalog.js';
import type { SchemaGroup } from '../project/project.js';
import { type Replay, type ReplayConflict, replay } from '../replay.js';
import type { CatalogContext, Conventions, FileRole, Levels, NewMigration, SchemaFinding } from '../rule.js';
import { foreignKeyToNonUniqueTarget } from '../rules/catalog/foreignKeyToNonUniqueTarget.js';
import { catalogRules } from '../rules/catalogRules.js';
import { queryRules } from '../rules/queryRules.js';
import { findingsOf } from './lintFindings.js';
import { type FoundViolation, ruleGuard } from './lintGuard.js';
import { type MigrationCheck, migrationCheck } from './lintMigrations.js';
import { checkQueries } from './lintQueries.js';
import { brokenStatements, conflictViolations } from './lintSyntax.js';

export interface LintOptions {
  readonly kind: SchemaGroup['kind'];
  /** Every file of the group, in its order. Files of queries belong to the group whose tables they read. */
  readonly roles: readonly FileRole[];
  readonly levels: Levels;
  readonly conventions: Conventions;
  readonly newMigration?: NewMigration;
}

export interface GroupToLint extends LintOptions {
  readonly replayed: Replay;
  /** The same that was asked at each command of the replay. */
  readonly migrations: MigrationCheck;
}

/** Findings of a group that has been replayed with `migrations.onCommand`. */
export function lintGroup(group: GroupToLint): SchemaFinding[] {
  const { replayed, roles, levels, conventions, newMigration, migrations } = group;
  const files = new Map(roles.map(role => [role.file.path, role]));
  const context: CatalogContext = {
    catalog: replayed.catalog,
    table: tableLookup(replayed.catalog),
    files,
    conventions,
    ...(newMigration && { newMigration }),
  };
  const guard = ruleGuard(levels);
  const found: FoundViolation[] = [...brokenStatements(roles), ...migrations.found()];
  for (const rule of catalogRules) for (const one of guard.run(rule, () => rule.check(context))) found.push(one);
  if (group.kind !== 'folder') {
    const isSaid = saidOfKeys(found);
    found.push(...conflictViolations(roles, replayed.conflicts, isSaid));
  }
  found.push(...checkQueries(queryRules, roles, replayed.catalog, guard));
  return findingsOf({ found, failures: [...migrations.failures(), ...guard.failures()], files, levels });
}

/** Of a foreign key that was kept though nothing makes its target unique, the rule about that says more. */
function saidOfKeys(found: readonly FoundViolation[]): (conflict: ReplayConflict) => boolean {
  const keys = found.filter(({ rule }) => rule.id === foreignKeyToNonUniqueTarget.id);
  return ({ applied, file, statement, message }) =>
    applied === true &&
    /^there is no (?:primary key for|unique constraint matching)/.test(message) &&
    keys.some(
      ({ violation: { place } }) =>
        place.path === file.path && statement.start <= place.start && place.end <= statement.end,
    );
}

/** Replays the files of a group and lints them: for callers that keep nothing between two runs. */
export function replayAndLint(options: LintOptions): { readonly catalog: Catalog; readonly findings: SchemaFinding[] } {
  const migrations = migrationCheck(options.roles, options.levels, options);
  const files = options.roles.filter(({ role }) => role !== 'query').map(({ file }) => file);
  const order = options.kind === 'folder' ? 'any' : 'sequence';
  const replayed = replay(files, { order, onCommand: migrations.onCommand });
  return { catalog: replayed.catalog, findings: lintGroup({ ...options, replayed, migrations }) };
}

function tableLookup(catalog: Catalog): CatalogContext['table'] {
  const tables = new Map(catalog.tables.map(table => [`${table.schema}\n${table.name}`, table]));
  return (schema, name) => tables.get(`${schema}\n${name}`);
}
