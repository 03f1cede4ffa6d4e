/** What ALTER TABLE does, action by action. */
import type { Expression, TypeRef } from './catalog.js';
import type { ColumnSpec, IndexSpec, Span, WrittenName } from './commands.js';
import type { ConstraintSpec } from './constraintSpec.js';

export type TableAction = { readonly span: Span } & (
  | {
      readonly action: 'addColumn';
      readonly column: ColumnSpec;
      readonly constraints: readonly ConstraintSpec[];
      readonly ifNotExists: boolean;
    }
  | { readonly action: 'dropColumn'; readonly column: string; readonly ifExists: boolean; readonly cascade: boolean }
  | {
      readonly action: 'setType';
      readonly column: string;
      readonly type: TypeRef;
      readonly typeSpan: Span;
      readonly using?: Expression;
      readonly collation?: string;
    }
  | { readonly action: 'setDefault'; readonly column: string; readonly default: Expression }
  | { readonly action: 'dropDefault' | 'setNotNull' | 'dropNotNull' | 'dropExpression'; readonly column: string }
  | { readonly action: 'setExpression'; readonly column: string; readonly expression: Expression }
  | { readonly action: 'addIdentity'; readonly column: string; readonly identity: 'always' | 'by default' }
  | { readonly action: 'dropIdentity'; readonly column: string; readonly ifExists: boolean }
  | { readonly action: 'addConstraint'; readonly constraint: ConstraintSpec }
  | { readonly action: 'dropConstraint'; readonly name: string; readonly ifExists: boolean; readonly cascade: boolean }
  /** Dialects without names for keys: MySQL's DROP PRIMARY KEY, DROP FOREIGN KEY. */
  | { readonly action: 'dropPrimaryKey' }
  | { readonly action: 'dropIndex'; readonly name: string }
  | { readonly action: 'addIndex'; readonly index: IndexSpec }
  | { readonly action: 'validateConstraint'; readonly name: string }
  | { readonly action: 'attachPartition'; readonly partition: WrittenName; readonly isDefault: boolean }
  | { readonly action: 'detachPartition'; readonly partition: WrittenName; readonly concurrently: boolean }
  | { readonly action: 'inherit' | 'noInherit'; readonly parent: WrittenName }
  | { readonly action: 'rowSecurity'; readonly change: 'enable' | 'disable' | 'force' | 'noForce' }
  | { readonly action: 'setOwner'; readonly owner: string }
  | { readonly action: 'setPersistence'; readonly persistence: 'permanent' | 'unlogged' }
  /** CLUSTER ON, SET TABLESPACE, SET (…), SET STATISTICS, triggers on and off…: `name` is PostgreSQL's words in lower case. */
  | { readonly action: 'other'; readonly name: string }
);
