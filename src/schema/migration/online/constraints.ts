import type { DiffContext } from '../../diff/behaviour.js';
import { storageOptions } from '../../diff/behaviours/options.js';
import type { PlannedStep } from '../../diff/compareInventories.js';
import type { Statement } from '../../diff/statement.js';
import type { ObjectOf } from '../../inventory.js';
import { quoteName, quoteNames } from '../../print.js';
import { concurrently, temporaryName } from './indexes.js';
import { needs, type OnlineForm } from './lateSteps.js';
import { validateStatement } from './validate.js';

type Constraint = ObjectOf<'constraint'>;

/** Foreign keys and checks: new rows first, and the old ones when everybody else goes on. */
export function addNotValid(step: PlannedStep, constraint: Constraint, { version }: DiffContext): OnlineForm {
  const { is, address, id } = constraint;
  const add = `ALTER TABLE ${is.table} ADD CONSTRAINT ${address} `;
  // Before 18 the server refuses NOT VALID for a foreign key of a partitioned table.
  if (!is.validated || (is.type === 'foreignKey' && is.partitioned && version < 180000))
    return { now: step.statements };
  const whole = step.statements.find(({ sql }) => sql.startsWith(add));
  if (!whole) return { now: step.statements };
  return {
    now: step.statements.map(statement => (statement === whole ? { sql: `${whole.sql} NOT VALID` } : statement)),
    late: {
      statements: [validateStatement(`ALTER TABLE ${is.table}`, address, is.table, whole)],
      isNeededBy: other => other.verb === 'alter' && other.object.id === id,
    },
  };
}

/** VALIDATE CONSTRAINT of one that was NOT VALID. */
export function validateLate(step: PlannedStep, { is, address, id }: Constraint): OnlineForm {
  const validate = validateStatement(`ALTER TABLE ${is.table}`, address, is.table);
  if (!step.statements.some(({ sql }) => sql === validate.sql)) return { now: step.statements };
  return {
    now: step.statements.filter(({ sql }) => sql !== validate.sql),
    late: { statements: [validate], isNeededBy: other => needs(other, id) },
  };
}

/**
 * PRIMARY KEY and UNIQUE: the index is built CONCURRENTLY and becomes that of the constraint. `drop`: of the constraint of the same name
 * that it replaces.
 */
export function addKeyOnline(
  step: PlannedStep,
  constraint: Constraint,
  context: DiffContext,
  drop?: readonly Statement[],
): OnlineForm {
  const made = inheritsNotNull(constraint, context) ? undefined : keyStatements(constraint, drop !== undefined);
  const add = `ALTER TABLE ${constraint.is.table} ADD CONSTRAINT ${constraint.address} `;
  const at = step.statements.findIndex(({ sql }) => sql.startsWith(add));
  if (!made || at < 0) return { now: [...(drop ?? []), ...step.statements] };
  const statement = step.statements[at]!;
  const statements = [
    ...step.statements.slice(0, at),
    concurrently(statement, made.create),
    ...(drop ?? []),
    { sql: `${add}${made.definition}` },
    ...step.statements.slice(at + 1),
  ];
  return { now: [], late: { statements, isNeededBy: other => needs(other, constraint.id) } };
}

/** Of such columns PRIMARY KEY USING INDEX would make the NOT NULL that comes from a parent one of the table's own (18). */
function inheritsNotNull({ is }: Constraint, { target }: DiffContext): boolean {
  if (is.type !== 'primaryKey') return false;
  return is.columns.some(name => {
    const column = target.get(`column ${is.table}.${quoteName(name)}`);
    return column?.kind === 'column' && column.is.notNull?.local === false;
  });
}

/** The index, and the constraint that takes it (whose name the index gets). Undefined: no index makes such a constraint. */
function keyStatements({ is, address, name }: Constraint, isReplaced: boolean) {
  const nulls = is.definition.startsWith('UNIQUE NULLS NOT DISTINCT') ? ' NULLS NOT DISTINCT' : '';
  const word = is.type === 'primaryKey' ? 'PRIMARY KEY' : 'UNIQUE';
  const start = `${word}${nulls} (${quoteNames(is.columns)})`;
  if (is.partitioned || !is.definition.startsWith(start)) return undefined;
  const [, include = '', timing = ''] =
    /^( INCLUDE \(.*\))?((?: NOT DEFERRABLE| DEFERRABLE)?(?: INITIALLY (?:DEFERRED|IMMEDIATE))?)$/.exec(
      is.definition.slice(start.length),
    ) ?? ['', undefined, undefined];
  if (start + include + timing !== is.definition) return undefined;
  const options = Object.keys(is.options).length > 0 ? ` WITH (${storageOptions(is.options)})` : '';
  const place = is.tablespace === undefined ? '' : ` TABLESPACE ${is.tablespace}`;
  const index = isReplaced ? temporaryName(name) : address;
  const columns = `(${quoteNames(is.columns)})${include}${nulls}${options}${place}`;
  return {
    create: `CREATE UNIQUE INDEX CONCURRENTLY ${index} ON ${is.table} USING btree ${columns}`,
    definition: `${word} USING INDEX ${index}${timing}`,
  };
}

/** CHECK of a domain. */
export function addDomainCheckNotValid(
  step: PlannedStep,
  { is, address, parent, id }: ObjectOf<'domainConstraint'>,
): OnlineForm {
  const domain = parent!.slice('domain '.length);
  const add = `ALTER DOMAIN ${domain} ADD CONSTRAINT ${address} `;
  if (!is.validated || !step.statements.some(({ sql }) => sql.startsWith(add))) return { now: step.statements };
  return {
    now: step.statements.map(statement =>
      statement.sql.startsWith(add) ? { sql: `${statement.sql} NOT VALID` } : statement,
    ),
    late: {
      statements: [validateStatement(`ALTER DOMAIN ${domain}`, address, `tables that use ${domain}`)],
      isNeededBy: other => other.verb === 'alter' && other.object.id === id,
    },
  };
}
