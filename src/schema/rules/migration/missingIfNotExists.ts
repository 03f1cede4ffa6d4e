import type { Command, Span } from '../../commands.js';
import type { MigrationContext, MigrationRule } from '../../rule.js';
import { fix, insertAfterWord } from './change/edits.js';
import { runsAgainAfterFailure } from './change/reruns.js';
import { existing, headOf, placeOf } from './change/target.js';

interface Creation {
  readonly what: string;
  readonly place: Span;
  /** Where the words of the statement or action begin. */
  readonly from: Span;
  readonly before: readonly string[];
  readonly word: string;
}

/**
 * Only outside of a transaction: there a file that fails half-way is run again from its start. CREATE INDEX CONCURRENTLY is left alone: when
 * it fails it leaves an invalid index, which IF NOT EXISTS would take for a good one.
 */
export const missingIfNotExists: MigrationRule = {
  id: 'missing-if-not-exists',
  category: 'migration',
  level: 'hint',
  title: 'A CREATE without IF NOT EXISTS cannot be run again',
  looksAt: 'migration',
  commands: [
    'createTable',
    'createIndex',
    'createSchema',
    'createExtension',
    'createSequence',
    'addEnumValue',
    'alterTable',
  ],
  *check(context) {
    const creations = creationsOf(context, context.command);
    if (creations.length === 0 || !runsAgainAfterFailure(context)) return;
    for (const { what, place, from, before, word } of creations) {
      const message = `This \`${what}\` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With \`IF NOT EXISTS\` it can be run again.`;
      // COLUMN may be left out.
      const edit =
        insertAfterWord(context, from, before, word, ' IF NOT EXISTS') ??
        (word === 'column' ? insertAfterWord(context, from, [], 'add', ' COLUMN IF NOT EXISTS') : undefined);
      const fixes = fix(context, 'Add IF NOT EXISTS', [edit]);
      yield { message, place: placeOf(context, place), fixes };
    }
  },
};

function creationsOf(context: MigrationContext, command: Command): Creation[] {
  const from = command.span;
  switch (command.kind) {
    case 'createTable': {
      if (command.ifNotExists || command.persistence === 'temporary' || command.tableKind === 'foreign') return [];
      const before = ['create', 'unlogged'];
      return [{ what: 'CREATE TABLE', place: headOf(command, command.name.span), from, before, word: 'table' }];
    }
    case 'createIndex': {
      const { index } = command;
      // Without a name there is no IF NOT EXISTS.
      if (index.ifNotExists || index.concurrently || index.name === undefined) return [];
      const place = headOf(command, index.nameSpan ?? index.table.span);
      return [{ what: 'CREATE INDEX', place, from, before: ['create', 'unique'], word: 'index' }];
    }
    case 'createSchema':
    case 'createExtension': {
      if (command.ifNotExists) return [];
      const word = command.kind === 'createSchema' ? 'schema' : 'extension';
      return [
        {
          what: `CREATE ${word.toUpperCase()}`,
          place: headOf(command, command.nameSpan),
          from,
          before: ['create'],
          word,
        },
      ];
    }
    case 'createSequence':
      return command.ifNotExists
        ? []
        : [
            {
              what: 'CREATE SEQUENCE',
              place: headOf(command, command.name.span),
              from,
              before: ['create'],
              word: 'sequence',
            },
          ];
    case 'addEnumValue':
      return command.ifNotExists
        ? []
        : [{ what: 'ADD VALUE', place: from, from: behind(command.name.span), before: ['add'], word: 'value' }];
    case 'alterTable':
      if (!existing(context, command.name)) return [];
      return command.actions.flatMap(action =>
        action.action === 'addColumn' && !action.ifNotExists
          ? [{ what: 'ADD COLUMN', place: action.column.nameSpan, from: action.span, before: ['add'], word: 'column' }]
          : [],
      );
    default:
      return [];
  }
}

const behind = ({ end }: Span): Span => ({ start: end, end });
