import type { DiffContext } from '../diff/behaviour.js';
import type { PlannedStep } from '../diff/compareInventories.js';
import type { Hazard, HazardKind, Statement } from '../diff/statement.js';
import type { InventoryObject, ObjectOf } from '../inventory.js';
import { quoteName } from '../print.js';
import { contradicting, equalInIndex } from './dataSteps/offenders.js';
import { typeHazards } from './dataSteps/typeLosses.js';
import { fillNulls } from './fillNulls.js';
import { setsNotNull } from './online/notNull.js';

type Column = ObjectOf<'column'>;

/**
 * The same way for tables with rows: a column that becomes NOT NULL is filled with its default before; one that has none, and all else
 * that rows can stand against, says so, with a query that finds these rows or the UPDATE that is missing. No value is invented. Nothing
 * is said of tables that the migration makes: they are empty.
 *
 * @param context the sides of this direction.
 */
export function withDataSteps(steps: readonly PlannedStep[], context: DiffContext): readonly PlannedStep[] {
  const isMade = (table: string) =>
    !context.source.get(`table ${table}`) && !context.source.get(`foreignTable ${table}`);
  return steps.map(step => {
    const table = tableOf(step.object);
    if (table !== undefined && step.verb !== 'drop' && isMade(table))
      return { ...step, statements: step.statements.map(withoutRows) };
    return { ...step, statements: step.statements.flatMap(statement => withData(statement, step, context)) };
  });
}

function tableOf({ kind, is, address }: InventoryObject): string | undefined {
  return 'table' in is ? is.table : kind === 'table' ? address : undefined;
}

const aboutRows: ReadonlySet<HazardKind> = new Set(['locks', 'rewritesTable', 'scansTable', 'dependsOnData']);

/** Without hazards that an empty table has not. */
function withoutRows({ hazards, ...statement }: Statement): Statement {
  const left = (hazards ?? []).filter(({ kind }) => !aboutRows.has(kind));
  return left.length === 0 ? statement : { ...statement, hazards: left };
}

function withData(statement: Statement, { verb, object }: PlannedStep, context: DiffContext): readonly Statement[] {
  if (verb === 'drop') return [statement];
  if (object.kind === 'column' && !object.is.foreign) {
    if (setsNotNull(statement, object)) return filledFirst(statement, object, context);
    // A column that was text while its type was made anew is made, too.
    const typed = withTypeHazards(statement, object, context);
    return verb === 'create' ? nullableFirst(typed, object, context) : [typed];
  }
  const query =
    object.kind === 'constraint' ? contradicting(object) : object.kind === 'index' ? equalInIndex(object) : undefined;
  return [query === undefined ? statement : pointing(statement, `Find them with ${query}`)];
}

function filledFirst(statement: Statement, column: Column, context: DiffContext): readonly Statement[] {
  const fill = fillNulls(column, context);
  if (!fill) return [pointing(statement, fillYourself(column))];
  const { set: _, hazard: _said, ...update } = fill;
  const hazards = (statement.hazards ?? []).filter(({ kind }) => kind !== 'dependsOnData');
  return [update, { ...statement, hazards }];
}

/** The UPDATE that nobody but people can complete. */
export function fillYourself({ is, address }: Column): string {
  return `Fill such rows before it: UPDATE ${is.table} SET ${address} = … WHERE ${address} IS NULL`;
}

/** PostgreSQL refuses to add a column that is NOT NULL and has no value for the rows that are there: between the two they can be filled. */
function nullableFirst(statement: Statement, column: Column, context: DiffContext): readonly Statement[] {
  const { is, address } = column;
  const start = `ALTER TABLE ${is.table} ADD COLUMN `;
  const suffix = is.notNull?.validated ? notNullSql(column) : '';
  const isEmpty = suffix !== '' && !is.identity && !is.generated && !hasDefault(column, context);
  if (!isEmpty || !statement.sql.startsWith(start) || !statement.sql.endsWith(` ${suffix}`)) return [statement];
  const hazards: readonly Hazard[] = [
    { kind: 'scansTable', reason: `All rows of ${is.table} are read while nobody can use it.` },
    {
      kind: 'dependsOnData',
      reason: `It fails when ${is.table} has rows: ${address} has no default to fill them with. ${fillYourself(column)}`,
    },
  ];
  const rest = (statement.hazards ?? []).filter(({ kind }) => kind !== 'dependsOnData');
  return [
    { sql: statement.sql.slice(0, -suffix.length - 1), ...(rest.length > 0 && { hazards: rest }) },
    { sql: setNotNullSql(column), hazards },
  ];
}

function hasDefault({ is, address }: Column, { target }: DiffContext): boolean {
  const domain = target.get(`domain ${is.type}`);
  return (
    target.get(`default ${is.table}.${address}`) !== undefined ||
    (domain?.kind === 'domain' && domain.is.default !== undefined)
  );
}

/** As it stands at the end of a column's definition. */
function notNullSql({ is: { notNull } }: Column): string {
  const name = notNull?.name === undefined ? '' : `CONSTRAINT ${quoteName(notNull.name)} `;
  return `${name}NOT NULL${notNull?.noInherit ? ' NO INHERIT' : ''}`;
}

function setNotNullSql({ is, address }: Column): string {
  const { name, noInherit } = is.notNull!;
  if (name === undefined && !noInherit) return `ALTER TABLE ${is.table} ALTER COLUMN ${address} SET NOT NULL`;
  const named = name === undefined ? '' : `CONSTRAINT ${quoteName(name)} `;
  return `ALTER TABLE ${is.table} ADD ${named}NOT NULL ${address}${noInherit ? ' NO INHERIT' : ''}`;
}

function withTypeHazards(statement: Statement, column: Column, context: DiffContext): Statement {
  const from = context.source.get(column.id);
  const start = `ALTER TABLE ${column.is.table} ALTER COLUMN ${column.address} TYPE ${column.is.type}`;
  if (from?.kind !== 'column' || !statement.sql.startsWith(start)) return statement;
  const [, using] = / USING (.*)$/s.exec(statement.sql.slice(start.length)) ?? [];
  const own = typeHazards(from, column, using, context);
  const rest = (statement.hazards ?? []).filter(({ kind }) => !own.some(hazard => hazard.kind === kind));
  return { ...statement, hazards: [...rest, ...own] };
}

/** With more behind what it says of rows. */
function pointing(statement: Statement, more: string): Statement {
  const { hazards = [] } = statement;
  if (!hazards.some(({ kind }) => kind === 'dependsOnData')) return statement;
  return {
    ...statement,
    hazards: hazards.map(hazard =>
      hazard.kind === 'dependsOnData' ? { ...hazard, reason: `${hazard.reason} ${more}` } : hazard,
    ),
  };
}
