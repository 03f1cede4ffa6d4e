import type { MigrationRule } from '../../rule.js';
import { fix, insertAt, outsideTransaction } from './change/edits.js';
import { about, existing, placeOf, textOf } from './change/target.js';
import { outsideAdvice } from './change/transaction.js';
import { afterWord } from './change/words.js';

/**
 * REINDEX takes SHARE on the table and ACCESS EXCLUSIVE on each index (manual, REINDEX; seen in pg_locks of PostgreSQL 15). Planning any
 * query needs a lock on all indexes of its tables.
 */
export const reindexWithoutConcurrently: MigrationRule = {
  id: 'reindex-without-concurrently',
  category: 'migration',
  level: 'warning',
  title: 'Indexes are rebuilt while reads and writes wait',
  looksAt: 'migration',
  commands: ['reindex'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'reindex' || command.concurrently) return;
    const target = command.table && existing(context, command.table);
    if (command.table && !target) return;
    const text = textOf(context, command.span);
    const found = positionOfObject(text);
    const what = target ? `on ${target.label}` : 'on the table';
    const advice = outsideAdvice(context);
    const message = `\`REINDEX\` holds a SHARE lock ${what} and an ACCESS EXCLUSIVE lock on the index: writes wait until it is done, and so do reads, as planning a query looks at every index. Use \`CONCURRENTLY\`${advice}.`;
    const suggestion = found === undefined ? undefined : `${text.slice(0, found)} CONCURRENTLY${text.slice(found)};`;
    const outside = outsideTransaction(context);
    const word = found === undefined ? undefined : insertAt(context, command.span.start + found, ' CONCURRENTLY');
    const fixes = outside ? fix(context, 'Reindex CONCURRENTLY', [word, ...outside]) : [];
    const rest = { message, ...(suggestion && { suggestion }), fixes };
    yield target ? about(context, target, command.span, rest) : { ...rest, place: placeOf(context, command.span) };
  },
};

/** Behind INDEX, TABLE…, which options in brackets may precede; SYSTEM cannot be rebuilt concurrently. */
function positionOfObject(text: string): number | undefined {
  const start = /^reindex\s*(?:\([^)]*\))?/i.exec(text)?.[0].length ?? 0;
  for (const word of ['index', 'table', 'schema', 'database']) {
    const at = afterWord(text, start, [], word);
    if (at !== undefined) return at;
  }
  return undefined;
}
