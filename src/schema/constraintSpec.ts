/** Keys, references, checks and exclusions as they are written, in a column or beside it. */
import type { Expression, IndexKey, ReferentialAction } from './catalog.js';
import type { Span, WrittenName } from './commands.js';

interface ConstraintSpecBase {
  /** Only when written. */
  readonly name?: string;
  readonly nameSpan?: Span;
  /** The whole constraint, from CONSTRAINT or its first word on, without the comma. */
  readonly span: Span;
  /** Written in a column's definition. */
  readonly inline: boolean;
  readonly deferrable: boolean;
  readonly notValid: boolean;
}
export type ConstraintSpec = ConstraintSpecBase &
  (
    | {
        readonly kind: 'primaryKey' | 'unique';
        readonly columns: readonly string[];
        readonly include: readonly string[];
        readonly nullsNotDistinct: boolean;
        /** ADD CONSTRAINT … USING INDEX name. */
        readonly usingIndex?: string;
      }
    | {
        readonly kind: 'foreignKey';
        readonly columns: readonly string[];
        readonly target: WrittenName;
        /** Empty: not written, the target's primary key is meant. */
        readonly targetColumns: readonly string[];
        readonly onDelete: ReferentialAction;
        readonly onUpdate: ReferentialAction;
        readonly onDeleteWritten: boolean;
      }
    | { readonly kind: 'check'; readonly expression: Expression; readonly noInherit: boolean }
    | {
        readonly kind: 'exclusion';
        readonly method: string;
        readonly keys: readonly IndexKey[];
        readonly predicate?: Expression;
      }
    | { readonly kind: 'notNull'; readonly columns: readonly string[] }
  );
