import type { Span } from '../../commands.js';
import type { ConstraintSpec } from '../../constraintSpec.js';
import type { MigrationContext, MigrationRule, PlaceFix, Violation } from '../../rule.js';
import { definitionWithout } from './change/addedColumn.js';
import { namedConstraint, uniqueIndexSql } from './change/constraints.js';
import { fix, outsideTransaction, replaceSpan } from './change/edits.js';
import { isProvenNotNull } from './change/notNull.js';
import { notNullRecipe } from './change/notNullRecipe.js';
import { about, actionsOn, type Target } from './change/target.js';
import { outsideAdvice } from './change/transaction.js';

/** ADD UNIQUE, PRIMARY KEY and EXCLUDE build an index under ACCESS EXCLUSIVE (ALTER TABLE; seen in pg_locks of PostgreSQL 15). */
export const uniqueConstraintLock: MigrationRule = {
  id: 'unique-constraint-lock',
  category: 'migration',
  level: 'warning',
  title: 'A unique constraint builds its index under a lock that stops reads and writes',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target, command } of actionsOn(context, 'addConstraint', 'addColumn')) {
      if (action.action === 'addConstraint') {
        const { constraint } = action;
        if (!isIndexed(constraint)) continue;
        yield violation(context, target, constraint, action.span, command.actions.length === 1);
        continue;
      }
      const { column } = action;
      // A primary key without values fails anyway, and is said by add-column-not-null-without-default.
      for (const constraint of action.constraints.filter(isIndexed)) {
        if (constraint.kind !== 'unique') continue;
        const { name } = namedConstraint(context, target, constraint, column.name);
        const plain = definitionWithout(context, column, [constraint.span]);
        yield about(context, target, constraint.span, {
          column: column.name,
          message: `${lockMessage(target)} Add the column without \`UNIQUE\`, build a unique index \`CONCURRENTLY\`${outsideAdvice(context)}, and give it to the constraint with \`USING INDEX\`.`,
          suggestion: [
            `ALTER TABLE ${target.sql} ADD COLUMN ${plain};`,
            ...uniqueIndexSql(target, name, constraint),
          ].join('\n'),
        });
      }
    }
  },
};

function isIndexed(constraint: ConstraintSpec): boolean {
  if (constraint.kind === 'exclusion') return true;
  return (constraint.kind === 'unique' || constraint.kind === 'primaryKey') && constraint.usingIndex === undefined;
}

function lockMessage({ label }: Target): string {
  return `The index is built under an ACCESS EXCLUSIVE lock on ${label}: reads and writes wait until it is done.`;
}

function violation(
  context: MigrationContext,
  target: Target,
  constraint: ConstraintSpec,
  span: Span,
  alone: boolean,
): Violation {
  const message = lockMessage(target);
  if (constraint.kind !== 'unique' && constraint.kind !== 'primaryKey') {
    const none =
      'An exclusion constraint cannot take over an index that was built `CONCURRENTLY`: add it when the table is small or idle, with a `lock_timeout`';
    return about(context, target, span, { message: `${message} ${none}.` });
  }
  if (target.table?.kind === 'partitioned') {
    const parts =
      'A partitioned table takes no `USING INDEX`: build the unique indexes of the partitions `CONCURRENTLY` first; the one of the parent then takes them over';
    return about(context, target, span, { message: `${message} ${parts}.` });
  }
  const { name } = namedConstraint(context, target, constraint);
  const nulls =
    constraint.kind === 'primaryKey' ? constraint.columns.filter(column => !isProvenNotNull(target.table, column)) : [];
  const setNotNull = nulls.flatMap(column => {
    const { first, rest } = notNullRecipe(target, column);
    return [first, ...rest];
  });
  const [index, add] = uniqueIndexSql(target, name, constraint);
  const known =
    target.table && nulls.length > 0
      ? ` First make ${nulls.map(column => `\`${column}\``).join(', ')} NOT NULL by way of a valid CHECK, or all rows are scanned as well.`
      : '';
  return about(context, target, span, {
    message: `${message} Build a unique index \`CONCURRENTLY\`${outsideAdvice(context)}, and give it to the constraint with \`USING INDEX\`.${known}`,
    suggestion: [index, ...(target.table ? setNotNull : []), add].join('\n'),
    fixes: alone ? fixes(context, `${index}\n${add}`) : [],
  });
}

/** Two statements take the place of one; the first cannot run in a transaction. */
function fixes(context: MigrationContext, sql: string): PlaceFix[] {
  const outside = outsideTransaction(context);
  if (!outside || outside.length > 0) return [];
  return fix(context, 'Build the index CONCURRENTLY first', [
    replaceSpan(context, context.command.span, sql.replace(/;$/, '')),
  ]);
}
