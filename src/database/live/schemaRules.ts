/** The rules about schemas on paper, asked about a schema that lives: it is written down first, as the server tells it. */
import { behaviours } from '../../schema/diff/behaviours/behaviours.js';
import { compareInventories, type PlannedStep } from '../../schema/diff/compareInventories.js';
import { scopeInventory } from '../../schema/diff/scope.js';
import type { Inventory } from '../../schema/inventory.js';
import { lintGroup } from '../../schema/lint/lint.js';
import { migrationCheck } from '../../schema/lint/lintMigrations.js';
import { loadParser, parseFile } from '../../schema/reading/parse.js';
import { replay } from '../../schema/replay.js';
import type { Conventions, FileRole, Levels, SchemaFinding } from '../../schema/rule.js';
import type { LiveStatement } from './report.js';

export interface SchemaFindings {
  readonly findings: readonly FoundInSchema[];
  /** Statements of our own that our reading did not understand or could not apply: objects that no rule has looked at. */
  readonly notRead: readonly string[];
}

export interface FoundInSchema {
  readonly finding: SchemaFinding;
  /** The statement of the workload that it is about; otherwise it is about an object. */
  readonly statement?: LiveStatement;
  /** Id of the object in the Inventory. */
  readonly object?: string;
}

export interface SchemaRuleOptions {
  readonly levels: Levels;
  readonly conventions: Conventions;
}

/** Each object is a file of its own, so that its path tells what a finding is about. No such path exists. */
const objectPath = (at: number) => `/live/object/${String(at).padStart(7, '0')}`;
const statementPath = (at: number) => `/live/statement/${at}`;

/**
 * Findings of all rules that look at a schema or at queries: views are queries, and so are the costliest statements of the workload.
 * @throws Problem when the objects cannot be brought into an order.
 */
export async function schemaFindings(
  inventory: Inventory,
  statements: readonly LiveStatement[],
  { levels, conventions }: SchemaRuleOptions,
): Promise<SchemaFindings> {
  await loadParser('postgresql');
  // No rule asks who owns what and who may use it.
  const schema = scopeInventory(inventory, { owners: false, grants: false, without: [] });
  const steps = compareInventories(emptyLike(schema), schema, behaviours);
  const roles = steps.map((step, at) => roleOf(step, objectPath(at)));
  const queries = statements.map((statement, at) => queryRole(statement, statementPath(at)));
  const files = roles.map(({ file }) => file);
  const replayed = replay(files, { order: 'sequence' });
  const findings = lintGroup({
    kind: 'folder',
    roles: [...roles, ...queries],
    ...{ levels, conventions, replayed },
    // What our statements would do to a database that has them already is nobody's concern.
    migrations: migrationCheck([], levels),
  });
  const objects = new Map(roles.map(({ file }, at) => [file.path, steps[at]!.object.id]));
  const workload = new Map(queries.map(({ file }, at) => [file.path, statements[at]!]));
  const refused = new Set(replayed.conflicts.filter(({ applied }) => applied !== true).map(({ file }) => file.path));
  const broken = roles.filter(({ file }) => file.statements.some(({ error }) => error) || refused.has(file.path));
  return {
    notRead: broken.map(({ file }) => objects.get(file.path)!),
    findings: findings
      .filter(({ category }) => category !== 'syntax')
      .map(finding => {
        const statement = workload.get(finding.path);
        const object = objects.get(finding.path);
        return { finding, ...(statement && { statement }), ...(object !== undefined && { object }) };
      }),
  };
}

/** What every database has from the beginning. */
function emptyLike({ version, objects }: Inventory): Inventory {
  return { version, objects: objects.filter(({ id }) => id === 'schema public'), unmodelled: [] };
}

/** Rules take what stands in a migration for a table with rows: CONCURRENTLY is written then. Queries are looked at in schemas only. */
function roleOf({ object, statements }: PlannedStep, path: string): FileRole {
  const text = statements.map(({ sql }) => `${sql};\n`).join('');
  const file = parseFile(path, text, { dialect: 'postgresql' });
  const isQuery = object.kind === 'view' || object.kind === 'materializedView';
  return { file, role: isQuery ? 'schema' : 'migration' };
}

function queryRole({ sql }: LiveStatement, path: string): FileRole {
  return { file: parseFile(path, sql, { dialect: 'postgresql' }), role: 'query' };
}
