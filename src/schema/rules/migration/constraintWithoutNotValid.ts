import type { ConstraintSpec } from '../../constraintSpec.js';
import { displayName } from '../../print.js';
import type { MigrationContext, MigrationRule, PlaceFix, Violation } from '../../rule.js';
import type { TableAction } from '../../tableActions.js';
import { type ConstraintText, namedConstraint, validateSql } from './change/constraints.js';
import { fix, insertAt, insertLater } from './change/edits.js';
import { fillsRows } from './change/newColumn.js';
import { isProvenNotNull } from './change/notNull.js';
import { about, actionsOn, type Target, textOf } from './change/target.js';
import { inTransaction } from './change/transaction.js';

/**
 * ADD CHECK scans the table under ACCESS EXCLUSIVE; ADD FOREIGN KEY reads it under SHARE ROW EXCLUSIVE on both tables (ALTER TABLE; seen
 * in pg_locks and seq_scan of PostgreSQL 15). VALIDATE CONSTRAINT takes SHARE UPDATE EXCLUSIVE only.
 */
export const constraintWithoutNotValid: MigrationRule = {
  id: 'constraint-without-not-valid',
  category: 'migration',
  level: 'warning',
  title: 'A constraint is checked against all rows under a strong lock',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target } of actionsOn(context, 'addConstraint', 'addColumn')) {
      if (action.action === 'addConstraint') {
        const { constraint } = action;
        if (isChecked(constraint) && !isKnown(constraint, target)) yield ofTable(context, target, action, constraint);
      } else {
        const { column } = action;
        for (const constraint of action.constraints) {
          // No row has a value in a new column: only CHECK is looked at, unless a DEFAULT fills it.
          if (!isChecked(constraint) || constraint.kind === 'notNull') continue;
          if (constraint.kind === 'check' || fillsRows(column)) yield ofColumn(context, target, action, constraint);
        }
      }
    }
  },
};

function isChecked(constraint: ConstraintSpec): boolean {
  return !constraint.notValid && ['check', 'foreignKey', 'notNull'].includes(constraint.kind);
}

/** A NOT NULL (PostgreSQL 18) of a column that is known to hold none is not looked at. */
function isKnown(constraint: ConstraintSpec, { table }: Target): boolean {
  return constraint.kind === 'notNull' && constraint.columns.every(column => isProvenNotNull(table, column));
}

function ofTable(
  context: MigrationContext,
  target: Target,
  action: TableAction,
  constraint: ConstraintSpec,
): Violation {
  const named = namedConstraint(context, target, constraint);
  const message = lockMessage(context, target, constraint);
  // Before PostgreSQL 18 a partitioned table takes no foreign key NOT VALID.
  if (constraint.kind === 'foreignKey' && target.table?.kind === 'partitioned') {
    const how =
      'A partitioned table takes `NOT VALID` from PostgreSQL 18 on; before, add the key to each partition `NOT VALID`, validate those, then add it to the parent';
    return about(context, target, action.span, { message: `${message} ${how}.` });
  }
  const validate = validateSql(target, named.name);
  return about(context, target, action.span, {
    message: `${message} ${recipe(context)}`,
    suggestion: `ALTER TABLE ${target.sql} ADD ${named.sql} NOT VALID;\n${validate}`,
    fixes: notValidFix(context, constraint, named, validate),
  });
}

function ofColumn(
  context: MigrationContext,
  target: Target,
  action: Extract<TableAction, { action: 'addColumn' }>,
  constraint: ConstraintSpec,
): Violation {
  const { column } = action;
  const named = namedConstraint(context, target, constraint, column.name);
  const validate = validateSql(target, named.name);
  const definition = textOf(context, column.span);
  const [from, to] = [constraint.span.start - column.span.start, constraint.span.end - column.span.start];
  const without = `${definition.slice(0, from).trimEnd()}${definition.slice(to)}`.trim();
  return about(context, target, constraint.span, {
    message: `${lockMessage(context, target, constraint)} Add the column without it, then the constraint \`NOT VALID\`, and validate it ${when(context)}.`,
    column: column.name,
    suggestion: `ALTER TABLE ${target.sql} ADD COLUMN ${without};\nALTER TABLE ${target.sql} ADD ${named.sql} NOT VALID;\n${validate}`,
  });
}

function lockMessage(context: MigrationContext, { label }: Target, constraint: ConstraintSpec): string {
  if (constraint.kind !== 'foreignKey') {
    return `Every row of ${label} is checked under an ACCESS EXCLUSIVE lock: reads and writes wait until the scan is done.`;
  }
  const known = context.before.table(constraint.target);
  const other = `\`${displayName(known ?? { schema: constraint.target.schema ?? '', name: constraint.target.name })}\``;
  const both = other === label ? label : `${label} and ${other}`;
  return `Every row of ${label} is checked under a SHARE ROW EXCLUSIVE lock on ${both}: writes ${other === label ? '' : 'to both '}wait until the scan is done.`;
}

const when = (context: MigrationContext): string =>
  inTransaction(context) ? 'in the next migration' : 'in a statement of its own';

function recipe(context: MigrationContext): string {
  return `Add it \`NOT VALID\` and validate it ${when(context)}, which blocks neither.`;
}

function notValidFix(
  context: MigrationContext,
  constraint: ConstraintSpec,
  named: ConstraintText,
  validate: string,
): PlaceFix[] {
  const edits = [insertAt(context, constraint.span.end, ' NOT VALID')];
  if (named.prefix) edits.unshift(insertAt(context, constraint.span.start, named.prefix));
  const later = insertLater(context, validate, `validate_${named.name}`);
  if (later)
    return fix(
      context,
      later.newFile ? 'Add NOT VALID, and a migration that validates it' : 'Add NOT VALID, then VALIDATE CONSTRAINT',
      [...edits, later],
    );
  return fix(context, 'Add NOT VALID', edits);
}
