import type { MigrationContext, MigrationRule, PlaceFix } from '../../rule.js';
import { fix, insertAfterWord, moveOutside, outsideTransaction } from './change/edits.js';
import { about, existing, headOf, textOf } from './change/target.js';
import { outsideAdvice } from './change/transaction.js';
import { afterWord } from './change/words.js';

/** CREATE INDEX takes SHARE on its table (manual §13.3.1; seen in pg_locks of PostgreSQL 15). */
export const indexWithoutConcurrently: MigrationRule = {
  id: 'index-without-concurrently',
  category: 'migration',
  level: 'warning',
  title: 'An index is built while writes wait',
  looksAt: 'migration',
  commands: ['createIndex'],
  *check(context) {
    const { command } = context;
    // ON ONLY a partitioned table reads no rows.
    if (command.kind !== 'createIndex' || command.index.concurrently || command.index.only) return;
    const target = existing(context, command.index.table);
    if (!target) return;
    const span = headOf(command, command.index.nameSpan ?? command.index.table.span);
    const blocked = `Building this index holds a SHARE lock on ${target.label}: inserts, updates and deletes wait until it is done`;
    if (target.table?.kind === 'partitioned') {
      const suggestion = `${onOnly(context)};`;
      const message = `${blocked}. \`CONCURRENTLY\` does not work on a partitioned table: create the index \`ON ONLY\` it, build one CONCURRENTLY on each partition, and attach those with \`ALTER INDEX … ATTACH PARTITION\`.`;
      yield about(context, target, span, { message, suggestion });
      return;
    }
    const suggestion = `${concurrently(context)};`;
    const advice = outsideAdvice(context);
    yield about(context, target, span, {
      message: `${blocked}. Build it with \`CONCURRENTLY\`${advice}.`,
      suggestion,
      fixes: fixes(context, suggestion),
    });
  },
};

/** The command with a word behind INDEX. */
function concurrently(context: MigrationContext): string {
  const text = textOf(context, context.command.span);
  const at = afterWord(text, 0, ['create', 'unique'], 'index');
  return at === undefined ? text : `${text.slice(0, at)} CONCURRENTLY${text.slice(at)}`;
}

function onOnly(context: MigrationContext): string {
  const { command } = context;
  if (command.kind !== 'createIndex') return '';
  const text = textOf(context, command.span);
  const at = command.index.table.span.start - command.span.start;
  return `${text.slice(0, at)}ONLY ${text.slice(at)}`;
}

function fixes(context: MigrationContext, sql: string): PlaceFix[] {
  const { command } = context;
  if (command.kind !== 'createIndex') return [];
  const outside = outsideTransaction(context);
  const title = 'Build the index CONCURRENTLY';
  if (outside) {
    const word = insertAfterWord(context, command.span, ['create', 'unique'], 'index', ' CONCURRENTLY');
    return fix(context, title, [word, ...outside]);
  }
  const moved = moveOutside(context, sql, `create_${command.index.name ?? `${command.index.table.name}_index`}`);
  return moved ? fix(context, `${title}, outside of the transaction`, moved) : [];
}
