import type { CommandOf, ObjectKind } from '../../commands.js';
import type { MigrationContext, MigrationRule, Violation } from '../../rule.js';
import type { TableAction } from '../../tableActions.js';
import { fix, insertAfterWord } from './change/edits.js';
import { runsAgainAfterFailure } from './change/reruns.js';
import { existing, headOf, placeOf, textOf } from './change/target.js';
import { afterWord } from './change/words.js';

/** The key words of DROP for each kind: IF EXISTS comes behind the last. */
const dropWords: Partial<Record<ObjectKind, readonly string[]>> = {
  table: ['table'],
  view: ['view'],
  materializedView: ['materialized', 'view'],
  sequence: ['sequence'],
  type: ['type'],
  domain: ['domain'],
  schema: ['schema'],
  extension: ['extension'],
  trigger: ['trigger'],
  policy: ['policy'],
};

/** Only outside of a transaction: there a file that fails half-way is run again from its start. */
export const missingIfExists: MigrationRule = {
  id: 'missing-if-exists',
  category: 'migration',
  level: 'hint',
  title: 'A DROP without IF EXISTS cannot be run again',
  looksAt: 'migration',
  commands: ['drop', 'alterTable'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'drop' && command.kind !== 'alterTable') return;
    if (!runsAgainAfterFailure(context)) return;
    if (command.kind === 'drop') {
      const words = dropWords[command.object] ?? (command.object === 'index' ? ['index'] : undefined);
      if (words && !command.ifExists) yield dropViolation(context, command, words);
      return;
    }
    if (!existing(context, command.name)) return;
    for (const action of command.actions) {
      if (action.action !== 'dropColumn' && action.action !== 'dropConstraint') continue;
      if (!action.ifExists) yield actionViolation(context, action);
    }
  },
};

const why =
  'runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF EXISTS` it can be run again.';

function dropViolation(context: MigrationContext, command: CommandOf<'drop'>, words: readonly string[]): Violation {
  const text = textOf(context, command.span);
  const last = words.at(-1)!;
  const before = ['drop', ...words.slice(0, -1)];
  const direct = afterWord(text, 0, [...before, last], 'concurrently') ?? afterWord(text, 0, before, last);
  const word = command.concurrently ? 'concurrently' : last;
  return {
    message: `This \`DROP\` ${why}`,
    place: placeOf(context, headOf(command, command.names.at(-1)?.span)),
    ...(direct !== undefined && { suggestion: `${text.slice(0, direct)} IF EXISTS${text.slice(direct)};` }),
    fixes: fix(context, 'Add IF EXISTS', [
      insertAfterWord(context, command.span, [...before, last], word, ' IF EXISTS'),
    ]),
  };
}

type DropAction = Extract<TableAction, { readonly action: 'dropColumn' | 'dropConstraint' }>;

/** COLUMN may be left out; CONSTRAINT may not. */
function actionViolation(context: MigrationContext, action: DropAction): Violation {
  const word = action.action === 'dropColumn' ? 'column' : 'constraint';
  const edit =
    insertAfterWord(context, action.span, ['drop'], word, ' IF EXISTS') ??
    insertAfterWord(context, action.span, [], 'drop', ' COLUMN IF EXISTS');
  return {
    message: `This \`DROP ${word.toUpperCase()}\` ${why}`,
    place: placeOf(context, action.span),
    fixes: fix(context, 'Add IF EXISTS', [edit]),
  };
}
