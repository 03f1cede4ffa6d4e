/** Whether code that knows the old schema goes on to work with a change. */
import type { DiffContext } from '../../diff/behaviour.js';
import type { PlannedStep } from '../../diff/compareInventories.js';
import type { Statement } from '../../diff/statement.js';
import type { InventoryObject, ObjectOf } from '../../inventory.js';
import { quoteName } from '../../print.js';
import { setsNotNull } from '../online/notNull.js';

export type Stage = 'expand' | 'contract';

/** The stage of each statement of a step. */
export function stageOf(statement: Statement, { verb, object }: PlannedStep, context: DiffContext): Stage {
  if (verb === 'drop') return isRelaxing(object) ? 'expand' : 'contract';
  if (/^REVOKE /.test(statement.sql)) return 'contract';
  if (verb === 'create') return createStage(statement, object, context);
  return alterStage(statement, object, context);
}

/** New code may write what the constraint forbids; old code does not. Keys stay: old code may name them in ON CONFLICT. */
function isRelaxing(object: InventoryObject): boolean {
  return object.kind === 'constraint' && (object.is.type === 'check' || object.is.type === 'foreignKey');
}

function createStage(statement: Statement, object: InventoryObject, { source }: DiffContext): Stage {
  // A trigger of a partition only turns what that of its parent has made, maybe anew.
  if (object.kind === 'trigger' && object.is.create === '') return 'contract';
  const isNewTable = object.parent !== undefined && source.get(object.parent) === undefined;
  if (isNewTable) return 'expand';
  switch (object.kind) {
    case 'column':
      return setsNotNull(statement, object) ? 'contract' : 'expand';
    case 'constraint':
      return constraintStage(object, source);
    case 'index':
      return object.is.unique && !isOfNewColumns(object, source) ? 'contract' : 'expand';
    case 'partition':
      // A table that is there already: new rows have to be within the bounds.
      return source.get(`table ${object.is.child}`) ? 'contract' : 'expand';
    case 'domainConstraint':
    case 'rule':
      return 'contract';
    case 'policy':
      return object.is.permissive ? 'expand' : 'contract';
    default:
      return 'expand';
  }
}

/** Old code does not write columns that it does not know. */
function constraintStage({ is, parent }: ObjectOf<'constraint'>, source: DiffContext['source']): Stage {
  const isNew =
    is.columns.length > 0 &&
    is.columns.every(name => !source.get(`${parent!.replace(/^table/, 'column')}.${quoteName(name)}`));
  return isNew && is.type !== 'primaryKey' ? 'expand' : 'contract';
}

function isOfNewColumns({ needs }: ObjectOf<'index'>, source: DiffContext['source']): boolean {
  const columns = needs.filter(id => id.startsWith('column '));
  return columns.length > 0 && columns.every(id => !source.get(id));
}

function alterStage({ sql }: Statement, object: InventoryObject, { source }: DiffContext): Stage {
  switch (object.kind) {
    case 'column': {
      if (
        / (?:DROP NOT NULL|SET (?:STATISTICS|STORAGE|COMPRESSION) .*|SET DEFAULT .*)$/s.test(sql) ||
        /^(?:COMMENT|GRANT) /.test(sql)
      )
        return 'expand';
      const from = source.get(object.id);
      const isWider =
        from?.kind === 'column' && /^(?:text|character varying)/.test(from.is.type) && !/ USING /.test(sql);
      return isWider && / TYPE (?:text|character varying)/.test(sql) ? 'expand' : 'contract';
    }
    case 'enum':
      return / ADD VALUE /.test(sql) ? 'expand' : 'contract';
    case 'default':
    case 'function':
    case 'procedure':
    case 'view':
    case 'index':
    case 'statistics':
    case 'sequence':
      return 'expand';
    default:
      return /^(?:COMMENT|GRANT) /.test(sql) ? 'expand' : 'contract';
  }
}
